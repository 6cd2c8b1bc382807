"""The smart speaker as its service manager sees it: the whole program, started before there is any sound."""

import os
import subprocess
import sys

import pytest
from servicemanager import Manager

from voice.bench.soundcard import SoundCard, end, missing

TALK = [sys.executable, "-m", "voice", "talk", "--profile", "speaker", "--recogniser", "sphinx"]
lacking = missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")


def test_the_service_waits_for_sound_then_speaks_and_logs_no_words(tmp_path):
    """Ready and in trouble without sound, speaking once there is some, alive all the while; what is said stays out of the log."""
    manager = Manager(str(tmp_path / "notify"))
    (tmp_path / "card").mkdir()
    card = SoundCard(tmp_path / "card")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_"))}
    service = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000", "HOME": str(tmp_path)}
    program = subprocess.Popen(
        [*TALK, "--no-stay", "--no-wake-phrase"],
        env={**plain, **card.environment, **service},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert manager.wait_for("STATUS=trouble", 60)
        with card:
            assert manager.wait_for("STATUS=speaking", 60), manager.told()
            manager.lines.clear()
            assert manager.wait_for("WATCHDOG=1", 20)
    finally:
        end(program)
        manager.socket.close()
    with program.stderr:
        logged = program.stderr.read()
    assert "Waiting for it." in logged
    assert "twitch" not in logged.lower().replace("twitchwise", "")


def test_the_service_sleeps_until_its_button_is_pressed(tmp_path):
    """Without anybody there it says nothing; its manager sees that it is asleep, and alive."""
    manager = Manager(str(tmp_path / "notify"))
    (tmp_path / "card").mkdir()
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_"))}
    button = {"TWITCHWISE_BUTTON_PIN": "27", "GPIOZERO_PIN_FACTORY": "mock"}
    service = {**button, "NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "3000000", "HOME": str(tmp_path)}
    with SoundCard(tmp_path / "card") as card:
        program = subprocess.Popen(
            [*TALK, "--no-wake-phrase"],
            env={**plain, **card.environment, **service},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert manager.wait_for("STATUS=asleep", 60), manager.told()
            manager.lines.clear()
            assert manager.wait_for("WATCHDOG=1", 20)
            assert "STATUS=speaking" not in manager.told()
        finally:
            end(program)
            manager.socket.close()
    program.stderr.close()
