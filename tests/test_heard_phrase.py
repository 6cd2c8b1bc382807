"""A wake phrase of our own: what decides, with a stand-in for the model, and the real model on rendered voices."""

from types import SimpleNamespace

import numpy as np
import pytest
from spelling_network import SpellingNetwork

from tests.sounds import VOICES, spoken
from tests.test_short_speech import loud, sound
from voice.recognition import load_recogniser
from voice.recognition.heard_phrase import SPELT, HeardPhrase, Spelt, heard_phrase
from voice.recognition.moonshine_files import packaged_model
from voice.recognition.wake import OFFERED
from voice.settings import Settings
from voice.talk import own_wake_word, stays

OURS = tuple(name for name, phrase in OFFERED.items() if phrase.model is None)
PHRASE = OFFERED["okay muscle check"]
real = pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine")


def heard(network, samples, behind=10.0):
    """Whether the phrase is heard in it, by a model that writes the same whatever it is given."""
    listening = HeardPhrase(PHRASE, network, loud, Spelt(("okay muscle check",), behind))
    return [listening.accept(samples[start : start + 320]) for start in range(0, len(samples), 320)]


def test_the_phrase_wakes_when_it_has_been_said():
    """Once, in the silence after it."""
    woken = heard(SpellingNetwork(" okay", " muscle", " check"), sound(-1, 1.2, -1))
    assert sum(woken) == 1
    assert not any(woken[: round(2.2 / 0.02)])


def test_other_words_do_not_wake():
    """Nor does a phrase that goes on."""
    for text in ((" left", " calf"), (" okay", " muscle", " check", " left", " calf")):
        assert not any(heard(SpellingNetwork(*text), sound(-1, 1.2, -1)))


@pytest.mark.parametrize(("behind", "wakes"), [(6.0, False), (8.0, True)])
def test_the_phrase_may_be_so_much_less_likely_than_the_models_own_words(behind, wakes):
    """Here it writes something else, which is seven (natural logarithm) more likely."""
    network = SpellingNetwork(" okay", " muscle", " checks", other=(" okay", " muscle", " check"), behind=7.0)
    assert any(heard(network, sound(-1, 1.2, -1), behind)) is wakes


def test_nothing_is_decoded_while_nobody_speaks_or_talk_goes_on():
    """Silence and half a minute of talk cost the model no step."""
    network = SpellingNetwork(" okay", " muscle", " check")
    assert not any(heard(network, sound(-3, 30, -1)))
    assert network.steps == 0


def test_several_in_one_block_are_all_taken():
    """The second of two phrases is still to come when the first has been heard, whatever the block."""
    listening = HeardPhrase(PHRASE, SpellingNetwork(" okay", " muscle", " check"), loud)
    assert listening.accept(sound(-1, 1.2, -1, 1.2, -1))
    assert not listening.accept(sound(-1))


@pytest.mark.parametrize("name", OURS)
def test_without_moonshine_one_line_is_told_and_a_key_wakes(name):
    """The device stays on all the same."""
    settings = Settings(wake_phrase=name)
    lines = []
    assert own_wake_word(settings, SimpleNamespace(name="sphinx"), lines.append) is None
    assert stays(settings)
    (line,) = lines
    assert OFFERED[name].text in line
    assert "Moonshine" in line
    assert "a key begins a conversation" in line


def test_nothing_is_told_where_no_phrase_is_set():
    """Whoever wants none needs none."""
    lines = []
    assert own_wake_word(Settings(), SimpleNamespace(name="sphinx"), lines.append) is None
    assert not lines
    assert not stays(Settings())


def test_every_phrase_of_ours_is_spelt():
    """Each that can be set."""
    assert set(SPELT) == set(OURS)
    assert all(name in SPELT[name].spellings for name in OURS)


@pytest.fixture(scope="module")
def moonshine():
    return load_recogniser("moonshine")


@real
@pytest.mark.parametrize("size", [320, 1_000_000])
@pytest.mark.parametrize("voice", VOICES)
def test_the_real_model_hears_the_phrase(moonshine, voice, size):
    """From rendered voices, however the sound is cut up."""
    listening = heard_phrase(PHRASE, moonshine)
    samples = np.pad(spoken("okay muscle check.", voice), 8000)
    assert any(listening.accept(samples[start : start + size]) for start in range(0, len(samples), size))


@real
@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize(
    "text",
    [
        "okay let me check",
        "okay must I check",
        "they must all check",
        "muscle check",
        "okay",
        "my left calf keeps twitching",
        "What's going on?",
        "hate which was",
    ],
)
def test_other_words_are_not_taken_for_it(moonshine, name, text):
    """Neither our own sentences nor words that sound a little like it."""
    listening = heard_phrase(OFFERED[name], moonshine)
    assert not listening.accept(np.pad(spoken(text), 8000))
