"""The spoken surface on a private sound card and a pseudo-terminal, for tests that play, listen and press keys."""

import os
import pty
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest
from talking import whole

from voice.audio import devices
from voice.audio.headset import Headset
from voice.surfaces.floor import Floor
from voice.surfaces.keys import Keys
from voice.surfaces.spoken import SpokenSurface
from voice.surfaces.talker import Talker
from voice.synthesis.cache import PromptCache
from voice.synthesis.espeak import load_synthesiser


@dataclass
class Live:
    """The surface, its prompts, and the end of the terminal at which keys are pressed."""

    surface: SpokenSurface
    prompts: PromptCache
    pressing: int


@contextmanager
def live_surface(card, monkeypatch, ear, asking):
    """With real streams on `card`; a sentence that cannot be rendered fails the test."""
    with ExitStack() as stack:
        for name, value in card.environment.items():
            monkeypatch.setenv(name, value)
        devices.refresh()
        pressing, reading = pty.openpty()
        keyboard = stack.enter_context(os.fdopen(reading))
        stack.callback(os.close, pressing)
        headset = stack.enter_context(Headset())
        headset.open()
        prompts = stack.enter_context(PromptCache(load_synthesiser()))
        talker = stack.enter_context(Talker(headset.speaker, prompts, lambda error: pytest.fail(str(error))))
        keys = stack.enter_context(Keys(keyboard))
        floor = Floor(headset, talker)
        yield Live(SpokenSurface(headset, prompts, talker, ear, asking, keys, floor, whole().screen), prompts, pressing)
