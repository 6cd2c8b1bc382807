"""Louder without clipping: a look-ahead peak limiter over a whole rendering.

Where a peak would pass the ceiling, the gain falls over the five milliseconds before it and comes back over some tenths of a
second, so that a loud syllable sounds like its neighbours and no wave is bent. It works in steps of a millisecond: within one,
the gain runs straight between two values that its loudest sample allows.
"""

import numpy as np
from numpy.typing import NDArray

from voice.ports import Samples

CEILING = 0.97
"""The loudest sample, as a share of full scale: 0.3 dB of room for a converter's overshoot."""
_STEPS_A_SECOND = 1000
_AHEAD_STEPS = 5
_RELEASE_STEPS = 150
_FULL_SCALE = 32767


def limited(samples: Samples, rate_hz: int, gain: float) -> Samples:
    """Mono int16 `samples` times `gain`, with no sample above the ceiling."""
    loud = samples.astype(np.float32) * np.float32(gain)
    if not len(loud) or np.abs(loud).max() <= CEILING * _FULL_SCALE:
        return np.asarray(np.rint(loud), np.int16)
    return np.asarray(np.rint(loud * _gains(loud, max(1, rate_hz // _STEPS_A_SECOND))), np.int16)


def _gains(loud: NDArray[np.float32], step: int) -> NDArray[np.float32]:
    """What each sample is to be multiplied by, between 0 and 1."""
    steps = -(-len(loud) // step)
    peaks = np.abs(np.pad(loud, (0, steps * step - len(loud)))).reshape(steps, step).max(1)
    allowed = np.minimum(1.0, CEILING * _FULL_SCALE / np.maximum(peaks, 1.0))
    gains = _smoothed(_released(_least_of_next(allowed)))
    # At the border of two steps the lower gain counts, so that neither is exceeded on the way.
    borders = np.minimum(np.append(gains, gains[-1]), np.insert(gains, 0, gains[0]))
    return np.asarray(np.interp(np.arange(len(loud)) / step, np.arange(steps + 1), borders), np.float32)


def _least_of_next(allowed: NDArray[np.float64]) -> NDArray[np.float64]:
    padded = np.pad(allowed, (0, _AHEAD_STEPS), mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, _AHEAD_STEPS + 1).min(1))


def _released(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """Down at once, and back up by a share of what is missing a step."""
    released, gain = [], 1.0
    for wanted in gains.tolist():
        gain = min(wanted, gain + (1.0 - gain) / _RELEASE_STEPS)
        released.append(gain)
    return np.array(released)


def _smoothed(gains: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the last few steps, none of which is above what the present one allows, as each has looked ahead to it."""
    padded = np.pad(gains, (_AHEAD_STEPS, 0), mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, _AHEAD_STEPS + 1).mean(1))
