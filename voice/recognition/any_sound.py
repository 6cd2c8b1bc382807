"""Whether somebody made a sound on purpose: a word, a hum, a grunt; not a click, and not the room.

A frame counts when it is speech to the voice-activity model, or clearly louder than the room has been. Seven of ten frames in a
row (a fifth of a second) are a sign. The room's level is followed from one listening to the next.
"""

from collections import deque

import numpy as np

from voice.ports import Samples
from voice.recognition.endpointing import FRAME, VoiceActivity

_SPEECH = 0.5
_ABOVE_ROOM_DB = 12.0
_AUDIBLE_DBFS = -50.0
_SIGN_FRAMES, _OF_FRAMES = 7, 10
_ROOM_FRAMES = 90
_ROOM_SHARE = 0.25
"""The room is as loud as the quietest quarter of the last three seconds."""


class AnySound:
    """Looks for one sign after the other. `begin` before each listening; blocks may have any length."""

    def __init__(self, voice_activity: VoiceActivity) -> None:
        self._voice_activity = voice_activity
        self._room: deque[float] = deque(maxlen=_ROOM_FRAMES)
        self._recent: deque[bool] = deque(maxlen=_OF_FRAMES)
        self._rest: Samples = np.zeros(0, np.int16)

    def begin(self) -> None:
        """Forget what was heard, but for how loud the room is."""
        self._recent.clear()
        self._rest = np.zeros(0, np.int16)

    def accept(self, block: Samples) -> bool:
        """Take the next samples; whether the sign has come."""
        self._rest = np.concatenate([self._rest, block])
        found = False
        while len(self._rest) >= FRAME:
            frame, self._rest = self._rest[:FRAME], self._rest[FRAME:]
            self._recent.append(self._stands_out(frame))
            found = found or sum(self._recent) >= _SIGN_FRAMES
        return found

    def _stands_out(self, frame: Samples) -> bool:
        power = float(np.mean(frame.astype(np.float64) ** 2)) / 32768**2
        level = 10 * np.log10(power + 1e-12)
        self._room.append(level)
        room = float(np.quantile(np.array(self._room), _ROOM_SHARE))
        loud = level > max(_AUDIBLE_DBFS, room + _ABOVE_ROOM_DB)
        return self._voice_activity(frame) >= _SPEECH or bool(loud)
