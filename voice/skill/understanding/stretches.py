"""Stretches of time: "a week and a half", "two or three days", "almost two weeks".

They are counted in days. A range counts by its upper end; "a month" is 30 days, "a year" 365. What was meant but cannot be
counted ("ages", "a while") is no stretch: the grammar files name it as vague.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice.skill.understanding.numbers import numbers_at, one_number_at

_LAST = frozenset({"last", "past"})


@dataclass(frozen=True, slots=True)
class TimeWords:
    """The words of time, from the grammar files: days in a unit, hour of a part of the day, adjectives that change nothing,
    feasts by their month and day, those that move with Easter by their days from it, and those on the nth weekday of a month.
    """

    units: Mapping[str, float]
    parts: Mapping[str, float]
    adjectives: frozenset[str]
    feasts: Mapping[str, tuple[int, int]]
    movable: Mapping[str, int]
    weekdays: Mapping[str, tuple[int, int, int]]


Found = tuple[int, float]


def stretch_at(words: Sequence[str], at: int, time: TimeWords) -> Found | None:
    """The longest stretch that begins at a position, as (end, days)."""
    first = _counted(words, at, time)
    if first is None:
        return None
    end, days = first
    if end + 1 < len(words) and words[end] == "and":
        more = _counted(words, end + 1, time)
        if more and more[1] < days:
            return more[0], days + more[1]
    return first


def _counted(words: Sequence[str], at: int, time: TimeWords) -> Found | None:
    for end, count in _counts(words, at):
        unit = _skip(words, end, time.adjectives)
        if unit < len(words) and words[unit] in time.units:
            return _tail(words, unit + 1, count, time.units[words[unit]], time)
    if words[at] == "fortnight":
        return at + 1, time.units["fortnight"]
    if words[at] in time.units and tuple(words[at + 1 : at + 4]) == ("and", "a", "half"):
        return at + 4, 1.5 * time.units[words[at]]
    if words[at] in time.units and tuple(words[at + 1 : at + 3]) == ("or", "two"):
        return at + 3, 2 * time.units[words[at]]
    if words[at] in time.units and tuple(words[at + 1 : at + 3]) == ("or", "so") and not words[at].endswith("s"):
        return at + 3, time.units[words[at]]
    return None


def _counts(words: Sequence[str], at: int) -> list[Found]:
    """How many units may follow, as (where the unit stands, how many)."""
    found: list[Found] = []
    start = at
    if words[at] in ("the", "this") and at + 1 < len(words) and words[at + 1] in _LAST:
        start = at + 2
    elif words[at] in _LAST:
        start = at + 1
    if start >= len(words):
        return []
    found += numbers_at(words, start)
    first = found[-1] if found else None
    if first and first[0] < len(words):
        second = one_number_at(words, first[0])
        if second and first[1] < second[1] <= first[1] + 2:
            found.insert(0, second)
    rest = tuple(words[start : start + 3])
    for phrase, value in (
        (("half", "a"), 0.5),
        (("half", "an"), 0.5),
        (("a", "half"), 0.5),
        (("a", "quarter", "of"), 0.25),
        (("quarter", "of"), 0.25),
        (("three", "quarters", "of"), 0.75),
        (("half",), 0.5),
    ):
        if rest[: len(phrase)] == phrase:
            end = start + len(phrase)
            if end < len(words) and words[end] in ("a", "an"):
                end += 1
            found.insert(0, (end, value))
    if words[start] in ("a", "an", "another"):
        found.append((start + 1, 1.0))
    if start > at:
        found.append((start, 1.0))
    return found


def _tail(words: Sequence[str], end: int, count: float, unit: float, time: TimeWords) -> Found:
    rest = tuple(words[end : end + 3])
    if rest == ("and", "a", "half"):
        return end + 3, (count + 0.5) * unit
    if rest[:2] == ("or", "two") and count == 1:
        return end + 2, 2 * unit
    if rest[:2] == ("or", "so"):
        return end + 2, count * unit
    if rest[:2] in (("to", "two"), ("to", "three")) and count == 1 and end + 2 < len(words) and words[end + 2] in time.units:
        return end + 3, (2 if rest[1] == "two" else 3) * time.units[words[end + 2]]
    if rest[:1] and rest[0] in ("or", "maybe", "to"):
        other = _counted(words, end + 1, time) if end + 1 < len(words) else None
        if other and count * unit < other[1] <= count * unit * 10:
            return other
        number = numbers_at(words, end + 1) if end + 1 < len(words) else []
        if number and count < number[0][1] <= count * 3 + 1:
            return number[0][0], number[0][1] * unit
    return end, count * unit


def _skip(words: Sequence[str], at: int, skipped: frozenset[str]) -> int:
    while at < len(words) and words[at] in skipped:
        at += 1
    return at
