"""Every event and effect of a conversation as JSON lines, for whoever asks for them: their owner's alone (0600).

1. They hold answers. So they are emptied when the person says "delete my answers", and where they lie is remembered, so that
   `forget` finds them.
2. A file that is no log of ours is neither added to nor emptied nor removed. Every line of ours begins with its time `t`.
3. A disk that is full ends the log, not the conversation.
"""

import contextlib
import json
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from voice.errors import FileError
from voice.store.private import open_to_append, private_folder
from voice.store.remembered import paths_in, remember

_OURS = re.compile(rb'\{"t": [\d.e+-]+[,}]')
_HEAD_BYTES, _MOST_LINE = 100, 1_000_000


class LogFile:
    """A log at `path`, added to; `remembered` is the list of all logs. A context.

    Raises FileError where it cannot be opened, or holds something else. `notice` is told, once, when no more can be written;
    then the log has ended.
    """

    def __init__(self, path: Path, remembered: Path, notice: Callable[[str], None] = lambda _: None) -> None:
        self._path, self._notice = path, notice
        self._ended = False
        if "\n" in str(path):
            raise FileError(f"{str(path)!r}: a name with a line break in it is not remembered; give another")
        try:
            self._file = open_to_append(path.resolve() if _trusted_link(path) else path)
        except OSError as error:
            raise FileError(f"{path}: cannot be written ({error.strerror})") from None
        self._plain = stat.S_ISREG(os.fstat(self._file.fileno()).st_mode)
        if self._plain:
            if not _is_log(path):
                self._file.close()
                raise FileError(f"{path}: is no log of this program, and is left as it is; name another file")
            # Without a list it is not found later, which is no reason not to talk.
            with contextlib.suppress(OSError):
                os.fchmod(self._file.fileno(), 0o600)
                private_folder(remembered.parent)
                remember(path.resolve(), remembered)

    def __call__(self, line: Mapping[str, Any]) -> None:
        """Write a line, at once."""
        erasing = line.get("effect") == "erase" and self._plain
        if self._ended and not erasing:
            return
        try:
            # Past the file's own buffer, which would keep what a full disk did not take, also beyond an erasing.
            if erasing:
                os.ftruncate(self._file.fileno(), 0)
            if not self._ended:
                os.write(self._file.fileno(), json.dumps(line, ensure_ascii=False).encode() + b"\n")
        except OSError as error:
            self._ended = True
            self._notice(f"{self._path}: cannot be written ({error.strerror}); the log ends here")

    def __enter__(self) -> "LogFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


def remembered_logs(remembered: Path) -> tuple[Path, ...]:
    """The logs that were written and still lie where they were; a file that has become something else is none."""
    return tuple(path for path in paths_in(remembered) if path.is_file() and _is_log(path))


def mixed_logs(remembered: Path) -> tuple[Path, ...]:
    """Files that were written to as logs and begin with something else."""
    return tuple(path for path in paths_in(remembered) if path.is_file() and not _is_log(path) and _holds_ours(path))


def _trusted_link(path: Path) -> bool:
    """Whether `path` is a link that the user or the system has laid, and nobody else."""
    with contextlib.suppress(OSError):
        return path.is_symlink() and path.lstat().st_uid in (0, os.getuid())
    return False


def _is_log(path: Path) -> bool:
    """Whether the file begins as ours do; an empty one may become one."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return False
    return not head or bool(_OURS.match(head))


def _holds_ours(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return any(_OURS.match(line) for line in iter(lambda: file.readline(_MOST_LINE), b""))
    except OSError:
        return False
