"""When each block of the microphone was heard, from stamps that come late on a busy machine.

1. A stamp is taken when the callback runs. That may be a second after the sound, never before it; samples follow each other
   without a gap. So the earliest stamps are right, and the others are told by counting samples.
2. Where stamps have been late without a break for longer than a device holds sound for us, sound is missing that nobody told
   of: the count goes on after the hole, and `hole` says so.
"""

_JITTER_SECONDS = 0.02
"""Stamps that are right jump about by some tenths of a millisecond, in groups of blocks by some more."""
_FOLLOWS = 0.01
"""How much of that is taken up with each block: clocks that drift are followed within seconds."""
_LATE_SECONDS = 2.0


class Arrival:
    """Follows one stream from its beginning, or from where it was torn, on."""

    def __init__(self) -> None:
        self._next: float | None = None
        self._late = 0.0
        self._least = 0.0
        self.hole = False
        """Whether the last block came after a hole that the stamps alone have shown."""

    def forget(self) -> None:
        """What comes next does not follow what came last."""
        self._next = None

    def start(self, stamp: float, seconds: float) -> float:
        """When a block of so many seconds began that bears this stamp."""
        self.hole = False
        begins = stamp if self._next is None else self._next + self._moved(stamp - self._next, seconds)
        self._next = begins + seconds
        return begins

    def _moved(self, off: float, seconds: float) -> float:
        """By how much the count of samples is to be moved for a stamp that is `off` it."""
        if off < _JITTER_SECONDS:
            self._late = 0.0
            return _FOLLOWS * off if off > -_JITTER_SECONDS else off
        self._least = min(self._least, off) if self._late else off
        self._late += seconds
        if self._late <= _LATE_SECONDS:
            return 0.0
        self._late, self.hole = 0.0, True
        return self._least
