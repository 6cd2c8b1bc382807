"""Stretches of time: "a week and a half", "two or three days", "almost two weeks".

They are counted in days, and a range is an `Interval`. "A month" is 30 days, "a year" 365. What was meant but cannot be
counted ("ages", "a while") is no stretch: the grammar files name it as vague.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice.skill.language.interface import Found, Numbers
from voice.skill.language.interval import Interval, interval
from voice.skill.language.tokens import phrase_at, word_at
from voice.skill.language.words import DurationWords, words_of


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


@dataclass(frozen=True, slots=True)
class WordDurations:
    """Fills `interface.Durations` with the words of a language."""

    words: DurationWords
    time: TimeWords
    numbers: Numbers
    known: frozenset[str]
    """Every word of the lists: no length begins with another, or with a number."""

    def at(self, words: Sequence[str], at: int) -> Found | None:
        """The longest stretch that begins at a position, as (end, days)."""
        if words[at] not in self.known and not self.numbers.begins(words[at]):
            return None
        first = self._counted(words, at)
        if first is None:
            return None
        end, days = first
        if end + 1 < len(words) and words[end] in self.words.joining:
            more = self._counted(words, end + 1)
            if more and more[1] < days:
                return more[0], days + more[1]
        return first

    def _counted(self, words: Sequence[str], at: int) -> Found | None:
        for end, count in self._counts(words, at):
            unit = _skip(words, end, self.time.adjectives)
            if word_at(words, unit) in self.time.units:
                return self._extended(words, unit + 1, _Count(count, self.time.units[words[unit]]))
        if words[at] in self.words.alone:
            return at + 1, self.time.units[words[at]]
        return self._unit_and_more(words, at)

    def _unit_and_more(self, words: Sequence[str], at: int) -> Found | None:
        """ "Week and a half", "day or two", "month or so": a unit without a number."""
        unit = self.time.units.get(words[at])
        if unit is None:
            return None
        several = words[at].endswith(self.words.plural)
        or_so = () if several else self.words.or_so
        for phrases, count in ((self.words.half_more, 1.5), (self.words.or_two, Interval(1, 2)), (or_so, 1.0)):
            if (end := phrase_at(phrases, words, at + 1)) > at + 1:
                return end, interval(count).times(unit)
        return None

    def _counts(self, words: Sequence[str], at: int) -> list[Found]:
        """How many units may follow, as (where the unit stands, how many)."""
        start = self._behind_last(words, at)
        if start >= len(words):
            return []
        ones = [(start + 1, 1.0)] if words[start] in self.words.ones else []
        if start > at:
            ones.append((start, 1.0))
        return [*self._fractions(words, start), *self._numbers(words, start), *ones]

    def _behind_last(self, words: Sequence[str], at: int) -> int:
        """Where a number of units begins: behind "the last", if that is said."""
        start = at + (words[at] in self.words.the and word_at(words, at + 1) in self.words.last)
        return start + (words[start] in self.words.last)

    def _numbers(self, words: Sequence[str], start: int) -> list[Found]:
        """The numbers that begin here; first the upper end of two that follow each other ("ten twelve days")."""
        found = self.numbers.all_at(words, start)
        if not found or found[-1][0] >= len(words):
            return found
        end, low = found[-1]
        high = self.numbers.one_at(words, end)
        return [(high[0], Interval(low, high[1])), *found] if high and low < high[1] <= low + 2 else found

    def _fractions(self, words: Sequence[str], start: int) -> list[Found]:
        """The parts of a unit that are said here, each with where the unit stands: "half a", "a quarter of an"."""
        said = [(phrase, part) for phrase, part in self.words.fractions.items() if phrase[0] == words[start]]
        ends = [(start + len(phrase), part) for phrase, part in said if tuple(words[start : start + len(phrase)]) == phrase]
        return [(end + (word_at(words, end) in self.words.articles), part) for end, part in ends]

    def _extended(self, words: Sequence[str], end: int, count: "_Count") -> Found:
        """A count with what is said behind it: "and a half", "or two", "to three weeks"."""
        return self._with_rest(words, end, count) or self._to_units(words, end, count) or (end, count.days)

    def _with_rest(self, words: Sequence[str], end: int, count: "_Count") -> Found | None:
        """ "… and a half", "a day or two", "… or so"."""
        if (after := phrase_at(self.words.half_more, words, end)) > end:
            return after, (count.number + 0.5) * count.unit
        if count.number == 1 and (after := phrase_at(self.words.or_two, words, end)) > end:
            return after, Interval(count.unit, 2 * count.unit)
        after = phrase_at(self.words.or_so, words, end)
        return (after, count.days) if after > end else None

    def _to_units(self, words: Sequence[str], end: int, count: "_Count") -> Found | None:
        """The upper end of a range: "one to two weeks", "a week, maybe ten days", "two weeks or three"."""
        several = self._several(words, end, count)
        if several or word_at(words, end) not in self.words.open or end + 1 >= len(words):
            return several
        other = self._counted(words, end + 1)
        if other and count.days < other[1] <= count.days * 10:
            return other[0], Interval(count.days, other[1])
        number = next(iter(self.numbers.all_at(words, end + 1)), None)
        if number is None or not count.number < number[1] <= count.number * 3 + 1:
            return None
        return number[0], Interval(count.days, number[1] * count.unit)

    def _several(self, words: Sequence[str], end: int, count: "_Count") -> Found | None:
        """ "A day to two days"."""
        upper = self.words.several.get(word_at(words, end + 1))
        unit = self.time.units.get(word_at(words, end + 2))
        if upper is None or unit is None or count.number != 1 or words[end] not in self.words.to:
            return None
        return end + 3, Interval(count.days, upper * unit)


def word_durations(words: DurationWords, time: TimeWords, numbers: Numbers) -> WordDurations:
    """Lengths of time in the words of a language."""
    return WordDurations(words, time, numbers, words_of(words) | frozenset(time.units))


@dataclass(frozen=True, slots=True)
class _Count:
    """`number` units of `unit` days."""

    number: float
    unit: float

    @property
    def days(self) -> float:
        """Its length."""
        return interval(self.number).times(self.unit)


def _skip(words: Sequence[str], at: int, skipped: frozenset[str]) -> int:
    while at < len(words) and words[at] in skipped:
        at += 1
    return at
