"""Notices that the caller speaks while we do: WebRTC's echo canceller takes our voice out, voice activity finds theirs.

The canceller's output is a trigger and nothing more: it is too damaged for a recogniser, which gets the microphone's own
sound. The package is optional (`pip install -e ".[barge-in]"`).
"""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np

from voice.errors import DeviceError
from voice.ports import RATE_HZ, Samples

FRAME = 512
"""Samples that voice activity is asked about at once."""
_STEP = 160
_SPEECH = 0.5
_FRAMES_OF_SPEECH = 3
_MISSING = "speaking over the prompts needs the package pywebrtc-audio; install it: pip install -e '.[barge-in]'"


class BargeIn:
    """`voice_activity` says how likely 512 samples are speech, 0 to 1. Raises DeviceError without the package."""

    def __init__(self, voice_activity: Callable[[Samples], float]) -> None:
        try:
            package = importlib.import_module("pywebrtc_audio")
        except (ImportError, OSError):
            raise DeviceError(_MISSING) from None
        self._canceller: Any = package.EchoCanceller(RATE_HZ, 1)
        self._voice_activity = voice_activity
        self._heard: Samples = np.zeros(0, np.int16)
        self._played: Samples = np.zeros(0, np.int16)
        self._left: Samples = np.zeros(0, np.int16)
        self._run = 0

    def accept(self, heard: Samples, played: Samples, *, echo: bool = True) -> bool:
        """The next samples of the microphone and as many of ours, due then or a little later; whether the caller speaks.

        Without an echo (headphones) the canceller would take the caller for one, and the microphone's own sound is gone by.
        """
        self._heard = np.concatenate([self._heard, heard])
        self._played = np.concatenate([self._played, played])
        whole = len(self._heard) // _STEP * _STEP
        steps = range(0, whole, _STEP)
        left = [self._canceller.process(self._heard[at : at + _STEP], self._played[at : at + _STEP]) for at in steps]
        self._left = np.concatenate([self._left, *left] if echo else [self._left, self._heard[:whole]])
        self._heard, self._played = self._heard[whole:], self._played[whole:]
        spoken = False
        while len(self._left) >= FRAME:
            frame, self._left = self._left[:FRAME], self._left[FRAME:]
            self._run = self._run + 1 if self._voice_activity(frame) >= _SPEECH else 0
            spoken = spoken or self._run >= _FRAMES_OF_SPEECH
        return spoken

    def begin(self) -> None:
        """A prompt begins: what was said before it is no barge-in."""
        self._run = 0
        self._heard, self._played, self._left = self._heard[:0], self._played[:0], self._left[:0]
