"""Where a conversation survives a power cut: one JSON file, replaced as a whole or not at all.

1. Written to a temporary file beside it, fsynced, renamed, the folder fsynced: there is always the old state or the new one.
2. The file is its owner's alone (0600), and so is a folder made for it (0700).
3. One conversation at a time: a lock beside it, which the system takes away when the program dies.
4. A folder that cannot be written to is no reason not to talk: `save` raises StateError, and the session says it once.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from voice.errors import StateError
from voice.outside import cut
from voice.store.lock import Lock
from voice.store.private import aside, remove, replace

_MOST_BYTES = 4_000_000
"""A conversation of an hour has a hundred thousand."""


class StateFile:
    """Fills `ports.StateStore` with a file that nobody else uses."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Mapping[str, Any] | None:
        """What was saved, or None. Raises StateError for a file that holds no JSON object."""
        try:
            with self._path.open("rb") as file:
                written = file.read(_MOST_BYTES + 1)
            document = json.loads(written) if len(written) <= _MOST_BYTES else None
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise StateError(f"{self._path}: cannot be read ({cut(str(error))})") from None
        if not isinstance(document, dict):
            raise StateError(f"{self._path}: holds no saved conversation")
        return document

    def save(self, state: Mapping[str, Any]) -> None:
        """Written and on disk when this returns. Raises StateError (full disk, no permission); what was saved before stays."""
        written = json.dumps(state, ensure_ascii=False).encode()
        try:
            replace(self._path, written)
        except OSError as error:
            raise StateError(f"{self._path}: cannot be written ({error.strerror})") from None

    def erase(self) -> None:
        """Nothing of it is left. Raises StateError."""
        try:
            remove(aside(self._path))
            remove(self._path)
        except OSError as error:
            raise StateError(f"{self._path}: cannot be deleted ({error.strerror}); delete it by hand") from None


class FileStore:
    """Fills `ports.StateStore`. Raises StateError at once when another conversation uses the file."""

    def __init__(self, path: Path) -> None:
        if path.exists() and not path.is_file():
            # Renaming onto a device would take it away from the whole machine.
            raise StateError(f"{path}: not a file; name another file")
        self._file = StateFile(path)
        try:
            self._lock = Lock(path.with_name(path.name + ".lock"))
        except BlockingIOError:
            raise StateError(f"{path}: in use by another conversation; end that one first, or name another file") from None

    def load(self) -> Mapping[str, Any] | None:
        """What was saved, or None. Raises StateError for a file that holds no JSON object."""
        return self._file.load()

    def save(self, state: Mapping[str, Any]) -> None:
        """Written and on disk when this returns. Raises StateError (full disk, no permission); what was saved before stays."""
        self._file.save(state)

    def erase(self) -> None:
        """Nothing of it is left. Raises StateError."""
        self._file.erase()

    def close(self) -> None:
        """Let another conversation have the file."""
        self._lock.release()

    def __enter__(self) -> "FileStore":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
