"""A small trigram language model from example sentences, in ARPA form: what the second look hears whole answers with.

Absolute discounting with back-off (Ney, Essen and Kneser 1994): any word may follow any other, those seen together sooner.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log10

_DISCOUNT = 0.5
_ORDER = 3
_NEVER = -99.0

Gram = tuple[str, ...]


def arpa(sentences: Iterable[tuple[str, float]], singles: Mapping[str, float]) -> str:
    """The model as ARPA text from weighted `sentences`; `singles` are words to be heard anywhere, with their weight."""
    counts: list[dict[Gram, float]] = [defaultdict(float) for _ in range(_ORDER)]
    for sentence, weight in sentences:
        words = ("<s>", *sentence.split(), "</s>")
        for order in range(1, _ORDER + 1):
            for start in range(len(words) - order + 1):
                counts[order - 1][words[start : start + order]] += weight
    for word, weight in singles.items():
        counts[0][word,] += weight
    return _written(_estimated(counts))


def _estimated(counts: list[dict[Gram, float]]) -> list[dict[Gram, tuple[float, float]]]:
    """Probability and back-off weight of every gram, by order."""
    starts = counts[0].pop(("<s>",), 0.0)
    total = sum(counts[0].values()) or 1.0
    probability: dict[Gram, float] = {gram: count / total for gram, count in counts[0].items()}
    backoff: dict[Gram, float] = {}
    contexts: list[dict[Gram, float]] = [{(gram[0],): count for gram, count in counts[0].items()}, dict(counts[1])]
    contexts[0]["<s>",] = starts
    for order in range(2, _ORDER + 1):
        followers: dict[Gram, list[Gram]] = defaultdict(list)
        for gram in counts[order - 1]:
            followers[gram[:-1]].append(gram)
        for context, grams in followers.items():
            seen = contexts[order - 2][context]
            discount = _DISCOUNT * min(counts[order - 1][gram] for gram in grams)
            left = discount * len(grams) / seen
            for gram in grams:
                probability[gram] = (counts[order - 1][gram] - discount) / seen + left * probability[gram[1:]]
            explained = sum(probability[gram[1:]] for gram in grams)
            spare = 1.0 - sum(probability[gram] for gram in grams)
            backoff[context] = max(spare, 1e-6) / max(1.0 - explained, 1e-6)
    probability["<s>",] = 0.0
    return [
        {gram: (p, backoff.get(gram, 1.0)) for gram, p in sorted(probability.items()) if len(gram) == order}
        for order in range(1, _ORDER + 1)
    ]


def _written(orders: list[dict[Gram, tuple[float, float]]]) -> str:
    lines = ["\\data\\", *(f"ngram {number}={len(grams)}" for number, grams in enumerate(orders, 1))]
    for number, grams in enumerate(orders, 1):
        lines += ["", f"\\{number}-grams:"]
        last = number == _ORDER
        for gram, (probability, backoff) in grams.items():
            tail = "" if last else f"\t{_log(backoff):.4f}"
            lines.append(f"{_log(probability):.4f}\t{' '.join(gram)}{tail}")
    return "\n".join([*lines, "", "\\end\\", ""])


def _log(value: float) -> float:
    return log10(value) if value > 0 else _NEVER
