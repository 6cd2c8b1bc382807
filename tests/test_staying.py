"""`twitchwise talk --stay --wake-phrase` as a person meets it: the whole program, on a private sound card."""

import os
import pty
import signal
import subprocess

import pytest
from card_caller import TWITCHWISE, Caller, at_first, events, needs_card
from patience import HANG_SECONDS

from voice.bench.soundcard import SoundCard, end
from voice.recognition.moonshine_files import packaged_model

ENGINES = [
    ("alexa", "sphinx"),
    pytest.param(
        "okay muscle check",
        "moonshine",
        marks=pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine"),
    ),
]


@needs_card
@pytest.mark.parametrize(("phrase", "engine"), ENGINES)
def test_a_device_that_stays_on(home, tmp_path, phrase, engine):
    """Space begins; "talk to you later" keeps it and sleeps; the wake phrase offers it, yes takes it up; Ctrl-C leaves."""
    log = tmp_path / "talk.log"
    (tmp_path / "card").mkdir()
    pressing, reading = pty.openpty()
    with SoundCard(tmp_path / "card") as card:
        program = subprocess.Popen(
            [
                *TWITCHWISE,
                "talk",
                "--stay",
                "--wake-phrase",
                phrase,
                "--recogniser",
                engine,
                "--verbosity",
                "short",
                "--rate",
                "2",
                "--log",
                str(log),
            ],
            env={**home, **card.environment},
            stdin=reading,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        replies = {**at_first("my left calf has been twitching since yesterday"), "check": "yes"}
        visitor = Caller(card, log, replies, otherwise="talk to you later")
        try:
            assert visitor.until(program, lambda line: line.get("asleep") is True)
            os.write(pressing, b" ")
            assert visitor.until(program, lambda line: line.get("asleep") is True, times=2)
            sound = visitor.voice.render(f"{phrase.capitalize()}.")
            card.say(sound.samples // 3, sound.rate_hz)
            assert visitor.until(program, lambda line: line.get("prompt") == "welcome_back")
            program.send_signal(signal.SIGINT)
            program.wait(HANG_SECONDS)
        finally:
            end(program)
            os.close(pressing)
            os.close(reading)
    with program.stdout:
        shown = program.stdout.read()
    assert program.returncode == 0, shown
    assert [line["woken_by"] for line in events(log) if "woken_by" in line] == ["key", "phrase"], visitor.said
    assert [line["outcome"] for line in events(log) if line.get("effect") == "end"] == ["paused"]
    assert "false alarms an hour" in shown
    assert phrase not in log.read_text().lower()
