"""What reaches the microphone of a rehearsal beside the caller: noise around, and our own voice from the loudspeaker.

In a script: `noise: {wav: gym.wav, snr_db: 10}`, a recording beside the script, or `noise: {made: treadmill, snr_db: 10}`,
one of those that are calculated; `leak_db: -12`, our own voice at so many decibels to the caller's (below: negative).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from voice.audio.wav import read_wav
from voice.errors import FileError
from voice.outside import cut
from voice.ports import RATE_HZ, Rendered, Samples
from voice.rehearsal.noises import NOISES, noise

_ROUND_SECONDS = 30.0
_WIDEST_DB = 100.0
"""Between voice and noise; what is further apart than this is not heard at all."""
_LATE_SECONDS = 0.4
"""So much of our last sentence is still in the air when the microphone opens: what a Bluetooth loudspeaker is late."""


class Noise:
    """A recording that goes round and round, at a distance in decibels below the caller's voice."""

    def __init__(self, recording: Samples, snr_db: float) -> None:
        self._recording = recording.astype(np.float32)
        self._snr_db = snr_db
        self._at = 0

    def over(self, sound: Samples, voice_rms: float) -> Samples:
        """`sound` with the next piece of the noise added."""
        piece = np.take(self._recording, range(self._at, self._at + len(sound)), mode="wrap")
        self._at = (self._at + len(sound)) % len(self._recording)
        return np.asarray(np.clip(sound + _gain(self._recording, voice_rms, -self._snr_db) * piece, -32768, 32767), np.int16)


class Leak:
    """The end of what we said last, as the microphone hears it when it opens; `level_db` to the caller's voice."""

    def __init__(self, level_db: float) -> None:
        self._level_db = level_db
        self._said: Samples = np.zeros(0, np.int16)

    def said(self, sound: Rendered) -> None:
        """We said this."""
        late = sound.samples[-round(_LATE_SECONDS * sound.rate_hz) :]
        self._said = np.asarray(soxr.resample(late, sound.rate_hz, RATE_HZ), np.int16)

    def over(self, sound: Samples, voice_rms: float) -> Samples:
        """`sound` from the moment the microphone opens, with our voice's end in its beginning; then it is over."""
        ours, self._said = self._said[: len(sound)].astype(np.float32), self._said[:0]
        mixed = sound.astype(np.float32)
        mixed[: len(ours)] += ours * _gain(ours, voice_rms, self._level_db)
        return np.asarray(np.clip(mixed, -32768, 32767), np.int16)


def noise_of(script: Mapping[str, Any], folder: Path) -> Noise | None:
    """The script's noise, a file of it in `folder`. Raises FileError."""
    wanted = script.get("noise")
    if not wanted:
        return None
    try:
        recording = noise(wanted["made"], _ROUND_SECONDS) if "made" in wanted else read_wav(folder / str(wanted["wav"]))
        snr_db = float(wanted.get("snr_db", 20))
    except (KeyError, TypeError, ValueError):
        raise _no_noise(script, folder) from None
    if not -_WIDEST_DB <= snr_db <= _WIDEST_DB:
        raise _no_noise(script, folder)
    return Noise(recording, snr_db)


def _no_noise(script: Mapping[str, Any], folder: Path) -> FileError:
    right = f"{{wav: FILE, snr_db: 10}}, or made: {', '.join(NOISES)} in place of wav: FILE"
    return FileError(f"{cut(str(script.get('title', folder)))}: noise should read {right}")


def leak_of(script: Mapping[str, Any]) -> Leak | None:
    """The script's leak."""
    return None if script.get("leak_db") is None else Leak(float(script["leak_db"]))


def _gain(sound: "np.typing.NDArray[np.float32]", rms: float, level_db: float) -> float:
    """What brings `sound` to so many decibels above `rms`."""
    own = float(np.sqrt(np.mean(sound**2))) if len(sound) else 0.0
    return float(rms / (own or 1.0) * 10.0 ** (level_db / 20))
