"""What hearing needs to know of words beyond their meaning, from `grammars/hearing.yaml`.

How words sound that the pronouncing dictionary lacks, which everyday words compete with answers so that other speech is
not taken for one, which replies most people give, which words an answer may begin with, which never end one, and by which
names places are looked for by their sound.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voice.errors import KnowledgeError
from voice.resources import shared_folder
from voice.skill.knowledge.yaml_lines import read_yaml

FILE_NAME = "hearing.yaml"


@dataclass(frozen=True, slots=True)
class HearingWords:
    """The file's content. Each pronunciation is a tuple of variants, the usual one first."""

    pronunciations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    competitors: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    unfinished: frozenset[str] = frozenset()
    places: tuple[str, ...] = ()


def load_hearing_words(path: Path | None = None) -> HearingWords:
    """Read the file. Raises KnowledgeError with every fault in it."""
    path = path or shared_folder("grammars") / FILE_NAME
    document = read_yaml(path)
    if not isinstance(document, dict):
        raise KnowledgeError(
            [f"{path}:1: holds no sections; it needs pronunciations, competitors, usual, openers, unfinished and places"]
        )
    faults: list[str] = []
    sounds = document.get("pronunciations") or {}
    if not isinstance(sounds, dict):
        faults.append(f"{path}:1: pronunciations: should be a line `word: PH ON EH M Z` for each word")
        sounds = {}
    words = HearingWords(
        {word: _variants(path, word, phones, faults) for word, phones in sounds.items()},
        tuple(_words(path, document, "competitors", faults)),
        tuple(_words(path, document, "openers", faults)),
        tuple(_phrases(path, document, "usual", faults)),
        frozenset(_words(path, document, "unfinished", faults)),
        tuple(_places(path, document, faults)),
    )
    if faults:
        raise KnowledgeError(faults)
    return words


def _variants(path: Path, word: str, phones: object, faults: list[str]) -> tuple[str, ...]:
    variants = phones if isinstance(phones, list) else [phones]
    if not all(isinstance(one, str) and one for one in variants):
        faults.append(f"{path}:1: pronunciations: {word}: should be phones separated by spaces, or a list of such")
    return tuple(str(one) for one in variants)


def _words(path: Path, document: Mapping[str, Any], section: str, faults: list[str]) -> list[str]:
    text = document.get(section) or ""
    if not isinstance(text, str):
        faults.append(f"{path}:1: {section}: should be words separated by spaces")
        return []
    return text.split()


def _phrases(path: Path, document: Mapping[str, Any], section: str, faults: list[str]) -> list[str]:
    listed = document.get(section) or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        faults.append(f'{path}:1: {section}: should be a list of phrases; put "yes" and "no" in quotes')
        return []
    return [str(one) for one in listed]


def _places(path: Path, document: Mapping[str, Any], faults: list[str]) -> list[str]:
    """Each place alone and after each of its sides."""
    listed = document.get("places") or {}
    if not isinstance(listed, dict) or not all(isinstance(one, str) for one in listed.values()):
        faults.append(f"{path}:1: places: should be lines `sides: places`, the places separated by commas")
        return []
    split = ((str(sides).split(), [place.strip() for place in names.split(",")]) for sides, names in listed.items())
    return [" ".join([*side, place]) for sides, names in split for place in names for side in ((), *((one,) for one in sides))]
