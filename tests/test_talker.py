"""The talker says all that it is given, at the pace of the moment at which it was given, whatever goes wrong in between."""

import numpy as np
import pytest
from patience import wait_until
from quiet_surface import Speaker, Voice

from voice.errors import SynthesisError
from voice.ports import Rendered
from voice.surfaces.talker import Talker
from voice.synthesis import espeak
from voice.synthesis.espeak import EspeakSynthesiser


def done(talker):
    """Wait until nothing is left to render."""
    wait_until(lambda: not talker._unrendered, "the end of rendering")


def test_a_prompt_is_said_at_the_pace_of_its_moment():
    """Slower for one prompt, and as before afterwards, is slower for that prompt, however late it is rendered."""
    voice = Voice()
    with Talker(Speaker(), voice, pytest.fail) as talker:
        voice.may.clear()
        talker.rate = 0.85
        talker.say("Is your pee dark? Yes or no?")
        talker.rate = 1.0
        talker.say("Thanks.")
        voice.may.set()
        done(talker)
    assert voice.rendered == [("Is your pee dark?", 0.85), ("Yes or no?", 0.85), ("Thanks.", 1.0)]


class FullDisk:
    """Fails once as no synthesiser should, then renders."""

    def __init__(self):
        self.failed = False

    def render(self, text, *, rate=1.0):
        if not self.failed:
            self.failed = True
            raise OSError(28, "No space left on device")
        return Rendered(np.zeros(160, np.int16), 16_000)


def test_whatever_fails_is_reported_and_the_rest_is_said():
    """One sentence is lost, not the voice: the next is played."""
    reported, speaker = [], Speaker()
    speaker.slow = True
    with Talker(speaker, FullDisk(), reported.append) as talker:
        talker.say("One. Two.")
        done(talker)
        assert talker.talking()
    assert speaker.total == pytest.approx(0.01)
    assert len(reported) == 1
    assert "No space left" in str(reported[0])


def test_no_room_for_a_rendering_is_a_fault_of_synthesis(monkeypatch):
    """Where the system has no files in memory, a full or read-only folder for temporary files is one line."""

    def full(**_):
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(espeak, "_in_memory", lambda: None)
    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    with pytest.raises(SynthesisError, match="No usable temporary directory"):
        EspeakSynthesiser().render("hello")
