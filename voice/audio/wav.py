"""WAV files in and out: whatever a file holds becomes mono int16 at 16 kHz, read in blocks so that length costs little.

Of several channels the loudest is taken: an average would bury one speaking channel under silent ones and cancel
channels of opposite polarity. Samples that are not numbers count as silence, those beyond full scale are clipped.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voice.errors import AudioFileError
from voice.ports import RATE_HZ, Samples

_BLOCK_SECONDS = 4
# Sizes from here on are what programs write that do not know the length beforehand (0xFFFFFFFF, 0x7FFFFFFF and kin).
_STREAMED_SIZE = 0x7FFF0000


def read_wav(path: Path | str) -> Samples:
    """The file's sound, mono int16 at 16 kHz. Raises AudioFileError: missing, no sound file, empty, cut off."""
    try:
        with Path(path).open("rb") as file:
            _refuse_cut_off(file, path)
            return _decoded(file, path)
    except OSError as error:
        raise AudioFileError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (soundfile.LibsndfileError, TypeError):
        raise AudioFileError(f"{path}: not a sound file; give a WAV recording") from None


def write_wav(path: Path | str, samples: Samples, rate_hz: int = RATE_HZ) -> None:
    """Write mono int16 `samples` as 16-bit PCM. Raises AudioFileError when the file cannot be written."""
    try:
        with Path(path).open("wb") as file:
            soundfile.write(file, np.asarray(samples, dtype=np.int16), rate_hz, format="WAV", subtype="PCM_16")
    except OSError as error:
        raise AudioFileError(f"{path}: cannot be written: {error.strerror or error}") from None
    except soundfile.LibsndfileError as error:
        raise AudioFileError(f"{path}: cannot be written: {error}") from None


def _refuse_cut_off(file: BinaryIO, path: Path | str) -> None:
    """Raise when the data chunk promises more bytes than the file has: libsndfile would read the rest in silence."""
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise AudioFileError(f"{path}: the file is empty")
    head = file.read(12)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        while len(chunk := file.read(8)) == 8 and chunk[:4] != b"data":
            length = int.from_bytes(chunk[4:], "little")
            file.seek(length + length % 2, 1)
        if chunk[:4] != b"data":
            raise AudioFileError(f"{path}: cut off before its sound begins")
        length = int.from_bytes(chunk[4:], "little")
        if file.tell() + length > size and length < _STREAMED_SIZE:
            raise AudioFileError(f"{path}: cut off: {size - file.tell()} of {length} bytes of sound are there")
    file.seek(0)


def _decoded(file: BinaryIO, path: Path | str) -> Samples:
    with soundfile.SoundFile(file) as sound:
        channel = _loudest_channel(sound)
        stream = soxr.ResampleStream(sound.samplerate, RATE_HZ, 1, dtype="float32")
        parts = [stream.resample_chunk(np.ascontiguousarray(block[:, channel])) for block in _blocks(sound)]
        parts.append(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
        samples = np.concatenate(parts)
    if len(samples) == 0:
        raise AudioFileError(f"{path}: holds no sound (0 seconds)")
    return np.clip(np.rint(samples * 32768.0), -32768, 32767).astype(np.int16)


def _blocks(sound: soundfile.SoundFile) -> Iterator[NDArray[np.float32]]:
    """(frames, channels) from the beginning; what is no number is silence."""
    sound.seek(0)
    frames = _BLOCK_SECONDS * sound.samplerate
    while len(block := sound.read(frames, dtype="float32", always_2d=True)):
        yield np.clip(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)


def _loudest_channel(sound: soundfile.SoundFile) -> int:
    if sound.channels == 1:
        return 0
    energy = np.zeros(sound.channels)
    for block in _blocks(sound):
        energy += np.sum((block - block.mean(axis=0)) ** 2, axis=0)
    return int(np.argmax(energy))
