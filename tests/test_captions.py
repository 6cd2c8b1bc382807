"""Captions: the screen as it is drawn at several sizes, and the plain lines that take its place."""

import contextlib
import io
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from fcntl import ioctl
from pathlib import Path
from struct import pack
from termios import TIOCSWINSZ

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import HANG_SECONDS
from picture import picture
from rich.cells import cell_len
from rich.console import Console
from talking import whole

from voice.ports import Status
from voice.settings import FIELDS
from voice.skill.dialogue.effects import Assessed, Erase, Listen, Say
from voice.skill.dialogue.events import Chosen, Heard, NoInput, NoMatch
from voice.surfaces.captions import CaptionScreen, wants_plain
from voice.surfaces.captions_layout import SIGNS, View, frame, sign_of
from voice.surfaces.captions_lines import LineCaptions, PlainCaptions
from voice.surfaces.desk import UNUSED, Desk
from voice.surfaces.keys import COMMANDS

TEXTS = whole().screen
URINE = whole().questions_by_id["urine"]
LISTEN = Listen(question="urine", slots=URINE.slots, grammar="urine")


class Terminal(io.StringIO):
    """A screen in memory."""

    encoding = "utf-8"


def console(width=80, height=24, **more):
    return Console(file=Terminal(), width=width, height=height, force_terminal=True, legacy_windows=False, _environ={}, **more)


def drawn(view, width=80, height=24):
    return [row.plain.rstrip() for row in frame(view, console(width, height), width, height)]


def screen(width=80, height=24, **more):
    made = CaptionScreen(whole(), console(width, height), Desk(), keys=TEXTS.spoken_keys, **more)
    made.status(Status("listening"))
    return made


def shown(made, width=80, height=24):
    return "\n".join(drawn(made.view, width, height))


def asked(made, *before):
    for text in (*before, "Is your pee dark, or do you keep throwing up?"):
        made.perform(Say(prompt="x", text=text))
    made.perform(LISTEN)
    return made


@pytest.mark.parametrize("size", [(80, 24), (200, 60), (40, 24)])
def test_question_answers_speaker_and_microphone_are_on_the_screen(size):
    """At every size: what is asked, the answers with their numbers, who said what, what was heard, what the microphone does."""
    made = screen(*size)
    made.perform(Say(prompt="x", text="What's going on?"))
    made.happened(Heard(words="my calf twitches"))
    text = shown(asked(made, "Left calf."), *size)
    if size != (200, 60):
        assert "▌ Is your pee dark, or do you keep" in text
    for part in ("Twitchwise: Left calf.", "You: my calf twitches", "Heard: my calf twitches", "● LISTENING", "? shows all keys"):
        assert part in text, text
    assert all(f"{n} {label}" in text for n, label in enumerate(made.view.options, 1)), text


def test_a_large_terminal_sets_the_question_in_large_letters():
    """Five rows high where there is room, in plain letters where there is none, with all that is new still there."""
    text = shown(asked(screen(200, 60), "Left calf."), 200, 60)
    assert "▌" not in text
    assert text.count("█") > 200
    assert "Left calf." in text
    many = [f"This is what helps, number {n}." for n in range(40)]
    text = shown(asked(screen(200, 60), *many), 200, 60)
    assert "█" not in text
    assert many[0] in text
    assert many[-1] in text


WORDS = st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=30), min_size=1, max_size=60)


@given(WORDS, WORDS, st.integers(40, 120), st.integers(12, 50))
def test_every_row_fits_whatever_is_said(said, asking, width, height):
    """The frame has as many rows as the terminal, none wider than it, whatever the words."""
    view = View(
        TEXTS,
        spoken=(("Twitchwise", " ".join(said)),),
        fresh=1,
        key=" ".join(asking),
        options=("one", "two" * 20),
        status=Status(),
    )
    rows = drawn(view, width, height)
    assert len(rows) == height
    assert all(cell_len(row) <= width for row in rows)


def test_no_word_of_a_long_text_is_lost():
    """What has no room is pages away: all of it can be read, from the beginning of this turn on."""
    words = [f"word{n}" for n in range(900)]
    made = asked(screen(), " ".join(words))
    with made:
        seen = shown(made)
        assert "word0" in seen
        assert "lines below: Page Down" in seen
        for _ in range(20):
            made.press("page_down")
            seen += "\n" + shown(made)
        assert set(words) <= set(seen.split())
        for _ in range(20):
            made.press("page_up")
        assert "word0" in shown(made)


@pytest.mark.parametrize("activity", SIGNS)
def test_what_the_microphone_does_is_told_by_sign_and_words(activity):
    """No state is told by colour, and no two look alike; a microphone that is off says so."""
    row = drawn(View(TEXTS, status=Status(activity)))[0]
    sign, words = sign_of(Status(activity), TEXTS)
    assert f"{sign} {words}" in row
    assert "MICROPHONE OFF" in drawn(View(TEXTS, status=Status("listening", muted=True)))[0]
    assert len({*SIGNS.values()}) == len({words for _, words in TEXTS.status}) == len(SIGNS)


def test_an_emergency_says_the_same_in_black_and_white():
    """Colour only repeats what words say."""
    made = screen()
    made.perform(Assessed(disposition="emergency"))
    made.perform(Say(prompt="x", text="Call now."))
    assert made.view.style == "bold red"
    assert "Twitchwise: Call now." in shown(made)


def test_choosing_and_typing_are_seen():
    """The marked answer has an arrow, a typed line its cursor; numbers go where they would be answers."""
    made = asked(screen())
    made.press("down")
    assert "→ 1 dark pee" in shown(made)
    made.press("t")
    made.press("x")
    assert "> x" in shown(made)
    pain = whole().questions_by_id["pain"]
    made.perform(Listen(question="pain", slots=pain.slots, grammar="pain"))
    assert "- mild pain" in shown(made)


def test_deleted_answers_leave_the_screen():
    """Nothing that was said is left to be read, on the screen or below it."""
    made = asked(screen(), "Left calf.")
    with made:
        made.happened(Heard(words="delete my answers"))
        made.perform(Erase())
        made.perform(Say(prompt="deleted", text="All your answers are deleted."))
        file = made._console.file
        assert "Left calf" not in shown(made)
        file.seek(0)
        file.truncate()
    assert "Left calf" not in file.getvalue()
    assert "All your answers are deleted." in file.getvalue()


def test_the_documentation_names_every_key_and_setting():
    """What can be pressed and set for captions and scanning stands in docs/accessibility.md."""
    told = (Path(__file__).parent.parent / "docs" / "accessibility.md").read_text(encoding="utf-8")
    keys = {key for line in told.splitlines() if line.startswith("|") for key in line.split("|")[1].replace(",", " ").split()}
    assert {key for key in COMMANDS if key not in "=.,?"} <= keys
    assert {"t", "m", "?", "space", "Escape"} <= keys
    settings = [name for name in FIELDS if name.startswith(("captions", "scanning"))]
    assert all(f"--{name.replace('_', '-')}" in told for name in settings)


def test_help_shows_every_key():
    """A question mark shows the keys, whichever there are, and another key leaves them."""
    made = screen()
    made.press("?")
    text = shown(made)
    assert all(line.split()[0] in text for line in TEXTS.spoken_keys.splitlines() if line.strip())
    assert all(f" {key} " in f"{TEXTS.spoken_keys} " for key in COMMANDS if key not in "=.,?")
    made.press("?")
    assert "● LISTENING" in shown(made)
    assert "Ctrl-C" in TEXTS.typed_keys


def test_only_rows_that_changed_are_drawn_again():
    """A new state of the microphone costs one row, and the same again nothing."""
    made = screen()
    asked(made)
    with made:
        file = made._console.file
        file.seek(0)
        file.truncate()
        made.status(Status("thinking"))
        assert 0 < len(file.getvalue()) < 400
        file.seek(0)
        file.truncate()
        made.status(Status("thinking"))
        assert file.getvalue() == ""


def test_leaving_puts_the_terminal_back_and_leaves_the_words_behind():
    """The cursor and the usual screen come back, and what was said stays to be read."""
    made = asked(screen(), "Left calf.")
    with made:
        pass
    out = made._console.file.getvalue()
    assert out.index("\x1b[?1049h") < out.index("\x1b[?1049l")
    left = out[out.index("\x1b[?1049l") :]
    assert "\x1b[?25h" in out
    assert "Left calf." in left
    assert "Is your pee dark" in left


@pytest.mark.parametrize("told", [{"NO_COLOR": "1"}, {"ACCESSIBLE": "1"}])
def test_screen_readers_get_lines(told):
    """Who asks for no colour or for accessible programs gets no drawn screen; so does what is no terminal, or a dumb one."""
    assert wants_plain(console(), told)
    assert not wants_plain(console(), {})
    assert wants_plain(console(30, 24), {})
    assert wants_plain(Console(file=Terminal(), _environ={}), {})
    assert wants_plain(Console(file=Terminal(), force_terminal=True, _environ={"TERM": "dumb"}), {})


def test_plain_lines_tell_everything_in_order():
    """Who speaks, the answers, whose turn it is, what was heard: a line each and no control characters."""
    file = Terminal()
    plain = PlainCaptions(whole(), Console(file=file, _environ={}), Desk(), TEXTS.spoken_keys)
    plain.status(Status("speaking"))
    plain.perform(Say(prompt="x", text="Is your pee dark?"))
    plain.perform(LISTEN)
    plain.status(Status("listening"))
    for event in (NoMatch(), NoInput(), plain.press("1").event):
        plain.happened(event)
    plain.note("The sound is back.")
    lines = file.getvalue().splitlines()
    assert lines[0] == "Twitchwise: Is your pee dark?"
    assert lines[1].startswith("Answers: 1 dark pee; 2 dark pee some time ago; 3 ")
    assert lines[2:] == [
        "[LISTENING: your turn]",
        "You: (something, but no words)",
        "You: (nothing)",
        "You: dark pee",
        "! The sound is back.",
    ]


def test_captions_that_are_off_are_the_bare_lines():
    """No names, no answers, and keys that are commands only."""
    file = Terminal()
    lines = LineCaptions(Console(file=file, _environ={}))
    lines.perform(Say(prompt="x", text="Does it hurt?"))
    lines.perform(LISTEN)
    lines.happened(Heard(words="no"))
    assert lines.press("1") == UNUSED
    assert file.getvalue() == "Does it hurt?\n> no\n"


class Talk:
    """The real program on a real (pseudo-)terminal of that size."""

    def __init__(self, tmp_path, *arguments, width=80, height=24, **environment):
        self.ours, theirs = pty.openpty()
        ioctl(self.ours, TIOCSWINSZ, pack("HHHH", height, width, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "ACCESSIBLE")}
        self.program = subprocess.Popen(
            [sys.executable, "-m", "voice", "talk", "--typed", *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**kept, "TERM": "xterm-256color", "XDG_STATE_HOME": str(tmp_path), **environment},
        )
        os.close(theirs)
        self.text = ""

    def until(self, *parts):
        """Read until every part has come since the last time."""
        found, end = "", time.monotonic() + HANG_SECONDS
        while not all(part in found for part in parts):
            assert time.monotonic() < end, (parts, found)
            if select.select([self.ours], [], [], 1)[0]:
                found += os.read(self.ours, 65536).decode("utf-8", "replace")
        self.text += found
        return found

    def type(self, keys):
        os.write(self.ours, keys.encode())

    def ended(self):
        found = ""
        with contextlib.suppress(OSError):
            # The end of a pseudo-terminal is an error on Linux.
            while select.select([self.ours], [], [], HANG_SECONDS)[0] and (piece := os.read(self.ours, 65536)):
                found += piece.decode("utf-8", "replace")
        os.close(self.ours)
        return found, self.program.wait(HANG_SECONDS)


def test_a_typed_conversation_on_the_whole_screen(tmp_path):
    """Words, numbers, arrows and another window size in the real program, and the terminal as it was at the end."""
    talk = Talk(tmp_path, "--captions", "large")
    talk.until("\x1b[?1049h", "YOUR TURN", "1 ask me the questions")
    talk.type("my left calf twitches since my run yesterday\r")
    talk.until("5 none of these", "Heard: my left calf")
    talk.type("5\r")
    talk.until("short breath", "Heard: none of these")
    ioctl(talk.ours, TIOCSWINSZ, pack("HHHH", 50, 180, 0, 0))
    talk.program.send_signal(signal.SIGWINCH)
    talk.until("█████")
    talk.type("\x1b[B\r")
    talk.until("Call your local emergency number now")
    talk.type("\x04")
    left, status = talk.ended()
    assert status == 0
    assert "\x1b[?1049l" in left
    assert "my left calf twitches since my run yesterday" in left


@pytest.mark.parametrize("how", [("--captions", "plain"), ("--captions", "large", "NO_COLOR"), ("--captions", "large", "dumb")])
def test_a_typed_conversation_in_plain_lines(tmp_path, how):
    """Without a screen to draw on, nothing moves the cursor about, and numbers choose all the same."""
    more = {"NO_COLOR": {"NO_COLOR": "1"}, "dumb": {"TERM": "dumb"}}.get(how[-1], {})
    talk = Talk(tmp_path, *how[:2], **more)
    talk.until("Answers: 1 ask me the questions; 2 I need help now", "> ")
    talk.type("1\r")
    talk.until("Is this about you", "Answers: 1 you; 2 someone else", "> ")
    talk.type("2\r")
    talk.until("Answers: 1 dark pee", "> ")
    talk.type("\x04")
    talk.text += talk.ended()[0]
    assert "\x1b[?1049h" not in talk.text
    assert "\x1b[2J" not in talk.text


def test_one_key_holds_a_whole_typed_conversation(tmp_path):
    """Nothing but the space key: the questions, oneself, the first sign, and yes to it."""
    talk = Talk(tmp_path, "--captions", "plain", "--scanning", "--scanning-pace", "20")
    talk.until("make a sound or press any key", "Ask me the questions?")
    for shown in ("You?", "Dark pee?", "Yes, that one?", "Call your local emergency number now"):
        talk.type(" ")
        talk.until(shown)
    talk.type("\x04")
    _, status = talk.ended()
    assert status == 0


def test_scanning_begins_by_itself_where_typed_words_fail(tmp_path):
    """On the whole screen, after as many answers as `scanning_after` says; from then on any key takes one."""
    talk = Talk(tmp_path, "--captions", "large", "--scanning-after", "2", "--scanning-pace", "20")
    talk.until("YOUR TURN")
    for shown in ("Heard: xyzzy plugh", "make a sound or press any key"):
        talk.type("xyzzy plugh\r")
        talk.until(shown)
    talk.type("\x04")
    assert talk.ended()[1] == 0


def test_chosen_answers_are_shown_by_their_labels():
    """A number that was pressed is told in the words of its answer."""
    made = asked(screen())
    event = made.press("1").event
    assert isinstance(event, Chosen)
    made.happened(event)
    assert "You: dark pee" in shown(made)


def test_the_picture_in_the_documentation_is_of_this_program():
    """docs/captions.svg shows what the screen shows today; `script/pictures` draws it anew."""
    kept = (Path(__file__).parent.parent / "docs" / "captions.svg").read_text(encoding="utf-8")
    words = [re.findall(r"<text[^>]*>([^<]*)", svg) for svg in (kept, picture())]
    assert words[0] == words[1], "run script/pictures"
    assert any("LISTENING" in word for word in words[0])
