"""What can be said in every question: stop, pause, back, skip, change and the others; and coming back later."""

from datetime import datetime, timedelta

import pytest
from talking import FIRST_SENTENCE, Talk, at, small

from voice.skill.dialogue.commands import COMMANDS
from voice.skill.dialogue.effects import Erase
from voice.skill.dialogue.engine import TABLE, TALKING
from voice.skill.dialogue.events import Chosen, Key, NoInput, Resumed
from voice.skill.dialogue.state import state_from_json

NOON = datetime(2026, 1, 14, 12, 0)


@pytest.mark.parametrize(
    "command", ["repeat", "why", "explain", "help", "summary", "slower", "faster", "louder", "quieter", "resume", "more"]
)
@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "health"])
def test_commands_that_tell_lose_nothing(command, question):
    """The same is listened for afterwards, no answer is lost, no strike is counted."""
    talk = at(question)
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


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "health", "result"])
def test_stop_ends_at_once(question):
    """Wherever it is said."""
    assert at(question).key("stop").outcome in ("stopped", "completed")


def test_stop_while_something_serious_may_be_so_says_what_to_do():
    """The action is the last thing heard, although the flag was never confirmed."""
    assert "call" in Talk().unsure(dark_urine=True).key("stop").said.lower()


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "result"])
def test_emergency_says_what_to_do_twice(question):
    """Wherever it is said; then it listens on, and "stop" ends it as an emergency."""
    talk = at(question).key("emergency")
    assert talk.prompts.count("ask_emergency") == 2
    assert talk.key("stop").outcome == "emergency"


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "result"])
def test_a_false_alarm_goes_on_where_it_was(question):
    """ "Go on" returns to the question that the alarm interrupted."""
    assert at(question).key("emergency").key("resume").listening.question == question


@pytest.mark.parametrize("question", ["opening", "confirm", "read_back", "pain", "result"])
def test_a_pause_keeps_for_a_day(question):
    """It goes on where it was, with a recap."""
    talk = at(question)
    talk.event(Key(command="pause", at=NOON))
    assert talk.outcome == "paused"
    back = Talk(state=state_from_json(talk.state.to_json())).event(Resumed(at=NOON + timedelta(hours=23)))
    assert (back.listening.question, back.prompts[0]) == (question, "welcome_back")


@pytest.mark.parametrize("question", ["read_back", "pain", "result"])
def test_after_a_longer_pause_denied_signs_are_asked_about_again(question):
    """What was not there two days ago may be there now; everything else is kept."""
    talk = at(question)
    talk.event(Key(command="pause", at=NOON))
    back = Talk(state=state_from_json(talk.state.to_json())).event(Resumed(at=NOON + timedelta(days=2)))
    assert (back.listening.question, back.prompts[0]) == ("urine", "welcome_back")
    assert back.state.answers["location"] == talk.state.answers["location"]


def test_who_said_nothing_before_leaving_is_welcomed_as_new():
    """There is nothing to come back to; an asked-for pause is."""
    left = Talk(opening=True).event(NoInput(at=NOON))
    back = Talk(state=state_from_json(left.state.to_json())).event(Resumed(at=NOON + timedelta(minutes=1)))
    assert back.prompts == ["welcome", "ask_opening"]
    assert back.state.ladder == left.state.ladder


def test_a_summary_of_nothing_says_that_no_result_is_kept_either():
    """Whoever asks for last time hears that there is none."""
    assert Talk(opening=True).key("summary").prompts[:2] == ["summary_empty", "earlier_none"]
    assert "earlier_none" not in Talk().key("summary").prompts


def test_a_power_cut_goes_on_with_a_recap():
    """Ten minutes later nothing has to be said again."""
    talk = Talk().event(Chosen(answers={"dark_urine": False}, at=NOON))
    back = Talk(state=state_from_json(talk.state.to_json())).event(Resumed(at=NOON + timedelta(minutes=10)))
    assert back.state.answers == talk.state.answers
    assert "left calf" in back.said.lower()


@pytest.mark.parametrize(
    ("last", "minutes"), [(Chosen(answers={"dark_urine": False}, at=NOON), 31), (NoInput(at=NOON), 6)], ids=["answered", "silent"]
)
def test_a_power_cut_of_too_long_starts_again(last, minutes):
    """An old conversation may be somebody else's; the more so one that had already been left in silence."""
    talk = Talk().answer(pain=True).event(last)
    back = Talk(state=talk.state).event(Resumed(at=NOON + timedelta(minutes=minutes)))
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
    assert at("result").key("back").listening.question == "read_back"


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
    assert at("result").answer(duration_days=20).until("result").disposition == "doctor"
