"""Sounds of a gym that are no speech, made by calculation: for rehearsals, and to test that nothing is heard in them.

Each is the same every time, mono at 16,000 samples a second, with a root mean square of 1,000.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from voice.ports import RATE_HZ, Samples

Sound = NDArray[np.float64]
_LEVEL = 1000.0
# Four bars of A minor, F, C and G, in hertz.
_CHORDS = ((220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (261.6, 329.6, 392.0), (196.0, 246.9, 293.7))


def noise(kind: str, seconds: float) -> Samples:
    """`seconds` of one of NOISES. Raises KeyError for a kind that there is not."""
    sound = NOISES[kind](np.arange(round(seconds * RATE_HZ)) / RATE_HZ)
    loudness = float(np.sqrt(np.mean(sound**2))) or 1.0
    return np.asarray(np.clip(sound * (_LEVEL / loudness), -32768, 32767), np.int16)


def _coloured(samples: int, slope: float) -> Sound:
    """Noise whose amplitude falls with frequency to the power of `slope` above 60 Hz."""
    spectrum = np.fft.rfft(np.random.default_rng(11).normal(0.0, 1.0, samples))
    hertz = np.maximum(np.fft.rfftfreq(samples, 1 / RATE_HZ), 60.0)
    return np.asarray(np.fft.irfft(spectrum / hertz**slope, samples))


def _even(sound: Sound) -> Sound:
    return np.asarray(sound / (np.std(sound) or 1.0))


def _hum(time: Sound, fundamental: float, partials: int) -> Sound:
    return _even(
        sum((np.sin(2 * np.pi * n * fundamental * time + n * n) / n for n in range(1, partials + 1)), np.zeros(len(time)))
    )


def _beats(time: Sound, every: float, decay: float) -> Sound:
    """An envelope that jumps to 1 `every` so many seconds and falls off within about `decay`."""
    return np.asarray(np.exp(-(time % every) / decay))


def _fan(time: Sound) -> Sound:
    return _even(_coloured(len(time), 0.9)) + 0.3 * _hum(time, 93.0, 6)


def _treadmill(time: Sound) -> Sound:
    steps = _beats(time, 0.37, 0.05) * _even(_coloured(len(time), 1.4))
    return _even(_coloured(len(time), 0.6)) + 0.8 * _hum(time, 118.0, 14) + 2.5 * steps


def _music(time: Sound) -> Sound:
    bar = (time // 2.0).astype(int) % len(_CHORDS)
    tones = [np.choose(bar, [_hum(time, chord[voice], 8) for chord in _CHORDS]) for voice in range(3)]
    drum = _beats(time, 0.5, 0.06) * np.sin(2 * np.pi * 60 * time) * 3
    hat = _beats(time + 0.25, 0.5, 0.02) * np.random.default_rng(12).normal(0.0, 1.0, len(time))
    return np.asarray(sum(tones) * (0.6 + 0.4 * _beats(time, 0.5, 0.3)) + drum + hat)


NOISES: Mapping[str, Callable[[Sound], Sound]] = {"fan": _fan, "treadmill": _treadmill, "music": _music}
