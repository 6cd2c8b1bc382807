"""Every event and effect of a conversation as JSON lines, for whoever asks for them: their owner's alone (0600).

They hold answers. So they are emptied when the person says "delete my answers", and where they lie is remembered, so that
`forget` finds them.
"""

import contextlib
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from voice.errors import FileError
from voice.store.private import open_to_append, private_folder

_HEAD_BYTES = 4096


class LogFile:
    """A log at `path`, added to; `remembered` is the list of all logs. A context. Raises FileError."""

    def __init__(self, path: Path, remembered: Path) -> None:
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
        if line.get("effect") == "erase" and self._plain:
            self._file.truncate(0)
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")

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
