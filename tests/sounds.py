"""Sound for tests of hearing: the product's own synthesiser speaking with other voices than its own, and noise."""

from functools import cache
from pathlib import Path

import numpy as np
import soxr

from voice.ports import RATE_HZ
from voice.synthesis.espeak import load_synthesiser

RECORDINGS = Path(__file__).parents[2] / "shared" / "recordings"
"""Recordings of real people and rooms, where they lie beside this checkout."""
VOICES = ("en-us", "en-us+f3", "en+m3")


@cache
def spoken(text, voice="en-us", rate=0.9):
    """`text` spoken, 16 kHz, with half a second of near silence on both sides."""
    rendered = load_synthesiser(voice).render(text, rate=rate)
    speech = soxr.resample(rendered.samples.astype(np.float32) * 0.5, rendered.rate_hz, RATE_HZ)
    quiet = np.zeros(RATE_HZ // 2, np.float32)
    return (np.concatenate([quiet, speech, quiet]) + hiss(len(speech) + RATE_HZ, 5.0)).astype(np.int16)


def hiss(samples, level):
    """White noise of the given standard deviation in sample units; the same each time."""
    return np.random.default_rng(7).normal(0.0, level, samples)


def silence(seconds):
    """A quiet room."""
    return hiss(int(seconds * RATE_HZ), 5.0).astype(np.int16)


def blocks(samples, size=1_600):
    """The sound as a microphone brings it, 0.1 s at a time."""
    return [samples[start : start + size] for start in range(0, len(samples), size)]
