"""Where Moonshine's model is: three files inside a package, known by their hashes. The package itself is never imported.

Its import would load a library of 42 MB that is not needed here. A check of the hashes takes a quarter of a second, so that it
is remembered for files that have not changed since.
"""

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_cache_path

from voice.errors import RecogniserError
from voice.recognition.known_models import MOONSHINE_FILES as FILES
from voice.recognition.model_download import hash_of

PACKAGE = "moonshine_voice"
_MENDS = "`twitchwise models fetch moonshine` brings a whole model"


def packaged_model() -> Path | None:
    """The folder of the model in the installed package, whatever is in it; None without the package."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).parent / "assets" / "tiny-en" if found is not None and found.origin else None


def check_files(folder: Path, remembered: Path | None = None, *, read_again: bool = False) -> None:
    """Raise RecogniserError, in a line, unless the files in `folder` are those of the model, byte for byte.

    `remembered` is the file that tells of earlier checks, by default in the user's cache; with `read_again` it does not count.
    """
    path = remembered or user_cache_path("twitchwise") / "moonshine-checked.json"
    now = {name: _stamp(folder / name) for name in FILES}
    if now == _read(path).get(str(folder)) and not read_again:
        return
    for name, expected in FILES.items():
        try:
            found = hash_of(folder / name)
        except OSError as error:
            raise RecogniserError(f"{folder / name}: cannot be read ({error.strerror})", _MENDS) from None
        if found != expected:
            raise RecogniserError(f"{folder / name}: not the model's file, or damaged (SHA-256 {found})", _MENDS)
    _write(path, {**_read(path), str(folder): now})


def _stamp(path: Path) -> list[int]:
    """What changes with a file's content, as a rule: its length, when it was written, and which one it is."""
    try:
        known = path.stat()
    except OSError as error:
        said = "missing" if isinstance(error, FileNotFoundError) else error.strerror
        raise RecogniserError(f"{path}: {said}", _MENDS) from None
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
