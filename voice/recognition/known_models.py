"""The speech models that can be fetched by name. One more is one more row, with the publisher's file and its hash."""

import re
from dataclasses import dataclass

from voice.errors import ModelError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Model:
    """A model as its publisher offers it: a ZIP file of `size` bytes (None where that is not known), with its SHA-256.

    Raises ModelError for a name that is no plain folder name, and for a hash that is none.
    """

    name: str
    url: str
    sha256: str
    size: int | None = None
    licence: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ModelError(f"{self.name!r}: not a model's name; a NAME of letters, digits, dots and dashes would be right")
        if not _HASH.fullmatch(self.sha256):
            raise ModelError(f"{self.sha256!r}: not a SHA-256; 64 digits and letters from a to f would be right")


KNOWN = (
    # https://alphacephei.com/vosk/models gives licence and purpose; the hash is the same in several public build recipes.
    Model(
        name="vosk-model-small-en-us-0.15",
        url="https://alphacephei.com/vosk/models/vosk-model-small-en-us-0.15.zip",
        sha256="30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498",
        size=41_205_931,
        licence="Apache-2.0",
        about="US English, small: for phones and Raspberry Pi",
    ),
)
"""The first is the one that is meant when none is named."""


def known_model(name: str) -> Model | None:
    """The row of that name."""
    return next((model for model in KNOWN if model.name == name), None)
