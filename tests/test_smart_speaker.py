"""The smart speaker as its service manager sees it: the whole program, started before there is any sound."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from voice.bench.soundcard import SoundCard, end, missing

TALK = [sys.executable, "-m", "voice", "talk", "--profile", "speaker", "--recogniser", "sphinx"]
lacking = missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")


@contextmanager
def service(folder, card, *options, **environment):
    """The program as the service manager starts it; ended on leaving."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_"))}
    told = {"NOTIFY_SOCKET": str(folder / "notify"), "WATCHDOG_USEC": "3000000", "HOME": str(folder), "TMPDIR": str(folder)}
    program = subprocess.Popen(
        [*TALK, *options],
        env={**plain, **card.environment, **told, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with program.stderr:
        try:
            yield program
        finally:
            end(program)


@pytest.fixture
def card(tmp_path):
    """A sound card that is not there yet."""
    (tmp_path / "card").mkdir()
    return SoundCard(tmp_path / "card")


def test_the_service_waits_for_sound_then_speaks_and_logs_no_words(tmp_path, manager, card):
    """Ready and in trouble without sound, speaking once there is some, alive all the while; what is said stays out of the log."""
    with service(tmp_path, card, "--no-stay", "--wake-phrase", "off") as program:
        assert manager.wait_for("STATUS=trouble")
        with card:
            assert manager.wait_for("STATUS=speaking"), manager.told()
            manager.lines.clear()
            assert manager.wait_for("WATCHDOG=1")
        end(program)
        logged = program.stderr.read()
    assert "Waiting for it." in logged
    assert "twitch" not in logged.lower().replace("twitchwise", "")


def test_the_service_sleeps_until_its_button_is_pressed(tmp_path, manager, card):
    """Without anybody there it says nothing; its manager sees that it is asleep, and alive."""
    button = {"TWITCHWISE_BUTTON_PIN": "27", "GPIOZERO_PIN_FACTORY": "mock"}
    with card, service(tmp_path, card, "--wake-phrase", "off", **button):
        assert manager.wait_for("STATUS=asleep"), manager.told()
        manager.lines.clear()
        assert manager.wait_for("WATCHDOG=1")
        assert "STATUS=speaking" not in manager.told()
