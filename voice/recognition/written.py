"""What an engine writes, as the grammars write it: "I'm 38 — maybe 39!" is "i'm thirty eight maybe thirty nine"."""

import re

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'"})
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|[a-z]+(?:'[a-z]+)*")
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_MOST = 1_000_000


def as_spoken(text: str) -> str:
    """Lower-case words separated by spaces: no punctuation, numbers spelled out."""
    plain = text.lower().translate(_APOSTROPHES).replace("%", " percent ")
    return " ".join(_spelled(token) if token[0].isdigit() else token for token in _TOKEN.findall(plain))


def _spelled(digits: str) -> str:
    whole, _, decimals = digits.replace(",", "").partition(".")
    number = int(whole) if len(whole) <= len(str(_MOST)) else _MOST
    spelled = _in_words(number) if number < _MOST else " ".join(_ONES[int(digit)] for digit in whole)
    return " ".join([spelled, *(["point", *(_ONES[int(digit)] for digit in decimals)] if decimals else [])])


def _in_words(number: int) -> str:
    """A number below a million."""
    if number < len(_ONES):
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return " ".join([_TENS[tens - 2], *([_ONES[ones]] if ones else [])])
    size, name = (1000, "thousand") if number >= 1000 else (100, "hundred")
    many, rest = divmod(number, size)
    return " ".join([_in_words(many), name, *([_in_words(rest)] if rest else [])])
