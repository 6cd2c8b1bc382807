"""A lock that one program holds at a time, and that the system takes away when the program dies."""

import contextlib
import fcntl
import os
from pathlib import Path

from voice.store.private import private_folder


class Lock:
    """The lock at `path`, held from now on. Raises BlockingIOError where another program holds it.

    Where no file can be made there is nothing to be shared, and so nothing to hold.
    """

    def __init__(self, path: Path) -> None:
        self._handle: int | None = None
        with contextlib.suppress(OSError):
            private_folder(path.parent)
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        if self._handle is not None:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self.release()
                raise BlockingIOError(str(path)) from None

    def release(self) -> None:
        """Let another program have it."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
