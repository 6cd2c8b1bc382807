"""What conversations have left on this machine, and its removal.

Conversations that a service keeps are removed from wherever it keeps them; one that is running has to be stopped first.

The prompts that are rendered to disk hold no answers (`synthesis.cache` keeps those in memory), so they go only with everything.
What a killed renderer left among the temporary files could hold one, and goes always. Where one thing cannot be removed, the
others are all the same.
"""

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from voice.errors import StateError
from voice.store.file import FileStore
from voice.store.folder import StateFolder, remembered_folders
from voice.store.log import mixed_logs, remembered_logs
from voice.store.places import folders_list, history_file, logs_list, state_file, state_folder

_LEFTOVER = re.compile(r"twitchwise-([1-9]\d{0,9})-")


def forget(*also: Path) -> tuple[Path, ...]:
    """Remove all kept conversations, the history, all logs, and the folders in `also`; what was removed.

    Raises StateError when a conversation is going on; and, when all that can be is removed, for what cannot.
    """
    removed: list[Path] = []
    faults: list[str] = []
    lists = (logs_list(), folders_list())
    if state_folder().exists():
        with ExitStack() as held:
            # Held, so that no conversation writes while its files go.
            held.enter_context(FileStore(state_file()))
            folders = [held.enter_context(StateFolder(path)) for path in remembered_folders(folders_list())]
            removed += _emptied(folders, faults)
            faults += [
                f"{path}: holds lines of a conversation beside others; delete it by hand" for path in mixed_logs(logs_list())
            ]
            ours = (path for path in sorted(state_folder().iterdir()) if path not in lists)
            removed += _removed((state_file(), history_file(), *remembered_logs(logs_list()), *ours), faults)
        if not faults:
            # The lists of logs and folders are kept until there are none.
            removed += _removed(lists, faults)
            _remove(state_folder(), [], faults)
    removed += _removed((*_leftovers(), *also), faults)
    if faults:
        raise StateError("\n".join(faults))
    return tuple(removed)


def _emptied(folders: Iterable[StateFolder], faults: list[str]) -> Iterator[Path]:
    """What was removed of the conversations in these folders; each folder goes where nothing else is in it."""
    for folder in folders:
        yield from _removed(folder.files(), faults)
        folder.abandon()


def forget_leftovers() -> None:
    """Remove what a killed renderer of ours has left, as far as that can be done; for the start of a conversation."""
    for path in _leftovers():
        _remove(path, [], [])


def is_leftover(path: Path) -> bool:
    """Whether this is such a temporary folder as a program of ours makes."""
    return path.parent == Path(tempfile.gettempdir()) and bool(_LEFTOVER.match(path.name))


def _leftovers() -> Iterator[Path]:
    """Temporary folders of ours that nobody removed, because the machine or the program stopped. Links are none."""
    try:
        entries = sorted(Path(tempfile.gettempdir()).iterdir())
    except OSError:
        return
    for path in entries:
        made_by = _LEFTOVER.match(path.name)
        if made_by and _own_folder(path) and not _running(int(made_by.group(1))):
            yield path


def _own_folder(path: Path) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid()


def _running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        # No process has so large a number.
        return False
    except OSError:
        return True
    return True


def _removed(paths: Iterable[Path], faults: list[str]) -> list[Path]:
    """Those of `paths` that were there and are removed."""
    removed: list[Path] = []
    for path in paths:
        _remove(path, removed, faults)
    return removed


def _remove(path: Path, removed: list[Path], faults: list[str]) -> None:
    """Remove it, if it is there, and add it to `removed`, or to `faults` why that cannot be done."""
    if not os.path.lexists(path):
        return
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        faults.append(f"{path}: cannot be deleted ({error.strerror}); delete it by hand")
    else:
        removed.append(path)
