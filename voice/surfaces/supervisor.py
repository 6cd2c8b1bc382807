"""Tells the service manager that started us (systemd) how we are; without one, nothing happens.

The protocol is one datagram of `NAME=value` lines to the socket that `NOTIFY_SOCKET` names (sd_notify(3)). A manager that
asked for a watchdog gets a sign of life from the loop that does the work, so that a loop that hangs is started anew.
"""

import contextlib
import socket
import time
from collections.abc import Callable, Mapping

from voice.ports import Status


class Supervisor:
    """`environment` is the process's; `clock` gives seconds."""

    def __init__(self, environment: Mapping[str, str], clock: Callable[[], float] = time.monotonic) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the abstract namespace's zero byte.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        asked = environment.get("WATCHDOG_USEC", "")
        self._period = int(asked) / 1_000_000 / 3 if asked.isdecimal() else None
        self._clock = clock
        self._last = float("-inf")

    def ready(self) -> None:
        """The conversation, or the sleep before one, has begun."""
        self._tell("READY=1")

    def __call__(self, status: Status) -> None:
        """What we are doing, in a word; never anything that was said."""
        self._tell(f"STATUS={status.activity}{', muted' if status.muted else ''}")

    def stopping(self) -> None:
        """We are on our way out."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """A sign of life, sent three times in each period of the watchdog, however often this is called."""
        if self._period is not None and self._clock() - self._last >= self._period:
            self._last = self._clock()
            self._tell("WATCHDOG=1")

    def _tell(self, line: str) -> None:
        if not self._address:
            return
        # A manager that has gone away is no reason to stop talking.
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.sendto(line.encode(), self._address)
