"""What can be chosen by key, on a screen or by scanning, in the place of words."""

from functools import cache

import pytest
from talking import whole

from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Chosen, Key
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.answers import parse_answers
from voice.skill.understanding.understand import understand
from voice.surfaces.choices import commands, numeric, possible_answers

QUESTIONS = whole().questions
FIXED = ("opening", "change", "result", "emergency")
NOT_KNOWN = ("unknown", "unspecified")
DEEPEST = 3


@cache
def grammar():
    return load_grammar(whole())


def asked(*slots, question="x", confirming=None):
    return Listen(question=question, slots=slots, grammar=question, confirming=confirming)


def leaves(menu, depth=0):
    """Every event that can be chosen, lists of several values up to two of them."""
    for option in menu:
        if option.event is not None:
            yield option
        elif option.opens is not None and depth < DEEPEST:
            yield from leaves(option.opens(), depth + 1)


def answers_of(listen):
    events = [option.event for option in leaves(possible_answers(whole(), listen))]
    return [parse_answers(whole(), event.answers) for event in events if isinstance(event, Chosen)]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_value_of_every_question_can_be_chosen(question):
    """What can be said to a question can be chosen there, each sign and each value, and that it is not known."""
    given = {}
    for slot in question.slots:
        # What is left of a partly answered question is offered on its own.
        for answers in (*answers_of(asked(*question.slots)), *answers_of(asked(slot))):
            for name, value in answers.items():
                given.setdefault(name, set()).update(value if isinstance(value, tuple) else (value,))
    for name in question.slots:
        slot = whole().slots.get(name)
        if slot is None or slot.kind == "flag":
            assert given[name] >= {True, False, "unknown"}, name
        elif slot.kind == "number":
            assert given[name] == set(slot.offers.values())
        else:
            assert given[name] | {*NOT_KNOWN} >= set(slot.values), name


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_no_two_choices_are_called_the_same(question):
    """On a screen and in the ear, each choice has a name of its own, and a short one."""
    labels = [option.label for option in possible_answers(whole(), asked(*question.slots))]
    assert len(set(labels)) == len(labels)
    assert all(label and "{" not in label and len(label.split()) <= 9 for label in labels), labels


@pytest.mark.parametrize("slots", [("dark_urine", "fainting", "chest_pain"), ("heart_disease", "diabetes")])
def test_a_group_can_be_denied_and_affirmed_as_a_whole(slots):
    """Beside each sign there is none of them, and all of them."""
    given = answers_of(asked(*slots))
    assert dict.fromkeys(slots, False) in given
    assert dict.fromkeys(slots, True) in given


def test_a_group_of_unlike_things_is_denied_each_in_its_own_way():
    """No medicine, no kidney disease and not pregnant are one choice."""
    given = answers_of(asked("medications", "kidney_disease", "pregnant"))
    assert {"medications": (), "kidney_disease": "none", "pregnant": False} in given
    assert {"medications": ("statin", "diuretic")} in given


def test_a_place_is_chosen_with_its_side():
    """The region, the muscle, the side; the whole body has none."""
    given = answers_of(asked("location", "side"))
    assert {"location": ("calf",), "side": "left"} in given
    assert {"location": ("whole_body",)} in given
    assert len(possible_answers(whole(), asked("location", "side"))) <= 9


@pytest.mark.parametrize("question", FIXED)
def test_where_anything_may_be_said_there_is_a_way_on(question):
    """At the opening, the result and after an alarm, commands that go on are there to choose."""
    menu = possible_answers(whole(), asked(question=question))
    assert menu
    assert all(isinstance(option.event, Key) for option in menu)


@pytest.mark.parametrize("question", ["confirm", "read_back"])
def test_what_was_heard_can_be_confirmed_or_denied(question):
    """Where something is to be confirmed, yes and no come first."""
    menu = possible_answers(whole(), asked("fever", question=question, confirming={"symptoms": {"fever": True}}))
    assert [option.event.reply for option in menu[:2]] == ["yes", "no"]


def test_every_question_can_be_repeated_gone_back_from_and_stopped():
    """Commands that make no sense twice are offered once."""
    named = [option.event.command for option in commands(whole(), asked("fever"))]
    assert named == ["repeat", "back", "stop", "emergency"]
    assert "repeat" not in [option.event.command for option in commands(whole(), asked(question="result"))]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_number_stands_for_a_choice_only_where_it_is_no_answer(question):
    """ "Three" is an answer to "how bad is the pain": nothing there can be chosen by its number."""
    given = [understand(grammar(), str(n), question.slots).answers for n in (*range(1, 11), "three", "three point one")]
    assert numeric(whole(), asked(*question.slots)) == any(given)


def test_what_is_only_listened_for_besides_is_no_choice():
    """An age is heard where "under eighteen" is asked for; the choices and their numbers stay those of the question."""
    health = whole().questions_by_id["health"]
    heard = asked(*whole().with_what_tells(health.slots))
    labels = [[option.label for option in possible_answers(whole(), listen)] for listen in (heard, asked(*health.slots))]
    assert labels[0] == labels[1]
    assert not numeric(whole(), heard)
