"""Chooses the ear: Moonshine where its model is, in its package or fetched, else Vosk where a model is, else PocketSphinx.

What is named and cannot be used is an error. What is installed and cannot be loaded is not: the next one hears until it is
mended.
"""

import sys
from contextlib import suppress
from pathlib import Path

from voice.errors import RecogniserError
from voice.ports import Recogniser
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.model_store import installed_model
from voice.recognition.moonshine import MoonshineRecogniser
from voice.recognition.pace import FULL_WIDTH
from voice.recognition.sphinx import SphinxRecogniser
from voice.recognition.vosk import VoskRecogniser
from voice.resources import model_folder
from voice.settings import ENGINES

_MOST_32_BITS = 2**32
"""There is no onnxruntime for machines of 32 bits, so that Moonshine cannot be had there."""
_VOSK = "`twitchwise models fetch` gets Vosk's model, which hears better"


def why_no_moonshine() -> RecogniserError | None:
    """Why Moonshine cannot be used here, and what mends it or hears better in its place; None where it can be used."""
    try:
        MoonshineRecogniser()
    except RecogniserError as error:
        return error if sys.maxsize > _MOST_32_BITS else RecogniserError(error.said, _VOSK)
    return None


def load_recogniser(engine: str = "auto", model: Path | None = None, *, width: int | None = FULL_WIDTH) -> Recogniser:
    """The recogniser by name, its model loaded; `model` is for Vosk alone.

    `width` is Moonshine's beam; None leaves it to what this machine can do in time.
    Raises RecogniserError for an unknown name or an unusable model.
    """
    if engine not in ENGINES:
        raise RecogniserError(f"{engine}: no such recogniser; use {', '.join(ENGINES)}")
    if engine == "sphinx" and model is not None:
        raise RecogniserError(f"{model}: PocketSphinx takes no model; leave out --model (or TWITCHWISE_MODEL), or --recogniser")
    if engine == "sphinx":
        return SphinxRecogniser(load_hearing_words())
    if engine == "moonshine":
        return MoonshineRecogniser(model, width=width)
    if engine == "auto" and model is None:
        with suppress(RecogniserError):
            return MoonshineRecogniser(width=width)
    ear = _vosk(model, needed=engine == "vosk" or model is not None)
    return SphinxRecogniser(load_hearing_words()) if ear is None else ear


def _vosk(model: Path | None, *, needed: bool) -> VoskRecogniser | None:
    """Vosk with this model or an installed one; None where there is none that can be used, an error where it is `needed`."""
    folder = model or installed_model()
    if folder is None and needed:
        raise RecogniserError(
            f"no Vosk model in {model_folder()}; `twitchwise models fetch` gets one, --model names another folder"
        )
    try:
        return VoskRecogniser(folder) if folder is not None else None
    except RecogniserError:
        if needed:
            raise
        return None
