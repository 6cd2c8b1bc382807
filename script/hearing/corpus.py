"""What people answer, out of `tests/corpus`: the answers that can be spoken as they are written."""

import random
from collections.abc import Mapping
from functools import cache
from itertools import cycle
from pathlib import Path

import yaml

from tests.corpus_grading import load_entries
from voice.bench.manifest import Asked

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
QUESTIONS: tuple[Asked, ...] = (
    ("location", "side"),
    ("duration_days",),
    ("dark_urine",),
    ("pain",),
    ("muscle_weakness",),
    ("medications",),
)

Answers = list[tuple[str, Asked]]


def answers(count: int, rng: random.Random) -> Answers:
    """`count` answers to each of six questions."""
    by_question = {asked: sorted({text for text, to in _all() if to == asked}) for asked in QUESTIONS}
    return [(text, asked) for asked, found in by_question.items() for text in rng.sample(found, min(count, len(found)))]


def drawn_evenly(count: int, most_words: int, rng: random.Random) -> Answers:
    """`count` different answers of so many words at most, to any question: as many from each file as from any other."""
    seen: set[str] = set()
    files: dict[str, Answers] = {}
    for name, found in _by_file().items():
        fresh = [(text, asked) for text, asked in found if len(text.split()) <= most_words and text not in seen]
        seen.update(text for text, _ in fresh)
        files[name] = rng.sample(fresh, len(fresh))
    chosen: Answers = []
    for name in cycle(sorted(files)):
        if len(chosen) == count or not any(files.values()):
            return chosen
        if files[name]:
            chosen.append(files[name].pop())
    return chosen


def _all() -> Answers:
    return [answer for found in _by_file().values() for answer in found]


@cache
def _by_file() -> Mapping[str, Answers]:
    """By file, every answer and the question that it is to; none with figures or words that were not understood."""
    found: dict[str, Answers] = {}
    for path in sorted(CORPUS.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        if not isinstance(document, dict) or "utterances" not in document:
            continue
        sayable = (
            entry for entry in load_entries(path)[1] if "[unk]" not in entry.text and not set("0123456789") & set(entry.text)
        )
        found[path.stem] = [(entry.text, entry.asked) for entry in sayable if not entry.confirming]
    return found
