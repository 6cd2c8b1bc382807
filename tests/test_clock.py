"""The machine's own clock: it goes on evenly whoever sets it, counts sleep, and tells one run of the machine from another."""

import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from talking import whole

from grammars import shipped
from voice import session as sessions
from voice.rehearsal.scripted import VirtualClock
from voice.session import NoClock, Session, SystemClock
from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.events import Heard, Key, Started
from voice.store.boot import boot_id
from voice.store.memory import MemoryStore

KERNEL = Path("/proc/sys/kernel/random/boot_id")
NOON = datetime(2026, 1, 14, 12, 0)
TOLD = "my left calf has been twitching since yesterday"


class Machine:
    """A machine whose clocks show what a test wants: `wall`, which can be set, and `seconds` since it was switched on."""

    def __init__(self, monkeypatch):
        self.wall, self.seconds = NOON, 1000.0
        machine = self

        class Wall(datetime):
            """The clock that can be set."""

            @classmethod
            def now(cls, tz=None):
                """What it shows."""
                return machine.wall

        monkeypatch.setattr(sessions, "datetime", Wall)
        monkeypatch.setattr(time, "CLOCK_BOOTTIME", 7, raising=False)
        monkeypatch.setattr(time, "clock_gettime", lambda clock: self.seconds if clock == 7 else -1.0)

    def passes(self, seconds, *, shown=None):
        """Time goes on; the clock on the wall with it, or to what is `shown`."""
        self.seconds += seconds
        self.wall = self.wall + timedelta(seconds=seconds) if shown is None else shown


@pytest.mark.parametrize(
    "shown", [None, NOON - timedelta(hours=3), NOON + timedelta(days=400)], ids=["even", "put back", "put on"]
)
def test_the_time_goes_on_evenly_whatever_the_clock_is_set_to(monkeypatch, shown):
    """From the local time at which the conversation began, with what the machine counts."""
    machine = Machine(monkeypatch)
    clock = SystemClock()
    assert clock.now() == NOON
    machine.passes(90, shown=shown)
    assert clock.now() == NOON + timedelta(seconds=90)


def test_another_conversation_begins_with_what_the_clock_shows_then(monkeypatch):
    """So that one that was paused finds its clock put back."""
    machine = Machine(monkeypatch)
    SystemClock()
    machine.passes(90, shown=NOON - timedelta(hours=3))
    assert SystemClock().now() == NOON - timedelta(hours=3)


def test_a_machine_that_cannot_count_its_sleep_counts_the_rest(monkeypatch):
    """By the clock that never goes back."""
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    monkeypatch.setattr(time, "monotonic", lambda: 500.0)
    clock = SystemClock()
    began = clock.now()
    monkeypatch.setattr(time, "monotonic", lambda: 560.0)
    assert clock.now() == began + timedelta(seconds=60)


def test_the_kernels_name_for_this_run_is_read(tmp_path):
    """Without the line's end."""
    kernel = tmp_path / "boot_id"
    kernel.write_text("3b1c5b8e-8f0e-4f0a\n", encoding="ascii")
    assert boot_id(kernel) == "3b1c5b8e-8f0e-4f0a"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe"], ids=["no file", "empty", "a bare line", "no text"])
def test_a_run_without_a_name_is_not_known(tmp_path, content):
    """And breaks nothing."""
    kernel = tmp_path / "boot_id"
    if content is not None:
        kernel.write_bytes(content)
    assert boot_id(kernel) is None


@pytest.mark.skipif(not KERNEL.exists(), reason="only Linux names its runs")
def test_one_run_has_one_name_for_every_clock():
    """Two programs, one after the other, know that the machine was on all the time."""
    assert SystemClock().boot == SystemClock().boot == KERNEL.read_text(encoding="ascii").strip()


def test_where_events_bring_their_time_nothing_is_known_of_the_machine():
    """Whoever brings them may be elsewhere."""
    assert (NoClock().boot, NoClock().now()) == (None, None)


class Quietly:
    """A surface on which these things happen; what was said stays."""

    def __init__(self, *events):
        self.events, self.said = list(events), []

    def perform(self, effect):
        """Keep what is said."""
        self.said += [effect.text] if isinstance(effect, Say) else []

    def next_event(self, listen):
        """The next thing, or nobody there."""
        if not self.events:
            raise EOFError
        return self.events.pop(0)


@pytest.mark.parametrize(("again", "kept"), [("one", True), ("another", False), (None, True)])
def test_a_pause_that_the_machine_was_switched_off_in_is_of_unknown_length(again, kept):
    """By the name of its run, through program and store: then times are asked about again, and the place is kept."""
    store = MemoryStore()
    paused = Quietly(Heard(words=TOLD), Key(command="pause"))
    assert Session(whole(), shipped(), store, paused, VirtualClock(boot="one")).run() == "paused"
    later = Session(whole(), shipped(), store, Quietly(), VirtualClock(boot=again))
    later.handle(Started())
    assert later.state.answers["location"] == ("calf",)
    assert ("duration_days" in later.state.answers) == kept
