"""The wake phrase's model, and what is told about it."""

import sys

import numpy as np
import pytest
import soxr
from click.testing import CliRunner

from voice.audio.wav import write_wav
from voice.bench.wake import Alarms, backdrop, said, synthetic
from voice.cli import main
from voice.errors import RecogniserError
from voice.ports import RATE_HZ
from voice.recognition.level import active_level
from voice.recognition.moonshine_files import packaged_model
from voice.recognition.wake import ALEXA, OFFERED, PackagedWakeWord, WakePhrase
from voice.settings import FIELDS, Settings, allowed
from voice.synthesis.espeak import load_synthesiser


def rendered(text, voice="en-us"):
    """The text at 16 kHz, between silences."""
    sound = load_synthesiser(voice).render(text)
    return np.pad(np.asarray(soxr.resample(sound.samples, sound.rate_hz, RATE_HZ), np.int16), (16_000, 12_800))


@pytest.fixture(scope="module")
def word():
    return PackagedWakeWord()


@pytest.mark.parametrize("length", [160, 320, 333, 100_000])
def test_the_phrase_is_heard_however_the_sound_is_cut_up(word, length):
    """Blocks of any length lead to the same hearing."""
    word.forget()
    sound = rendered("Alexa")
    assert any(word.accept(sound[start : start + length]) for start in range(0, len(sound), length))


@pytest.mark.parametrize("text", ["What's going on?", "I'll ask a lecturer.", "Call nine nine nine now.", "a lesson"])
def test_other_words_are_not_taken_for_it(word, text):
    """Neither our own sentences nor words that sound a little like it."""
    word.forget()
    assert not word.accept(rendered(text))


def test_what_was_heard_before_is_forgotten(word):
    """Half the phrase before `forget` and half after it are no phrase."""
    sound = rendered("Alexa")
    half = 16_000 + (len(sound) - 28_800) // 2
    word.forget()
    word.accept(sound[:half])
    word.forget()
    assert not word.accept(sound[half:])


def test_without_its_package_one_line_says_what_to_install(monkeypatch):
    """Whoever asks for the wake phrase and lacks the package learns it at once, and what works without it."""
    monkeypatch.setitem(sys.modules, "pymicro_wakeword", None)
    done = CliRunner().invoke(main, ["talk", "--wake-phrase", "alexa"])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert 'pip install -e ".[wake]"' in done.stderr
    assert "a key begins" in done.stderr


def test_a_model_that_the_package_lacks_is_one_line():
    """A model that is not in the package is refused before its library looks for it."""
    with pytest.raises(RecogniserError, match="no model 'hello_nobody'"):
        PackagedWakeWord(WakePhrase("Hello nobody", "hello_nobody", ALEXA.measured))


@pytest.mark.parametrize("name", OFFERED)
def test_the_setting_says_what_was_measured(name):
    """Misses and false alarms of each phrase stand beside the switch."""
    assert FIELDS["wake_phrase"].description.count(OFFERED[name].figures) >= 1
    assert f"{name}: {OFFERED[name].figures}" in FIELDS["wake_phrase"].description


def test_every_phrase_that_can_be_set_is_offered():
    """And none is set by default."""
    assert set(allowed("wake_phrase").split(", ")) == {"off", *OFFERED}
    assert Settings().wake_phrase == "off"
    assert all(name == phrase.text.lower() for name, phrase in OFFERED.items())


def test_noise_lies_as_far_below_speech_as_it_was_asked_to():
    """At 10 dB the noise has a tenth of the power of the words, whatever the silence around them."""
    speech = rendered("my left calf keeps twitching")
    chance = np.random.default_rng(0)
    noise = backdrop([chance.normal(0, 300, 50_000).astype(np.int16), chance.normal(0, 3000, 50_000).astype(np.int16)], 10.0)
    mixed = noise.over(np.zeros_like(speech), active_level(speech))
    assert 10 * np.log10(active_level(speech) ** 2 / np.mean(mixed.astype(float) ** 2)) == pytest.approx(10, abs=0.3)


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.69), (10, 4.80, 18.39)])
def test_alarms_have_the_interval_of_rare_events(count, low, high):
    """The approximation is within a few hundredths of the exact Poisson limits."""
    assert Alarms(count, 3600).interval == pytest.approx((low, high), abs=0.03)


def test_synthetic_phrases_come_in_every_voice_that_there_is():
    """Each is as loud as across a room or close by; a voice that this machine lacks is left out."""
    made = list(synthetic("Alexa", ("en", "en-us+f2", "no such voice")))
    assert len(made) == 2
    assert all(-41 < 20 * np.log10(active_level(one) / 32768) < -13 for one in made)


def test_the_bench_counts_misses_and_false_alarms(tmp_path):
    """Of three recordings of the phrase one is silent: one miss; another's words are no alarm."""
    write_wav(tmp_path / "a.wav", rendered("Alexa"))
    write_wav(tmp_path / "b.wav", rendered("Alexa", "en"))
    write_wav(tmp_path / "c.wav", np.zeros(16_000, np.int16))
    write_wav(tmp_path / "d.wav", rendered("my calf twitches"))
    (tmp_path / "m.csv").write_text("path,text\na.wav,alexa\nb.wav,Alexa\nc.wav,alexa\nd.wav,my calf twitches\n")
    arguments = ["bench", "wake", "--manifest", str(tmp_path / "m.csv"), "--level", "quiet", "--no-synthetic"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "quiet: missed, said in recordings: 1/3" in done.output
    assert "quiet: false alarms in other people's speech: 0 in 0.00 h" in done.output


class WakesAfter:
    """Hears the phrase once so many samples were given."""

    phrase = "Anything"

    def __init__(self, samples):
        self.samples = samples
        self.forget()

    def forget(self):
        self.given = 0

    def accept(self, block):
        before, self.given = self.given, self.given + len(block)
        return before < self.samples <= self.given


def test_the_bench_tells_how_long_after_the_phrase_it_woke():
    """Counted from the phrase's last audible sample; what does not wake is missed and has no delay."""
    phrase = np.concatenate([np.full(8_000, 3000, np.int16), np.zeros(4_000, np.int16)])
    found = said(WakesAfter(RATE_HZ + 8_000 + 4_800), [phrase, phrase], None)
    assert (found.missed.hits, found.missed.trials) == (0, 2)
    assert found.seconds_after == pytest.approx((0.3, 0.3), abs=0.02)
    assert len(found.processor_seconds) == 2
    none = said(WakesAfter(10**9), [phrase], None)
    assert (none.missed.hits, none.seconds_after) == (1, ())


@pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine")
def test_the_bench_measures_a_phrase_of_our_own(tmp_path):
    """By the engine that hears it; words that are no phrase of that name are other speech."""
    write_wav(tmp_path / "a.wav", rendered("Okay muscle check."))
    write_wav(tmp_path / "b.wav", rendered("Alexa"))
    (tmp_path / "m.csv").write_text("path,text\na.wav,okay muscle check\nb.wav,alexa\n")
    arguments = ["bench", "wake", "--phrase", "okay muscle check", "--manifest", str(tmp_path / "m.csv"), "--no-synthetic"]
    done = CliRunner().invoke(main, [*arguments, "--level", "quiet"])
    assert done.exit_code == 0, done.output
    assert "quiet: missed, said in recordings: 0/1" in done.output
    assert "quiet: woken after its end" in done.output
    assert "quiet: false alarms in other people's speech: 0 in 0.00 h" in done.output
