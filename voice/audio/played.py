"""What was heard of what we played, and when: what an echo is told by.

The speaker's callback adds each block with the moment at which it will be heard, and takes back what was stopped before its
time. Times are seconds of `time.monotonic`.
"""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soxr

from voice.ports import RATE_HZ, Samples

_KEPT_SECONDS = 6.0
_JITTER_SECONDS = 0.03
_MARGIN_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class _Piece:
    start: float
    rate_hz: int
    samples: Samples

    @property
    def end(self) -> float:
        return self.start + len(self.samples) / self.rate_hz


class Played:
    """The last seconds of it; what is still to be heard is among them."""

    def __init__(self) -> None:
        self._pieces: deque[_Piece] = deque()
        self._lock = threading.Lock()

    def add(self, samples: Samples, rate_hz: int, heard_at: float) -> None:
        """`samples` will be heard from `heard_at` on. A driver's times jump about; what follows closely follows at once."""
        with self._lock:
            last = self._pieces[-1].end if self._pieces else 0.0
            start = last if abs(heard_at - last) < _JITTER_SECONDS else heard_at
            self._pieces.append(_Piece(start, rate_hz, samples))
            while self._pieces[0].end < start - _KEPT_SECONDS:
                self._pieces.popleft()

    def take_back(self, now: float) -> None:
        """What was to be heard after `now` never will be."""
        with self._lock:
            while self._pieces and self._pieces[-1].end > now:
                piece = self._pieces.pop()
                kept = round((now - piece.start) * piece.rate_hz)
                if kept > 0:
                    self._pieces.append(_Piece(piece.start, piece.rate_hz, piece.samples[:kept]))
                    return

    def since(self, start: float, count: int) -> Samples:
        """`count` samples at 16 kHz from `start` on; zeros where nothing was played."""
        with self._lock:
            pieces = [piece for piece in self._pieces if piece.end > start - 1.0]
        end = start + count / RATE_HZ
        pieces = [p for p in pieces if p.start < end + _MARGIN_SECONDS and p.end > start - _MARGIN_SECONDS]
        if not pieces or not count:
            return np.zeros(count, np.int16)
        rate_hz = pieces[0].rate_hz
        window = _joined(pieces, start - _MARGIN_SECONDS, end - start + 2 * _MARGIN_SECONDS)
        if rate_hz != RATE_HZ:
            window = np.asarray(soxr.resample(window, rate_hz, RATE_HZ, quality="MQ"), np.int16)
        skipped = round(_MARGIN_SECONDS * RATE_HZ)
        cut = window[skipped : skipped + count]
        return np.pad(cut, (0, count - len(cut)))


def _joined(pieces: Sequence[_Piece], start: float, seconds: float) -> Samples:
    """So many seconds of what was played, at the rate of the first piece; zeros between pieces, and for those of another rate."""
    rate_hz = pieces[0].rate_hz
    window = np.zeros(round(seconds * rate_hz), np.int16)
    for piece in pieces:
        at = round((piece.start - start) * rate_hz)
        lower, upper = max(0, at), min(len(window), at + len(piece.samples))
        if upper > lower and piece.rate_hz == rate_hz:
            window[lower:upper] = piece.samples[lower - at : upper - at]
    return window
