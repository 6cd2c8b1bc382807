"""WAV files in and out: whatever a file holds becomes mono int16 at 16 kHz, read in blocks so that length costs little.

A header is not believed: the rate, the channels of a block and the length of the sound are bounded. Of several channels the
loudest is taken: an average would bury one speaking channel under silent ones and cancel channels of opposite polarity. Samples
that are not numbers count as silence, those beyond full scale are clipped.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from voice.audio.devices import hushed
from voice.errors import AudioFileError
from voice.ports import RATE_HZ, Samples

_LOWEST_HZ, _HIGHEST_HZ = 8_000, 192_000
_LONGEST_SECONDS = 2 * 60 * 60
_BLOCK_SAMPLES = 1_000_000
"""Of all channels together."""
_MOST_CHUNKS = 1_000
"""Before the sound begins; a recorder writes a handful."""
# Sizes from here on are what programs write that do not know the length beforehand (0xFFFFFFFF, 0x7FFFFFFF and kin).
_STREAMED_SIZE = 0x7FFF0000


def read_wav(path: Path | str) -> Samples:
    """The file's sound, mono int16 at 16 kHz. Raises AudioFileError: missing, no sound file, empty, cut off, out of bounds."""
    try:
        # Decoders of damaged files write to the screen what they think of them.
        with Path(path).open("rb") as file, hushed():
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
        chunk = file.read(8)
        for _ in range(_MOST_CHUNKS):
            if len(chunk) < 8 or chunk[:4] == b"data":
                break
            length = int.from_bytes(chunk[4:], "little")
            file.seek(length + length % 2, 1)
            chunk = file.read(8)
        if chunk[:4] != b"data":
            raise AudioFileError(f"{path}: cut off before its sound begins")
        length = int.from_bytes(chunk[4:], "little")
        if file.tell() + length > size and length < _STREAMED_SIZE:
            raise AudioFileError(f"{path}: cut off: {size - file.tell()} of {length} bytes of sound are there")
    file.seek(0)


def _decoded(file: BinaryIO, path: Path | str) -> Samples:
    # By its descriptor: a Python file is read through callbacks, which print what goes wrong in them.
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    with soundfile.SoundFile(file.fileno(), closefd=False) as sound:
        if not _LOWEST_HZ <= sound.samplerate <= _HIGHEST_HZ:
            allowed = f"{_LOWEST_HZ:,} to {_HIGHEST_HZ:,} would be right"
            raise AudioFileError(f"{path}: {sound.samplerate:,} samples a second; {allowed}")
        channel = _loudest_channel(sound)
        stream = soxr.ResampleStream(sound.samplerate, RATE_HZ, 1, dtype="float32")
        parts = []
        length = 0
        for block in _blocks(sound):
            parts.append(_int16(stream.resample_chunk(np.ascontiguousarray(block[:, channel]))))
            length += len(parts[-1])
            if length > _LONGEST_SECONDS * RATE_HZ:
                raise AudioFileError(f"{path}: longer than {_LONGEST_SECONDS // 3600} hours; give it in parts")
        parts.append(_int16(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)))
    samples = np.concatenate(parts)
    if len(samples) == 0:
        raise AudioFileError(f"{path}: holds no sound (0 seconds)")
    return samples


def _int16(samples: NDArray[np.float32]) -> Samples:
    return np.asarray(np.clip(np.rint(samples * 32768.0), -32768, 32767), np.int16)


def _blocks(sound: soundfile.SoundFile) -> Iterator[NDArray[np.float32]]:
    """(frames, channels) from the beginning; what is no number is silence."""
    sound.seek(0)
    frames = max(1, _BLOCK_SAMPLES // sound.channels)
    while len(block := sound.read(frames, dtype="float32", always_2d=True)):
        yield np.clip(np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0), -1.0, 1.0)


def _loudest_channel(sound: soundfile.SoundFile) -> int:
    if sound.channels == 1:
        return 0
    energy = np.zeros(sound.channels)
    for block in _blocks(sound):
        energy += np.sum((block - block.mean(axis=0)) ** 2, axis=0)
    return int(np.argmax(energy))
