"""A conversation as sound, both sides on one stereo recording: the program left of the middle, the caller right of it."""

from pathlib import Path

import numpy as np
import soundfile
import soxr

from voice.errors import AudioFileError
from voice.ports import Rendered, Samples

RATE_HZ = 22_050
_GAIN = 0.7
_PROGRAM, _CALLER = (1.0, 0.55), (0.55, 1.0)


class Tape:
    """Sound after sound, with the silence between them."""

    def __init__(self) -> None:
        self._parts: list[Samples] = []

    @property
    def seconds(self) -> float:
        """How long it is so far."""
        return sum(len(part) for part in self._parts) / RATE_HZ

    def program(self, sound: Rendered) -> None:
        """Append what the program plays."""
        self._append(sound, _PROGRAM)

    def caller(self, sound: Rendered) -> None:
        """Append what the caller says."""
        self._append(sound, _CALLER)

    def pause(self, seconds: float) -> None:
        """Append silence."""
        self._parts.append(np.zeros((max(0, round(seconds * RATE_HZ)), 2), np.int16))

    def write(self, path: Path) -> None:
        """Save it as a 16-bit stereo WAV. Raises AudioFileError where that cannot be."""
        whole = np.concatenate(self._parts) if self._parts else np.zeros((0, 2), np.int16)
        try:
            soundfile.write(path, whole, RATE_HZ, format="WAV", subtype="PCM_16")
        except (OSError, soundfile.SoundFileError) as error:
            raise AudioFileError(f"{path}: cannot be written ({error})") from None

    def _append(self, sound: Rendered, sides: tuple[float, float]) -> None:
        samples = sound.samples
        if sound.rate_hz != RATE_HZ and len(samples):
            samples = np.asarray(soxr.resample(samples, sound.rate_hz, RATE_HZ), np.int16)
        both = samples.astype(np.float32)[:, None] * np.asarray(sides, np.float32) * _GAIN
        self._parts.append(np.asarray(both, np.int16))
