"""What becomes of answers in the dialogue: confirmed, read back, taken back, kept; by risk and certainty."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from talking import REJECTED, VAGUE, Talk, meaning, small, whole

from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.events import NoInput
from voice.skill.dialogue.phrases import own
from voice.skill.dialogue.prompts import red_flags


def test_a_red_flag_denied_is_read_back_before_any_reassurance():
    """No result comes before the read-back, and the read-back names the flag as what a yes confirms."""
    talk = Talk().until("read_back")
    assert talk.listening.confirming["symptoms"]["dark_urine"] is False
    assert talk.yes().disposition == "self_care"


def test_each_thing_is_read_back_once():
    """What two questions ask for is named with the first, in that one's own words."""
    said = " ".join(effect.text for effect in Talk().until("read_back").effects if isinstance(effect, Say))
    assert said.lower().count("dark pee") == 1


def test_silence_does_not_confirm_a_read_back():
    """Not a word to the read-back: the conversation is over without any result."""
    talk = Talk().until("read_back").silence(4)
    assert (talk.disposition, talk.outcome) == (None, "abandoned")


def test_a_read_back_that_is_not_understood_makes_its_flags_unknown():
    """Noise to the read-back leads to "see a doctor", never to reassurance."""
    talk = Talk().until("read_back").noise(3)
    assert talk.state.answers["dark_urine"] == "unknown"
    assert talk.until("result").disposition == "doctor"


def test_an_unsure_yes_does_not_confirm_a_read_back():
    """A yes with words left over is asked again."""
    talk = Talk().until("read_back").event(meaning(reply="yes", certainty="unsure"))
    assert talk.listening.question == "read_back"


def test_no_to_the_read_back_asks_which():
    """What is wrong is asked for among all that was read back."""
    talk = Talk().until("read_back").no()
    assert "dark_urine" in talk.slots
    assert talk.listening.confirming is None
    assert talk.answer(dark_urine=True).disposition == "emergency"


def test_a_read_back_is_not_refused_for_ever():
    """Refused three times without a sign that is understood, its signs are unknown."""
    talk = Talk().until("read_back")
    for _ in range(3):
        talk.no()
        if talk.state.phase == "amending":
            talk.unsure(fever=True).no()
    assert talk.state.answers["dark_urine"] == "unknown"


def test_what_is_said_with_the_no_counts():
    """ "No, my chest hurts": the flag is taken at once."""
    assert Talk().until("read_back").event(meaning(reply="no", answers={"chest_pain": True})).disposition == "emergency"


def test_an_unsure_red_flag_is_confirmed():
    """It is neither relied on nor dropped: a question comes first."""
    talk = Talk().unsure(dark_urine=True)
    assert talk.listening.confirming == {"symptoms": {"dark_urine": True}}
    assert talk.disposition is None


def test_yes_makes_an_unsure_red_flag_count():
    """Confirmed, it is acted on."""
    assert Talk().unsure(dark_urine=True).yes().disposition == "emergency"


@pytest.mark.parametrize("nothing", [Talk.silence, Talk.noise])
def test_an_unsure_red_flag_stays_without_an_answer(nothing):
    """Silence or noise leave it present."""
    talk = Talk().unsure(dark_urine=True)
    while talk.disposition is None:
        nothing(talk)
    assert talk.state.answers["dark_urine"] is True


@pytest.mark.parametrize("second", [REJECTED, VAGUE, NoInput()])
@pytest.mark.parametrize("first", [REJECTED, VAGUE, NoInput()])
def test_an_unsure_emergency_waits_for_no_third_failure(first, second):
    """Two answers that settle nothing, of whatever kinds, and it counts as present."""
    talk = Talk().unsure(dark_urine=True).event(first)
    assert talk.disposition is None
    assert talk.event(second).disposition == "emergency"


def test_no_takes_an_unsure_red_flag_away():
    """Denied when asked, it is absent, and named first in the read-back."""
    talk = Talk().unsure(weight_loss_or_heat_intolerance=True).no()
    assert talk.state.answers["weight_loss_or_heat_intolerance"] is False
    assert next(iter(talk.until("read_back").listening.confirming["symptoms"])) == "weight_loss_or_heat_intolerance"


def test_an_unsure_denial_of_a_red_flag_waits_for_the_read_back():
    """It costs no question of its own."""
    talk = Talk()
    talk.unsure(**dict.fromkeys(talk.slots, False))
    assert talk.listening.question not in ("confirm", "read_back")


def test_anything_else_unsure_is_confirmed():
    """An unsure age is read back before it is relied on, and so is a time that makes it a doctor's."""
    assert Talk(small(), opening=True).known().unsure(age_band="18_39").listening.confirming == {"age_band": "18_39"}
    assert Talk(small(), opening=True).known().unsure(duration_days=15).listening.confirming == {"duration_days": 15}
    assert Talk(small(), opening=True).known().unsure(duration_days=3).listening.confirming is None


def test_what_decides_little_is_taken_without_a_question():
    """A place that was not wholly understood is named in the recap; confirming it costs more than it is worth."""
    talk = Talk(small(), opening=True).known().unsure(location=("calf",), side="left")
    assert talk.listening.confirming is None
    assert (talk.state.answers["location"], talk.state.answers["side"]) == (("calf",), "left")


def test_a_no_with_the_right_value_corrects():
    """ "No, the right one" keeps the calf and changes the side."""
    talk = (
        Talk(small(), opening=True)
        .known()
        .unsure(location=("calf",), side="left")
        .event(meaning(reply="no", answers={"side": "right"}))
    )
    assert (talk.state.answers["location"], talk.state.answers["side"]) == (("calf",), "right")


def test_a_chosen_answer_is_sure():
    """A button needs no confirmation."""
    assert Talk().choose(symptoms={"dark_urine": True}).disposition == "emergency"


def test_choosing_what_is_to_be_confirmed_confirms_it():
    """The same answer by button is a yes."""
    assert Talk().unsure(dark_urine=True).choose(symptoms={"dark_urine": True}).disposition == "emergency"


def test_nothing_chosen_settles_nothing_and_leads_on():
    """A program without an answer is asked in other words, and then gets past the question without a "no"."""
    talk = Talk()
    question, slots = talk.listening.question, talk.slots
    for _ in range(8):
        if talk.listening.question == question:
            talk.choose()
    assert talk.listening.question != question
    assert {talk.state.answers[slot] for slot in slots} == {"unknown"}


def test_an_answer_is_acknowledged_in_passing():
    """A sure place is said once more before the next question."""
    assert "left calf" in Talk().said.lower()


def test_a_red_flag_is_taken_back_only_with_a_confirmation():
    """ "My pee is fine after all" is confirmed; silence leaves it as it was."""
    talk = Talk().answer(dark_urine=True).answer(dark_urine=False)
    assert talk.listening.confirming == {"symptoms": {"dark_urine": False}}
    assert talk.state.answers["dark_urine"] is True
    assert Talk(state=talk.state).silence(2).state.answers["dark_urine"] is True
    assert Talk(state=talk.state).yes().state.answers["dark_urine"] is False


def test_an_interview_goes_on_when_its_emergency_is_taken_back():
    """What was left unasked is asked before any result."""
    talk = Talk().answer(dark_urine=True).answer(dark_urine=False).yes()
    assert talk.disposition is None
    assert talk.listening.question not in ("result", "read_back")


def test_not_known_takes_nothing_back():
    """ "I don't know" about something said before changes nothing."""
    assert Talk().answer(fever=True).answer(fever="unknown").state.answers["fever"] is True


@pytest.mark.parametrize(("passing", "kept"), [("leg", ("calf",)), ("calf", ("calf",)), ("foot", ("foot",))])
def test_a_wider_place_in_passing_takes_nothing_from_the_place(passing, kept):
    """Said beside something else, "my leg" leaves the calf as it was; another place replaces it."""
    talk = Talk().answer(dark_urine=False, location=(passing,))
    assert talk.state.answers["location"] == kept


def test_a_second_medicine_is_added_to_the_first():
    """Two mentions, two medicines."""
    talk = Talk().answer(medications=("statin",)).answer(medications=("diuretic",))
    assert talk.state.answers["medications"] == ("statin", "diuretic")


def test_one_unsure_no_takes_no_sign_away():
    """ "Dark pee, is that right?" "Yes ... not really": asked again; the second unsure no is two hearings that agree."""
    perhaps_no = meaning(reply="no", certainty="unsure")
    talk = Talk().unsure(dark_urine=True).event(perhaps_no)
    assert talk.state.pending == {"dark_urine": True}
    assert talk.event(perhaps_no).state.answers["dark_urine"] is False


def test_an_unsure_no_after_which_nothing_comes_leaves_the_sign():
    """Silence is no second no."""
    talk = Talk().unsure(dark_urine=True).event(meaning(reply="no", certainty="unsure")).silence(2)
    assert talk.state.answers["dark_urine"] is True


FACTS = {"age_band": "18_39", "diabetes": True, "pregnant": True}


def test_no_to_several_facts_throws_none_away():
    """Each is put by itself, in other words, and only the one that is wrong goes."""
    talk = Talk(opening=True).known().unsure(**FACTS).no()
    assert "one_at_a_time" in talk.prompts
    while talk.listening.confirming is not None:
        wrong = "age_band" in talk.listening.confirming
        assert len(talk.listening.confirming) == 1
        talk.no() if wrong else talk.yes()
    assert {slot: talk.state.answers.get(slot) for slot in FACTS} == {**FACTS, "age_band": None}


def test_no_and_something_else_throws_none_of_several_facts_away():
    """ "No, it also hurts" does not say which of them is wrong."""
    talk = Talk(opening=True).known().unsure(**FACTS).event(meaning(reply="no", answers={"stress": "high"}))
    assert set(talk.state.pending) == set(FACTS)
    assert talk.state.answers["stress"] == "high"


def test_several_signs_are_confirmed_one_by_one():
    """The most serious first; a yes is to that one alone, however unclear."""
    talk = Talk().unsure(fever=True, dizziness=True, muscle_weakness=True)
    signs = set()
    while talk.listening.confirming is not None:
        (sign,) = talk.listening.confirming["symptoms"]
        signs.add(sign)
        talk.event(meaning(reply="yes", certainty="unsure"))
    assert signs == {"fever", "dizziness", "muscle_weakness"}


def test_nothing_is_confirmed_twice_in_the_same_words():
    """A sign once more in other words, and then it is not known; anything else is not asked about again."""
    talk = Talk(small(), opening=True).known().unsure(dark_urine=True)
    first = talk.said
    talk.no()
    assert talk.unsure(dark_urine=True).said != first
    talk.no()
    assert talk.unsure(dark_urine=True).state.answers["dark_urine"] == "unknown"
    talk = Talk().unsure(age_band="18_39").no()
    assert talk.unsure(age_band="18_39").listening.confirming is None


def test_an_unsure_denial_in_passing_waits_for_its_question():
    """It is neither recorded nor asked about twice."""
    talk = Talk(opening=True).unsure(fever=False, location=("calf",))
    assert "fever" not in {**talk.state.answers, **talk.state.pending}
    assert "fever" in talk.yes().until("unwell").slots


def test_an_unsure_denial_in_passing_is_confirmed_where_nobody_would_ask():
    """Its question is over."""
    talk = Talk().answer(fever="unknown").unsure(fever=False)
    assert talk.listening.confirming == {"symptoms": {"fever": False}}


def test_what_two_answers_say_is_said_once():
    """ "After exercise, after exercise." and "mild pain and pain" are said once each."""
    talk = Talk().answer(after_exercise="yes", onset_timing="after_unspecified", pain=True, pain_severity="mild")
    assert talk.said.lower().count("after exercise") <= 1
    assert "Mild pain" in Talk().answer(pain=True, pain_severity="mild").said


def test_the_rest_of_a_question_is_asked_once_beside_a_sign_that_is_there():
    """The same sign again is no answer to the rest, which is then not known."""
    talk = Talk().until("weak_or_swollen").answer(muscle_weakness=True)
    assert {"swelling_or_hard_muscle", "one_leg_swollen_warm"} <= set(talk.slots)
    assert "muscle_weakness" not in talk.slots
    talk.answer(muscle_weakness=True)
    assert talk.listening.question != "weak_or_swollen"
    assert talk.state.answers["one_leg_swollen_warm"] == "unknown"


def test_no_word_is_said_after_each_confirmation():
    """A sound is enough."""
    assert not {"acknowledge", "acknowledge_1"} & set(Talk().unsure(age_band="18_39").yes().prompts)


SIGNS = sorted(set(red_flags(whole())) & set(whole().symptoms))


def present(talk):
    """The signs that are there, without those that follow from others."""
    signs = {slot: True for slot in SIGNS if talk.state.answers.get(slot) is True}
    return set(own(whole(), signs))


@given(st.sets(st.sampled_from(SIGNS), min_size=2, max_size=4), st.sampled_from(["sure", "unsure"]), st.booleans())
def test_one_yes_confirms_one_sign_at_most(signs, certainty, known):
    """The others are asked about, except beside an emergency, which waits for nothing."""
    talk = Talk().known() if known else Talk()
    talk.unsure(**dict.fromkeys(signs, True))
    if talk.listening.confirming is not None:
        assert not present(talk)
        talk.event(meaning(reply="yes", certainty=certainty))
        assert len(present(talk)) <= 1 or talk.disposition == "emergency"


@pytest.mark.parametrize("certainty", ["sure", "unsure"])
@pytest.mark.parametrize("question", ["urine", "collapse", "mind", "sudden", "unwell", "weak_or_swollen"])
def test_a_yes_to_several_signs_makes_none_of_them_present(question, certainty):
    """It does not say which."""
    talk = Talk().until(question)
    assert len(set(talk.slots) & set(SIGNS)) > 1
    assert not present(talk.event(meaning(reply="yes", certainty=certainty)))


def test_one_yes_makes_no_other_sign_a_reason():
    """Help is called for because of the one that was confirmed; the other was not, and is not known."""
    talk = Talk().unsure(chest_pain=True, fever=True)
    put = dict(talk.listening.confirming["symptoms"])
    talk.yes()
    assert talk.disposition == "emergency"
    assert [slot for slot, value in talk.state.answers.items() if value is True] == [slot for slot in put if put[slot] is True]
