"""A rehearsal's script as it is written down: the shape of its YAML; every fault is told before anything is played."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.errors import FileError
from voice.outside import cut, named
from voice.skill.knowledge.yaml_lines import read_yaml

_UNSPOKEN = re.compile(
    r"\((silence|noise|key \w+|chosen \w+ .+|power cut( for \d{1,6} minutes?)?|wait( for)? \d{1,6} minutes?)\)"
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExpectedAnswers(BaseModel):
    """Slots stand beside the symptoms."""

    model_config = ConfigDict(extra="allow")
    symptoms: dict[str, Any] = {}


class Expectations(_Part):
    """What is to come of the conversation."""

    disposition: str = ""
    causes: list[str] = []
    questions_at_most: float = 0
    spoken_seconds_at_most: float = 0
    outcome: str = ""
    said: list[str] = []
    not_said: list[str] = []
    asked: list[str] = []
    not_asked: list[str] = []
    answers: ExpectedAnswers = ExpectedAnswers()
    effects: list[str] = []


class Script(_Part):
    """A whole rehearsal. A reply is words (quote yes and no), or a list of them for one turn after another.

    In brackets: (silence), (noise), (key repeat), (chosen side left), (power cut for 40 minutes), (wait 2 minutes).
    """

    title: str = ""
    region: str | None = None
    replies: dict[str, str | list[str]] | None = None
    otherwise: str = "no"
    expect: Expectations | None = None
    voice: str | None = None
    noise: dict[str, Any] | None = None
    leak_db: float | None = Field(None, ge=-100, le=40)


def load_script(path: Path, regions: Collection[str]) -> dict[str, Any]:
    """A rehearsal's YAML, which may name one of `regions`. Raises FileError with the first fault."""
    script = read_yaml(path)
    if not isinstance(script, dict):
        raise FileError(f"{path}: a rehearsal is a mapping with `replies` and `expect`")
    try:
        Script.model_validate(script)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("str", "list[str]"))
        raise FileError(f"{path}: {cut(where)}: {_what(first['type'], first['msg'], first['loc'])}") from None
    for fault in _faults(script, regions):
        raise FileError(f"{path}: {fault}")
    return script


def _faults(script: dict[str, Any], regions: Collection[str]) -> Iterator[str]:
    if script.get("region") not in (None, *regions):
        yield f"region: {named(script['region'])} is unknown; known are {', '.join(regions)}"
    for name, replies in (script.get("replies") or {}).items():
        for reply in [replies] if isinstance(replies, str) else replies:
            if reply.startswith("(") and not _UNSPOKEN.fullmatch(reply):
                known = "(silence), (noise), (key …), (chosen …), (wait …)"
                yield f"replies.{named(name)}: {cut(reply)} is nothing a caller can do: {known}"


def _what(kind: str, message: str, place: tuple[int | str, ...]) -> str:
    if kind == "extra_forbidden":
        known = Expectations if len(place) > 1 else Script
        return f"unknown; known are {', '.join(sorted(known.model_fields))}"
    return 'replies are words; quote "yes" and "no"' if place[0] == "replies" else cut(message.partition(" or instance")[0])
