"""What hearing needs to know of words beyond their meaning, from `grammars/hearing.yaml`.

How words sound that the pronouncing dictionary lacks, which everyday words compete with answers so that other speech is
not taken for one, which replies most people give, which words an answer may begin with, and which never end one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from voice.errors import KnowledgeError
from voice.resources import shared_folder

FILE_NAME = "hearing.yaml"


@dataclass(frozen=True, slots=True)
class HearingWords:
    """The file's content. Each pronunciation is a tuple of variants, the usual one first."""

    pronunciations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    competitors: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    usual: tuple[str, ...] = ()
    unfinished: frozenset[str] = frozenset()


def load_hearing_words(path: Path | None = None) -> HearingWords:
    """Read the file. Raises KnowledgeError with every fault in it."""
    path = path or shared_folder("grammars") / FILE_NAME
    try:
        document: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or error
        raise KnowledgeError([f"{path}:{mark.line + 1 if mark else 1}: not readable as YAML: {reason}"]) from None
    if not isinstance(document, dict):
        raise KnowledgeError(
            [f"{path}:1: holds no sections; it needs pronunciations, competitors, usual, openers and unfinished"]
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
    )
    if faults:
        raise KnowledgeError(faults)
    return words


def _variants(path: Path, word: object, phones: object, faults: list[str]) -> tuple[str, ...]:
    variants = phones if isinstance(phones, list) else [phones]
    if not isinstance(word, str):
        faults.append(f"{path}:1: pronunciations: {word!r} is not text; put the word in quotes")
    elif not all(isinstance(one, str) and one for one in variants):
        faults.append(f"{path}:1: pronunciations: {word}: should be phones parted by spaces, or a list of such")
    return tuple(str(one) for one in variants)


def _words(path: Path, document: Mapping[str, Any], section: str, faults: list[str]) -> list[str]:
    text = document.get(section) or ""
    if not isinstance(text, str):
        faults.append(f"{path}:1: {section}: should be words parted by spaces")
        return []
    return text.split()


def _phrases(path: Path, document: Mapping[str, Any], section: str, faults: list[str]) -> list[str]:
    listed = document.get(section) or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        faults.append(f'{path}:1: {section}: should be a list of phrases; put "yes" and "no" in quotes')
        return []
    return [str(one) for one in listed]
