"""Whose turn it is: listens while we speak, so that nothing a caller says too early is lost, and nothing of ours is heard.

1. The floor is the caller's once our last sample and a short tail have been heard. What they began to say over the last half
   second is kept (`audio.echo` tells it from our echo).
2. With barge-in it is theirs as soon as they speak, if what is being said may be interrupted: we fall silent within a block.
   The canceller must find speech, and `audio.echo` agree that it is not ours: either alone is wrong now and then.
3. Words that we were saying at that moment do not count as theirs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from voice.audio.barge_in import BargeIn
from voice.audio.echo import OwnVoice
from voice.audio.played import Played
from voice.ports import RATE_HZ, Samples
from voice.recognition.overheard import NO_OVERLAP, Overlap

TAIL_SECONDS = 0.15
"""After our last sample has been heard: a small room's reverberation of our own voice."""
PRE_ROLL_SECONDS = 0.5
_LEAD_SECONDS = 0.04
"""What we played is compared with what is heard so much earlier: an echo never comes before its cause."""
_POLL_SECONDS = 0.03
_TRIGGER_SECONDS = 1.0
"""The caller has spoken so long at most when a barge-in is noticed: about a quarter of a second, longer over a loud echo."""
_LOOKS_EVERY_SECONDS = 0.5
_SETTLES_SECONDS = 1.0
"""After a gap in our playing the canceller has to find the echo again."""
_FADES_SECONDS = 0.15
"""After falling silent, our voice is still in the room and in the microphone's queue."""


@dataclass(frozen=True, slots=True)
class Early:
    """What the caller said before the floor was theirs, what of ours it may hold, and whether they cut us off."""

    sound: Samples = field(default_factory=lambda: np.zeros(0, np.int16))
    overlap: Overlap = NO_OVERLAP
    cut: bool = False


class Hearing(Protocol):
    """A microphone that knows when its last block was heard."""

    @property
    def heard_at(self) -> float:
        """When the first sample of that block reached it."""

    def read(self, timeout: float = 0.1) -> Samples | None:
        """The next block, if one comes in time. Raises DeviceError once the device is gone."""


class Sounding(Protocol):
    """A speaker that knows what was heard of it."""

    @property
    def played(self) -> Played:
        """The last seconds of it."""

    @property
    def underflows(self) -> int:
        """How often the machine was too busy to go on playing: what was heard then is not what is known of it."""


class Devices(Protocol):
    """Microphone and speaker."""

    @property
    def microphone(self) -> Hearing:
        """Where the caller is heard."""

    @property
    def speaker(self) -> Sounding:
        """Where we are."""


class Voice(Protocol):
    """Whoever says our prompts."""

    def talking(self) -> bool:
        """Whether anything is still to be heard. Raises DeviceError when the speaker is gone."""

    def stop(self) -> object:
        """Fall silent."""

    def words_of_late(self, seconds: float) -> frozenset[str]:
        """What was said in the last `seconds`."""


class Floor:
    """Between our voice and the microphone; `barge_in` only where it is wished for. `clock` is that of the devices."""

    def __init__(
        self,
        devices: Devices,
        voice: Voice,
        barge_in: BargeIn | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._devices = devices
        self._voice = voice
        self._barge_in = barge_in
        self._clock = clock
        self._own = OwnVoice()

    def forget(self) -> None:
        """The devices are others, or stand elsewhere."""
        self._own.forget()

    def hear_out(self, heed: Callable[[], None], *, interruptible: bool) -> Early:
        """Wait until we have been heard out or cut off. `heed` is called all along, and may end it by raising.

        Raises DeviceError once a device is gone.
        """
        self._own.begin()
        if self._barge_in is not None:
            self._barge_in.begin()
        gaps = self._devices.speaker.underflows
        settled_at = look_at = 0.0
        echo = True
        open_at = float("inf")
        while True:
            heed()
            block = self._devices.microphone.read(_POLL_SECONDS)
            now = self._clock()
            if open_at == float("inf") and not self._voice.talking():
                open_at = now + TAIL_SECONDS
            if block is not None:
                played = self._played(len(block))
                self._own.accept(block, played)
                if now >= look_at:
                    look_at, echo = now + _LOOKS_EVERY_SECONDS, self._own.audible()
                spoken = self._barge_in is not None and self._barge_in.accept(block, played, echo=echo)
                if self._devices.speaker.underflows != gaps:
                    gaps, settled_at = self._devices.speaker.underflows, now + _SETTLES_SECONDS
                if spoken and now >= settled_at and interruptible and open_at == float("inf"):
                    theirs = self._own.caller(_TRIGGER_SECONDS)
                    if len(theirs):
                        return self._cut(theirs)
            if now >= open_at and (block is None or self._devices.microphone.heard_at >= open_at):
                return self._early()

    def _played(self, count: int) -> Samples:
        return self._devices.speaker.played.since(self._devices.microphone.heard_at + _LEAD_SECONDS, count)

    def _early(self) -> Early:
        sound = self._own.caller(PRE_ROLL_SECONDS + TAIL_SECONDS)
        over = max(0.0, len(sound) / RATE_HZ - TAIL_SECONDS)
        words = self._voice.words_of_late(over + _FADES_SECONDS) if len(sound) else frozenset()
        return Early(sound, Overlap(words, over + _FADES_SECONDS) if words else NO_OVERLAP)

    def _cut(self, sound: Samples) -> Early:
        words = self._voice.words_of_late(len(sound) / RATE_HZ + _FADES_SECONDS)
        self._voice.stop()
        return Early(sound, Overlap(words, len(sound) / RATE_HZ + _FADES_SECONDS), cut=True)
