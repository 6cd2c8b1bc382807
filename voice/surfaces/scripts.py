"""A rehearsal's script as it is written down: the shape of its YAML; every fault is told before anything is played."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from voice.errors import FileError


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
    """A whole rehearsal. A reply is words (quote yes and no), or a list of them for one turn after another."""

    title: str = ""
    region: str | None = None
    replies: dict[str, str | list[str]] | None = None
    otherwise: str = "no"
    expect: Expectations | None = None
    voice: str | None = None
    noise: dict[str, Any] | None = None


def load_script(path: Path) -> dict[str, Any]:
    """A rehearsal's YAML. Raises FileError with the first fault."""
    try:
        script = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise FileError(f"{path}: cannot be read ({str(error).splitlines()[0]})") from None
    if not isinstance(script, dict):
        raise FileError(f"{path}: a rehearsal is a mapping with `replies` and `expect`")
    try:
        Script.model_validate(script)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"] if part not in ("str", "list[str]"))
        raise FileError(f"{path}: {where}: {_what(first['type'], first['msg'], first['loc'])}") from None
    return script


def _what(kind: str, message: str, place: tuple[int | str, ...]) -> str:
    if kind == "extra_forbidden":
        known = Expectations if len(place) > 1 else Script
        return f"unknown; known are {', '.join(sorted(known.model_fields))}"
    return 'replies are words; quote "yes" and "no"' if place[0] == "replies" else message.partition(" or instance")[0]
