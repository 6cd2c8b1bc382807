"""Verb forms and persons that a phrase of the grammar stands for."""

import pytest

from grammars import shipped
from voice.skill.grammar.inflection import inflected
from voice.skill.understanding.understand import understand


@pytest.mark.parametrize(
    ("phrase", "written"),
    [
        ("ache~", "(ache|aches|aching|ached)"),
        ("flap~ about", "(flap|flaps|flapping|flapped) about"),
        ("catch~", "(catch|catches|catching|caught)"),
        ("(go mad|race)~", "(go mad|goes mad|going mad|went mad|gone mad|race|races|racing|raced)"),
        ("no verb", "no verb"),
    ],
)
def test_a_marked_verb_stands_for_its_forms(phrase, written):
    """Regular, doubled and irregular forms are written out, of the first word of each alternative."""
    assert inflected(phrase, shipped().language.verbs, {"catch": "caught", "go": "went gone"}) == written


@pytest.mark.parametrize("text", ["can't feel my foot", "he can't feel his foot", "she couldn't feel the foot"])
def test_a_symptom_is_understood_of_anybody(text):
    """A phrase written of oneself is read the same of others."""
    assert understand(shipped(), text, ["local_numbness_tingling"]).answers["local_numbness_tingling"] is True


def test_a_contracted_verb_is_read_as_the_whole():
    """ "Pulse's racing" is read as "pulse is racing"."""
    assert understand(shipped(), "my pulse's racing", ["palpitations"]).answers == {"palpitations": True}


def test_a_supposed_symptom_beside_a_dont_know_is_not_known():
    """ "It could be numb, I don't know" is no yes."""
    answers = understand(shipped(), "it could be numb i don't know", ["local_numbness_tingling"]).answers
    assert answers == {"local_numbness_tingling": "unknown"}
