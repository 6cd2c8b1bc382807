"""What is asked is no fact, and what is asked about doing is no order."""

import pytest

from grammars import read
from voice.skill.knowledge.file import load_knowledge

QUESTIONS = load_knowledge().questions
FINAL = {"stop", "start_over", "delete_data"}
ASKING = ("do i have to", "should i", "when can i", "when should i", "will it", "does it", "could it", "what if i", "why does it")
ORDERS = {
    "stop": (
        "go",
        "leave",
        "stop",
        "stop it",
        "finish",
        "quit",
        "end it",
        "drop it",
        "give up",
        "give it a rest",
        "call it a day",
    ),
    "start_over": ("start over", "start again", "start from scratch", "restart", "begin again", "go back to the start"),
    "delete_data": ("delete my answers", "erase everything", "get rid of everything", "forget everything"),
}


@pytest.mark.parametrize("order", [o for orders in ORDERS.values() for o in orders])
@pytest.mark.parametrize("asking", ASKING)
def test_an_order_in_a_question_is_none(asking, order):
    """Neither ends the conversation nor erases anything, whatever was asked."""
    assert {read(f"{asking} {order}", *asked).command for asked in ((), ("pain",))} & FINAL == set()


@pytest.mark.parametrize("polite", ["can we {} please", "could we {}", "can you {}", "please {}", "can i {}"])
@pytest.mark.parametrize(
    ("order", "command"), [("stop", "stop"), ("start over", "start_over"), ("delete my answers", "delete_data")]
)
def test_a_polite_order_is_one(polite, order, command):
    """ "Can we stop please" stops."""
    assert read(polite.format(order), "pain").command == command


@pytest.mark.parametrize(
    "text", ["i have to go", "i have to go now", "i've got to go, my bus", "i have to leave sorry", "i have to go home"]
)
def test_a_reason_to_leave_is_a_farewell(text):
    """It stops."""
    assert read(text, "pain").command == "stop"


@pytest.mark.parametrize(
    "text", ["i have to go to the doctor", "i have to go to hospital", "i have to run with a limp", "the physio told me to stop"]
)
def test_an_errand_is_no_farewell(text):
    """Where somebody has to go is not that he goes now; nor is "I have to" a yes."""
    reading = read(text, "pain")
    assert (reading.command, reading.answers.get("pain")) == (None, None)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_no_choice_of_any_question_ends_anything(question):
    """An offered answer, said late to another question, neither stops nor erases."""
    spoken = {choice for q in QUESTIONS for choice in q.choices}
    readings = [read(choice, *question.slots, confirming=at) for choice in sorted(spoken) for at in (None, {})]
    assert [r.text for r in readings if r.command in FINAL] == []


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("am i having a stroke", "sudden_face_arm_speech"),
        ("my leg is twitching am i having a stroke", "sudden_face_arm_speech"),
        ("is this a heart attack", "chest_pain"),
        ("tell me is this a heart attack", "chest_pain"),
        ("could it be a seizure", "seizure"),
        ("is it weak or not", "muscle_weakness"),
        ("is this what chest pain feels like", "chest_pain"),
    ],
)
@pytest.mark.parametrize("asked", [(), ("pain",)])
def test_a_warning_sign_in_a_question_is_asked_about(text, slot, asked):
    """It may be there, and is never taken for sure."""
    reading = read(text, *asked)
    assert (reading.answers[slot], reading.certainty) == (True, "unsure")


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("am i pregnant", "pregnant"),
        ("might i be pregnant", "pregnant"),
        ("do i have diabetes", "diabetes"),
        ("is this heart disease", "heart_disease"),
        ("are my kidneys failing", "kidney_disease"),
    ],
)
def test_a_condition_in_a_question_is_not_told(text, slot):
    """It is a question about the subject; where it was asked for, it is asked again."""
    elsewhere, there = read(text, "side"), read(text, slot)
    assert (elsewhere.answers, elsewhere.faq) == ({}, "is_it_something_else")
    assert (there.answers, there.clarify) == ({}, True)


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("can i run i am pregnant", "pregnant"),
        ("should i worry my leg is numb", "local_numbness_tingling"),
        ("why is it numb", "local_numbness_tingling"),
    ],
)
def test_what_a_question_takes_for_granted_is_told(text, slot):
    """ "Should I worry, my leg is numb" says that it is."""
    assert read(text).answers[slot] is True


@pytest.mark.parametrize("text", ["wait no", "wait, no", "hang on no", "hold on no", "wait nope"])
def test_wait_before_a_no_is_no_pause(text):
    """It is a no to what was asked, and takes an alarm back where nothing was."""
    assert read(text, "chest_pain").answers == {"chest_pain": False}
    assert read(text, "chest_pain", confirming={"chest_pain": True}).reply == "no"
    assert read(text, "chest_pain", confirming={}).command == "change"


@pytest.mark.parametrize("text", ["actually it doesn't", "it doesn't", "actually no it isn't"])
def test_a_finding_denied_after_the_result_is_to_be_changed(text):
    """After an alarm nobody is dismissed who says that it is not so."""
    reading = read(text, "chest_pain", confirming={})
    assert (reading.command, reading.reply) == ("change", None)


@pytest.mark.parametrize("text", ["no", "no thanks", "nope", "no i'm good"])
def test_a_plain_no_after_the_result_declines(text):
    """Nothing is to be changed."""
    assert (read(text, confirming={}).command, read(text, confirming={}).reply) == (None, "no")


@pytest.mark.parametrize("text", ["no", "yes", "neither", "nope"])
def test_yes_and_no_choose_nothing_among_amounts_of_drink(text):
    """ "Too little, enough, or far too much?" "No." is asked again."""
    reading = read(text, "hydration", "drank_very_large_volume")
    assert (reading.answers, reading.clarify) == ({}, True)
