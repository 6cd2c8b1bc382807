"""A typed conversation on the whole screen: how long it waits for a key, when nobody is there, and what it leaves behind."""

import pytest
from talking import whole
from test_captions import console

from grammars import shipped
from voice.rehearsal.scripted import VirtualClock
from voice.session import Session
from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Heard, NoInput
from voice.skill.dialogue.state import Manner
from voice.store.memory import MemoryStore
from voice.surfaces.captioned import KeyedSurface
from voice.surfaces.captions import CaptionScreen
from voice.surfaces.desk import Desk
from voice.surfaces.waiting import WAITING

TOLD = "my left calf twitches since yesterday"
FIVE_MINUTES = 300


class Keyboard:
    """These keys, at once, and then none for ever; `waits` are the times that it was waited for one."""

    def __init__(self, *typed, clock=None, there=True):
        self.keys, self.clock, self.there, self.waits = list(typed), clock, there, []

    def wait(self, seconds):
        """The next key, or none in so many seconds."""
        self.waits.append(seconds)
        if not self.keys:
            if self.clock is not None:
                self.clock.wait(seconds)
            return None
        key = self.keys.pop(0)
        if isinstance(key, BaseException):
            raise key
        return key


def screen_on(terminal):
    """A screen for typing."""
    return CaptionScreen(whole(), terminal, Desk(typed=True))


def typed_on(keyboard, listen):
    """What is typed to that question."""
    surface = KeyedSurface(screen_on(console()), keyboard)
    surface.perform(listen)
    return surface.next_event(listen)


def listening(seconds):
    """For dark pee, so long."""
    return Listen(question="urine", slots=("dark_urine",), grammar="urine", no_input_after=seconds)


@pytest.mark.parametrize(
    ("listen", "waited"), [(listening(8), FIVE_MINUTES), (listening(480), 480), (WAITING, WAITING.no_input_after)]
)
def test_who_types_is_given_five_minutes_or_more(listen, waited):
    """However soon a spoken question would come again; a pause has no end."""
    keyboard = Keyboard()
    assert typed_on(keyboard, listen) == NoInput()
    assert keyboard.waits == [waited]


def test_every_key_gives_five_minutes_more():
    """What counts is the time without a key, not that without an answer."""
    keyboard = Keyboard("h", "m", "enter")
    assert typed_on(keyboard, listening(8)) == Heard(words="hm")
    assert keyboard.waits == [FIVE_MINUTES] * 3


@pytest.mark.parametrize(
    "keyboard",
    [Keyboard("ctrl-d"), Keyboard(KeyboardInterrupt()), Keyboard(OSError()), Keyboard(there=False)],
    ids=["ctrl-d", "ctrl-c", "the terminal is gone", "no keyboard"],
)
def test_who_leaves_is_nobody_there(keyboard):
    """And not silence, which would be waited for."""
    with pytest.raises(EOFError):
        typed_on(keyboard, listening(8))


def test_ctrl_d_in_a_line_that_is_being_typed_leaves_nothing():
    """It is pressed by mistake, as no line ends with it."""
    assert typed_on(Keyboard("h", "ctrl-d", "m", "enter"), listening(8)) == Heard(words="hm")


def held(*typed, **manner):
    """A whole conversation: its outcome, the seconds that it took, what is stored, and what the terminal is left with."""
    clock, store, terminal = VirtualClock(), MemoryStore(), console()
    with screen_on(terminal) as screen:
        surface = KeyedSurface(screen, Keyboard(*typed, clock=clock))
        outcome = Session(whole(), shipped(), store, surface, clock, manner=Manner(**manner)).run()
        terminal.file.seek(0)
        terminal.file.truncate()
    return outcome, clock.seconds, store.load(), terminal.file.getvalue()


@pytest.mark.parametrize(
    ("manner", "seconds"), [({}, FIVE_MINUTES), ({"left": 480.0}, 2 * FIVE_MINUTES)], ids=["usual", "patient"]
)
def test_a_typed_conversation_that_is_left_is_over_and_leaves_nothing(manner, seconds):
    """After five minutes without a key, or when they are next counted by whoever is waited for longer: no word of it stays."""
    outcome, took, stored, terminal = held(*TOLD, "enter", **manner)
    assert (outcome, took, stored) == ("abandoned", seconds, None)
    assert "calf" not in terminal


def test_answers_that_are_deleted_by_typing_leave_the_terminal():
    """At once, and that is what stands there; the words that were typed before are on no screen and below none."""
    outcome, took, stored, terminal = held(*TOLD, "enter", *"delete my answers", "enter", *"yes", "enter")
    assert (outcome, took, stored) == ("stopped", 0, None)
    assert "deleted" in terminal
    assert "calf" not in terminal


def test_a_typed_conversation_that_is_stopped_stays_below_the_screen():
    """What is gone in the other tests would be there."""
    assert "calf" in held(*TOLD, "enter", *"stop", "enter")[3]
