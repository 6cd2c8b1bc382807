"""Whole conversations as sound: a synthetic caller, the real recogniser, both sides on one tape."""

import subprocess
import sys

import numpy as np
import pytest
import soundfile

from voice.audio.earcons import earcon
from voice.errors import AudioFileError, FileError
from voice.ports import Rendered
from voice.surfaces.audio_rehearsal import Noise, meaning, noise_of
from voice.surfaces.tape import RATE_HZ, Tape


def test_the_demo_is_heard_right_and_kept_as_sound(tmp_path):
    """PocketSphinx hears a caller in whole sentences well enough for the right advice; the tape holds both sides, unclipped."""
    wav = tmp_path / "demo.wav"
    command = [sys.executable, "-m", "voice", "demo", "--recogniser", "sphinx", "--wav", str(wav)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("heard:") >= 5
    assert "[self_care," in done.stdout
    sound, rate_hz = soundfile.read(wav, dtype="int16")
    assert (rate_hz, sound.shape[1]) == (RATE_HZ, 2)
    assert 60 < len(sound) / rate_hz < 400
    left, right = np.abs(sound.astype(np.int32)).T
    loud = np.maximum(left, right) > 500
    assert 4_000 < max(left.max(), right.max()) < 32_000
    assert (left > right)[loud].any()
    assert (right > left)[loud].any()


def test_the_tape_keeps_order_and_silence(tmp_path):
    """What was played first is first, pauses are as long as they were, other rates are resampled."""
    tape = Tape()
    tape.program(earcon("done"))
    tape.pause(0.5)
    tape.caller(Rendered(np.full(8_000, 5_000, np.int16), 16_000))
    tape.write(tmp_path / "tape.wav")
    sound, _ = soundfile.read(tmp_path / "tape.wav")
    assert len(sound) / RATE_HZ == pytest.approx(earcon("done").seconds + 1.0, abs=0.01)
    assert tape.seconds == pytest.approx(len(sound) / RATE_HZ)


def test_a_tape_that_cannot_be_written_is_one_line(tmp_path):
    """A folder that does not exist is named in the error."""
    with pytest.raises(AudioFileError, match="nowhere"):
        Tape().write(tmp_path / "nowhere" / "tape.wav")


@pytest.mark.parametrize("snr_db", [0, 10, 20])
def test_noise_is_mixed_at_the_distance_asked_for(snr_db):
    """The noise's level lies as many decibels below the voice's as the script says, and it never runs out."""
    rng = np.random.default_rng(1)
    noise = Noise(rng.normal(0, 300, 8_000).astype(np.int16), snr_db)
    mixed = np.concatenate([noise.over(np.zeros(16_000, np.int16), 2_000.0) for _ in range(3)])
    assert 20 * np.log10(2_000 / np.std(mixed)) == pytest.approx(snr_db, abs=0.3)


@pytest.mark.parametrize("noise", [{"snr_db": 3}, {"wav": "x.wav", "snr_db": "loud"}, "gym.wav"])
def test_a_noise_that_is_none_is_one_line(tmp_path, noise):
    """A noise without its file, or with a distance that is no number, is an error that shows the right form."""
    soundfile.write(tmp_path / "x.wav", np.zeros(1600) + 0.1, 16_000)
    with pytest.raises(FileError, match="snr_db: 10"):
        noise_of({"title": "t", "noise": noise}, tmp_path)


def test_a_meaning_reads_as_a_line():
    """Answers, replies and commands are shown as people would write them."""
    assert meaning({"side": "left", "location": ("calf", "shin"), "pain": False}, None, None) == (
        "side: left; location: calf, shin; pain: no"
    )
    assert meaning({}, "yes", "repeat") == "reply: yes; command: repeat"
