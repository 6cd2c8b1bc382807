"""The one loop: saved before it is said, errors that change nothing, time from the clock, an end that leaves nothing."""

import re

import pytest
from talking import whole
from test_callers import grammar

from voice.errors import StateError
from voice.rehearsal.scripted import VirtualClock
from voice.session import NoClock, Session
from voice.skill.dialogue.effects import Assessed, Fault, Left, Say
from voice.skill.dialogue.events import Heard, Key, NoInput, Started
from voice.skill.dialogue.state import Manner
from voice.store.memory import MemoryHistory, MemoryStore


class Record(MemoryStore):
    """A store and a surface that write down what is done in which order."""

    def __init__(self, *answers):
        super().__init__()
        self.order, self.effects, self.answers = [], [], list(answers)

    def save(self, state):
        """Keep, and write down."""
        self.order.append("save")
        super().save(state)

    def perform(self, effect):
        """Write down."""
        self.order.append(effect.effect)
        self.effects.append(effect)

    def next_event(self, listen):
        """The next answer."""
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)


def _session(record, clock=None, kind=Session, log=None):
    return kind(whole(), grammar(), record, record, clock or NoClock(), log=log)


def _saves_first(kind):
    record = Record()
    _session(record, kind=kind).handle(Started())
    return record.order.index("save") < record.order.index("say")


def test_what_is_said_has_been_saved():
    """The new state is in the store before its first effect is performed."""
    assert _saves_first(Session)


def test_saving_afterwards_would_be_noticed():
    """A session that speaks first does not pass as one that saves first."""

    class Hasty(Session):
        def _save(self, **how):
            self.late = how
            return ()

        def handle(self, event):
            effects = super().handle(event)
            super()._save(**self.late)
            return effects

    assert not _saves_first(Hasty)


def test_run_holds_a_conversation_to_its_end():
    """From the first greeting to the outcome."""
    assert _session(Record(Heard(words="i fainted and my chest hurts"), Key(command="stop"))).run() == "emergency"


def test_nobody_there_any_more_leaves_it_as_paused():
    """The end of input is no end of the conversation: what was said is kept."""
    record = Record(Heard(words="my left calf twitches"))
    assert _session(record).run() == "paused"
    assert record.load()["turns"]


def test_an_event_that_does_not_fit_gives_a_fault_and_changes_nothing():
    """The state stays, the surface is told."""
    record = Record()
    session = _session(record)
    session.handle(Started())
    before = session.state
    assert isinstance(session.handle(Key(command="dance"))[0], Fault)
    assert session.state is before


def test_events_get_their_time_from_the_clock():
    """Without a time of its own an event happens now."""
    clock = VirtualClock()
    session = _session(Record(), clock)
    session.handle(Started())
    clock.wait(60)
    session.handle(NoInput())
    assert session.state.at == clock.now()


def test_a_conversation_left_for_an_hour_begins_again():
    """The first event of a new session finds the old state, and its age."""
    clock, record = VirtualClock(), Record()
    first = _session(record, clock)
    first.handle(Started())
    first.handle(Heard(words="my left calf twitches since yesterday"))
    clock.wait(3600)
    second = _session(record, clock)
    second.handle(Started())
    assert second.state.answers == {}


class Failing(Record):
    """A store that can keep nothing from some moment on, and perhaps delete nothing either."""

    def __init__(self, *answers, good=0, stuck=False):
        super().__init__(*answers)
        self.good, self.stuck = good, stuck

    def save(self, state):
        """Keep, as long as that goes."""
        self.good -= 1
        if self.good < 0:
            raise StateError("full")
        super().save(state)

    def erase(self):
        """Delete, if that goes."""
        if self.stuck:
            raise StateError("stuck")
        super().erase()


def test_a_disk_that_is_full_is_said_once():
    """And every turn tries again."""
    record = Failing()
    session = _session(record)
    session.handle(Started())
    session.handle(NoInput())
    assert _said(record).count("cannot_save") == 1


TOLD = Heard(words="my left calf twitches since yesterday")


ENDINGS = {"key": [Key(command="pause")], "words": [Heard(words="hang on")], "silence": [NoInput()] * 3}


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
@pytest.mark.parametrize("good", [0, 1, 2, 3, 99])
def test_answers_are_said_to_be_kept_only_where_they_are(ending, good):
    """Whenever the disk begins to fail: what is promised at a pause is what the next start finds."""
    record = Failing(TOLD, *ending, good=good)
    session = _session(record)
    session.run()
    promised = [one.text for one in record.effects if isinstance(one, Say) and "answers are kept" in one.text]
    assert bool(promised) == (record.load() is not None) == (session.left().answers == "saved")
    assert bool(promised) == (good >= 2 + len(ending))


@pytest.mark.parametrize("good", [1, 2, 3])
def test_no_older_state_outlives_what_was_said_since(good):
    """A sign that was said after the last good state must not be missing at the next start: better none at all."""
    record = Failing(TOLD, Heard(words="i have a fever"), NoInput(), good=good)
    _session(record).run()
    assert record.load() is None
    assert _said(record).count("cannot_save") == 1


def test_an_older_state_that_stays_is_said():
    """Nobody is left to believe that nothing of the conversation is on this device."""
    record = Failing(TOLD, NoInput(), good=1, stuck=True)
    _session(record).run()
    assert record.load() is not None
    assert (_said(record).count("cannot_save"), _said(record).count("cannot_save_remains")) == (0, 1)


def test_a_disk_that_has_room_again_keeps_again():
    """From then on it is so, and is said to be."""

    class Mended(Failing):
        def save(self, state):
            self.good = 99 if "pause" in state.get("phase", "") else self.good
            super().save(state)

    record = Mended(TOLD, Key(command="pause"), good=1)
    session = _session(record)
    session.run()
    assert "paused" in _said(record)
    assert session.left().answers == "saved"


@pytest.mark.parametrize(
    ("events", "left"),
    [
        ([], "none"),
        ([NoInput(), Key(command="skip")], "none"),
        ([TOLD], "saved"),
        ([Heard(words="dark pee on red")], "saved"),
        ([TOLD, Key(command="stop")], None),
        ([TOLD, Key(command="start_over")], "none"),
    ],
)
def test_whoever_leaves_hears_what_becomes_of_the_answers(events, left):
    """Nothing, where there are none or the conversation is over."""
    record = Record(*events)
    _session(record).run()
    assert [one.answers for one in record.effects if isinstance(one, Left)] == ([left] if left else [])


PROMISE = re.compile(r"\b(kept|keep|saved?)\b")
ABOUT_SOMETHING_ELSE = {"kept", "earlier", "earlier_none", "restart_unreadable"}
"""Prompts about results, which are kept or not by themselves, and about what was kept once."""


def test_every_promise_has_words_for_when_it_cannot_be_kept():
    """A prompt that says that answers are kept has a counterpart that says that they are not."""
    prompts = whole().prompts
    promising = {name for name, texts in prompts.items() if any(PROMISE.search(text) for text in texts)} - ABOUT_SOMETHING_ELSE
    honest = {name for name in promising if any("not save" in text or "cannot keep" in text for text in prompts[name])}
    honest |= {name for name in promising if all("cannot save" in text for text in prompts[name])}
    assert {f"{name}_unsaved" for name in promising - honest} <= honest
    assert {"paused"} <= promising - honest


def test_the_end_leaves_nothing_behind():
    """A conversation that is over is not kept."""
    record = Record(Heard(words="i fainted"), Key(command="stop"))
    _session(record).run()
    assert record.load() is None


def test_a_pause_is_kept():
    """For whenever somebody comes back."""
    record = Record(Key(command="pause"))
    assert _session(record).run() == "paused"
    assert record.load()["phase"] == "paused"


def test_the_log_has_every_event_and_effect():
    """In order, with a time."""
    logged = []
    session = _session(Record(), VirtualClock(), log=logged.append)
    session.handle(Started())
    assert logged[0]["event"] == "started"
    assert logged[-1]["effect"] == "listen"
    assert all("t" in line for line in logged)


@pytest.mark.parametrize("words", ["thanks", "no thanks", "no", "that's all thanks", "bye"])
def test_the_result_ends_when_nothing_more_is_wanted(words):
    """In the words that people use for it."""
    assert _session(Record(Heard(words="i fainted"), Heard(words=words))).run() == "emergency"


class _Stuck(Record):
    """A store whose file cannot be deleted."""

    def erase(self):
        raise StateError("cannot be deleted")


class _StuckHistory(MemoryHistory):
    """Results that can be neither written nor deleted."""

    def erase(self):
        raise StateError("cannot be deleted")

    def keep(self, kept):
        raise StateError("cannot be written")


def _said(record):
    return [effect.prompt for effect in record.effects if isinstance(effect, Say)]


@pytest.mark.parametrize(
    ("record", "history", "remains"),
    [
        (_Stuck(), None, ["remains_answers"]),
        (Record(), _StuckHistory(), ["remains_results"]),
        (_Stuck(), _StuckHistory(), ["remains_results", "remains_answers"]),
        (Record(), MemoryHistory(), ["deleted"]),
    ],
    ids=["answers", "results", "both", "nothing"],
)
def test_deleted_is_said_only_where_it_is_so(record, history, remains):
    """What is still there is named instead."""
    session = Session(whole(), grammar(), record, record, NoClock(), history=history)
    session.handle(Started())
    session.handle(Heard(words="my left calf twitches since yesterday"))
    record.effects.clear()
    session.handle(Key(command="delete_data"))
    assert _said(record) == remains


def test_a_state_that_stays_after_the_end_is_said():
    """Nobody is left to believe that nothing was kept."""
    record = _Stuck(Key(command="stop"))
    assert _session(record).run() == "stopped"
    assert "remains_answers" in _said(record)


def test_results_that_cannot_be_kept_are_said_once_and_never_said_to_be_kept():
    """However many results there are."""
    again = [Heard(words="my chest hurts"), Heard(words="i also fainted"), Heard(words="and my pee is dark")]
    record = Record(*again, Heard(words="i have no chest pain"), Heard(words="yes"), Heard(words="no"))
    session = Session(whole(), grammar(), record, record, NoClock(), history=_StuckHistory(), manner=Manner(keeps=True))
    session.run()
    assert sum(isinstance(effect, Assessed) for effect in record.effects) > 1
    assert _said(record).count("cannot_save") == 1
    assert "kept" not in _said(record)
