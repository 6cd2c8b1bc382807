"""What a device gives, as mono int16 around zero: any sample format, any channels, any offset.

1. Channels that carry nothing are left out: arrays and stereo plugs often leave some of theirs dead.
2. What is no number is silence. What is beyond full scale is full scale.
3. A steady offset is followed and taken off; it would pass for sound, and cut the room for speech.
"""

import numpy as np
from numpy.typing import NDArray

from voice.ports import Samples

_FULL_SCALE = 32768.0
_FOLLOWS = 0.05
"""How much of the difference to a block's mean is taken up with each block of 20 ms: half a second, below any voice."""
_NEGLIGIBLE = 8.0
"""Sample units: -72 dBFS. Sound that is on the spot stays as it is."""


def samples_of(block: NDArray[np.generic]) -> Samples:
    """A block, frames by channels, of int16, int32, uint8, int8 or float, as mono int16."""
    match block.dtype.kind, block.dtype.itemsize:
        case "i", 2:
            scaled = block
        case "i", size:
            scaled = block.astype(np.float64) * (_FULL_SCALE / 2.0 ** (8 * size - 1))
        case "u", size:
            scaled = block.astype(np.float64) * (_FULL_SCALE / 2.0 ** (8 * size - 1)) - _FULL_SCALE
        case _:
            scaled = np.nan_to_num(block.astype(np.float64), nan=0.0, posinf=1.0, neginf=-1.0) * _FULL_SCALE
    return _int16(_mono(scaled))


def _mono(block: NDArray[np.generic]) -> NDArray[np.generic]:
    if block.ndim == 1 or block.shape[1] == 1:
        return block.reshape(len(block))
    live = block.any(axis=0)
    if not live.any():
        return block[:, 0]
    return np.asarray(block[:, live].astype(np.float64).mean(axis=1))


def _int16(sound: NDArray[np.generic]) -> Samples:
    if sound.dtype == np.int16:
        return np.asarray(sound, np.int16)
    return np.asarray(np.clip(np.rint(sound), -32768, 32767), np.int16)


class OffsetFilter:
    """Takes off a steady offset, block by block."""

    def __init__(self) -> None:
        self._offset: float | None = None

    def take(self, mono: Samples) -> Samples:
        """The block without it."""
        if not len(mono):
            return mono
        mean = float(mono.mean())
        self._offset = mean if self._offset is None else self._offset + _FOLLOWS * (mean - self._offset)
        if abs(self._offset) < _NEGLIGIBLE:
            return mono
        return _int16(mono.astype(np.float64) - self._offset)
