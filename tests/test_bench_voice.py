"""Voices measured side by side, and how loud a sound is to a listener."""

import numpy as np
import pytest
from click.testing import CliRunner

from voice.bench.loudness import loudness
from voice.cli import main
from voice.ports import Rendered


def tone(peak, frequency, rate_hz, seconds=3.0):
    """A sine, its peak a share of full scale."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return Rendered(np.asarray(np.sin(2 * np.pi * frequency * at) * peak * 32767, np.int16), rate_hz)


@pytest.mark.parametrize("rate_hz", [16_000, 22_050, 24_000, 48_000])
def test_the_reference_tone_has_its_loudness(rate_hz):
    """BS.1770: a sine of 997 Hz at full scale on one channel is -3.01 LUFS, at any rate."""
    assert loudness(tone(1.0, 997, rate_hz)) == pytest.approx(-3.01, abs=0.02)


def test_half_the_peak_is_six_units_less():
    """Loudness is in decibels."""
    assert loudness(tone(1.0, 997, 48_000)) - loudness(tone(0.5, 997, 48_000)) == pytest.approx(6.02, abs=0.02)


def test_pauses_do_not_count():
    """A sentence is as loud with silence after it as without."""
    spoken = tone(0.3, 500, 24_000)
    paused = Rendered(np.concatenate([spoken.samples, np.zeros(72_000, np.int16)]), 24_000)
    assert loudness(paused) == pytest.approx(loudness(spoken), abs=0.5)


@pytest.mark.parametrize("seconds", [0.0, 0.2, 1.0])
def test_silence_has_the_least_loudness(seconds):
    """However short."""
    assert loudness(tone(0.0, 997, 24_000, seconds)) == -70.0


def test_a_voice_has_a_row_of_figures():
    """Every column is filled, its loudness that of speech, its memory that of a program."""
    done = CliRunner().invoke(main, ["bench", "voice", "espeak"])
    assert done.exit_code == 0, done.output
    head, _, row = done.output.strip().splitlines()
    cells = dict(zip(head.split(" | "), row.split(" | "), strict=True))
    assert float(cells["s for the first sentence"]) > 0
    assert -30 < float(cells["LUFS"]) < -10
    assert float(cells["MB"]) > 20


def test_a_voice_that_is_none_is_one_line():
    """The others' rows are not waited for in vain."""
    done = CliRunner().invoke(main, ["bench", "voice", "no-such-voice"])
    assert done.exit_code == 1
    assert len(done.stderr.splitlines()) == 1
    assert "eSpeak NG has none of that name" in done.stderr
