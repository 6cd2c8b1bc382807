"""What an utterance was taken to mean: answers, a reply, a command or a question about the subject, and how sure.

Answers are flat everywhere inside (`{"side": "left", "pain": False}`, a symptom by its id); only JSON nests the
symptoms under `"symptoms"`. A slot that is missing was not spoken of; `"unknown"` means asked and not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Value = bool | int | float | str | tuple[str, ...] | None
Answers = Mapping[str, Value]
Certainty = Literal["sure", "unsure", "rejected"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (word positions, end excluded) of the utterance, and what they gave."""

    start: int
    end: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of one utterance, as `twitchwise understand` prints it.

    `answers` is empty when `certainty` is "rejected". `clarify` says that the caller spoke to what was asked but fixed
    no value; it never stands with "rejected".
    """

    asked: tuple[str, ...]
    text: str
    answers: Answers = field(default_factory=dict)
    reply: Literal["yes", "no"] | None = None
    command: str | None = None
    faq: str | None = None
    certainty: Certainty = "sure"
    clarify: bool = False
    spans: tuple[Span, ...] = ()

    def to_json(self, symptoms: frozenset[str]) -> dict[str, Any]:
        """The interface form; `symptoms` are the ids to nest."""
        return {
            "asked": list(self.asked),
            "text": self.text,
            "answers": nested(self.answers, symptoms),
            "reply": self.reply,
            "command": self.command,
            "faq": self.faq,
            "certainty": self.certainty,
            "clarify": self.clarify,
        }


def nested(answers: Answers, symptoms: frozenset[str]) -> dict[str, Any]:
    """Flat answers in the form of JSON: symptoms under `"symptoms"`, tuples as lists."""
    plain: dict[str, Any] = {k: list(v) if isinstance(v, tuple) else v for k, v in answers.items() if k not in symptoms}
    found = {k: v for k, v in answers.items() if k in symptoms}
    return {**plain, "symptoms": found} if found else plain


def flat(document: Mapping[str, Any]) -> dict[str, Value]:
    """Answers in the form of JSON, flattened; the opposite of `nested`. Checks nothing."""
    both = {**{k: v for k, v in document.items() if k != "symptoms"}, **(document.get("symptoms") or {})}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in both.items()}
