"""Tells the caller's voice from the echo of ours in the microphone, by what we are known to have played.

1. In each of eight bands the echo that is to be expected is what was played lately, dying away as in a live room, times
   what has come back of it so far. What is clearly above that in three bands at once is somebody else.
2. How much comes back is learned while we speak, from all but the last moments, and remembered from prompt to prompt.
3. Nothing is taken out of the sound: from where the caller began, it is passed on as it is. Whoever is speaking as the last
   moments begin has begun before them: their beginning is looked for, and may be missing, which is said.

In a simulated room (72 prompts each, reverberation of 0.2 to 0.6 s, our voice 12, 6 and 0 dB below the caller's) two frames
in a row at 5 dB never came from the echo alone, and came in 9 of 10 early answers of one word.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voice.ports import RATE_HZ, Samples

_FRAME = 512
_EDGES_HZ = (200, 400, 700, 1100, 1600, 2300, 3200, 4500, 7000)
_DIES_AWAY_SECONDS = 0.6
"""By 60 dB: a live room, on the safe side of most."""
_REMEMBERED_FRAMES = 375
_LEARNS_FROM_FRAMES = 30
_ABOVE_DB = 6.0
_BANDS_ABOVE = 3
_FRAMES_ABOVE = 2
_AUDIBLE = 2.0
_BEFORE_FRAMES = 5
"""A word's onset is softer than its vowel, and drowned by us: of ten interruptions three were made out with 1, six with 5."""
_BACK_FRAMES = 47
"""A beginning is looked for so far before the last moments: 1.5 s, three words."""
_PAUSE_FRAMES = 8
"""So long a pause, 0.26 s, parts what was said before from what was begun."""
_CLEAR_FRAMES = 8
"""Only a beginning 0.26 s or more after the start of the last moments is surely one: earlier words may be drowned by us."""

_Bands = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Theirs:
    """What the caller said; not `whole` where its beginning may be missing."""

    sound: Samples = field(default_factory=lambda: np.zeros(0, np.int16))
    whole: bool = True


class OwnVoice:
    """Follows microphone and speaker side by side while we speak."""

    def __init__(self) -> None:
        self._edges = np.searchsorted(np.arange(_FRAME // 2 + 1) * RATE_HZ / _FRAME, _EDGES_HZ)
        self._widths = np.diff(self._edges)
        self._window = np.hanning(_FRAME)
        self._rest: Samples = np.zeros(0, np.int16)
        self._rest_played: Samples = np.zeros(0, np.int16)
        self._heard: deque[_Bands] = deque(maxlen=_REMEMBERED_FRAMES)
        self._played: deque[_Bands] = deque(maxlen=_REMEMBERED_FRAMES)
        self._sound: deque[Samples] = deque(maxlen=_REMEMBERED_FRAMES)
        self._fresh = 0

    def accept(self, heard: Samples, played: Samples) -> None:
        """The next samples of the microphone, and as many of what was to be heard from us at that time, or a little later."""
        self._rest = np.concatenate([self._rest, heard])
        self._rest_played = np.concatenate([self._rest_played, played])
        while len(self._rest) >= _FRAME:
            self._fresh += 1
            self._sound.append(self._rest[:_FRAME])
            self._heard.append(self._bands(self._rest[:_FRAME]))
            self._played.append(self._bands(self._rest_played[:_FRAME]))
            self._rest, self._rest_played = self._rest[_FRAME:], self._rest_played[_FRAME:]

    def begin(self) -> None:
        """A prompt begins: what was said before it is an answer to another."""
        self._rest = self._rest_played = self._rest[:0]
        self._fresh = 0

    def forget(self) -> None:
        """Another microphone, another speaker: nothing that was learned holds any more."""
        self._rest = self._rest_played = self._rest[:0]
        for known in (self._heard, self._played, self._sound):
            known.clear()

    def audible(self) -> bool:
        """Whether our voice comes back at all: through headphones it does not. True until that is known."""
        if len(self._heard) < _LEARNS_FROM_FRAMES:
            return True
        expected = self._expected().sum(axis=1)
        heard = np.array(self._heard).sum(axis=1)
        loud, quiet = expected >= np.quantile(expected, 0.6), expected <= np.quantile(expected, 0.1)
        return bool(np.median(heard[loud]) > _AUDIBLE * np.median(heard[quiet]))

    def caller(self, seconds: float) -> Theirs:
        """What the caller said in the last `seconds`, from the onset to now; nothing when all of it was our echo."""
        frames = min(self._fresh, round(seconds * RATE_HZ / _FRAME))
        learned = len(self._heard) - frames
        if learned < _LEARNS_FROM_FRAMES or frames < _FRAMES_ABOVE:
            return Theirs()
        spoken = self._spoken(learned)[learned:]
        if not spoken.any():
            return Theirs()
        onset = learned + int(np.argmax(spoken))
        begins = max(len(self._heard) - self._fresh, self._beginning(onset, learned) - _BEFORE_FRAMES)
        return Theirs(np.concatenate([*list(self._sound)[begins:], self._rest]), whole=onset - learned >= _CLEAR_FRAMES)

    def _beginning(self, onset: int, learned: int) -> int:
        """The frame at which the speech that goes on at `onset` began."""
        # What the caller may have said by then is no echo to learn from.
        untouched = learned - _BACK_FRAMES
        if untouched < _LEARNS_FROM_FRAMES:
            return onset
        spoken = self._spoken(untouched)
        while (before := np.flatnonzero(spoken[max(untouched, onset - _PAUSE_FRAMES) : onset])).size:
            onset = max(untouched, onset - _PAUSE_FRAMES) + int(before[0])
        return onset

    def _spoken(self, learned: int) -> NDArray[np.bool_]:
        """At which frames two in a row are clearly louder than the echo to be expected by what `learned` frames have shown."""
        above = self._above(learned)
        return np.append(above[:-1] & above[1:], False)

    def _above(self, learned: int) -> NDArray[np.bool_]:
        """Which frames are clearly louder than the echo that is to be expected by what `learned` frames have shown."""
        heard, expected = np.array(self._heard), self._expected()
        loud = expected[:learned] > np.median(expected[:learned], axis=0)
        ratios = np.where(loud, heard[:learned] / expected[:learned], 0.0)
        floor = 2 * np.quantile(heard[:learned], 0.1, axis=0)
        excess = 10 * np.log10(heard / (expected * np.quantile(ratios, 0.97, axis=0) + floor))
        return np.asarray(np.sort(excess, axis=1)[:, -_BANDS_ABOVE:].mean(axis=1) > _ABOVE_DB)

    def _expected(self) -> _Bands:
        """The shape of the echo, frame by frame and band by band, but for its strength."""
        played = np.array(self._played)
        # A frame of leeway for clocks that disagree.
        near = np.maximum(played, np.concatenate([played[1:], played[-1:]]))
        fading = 10 ** (-6 * _FRAME / RATE_HZ / _DIES_AWAY_SECONDS)
        out: _Bands = np.empty_like(near)
        now = np.zeros(near.shape[1])
        for number, frame in enumerate(near):
            now = np.maximum(frame, now * fading)
            out[number] = now
        return out

    def _bands(self, frame: Samples) -> _Bands:
        power = np.abs(np.fft.rfft(frame * self._window)) ** 2
        return np.asarray(np.add.reduceat(power, self._edges)[:-1] / self._widths + 1.0)
