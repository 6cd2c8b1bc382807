"""Readings for other programs: JSON lines in, one reading a line out; a line that cannot be read says so in its place."""

import json
from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from typing import Any, TextIO

from voice.skill.reading import Reading
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.understand import understand

_KEYS = ("asked", "text", "confirming")


class LineError(ValueError):
    """A line that is no question; says what is wrong with it."""


def readings(grammar: Grammar, lines: TextIO, now: datetime | None) -> Iterator[tuple[dict[str, Any], Reading | None]]:
    """Each line's reading in its interface form beside itself; `{"error": …}` and None for a line that cannot be read."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            reading = _one(grammar, line, now)
        except LineError as error:
            yield {"error": f"line {number}: {error}"}, None
        else:
            yield reading.to_json(grammar.symptoms), reading


def _one(grammar: Grammar, line: str, now: datetime | None) -> Reading:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"not JSON: {error}") from None
    if not isinstance(question, dict) or not isinstance(question.get("text"), str):
        raise LineError('an object with "asked" and "text" would be right')
    for key in question:
        # What is no key of ours is let pass, but one that is nearly a missing one is taken for a slip.
        meant = get_close_matches(key.lower(), [name for name in _KEYS if name not in question], 1)
        if key not in _KEYS and meant:
            raise LineError(f"no key is called {key!r}; did you mean {meant[0]!r}?")
    asked = question.get("asked", [])
    if not isinstance(asked, list) or not all(isinstance(a, str) for a in asked):
        raise LineError('"asked" should be a list of slots or symptom ids')
    stray = [a for a in asked if a not in grammar.symptoms and a not in grammar.slots]
    if stray:
        raise LineError(f"no slot or symptom is called {stray[0]!r}")
    confirming = question.get("confirming")
    if confirming is not None and not isinstance(confirming, dict):
        raise LineError('"confirming" should be null or answers')
    return understand(grammar, question["text"], asked, confirming=confirming, now=now)


def explained(reading: Reading) -> Iterator[str]:
    """Which words gave what, a line each."""
    words = reading.text.split()
    for span in reading.spans:
        yield f"  {' '.join(words[span.start : span.end])!r}: {span.meaning}"
