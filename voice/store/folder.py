"""Many conversations in one folder, a file each.

1. A file is named by a hash of the conversation's key, which may be somebody's name or number.
2. One program uses a folder at a time: a lock in it, which the system takes away when the program dies.
3. Beside it stands what of it has reached whoever answers, in a file that holds a time and no answer.
4. Where such folders lie is remembered, so that `forget` finds what is in them.
"""

import contextlib
import hashlib
import os
import re
from pathlib import Path
from types import TracebackType

from voice.errors import StateError
from voice.store.file import StateFile
from voice.store.lock import Lock
from voice.store.private import private_folder, remove
from voice.store.remembered import paths_in, remember

_LOCK = ".lock"
_OURS = re.compile(r"[0-9a-f]{32}\.(json(\.tmp)?|heard)")


def name_of(key: str) -> str:
    """What stands for a conversation's key wherever it is kept."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


class StateFolder:
    """The folder at `path`; `remembered` is the list of all such folders. A context.

    Raises StateError where another program uses it, and where it cannot be written.
    """

    def __init__(self, path: Path, remembered: Path | None = None) -> None:
        self._path = path.absolute()
        try:
            private_folder(self._path)
            if remembered is not None:
                private_folder(remembered.parent)
                remember(self._path, remembered)
        except OSError as error:
            raise StateError(f"{path}: conversations cannot be kept there ({error.strerror}); name another folder") from None
        try:
            self._lock = Lock(self._path / _LOCK)
        except BlockingIOError:
            raise StateError(f"{path}: in use by another program; stop that one first, or name another folder") from None

    def store(self, name: str) -> StateFile:
        """Where the conversation of that name is kept."""
        return StateFile(self._path / f"{name}.json")

    def note_heard(self, name: str, what: str) -> None:
        """Remember what was heard last in a conversation. Where that cannot be kept, it is not known."""
        with contextlib.suppress(OSError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            with os.fdopen(os.open(self._heard(name), flags, 0o600), "w", encoding="utf-8") as file:
                file.write(what)

    def heard(self, name: str) -> str | None:
        """What was heard last, if that is known."""
        try:
            return self._heard(name).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None

    def forget_heard(self, name: str) -> None:
        """Nothing is known of it any more."""
        with contextlib.suppress(OSError):
            remove(self._heard(name))

    def names(self) -> tuple[str, ...]:
        """The conversations that are kept, the one that was written longest ago first."""
        return tuple(path.stem for path in sorted(self.files(), key=_written) if path.suffix == ".json")

    def files(self) -> tuple[Path, ...]:
        """Every file of a conversation, also one that a power cut has left half written."""
        with contextlib.suppress(OSError):
            return tuple(path for path in sorted(self._path.iterdir()) if _OURS.fullmatch(path.name))
        return ()

    def _heard(self, name: str) -> Path:
        return self._path / f"{name}.heard"

    def abandon(self) -> None:
        """Leave nothing of ours but what could not be removed; the folder itself goes where nothing else is in it."""
        with contextlib.suppress(OSError):
            (self._path / _LOCK).unlink()
            self._path.rmdir()

    def close(self) -> None:
        """Let another program have it."""
        self._lock.release()

    def __enter__(self) -> "StateFolder":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def remembered_folders(remembered: Path) -> tuple[Path, ...]:
    """The folders in which conversations were kept, and that are still there."""
    return tuple(path for path in paths_in(remembered) if path.is_dir())


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
