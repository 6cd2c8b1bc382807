"""What the service answers to words: a `handled` or `not-handled` event, checked and frozen.

A field that is missing or of another type counts as empty, so that an older or newer service still gets its sentences spoken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wyoming.event import Event


@dataclass(frozen=True, slots=True)
class Told:
    """One answer of the service; docs/home-assistant.md explains the fields of its context.

    `speech` is what to say, whole. `is_ours`: the words were for us. `goes_on`: an answer is waited for. `emergency`: help is
    needed now. `is_over`: the conversation has ended, and was not just paused.
    """

    speech: str
    is_ours: bool = True
    goes_on: bool = False
    emergency: bool = False
    is_over: bool = False


def told_by(event: Event) -> Told:
    """The answer that a `handled` or `not-handled` event carries."""
    context = event.data.get("context")
    said = context if isinstance(context, dict) else {}
    outcome = said.get("outcome")
    return Told(
        speech=_speech(event.data.get("text"), _sentences(said, "must_say_first")),
        is_ours=event.type == "handled",
        goes_on=said.get("continue_conversation") is True,
        emergency=said.get("emergency") is True,
        is_over=outcome is not None and outcome != "paused",
    )


def _speech(text: object, must_say_first: tuple[str, ...]) -> str:
    """The text as it is; a sentence that must be said and is not in it goes before it."""
    whole = text if isinstance(text, str) else ""
    missing = [sentence for sentence in must_say_first if sentence not in whole]
    return " ".join([*missing, *([whole] if whole else [])])


def _sentences(context: Mapping[str, Any], name: str) -> tuple[str, ...]:
    sentences = context.get(name)
    return tuple(one for one in sentences if isinstance(one, str)) if isinstance(sentences, list) else ()
