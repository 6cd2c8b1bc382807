"""Louder than rendered: no sample at full scale, louder as asked where there is room, and no gain that pumps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from voice.limiter import CEILING, limited
from voice.synthesis.espeak import load_synthesiser

RATE_HZ = 24_000
MOST = CEILING * 32767 + 1


def tone(seconds, peak, frequency=220.0):
    """A sine of so many seconds, its peak a share of full scale."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return np.asarray(np.sin(2 * np.pi * frequency * at) * peak * 32767, np.int16)


def decibels(louder, softer):
    """How much more energy one has than the other."""
    energies = [np.mean(samples.astype(np.float64) ** 2) for samples in (louder, softer)]
    return 10 * np.log10(energies[0] / energies[1])


def gains(played, samples, step=240):
    """What every hundredth of a second was multiplied by."""
    whole = len(samples) // step * step
    levels = [np.abs(one[:whole].astype(float)).reshape(-1, step).max(1) for one in (played, samples)]
    return levels[0] / np.maximum(levels[1], 1)


@pytest.mark.parametrize("gain", [1.3, 1.6, 3.0])
@pytest.mark.parametrize("peak", [0.2, 0.5, 0.9, 1.0])
def test_no_sample_passes_the_ceiling(peak, gain):
    """However loud it was, and whatever is asked for."""
    assert np.abs(limited(tone(0.5, peak), RATE_HZ, gain).astype(int)).max() <= MOST


@given(arrays(np.int16, st.integers(0, 400)), st.sampled_from([8_000, 16_000, 22_050, 48_000]), st.floats(0.1, 3.0))
def test_no_sound_at_all_passes_the_ceiling(samples, rate_hz, gain):
    """Nor does it change its length, whatever it is."""
    played = limited(samples, rate_hz, gain)
    assert len(played) == len(samples)
    assert np.abs(played.astype(int)).max(initial=0) <= MOST


def test_what_has_room_is_only_multiplied():
    """Sound that stays below the ceiling is untouched but for the gain."""
    samples = tone(0.2, 0.3)
    assert np.abs(limited(samples, RATE_HZ, 1.6).astype(float) - samples * 1.6).max() <= 1


@pytest.mark.parametrize("voice", ["en", "en-us+f3"])
def test_speech_at_the_gym_is_louder(voice):
    """At 1.6 it gains most of the four decibels that were asked for, with its peaks at full scale before."""
    samples = load_synthesiser(voice).render("Is your pee dark, like cola, or red?").samples
    full = np.asarray(samples * (32767 / np.abs(samples.astype(float)).max()), np.int16)
    played = limited(full, 22_050, 1.6)
    assert np.abs(played.astype(int)).max() <= MOST
    assert decibels(played, full) > 2.0


def test_a_steady_sound_keeps_one_gain():
    """Its loudness does not swing: less than a quarter of a decibel, from the first tenth of a second on."""
    samples = tone(1.0, 0.8)
    steady = gains(limited(samples, RATE_HZ, 2.0), samples)[10:]
    assert 20 * np.log10(steady.max() / steady.min()) < 0.25


def test_the_gain_falls_and_rises_slowly():
    """Around one loud moment it moves by less than 4 dB in a hundredth of a second down, and less than 1 dB up."""
    samples = np.concatenate([tone(0.5, 0.3), tone(0.05, 0.9), tone(1.0, 0.3)])
    steps = np.diff(20 * np.log10(gains(limited(samples, RATE_HZ, 1.6), samples)))
    assert steps.min() > -4.0
    assert steps.max() < 1.0


def test_what_is_far_from_a_peak_keeps_its_loudness():
    """Half a second after a loud moment there is no sign of it, and none before."""
    samples = np.concatenate([tone(0.5, 0.3), tone(0.05, 0.9), tone(1.2, 0.3)])
    moved = gains(limited(samples, RATE_HZ, 1.6), samples)
    assert moved[:45] == pytest.approx(1.6, rel=0.01)
    assert moved[-50:] == pytest.approx(1.6, rel=0.03)
