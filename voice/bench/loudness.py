"""How loud speech is to a listener: ITU-R BS.1770-4, integrated and gated, of one channel.

Its two filters, given for 48 kHz, weigh the spectrum of each block of 0.4 s; blocks 10 LU below the mean of the rest are pauses.
"""

import numpy as np
from numpy.typing import NDArray

from voice.ports import Rendered

_FILTERS_HZ = 48_000
_SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
_BLOCK_SECONDS = 0.4
_OFFSET = -0.691
_SILENCE, _PAUSE = -70.0, -10.0


def loudness(sound: Rendered) -> float:
    """In LUFS; -70 for silence."""
    block = round(_BLOCK_SECONDS * sound.rate_hz)
    samples = np.pad(sound.samples.astype(np.float64) / 32768, (0, max(0, block - len(sound.samples))))
    blocks = np.lib.stride_tricks.sliding_window_view(samples, block)[:: block // 4]
    energies = _energies(blocks, _weights(block, sound.rate_hz))
    heard = energies[_in_units(energies) > _SILENCE]
    if not len(heard):
        return _SILENCE
    spoken = heard[_in_units(heard) > float(_in_units(heard.mean())) + _PAUSE]
    return float(_in_units(spoken.mean()))


def _in_units(energy: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(_OFFSET + 10 * np.log10(np.maximum(energy, 1e-12)))


def _weights(block: int, rate_hz: int) -> NDArray[np.float64]:
    """How much the ear makes of each line of a block's spectrum."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(block, 1 / rate_hz) / _FILTERS_HZ)
    response = np.ones(len(z), np.complex128)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= np.polyval(above[::-1], z) / np.polyval(below[::-1], z)
    return np.asarray(np.abs(response) ** 2)


def _energies(blocks: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weighted mean square of each block, by Parseval's theorem: lines but the first and last stand for two."""
    twice = np.full(len(weights), 2.0)
    twice[0] = 1.0
    twice[-1] = 1.0 if blocks.shape[1] % 2 == 0 else 2.0
    spectra = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    return np.asarray((spectra * weights * twice).sum(1) / blocks.shape[1] ** 2)
