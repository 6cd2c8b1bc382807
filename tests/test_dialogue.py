"""What the dialogue does, by its rules: what is asked, failures, questions about the subject, the end."""

import pytest
from talking import NO, REJECTED, VAGUE, Talk, at, healthy_answers, heard, meaning, small, whole

from grammars import read
from voice.errors import EventError
from voice.skill.dialogue.commands import begin
from voice.skill.dialogue.effects import Adjust, Say
from voice.skill.dialogue.engine import step
from voice.skill.dialogue.events import BargeIn, Chosen, Heard, Key, NoInput, Spoken, Started
from voice.skill.dialogue.state import Phase
from voice.skill.reading import Span


def test_the_first_question_is_open():
    """Anything may be said first: the opening asks for no slot."""
    talk = Talk(opening=True)
    assert (talk.listening.question, talk.slots) == ("opening", ())


def test_a_full_first_sentence_is_never_asked_again():
    """Place, side, time and exercise said at once are not asked later."""
    talk, asked = Talk(), []
    while talk.listening.question != "result":
        asked += talk.slots if talk.listening.confirming is None else ()
        talk.healthy()
    assert not {"location", "side", "duration_days", "after_exercise"} & set(asked)


def test_nothing_is_asked_twice():
    """A slot that has an answer is in no later question."""
    talk, asked = Talk(), []
    while talk.listening.question != "result":
        asked += talk.slots if talk.listening.confirming is None else ()
        talk.healthy()
    assert len(asked) == len(set(asked))


def test_a_healthy_caller_hears_fifteen_questions_at_most():
    """After a full first sentence, read-back apart."""
    talk, count = Talk(), 0
    while talk.listening.question != "result":
        count += talk.listening.question != "read_back"
        talk.healthy()
    assert count <= 15


def test_a_red_flag_said_first_ends_the_interview():
    """Dark pee in the first sentence is acted on before anything is asked."""
    talk = Talk(opening=True).answer(dark_urine=True)
    assert talk.disposition == "emergency"


def test_an_emergency_ends_with_its_call_and_tells_whence_only_when_asked():
    """Nothing stands between the call, said once more, and the caller; "more" names the articles."""
    talk = Talk(opening=True).answer(dark_urine=True)
    assert talk.prompts[-2:] == ["result_again", "ask_result_more_emergency"]
    assert "This comes from" not in talk.said
    told = [talk.key("more").said for _ in range(3)]
    assert ["This comes from" in said for said in told] == [False, False, True]
    assert talk.prompts[-2:] == ["more_again", "ask_result"]


@pytest.mark.parametrize("flag", ["chest_pain", "dark_urine", "saddle_numbness", "weakness_spreading_fast"])
def test_a_red_flag_counts_whatever_was_asked(flag):
    """Said to a question about something else, it is acted on at once."""
    assert Talk().answer(**{flag: True}).disposition == "emergency"


def test_no_match_tapers_to_one_at_a_time_and_then_to_unknown():
    """A short re-ask, the choices, each item alone, and then "not known", never "absent"."""
    talk = Talk(small())
    first = talk.slots
    assert talk.noise().prompts[-1].startswith("again_")
    assert talk.noise().prompts[-1].startswith("choices_")
    for slot in first:
        assert talk.noise().slots == (slot,)
    talk.noise()
    assert {talk.state.answers[slot] for slot in first} == {"unknown"}
    assert "to be careful" in talk.said


def test_silence_tapers_to_waiting_and_to_the_end():
    """Slower, then "are you there", then no more is said; after the silence that is listened for then it is over."""
    talk = Talk().silence()
    assert [e.rate for e in talk.effects if isinstance(e, Adjust)] == [0.85, 1.0]
    assert "are_you_there" in talk.silence().prompts
    assert talk.silence().prompts == ["waiting_told"]
    assert talk.listening.no_input_after == 300
    assert (talk.silence().outcome, talk.prompts, talk.state.turns) == ("abandoned", [], ())


def test_silence_and_noise_are_counted_apart():
    """One silence and one noise are two first rungs."""
    talk = Talk().silence().noise()
    assert talk.prompts[-1].startswith("again_")


def test_repeating_resets_no_count():
    """Noise, repeat, noise is the second rung."""
    assert Talk().noise().key("repeat").noise().prompts[-1].startswith("choices_")


def test_a_yes_to_several_things_asks_which():
    """It settles nothing, and costs no strike of the no-match ladder."""
    talk = Talk().event(VAGUE)
    assert talk.state.ladder.no_match == 0
    assert talk.listening.question == Talk().listening.question


SIGNS = ("fainting", "confusion", "seizure")


@pytest.mark.parametrize("between", [[], ["pause", "resume"], ["emergency", "skip"], ["why"]])
def test_a_yes_to_several_things_and_then_no_asks_for_each(between):
    """Somebody who said yes has perhaps one of them, whatever was said in between."""
    talk = Talk().until("mind").event(VAGUE)
    for command in between:
        talk.key(command)
    talk.answer(**dict.fromkeys(SIGNS, False))
    assert not set(SIGNS) & set(talk.state.answers)
    for sign in SIGNS:
        assert talk.slots == (sign,)
        talk.answer(**{sign: False})
    assert all(talk.state.answers[sign] is False for sign in SIGNS)


def test_a_no_with_something_beside_it_was_no_yes():
    """ "Nay, it's round the back", and then no: that is no to all of them."""
    aside = meaning(clarify=True, certainty="unsure", spans=(Span(0, 1, "no"), Span(1, 3, "short_yes")))
    talk = Talk().until("mind").event(aside).answer(**dict.fromkeys(SIGNS, False))
    assert all(talk.state.answers[sign] is False for sign in SIGNS)


def test_what_only_explains_the_twitch_is_asked_once_more_and_left_alone():
    """It is asked once more, and then not known: a cause is worth nobody's patience."""
    talk = Talk().until("habits").event(VAGUE)
    assert talk.listening.question == "habits"
    assert talk.event(VAGUE).listening.question != "habits"
    assert talk.state.answers["sleep"] == "unknown"
    other = Talk().until("habits").event(REJECTED)
    assert other.listening.question == "habits"
    assert other.event(VAGUE).listening.question != "habits"


def test_whose_twitch_it_is_counts_in_a_story_that_is_not_wholly_understood():
    """Nobody asks a parent about the parent's own body."""
    story = "it is my daughter she had gymnastics today and her right thigh keeps jumping"
    talk = Talk(opening=True).event(heard(read(story)))
    assert talk.state.answers["speaker"] == "someone_else"
    assert any("their pee" in effect.text for effect in talk.effects if isinstance(effect, Say))


def test_what_is_said_beside_that_no_counts():
    """Only what was asked together is asked again."""
    talk = Talk().until("mind").event(VAGUE).answer(**dict.fromkeys(SIGNS, False), swelling_or_hard_muscle=True)
    assert talk.state.answers["swelling_or_hard_muscle"] is True
    assert talk.slots == ("fainting",)


def test_after_a_yes_one_sign_can_be_denied_by_its_name():
    """The others are asked about, and are neither denied together nor with the one."""
    talk = Talk().until("mind").event(VAGUE).answer(confusion=False)
    assert talk.state.answers["confusion"] is False
    assert not {"fainting", "seizure"} & set(talk.state.answers)
    talk.answer(fainting=False, seizure=False)
    assert talk.slots == ("fainting",)


def test_words_that_answer_something_else_are_kept():
    """The side answer counts, and the question is put again."""
    talk = Talk()
    question = talk.listening.question
    talk.answer(age_band="18_39")
    assert (talk.listening.question, talk.state.answers["age_band"]) == (question, "18_39")


def test_a_question_about_the_subject_is_answered_and_the_interview_goes_on():
    """The answer, its source, and the same question."""
    talk = Talk()
    before = talk.listening
    talk.event(meaning(faq="what_is_it"))
    assert talk.prompts[0] == "faq_what_is_it"
    assert "source_what_is_it" in talk.prompts
    assert talk.listening == before


@pytest.mark.parametrize("asked", ["how_to_manage", "is_it_normal", "should_i_train", "what_to_drink"])
def test_nothing_comforts_after_an_emergency(asked):
    """Asked what to do about dark pee, it tells again to call, and not to rest."""
    talk = Talk().answer(dark_urine=True).event(meaning(faq=asked))
    told = " ".join(effect.text for effect in talk.effects if isinstance(effect, Say))
    assert "Call" in told
    assert not any(sentence.rstrip(".") in told for sentence in talk.knowledge.frequent_questions[asked].answer)


def test_nothing_comforts_while_a_red_flag_is_confirmed():
    """Asked what to do before it is known whether somebody fainted, it wants to know that first."""
    talk = Talk().event(meaning(answers={"fainting": True}, certainty="unsure")).event(meaning(faq="how_to_manage"))
    assert talk.prompts == ["serious_first", "again_confirm"]


def test_nothing_comforts_in_the_breath_that_tells_of_a_red_flag():
    """ "My pee is dark, is that normal?" leads to the emergency alone."""
    talk = Talk().event(meaning(answers={"dark_urine": True}, faq="is_it_normal"))
    assert talk.disposition == "emergency"
    assert "faq_is_it_normal" not in talk.prompts


def test_an_answer_with_a_question_counts_both():
    """What was answered is kept, and what was asked is answered."""
    talk = Talk().event(meaning(faq="what_is_it", answers={"fever": False}))
    assert talk.state.answers["fever"] is False
    assert "faq_what_is_it" in talk.prompts


def test_another_persons_symptoms_are_asked_for_in_the_third_person():
    """ "They" and "their" as soon as it is known who it is about."""
    talk = Talk(opening=True).answer(speaker="someone_else", location=("calf",), side="left")
    assert "their" in talk.said.lower()
    assert "your pee" not in talk.said.lower()


def test_somebody_under_age_is_told_to_have_an_adult_there():
    """Once, as soon as it is known."""
    assert "notice_under_18" in Talk().answer(age_band="under_16").prompts


def test_the_result_comes_in_parts():
    """Each is a prompt of its own that can be interrupted."""
    names = [prompt for prompt in at("result").prompts if prompt.startswith("result_")]
    assert names[0] == "result_action"
    assert len(names) >= 4


def test_an_interrupted_result_goes_on_with_more():
    """From the first part that was not heard to its end."""
    talk = at("result")
    names = [prompt for prompt in talk.prompts if prompt.startswith("result_")]
    talk.event(Spoken(prompt=names[0])).event(BargeIn()).key("more")
    assert talk.prompts[: len(names) - 1] == names[1:]


def test_an_interrupted_result_repeats_the_part():
    """Only the one that was cut."""
    talk = at("result").event(Spoken(prompt="result_action")).event(BargeIn()).key("repeat")
    assert sum(prompt.startswith("result_") for prompt in talk.prompts) == 1


def test_skip_in_an_interrupted_result_leaves_a_part_out():
    """It goes on with the one after."""
    talk = at("result")
    names = [prompt for prompt in talk.prompts if prompt.startswith("result_")]
    talk.event(BargeIn()).key("skip")
    assert talk.prompts[0] == names[1]


@pytest.mark.parametrize("ending", [lambda t: t.no(), lambda t: t.silence(2), lambda t: t.key("stop")])
def test_the_result_ends_with_no_or_stop_or_two_silences(ending):
    """Completed, with a word of goodbye."""
    talk = at("result")
    ending(talk)
    assert talk.outcome == "completed"


def test_an_emergency_ends_as_one():
    """The outcome says so."""
    assert Talk().answer(dark_urine=True).no().outcome == "emergency"


@pytest.mark.parametrize(
    "event",
    [
        Key(command="dance"),
        Key(command="started"),
        Chosen(answers={"sidee": "left"}),
        Heard(words="left"),
        Started(),
    ],
)
def test_an_event_that_does_not_fit_raises(event):
    """And the state, being frozen, is as it was."""
    talk = Talk()
    before = talk.state.to_json()
    with pytest.raises(EventError):
        talk.event(event)
    assert talk.state.to_json() == before


@pytest.mark.parametrize("event", [NoInput(), Key(command="repeat"), NO, REJECTED])
@pytest.mark.parametrize("phase", ["new", "paused", "over"])
def test_nothing_is_heard_outside_a_conversation(phase, event):
    """Before it, in a pause and after it there is nobody to answer."""
    with pytest.raises(EventError):
        step(whole(), begin(whole()).but(phase=Phase(phase)), event)


def test_pace_has_ends():
    """Slower and slower stops at a pace that can be followed."""
    talk = Talk()
    for _ in range(4):
        talk.key("slower")
    assert talk.state.rate == 0.55
    assert "adjusted_enough" in talk.prompts


def test_a_slower_listener_gets_longer():
    """Patience grows as the pace falls."""
    assert Talk().key("slower").listening.no_input_after > Talk().listening.no_input_after


def test_a_place_without_a_side_is_not_asked_twice():
    """ "My calf" settles where it is."""
    talk = Talk(small(), opening=True).answer(speaker="self", dark_urine=False, repeated_vomiting=False, muscle_weakness=False)
    assert talk.listening.question == "place"
    assert talk.answer(location=("calf",)).listening.question == "duration"


def test_who_it_is_about_is_asked_when_nothing_tells():
    """A first sentence that says nothing leads to the question whose symptoms they are."""
    talk = Talk(opening=True).noise(2)
    assert (talk.listening.question, talk.slots) == ("speaker", ("speaker",))
    assert "their" in talk.answer(speaker="someone_else").said.lower()


def test_who_it_is_about_is_not_asked_when_it_is_told():
    """ "My calf" is enough."""
    assert Talk().listening.question != "speaker"


def test_healthy_answers_fit_every_question():
    """The tests' healthy caller can answer all that the knowledge file asks."""
    for question in whole().questions:
        assert set(healthy_answers(whole(), question.slots)) == set(question.slots)
