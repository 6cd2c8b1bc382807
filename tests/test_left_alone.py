"""A conversation that somebody leaves: waited for, over, forgotten; and what of it another one hears, which is nothing."""

from datetime import datetime, timedelta

import pytest
from piping import piped
from quiet_surface import Quiet
from talking import FIRST_SENTENCE, Talk, at, small, whole
from test_callers import grammar

from voice.rehearsal.scripted import VirtualClock
from voice.session import Session
from voice.skill.dialogue.effects import Earcon, Listen, Say
from voice.skill.dialogue.events import Chosen, Heard, Key, NoInput, NoMatch, Resumed, Started
from voice.skill.dialogue.state import Manner, Phase, state_from_json
from voice.skill.dialogue.timing import LEFT_SECONDS
from voice.skill.reading import Reading
from voice.store.memory import MemoryStore
from voice.surfaces.asleep import Asleep, stay_on

NOON = datetime(2026, 1, 14, 12, 0)
FIRST = "my left calf twitches since my run yesterday and i'm pregnant"
SHARED = Manner(shared=True)


def after(minutes=0.0, **more):
    """So long after noon."""
    return NOON + timedelta(minutes=minutes, **more)


class Scripted:
    """A surface where these things happen, in turn; a number lets so many seconds pass in silence, None the whole listening."""

    def __init__(self, clock, *happening):
        self.clock, self.happening, self.effects = clock, list(happening), []

    def perform(self, effect):
        """Write down."""
        self.effects.append(effect)

    def next_event(self, listen):
        """The next thing; when there is none, they leave."""
        if not self.happening:
            raise EOFError
        event = self.happening.pop(0)
        if event is None:
            self.clock.wait(listen.no_input_after)
            return NoInput()
        self.clock.wait(3)
        return Heard(words=event) if isinstance(event, str) else event

    @property
    def said(self):
        """All that was said."""
        return " ".join(effect.text for effect in self.effects if isinstance(effect, Say))


def conversation(store, clock, *happening, manner=SHARED):
    """One conversation on the device with this store: its outcome, its session and its surface."""
    surface = Scripted(clock, *happening)
    session = Session(whole(), grammar(), store, surface, clock, manner=manner)
    return session.run(), session, surface


@pytest.mark.parametrize("manner", [SHARED, Manner()])
def test_whoever_wakes_it_days_later_hears_nothing_of_a_conversation_that_was_left(manner):
    """What was told and denied before is neither told nor taken for theirs."""
    store, clock = MemoryStore(), VirtualClock()
    outcome, _, _ = conversation(store, clock, FIRST, "no none of those", None, None, None, None, manner=manner)
    assert (outcome, store.load()) == ("abandoned", None)
    clock.wait(10 * 86_400)
    _, session, surface = conversation(store, clock, manner=manner)
    assert session.state.answers == {}
    assert "calf" not in surface.said.replace("Like: my left calf", "")
    assert "Welcome back" not in surface.said


@pytest.mark.parametrize("silences", range(4))
def test_whoever_comes_after_a_crash_hears_nothing_of_a_conversation_that_was_left(silences):
    """Also where the program ended before the conversation could: five minutes of silence are enough."""
    store, clock = MemoryStore(), VirtualClock()
    conversation(store, clock, FIRST, *[None] * silences, manner=Manner())
    clock.wait(301 if silences else 1801)
    _, session, surface = conversation(store, clock, manner=Manner())
    assert session.state.answers == {}
    assert "since your run" not in surface.said


def test_the_device_that_stays_on_forgets_who_has_left():
    """Through its own loop: a conversation left in silence, and the next one begun by somebody else."""
    store, clock = MemoryStore(), VirtualClock()
    talks = [Scripted(clock, FIRST, "no none of those", None, None, None, None), Scripted(clock, "my right arm twitches")]
    held = []
    with Quiet() as quiet:

        def begin():
            held.append(Session(whole(), grammar(), store, talks[len(held)], clock, manner=SHARED))
            return held[-1]

        def converse(session):
            outcome = session.run()
            quiet.surface.left = len(held) == 2
            return outcome

        quiet.keys.keyboard.extend("  ")
        stay_on(Asleep(quiet.surface), store, begin, converse)
    assert held[1].state.answers["location"] == ("arm",)
    assert "calf" not in talks[1].said.replace("Like: my left calf", "")


def test_the_wait_is_as_long_as_five_minutes_have_left():
    """The third silence says so, and then listens on; nothing is said when the time is over."""
    talk = Talk(opening=True).event(Heard(words="", at=NOON, reading=Reading(asked=(), text="", answers={"location": ("calf",)})))
    for seconds in (8, 16):
        talk.event(NoInput(at=after(seconds=seconds)))
    talk.event(NoInput(at=after(seconds=24)))
    assert talk.listening.no_input_after == 276
    assert "waiting_told" in talk.prompts
    talk.event(NoInput(at=after(seconds=200)))
    assert (talk.prompts, talk.listening.no_input_after) == ([], 100)
    talk.event(NoInput(at=after(5)))
    assert (talk.outcome, talk.prompts) == ("abandoned", [])
    assert not any(isinstance(effect, Earcon) for effect in talk.effects)


@pytest.mark.parametrize("question", ["opening", "collapse", "read_back", "confirm"])
def test_wherever_silence_begins_it_is_over_after_five_minutes(question):
    """In the opening, in a question, in a confirmation, in the read-back; nothing is left."""
    talk = at(question).event(Key(command="repeat", at=NOON))
    talk.event(NoInput(at=after(5)))
    assert (talk.outcome, talk.state.turns, talk.state.pending) == ("abandoned", (), {})


def test_noise_keeps_nobody_waiting_longer():
    """A television in the room is nobody who has come back, and nothing is said to it."""
    talk = Talk().event(Key(command="repeat", at=NOON)).silence(3)
    for minute in (1, 2, 3, 4):
        assert talk.event(NoMatch(at=after(minute))).prompts == []
    assert talk.event(NoMatch(at=after(5))).outcome == "abandoned"


@pytest.mark.parametrize("command", ["repeat", "skip", "help", "explain", "why", "slower"])
def test_commands_of_others_keep_nothing_open(command):
    """A television that says "what" and "next" now and then, and never answers, is not listened to for longer than silence is."""
    talk, seconds = Talk(opening=True).event(Key(command="repeat", at=NOON)), 0
    while talk.outcome is None and seconds <= 2 * LEFT_SECONDS:
        seconds += 20
        words = (
            Reading(asked=(), text="…", certainty="rejected") if seconds % 60 else Reading(asked=(), text="…", command=command)
        )
        talk.event(Heard(words="…", at=after(seconds=seconds), reading=words))
    assert talk.outcome in {"abandoned", "stopped"}
    assert talk.disposition is None
    assert seconds <= LEFT_SECONDS + 20


def test_the_callers_commands_count_as_the_callers():
    """Whoever has answered, and now asks for a question again, is there."""
    said = Heard(words="repeat", at=after(4), reading=Reading(asked=(), text="repeat", command="repeat"))
    talk = Talk().event(Key(command="repeat", at=NOON)).event(said).event(NoInput(at=after(6)))
    assert talk.outcome is None


def test_who_speaks_while_waited_for_goes_on():
    """The question is where it was."""
    talk = Talk().silence(3)
    question = talk.listening.question
    talk.key("repeat")
    assert (talk.listening.question, talk.listening.no_input_after) == (question, 8)
    assert talk.silence().prompts == ["waiting_told"]


def test_more_patience_is_a_longer_wait():
    """Somebody who needs more time for an answer is not sent away in the middle of it."""
    talk = Talk()
    talk.state = talk.state.but(manner=Manner(left=900))
    talk.event(Key(command="repeat", at=NOON)).event(NoInput(at=after(6)))
    assert talk.outcome is None
    assert talk.event(NoInput(at=after(15))).outcome == "abandoned"


LATE = [
    Heard(words="no", at=after(6), reading=Reading(asked=(), text="no", answers={"dark_urine": False, "fainting": False})),
    Chosen(answers={"symptoms": {"dark_urine": False}}, at=after(6)),
    Key(command="skip", at=after(6)),
]


@pytest.mark.parametrize("event", LATE, ids=lambda event: event.event)
def test_an_answer_that_comes_too_late_is_nobodys(event):
    """Six minutes after the question it may be somebody else's: it begins anew, and denies nothing."""
    talk = Talk().event(Key(command="repeat", at=NOON)).event(event)
    assert (talk.listening.question, talk.state.answers) == ("opening", {})
    assert "restart_late" in talk.prompts


def test_a_sign_that_comes_late_counts_all_the_same():
    """Whoever says it."""
    late = Heard(words="", at=after(6), reading=Reading(asked=(), text="", answers={"chest_pain": True, "side": "right"}))
    talk = Talk().event(Key(command="repeat", at=NOON)).event(late)
    assert talk.disposition == "emergency"
    assert "side" not in talk.state.answers


def test_a_call_for_help_that_comes_late_counts_all_the_same():
    """By key as well."""
    talk = Talk().event(Key(command="repeat", at=NOON)).event(Key(command="emergency", at=after(60)))
    assert talk.prompts.count("ask_emergency") == 2


def test_a_power_cut_in_the_middle_is_good_for_half_an_hour():
    """Nobody had fallen silent."""
    talk = Talk().event(Key(command="repeat", at=NOON))
    back = Talk(state=state_from_json(talk.state.to_json())).event(Resumed(at=after(29)))
    assert "welcome_back" in back.prompts
    gone = Talk(state=talk.state).event(Resumed(at=after(31)))
    assert gone.state.answers == {}


@pytest.mark.parametrize("minutes", [-3, -60, -3 * 24 * 60])
def test_a_clock_that_was_put_back_is_no_power_cut_of_no_time(minutes):
    """How long it was is not known; so it is begun again."""
    talk = Talk().event(Key(command="repeat", at=NOON))
    back = Talk(state=talk.state).event(Resumed(at=after(minutes)))
    assert back.state.answers == {}


def test_a_clock_that_is_corrected_a_little_is_none_that_was_put_back():
    """A minute is what clocks are corrected by."""
    talk = Talk().event(Key(command="repeat", at=NOON))
    assert "welcome_back" in Talk(state=talk.state).event(Resumed(at=after(-1))).prompts


def test_a_clock_put_back_in_the_middle_keeps_nobody_waiting_for_an_hour():
    """The five minutes are counted from then on."""
    talk = Talk().event(Key(command="repeat", at=NOON)).event(NoInput(at=after(-60)))
    assert talk.outcome is None
    assert talk.event(NoInput(at=after(-55))).outcome == "abandoned"


def paused(manner=SHARED, **more):
    """A conversation that was paused at noon, because somebody asked for it."""
    talk = Talk(opening=True)
    talk.state = talk.state.but(manner=manner, at=after(-1))
    talk.answer(**FIRST_SENTENCE).answer(dark_urine=False, **more)
    return talk.event(Key(command="pause", at=NOON))


def test_on_a_shared_device_a_pause_is_offered():
    """By the place alone: nothing else is told before somebody says that it is theirs."""
    talk = paused().event(Started(at=after(60)))
    assert "Shall I go on with what was said about the left calf?" in talk.said
    assert (talk.listening.question, talk.listening.confirming) == ("check", {})
    assert "run" not in talk.said


def test_what_was_offered_is_taken_up_with_a_yes():
    """Then the recap, and on where it was."""
    talk = paused().event(Started(at=after(60))).yes()
    assert talk.prompts[0] == "welcome_back"
    assert talk.state.answers["dark_urine"] is False


ANYTHING_ELSE = [
    NoInput(),
    NoMatch(),
    Heard(words="", reading=Reading(asked=(), text="", reply="no")),
    Heard(words="", reading=Reading(asked=(), text="", reply="yes", certainty="unsure")),
    Heard(words="", reading=Reading(asked=(), text="", answers={"location": ("arm",), "side": "right"})),
    Heard(words="", reading=Reading(asked=(), text="", faq="is_it_normal")),
    Key(command="summary"),
    Key(command="back"),
    Key(command="change"),
    Key(command="skip"),
    Key(command="more"),
    Key(command="pause"),
    Key(command="stop"),
    Key(command="delete_data"),
    Key(command="emergency"),
    Chosen(answers={}, reply="no"),
]


@pytest.mark.parametrize("event", ANYTHING_ELSE, ids=repr)
def test_anything_but_a_yes_erases_what_was_offered(event):
    """Nothing of it is said, kept, or taken for an answer of whoever is there."""
    talk = paused(pregnant=True).event(Started(at=after(60)))
    before = talk.state.turns
    talk.event(event)
    assert not any(turn in talk.state.turns for turn in before)
    assert "calf" not in talk.said.replace("Like: my left calf", "")
    assert talk.state.held is None or talk.state.phase in (Phase.ALARM, Phase.PAUSED)


def test_what_is_said_in_place_of_a_yes_is_the_first_answer():
    """Nobody has to say it twice."""
    talk = paused().event(Started(at=after(60))).answer(location=("arm",), side="right", speaker="self")
    assert (talk.state.answers["location"], talk.state.answers["side"]) == (("arm",), "right")
    assert "dark_urine" not in talk.state.answers


@pytest.mark.parametrize("command", ["repeat", "help", "why", "slower", "louder"])
def test_an_offer_can_be_heard_again(command):
    """It stays as it is, and tells no more."""
    talk = paused().event(Started(at=after(60))).key(command)
    assert talk.state.phase is Phase.OFFERED
    assert talk.yes().prompts[0] == "welcome_back"


def test_an_offer_that_nobody_answered_is_gone_after_five_minutes():
    """A power cut while it is put changes nothing in that."""
    talk = paused().event(Started(at=after(60)))
    again = Talk(state=talk.state).event(Resumed(at=after(61)))
    assert again.state.phase is Phase.OFFERED
    assert Talk(state=talk.state).event(Resumed(at=after(66))).state.turns == ()


def test_on_ones_own_device_a_pause_is_taken_up_at_once():
    """With the recap, as long as it lasted."""
    assert paused(Manner()).event(Started(at=after(60))).prompts[0] == "welcome_back"


def test_on_a_shared_device_a_power_cut_is_offered_too():
    """Whoever is there when the power is back may be somebody else."""
    talk = Talk()
    talk.state = talk.state.but(manner=SHARED)
    talk.event(Key(command="repeat", at=NOON))
    assert Talk(state=talk.state).event(Resumed(at=after(10))).state.phase is Phase.OFFERED


def test_what_has_no_place_is_offered_without_one():
    """It tells no more than that something was said."""
    talk = Talk(small(), opening=True)
    talk.state = talk.state.but(manner=SHARED)
    talk.answer(muscle_weakness=True).key("pause").event(Started())
    assert talk.prompts[-1] == "ask_check_resume_anything"


def test_a_twitch_is_older_after_a_pause():
    """One day, twenty days ago, is three weeks now; and then a doctor should look."""
    talk = paused(Manner()).event(Started(at=after(20 * 24 * 60)))
    assert talk.state.answers["duration_days"] == 21
    assert "21 days" in talk.said or "3 weeks" in talk.said
    assert talk.until("result").disposition == "doctor"


def test_a_few_hours_make_no_twitch_older():
    """What was said is what is repeated."""
    assert paused(Manner()).event(Started(at=after(5 * 60))).state.answers["duration_days"] == 1


def test_signs_that_began_at_a_time_of_their_own_age_as_well():
    """Under whatever name their days stand."""
    talk = paused(Manner()).event(Started(at=NOON))
    turn = talk.state.turns[0].model_copy(update={"answers": {"symptom_days.muscle_weakness": 2, "pain_score": 3}})
    older = talk.state.but(turns=(turn,), at=after(3 * 24 * 60))
    assert older.answers == {"symptom_days.muscle_weakness": 5, "pain_score": 3}


def test_signs_that_were_denied_long_ago_are_asked_about_again():
    """What is there stays; what was not may have come since."""
    talk = paused(Manner(), fever=True).event(Started(at=after(25 * 60)))
    assert "dark_urine" not in talk.state.answers
    assert talk.state.answers["fever"] is True
    assert "dark_urine" in talk.slots


def test_signs_that_were_denied_today_are_not():
    """A long lunch is no reason."""
    assert paused(Manner()).event(Started(at=after(23 * 60))).state.answers["dark_urine"] is False


def test_a_result_of_yesterday_is_no_result_of_today():
    """After a pause in it of more than a day the signs are asked about, and there is another result."""
    talk = Talk()
    talk.state = talk.state.but(at=after(-1))
    talk.until("result").event(Key(command="pause", at=NOON)).event(Started(at=after(30 * 60)))
    assert talk.listening.question not in ("result", "read_back")
    assert talk.until("result").disposition == "self_care"


@pytest.mark.parametrize(("minutes", "boot"), [(-60, "one"), (5, "another")], ids=["put back", "stood still"])
def test_where_nobody_can_tell_how_long_a_pause_was_times_and_denials_are_asked_again(minutes, boot):
    """The clock was put back, or the machine was off: a small machine's clock stands still meanwhile."""
    talk = Talk(opening=True)
    talk.state = talk.state.but(at=after(-1), boot="one")
    talk.answer(location=("calf",), side="left", duration_days=1, after_exercise="yes", speaker="self").answer(dark_urine=False)
    talk.event(Key(command="pause", at=NOON, boot="one")).event(Started(at=after(minutes), boot=boot))
    assert not {"dark_urine", "duration_days"} & set(talk.state.answers)
    assert talk.state.answers["location"] == ("calf",)
    asked = set()
    while talk.listening.question != "result":
        asked |= set(talk.slots)
        talk.healthy()
    assert {"dark_urine", "duration_days"} <= asked


def test_a_pause_without_any_clock_is_taken_up_as_it_was():
    """Where events bring no time nothing is known of it."""
    talk = Talk().answer(dark_urine=False).key("pause").event(Started())
    assert talk.state.answers["dark_urine"] is False


def test_listening_goes_on_while_nothing_is_said():
    """Every wait ends with the microphone open."""
    assert isinstance(Talk().silence(3).effects[-1], Listen)


TOLD = [
    {"event": "started", "at": "2026-11-01T10:00:00"},
    {"event": "heard", "words": "my left calf twitches since my run yesterday", "at": "2026-11-01T10:00:10"},
    {"event": "heard", "words": "no none of them", "at": "2026-11-01T10:00:20"},
]
LEFT = [*TOLD, *[{"event": "no_input"}] * 3]
AGAIN = {"event": "started", "at": "2026-11-21T10:05:00"}


def spoken(turn):
    """What was said in one turn."""
    return " ".join(effect.get("text", "") for effect in turn)


def test_a_program_that_finds_a_conversation_that_was_left_begins_anew(tmp_path):
    """Twenty days later nothing of it is told, and nothing of it is on disk any more."""
    state = tmp_path / "state.json"
    piped(LEFT, "--state", state)
    (turn,) = piped([AGAIN], "--state", state)
    assert turn[-1]["question"] == "opening"
    assert "So far" not in spoken(turn)
    assert "left" not in state.read_text(encoding="utf-8")


def test_a_program_that_goes_on_listening_hears_that_it_is_over(tmp_path):
    """The last listening is for what the five minutes have left; then the file is gone."""
    state = tmp_path / "state.json"
    turns = piped([*LEFT, {"event": "no_input"}], "--state", state)
    assert turns[-2][-1]["no_input_after"] == 300
    assert turns[-1] == [{"effect": "end", "outcome": "abandoned"}]
    assert not state.exists()


def test_a_program_for_several_people_offers_what_was_paused(tmp_path):
    """`--shared`: by the place alone, and a no erases it."""
    state = tmp_path / "state.json"
    piped([*TOLD, {"event": "key", "command": "pause", "at": "2026-11-01T10:00:30"}], "--state", state, "--shared")
    offered, declined = piped(
        [AGAIN, {"event": "heard", "words": "no", "at": "2026-11-21T10:00:10"}], "--state", state, "--shared"
    )
    assert "the left calf" in spoken(offered)
    assert "So far" not in spoken(offered) + spoken(declined)
    assert "calf" not in state.read_text(encoding="utf-8")


def test_a_pause_of_weeks_makes_a_twitch_of_a_day_one_of_weeks(tmp_path):
    """On one's own device, through the file."""
    state = tmp_path / "state.json"
    piped([*TOLD, {"event": "key", "command": "pause", "at": "2026-11-01T10:00:30"}], "--state", state)
    (back,) = piped([AGAIN], "--state", state)
    assert "Welcome back" in spoken(back)
    assert "21 days" in spoken(back) or "3 weeks" in spoken(back)
    assert "hours" not in spoken(back)
