"""Lists of paths, one a line: where something of ours lies that must be found again to be erased."""

import os
from pathlib import Path

from voice.store.private import replace


def remember(path: Path, listed: Path) -> None:
    """Add `path` to the list in the file `listed`, unless it stands there. Raises OSError."""
    paths = paths_in(listed)
    if path not in paths:
        replace(listed, b"".join(os.fsencode(one) + b"\n" for one in (*paths, path)))


def paths_in(listed: Path) -> tuple[Path, ...]:
    """The paths of the list, each once; none where there is no list that can be read."""
    try:
        return tuple(dict.fromkeys(Path(os.fsdecode(line)) for line in listed.read_bytes().split(b"\n") if line))
    except OSError:
        return ()
