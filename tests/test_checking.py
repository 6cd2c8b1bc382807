"""The check over all shared files: what a caller is told to say is understood, and what is expected can be heard."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.understand import understand
from voice.surfaces import checking


class Deaf:
    """A recogniser that has no pronunciation for one word."""

    name = "deaf"

    def utterance(self, grammar):
        """Never asked for here."""
        raise NotImplementedError

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """The one word, where it is expected."""
        return tuple(word for word in words if word == "eyelid")


def test_a_word_that_cannot_be_heard_is_named_with_its_line(monkeypatch):
    """A word without pronunciation is reported where a grammar has it."""
    monkeypatch.setattr(checking, "check_grammar", lambda *_: [])  # half a minute of proofs, of which this needs none
    fault, *_ = checking.check_shared_files(Deaf())
    assert "`eyelid` has no pronunciation" in fault
    path, line, _ = fault.split(":", 2)
    assert "eyelid" in Path(path).read_text(encoding="utf-8").splitlines()[int(line) - 1]


def test_every_choice_that_is_offered_is_understood():
    """Whatever a question tells its caller to say is a sure answer to that question."""
    knowledge = load_knowledge()
    grammar = load_grammar(knowledge)
    for question in knowledge.questions:
        for choice in question.choices:
            reading = understand(grammar, choice, question.slots)
            assert reading.certainty == "sure", (question.id, choice)
            assert set(reading.answers) & set(question.slots), (question.id, choice)


@pytest.mark.parametrize("denial", ["no", "none", "none of those", "no nothing like that", "neither of those"])
def test_a_denial_of_a_group_settles_the_whole_group(denial):
    """Whoever denies a group of things denies each, in the value that stands for no."""
    knowledge = load_knowledge()
    reading = understand(load_grammar(knowledge), denial, ("kidney_disease", "diabetes", "pregnant", "minor"))
    assert dict(reading.answers) == {"kidney_disease": "none", "diabetes": False, "pregnant": False, "minor": False}


def test_hardly_any_is_no_denial_of_passing_little():
    """ "Hardly any" is the sign that is asked for, and not a no."""
    reading = understand(load_grammar(load_knowledge()), "hardly any", ("very_little_urine",))
    assert reading.answers["very_little_urine"] is True
