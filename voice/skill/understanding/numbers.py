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
_RANGE = frozenset({"or", "to", "till", "until"})
_ODD = 20
_HEDGES = frozenset({"maybe", "perhaps", "possibly", "even"})


def _digits(word: str) -> float | None:
    if not word[0].isdigit() or not word.isascii():
        return None
    try:
        return float(word.replace(",", ""))
    except ValueError:
        return None


def _tens(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """A number below one hundred."""
    if at >= len(words):
        return None
    word = words[at]
    if word in _TENS and at + 1 < len(words) and 0 < _ONES.get(words[at + 1], 0) < 10:
        return at + 2, _TENS[word] + _ONES[words[at + 1]]
    if word in _SMALL:
        return at + 1, float(_SMALL[word])
    return None


def _whole(words: Sequence[str], at: int) -> tuple[int, float] | None:
    if at >= len(words):
        return None
    digits = _digits(words[at])
    if digits is not None:
        return at + 1, digits
    first = _tens(words, at)
    if words[at] == "a" and at + 1 < len(words) and words[at + 1] in ("hundred", "thousand"):
        first = (at + 1, 1.0)
    if first is None:
        return None
    end, value = first
    for word, factor in (("hundred", 100), ("thousand", 1000)):
        if end < len(words) and words[end] == word:
            end, value = end + 1, value * factor
            more = _tens(words, end + 1 if end < len(words) and words[end] == "and" else end)
            if more:
                end, value = more[0], value + more[1]
            return end, value
    if value < 100 and end < len(words) and words[end] == "fifty" and value in range(1, 10):
        return end + 1, value * 100 + 50
    return end, value


def _fraction(words: Sequence[str], end: int, value: float) -> tuple[int, float] | None:
    if tuple(words[end : end + 3]) == ("and", "a", "half"):
        return end + 3, value + 0.5
    if tuple(words[end : end + 2]) == ("and", "half"):
        return end + 2, value + 0.5
    if tuple(words[end : end + 2]) == ("point", "five"):
        return end + 2, value + 0.5
    return None


def one_number_at(words: Sequence[str], at: int) -> tuple[int, float] | None:
    """The longest single number (no range) at a position, as its end and value."""
    for phrase, value in _VAGUE:
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
    start = at + 1 if words[at] == "between" else at
    first = one_number_at(words, start)
    if first is None:
        return []
    found = [first] if start == at else []
    end, low = first
    join = end < len(words) and (words[end] in _RANGE or (words[end] == "and" and start > at))
    after = end + 1 if join else end
    if after < len(words) and words[after] in _HEDGES and after + 1 < len(words):
        after += 1
        join = True
    if join and after + 1 < len(words) and words[after] in ("a", "an") and words[after + 1] in _SMALL:
        after += 1
    second = one_number_at(words, after) if join else None
    if second and low < second[1] <= low * 4 + 5:
        found.insert(0, second)
    elif not join and start == at and (pair := _neighbours(words, at)):
        found.insert(0, pair)
    short = _tens(words, start)
    if short and start == at and short[0] < found[-1][0]:
        found.append(short)
    return found
