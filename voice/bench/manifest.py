"""Recordings and what is said in them, by a manifest.

It is CSV with the columns `path` (relative to it) and `text`; an empty text is no words of ours. Also used where they are
there: `speaker`, `kind` (a row of kind `noise` holds nothing to be heard), `asked` (slots joined by `+`: this question only).
"""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.errors import FileError

Asked = tuple[str, ...]
NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording, what is said in it and by whom; `asked`, if anything, is the one question to put it to."""

    path: Path
    text: str
    speaker: str = ""
    kind: str = ""
    asked: Asked = ()


def clips(manifest: Path) -> list[Clip]:
    """All recordings of a manifest; in noise nothing is said. Raises FileError for one that cannot be used."""
    try:
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if not {"path", "text"} <= set(rows.fieldnames or ()):
                raise FileError(f"{manifest}:1: should be CSV with the columns path and text")
            return [_clip(manifest.parent, row) for row in rows if row["path"]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{manifest}: cannot be read as CSV: {error}") from None


def spoken_clips(manifest: Path) -> list[Clip]:
    """Those in which there is something to be heard. Raises FileError."""
    return [clip for clip in clips(manifest) if clip.kind != NOISE]


def _clip(folder: Path, row: dict[str, Any]) -> Clip:
    kind = row.get("kind") or ""
    text = "" if kind == NOISE else (row["text"] or "").strip().lower()
    asked = tuple(slot for slot in (row.get("asked") or "").split("+") if slot)
    return Clip(folder / row["path"], text, row.get("speaker") or "", kind, asked)
