"""Short speech out of a stream, for whoever listens for a phrase and for nothing else.

1. Where speech begins and ends follows from the voice-activity model alone; no words are needed.
2. What is too short for a phrase is dropped at its end. What grows too long for one is dropped as soon as it does: no more than
   three seconds of sound are ever held.
"""

from collections.abc import Callable, Iterator
from math import inf

import numpy as np

from voice.ports import RATE_HZ, Samples
from voice.recognition.endpointing import FRAME, Completeness, Endpointer, Moment, Profile, VoiceActivity, silero

HANGOVER_SECONDS = 0.3
"""Silence that ends speech: a breath between two words is shorter."""
_LEAST_VOICED_SECONDS = 0.3
LONGEST_SECONDS = 3.0
"""A phrase slowly said takes 2.5 s, with what is held before it and the silence that ends it."""
_PROFILE = Profile("asleep", dict.fromkeys(Completeness, HANGOVER_SECONDS), inf)


class ShortSpeech:
    """Cuts speech that may be a phrase out of blocks of any length."""

    def __init__(self, voice_activity: Callable[[], VoiceActivity] = silero) -> None:
        self._fresh = voice_activity
        self.forget()

    def forget(self) -> None:
        """Begin anew, and drop what is held."""
        self._voice_activity = self._fresh()
        self._rest: Samples = np.zeros(0, np.int16)
        self._wait()

    def accept(self, block: Samples) -> Iterator[Samples]:
        """Take the next samples; the sound of each short speech that ends in them."""
        self._rest = np.concatenate([self._rest, block])
        while len(self._rest) >= FRAME:
            frame, self._rest = self._rest[:FRAME], self._rest[FRAME:]
            decision = self._endpointer.accept(frame)
            self._hold(decision.speech)
            if decision.moment is Moment.ENDED:
                held = self._held
                enough = not self._too_long and self._endpointer.voiced >= _LEAST_VOICED_SECONDS
                self._wait()
                if enough:
                    yield np.concatenate(held)

    def _hold(self, speech: Samples) -> None:
        self._seconds += len(speech) / RATE_HZ
        if self._too_long:
            self._held.clear()
        elif len(speech):
            self._held.append(speech)

    @property
    def _too_long(self) -> bool:
        return self._seconds > LONGEST_SECONDS

    def _wait(self) -> None:
        self._endpointer = Endpointer(_PROFILE, self._voice_activity, no_input_after=inf)
        self._held: list[Samples] = []
        self._seconds = 0.0
