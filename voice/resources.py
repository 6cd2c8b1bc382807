"""Finds the shared files (`knowledge/`, `grammars/`), in an installed package or in a checkout, in one place.

In a wheel they lie in `voice/data/`; in a checkout they are the folders beside the package. Read-only.
"""

from pathlib import Path

from platformdirs import user_data_path

from voice.errors import FileError

_PACKAGE = Path(__file__).resolve().parent


def shared_folder(name: str) -> Path:
    """The folder `knowledge` or `grammars`. Raises FileError when neither place has it."""
    for candidate in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileError(f"{_PACKAGE / 'data' / name}: the shared files are missing; install the package again")


def model_folder() -> Path:
    """Where fetched models are kept for this user, each in a folder of its name."""
    return user_data_path("twitchwise") / "models"
