"""Numbers in words and digits: "thirty four", "48", "two or three", "two three", "five and a half", "a hundred and fifty".

A range counts by its upper end. `numbers_at` gives every reading of the words from a position, longest first.
"""

from collections.abc import Sequence

_ONES = dict(zip("zero one two three four five six seven eight nine".split(), range(10), strict=True)) | {"nil": 0, "nought": 0}
_TEENS = dict(
    zip(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(10, 20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)) | {
    "fourty": 40
}
_SMALL = _ONES | _TEENS | _TENS
_UNITS = {word: value for word, value in (_ONES | _TEENS | {"couple": 2}).items() if 0 < value < 13}
_VAGUE: tuple[tuple[tuple[str, ...], float], ...] = (
    (("half", "a", "dozen"), 6),
    (("a", "couple", "of"), 2),
    (("a", "couple"), 2),
    (("couple", "of"), 2),
    (("couple",), 2),
    (("a", "good", "few"), 4),
    (("quite", "a", "few"), 5),
    (("a", "few"), 3),
    (("few",), 3),
    (("several",), 4),
    (("a", "dozen"), 12),
    (("a", "handful", "of"), 4),
)
_VAGUE_BY_WORD = {first: [row for row in _VAGUE if row[0][0] == first] for first in {phrase[0] for phrase, _ in _VAGUE}}
_RANGE = frozenset({"or", "to", "till", "until"})
_ODD = 20
_HEDGES = frozenset({"maybe", "perhaps", "possibly", "even"})
_FACTORS = {"hundred": 100, "thousand": 1000}
_FRACTIONS = (("and", "a", "half"), ("and", "half"), ("point", "five"))
"""What follows a number that is half more."""


def word_at(words: Sequence[str], at: int) -> str:
    """The word at a position; nothing behind the last one."""
    return words[at] if at < len(words) else ""


def _digits(word: str) -> float | None:
    if not word[:1].isdigit() or not word.isascii():
        return None
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None


def _tens(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """A number below one hundred."""
    word = word_at(words, at)
    if word in _TENS and 0 < _ONES.get(word_at(words, at + 1), 0) < 10:
        return at + 2, _TENS[word] + _ONES[words[at + 1]]
    if word in _SMALL:
        return at + 1, float(_SMALL[word])
    return None


def _whole(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """A whole number, in digits or in words: "48", "thirty four", "a hundred and fifty", "one fifty"."""
    digits = _digits(word_at(words, at))
    if digits is not None:
        return at + 1, digits
    first = _leading(words, at)
    if first is None:
        return None
    return _hundreds(words, *first) or _and_fifty(words, *first) or first


def _leading(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """A number below one hundred, or the "a" of "a hundred"."""
    if word_at(words, at) == "a" and word_at(words, at + 1) in _FACTORS:
        return at + 1, 1.0
    return _tens(words, at)


def _hundreds(words: Sequence[str], end: int, value: float) -> tuple[int, float] | None:
    """So many hundreds or thousands, and what is said behind them: "two hundred and fifty"."""
    factor = _FACTORS.get(word_at(words, end))
    if factor is None:
        return None
    more = _tens(words, end + 1 + (word_at(words, end + 1) == "and"))
    return (more[0], value * factor + more[1]) if more else (end + 1, value * factor)


def _and_fifty(words: Sequence[str], end: int, value: float) -> tuple[int, float] | None:
    """ "One fifty", which is a hundred and fifty."""
    return (end + 1, value * 100 + 50) if word_at(words, end) == "fifty" and value in range(1, 10) else None


def _fraction(words: Sequence[str], end: int, value: float) -> tuple[int, float] | None:
    said = next((half for half in _FRACTIONS if tuple(words[end : end + len(half)]) == half), None)
    return (end + len(said), value + 0.5) if said else None


def one_number_at(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """The longest single number (no range) at a position, as its end and value."""
    for phrase, value in _VAGUE_BY_WORD.get(word_at(words, at), ()):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return at + len(phrase), value
    found = _whole(words, at)
    if found is None:
        return None
    end, value = found
    if value >= _ODD and words[end : end + 1] == ("odd",):  # "twenty odd"
        return end + 1, value
    return _fraction(words, end, value) or found


def _neighbours(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """ "Three four cups": two numbers that follow each other, and no count of more than two ("five six seven eight")."""
    low, high = (_UNITS.get(word) for word in (*words[at : at + 2], "", "")[:2])
    counted = (*words[max(0, at - 1) : at], *words[at + 2 : at + 3])
    if low is None or high != low + 1 or any(word in _SMALL for word in counted):
        return None
    return at + 2, float(high)


def numbers_at(words: Sequence[str], at: int) -> list[tuple[int, float]]:
    """Numbers that begin at a position, longest first, as (end, value)."""
    between = words[at] == "between"
    first = one_number_at(words, at + between)
    if first is None:
        return []
    upper = _upper_at(words, first[0], between=between)
    longest = _upper_end(words, upper, first[1]) if upper > first[0] else _neighbours(words, at)
    found = [longest] if longest else []
    if between:
        return found
    shortest = _tens(words, at)
    return [*found, first, shortest] if shortest and shortest[0] < first[0] else [*found, first]


def _upper_at(words: Sequence[str], end: int, *, between: bool) -> int:
    """Where the upper end of a range begins that has its lower one before `end`; `end` itself where nothing joins them."""
    word = word_at(words, end)
    at = end + (word in _RANGE or (between and word == "and"))
    if word_at(words, at) in _HEDGES and at + 1 < len(words):
        at += 1
    return at + (at > end and word_at(words, at) in ("a", "an") and word_at(words, at + 1) in _SMALL)


def _upper_end(words: Sequence[str], at: int, low: float) -> tuple[int, float] | None:
    """The upper end of a range, where it is a number not too far above the lower one."""
    upper = one_number_at(words, at)
    return upper if upper and low < upper[1] <= low * 4 + 5 else None
