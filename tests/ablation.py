"""Ablation: what becomes of the corpus when the words of one kind say nothing more than "um" does.

Each kind of words (`words:` of the grammar files) is made a filler in turn, and every utterance in which it says something is
read anew and graded. A kind without which nothing gets worse has no utterance in the corpus that needs it: it should get some,
as people would say them, or go.
"""

import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from corpus_grading import OUTCOMES, RIGHT, SILENT, Entry, grade, load_entries

from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.phrases import Meaning, Phrase
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.parse import Question
from voice.skill.understanding.rewriting import Rewriting
from voice.skill.understanding.understand import parsed, understand

CORPUS = Path(__file__).parent / "corpus"
_FILLER = "filler"
_OTHERS = frozenset({"symptom", "fact", "command", "faq", "decoy", _FILLER})
"""What is no kind of words, or says nothing already."""


_WAYS = ("worse", "silent", "better", "doubted")


@dataclass(frozen=True, slots=True)
class Graded:
    """An utterance of the corpus, what is read out of it, how good that is, and the kinds of all meanings of its words."""

    entry: Entry
    now: datetime
    reading: Reading
    outcome: str
    kinds: frozenset[str]


def kinds_of_words(phrases: Iterable[Phrase]) -> tuple[str, ...]:
    """The kinds that have words, in the order of the alphabet."""
    return tuple(sorted({phrase.meaning.kind for phrase in phrases} - _OTHERS))


def graded(grammar: Grammar, files: Iterable[Path]) -> tuple[Graded, ...]:
    """Files of the corpus, read and graded."""
    found = []
    for path in files:
        now, entries = load_entries(path)
        for entry in entries:
            reading = _read(grammar, entry, now)
            found.append(Graded(entry, now, reading, grade(entry, reading).outcome, _kinds(grammar, entry, now)))
    return tuple(found)


def without(rewriting: Rewriting, corpus: Iterable[Graded], kind: str) -> tuple[int, dict[str, list[str]]]:
    """In how many utterances a kind says something, and which get worse, silently worse, better, or no more sure without it."""
    grammar = rewriting.rewritten(lambda phrase: _silenced(phrase, kind))
    occurring = [one for one in corpus if kind in one.kinds]
    changed: dict[str, list[str]] = {way: [] for way in _WAYS}
    for one in occurring:
        reading = _read(grammar, one.entry, one.now)
        outcome = grade(one.entry, reading).outcome
        by = OUTCOMES.index(outcome) - OUTCOMES.index(one.outcome)
        if by:
            changed["worse" if by > 0 else "better"].append(one.entry.text)
        if by > 0 and outcome == SILENT:
            changed["silent"].append(one.entry.text)
        if outcome == one.outcome == RIGHT and reading.certainty != "sure" == one.reading.certainty:
            changed["doubted"].append(one.entry.text)
    return len(occurring), changed


def _kinds(grammar: Grammar, entry: Entry, now: datetime) -> frozenset[str]:
    """The kinds that words of an utterance are of, be it not first of all: "in" is a filler, and leads to a place."""
    parse = parsed(entry.text, Question(grammar.asking(entry.asked), entry.asked, entry.confirming, now))
    return frozenset(meaning.kind for match in parse.matches for meaning in match.meanings)


def _silenced(phrase: Phrase, kind: str) -> Meaning:
    meaning = phrase.meaning
    return replace(meaning, kind=_FILLER) if meaning.kind == kind else meaning


def _read(grammar: Grammar, entry: Entry, now: datetime) -> Reading:
    return understand(grammar, entry.text, entry.asked, confirming=entry.confirming, now=now)


def main() -> int:
    """Print a row for each kind of words; with names, for these, and the utterances that need them."""
    grammar = load_grammar(load_knowledge())
    corpus, rewriting = graded(grammar, sorted(CORPUS.glob("*.yaml"))), Rewriting(grammar)
    wanted = sys.argv[1:]
    lines = Counter(phrase.meaning.kind for phrase in grammar.phrases)
    print(f"{'kind':<14}{'phrases':>8}{'said in':>9}{'worse':>7}{'silent':>8}{'better':>8}{'doubted':>9}")
    for kind in wanted or kinds_of_words(grammar.phrases):
        said, changed = without(rewriting, corpus, kind)
        worse, silent, better, doubted = (len(changed[way]) for way in _WAYS)
        needless = "" if worse or doubted else "  nothing needs it"
        print(f"{kind:<14}{lines[kind]:>8}{said:>9}{worse:>7}{silent:>8}{better:>8}{doubted:>9}{needless}", flush=True)
        for text in (*changed["worse"], *changed["doubted"]) if wanted else ():
            print(f"  {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
