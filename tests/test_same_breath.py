"""More than one thing in one breath: a yes or no, answers, questions and commands together; each of them counts."""

import pytest
from talking import Talk, meaning, whole

from voice.skill.dialogue.denials import denied
from voice.skill.dialogue.events import Key
from voice.skill.dialogue.prompts import red_flags


def _taken_back():
    """Dark pee was said, and is just being taken back."""
    return Talk().answer(dark_urine=True).answer(dark_urine=False)


def test_a_sign_said_with_the_yes_to_the_read_back_is_present():
    """ "Yes, but my chest hurts" is no yes to "no chest pain"."""
    talk = Talk().until("read_back").event(meaning(reply="yes", answers={"chest_pain": True}))
    assert talk.disposition == "emergency"


def test_what_was_not_said_otherwise_is_confirmed_by_the_same_yes():
    """Only the sign that was said is taken out of the read-back."""
    talk = Talk().until("read_back").event(meaning(reply="yes", answers={"fever": True}))
    assert talk.state.answers["fever"] is True
    assert "dark_urine" not in denied(talk.knowledge, talk.state)


def test_an_unsure_yes_keeps_the_sign_that_came_with_it():
    """ "Yes well my pee is dark, [something]": the sign is asked about, and the read-back comes again."""
    talk = Talk().until("read_back").event(meaning(reply="yes", answers={"dark_urine": True}, certainty="unsure"))
    assert talk.listening.confirming == {"symptoms": {"dark_urine": True}}
    assert talk.no().listening.question == "read_back"
    assert "fever" in talk.slots


def test_an_unsure_sign_is_kept_beside_an_unsure_yes_to_a_confirmation():
    """It is pending with the rest."""
    talk = Talk().unsure(age_band="18_39").event(meaning(reply="yes", answers={"fever": True}, certainty="unsure"))
    assert talk.state.pending == {"age_band": "18_39", "fever": True}


def test_an_unsure_sign_said_with_a_yes_is_not_taken_for_sure():
    """What was confirmed counts; what came with it is asked about next."""
    talk = Talk().unsure(fever=True).event(meaning(reply="yes", answers={"chest_pain": True}, certainty="unsure"))
    assert talk.state.answers["fever"] is True
    assert talk.state.pending == {"chest_pain": True}


@pytest.mark.parametrize("reply", ["yes", "no", None])
def test_a_taking_back_that_is_contradicted_takes_nothing_back(reply):
    """ "No dark pee, is that right?" "Yes, my pee is dark"."""
    talk = _taken_back().event(meaning(reply=reply, answers={"dark_urine": True}))
    assert talk.state.answers["dark_urine"] is True
    assert talk.disposition == "emergency"


@pytest.mark.parametrize(
    ("heard", "said", "becomes"),
    [
        ({"location": ("calf",), "side": "left"}, {"side": "right"}, {"location": ("calf",), "side": "right"}),
        ({"age_band": "18_39"}, {"age_band": "16_17"}, {"age_band": "16_17"}),
        ({"pain_severity": "mild"}, {"pain_severity": "severe"}, {"pain_severity": "severe"}),
    ],
)
def test_yes_but_is_a_correction(heard, said, becomes):
    """What was said replaces what was heard; what was agreed with stays."""
    talk = Talk(opening=True).known().unsure(**heard).event(meaning(reply="yes", answers=said))
    assert {slot: talk.state.answers.get(slot) for slot in becomes} == becomes


def test_a_yes_beside_a_denial_leaves_a_sign_that_was_perhaps_said():
    """ "Dark pee?" "Yes, no dark pee" is asked again."""
    talk = Talk().unsure(dark_urine=True).event(meaning(reply="yes", answers={"dark_urine": False}))
    assert talk.state.pending == {"dark_urine": True}


def test_not_knowing_is_no_denial_of_a_sign_that_was_perhaps_said():
    """ "Dark pee?" "I don't know": asked again, and in the end it counts."""
    talk = Talk().unsure(dark_urine=True).answer(dark_urine="unknown")
    assert talk.state.pending == {"dark_urine": True}


def test_not_knowing_in_the_read_back_makes_a_denial_unknown():
    """Somebody who is no longer sure is not reassured."""
    talk = Talk().until("read_back").answer(chest_pain="unknown")
    assert talk.state.answers["chest_pain"] == "unknown"


@pytest.mark.parametrize("more", [{"faq": "is_it_normal"}, {"command": "repeat"}])
@pytest.mark.parametrize("place", ["read_back", "confirm"])
def test_answers_beside_a_reply_and_a_question_count(place, more):
    """ "No, my chest hurts, is that normal?": the pain is not lost over the question."""
    talk = Talk().until("read_back") if place == "read_back" else Talk().unsure(fever=True)
    assert talk.event(meaning(reply="no", answers={"chest_pain": True}, **more)).disposition == "emergency"


@pytest.mark.parametrize("reply", ["yes", "no", None])
@pytest.mark.parametrize("place", ["read_back", "confirm"])
def test_the_question_beside_answers_is_answered_too(place, reply):
    """The answers are taken, and the question is not forgotten either."""
    talk = Talk().until("read_back") if place == "read_back" else Talk().unsure(age_band="18_39")
    talk.event(meaning(reply=reply, answers={"stress": "high"}, faq="what_is_it"))
    assert "faq_what_is_it" in talk.prompts
    assert talk.state.answers["stress"] == "high"


def test_a_correction_of_one_thing_leaves_a_sign_that_was_heard_with_it():
    """ "Dark pee, for fifteen days?" "No, four": the pee is still asked about."""
    talk = Talk(opening=True).known().unsure(dark_urine=True, duration_days=15)
    talk.event(meaning(reply="no", answers={"duration_days": 4}))
    assert talk.listening.confirming == {"symptoms": {"dark_urine": True}}
    assert talk.state.answers["duration_days"] == 4


def test_a_sign_in_a_refusal_too_many_is_not_lost():
    """An unsure sign is asked about, and once more in other words; then it is not known, and no longer denied."""
    talk = Talk().until("read_back")
    perhaps = meaning(reply="no", answers={"dark_urine": True}, certainty="unsure")
    for _ in range(2):
        assert talk.event(perhaps).state.pending == {"dark_urine": True}
        talk.no()
    assert talk.event(perhaps).state.answers["dark_urine"] == "unknown"


def test_a_taking_back_is_named_before_anything_else():
    """A yes cannot take back what it did not hear."""
    talk = Talk().answer(dark_urine=True)
    talk.unsure(trend="worse", frequency="daily", duration_days=3, dark_urine=False)
    assert "no dark pee" in talk.said.lower()


def test_a_yes_confirms_three_things_and_the_rest_is_asked_next():
    """Only what was named is what a yes is to."""
    heard = {"duration_days": 15, "age_band": "18_39", "medications": ("statin",), "medication_change": "new", "pregnant": True}
    talk = Talk(opening=True).known().unsure(**heard)
    first = dict(talk.listening.confirming)
    assert len(first) == 3
    talk.yes()
    assert talk.state.answers.keys() >= first.keys()
    assert set(talk.listening.confirming) == set(heard) - set(first)


def test_a_no_is_to_what_was_named():
    """A fourth sign that was perhaps said is still asked about."""
    flags = {"dark_urine": True, "chest_pain": True, "fainting": True, "repeated_vomiting": True}
    talk = Talk(opening=True).known().unsure(**flags)
    named = set(talk.listening.confirming["symptoms"])
    talk.no()
    assert set(talk.state.pending) == set(flags) - named


def test_a_confirmation_beside_an_open_question_goes_on_with_what_is_open():
    """Answers that came with the yes cannot make it ask for what is known."""
    talk = (
        Talk(opening=True).known().unsure(location=("calf",), side="left").event(meaning(reply="yes", answers={"stress": "high"}))
    )
    assert talk.slots or talk.listening.confirming


def test_a_second_unsure_yes_is_taken():
    """Two hearings that agree."""
    half = meaning(reply="yes", certainty="unsure")
    talk = Talk().unsure(age_band="18_39").event(half)
    assert talk.listening.question == "confirm"
    assert talk.event(half).state.answers["age_band"] == "18_39"


def test_no_number_of_unsure_yeses_takes_a_sign_back():
    """What was surely said goes only by a sure word."""
    talk = _taken_back()
    for _ in range(4):
        talk.event(meaning(reply="yes", certainty="unsure"))
        assert talk.state.answers["dark_urine"] is True


def test_an_unsure_denial_in_the_read_back_checks_nothing():
    """It is no more than the denial was that is read back."""
    talk = Talk().until("read_back").unsure(dark_urine=False)
    assert talk.listening.question == "read_back"
    assert "dark_urine" in denied(talk.knowledge, talk.state)


def test_going_back_over_a_sign_is_confirmed():
    """As any other correction of one."""
    talk = Talk().answer(dark_urine=True).key("back")
    assert talk.listening.confirming == {"symptoms": {"dark_urine": False}}
    assert talk.state.answers["dark_urine"] is True
    assert Talk(state=talk.state).no().disposition == "emergency"
    assert Talk(state=talk.state).yes().disposition is None


@pytest.mark.parametrize("command", ["start_over", "pause", "stop", "delete_data", "emergency"])
def test_no_command_silences_a_sign_said_with_it(command):
    """It is acted on, kept for later, or at least answered with what to do."""
    talk = Talk().event(meaning(answers={"chest_pain": True}, command=command))
    assert talk.state.answers.get("chest_pain") is True or "stop_action" in talk.prompts


@pytest.mark.parametrize("command", ["change", "skip"])
def test_a_no_is_a_no_whatever_command_comes_with_it(command):
    """ "No, change that" does not leave the sign present."""
    talk = Talk().unsure(fever=True).event(meaning(reply="no", command=command))
    assert talk.state.answers["fever"] is False


def test_going_back_loses_no_sign_that_nobody_would_ask_about_again():
    """Perhaps said after its question was answered, it is still to be confirmed."""
    talk = Talk().until("read_back").unsure(dark_urine=True).key("back")
    assert talk.state.pending == {"dark_urine": True}


@pytest.mark.parametrize("event", [Key(command="emergency"), meaning(command="emergency")])
def test_a_call_for_help_is_heard_in_a_pause(event):
    """By key or by voice."""
    talk = Talk().key("pause").event(event)
    assert talk.prompts.count("ask_emergency") == 2
    assert talk.key("skip").listening.question == Talk().listening.question


def test_a_pause_can_be_stopped():
    """For good, not only left."""
    assert Talk().key("pause").key("stop").outcome == "stopped"


def test_a_sign_said_in_a_pause_counts():
    """At once when sure, by a confirmation when not."""
    assert Talk().key("pause").answer(chest_pain=True).disposition == "emergency"
    assert Talk().key("pause").unsure(chest_pain=True).state.pending == {"chest_pain": True}


def test_every_red_flag_can_be_said_with_the_yes():
    """Whichever of those that were read back."""
    for slot in red_flags(whole()):
        talk = Talk().until("read_back")
        if slot in denied(talk.knowledge, talk.state):
            talk.event(meaning(reply="yes", answers={slot: True}))
            assert talk.state.answers[slot] is True
