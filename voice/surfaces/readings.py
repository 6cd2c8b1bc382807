"""Readings for other programs: JSON lines in, one reading a line out; a line that cannot be read says so in its place."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import IO, Any, AnyStr

from voice.errors import TwitchwiseError
from voice.outside import cut, echoed, nearest, read_line
from voice.skill.grammar.compiled import Grammar
from voice.skill.understanding.parse import Question
from voice.skill.understanding.understand import understand

_KEYS = ("asked", "text", "confirming")
_MOST_KEYS = 200
"""Keys of a line that are looked at, and slots or symptoms that can be asked for in one."""


class LineError(TwitchwiseError):
    """A line that is no question; says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line's answer in its interface form; without a question where the line could not be read, and `{"error": …}` says why."""

    document: dict[str, Any]
    text: str = ""
    question: Question | None = None


def readings(grammar: Grammar, lines: IO[AnyStr], now: datetime | None) -> Iterator[Line]:
    """The reading of each line."""
    for number in count(1):
        try:
            line = read_line(lines)
            if not line:
                return
            if not line.strip():
                continue
            yield _one(grammar, line, now)
        except TwitchwiseError as error:
            yield Line({"error": f"line {number}: {error}"})


def _one(grammar: Grammar, line: str | bytes, now: datetime | None) -> Line:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {cut(str(error))}") from None
    if not isinstance(question, dict) or not isinstance(question.get("text"), str):
        raise LineError('an object with "asked" and "text" would be right')
    for key in list(question)[:_MOST_KEYS]:
        # What is no key of ours is let pass, but one that is nearly a missing one is taken for a slip.
        meant = nearest(key.lower(), [name for name in _KEYS if name not in question])
        if key not in _KEYS and meant:
            raise LineError(f"no key is called {echoed(key)}; did you mean {meant!r}?")
    confirming = question.get("confirming")
    if confirming is not None and not isinstance(confirming, dict):
        raise LineError('"confirming" should be null or answers')
    text, asked = question["text"], _asked(grammar, question)
    reading = understand(grammar, text, asked, confirming=confirming, now=now)
    return Line(reading.to_json(grammar.symptoms), text, Question(grammar.asking(tuple(asked)), tuple(asked), confirming, now))


def _asked(grammar: Grammar, question: dict[str, Any]) -> list[str]:
    asked = question.get("asked", [])
    if not isinstance(asked, list) or not all(isinstance(a, str) for a in asked):
        raise LineError('"asked" should be a list of slots or symptom ids')
    stray = [a for a in asked if a not in grammar.symptoms and a not in grammar.slots]
    if stray:
        raise LineError(f"no slot or symptom is called {echoed(stray[0])}")
    if len(asked) > _MOST_KEYS:
        raise LineError(f'"asked" should name {_MOST_KEYS} slots or symptoms at most')
    return asked
