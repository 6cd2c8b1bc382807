"""No English is left in code: English in another alphabet is read as English is.

Which modules still hold words of English is told by `test_no_medicine_in_code.py`.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from corpus_grading import Entry, load_entries
from pseudo import grammar_in, knowledge_in, letters

from grammars import NOW, shipped
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import knowledge_path, load_knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand

CORPUS = Path(__file__).parent / "corpus"
DRAWN = 1500
SAME = 0.985
"""The share that is read alike, which can only grow. What is not stumbles over a word that stands in code."""


@dataclass(frozen=True)
class Drawn:
    """An utterance of the corpus and the moment in which it is said."""

    entry: Entry
    now: datetime


@cache
def _utterances() -> tuple[Drawn, ...]:
    """As many utterances of the corpus, drawn by what they say."""
    files = [load_entries(path) for path in sorted(CORPUS.glob("*.yaml"))]
    every = [Drawn(entry, now) for now, entries in files for entry in entries]
    return tuple(sorted(every, key=lambda one: hashlib.sha256(f"{one.entry.text} {one.entry.asked}".encode()).digest())[:DRAWN])


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """The grammars in the other alphabet, loaded for a knowledge file that is written in it as well."""
    folder = tmp_path_factory.mktemp("other")
    knowledge = load_knowledge(knowledge_in(folder / "knowledge.yaml", knowledge_path()))
    grammars = folder / "grammars"
    grammars.mkdir()
    return load_grammar(knowledge, grammar_in(grammars))


def _read(grammar: Grammar, one: Drawn, written: Callable[[str], str] = str) -> Reading:
    return understand(grammar, written(one.entry.text), one.entry.asked, confirming=one.entry.confirming, now=one.now)


def _meant(reading: Reading) -> tuple:
    return (dict(reading.answers), reading.reply, reading.command, reading.faq, reading.certainty, reading.clarify)


def test_another_alphabet_is_read_as_english_is(other):
    """Nearly every utterance gives the same answers, replies, commands and certainty, whatever its words look like."""
    english = replace(shipped(), sign_model=None)
    differing = [one.entry.text for one in _utterances() if _meant(_read(english, one)) != _meant(_read(other, one, letters))]
    print(*differing, sep="\n")
    assert len(differing) <= (1 - SAME) * DRAWN


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("for a week and a half", "duration_days"),
        ("since last tuesday", "duration_days"),
        ("just over two or three months", "duration_days"),
        ("half seven this morning", "duration_days"),
        ("the end of last month", "duration_days"),
        ("i'm thirty four", "age_band"),
        ("a couple of coffees", "caffeine"),
        ("my heart's been racing", "palpitations"),
        ("she can't feel her foot", "local_numbness_tingling"),
        ("um it isn't dark", "dark_urine"),
        ("no pain weakness or swelling", "pain"),
    ],
)
def test_what_the_language_gives_is_read_alike(other, text, asked):
    """Numbers, lengths and points of time, contractions, persons, forms of verbs and denials are found by lists alone."""
    readings = [understand(grammar, said, [asked], now=NOW) for grammar, said in ((shipped(), text), (other, letters(text)))]
    assert _meant(readings[0]) == _meant(readings[1])
    assert readings[0].answers


def test_the_other_alphabet_holds_no_english(other):
    """No phrase of it has a Latin letter, and English is not understood by it."""
    words = {word for text in other.samples.texts_of(other.phrases, 1) for word in text.split()}
    assert [word for word in words if re.fullmatch("[a-z]{2,}", word)] == []
    assert understand(other, "yes it hurts", ["pain"]).answers == {}


def test_letters_are_written_one_by_one():
    """Endings stay endings, and the marks of the notation stay as they are."""
    assert letters("racing").endswith(letters("ing"))
    assert letters("can't").endswith(letters("n't"))
    kept = ("<over>", "{stretch}", "[unk]", "@body", "'s")
    assert [mark for mark in kept if mark in letters(" ".join(kept))] == list(kept)
