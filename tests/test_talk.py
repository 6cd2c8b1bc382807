"""`twitchwise talk` as a person meets it: the whole program, on a private sound card or with none at all."""

import json
import os
import subprocess
import sys
import time

import numpy as np
import pytest
from soundcard import SoundCard, end, missing

from voice.synthesis.espeak import load_synthesiser

lacking = missing()
needs_card = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")
TWITCHWISE = [sys.executable, "-m", "voice"]


@pytest.fixture
def home(tmp_path):
    """An environment whose user has no files yet, and no sound."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PULSE_", "ALSA_"))}
    folders = {"HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config"}
    for folder in set(folders.values()):
        (tmp_path / folder).mkdir()
    silent = tmp_path / "no-sound.conf"
    silent.write_text("")
    return {**clean, **{name: str(tmp_path / folder) for name, folder in folders.items()}, "ALSA_CONFIG_PATH": str(silent)}


def run(arguments, home, typed=""):
    """The program with these arguments; what was typed ahead is its input."""
    return subprocess.run(
        [*TWITCHWISE, *arguments], env=home, input=typed, capture_output=True, text=True, timeout=60, check=False
    )


def events(log):
    """The lines of a log so far."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


TYPED = "my pee is dark like cola\nstop\n"


def test_a_typed_conversation_reaches_its_advice(home):
    """Typed, a warning sign leads to the emergency advice, and "stop" ends it."""
    done = run(["talk", "--typed", "--region", "uk"], home, TYPED)
    assert done.returncode == 0, done.stderr
    assert "999" in done.stdout
    assert done.stderr == ""


def test_a_machine_without_sound_talks_by_keyboard(home):
    """Where there is no sound device, one line says so and the conversation is held typed."""
    done = run([], home, TYPED)
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "keyboard" in done.stderr
    assert "What's going on?" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--microphone", "no such thing"], "microphone"),
        (["--typed", "--log", "/nonexistent/talk.log"], "/nonexistent/talk.log"),
    ],
)
def test_what_was_asked_for_and_is_not_there_is_one_line(home, arguments, complaint):
    """A device or file that was named and cannot be used is an error in one line, without a traceback."""
    done = run(["talk", *arguments], home)
    assert done.returncode == 1
    assert complaint in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_conversation_that_was_left_goes_on_where_it_was(home):
    """After Ctrl-D the answers are kept, and the next start takes them up."""
    first = run(["talk", "--typed"], home, "my left calf twitches since yesterday\n")
    assert first.returncode == 0
    assert "kept" in first.stdout
    second = run(["talk", "--typed"], home, "summary\nstop\n")
    assert "left calf" in second.stdout.lower()


class Caller:
    """Somebody at the card's microphone who answers each question once it is open, and leaves when there are no more answers."""

    def __init__(self, card, log, replies, otherwise):
        self.card = card
        self.log = log
        self.replies = replies
        self.otherwise = otherwise
        self.voice = load_synthesiser("en-us")
        self.said = []

    def talk(self, program, seconds):
        """Answer until the program ends."""
        answered = 0
        deadline = time.monotonic() + seconds
        while program.poll() is None and time.monotonic() < deadline:
            opened = [event["question"] for event in events(self.log) if event.get("microphone") == "open"]
            if len(opened) > answered:
                answered = len(opened)
                self.answer(opened[-1])
            time.sleep(0.05)

    def answer(self, question):
        text = self.replies.get(question, self.otherwise)
        self.said.append((question, text))
        sound = self.voice.render(text)
        time.sleep(0.3)
        self.card.say(sound.samples // 3, sound.rate_hz).wait(20)


@needs_card
def test_a_whole_spoken_conversation(home, tmp_path):
    """A caller says what is wrong, hears that it is urgent, and ends it: microphone to words to advice to speaker."""
    log = tmp_path / "talk.log"
    (tmp_path / "card").mkdir()
    with SoundCard(tmp_path / "card") as card:
        speaker, recorder = card.record("speaker")
        program = subprocess.Popen(
            [*TWITCHWISE, "talk", "--recogniser", "sphinx", "--region", "uk", "--log", str(log)],
            env={**home, **card.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        caller = Caller(card, log, {"opening": "my pee is dark like cola"}, otherwise="stop")
        try:
            caller.talk(program, 90)
        finally:
            end(program)
            end(recorder)
    shown = program.stdout.read()
    assert program.returncode == 0, shown
    assert [line["disposition"] for line in events(log) if line.get("effect") == "assessment"] == ["emergency"], caller.said
    heard = np.fromfile(speaker, "<i2")
    assert np.mean(np.abs(heard.astype(np.int32)) > 300) > 0.2
    assert "999" in shown
