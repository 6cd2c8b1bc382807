"""Whoever leaves a conversation by voice hears, or reads, what becomes of the answers: only what is so."""

import pytest
from quiet_surface import Quiet
from talking import whole

from grammars import shipped
from voice.session import NoClock, Session
from voice.skill.dialogue.events import Heard, Key, Started
from voice.store.memory import MemoryStore
from voice.surfaces.asleep import Asleep, stay_on
from voice.surfaces.waiting import run_through_pauses

TOLD = Heard(words="my left calf twitches since yesterday")
SAVED = "Stopped. Your answers are saved; run it again to continue."


@pytest.fixture
def quiet():
    with Quiet() as made:
        yield made


def last_line(quiet):
    """On the screen, without the mark of a notice."""
    return quiet.screen.getvalue().splitlines()[-1].removeprefix("! ")


def session_on(quiet, *events):
    """A session in which this is heard, and then Ctrl-C is pressed."""
    left = list(events)

    def answer(blocks):
        if not left:
            raise KeyboardInterrupt
        return left.pop(0)

    quiet.ear.answer = answer
    return Session(whole(), shipped(), MemoryStore(), quiet.surface, NoClock())


@pytest.mark.parametrize(("events", "said"), [([], "Stopped."), ([TOLD], SAVED)], ids=["nothing", "answers"])
def test_leaving_in_the_middle(quiet, events, said):
    """Once, as the last line."""
    assert session_on(quiet, *events).run() == "paused"
    assert last_line(quiet) == said
    assert quiet.surface.left


def test_leaving_in_a_pause(quiet):
    """What was told is kept, and that is said."""
    session = session_on(quiet, TOLD, Key(command="pause"))
    assert run_through_pauses(session, quiet.surface) == "paused"
    assert last_line(quiet) == SAVED


@pytest.mark.parametrize(("events", "said"), [([], "Stopped."), ([TOLD], SAVED)], ids=["nothing", "answers"])
def test_leaving_between_two_turns(quiet, events, said):
    """On a device that stays on, whenever the key is pressed."""

    def converse(session):
        for event in (Started(), *events):
            session.handle(event)
        raise KeyboardInterrupt

    quiet.keys.keyboard.extend(" ")
    stay_on(Asleep(quiet.surface), MemoryStore(), lambda: session_on(quiet), converse)
    assert last_line(quiet) == said


def test_leaving_asleep(quiet):
    """Nobody has told anything."""

    def interrupted():
        raise KeyboardInterrupt

    quiet.surface.indicator.alive = interrupted
    stay_on(Asleep(quiet.surface), MemoryStore(), lambda: pytest.fail("nobody woke it"), lambda session: "stopped")
    assert "saved" not in quiet.screen.getvalue()
