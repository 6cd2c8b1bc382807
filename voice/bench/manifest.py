"""Recordings and what is said in them, by a manifest.

It is CSV with the columns `path` (relative to it) and `text`; an empty text is no words of ours. Also used where they are
there: `speaker`; `kind`; `asked` (slots joined by `+`: this question only); `noise` (a sound file, relative to the manifest) and
`snr_db`, so many decibels below the voice it is mixed in. A row of the kind `noise` holds nothing to be heard. One of the kind
`answer` is a whole answer to the question in `asked`; without any it answers the opening question.
"""

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from voice.audio.wav import read_wav
from voice.errors import FileError
from voice.ports import Samples
from voice.recognition.endpointing import spoken_part
from voice.recognition.level import active_level
from voice.rehearsal.room import Noise

Asked = tuple[str, ...]
NOISE, ANSWER = "noise", "answer"
_WIDEST_DB = 100.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording, what is said in it and by whom; `asked`, if anything, is the one question to put it to.

    With `noise`, that recording is heard around it, `snr_db` decibels below the voice.
    """

    path: Path
    text: str
    speaker: str = ""
    kind: str = ""
    asked: Asked = ()
    noise: Path | None = None
    snr_db: float = 0.0

    def sound(self) -> Samples:
        """What there is to hear. Raises AudioFileError."""
        sound = read_wav(self.path)
        if self.noise is None:
            return sound
        # Each recording meets another part of the noise, and always the same one.
        around = np.roll(read_wav(self.noise), crc32(self.path.name.encode()))
        return Noise(around, self.snr_db).over(sound, active_level(spoken_part(sound)))


def clips(manifest: Path) -> list[Clip]:
    """All recordings of a manifest; in noise nothing is said. Raises FileError for one that cannot be used."""
    try:
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if not {"path", "text"} <= set(rows.fieldnames or ()):
                raise FileError(f"{manifest}:1: should be CSV with the columns path and text")
            return [_clip(manifest, rows.line_num, row) for row in rows if row["path"]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{manifest}: cannot be read as CSV: {error}") from None


def spoken_clips(manifest: Path) -> list[Clip]:
    """Those in which there is something to be heard. Raises FileError."""
    return [clip for clip in clips(manifest) if clip.kind != NOISE]


def among(recordings: Iterable[Clip], noise: Path, levels: Sequence[float]) -> list[Clip]:
    """The same recordings with that noise, once for each level in decibels below the voice."""
    return [replace(clip, noise=noise, snr_db=level) for level in levels for clip in recordings]


def _clip(manifest: Path, line: int, row: dict[str, Any]) -> Clip:
    said = defaultdict(str, {column: written for column, written in row.items() if written})
    folder, noise = manifest.parent, said["noise"]
    return Clip(
        folder / said["path"],
        "" if said["kind"] == NOISE else said["text"].strip().lower(),
        said["speaker"],
        said["kind"],
        tuple(slot for slot in said["asked"].split("+") if slot),
        folder / noise if noise else None,
        _decibels(f"{manifest}:{line}", said["snr_db"]) if noise else 0.0,
    )


def _decibels(where: str, written: str) -> float:
    try:
        level = float(written)
    except ValueError:
        level = math.nan
    if not -_WIDEST_DB <= level <= _WIDEST_DB:
        raise FileError(f"{where}: with a noise, snr_db has to say how many decibels it is below the voice: 20, or 10")
    return level
