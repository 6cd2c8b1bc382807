"""Results kept for later, when somebody wants that: JSON lines, the oldest first, their owner's alone.

1. A line is on disk before `keep` returns; one that a power cut tore is left out, and the next begins on a line of its own.
2. The newest 200 are kept.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from voice.errors import StateError
from voice.ports import Kept
from voice.store.private import aside, open_to_append, private_folder, remove, replace, sync, sync_folder

_MOST = 200


class FileHistory:
    """Fills `ports.History` with a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, kept: Kept) -> None:
        """Append it, on disk when this returns. Raises StateError (full disk, no permission)."""
        at = kept.at.isoformat() if kept.at else None
        line = json.dumps({"at": at, "disposition": kept.disposition, "answers": kept.answers}, ensure_ascii=False)
        try:
            private_folder(self._path.parent)
            self._bound()
            new = not self._path.exists()
            torn = not new and self._path.read_bytes()[-1:] not in (b"", b"\n")
            with open_to_append(self._path) as file:
                file.write(("\n" if torn else "") + line + "\n")
                sync(file)
            if new:
                sync_folder(self._path.parent)
        except OSError as error:
            raise StateError(f"{self._path}: cannot be written ({error.strerror})") from None

    def latest(self) -> Kept | None:
        """The last whole one, or None. Raises StateError for a file that cannot be read."""
        return next(iter([*self._all()][-1:]), None)

    def erase(self) -> None:
        """Nothing of them is left. Raises StateError."""
        try:
            remove(aside(self._path))
            remove(self._path)
        except OSError as error:
            raise StateError(f"{self._path}: cannot be deleted ({error.strerror}); delete it by hand") from None

    def _all(self) -> Iterator[Kept]:
        for line in self._lines():
            try:
                yield _kept(json.loads(line))
            except (ValueError, KeyError, TypeError, RecursionError):
                continue

    def _lines(self) -> list[bytes]:
        try:
            return self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise StateError(f"{self._path}: cannot be read ({error.strerror})") from None

    def _bound(self) -> None:
        lines = self._lines()
        if len(lines) < _MOST:
            return
        replace(self._path, b"".join(line + b"\n" for line in lines[-_MOST + 1 :]))


def _kept(line: Mapping[str, Any]) -> Kept:
    at = line["at"]
    # Local time, as all of ours is.
    return Kept(str(line["disposition"]), dict(line["answers"]), datetime.fromisoformat(at).replace(tzinfo=None) if at else None)
