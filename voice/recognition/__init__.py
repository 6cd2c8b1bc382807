"""Hearing: sound to words, by Moonshine, Vosk or PocketSphinx, and when an utterance begins and ends."""

from voice.recognition.engines import load_recogniser, why_no_moonshine
from voice.recognition.model_store import installed_model
from voice.resources import model_folder

__all__ = ["installed_model", "load_recogniser", "model_folder", "why_no_moonshine"]
