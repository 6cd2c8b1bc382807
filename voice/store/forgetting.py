"""What conversations have left on this machine, and its removal.

The prompts that are rendered to disk hold no answers (`synthesis.cache` keeps those in memory), so they go only with everything.
What a killed renderer left among the temporary files could hold one, and goes always.
"""

import contextlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from voice.errors import StateError
from voice.store.file import FileStore
from voice.store.log import remembered_logs
from voice.store.places import history_file, logs_list, state_file, state_folder

_LEFTOVER = re.compile(r"twitchwise-(\d+)-")


def forget(*also: Path) -> tuple[Path, ...]:
    """Remove the kept conversation, the history, all logs, and the folders in `also`; what was removed.

    Raises StateError when a conversation is going on, or something cannot be removed.
    """
    removed: list[Path] = []
    if state_folder().exists():
        with FileStore(state_file()):
            # Held, so that no conversation writes while its files go.
            for path in (state_file(), history_file(), *remembered_logs(logs_list())):
                removed += _remove(path)
            removed += [one for path in sorted(state_folder().iterdir()) for one in _remove(path)]
        _remove(state_folder())
    for path in (*_leftovers(), *also):
        removed += _remove(path)
    return tuple(removed)


def is_leftover(path: Path) -> bool:
    """Whether this is such a temporary folder as a program of ours makes."""
    return path.parent == Path(tempfile.gettempdir()) and bool(_LEFTOVER.match(path.name))


def _leftovers() -> Iterator[Path]:
    """Temporary folders of ours that nobody removed, because the machine or the program stopped."""
    for path in Path(tempfile.gettempdir()).iterdir():
        made_by = _LEFTOVER.match(path.name)
        with contextlib.suppress(OSError):
            if made_by and path.stat().st_uid == os.getuid() and path.is_dir() and not _running(int(made_by.group(1))):
                yield path


def _running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _remove(path: Path) -> list[Path]:
    if not path.exists() and not path.is_symlink():
        return []
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        raise StateError(f"{path}: cannot be deleted ({error.strerror}); delete it by hand") from None
    return [path]
