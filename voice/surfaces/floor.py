"""Whose turn it is: listens while we speak, so that nothing a caller says too early is lost, and nothing of ours is heard.

1. The floor is the caller's once our last sample and a short tail have been heard, however late we notice. What they were
   saying over the last half second is kept from its beginning on (`audio.echo` tells it from our echo).
2. With barge-in it is theirs as soon as they speak, if what is being said may be interrupted: we fall silent within a block.
   The canceller must find speech, and `audio.echo` agree that it is not ours: either alone is wrong now and then.
3. Words that we were saying at that moment do not count as theirs.
4. Where sound was lost, of theirs or of ours, or our voice in the room may have drowned the first words, what there is of it
   is not `whole`: "not the left one" has become "the left one", and "left" over our last word was heard as "right". It never
   counts as sure.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from voice.audio.barge_in import BargeIn
from voice.audio.echo import OwnVoice, Theirs
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
_HOLE_SECONDS = 2.0
"""So long before the floor is theirs, an answer may have begun in a hole in the sound, or be what is left of our voice."""


@dataclass(frozen=True, slots=True)
class Early:
    """What the caller said before the floor was theirs, what of ours it may hold, and whether they cut us off.

    Not `whole` where more of an answer may have been said than this sound, even if there is none.
    """

    sound: Samples = field(default_factory=lambda: np.zeros(0, np.int16))
    overlap: Overlap = NO_OVERLAP
    cut: bool = False
    whole: bool = True


class Hearing(Protocol):
    """A microphone that knows when its last block was heard, and whether anything was lost before it."""

    @property
    def torn(self) -> bool:
        """Whether sound was lost between that block and the one before it."""

    @property
    def muted(self) -> bool:
        """Whether it brings nothing because somebody wants that."""

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

    @property
    def ended_at(self) -> float:
        """When we were last heard, on the devices' clock."""

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
        self._opened_at = float("-inf")
        self._gaps = 0
        self._settled_at = self._look_at = 0.0
        self._torn_at = float("-inf")
        self._echo = True

    def forget(self) -> None:
        """The devices are others, or stand elsewhere."""
        self._own.forget()

    def hear_out(self, heed: Callable[[], None], *, interruptible: bool) -> Early:
        """Wait until we have been heard out or cut off. `heed` is called all along, and may end it by raising.

        Raises DeviceError once a device is gone.
        """
        self._begin()
        open_at = float("inf")
        while True:
            heed()
            block = self._devices.microphone.read(_POLL_SECONDS)
            now = self._clock()
            if open_at == float("inf") and not self._voice.talking():
                open_at = self._ended_at(now) + TAIL_SECONDS
            if block is not None:
                spoken = self._follow(block, now)
                if spoken and interruptible and open_at == float("inf"):
                    theirs = self._own.caller(_TRIGGER_SECONDS)
                    if len(theirs.sound):
                        return self._cut(theirs)
            if now >= open_at and self._heard_until(open_at, block):
                self._opened_at = now
                return self._early(open_at)

    def _begin(self) -> None:
        self._own.begin()
        if self._barge_in is not None:
            self._barge_in.begin()
        self._gaps = self._devices.speaker.underflows
        self._settled_at = self._look_at = 0.0
        self._torn_at = float("-inf")
        self._echo = True

    def _follow(self, block: Samples, now: float) -> bool:
        """Take the next block beside what we played; whether the caller has been noticed speaking over us."""
        if self._devices.microphone.torn:
            self._own.begin()
        if self._devices.microphone.torn or self._devices.speaker.underflows != self._gaps:
            self._gaps, self._settled_at = self._devices.speaker.underflows, now + _SETTLES_SECONDS
            self._torn_at = self._devices.microphone.heard_at
        played = self._played(len(block))
        self._own.accept(block, played)
        if now >= self._look_at:
            self._look_at, self._echo = now + _LOOKS_EVERY_SECONDS, self._own.audible()
        spoken = self._barge_in is not None and self._barge_in.accept(block, played, echo=self._echo)
        return spoken and now >= self._settled_at

    def _heard_until(self, moment: float, block: Samples | None) -> bool:
        """Whether the microphone has brought what was heard before that. On a busy machine it comes late; muted, never."""
        microphone = self._devices.microphone
        return microphone.muted or (block is not None and microphone.heard_at >= moment)

    def _played(self, count: int) -> Samples:
        return self._devices.speaker.played.since(self._devices.microphone.heard_at + _LEAD_SECONDS, count)

    def _ended_at(self, now: float) -> float:
        """When we were last heard; now, where nothing was said since the floor was last theirs."""
        ended = self._voice.ended_at
        return ended if self._opened_at < ended <= now else now

    def _whole(self, theirs: Theirs) -> bool:
        drowned = len(theirs.sound) > 0 and self._own.audible()
        return theirs.whole and not drowned and self._devices.microphone.heard_at - self._torn_at > _HOLE_SECONDS

    def _early(self, open_at: float) -> Early:
        tail = TAIL_SECONDS + max(0.0, self._devices.microphone.heard_at - open_at)
        theirs = self._own.caller(PRE_ROLL_SECONDS + tail)
        over = max(0.0, len(theirs.sound) / RATE_HZ - tail)
        words = self._voice.words_of_late(over + _FADES_SECONDS) if len(theirs.sound) else frozenset()
        overlap = Overlap(words, over + _FADES_SECONDS) if words else NO_OVERLAP
        return Early(theirs.sound, overlap, whole=self._whole(theirs))

    def _cut(self, theirs: Theirs) -> Early:
        seconds = len(theirs.sound) / RATE_HZ + _FADES_SECONDS
        overlap = Overlap(self._voice.words_of_late(seconds), seconds)
        self._voice.stop()
        return Early(theirs.sound, overlap, cut=True, whole=self._whole(theirs))
