"""How loud speech is, by three measures, and bringing it to the level that an acoustic model hears best.

They differ by some decibels, so a figure that was measured by one is not to be compared with another's.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.ports import Samples

FULL_SCALE = 32768.0
_LEAST_POWER = 1e-12
_FRAME = 400
_LOUDEST_FRAMES = 8
_SHORT_FRAME = 320
_GAIN_AT_MOST = 50.0


def in_decibels(power: float) -> float:
    """A power, full scale being 1, in decibels; -120 for nothing."""
    return float(10 * np.log10(max(power, _LEAST_POWER)))


def dbfs(samples: Samples) -> float:
    """The level in decibels below full scale, a constant offset taken off; -120 for nothing."""
    return in_decibels(float(np.var(samples.astype(np.float64))) / FULL_SCALE**2 if len(samples) else 0.0)


def speech_level(samples: Samples) -> float:
    """The root mean square of the loudest 0.2 s, in sample units: pauses before and after do not count."""
    whole = len(samples) // _FRAME * _FRAME
    if not whole:
        return 0.0
    power = np.mean(samples[:whole].astype(np.float64).reshape(-1, _FRAME) ** 2, axis=1)
    return float(np.sqrt(np.mean(np.sort(power)[-_LOUDEST_FRAMES:])))


def gain_to(level: float, samples: Samples) -> float:
    """What to multiply `samples` by so that their speech level becomes `level`; 50 at most."""
    found = speech_level(samples)
    return min(_GAIN_AT_MOST, level / found) if found > 0 else 1.0


def active_level(speech: Samples) -> float:
    """The root mean square of what is spoken, in sample units: of the frames of 20 ms within 30 dB of the loudest."""
    whole = len(speech) // _SHORT_FRAME * _SHORT_FRAME
    power = np.mean(speech[:whole].astype(np.float64).reshape(-1, _SHORT_FRAME) ** 2, axis=1) if whole else np.zeros(1)
    return float(np.sqrt(np.mean(power[power >= power.max() / 1000])))


def louder_half(sound: NDArray[np.floating[Any]] | Samples) -> float:
    """The root mean square of the louder half, 25 ms at a time."""
    whole = len(sound) // _FRAME * _FRAME
    power = np.sort((sound[:whole].astype(np.float64).reshape(-1, _FRAME) ** 2).mean(axis=1)) if whole else np.zeros(1)
    return float(np.sqrt(power[-max(1, len(power) // 2) :].mean()))
