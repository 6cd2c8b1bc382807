"""What the dialogue does, by its rules: certainty and risk, failures, commands, corrections, the end."""

from datetime import datetime, timedelta

import pytest
from talking import FIRST_SENTENCE, NO, REJECTED, VAGUE, Talk, healthy_answers, meaning, small, whole

from voice.errors import EventError
from voice.skill.dialogue.commands import COMMANDS, begin
from voice.skill.dialogue.effects import Adjust, Erase, Say
from voice.skill.dialogue.engine import TABLE, TALKING, step
from voice.skill.dialogue.events import BargeIn, Chosen, Heard, Key, NoInput, Resumed, Spoken, Started
from voice.skill.dialogue.state import Phase, state_from_json

NOON = datetime(2026, 1, 14, 12, 0)


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


def test_a_healthy_caller_hears_twelve_questions_at_most():
    """After a full first sentence, read-back apart."""
    talk, count = Talk(), 0
    while talk.listening.question != "result":
        count += talk.listening.question != "read_back"
        talk.healthy()
    assert count <= 12


def test_a_red_flag_said_first_ends_the_interview():
    """Dark pee in the first sentence is acted on before anything is asked."""
    talk = Talk(opening=True).answer(dark_urine=True)
    assert talk.disposition == "emergency"


def test_an_emergency_ends_with_its_call_and_tells_whence_only_when_asked():
    """Nothing stands between the call, said once more, and the caller; "more" names the articles."""
    talk = Talk(opening=True).answer(dark_urine=True)
    assert talk.prompts[-2:] == ["result_safety_net", "ask_result"]
    assert "This comes from" not in talk.said
    assert "This comes from" in talk.key("more").said


@pytest.mark.parametrize("flag", ["chest_pain", "dark_urine", "saddle_numbness", "weakness_spreading_fast"])
def test_a_red_flag_counts_whatever_was_asked(flag):
    """Said to a question about something else, it is acted on at once."""
    assert Talk().answer(**{flag: True}).disposition == "emergency"


def test_a_red_flag_denied_is_read_back_before_any_reassurance():
    """No result comes before the read-back, and the read-back names the flag as what a yes confirms."""
    talk = Talk().until("read_back")
    assert talk.listening.confirming["symptoms"]["dark_urine"] is False
    assert talk.yes().disposition == "self_care"


def test_silence_does_not_confirm_a_read_back():
    """Not a word to the read-back: the conversation pauses without any result."""
    talk = Talk().until("read_back").silence(3)
    assert (talk.disposition, talk.outcome) == (None, "paused")


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
    """An unsure place is read back before it is relied on."""
    assert Talk(small(), opening=True).unsure(location=("calf",), side="left").listening.confirming == {
        "location": ["calf"],
        "side": "left",
    }


def test_a_no_with_the_right_value_corrects():
    """ "No, the right one" keeps the calf and changes the side."""
    talk = (
        Talk(small(), opening=True).unsure(location=("calf",), side="left").event(meaning(reply="no", answers={"side": "right"}))
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


def test_silence_tapers_to_a_pause():
    """Slower, then "are you there", then everything is kept and the conversation pauses."""
    talk = Talk().silence()
    assert [e.rate for e in talk.effects if isinstance(e, Adjust)] == [0.85, 1.0]
    assert "are_you_there" in talk.silence().prompts
    assert talk.silence().outcome == "paused"


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


def test_words_that_answer_something_else_are_kept():
    """The side answer counts, and the question is put again."""
    talk = Talk()
    question = talk.listening.question
    talk.answer(age_band="18_39")
    assert (talk.listening.question, talk.state.answers["age_band"]) == (question, "18_39")


@pytest.mark.parametrize(
    "command", ["repeat", "why", "explain", "help", "summary", "slower", "faster", "louder", "quieter", "resume", "more"]
)
@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "medicines_and_health"])
def test_commands_that_tell_lose_nothing(command, question):
    """The same is listened for afterwards, no answer is lost, no strike is counted."""
    talk = _at(question)
    before, listening = talk.state, talk.listening
    talk.key(command)
    assert (talk.listening.question, talk.listening.confirming, talk.slots) == (
        listening.question,
        listening.confirming,
        listening.slots,
    )
    assert (talk.state.turns, talk.state.ladder, talk.state.pending) == (before.turns, before.ladder, before.pending)
    assert talk.said


@pytest.mark.parametrize("phase", list(TALKING))
def test_every_command_works_everywhere(phase):
    """No phase of a conversation leaves a command without a rule."""
    assert not set(COMMANDS) - set(TABLE[phase])


def _at(question):
    if question == "opening":
        return Talk(opening=True)
    if question == "confirm":
        return Talk().unsure(fever=True)
    return Talk().until(question)


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "medicines_and_health", "result"])
def test_stop_ends_at_once(question):
    """Wherever it is said."""
    assert _at(question).key("stop").outcome in ("stopped", "completed")


def test_stop_while_something_serious_may_be_so_says_what_to_do():
    """The action is the last thing heard, although the flag was never confirmed."""
    assert "call" in Talk().unsure(dark_urine=True).key("stop").said.lower()


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "result"])
def test_emergency_says_what_to_do_twice(question):
    """Wherever it is said; then it listens on, and "stop" ends it as an emergency."""
    talk = _at(question).key("emergency")
    assert talk.prompts.count("ask_emergency") == 2
    assert talk.key("stop").outcome == "emergency"


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "result"])
def test_a_false_alarm_goes_on_where_it_was(question):
    """ "Go on" returns to the question that the alarm interrupted."""
    assert _at(question).key("emergency").key("resume").listening.question == question


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "result"])
def test_a_pause_keeps_as_long_as_it_likes(question):
    """Two days later it goes on where it was, with a recap."""
    talk = _at(question)
    talk.event(Key(command="pause", at=NOON))
    assert talk.outcome == "paused"
    back = Talk(state=state_from_json(talk.state.to_json())).event(Resumed(at=NOON + timedelta(days=2)))
    assert (back.listening.question, back.prompts[0]) == (question, "welcome_back")


def test_a_power_cut_goes_on_with_a_recap():
    """Ten minutes later nothing has to be said again."""
    talk = Talk().event(NoInput(at=NOON))
    back = Talk(state=state_from_json(talk.state.to_json())).event(Resumed(at=NOON + timedelta(minutes=10)))
    assert back.state.answers == talk.state.answers
    assert "left calf" in back.said.lower()


def test_a_power_cut_of_over_thirty_minutes_starts_again():
    """An old conversation may be somebody else's."""
    talk = Talk().event(NoInput(at=NOON))
    back = Talk(state=talk.state).event(Resumed(at=NOON + timedelta(minutes=31)))
    assert (back.state.answers, back.listening.question) == ({}, "opening")
    assert "restart_late" in back.prompts


def test_a_changed_knowledge_file_starts_again():
    """Answers to other questions are not carried over."""
    talk = Talk().answer(fever=True)
    back = Talk(small(), state=talk.state).event(Resumed())
    assert back.state.answers == {}
    assert "restart_updated" in back.prompts


def test_back_erases_the_answer_and_asks_again():
    """Nothing of it stays."""
    talk = Talk()
    question, slots = talk.listening.question, talk.slots
    talk.healthy().key("back")
    assert (talk.listening.question, talk.slots) == (question, slots)
    assert not set(slots) & set(talk.state.answers)


def test_back_twice_erases_two_answers():
    """Each one goes over one answer."""
    talk = Talk()
    question = talk.listening.question
    talk.healthy().healthy().key("back").key("back")
    assert talk.listening.question == question
    assert set(talk.state.answers) == set(FIRST_SENTENCE)


def test_back_from_the_first_question_reopens_the_opening():
    """The first sentence goes as well."""
    talk = Talk().key("back")
    assert (talk.listening.question, talk.state.answers) == ("opening", {})


def test_back_from_a_confirmation_drops_what_was_to_be_confirmed():
    """The question that it belonged to is asked again."""
    talk = Talk()
    question = talk.listening.question
    talk.unsure(fever=True).key("back")
    assert (talk.listening.question, talk.state.pending) == (question, {})


def test_back_from_the_result_reads_back_again():
    """The last thing said is the read-back."""
    assert _at("result").key("back").listening.question == "read_back"


def test_skipping_a_red_flag_leaves_it_unknown():
    """Never absent."""
    talk = Talk()
    slots = talk.slots
    talk.key("skip")
    assert {talk.state.answers[slot] for slot in slots} == {"unknown"}


def test_start_over_forgets_answers_and_keeps_the_voice():
    """The pace is the person's, not the conversation's."""
    talk = Talk().key("slower").key("start_over")
    assert (talk.state.answers, talk.listening.question, talk.state.rate) == ({}, "opening", 0.85)


def test_delete_leaves_nothing():
    """No answer in the state, an erase effect, and the end."""
    talk = Talk().key("delete_data")
    assert talk.state.answers == {}
    assert any(isinstance(effect, Erase) for effect in talk.effects)
    assert talk.outcome == "stopped"


def test_change_takes_the_correction_and_goes_on():
    """ "Change" asks what; the new value replaces the old, and the interview goes on where it was."""
    talk = Talk()
    question = talk.listening.question
    assert talk.key("change").listening.question == "change"
    talk.answer(side="right")
    assert (talk.state.answers["side"], talk.listening.question) == ("right", question)


def test_a_correction_after_the_result_gives_another_result():
    """The last assessment counts."""
    assert _at("result").answer(duration_days=20).until("result").disposition == "doctor"


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
    names = [prompt for prompt in _at("result").prompts if prompt.startswith("result_")]
    assert names[0] == "result_action"
    assert len(names) >= 4


def test_an_interrupted_result_goes_on_with_more():
    """From the first part that was not heard to its end."""
    talk = _at("result")
    names = [prompt for prompt in talk.prompts if prompt.startswith("result_")]
    talk.event(Spoken(prompt=names[0])).event(BargeIn()).key("more")
    assert talk.prompts[: len(names) - 1] == names[1:]


def test_an_interrupted_result_repeats_the_part():
    """Only the one that was cut."""
    talk = _at("result").event(Spoken(prompt="result_action")).event(BargeIn()).key("repeat")
    assert sum(prompt.startswith("result_") for prompt in talk.prompts) == 1


def test_skip_in_an_interrupted_result_leaves_a_part_out():
    """It goes on with the one after."""
    talk = _at("result")
    names = [prompt for prompt in talk.prompts if prompt.startswith("result_")]
    talk.event(BargeIn()).key("skip")
    assert talk.prompts[0] == names[1]


@pytest.mark.parametrize("ending", [lambda t: t.no(), lambda t: t.silence(2), lambda t: t.key("stop")])
def test_the_result_ends_with_no_or_stop_or_two_silences(ending):
    """Completed, with a word of goodbye."""
    talk = _at("result")
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
    for _ in range(10):
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
