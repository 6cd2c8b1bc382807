"""Trains the second opinion on signs, `grammars/signs.model`, from the corpus and from the grammars' phrases.

A text is an example of a sign when an honest listener takes it to be there, no example when it is denied or not spoken of, and
left out where it may be read either way. One logistic regression a sign over words and pairs of words, with an L2 penalty, by
accelerated gradient steps of a fixed number; sums are taken in a fixed order, and no chance is used.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from corpus_grading import Entry, load_entries

from voice.skill.dialogue.prompts import red_flags
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.phrases import Phrase
from voice.skill.grammar.sign_model import FILE_NAME, FORMAT, hashed, ngrams
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge

CORPUS = Path(__file__).parent / "corpus"
MODEL = Path(__file__).parent.parent / "grammars" / FILE_NAME
THRESHOLD = 1.0
"""Log-odds above which a sign is named; see `corpus/README.md` for what that costs and gives."""
_LEVELS = ("doctor", "urgent", "emergency")
_TOO_VAGUE = frozenset({"affects_sleep_or_daily_life", "past_dark_urine", "recurring_exertional_pain", "widespread_twitching"})
"""Signs told in everyday words, in which nothing sounds like danger."""
_SAMPLES = 6
_SHORTEST = 3
"""Words of a phrase that means something only beside its question, from which on it says so by itself."""
_PENALTY = 1 / 0.3
_PRESENT_WEIGHS = 3.0
_STEPS = 150
_RAREST = 2
"""Texts that an n-gram stands in at least."""
_LEAST_WEIGHT = 2
"""Quantised weights that are smaller than this are left out."""
_MOST = 127
_OTHER_KINDS = frozenset({"decoy", "command", "faq", "banter"})


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the signs that are there in it, and those that may be read either way."""

    text: str
    present: frozenset[str]
    unclear: frozenset[str] = frozenset()


def signs_of(knowledge: Knowledge) -> tuple[str, ...]:
    """The signs that are listened for: each is asked about by a red-flag question, and can need a doctor or more."""
    serious = {s for s, symptom in knowledge.symptoms.items() if symptom.alarm in _LEVELS}
    return tuple(s for s in dict.fromkeys(red_flags(knowledge)) if s in serious - _TOO_VAGUE)


def examples(grammar: Grammar) -> tuple[Example, ...]:
    """All that the model is trained on, in a fixed order."""
    everyday = (CORPUS / "everyday_harmless.txt").read_text(encoding="utf-8").splitlines()
    phrases = (
        example for phrase, texts in grammar.samples.by_phrase(grammar.phrases, _SAMPLES) for example in _of_phrase(phrase, texts)
    )
    return (*_of_the_corpus(), *(Example(text, frozenset()) for text in everyday if text.strip()), *phrases)


def digest(taught: Iterable[Example]) -> str:
    """What tells whether a model was trained on these."""
    lines = sorted({f"{e.text}|{','.join(sorted(e.present))}|{','.join(sorted(e.unclear))}" for e in taught})
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _of_the_corpus() -> Iterator[Example]:
    for path in sorted(CORPUS.glob("*.yaml")):
        yield from (_of_entry(entry) for entry in load_entries(path)[1])


def _of_entry(entry: Entry) -> Example:
    goals = (*entry.goals, entry.keep)
    present = {slot for goal in goals for slot, value in _facts(goal) if value is True}
    unclear = {slot for goal in goals for slot, value in _facts(goal) if not isinstance(value, bool)}
    unclear |= {*entry.may, *entry.never, *(slot for goal in goals for slot in goal.get("unknown", ()))}
    return Example(entry.text, frozenset(present), frozenset(unclear - present))


def _facts(goal: Any) -> Iterator[tuple[str, Any]]:
    """What an honest reading holds, with what may be read beside it."""
    yield from ((slot, value) for slot, value in goal.items() if not isinstance(value, dict) or "any" in value)
    yield from (fact for part in ("expect", "keep") for fact in goal.get(part, {}).items())
    yield from ((slot, None) for slot in goal.get("may", {}))


def _of_phrase(phrase: Phrase, texts: Sequence[str]) -> Iterator[Example]:
    meaning = phrase.meaning
    if meaning.form == "lacks" or not (meaning.kind in ("symptom", "fact") or meaning.kind in _OTHER_KINDS):
        return
    told = {meaning.name} if meaning.kind == "symptom" else {slot for slot, value in meaning.facts if value is True}
    for text in dict.fromkeys(texts[:_SAMPLES]):
        if not meaning.asked or len(text.split()) >= _SHORTEST:
            yield Example(text, frozenset(told))


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights of n-grams (a row each) for signs (a column each), and the signs' log-odds without any."""

    ngrams: tuple[str, ...]
    weights: "np.ndarray[Any, np.dtype[np.float64]]"
    bias: "np.ndarray[Any, np.dtype[np.float64]]"


def train(taught: Sequence[Example], signs: Sequence[str]) -> Trained:
    """The weights that fit `taught` best."""
    found = [sorted(ngrams(e.text)) for e in taught]
    counted = Counter(n for ngram in found for n in ngram)
    known = sorted(n for n, times in counted.items() if times >= _RAREST)
    number = {n: at + 1 for at, n in enumerate(known)}  # the first is in every text: the bias
    rows = [[0, *(number[n] for n in ngram if n in number)] for ngram in found]
    there = np.array([[s in e.present for s in signs] for e in taught], dtype=np.float32)
    counts = np.where(there > 0, _PRESENT_WEIGHS, 1.0).astype(np.float32)
    counts *= np.array([[s not in e.unclear for s in signs] for e in taught], dtype=np.float32)
    weights = _fitted(rows, len(known) + 1, there, counts)
    return Trained(tuple(known), weights[1:], weights[0])


def _fitted(rows: Sequence[Sequence[int]], size: int, there: Any, counts: Any) -> Any:
    """Nesterov's steps down the penalised loss, each weight with a step that can never overshoot."""
    lengths = np.array([len(row) for row in rows])
    columns = np.concatenate([np.array(row) for row in rows])
    begins = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    order = np.argsort(columns, kind="stable")
    owners = np.repeat(np.arange(len(rows)), lengths)[order]
    column_begins = np.searchsorted(columns[order], np.arange(size))
    curved = np.add.reduceat((0.25 * counts * lengths[:, None])[owners], column_begins, axis=0)
    penalty = np.full((size, 1), _PENALTY, dtype=np.float32)
    penalty[0] = 1e-3
    step = (1 / (curved + penalty)).astype(np.float32)
    weights = np.zeros((size, there.shape[1]), dtype=np.float32)
    ahead, pace = weights, 1.0
    for _ in range(_STEPS):
        odds = np.add.reduceat(ahead[columns], begins, axis=0)
        off = counts * (1 / (1 + np.exp(-odds)) - there)
        gradient = np.add.reduceat(off[owners], column_begins, axis=0) + penalty * ahead
        after = ahead - step * gradient
        quicker = (1 + (1 + 4 * pace * pace) ** 0.5) / 2
        ahead = after + (pace - 1) / quicker * (after - weights)
        weights, pace = after, quicker
    return weights


def packed(trained: Trained, signs: Sequence[str], taught: Sequence[Example]) -> bytes:
    """The model as a file: see `voice.skill.grammar.sign_model`."""
    scale = float(np.abs(trained.weights).max()) / _MOST
    whole = np.rint(trained.weights / scale).astype(int)
    whole[np.abs(whole) < _LEAST_WEIGHT] = 0
    kept = sorted((hashed(n), at) for at, n in enumerate(trained.ngrams) if whole[at].any())
    owners = [np.flatnonzero(whole[at]) for _, at in kept]
    starts = np.concatenate([[0], np.cumsum([len(o) for o in owners])])
    header = {
        "format": FORMAT,
        "signs": list(signs),
        "bias": [round(float(b), 3) for b in trained.bias],
        "scale": round(scale, 5),
        "threshold": THRESHOLD,
        "ngrams": len(kept),
        "weights": int(starts[-1]),
        "texts": len(taught),
        "sha256": digest(taught),
    }
    values = np.concatenate([whole[at][o] for (_, at), o in zip(kept, owners, strict=True)])
    parts = (
        np.array([key for key, _ in kept], dtype="<u4").tobytes(),
        starts.astype("<u4").tobytes(),
        np.concatenate(owners).astype("u1").tobytes(),
        values.astype("i1").tobytes(),
    )
    return b"".join((json.dumps(header).encode(), b"\n", *parts))


def main() -> int:
    """Write the model, or, with --check, say whether the one there was trained on today's texts."""
    knowledge = load_knowledge()
    taught = examples(load_grammar(knowledge))
    if "--check" in sys.argv[1:]:
        return int(json.loads(MODEL.read_bytes().partition(b"\n")[0])["sha256"] != digest(taught))
    signs = signs_of(knowledge)
    content = packed(train(taught, signs), signs, taught)
    MODEL.write_bytes(content)
    print(f"{MODEL}: {len(taught)} texts, {len(signs)} signs, {len(content) // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
