"""Whether the machine was asleep: the one clock counts that time, the other does not.

Both run evenly and are set by nobody, unlike the time of day, which a machine without a battery sets by days when it finds
a network. Where a system has no such pair, sleep is not noticed by it, only by the devices that went away.
"""

import time
from collections.abc import Callable

_NOTICED_SECONDS = 5.0


def _asleep_in_all() -> float:
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return 0.0
    return time.clock_gettime(time.CLOCK_BOOTTIME) - time.clock_gettime(time.CLOCK_MONOTONIC)


class Suspension:
    """`asleep_in_all` gives the seconds that the machine has slept since it was started."""

    def __init__(self, asleep_in_all: Callable[[], float] = _asleep_in_all) -> None:
        self._asleep_in_all = asleep_in_all
        self._known = asleep_in_all()

    def slept(self) -> float:
        """Seconds asleep since this was last asked; 0 when it was a moment."""
        now = self._asleep_in_all()
        seconds, self._known = now - self._known, now
        return seconds if seconds >= _NOTICED_SECONDS else 0.0
