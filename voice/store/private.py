"""Files and folders that only their owner can read, whatever the system's usual is."""

import os
from pathlib import Path
from typing import TextIO


def private_folder(folder: Path) -> None:
    """Make `folder` where it is missing, its owner's alone (0700), and those above it. Raises OSError."""
    for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)


def open_to_append(path: Path) -> TextIO:
    """`path` as text to be added to, line by line; a new file is its owner's alone (0600). Raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600), "a", 1, encoding="utf-8")
