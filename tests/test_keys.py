"""Single keys from a real (pseudo-)terminal, and none from anything else."""

import io
import os
import pty
import termios

import pytest

from voice.surfaces.keys import COMMANDS, Keys


@pytest.fixture
def terminal():
    """Both ends of a terminal: where keys are pressed, and where the program reads."""
    pressing, reading = pty.openpty()
    with os.fdopen(reading, "r", closefd=True) as keyboard:
        yield pressing, keyboard
    os.close(pressing)


def test_a_key_is_read_without_return(terminal):
    """Each key press arrives by itself, in order, and then there is none."""
    pressing, keyboard = terminal
    with Keys(keyboard) as keys:
        os.write(pressing, b"sR\x1b[A")
        assert [keys.pressed(), keys.pressed(), keys.pressed()] == ["s", "R", "up"]


def test_the_terminal_is_put_back(terminal):
    """Leaving restores the terminal's settings."""
    _, keyboard = terminal
    before = termios.tcgetattr(keyboard.fileno())
    with Keys(keyboard):
        assert termios.tcgetattr(keyboard.fileno()) != before
    assert termios.tcgetattr(keyboard.fileno()) == before


@pytest.mark.parametrize("keyboard", [io.StringIO("sss"), "pipe"])
def test_what_is_no_terminal_has_no_keys(keyboard):
    """A pipe or a file gives no keys, and is not read."""
    if keyboard == "pipe":
        reading, writing = os.pipe()
        os.write(writing, b"sss")
        os.close(writing)
        keyboard = os.fdopen(reading)
    with keyboard, Keys(keyboard) as keys:
        assert keys.pressed() is None
        assert not keys.there
        assert keyboard.read() == "sss"


def test_every_key_gives_a_command_that_exists(knowledge_commands):
    """No key asks for a command that the conversation does not have."""
    assert set(COMMANDS.values()) <= knowledge_commands


@pytest.fixture
def knowledge_commands():
    from voice.skill.dialogue.commands import COMMANDS as known  # noqa: PLC0415 (only this test needs the skill)

    return set(known)
