"""How loud the room is, and how far voices stand out of it: whether an answer can be made out with certainty.

1. The noise is measured in frames that the voice-activity model calls no speech, and followed for as long as one listens.
2. The voice is measured in frames that are speech, with the noise taken off. Until somebody has spoken, a usual voice is
   assumed, so that a room can be judged before the first word.
3. What is neither, and digital silence, counts for nothing. A pause or a hiss within what somebody says is no noise either:
   noise goes on for longer.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from voice.ports import Samples
from voice.recognition.endpointing import FRAME, VoiceActivity, silero
from voice.recognition.level import FULL_SCALE, in_decibels

LOUD_SNR_DB = 10.0
"""Below this signal-to-noise ratio people's short answers are misheard too often; how it was found: docs/recognition.md."""
USUAL_VOICE_DBFS = -24.0
"""Somebody an arm's length from the microphone."""
LOUD_ROOM_DBFS = USUAL_VOICE_DBFS - LOUD_SNR_DB
"""Noise out of which such a voice does not stand far enough."""
_SPEECH, _NO_SPEECH = 0.5, 0.2
_NOISE_FRAMES = 62
"""Two seconds: about as many frames as the mean of the noise goes back."""
_EDGE_FRAMES = 5
"""So many frames before and after speech are no noise: words begin and end softly, and the model is a little late."""
_NOISE_RUN_FRAMES = 20
"""Noise goes on for so long at least, two thirds of a second; what is shorter lies between words, or is one of their sounds."""
_TURN_FRAMES = 4
"""So much speech, an eighth of a second, is a word; in less there is nothing to measure."""
_LATEST = 0.5
"""What the latest turn counts against those before it."""
_LEAST_SHARE = 0.1
"""A voice is taken for a tenth of the noise's power at least: below that nothing is told apart."""


class RoomNoise:
    """Follows one room. `listening` before each answer, `spoken` when somebody has given one."""

    def __init__(self, voice_activity: Callable[[], VoiceActivity] = silero) -> None:
        self._voice_activity = voice_activity
        self._noise = 0.0
        self._noise_frames = 0
        self._voice: float | None = None
        self._turn: list[float] = []
        self._edge: deque[float] = deque()
        self._run = 0
        self._after_speech = 0

    @property
    def floor_dbfs(self) -> float | None:
        """The level of the noise, in decibels to full scale; None before any was heard."""
        return in_decibels(self._noise) if self._noise_frames else None

    @property
    def snr_db(self) -> float | None:
        """By how many decibels voices stand out of the noise; of a usual voice until there was another."""
        floor = self.floor_dbfs
        return None if floor is None else (USUAL_VOICE_DBFS if self._voice is None else self._voice) - floor

    @property
    def loud(self) -> bool:
        """Whether answers cannot be made out with certainty."""
        return self.snr_db is not None and self.snr_db < LOUD_SNR_DB

    def measured(self) -> dict[str, float]:
        """What is known of it, for a log."""
        found = {"noise_dbfs": self.floor_dbfs, "snr_db": self.snr_db}
        return {name: round(value, 1) for name, value in found.items() if value is not None}

    def listening(self) -> VoiceActivity:
        """Voice activity for one answer, which we learn from while it is asked about one frame after the other."""
        self._turn.clear()
        self._broken_off()
        self._after_speech = 0
        voice_activity = self._voice_activity()

        def likelihood(frame: Samples) -> float:
            found = voice_activity(frame)
            self._accept(frame, found)
            return found

        return likelihood

    def look_at(self, samples: Samples) -> None:
        """Learn from what was recorded while nobody was asked anything."""
        listening = self.listening()
        for start in range(0, len(samples) - FRAME + 1, FRAME):
            listening(samples[start : start + FRAME])

    def _accept(self, frame: Samples, likelihood: float) -> None:
        """The next frame, and how likely it is speech."""
        power = float(np.var(frame.astype(np.float64))) / FULL_SCALE**2
        if power == 0.0:
            self._broken_off()
        elif likelihood >= _SPEECH:
            self._turn.append(power)
            self._broken_off()
            self._after_speech = _EDGE_FRAMES
        elif likelihood < _NO_SPEECH:
            self._accept_noise(power)

    def _accept_noise(self, power: float) -> None:
        """The power of a frame without speech: noise, once it is known not to stand at the edge of speech."""
        if self._after_speech:
            self._after_speech -= 1
            return
        self._edge.append(power)
        self._run += 1
        if self._run < _NOISE_RUN_FRAMES:
            return
        while len(self._edge) > _EDGE_FRAMES:
            self._noise_frames = min(self._noise_frames + 1, _NOISE_FRAMES)
            self._noise += (self._edge.popleft() - self._noise) / self._noise_frames

    def _broken_off(self) -> None:
        """What seemed to be noise was over, or somebody speaks: what has not gone on for long enough yet is forgotten."""
        self._edge.clear()
        self._run = 0

    def spoken(self) -> None:
        """Somebody has spoken since `listening`: how loud they are counts."""
        if len(self._turn) < _TURN_FRAMES or not self._noise_frames:
            return
        power = max(float(np.mean(self._turn)) - self._noise, _LEAST_SHARE * self._noise)
        level = in_decibels(power)
        self._voice = level if self._voice is None else self._voice + _LATEST * (level - self._voice)
        self._turn.clear()
