"""Whether what the microphone gives can be speech at all: dead, overdriven, or too faint to be made out. (`LOUD` is the room's.)

Each complaint comes once; microphones that gate their noise give zeros between all words. Faintness may come again.
"""

from enum import Enum

import numpy as np

from voice.ports import RATE_HZ, Samples

DEAD_SECONDS = 1.5
_CLIPPED_AT = 32_700
_CLIPPED_SHARE = 0.02
_CLIPPED_SECONDS = 0.3
_FAINT_DBFS = -52.0
"""Speech below this is 20 dB under a voice two metres from a laptop."""


class Complaint(Enum):
    """What is wrong with it; the value names the prompt that tells."""

    DEAD = "microphone_dead"
    CLIPPED = "microphone_clipped"
    FAINT = "microphone_faint"
    LOUD = "room_loud"


class Signal:
    """Watches one microphone's sound, block by block, while it is listened to."""

    def __init__(self) -> None:
        self._zeros = 0.0
        self._clipped = 0.0
        self._loudest = 0.0
        self._told: set[Complaint] = set()

    @property
    def dead(self) -> bool:
        """Whether nothing at all has come for so long that no room is as quiet."""
        return self._zeros >= DEAD_SECONDS

    def begin(self) -> None:
        """An answer is waited for."""
        self._loudest = 0.0

    def accept(self, block: Samples) -> Complaint | None:
        """The next samples; a complaint as soon as there is one."""
        if not len(block):
            return None
        seconds = len(block) / RATE_HZ
        peaks = np.abs(block.astype(np.int32))
        self._loudest = max(self._loudest, float(np.sqrt(np.mean(block.astype(np.float64) ** 2))))
        self._zeros = 0.0 if peaks.any() else self._zeros + seconds
        clipped = float(np.mean(peaks >= _CLIPPED_AT)) > _CLIPPED_SHARE
        self._clipped = self._clipped + seconds if clipped else max(0.0, self._clipped - seconds / 10)
        if self.dead:
            return self._once(Complaint.DEAD)
        return self._once(Complaint.CLIPPED) if self._clipped >= _CLIPPED_SECONDS else None

    def spoken(self) -> Complaint | None:
        """Somebody spoke since `begin`: was it loud enough?"""
        faint = 0.0 < self._loudest < 32768 * 10 ** (_FAINT_DBFS / 20)
        if not faint:
            self._told.discard(Complaint.FAINT)
        return self._once(Complaint.FAINT) if faint else None

    def _once(self, complaint: Complaint) -> Complaint | None:
        if complaint in self._told:
            return None
        self._told.add(complaint)
        return complaint
