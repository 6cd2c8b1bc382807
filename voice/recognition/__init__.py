"""Hearing: sound to words, by Vosk or PocketSphinx, and when an utterance begins and ends."""

from voice.recognition.engines import Engine, installed_model, load_recogniser, model_folder

__all__ = ["Engine", "installed_model", "load_recogniser", "model_folder"]
