"""A small trigram language model from example sentences: in ARPA form for an engine, and to weigh word strings with.

Absolute discounting with back-off (Ney, Essen and Kneser 1994): any word may follow any other, those seen together sooner.
A gram is one whole number, its words' numbers as digits: made in half the time and memory that tuples of words would take.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import log, log10

_DISCOUNT = 0.5
_ORDER = 3
_NEVER = -99.0
_BEGIN, _END = "<s>", "</s>"

Weights = Mapping[int, float]


def arpa(sentences: Sequence[tuple[str, float]], singles: Mapping[str, float]) -> Iterator[str]:
    """The lines of the model from weighted `sentences`; `singles` are words to be heard anywhere, with their weight."""
    words, counts = _words_and_counts(sentences, singles)
    yield "\\data\\\n"
    yield from (f"ngram {order}={len(grams)}\n" for order, grams in enumerate(counts, 1))
    for order, (probability, backoff) in enumerate(_estimated(words, counts), 1):
        yield f"\n\\{order}-grams:\n"
        for gram in sorted(probability):
            tail = f"\t{_log(backoff.get(gram, 1.0)):.4f}" if order < _ORDER else ""
            yield f"{_log(probability[gram]):.4f}\t{_spelt(gram, words)}{tail}\n"
    yield "\n\\end\\\n"


class Trigram:
    """How likely word strings are as answers, by the same model; a word that is in none of the sentences costs `unknown`."""

    def __init__(self, sentences: Sequence[tuple[str, float]], *, unknown: float = -12.0) -> None:
        words, counts = _words_and_counts(sentences, {})
        self._number = {word: at for at, word in enumerate(words)}
        self._unknown = unknown
        self._orders = tuple(_estimated(words, counts))

    def score(self, text: str) -> float:
        """The natural logarithm of the probability of these words, said and ended."""
        total = 0.0
        context: tuple[int, ...] = (self._number[_BEGIN],)
        for word in (*text.split(), _END):
            number = self._number.get(word)
            total += self._unknown if number is None else max(log(self._following(context, number)), self._unknown + 1)
            context = (*context, number)[1 - _ORDER :] if number is not None else ()
        return total

    def _following(self, context: tuple[int, ...], word: int) -> float:
        weight, base = 1.0, len(self._number)
        for start in range(len(context)):
            before = _gram(context[start:], base)
            found = self._orders[len(context) - start][0].get(before * base + word)
            if found:
                return weight * found
            weight *= self._orders[len(context) - start - 1][1].get(before, 1.0)
        return weight * self._orders[0][0][word]


def _gram(numbers: Sequence[int], base: int) -> int:
    gram = 0
    for number in numbers:
        gram = gram * base + number
    return gram


def _words_and_counts(
    sentences: Sequence[tuple[str, float]], singles: Mapping[str, float]
) -> tuple[tuple[str, ...], list[dict[int, float]]]:
    """The words, each at its number, and how often each gram stands in the sentences, by order."""
    words = ("", *sorted({_BEGIN, _END, *singles, *(word for sentence, _ in sentences for word in sentence.split())}))
    number = {word: at for at, word in enumerate(words)}
    counts = _counted(sentences, number, len(words))
    for word, weight in singles.items():
        counts[0][number[word]] += weight
    return words, counts


def _estimated(words: Sequence[str], counts: Sequence[dict[int, float]]) -> Iterator[tuple[Weights, Weights]]:
    """By order, the probability of each gram, and the back-off weight of each that something follows."""
    begin, base = words.index(_BEGIN), len(words)
    total = sum(count for gram, count in counts[0].items() if gram != begin)
    probability: Weights = {gram: count / total if gram != begin else 0.0 for gram, count in counts[0].items()}
    for order in range(1, _ORDER + 1):
        following = counts[order] if order < _ORDER else {}
        higher, backoff = _discounted(following, counts[order - 1], probability, base, base**order)
        yield probability, backoff
        probability = higher


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
