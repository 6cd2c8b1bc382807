"""What is rendered before anybody has spoken, and how prompts are cut into sentences."""

import pytest

from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.wording import fill, places_of
from voice.surfaces.ahead import own_sentences
from voice.surfaces.talker import sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two? Three!", ("One.", "Two?", "Three!")),
        ("  Left calf.  How long? ", ("Left calf.", "How long?")),
        ("About 2.5 hours, then.", ("About 2.5 hours, then.",)),
        ("no mark", ("no mark",)),
        ("", ()),
    ],
)
def test_prompts_are_cut_after_each_sentence(text, parts):
    """A sentence keeps its mark; a decimal point ends none."""
    assert sentences(text) == parts


def test_the_first_words_and_every_question_come_ahead():
    """The welcome is rendered first, and every question is among what is rendered ahead."""
    knowledge = load_knowledge()
    ahead = own_sentences(knowledge)
    assert ahead[0] in knowledge.prompts["welcome"][0]
    asked = [fill(question.ask, places_of(knowledge, None)) for question in knowledge.questions]
    assert {sentence for ask in asked for sentence in sentences(ask)} <= set(ahead)


def test_nothing_that_an_answer_fills_in_comes_ahead():
    """No sentence ahead has a place left open, so none can hold an answer."""
    assert not [sentence for sentence in own_sentences(load_knowledge(), "uk") if "{" in sentence]
