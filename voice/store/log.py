"""Every event and effect of a conversation as JSON lines, for whoever asks for them: their owner's alone (0600).

They hold answers. So they are emptied when the person says "delete my answers", and where they lie is remembered, so that
`forget` finds them. A disk that is full ends the log, not the conversation.
"""

import contextlib
import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from voice.errors import FileError
from voice.store.private import open_to_append, private_folder

_HEAD_BYTES = 4096


class LogFile:
    """A log at `path`, added to; `remembered` is the list of all logs. A context. Raises FileError where it cannot be opened.

    `notice` is told, once, when no more can be written; then the log has ended.
    """

    def __init__(self, path: Path, remembered: Path, notice: Callable[[str], None] = lambda _: None) -> None:
        self._path, self._notice = path, notice
        self._ended = False
        try:
            self._file = open_to_append(path)
        except OSError as error:
            raise FileError(f"{path}: cannot be written ({error.strerror})") from None
        self._plain = stat.S_ISREG(os.fstat(self._file.fileno()).st_mode)
        if self._plain:
            # Without a list it is not found later, which is no reason not to talk.
            with contextlib.suppress(OSError):
                os.fchmod(self._file.fileno(), 0o600)
                private_folder(remembered.parent)
                _remember(path.resolve(), remembered)

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
    return tuple(path for path in _listed(remembered) if path.is_file() and _is_log(path))


def _remember(path: Path, remembered: Path) -> None:
    if path not in _listed(remembered):
        with open_to_append(remembered) as file:
            file.write(f"{path}\n")


def _listed(remembered: Path) -> tuple[Path, ...]:
    try:
        return tuple(dict.fromkeys(Path(line) for line in remembered.read_text(encoding="utf-8").splitlines() if line))
    except (OSError, UnicodeDecodeError):
        return ()


def _is_log(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = file.readline(_HEAD_BYTES)
        return not first or isinstance(json.loads(first).get("t"), float)
    except (OSError, ValueError, AttributeError):
        return False
