"""Numbers in words and digits: "thirty four", "48", "two or three", "two three", "five and a half", "a hundred and fifty".

A range is an `Interval`. A number is tens and ones, with hundreds or thousands before them; languages that say the ones
first, in one word, list these words among the teens ("vierunddreissig").
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from voice.skill.language.interface import Found
from voice.skill.language.interval import Interval
from voice.skill.language.tokens import phrase_at, word_at
from voice.skill.language.words import NumberWords, words_of

_ROUGHLY_FROM = 20
"""From here on a number can be "so many odd"."""
_UNITS_END = 13
"""Numbers below this one follow each other in "two three"."""
_HUNDRED = 100
_FIFTY = 50


@dataclass(frozen=True, slots=True)
class WordNumbers:
    """Fills `interface.Numbers` with the words of a language."""

    words: NumberWords
    small: Mapping[str, int]
    units: Mapping[str, int]
    vague: Mapping[str, tuple[tuple[tuple[str, ...], float], ...]]
    """Vague numbers by their first words, the longest first."""
    known: frozenset[str]
    """Every word of the lists: no number in words begins with another."""

    def all_at(self, words: Sequence[str], at: int) -> list[Found]:
        """Numbers that begin at a position, longest first, as (end, value)."""
        if not self.begins(words[at]):
            return []
        between = words[at] in self.words.both
        first = self.one_at(words, at + between)
        if first is None:
            return []
        upper = self._upper_at(words, first[0], between=between)
        longest = self._upper_end(words, upper, first[1]) if upper > first[0] else self._neighbours(words, at)
        found = [longest] if longest else []
        if between:
            return found
        shortest = self._tens(words, at)
        return [*found, first, shortest] if shortest and shortest[0] < first[0] else [*found, first]

    def begins(self, word: str) -> bool:
        """Whether a number can begin with a word."""
        return word in self.known or word[:1].isdigit()

    def one_at(self, words: Sequence[str], at: int) -> Found | None:
        """The longest single number (no range) at a position, as its end and value."""
        for phrase, value in self.vague.get(word_at(words, at), ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return at + len(phrase), value
        found = self._whole(words, at)
        if found is None:
            return None
        end, value = found
        if value >= _ROUGHLY_FROM and word_at(words, end) in self.words.roughly:
            return end + 1, value
        after = phrase_at(self.words.halves, words, end)
        return (after, value + 0.5) if after > end else found

    def in_words(self, number: int) -> str:
        """How a number from 0 to 99 is usually said."""
        if word := self._usual(number):
            return word
        tens, ones = self._usual(number - number % 10), self._usual(number % 10)
        return " ".join((tens, *sorted(self.words.in_tens)[:1], ones)) if tens and ones else ""

    def _usual(self, number: int) -> str:
        """The first word that is a number; nothing where there is none."""
        return next((word for word, value in self.small.items() if value == number), "")

    def _tens(self, words: Sequence[str], at: int) -> Found | None:
        """A number below one hundred."""
        word = word_at(words, at)
        if word in self.words.tens:
            ones = at + 1 + (word_at(words, at + 1) in self.words.in_tens)
            if self.words.ones.get(word_at(words, ones), 0) > 0:
                return ones + 1, self.words.tens[word] + self.words.ones[words[ones]]
        return (at + 1, float(self.small[word])) if word in self.small else None

    def _whole(self, words: Sequence[str], at: int) -> Found | None:
        """A whole number, in digits or in words: "48", "thirty four", "a hundred and fifty", "one fifty"."""
        digits = _digits(word_at(words, at))
        if digits is not None:
            return at + 1, digits
        first = self._leading(words, at)
        if first is None:
            return None
        return self._hundreds(words, *first) or self._and_fifty(words, *first) or first

    def _leading(self, words: Sequence[str], at: int) -> Found | None:
        """A number below one hundred, or the "a" of "a hundred"."""
        if word_at(words, at) in self.words.articles and word_at(words, at + 1) in self.words.factors:
            return at + 1, 1.0
        return self._tens(words, at)

    def _hundreds(self, words: Sequence[str], end: int, value: float) -> Found | None:
        """So many hundreds or thousands, and what is said behind them: "two hundred and fifty"."""
        factor = self.words.factors.get(word_at(words, end))
        if factor is None:
            return None
        more = self._tens(words, end + 1 + (word_at(words, end + 1) in self.words.joining))
        return (more[0], value * factor + more[1]) if more else (end + 1, value * factor)

    def _and_fifty(self, words: Sequence[str], end: int, value: float) -> Found | None:
        """ "One fifty", which is a hundred and fifty."""
        after = word_at(words, end) in self.words.fifty and value in range(1, 10)
        return (end + 1, value * _HUNDRED + _FIFTY) if after else None

    def _neighbours(self, words: Sequence[str], at: int) -> Found | None:
        """ "Three four cups": two numbers that follow each other, and no count of more than two ("five six seven eight")."""
        low, high = (self.units.get(word) for word in (*words[at : at + 2], "", "")[:2])
        counted = (*words[max(0, at - 1) : at], *words[at + 2 : at + 3])
        if low is None or high != low + 1 or any(word in self.small for word in counted):
            return None
        return at + 2, Interval(low, high)

    def _upper_at(self, words: Sequence[str], end: int, *, between: bool) -> int:
        """Where the upper end of a range begins that has its lower one before `end`; `end` itself where nothing joins them."""
        word = word_at(words, end)
        at = end + (word in self.words.range or (between and word in self.words.joining))
        if word_at(words, at) in self.words.hedges and at + 1 < len(words):
            at += 1
        return at + (at > end and word_at(words, at) in self.words.articles and word_at(words, at + 1) in self.small)

    def _upper_end(self, words: Sequence[str], at: int, low: float) -> Found | None:
        """The upper end of a range, where it is a number not too far above the lower one."""
        upper = self.one_at(words, at)
        return (upper[0], Interval(low, upper[1])) if upper and low < upper[1] <= low * 4 + 5 else None


def word_numbers(words: NumberWords) -> WordNumbers:
    """Numbers in the words of a language."""
    low = {**words.ones, **words.teens}
    units = {word: value for word, value in {**low, **words.following}.items() if 0 < value < _UNITS_END}
    firsts = dict.fromkeys(phrase[0] for phrase in words.vague)
    longest = sorted(words.vague.items(), key=lambda row: -len(row[0]))
    vague = {first: tuple(row for row in longest if row[0][0] == first) for first in firsts}
    return WordNumbers(words, {**low, **words.tens}, units, vague, words_of(words))


def _digits(word: str) -> float | None:
    if not word[:1].isdigit() or not word.isascii():
        return None
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None
