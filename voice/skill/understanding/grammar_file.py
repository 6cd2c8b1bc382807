"""One grammar file as it is written down: which sections there are, and the shape of each. Phrases are looked at by `grammar`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.errors import KnowledgeError
from voice.outside import cut
from voice.skill.knowledge.references import nearest
from voice.skill.knowledge.yaml_lines import read_lined

_MOST_FAULTS = 50
_Phrases = Any
"""Phrases between commas; what is no text is told where they are compiled."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Times(_Part):
    """Units and parts of the day by their length in days or hour of the day, and days of the year."""

    units: list[tuple[float, str]] = []
    parts: list[tuple[float, str]] = []
    adjectives: str = ""
    feasts: Mapping[str, tuple[int, int]] = {}
    movable: Mapping[str, int] = {}
    weekdays: Mapping[str, tuple[int, int, int]] = {}


class _Slot(BaseModel):
    model_config = ConfigDict(extra="allow")
    anywhere: Mapping[str, _Phrases] = {}
    asked: Mapping[str, _Phrases] = {}
    opposite: Mapping[str, str] = {}


class _Fact(_Part):
    means: Mapping[str, str | bool | int | float | list[str]]
    say: _Phrases
    asked: list[str] = []


class _Together(_Part):
    """Several mentions that make a symptom."""

    of: Mapping[str, str | bool]
    means: str
    doubtful: bool = False


class _Composition(_Part):
    """Parts that make a sign: see `grammars/composition.yaml`."""

    means: str
    of: list[str]
    unless: list[str] = []
    within: list[str] = []


class _Anchors(_Part):
    """What a sign is said of."""

    words: str
    names: str = ""
    of_organ: bool = False
    of_person: bool = False


class _Always(_Part):
    """What is expected whatever is asked: see `grammars/always.yaml`."""

    symptoms: Mapping[str, Mapping[str, _Phrases]] = {}
    facts: list[_Fact] = []
    commands: Mapping[str, _Phrases] = {}
    questions: Mapping[str, _Phrases] = {}
    words: Mapping[str, _Phrases] = {}


class _File(_Part):
    same: Mapping[str, str] = {}
    forms: Mapping[str, str] = {}
    classes: Mapping[str, str] = {}
    time: _Times = Field(default_factory=_Times)
    symptoms: Mapping[str, Mapping[str, _Phrases]] = {}
    slots: Mapping[str, _Slot] = {}
    facts: list[_Fact] = []
    together: list[_Together] = []
    parts: Mapping[str, str] = {}
    compose: list[_Composition] = []
    anchor_words: Mapping[str, str] = {}
    anchors: Mapping[str, _Anchors] = {}
    everyday: str = ""
    sudden: Mapping[str, str] = {}
    commands: Mapping[str, _Phrases] = {}
    questions: Mapping[str, _Phrases] = {}
    words: Mapping[str, _Phrases] = {}
    decoys: str = ""
    always: _Always = Field(default_factory=_Always)
    alike: str = ""
    parents: Mapping[str, str] = {}
    # Of hearing.yaml, which `voice.recognition` reads.
    pronunciations: Any = None
    competitors: Any = None
    openers: Any = None
    usual: Any = None
    unfinished: Any = None


def read_grammar_file(path: Path) -> dict[str, Any]:
    """The file's sections as plain data. Raises KnowledgeError with every fault as `file:line: what`."""
    lined = read_lined(path)
    if lined.faults:
        raise KnowledgeError(list(lined.faults))
    if not isinstance(lined.document, dict):
        raise KnowledgeError([f"{path}:1: holds no sections; it should begin with one of {', '.join(_File.model_fields)}"])
    try:
        _File.model_validate(lined.document, strict=False)
    except ValidationError as error:
        faults = [(tuple(one["loc"]), one["type"], one["msg"]) for one in error.errors(include_url=False)[:_MOST_FAULTS]]
        raise KnowledgeError(
            [lined.at(place, f"{_place(place)}: {_what(place, kind, said)}") for place, kind, said in faults]
        ) from None
    return dict(lined.document)


def _place(place: tuple[str | int, ...]) -> str:
    return cut(".".join(str(part) for part in place))


def _what(place: tuple[str | int, ...], kind: str, said: str) -> str:
    if kind == "extra_forbidden":
        return f"unknown key{nearest(str(place[-1]), _File.model_fields)}"
    return cut(said)
