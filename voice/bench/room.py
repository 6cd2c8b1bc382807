"""A room in numbers: our prompts come out of a speaker and back into the microphone; somebody may speak, and a fan hums.

Time is that of the samples. Room impulse responses are noise that dies away after a direct path, drawn anew for each room
(Polack's model). It stands in for headset and talker where `surfaces.floor` and the ear are measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from voice.audio.played import Played
from voice.ports import RATE_HZ, Rendered, Samples
from voice.recognition.level import louder_half
from voice.surfaces.talker import timed_words

_BLOCK = 320
_CALLER_LEVEL = 2000.0
"""Root mean square of the caller's speech, in sample units: -24 dBFS, somebody an arm's length away."""
_NOISE_LEVEL = 20.0
_REVERBERANT_SHARE = 0.045

Sound = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Echo:
    """How the room brings our voice back: decibels above the caller's, seconds until it has died away by 60, the drawing."""

    leak_db: float
    dies_away: float = 0.35
    seed: int = 0


class Room:
    """One room for as long as one likes: `say` and `calls` put sound into it, `read` takes what the microphone hears."""

    def __init__(self, echo: Echo) -> None:
        self._draw = np.random.default_rng(echo.seed)
        self._response = self._impulse_response(echo.dies_away)
        self._echo = echo
        self._gain = 0.0
        self._at = 0
        self._sounding: list[tuple[int, Sound]] = []
        self._prompt, self._said_at, self._ends, self._text = np.zeros(0), 0, 0.0, ""
        self.heard_at = 0.0
        self.played = Played()
        self.underflows = 0
        self.muted = self.torn = False
        self.microphone = self
        self.speaker = self

    def say(self, prompt: Rendered, text: str) -> None:
        """Play a prompt from now on. The first one sets how loud our voice is in this room."""
        self._prompt = at_our_rate(prompt).astype(np.float64)
        self._text, self._said_at, self._ends = text, self._at, self.now() + len(self._prompt) / RATE_HZ
        whole = _convolved(self._prompt, self._response)
        self._gain = self._gain or _CALLER_LEVEL * 10 ** (self._echo.leak_db / 20) / max(1.0, louder_half(whole))
        self._sounding = [(start, sound) for start, sound in self._sounding if start + len(sound) > self._at]
        self._sounding.append((self._at, whole * self._gain))
        for start in range(0, len(self._prompt), _BLOCK):
            block = self._prompt[start : start + _BLOCK].astype(np.int16)
            self.played.add(block, RATE_HZ, self.now() + start / RATE_HZ)

    def calls(self, voice: Samples, seconds: float) -> None:
        """The caller says something in so many seconds."""
        loudness = voice.astype(np.float64)
        sound = loudness * (_CALLER_LEVEL / max(1.0, louder_half(loudness)))
        self._sounding.insert(0, (self._at + round(seconds * RATE_HZ), sound))

    def now(self) -> float:
        """The room's own clock, in seconds."""
        return self._at / RATE_HZ

    def read(self, timeout: float = 0.0) -> Samples:
        """The microphone's next block."""
        start, self._at = self._at, self._at + _BLOCK
        self.heard_at = start / RATE_HZ
        sound = self._draw.normal(0.0, _NOISE_LEVEL, _BLOCK)
        for begins, one in self._sounding:
            sound += _piece(one, start - begins)
        return np.asarray(np.clip(sound, -32768, 32767), np.int16)

    def blocks(self) -> Iterator[Samples]:
        """What the microphone hears, for ever."""
        while True:
            yield self.read()

    def talking(self) -> bool:
        """Whether our prompt is still sounding."""
        return self.now() < self._ends

    @property
    def ended_at(self) -> float:
        """When our prompt ended, or will end."""
        return self._ends

    def stop(self) -> None:
        """Fall silent: what follows of the prompt never sounds, what sounded still dies away."""
        self._ends = self.now()
        cut = _convolved(self._prompt[: self._at - self._said_at], self._response)
        self._sounding[-1] = (self._said_at, cut * self._gain)
        self.played.take_back(self.now())

    def words_of_late(self, seconds: float) -> frozenset[str]:
        """What we said in the last `seconds`."""
        began = self._said_at / RATE_HZ
        now = min(self.now(), self._ends)
        timed = timed_words(self._text, began, began + len(self._prompt) / RATE_HZ)
        return frozenset(word for word, begins, ends in timed if ends >= now - seconds and begins <= now + 0.2)

    def _impulse_response(self, dies_away: float) -> Sound:
        count = round(dies_away * RATE_HZ)
        tail = self._draw.normal(0.0, _REVERBERANT_SHARE, count) * 10 ** (-3 * np.arange(count) / count)
        direct = round(self._draw.uniform(0.002, 0.05) * RATE_HZ)
        response = np.zeros(direct + count)
        response[direct:] = tail
        response[direct] = 1.0
        return np.asarray(response / np.sqrt((response**2).sum()))


def at_our_rate(sound: Rendered) -> Samples:
    """A rendering at 16 kHz."""
    return np.asarray(soxr.resample(sound.samples, sound.rate_hz, RATE_HZ), np.int16)


def _convolved(sound: Sound, response: Sound) -> Sound:
    count = max(1, len(sound) + len(response) - 1)
    size = 1 << (count - 1).bit_length()
    return np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[:count]


def _piece(sound: Sound, start: int) -> Sound:
    out = np.zeros(_BLOCK)
    lower, upper = max(0, start), min(len(sound), start + _BLOCK)
    if upper > lower:
        out[lower - start : upper - start] = sound[lower:upper]
    return out
