"""Stretches of time: "a week and a half", "two or three days", "almost two weeks".

They are counted in days. A range counts by its upper end; "a month" is 30 days, "a year" 365. What was meant but cannot be
counted ("ages", "a while") is no stretch: the grammar files name it as vague.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice.skill.language.numbers import numbers_at, one_number_at, word_at

_LAST = frozenset({"last", "past"})
_FRACTIONS = (
    (("half",), 0.5),
    (("three", "quarters", "of"), 0.75),
    (("quarter", "of"), 0.25),
    (("a", "quarter", "of"), 0.25),
    (("a", "half"), 0.5),
    (("half", "an"), 0.5),
    (("half", "a"), 0.5),
)
_AND_MORE = ((("and", "a", "half"), 1.5), (("or", "two"), 2.0), (("or", "so"), 1.0))
"""What is said behind one unit that has no number ("a day or two"), and how many units that makes."""
_OPEN = frozenset({"or", "maybe", "to"})
"""Behind a length of time they lead in its upper end."""


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
        if word_at(words, unit) in time.units:
            return _extended(words, unit + 1, _Count(count, time.units[words[unit]]), time)
    if words[at] == "fortnight":
        return at + 1, time.units["fortnight"]
    return _unit_and_more(words, at, time)


def _unit_and_more(words: Sequence[str], at: int, time: TimeWords) -> Found | None:
    """ "Week and a half", "day or two", "month or so": a unit without a number."""
    if words[at] not in time.units:
        return None
    for more, count in _AND_MORE:
        several = more == ("or", "so") and words[at].endswith("s")
        if tuple(words[at + 1 : at + 1 + len(more)]) == more and not several:
            return at + 1 + len(more), count * time.units[words[at]]
    return None


def _counts(words: Sequence[str], at: int) -> list[Found]:
    """How many units may follow, as (where the unit stands, how many)."""
    start = _behind_last(words, at)
    if start >= len(words):
        return []
    ones = [(start + 1, 1.0)] if words[start] in ("a", "an", "another") else []
    if start > at:
        ones.append((start, 1.0))
    return [*_fractions(words, start), *_numbers(words, start), *ones]


def _behind_last(words: Sequence[str], at: int) -> int:
    """Where a number of units begins: behind "the last", if that is said."""
    start = at + (words[at] in ("the", "this") and word_at(words, at + 1) in _LAST)
    return start + (words[start] in _LAST)


def _numbers(words: Sequence[str], start: int) -> list[Found]:
    """The numbers that begin here; first the upper end of two that follow each other ("ten twelve days")."""
    found = numbers_at(words, start)
    if not found or found[-1][0] >= len(words):
        return found
    end, low = found[-1]
    high = one_number_at(words, end)
    return [high, *found] if high and low < high[1] <= low + 2 else found


def _fractions(words: Sequence[str], start: int) -> list[Found]:
    """The parts of a unit that are said here, each with where the unit stands: "half a", "a quarter of an"."""
    ends = [(start + len(said), part) for said, part in _FRACTIONS if tuple(words[start : start + len(said)]) == said]
    return [(end + (word_at(words, end) in ("a", "an")), part) for end, part in ends]


@dataclass(frozen=True, slots=True)
class _Count:
    """`number` units of `unit` days."""

    number: float
    unit: float

    @property
    def days(self) -> float:
        """Its length."""
        return self.number * self.unit


def _extended(words: Sequence[str], end: int, count: _Count, time: TimeWords) -> Found:
    """A count with what is said behind it: "and a half", "or two", "to three weeks"."""
    return _with_rest(words, end, count) or _to_units(words, end, count, time) or (end, count.days)


def _with_rest(words: Sequence[str], end: int, count: _Count) -> Found | None:
    """ "… and a half", "a day or two", "… or so"."""
    rest = tuple(words[end : end + 3])
    if rest == ("and", "a", "half"):
        return end + 3, (count.number + 0.5) * count.unit
    if rest[:2] == ("or", "two") and count.number == 1:
        return end + 2, 2 * count.unit
    return (end + 2, count.days) if rest[:2] == ("or", "so") else None


def _to_units(words: Sequence[str], end: int, count: _Count, time: TimeWords) -> Found | None:
    """The upper end of a range: "one to two weeks", "a week, maybe ten days", "two weeks or three"."""
    several = {"two": 2, "three": 3}.get(word_at(words, end + 1))
    if word_at(words, end) == "to" and several and count.number == 1 and word_at(words, end + 2) in time.units:
        return end + 3, several * time.units[words[end + 2]]
    if word_at(words, end) not in _OPEN or end + 1 >= len(words):
        return None
    other = _counted(words, end + 1, time)
    if other and count.days < other[1] <= count.days * 10:
        return other
    number = next(iter(numbers_at(words, end + 1)), None)
    return (number[0], number[1] * count.unit) if number and count.number < number[1] <= count.number * 3 + 1 else None


def _skip(words: Sequence[str], at: int, skipped: frozenset[str]) -> int:
    while at < len(words) and words[at] in skipped:
        at += 1
    return at
