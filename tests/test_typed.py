"""The conversation on keyboard and screen."""

import io

import pytest
from talking import whole

from voice.skill.dialogue.effects import Adjust, Assessed, Earcon, Erase, Left, Listen, Say, Settled
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.surfaces.typed import TypedSurface

TEXTS = whole().screen
LISTEN = Listen(question="opening", slots=(), grammar="opening")


class Keyboard(io.StringIO):
    """Lines that were typed ahead."""


class Terminal(io.StringIO):
    """A screen that says that it is one."""

    def isatty(self):
        return True


def surface(typed=""):
    screen = io.StringIO()
    return TypedSurface(TEXTS, Keyboard(typed), screen), screen


def test_a_typed_line_is_heard():
    """What is typed counts as heard, blanks tidied."""
    assert surface("  my left   calf twitches \n")[0].next_event(LISTEN) == Heard(words="my left calf twitches")


@pytest.mark.parametrize("line", ["\n", "   \n", "\t\r\n"])
def test_an_empty_line_is_silence(line):
    """A line without words is no input."""
    assert surface(line)[0].next_event(LISTEN) == NoInput()


def test_a_last_line_without_its_end_counts():
    """An answer cut off by the end of the file is an answer."""
    keyboard, _ = surface("yes")
    assert keyboard.next_event(LISTEN) == Heard(words="yes")


def test_the_end_of_typing_is_nobody_there():
    """Ctrl-D, or the end of a file."""
    with pytest.raises(EOFError):
        surface()[0].next_event(LISTEN)


def test_an_interruption_is_taken_kindly():
    """Ctrl-C leaves as Ctrl-D does, without a traceback."""

    class Interrupted(Keyboard):
        def readline(self, *_):
            raise KeyboardInterrupt

    with pytest.raises(EOFError):
        TypedSurface(TEXTS, Interrupted(), io.StringIO()).next_event(LISTEN)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("none", "Stopped.\n"),
        ("saved", "Stopped. Your answers are saved; run it again to continue.\n"),
        ("unsaved", "Stopped. Your answers could not be saved.\n"),
    ],
)
def test_whoever_leaves_is_told_what_becomes_of_the_answers(answers, said):
    """Only where there are any, and only what is so."""
    keyboard, screen = surface()
    keyboard.perform(Left(answers=answers))
    assert screen.getvalue() == "\n" + said


def test_bytes_that_are_no_text_are_not_understood():
    """A line in another encoding is met with a re-prompt."""
    keyboard = io.TextIOWrapper(io.BytesIO(b"\xff\xfe\xff\n"), encoding="utf-8")
    assert TypedSurface(TEXTS, keyboard, io.StringIO()).next_event(LISTEN) == NoMatch()


def test_prompts_are_whole_plain_lines_where_there_is_no_terminal():
    """In a pipe, a prompt is one line however long, with no control characters and no markup taken from it."""
    typed, screen = surface()
    text = "This is [bold]long[/bold]. " * 12
    typed.perform(Say(prompt="x", text=text.strip()))
    assert screen.getvalue() == text.strip() + "\n"


def test_prompts_are_styled_and_wrapped_on_a_terminal(monkeypatch):
    """A terminal gets colour and lines that break between words."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Terminal()
    typed = TypedSurface(TEXTS, Keyboard(), screen)
    typed.perform(Assessed(disposition="emergency"))
    typed.perform(Say(prompt="x", text="call now " * 30))
    assert "\x1b[1;31m" in screen.getvalue()
    assert screen.getvalue().count("\n") > 2


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_may_ask_for_no_colour(monkeypatch, variable, value):
    """NO_COLOR and dumb terminals are obeyed."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(variable, value)
    screen = Terminal()
    TypedSurface(TEXTS, Keyboard(), screen).perform(Assessed(disposition="emergency"))
    TypedSurface(TEXTS, Keyboard(), screen).perform(Say(prompt="x", text="Call now."))
    assert "31m" not in screen.getvalue()


def test_what_is_typed_ahead_is_echoed():
    """A conversation fed from a file reads as a conversation."""
    typed, screen = surface("no\n")
    typed.perform(Say(prompt="ask", text="Does it hurt?"))
    typed.next_event(LISTEN)
    assert screen.getvalue() == "Does it hurt?\n> no\n"


@pytest.mark.parametrize("effect", [Earcon(name="listening"), Adjust(rate=0.9), Erase(), Settled()])
def test_what_is_for_the_ear_is_not_shown(effect):
    """Earcons and the like leave the screen as it is."""
    typed, screen = surface()
    typed.perform(effect)
    assert screen.getvalue() == ""
