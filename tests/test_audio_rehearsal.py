"""Whole conversations as sound: a synthetic caller, the real recogniser, both sides on one tape."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile
from patience import HANG_SECONDS
from talking import whole

from voice.audio.earcons import earcon
from voice.errors import AudioFileError, FileError
from voice.ports import Rendered
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.sphinx import SphinxRecogniser
from voice.recognition.vosk import VoskRecogniser
from voice.rehearsal.audible import meaning
from voice.rehearsal.noises import NOISES, noise
from voice.rehearsal.room import Noise, leak_of, noise_of
from voice.rehearsal.scripted import failures, played_text
from voice.rehearsal.scripts import load_script
from voice.rehearsal.stage import Stage
from voice.rehearsal.tape import RATE_HZ, Tape
from voice.settings import Settings

ALOUD = sorted((Path(__file__).parent / "conversations" / "aloud").glob("*.yaml"))


@pytest.fixture(scope="module")
def vosk_stage(tiny_vosk_model):
    """The tests' Vosk model hears."""
    with Stage(whole(), Settings(), VoskRecogniser(tiny_vosk_model)) as stage:
        yield stage


@pytest.fixture(scope="module")
def sphinx_stage():
    """PocketSphinx hears, and keeps the searches of all questions."""
    with Stage(whole(), Settings(), SphinxRecogniser(load_hearing_words(), kept={"phrases": 30, "sentences": 30})) as stage:
        yield stage


@pytest.mark.parametrize("path", ALOUD, ids=lambda path: path.stem)
@pytest.mark.parametrize("engine", ["vosk", "sphinx"])
def test_a_conversation_aloud_goes_as_it_should(request, engine, path):
    """What is at stake comes out right, however often something has to be said again."""
    script = load_script(path, whole().regions)
    played = request.getfixturevalue(f"{engine}_stage").play(script, path.parent).played
    assert not list(failures(script, played)), played_text(played)


def test_there_are_enough_conversations_aloud():
    """A dozen at least, with noise, with our own voice in the microphone, and emergencies among them."""
    scripts = [load_script(path, whole().regions) for path in ALOUD]
    assert len(scripts) >= 12
    assert sum("noise" in script for script in scripts) >= 2
    assert sum("leak_db" in script for script in scripts) >= 2
    assert sum(script["expect"].get("disposition") == "emergency" for script in scripts) >= 4


def test_the_demo_is_heard_right_and_kept_as_sound(tmp_path):
    """PocketSphinx hears a caller in whole sentences well enough for the right advice; the tape holds both sides, unclipped."""
    wav = tmp_path / "demo.wav"
    command = [sys.executable, "-m", "voice", "demo", "--recogniser", "sphinx", "--wav", str(wav)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
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


def test_our_voice_leaks_once_and_as_loud_as_asked_for():
    """The end of what we said stands at the beginning of what is heard, and only there."""
    leak = leak_of({"leak_db": -6})
    leak.said(Rendered(np.full(22_050, 9_000, np.int16), 22_050))
    first, second = (leak.over(np.zeros(16_000, np.int16), 1_000.0) for _ in range(2))
    assert 20 * np.log10(np.mean(first[:6_000]) / 1_000) == pytest.approx(-6, abs=0.5)
    assert not first[6_400:].any()
    assert not second.any()
    assert leak_of({}) is None


@pytest.mark.parametrize("kind", NOISES)
def test_a_calculated_noise_is_as_loud_as_the_others(kind):
    """The same each time, with no sample at the limit."""
    sound = noise(kind, 5.0)
    assert np.sqrt(np.mean(sound.astype(float) ** 2)) == pytest.approx(1_000, rel=0.02)
    assert np.abs(sound.astype(int)).max() < 32_767
    assert np.array_equal(sound, noise(kind, 5.0))


@pytest.mark.parametrize("noise", [{"snr_db": 3}, {"wav": "x.wav", "snr_db": "loud"}, {"made": "elephants"}, "gym.wav"])
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
