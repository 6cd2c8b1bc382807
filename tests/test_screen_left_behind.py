"""What stays on the screen of a device that stays on: two minutes of what was said, and nothing of what was deleted or left."""

import pytest
from quiet_surface import Quiet
from talking import whole
from test_captions import console

from grammars import shipped
from voice.rehearsal.scripted import VirtualClock
from voice.session import Session
from voice.skill.dialogue.events import Heard, Key, NoInput
from voice.skill.dialogue.timing import LEFT_SECONDS
from voice.store.memory import MemoryStore
from voice.surfaces.asleep import Asleep, stay_on
from voice.surfaces.captions import CaptionScreen
from voice.surfaces.desk import Desk

TOLD = Heard(words="my left calf twitches since yesterday")


def is_shown(screen, words):
    """Whether these words stand anywhere in what the screen shows, or scrolls to."""
    view = screen.view
    return words in " ".join([view.key, view.heard, view.note, *view.options, *(text for _, text in view.spoken)])


class Hallway:
    """A device that stays on, with a screen and a clock that moves only when a test lets it."""

    def __init__(self, quiet, *events):
        self.quiet, self.clock, self.events = quiet, VirtualClock(), list(events)
        self.screen = quiet.surface.captions = CaptionScreen(whole(), console(), Desk(), large=True)
        self.asleep = Asleep(quiet.surface, clock=self.clock.monotonic)
        self.store, self.conversations = MemoryStore(), 0
        self.moments, self.seen = [], []
        quiet.ear.answer = self.answer

    def answer(self, blocks):
        """The next thing that happens; silence takes its time."""
        event = self.events.pop(0)
        if isinstance(event, NoInput):
            self.clock.wait(LEFT_SECONDS)
        return event

    def converse(self, session):
        """One conversation; then it sleeps, while moments pass."""
        self.began_with = is_shown(self.screen, "calf")
        outcome = session.run()
        self.over_at = self.clock.seconds
        self.quiet.surface.indicator.alive = self.passes
        return outcome

    def passes(self):
        """Look at the screen, and let time pass to the next moment; after the last one somebody else wakes it, or leaves."""
        self.seen.append(is_shown(self.screen, "calf"))
        if self.moments:
            self.clock.wait(self.moments.pop(0) - (self.clock.seconds - self.over_at))
        elif self.events:
            self.quiet.surface.indicator.alive = lambda: None
            self.quiet.keys.keyboard.append(" ")
        else:
            raise KeyboardInterrupt

    def shown_after(self, *moments):
        """Whether what was told stands on the screen at the end of the conversation, and so many seconds after it."""
        self.moments = list(moments)
        self.quiet.keys.keyboard.append(" ")

        def begin():
            return Session(whole(), shipped(), self.store, self.quiet.surface, self.clock)

        stay_on(self.asleep, self.store, begin, self.converse)
        return self.seen


@pytest.mark.parametrize("ending", [Key(command="stop"), Key(command="pause")], ids=["stopped", "paused"])
def test_what_was_said_can_be_read_for_two_minutes(ending):
    """And not a moment longer, whether it is over or paused; how to wake the device stays."""
    with Quiet() as quiet:
        hallway = Hallway(quiet, TOLD, ending)
        assert hallway.shown_after(119, 120) == [True, True, False]
        assert is_shown(hallway.screen, "Space begins a conversation")


@pytest.mark.parametrize("ending", [Key(command="delete_data"), NoInput()], ids=["deleted", "left in silence"])
def test_what_was_deleted_or_left_is_gone_at_once(ending):
    """Nobody has to wait for two minutes until nobody can read it."""
    with Quiet() as quiet:
        hallway = Hallway(quiet, TOLD, ending)
        assert hallway.shown_after(1) == [False, False]
        assert hallway.store.load() is None


def test_whoever_wakes_it_within_two_minutes_finds_a_clean_screen():
    """What the one before has said is gone before the next conversation begins."""
    with Quiet() as quiet:
        hallway = Hallway(quiet, TOLD, Key(command="stop"), Key(command="stop"))
        assert hallway.shown_after(1)[:2] == [True, True]
        assert not hallway.began_with
