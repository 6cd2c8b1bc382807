"""Microphone and speaker together, because they come back together.

PortAudio freezes its list of devices until everything is closed (sounddevice #125), so when one of the two goes away both are
closed, the list is read again, and both are opened, after growing pauses.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

from voice.audio.devices import refresh
from voice.audio.microphone import Microphone
from voice.audio.speaker import Speaker
from voice.errors import DeviceError

_PAUSES_SECONDS = (0.2, 0.5, 1.0, 2.0)
"""Between attempts to reopen; the last goes on."""


class Headset:
    """`microphone` and `speaker`, found by name or number (None: the system's default). A context: closed on leaving."""

    def __init__(self, microphone: str | None = None, speaker: str | None = None) -> None:
        self.microphone = Microphone(microphone)
        self.speaker = Speaker(speaker)
        self._left_behind = False

    def __enter__(self) -> "Headset":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self) -> None:
        """Open both. Raises DeviceError, with neither left open."""
        try:
            self.speaker.open()
            self.microphone.open()
        except DeviceError:
            self.close()
            raise

    def close(self) -> None:
        """Close both."""
        closed = [self.microphone.close(), self.speaker.close()]
        self._left_behind = self._left_behind or not all(closed)

    def reopen(
        self, known: DeviceError | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> Iterator[DeviceError | None]:
        """Try until both are open again; yields after each attempt that failed, so that the caller may give up.

        What it yields is the reason, and None for one that was told before or is `known`.
        """
        told = {str(known)}
        attempt = 0
        while True:
            self.close()
            sleep(_PAUSES_SECONDS[min(attempt, len(_PAUSES_SECONDS) - 1)])
            attempt += 1
            try:
                # With a stream left behind PortAudio keeps its old list: names that still lead somewhere are found again.
                if not self._left_behind:
                    with contextlib.suppress(DeviceError):
                        refresh()
                self.open()
            except DeviceError as error:
                yield None if str(error) in told else error
                told.add(str(error))
            else:
                return
