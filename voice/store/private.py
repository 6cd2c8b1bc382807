"""Files and folders that only their owner can read, whatever the system's usual is, and that survive a power cut.

Nothing is written through a link that somebody else may have laid where a file of ours is expected.
"""

import contextlib
import os
from pathlib import Path
from typing import IO, Any, TextIO


def private_folder(folder: Path) -> None:
    """Make `folder` where it is missing, its owner's alone (0700), and those above it. Raises OSError."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def open_to_append(path: Path) -> TextIO:
    """`path` as text to be added to, line by line; a new file is its owner's alone (0600). Raises OSError, also for a link."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o600), "a", 1, encoding="utf-8")


def replace(path: Path, written: bytes) -> None:
    """Make `written` all that `path` holds, on disk when this returns: there is always the old file or the new one.

    Raises OSError. Written to a file beside it (its name with `.tmp`), synced, renamed, the folder synced.
    """
    beside = aside(path)
    beside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(written)
            sync(file)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Nothing is at `path`. Raises OSError where something stays: a disk that takes no changes is no fault if nothing was."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        if os.path.lexists(path):
            raise


def aside(path: Path) -> Path:
    """Where `replace` writes first; left behind by a power cut."""
    return path.with_name(path.name + ".tmp")


def sync(file: IO[Any]) -> None:
    """What was written to an open file is on disk when this returns. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """What was made, renamed or removed in it is on disk when this returns. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
