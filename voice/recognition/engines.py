"""Chooses the ear: Vosk where a model is given or found in the user's folder, PocketSphinx where not."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path

from voice.errors import RecogniserError
from voice.ports import Recogniser
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.sphinx import SphinxRecogniser
from voice.recognition.vosk import VoskRecogniser, check_model_folder

Engine = Literal["auto", "vosk", "sphinx"]


def model_folder() -> Path:
    """Where speech models are kept for this user."""
    return user_data_path("twitchwise") / "models"


def installed_model(folder: Path | None = None) -> Path | None:
    """The first usable Vosk model in `folder` (by default the user's), by name; None without one."""
    folder = folder or model_folder()
    for candidate in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            check_model_folder(candidate)
        except RecogniserError:
            continue
        return candidate
    return None


def load_recogniser(engine: str = "auto", model: Path | None = None) -> Recogniser:
    """The recogniser by name, its model loaded; `model` is for Vosk alone.

    Raises RecogniserError for an unknown name or an unusable model.
    """
    if engine not in ("auto", "vosk", "sphinx"):
        raise RecogniserError(f"{engine}: no such recogniser; use auto, vosk or sphinx")
    if engine == "sphinx" and model is not None:
        raise RecogniserError(f"{model}: PocketSphinx takes no model; leave --model out, or --recogniser")
    if engine == "sphinx":
        return SphinxRecogniser(load_hearing_words())
    folder = model or installed_model()
    if folder is not None:
        return VoskRecogniser(folder)
    if engine == "vosk":
        raise RecogniserError(f"no Vosk model: none given with --model, none in {model_folder()}")
    return SphinxRecogniser(load_hearing_words())
