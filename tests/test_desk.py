"""What keys mean while a question is open."""

import pytest
from talking import whole

from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Chosen, Heard, Key, NoInput
from voice.surfaces.choices import numeric, possible_answers
from voice.surfaces.desk import UNUSED, USED, Desk


def desk(*slots, typed=False, question="x"):
    made = Desk(typed=typed)
    listen = Listen(question=question, slots=slots, grammar="x")
    made.offer(possible_answers(whole(), listen), numbered=not numeric(whole(), listen))
    return made


def press(made, *keys):
    return [made.press(key) for key in keys][-1].event


URINE = ("dark_urine", "bladder_bowel_change", "repeated_vomiting")


def test_a_number_chooses_at_once_in_a_spoken_conversation():
    """One key, one answer."""
    assert press(desk(*URINE), "1") == Chosen(answers={"symptoms": {"dark_urine": True}})


def test_a_number_and_enter_choose_in_a_typed_one():
    """Until Enter, a number may become "2 days"."""
    made = desk(*URINE, typed=True)
    assert made.press("4") == USED
    assert press(made, "enter").answers == {"symptoms": dict.fromkeys(URINE, False)}
    assert press(made, *"2 days", "enter") == Heard(words="2 days")


@pytest.mark.parametrize("typed", [False, True])
def test_where_a_number_is_an_answer_it_is_no_choice(typed):
    """ "Seven" to "how bad is it" is seven out of ten."""
    made = desk("pain", "pain_severity", typed=typed)
    assert press(made, "3", "enter") == Heard(words="3")


def test_arrows_mark_and_enter_takes():
    """Without any number: down to it, Enter."""
    made = desk("pain", "pain_severity")
    assert press(made, "down", "down", "enter") == Chosen(answers={"pain_severity": "mild"})
    assert press(made, "up", "up", "enter") == Chosen(answers={"pain_severity": "severe"})


def test_a_place_is_chosen_in_steps_and_escape_goes_one_back():
    """Region, muscle, side; Escape takes a step back."""
    made = desk("location", "side")
    assert [made.press("1"), made.press("1")] == [USED, USED]
    assert [option.label for option in made.menu][:2] == ["left", "right"]
    press(made, "escape")
    assert press(made, "2", "1") == Chosen(answers={"location": ["shin"], "side": "left"})


def test_t_begins_to_type_and_escape_leaves_it():
    """Typed answers at any time, also while talking."""
    made = desk(*URINE)
    press(made, "t", *"my s")
    assert made.line.text == "my s"
    assert made.press("escape") == USED
    assert made.line is None
    assert press(made, "t", *"none, stop", "enter") == Heard(words="none, stop")
    assert made.line is None


def test_the_words_of_a_choice_are_that_choice():
    """What stands on the screen can be typed as it stands."""
    assert press(desk(*URINE, typed=True), *"Dark pee", "enter") == Chosen(answers={"symptoms": {"dark_urine": True}})


def test_keys_that_mean_nothing_here_are_left_to_others():
    """Commands and the space key pass by."""
    made = desk(*URINE)
    assert [made.press(key) for key in ("s", " ", "enter", "9", "escape")] == [UNUSED] * 5


def test_enter_alone_is_silence_when_typing():
    """As in a typed conversation without captions; y and n are words."""
    made = desk(*URINE, typed=True)
    assert press(made, "enter") == NoInput()
    assert press(made, "y", "enter") == Heard(words="yes")


def test_another_question_keeps_what_is_half_typed():
    """A new prompt takes nobody's words away."""
    made = desk(*URINE)
    press(made, "t", *"wait")
    made.offer(possible_answers(whole(), Listen(question="opening", slots=(), grammar="opening")), numbered=True)
    assert made.line.text == "wait"
    press(made, "escape")
    assert press(made, "1") == Key(command="skip")
