"""A small trigram language model from example sentences, in ARPA form: what the second look hears whole answers with.

Absolute discounting with back-off (Ney, Essen and Kneser 1994): any word may follow any other, those seen together sooner.
A gram is one whole number, its words' numbers as digits: made in half the time and memory that tuples of words would take.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import log10

_DISCOUNT = 0.5
_ORDER = 3
_NEVER = -99.0
_BEGIN, _END = "<s>", "</s>"

Weights = Mapping[int, float]


def arpa(sentences: Sequence[tuple[str, float]], singles: Mapping[str, float]) -> Iterator[str]:
    """The lines of the model from weighted `sentences`; `singles` are words to be heard anywhere, with their weight."""
    words = ("", *sorted({_BEGIN, _END, *singles, *(word for sentence, _ in sentences for word in sentence.split())}))
    number = {word: at for at, word in enumerate(words)}
    base = len(words)
    counts = _counted(sentences, number, base)
    for word, weight in singles.items():
        counts[0][number[word]] += weight
    yield "\\data\\\n"
    yield from (f"ngram {order}={len(grams)}\n" for order, grams in enumerate(counts, 1))
    begin = number[_BEGIN]
    total = sum(count for gram, count in counts[0].items() if gram != begin)
    probability: Weights = {gram: count / total if gram != begin else 0.0 for gram, count in counts[0].items()}
    for order in range(1, _ORDER + 1):
        following = counts[order] if order < _ORDER else {}
        higher, backoff = _discounted(following, counts[order - 1], probability, base, base**order)
        yield f"\n\\{order}-grams:\n"
        for gram in sorted(probability):
            tail = f"\t{_log(backoff.get(gram, 1.0)):.4f}" if order < _ORDER else ""
            yield f"{_log(probability[gram]):.4f}\t{_spelt(gram, words)}{tail}\n"
        probability = higher
    yield "\n\\end\\\n"


def _counted(sentences: Sequence[tuple[str, float]], number: Mapping[str, int], base: int) -> list[dict[int, float]]:
    """How often each gram stands in the sentences, by order."""
    counts: list[dict[int, float]] = [defaultdict(float) for _ in range(_ORDER)]
    for sentence, weight in sentences:
        row = [number[_BEGIN], *(number[word] for word in sentence.split()), number[_END]]
        for at in range(len(row)):
            gram = 0
            for order, digit in enumerate(row[at : at + _ORDER]):
                gram = gram * base + digit
                counts[order][gram] += weight
    return counts


def _discounted(counts: Weights, seen: Weights, lower: Weights, base: int, shift: int) -> tuple[Weights, Weights]:
    """The probability of each gram of an order, and the back-off weight of what stands before its last word."""
    probability: dict[int, float] = {}
    backoff: dict[int, float] = {}
    for context, following in groupby(sorted(counts), key=lambda gram: gram // base):
        grams = tuple(following)
        discount = _DISCOUNT * min(counts[gram] for gram in grams)
        left = discount * len(grams) / seen[context]
        for gram in grams:
            probability[gram] = (counts[gram] - discount) / seen[context] + left * lower[gram % shift]
        explained = sum(lower[gram % shift] for gram in grams)
        spare = 1.0 - sum(probability[gram] for gram in grams)
        backoff[context] = max(spare, 1e-6) / max(1.0 - explained, 1e-6)
    return probability, backoff


def _spelt(gram: int, words: Sequence[str]) -> str:
    found: list[str] = []
    while gram:
        gram, digit = divmod(gram, len(words))
        found.append(words[digit])
    return " ".join(reversed(found))


def _log(value: float) -> float:
    return log10(value) if value > 0 else _NEVER
