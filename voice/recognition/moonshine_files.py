"""Where Moonshine's model is: three files inside a package, known by their hashes. The package itself is never imported.

Its import would load a library of 42 MB that is not needed here.
"""

import importlib.util
from pathlib import Path

from voice.checked_files import fault_in, remembered_in
from voice.errors import RecogniserError
from voice.recognition.known_models import MOONSHINE_FILES as FILES

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
    fault = fault_in(folder, FILES, "the model", remembered or remembered_in("moonshine"), read_again=read_again)
    if fault is not None:
        raise RecogniserError(fault, _MENDS)
