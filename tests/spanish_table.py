"""The Spanish utterances of `tests/spanish`, each with what was asked and what it means."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand

FOLDER = Path(__file__).parent / "spanish"
_TABLE = yaml.safe_load((FOLDER / "utterances.yaml").read_text())


@dataclass(frozen=True)
class Said:
    """An utterance, what was asked, and what it means with which certainty."""

    text: str
    asked: tuple[str, ...]
    means: dict
    certainty: str


@cache
def spanish() -> Grammar:
    """The Spanish grammar files, compiled for the shipped knowledge."""
    return load_grammar(load_knowledge(), FOLDER / "grammars")


def read(said: Said) -> Reading:
    """What is read out of an utterance."""
    return understand(spanish(), said.text, said.asked, now=NOW)


def told(reading: Reading) -> dict:
    """The answers, as the table writes them."""
    return {slot: _plain(value) for slot, value in reading.answers.items()}


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else round(value, 4) if isinstance(value, float) else value


NOW: datetime = _TABLE["now"]
UTTERANCES = [
    Said(text, tuple(row["asked"]), {k: v for k, v in means.items() if k != "certainty"}, means.get("certainty", "sure"))
    for row in _TABLE["questions"]
    for text, means in row["say"].items()
]
