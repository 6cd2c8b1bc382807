"""Whether the files of a package are the ones that were looked at, byte for byte: known by their SHA-256.

Reading them all takes a quarter of a second, so that a check is remembered for files that have not changed since.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_cache_path


def hash_of(path: Path) -> str:
    """A file's SHA-256, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remembered_in(name: str) -> Path:
    """The file in the user's cache that tells of earlier checks of what `name` names."""
    return user_cache_path("twitchwise") / f"{name}-checked.json"


def fault_in(folder: Path, hashes: Mapping[str, str], what: str, remembered: Path, *, read_again: bool = False) -> str | None:
    """What is wrong with the files in `folder` in a line, or None where each has its hash.

    `what` they belong to, such as "the model", is for the message. With `read_again` earlier checks do not count.
    """
    now: dict[str, list[int]] = {}
    for name in hashes:
        try:
            now[name] = _stamp(folder / name)
        except OSError as error:
            return f"{folder / name}: {'missing' if isinstance(error, FileNotFoundError) else error.strerror}"
    if now == _read(remembered).get(str(folder)) and not read_again:
        return None
    for name, expected in hashes.items():
        try:
            found = hash_of(folder / name)
        except OSError as error:
            return f"{folder / name}: cannot be read ({error.strerror})"
        if found != expected:
            return f"{folder / name}: not {what}'s file, or damaged (SHA-256 {found})"
    _write(remembered, {**_read(remembered), str(folder): now})
    return None


def _stamp(path: Path) -> list[int]:
    """What changes with a file's content, as a rule: its length, when it was written, and which one it is."""
    known = path.stat()
    return [known.st_size, known.st_mtime_ns, known.st_ino]


def _read(path: Path) -> dict[str, object]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _write(path: Path, checked: Mapping[str, object]) -> None:
    """Where it cannot be remembered, it is checked again the next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(checked), encoding="utf-8")
    except OSError:
        return
