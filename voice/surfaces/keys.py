"""Single keys while a spoken conversation runs: from the terminal, and from whatever else is listened to, a button or a headset.

Without a terminal there are none from there, and nothing breaks.
"""

import importlib
import os
import select
import sys
from collections import deque
from collections.abc import Callable
from types import ModuleType
from typing import Any, TextIO

from voice.surfaces.editing import keys_in

COMMANDS = {
    "s": "stop",
    "r": "repeat",
    "h": "help",
    "?": "help",
    "w": "why",
    "b": "back",
    "k": "skip",
    "p": "pause",
    "e": "emergency",
    "+": "louder",
    "=": "louder",
    "-": "quieter",
    ">": "faster",
    ".": "faster",
    "<": "slower",
    ",": "slower",
}
"""Keys that are commands of the conversation."""
MUTE = "m"
DONE = frozenset((" ", "enter"))
"""While we speak: enough of that. While the caller speaks: I have finished."""


class Keys:
    """The keyboard, key by key. A context: the terminal is put back as it was on leaving."""

    def __init__(self, keyboard: TextIO | None = None) -> None:
        self._keyboard = keyboard or sys.stdin
        self._terminal: ModuleType | None = None
        self._before: Any = None
        self._sources: list[Callable[[], str | None]] = []
        self._waiting: deque[str] = deque()
        self._unfinished = b""

    def listen_to(self, source: Callable[[], str | None]) -> None:
        """Take keys from there as well; `source` gives the oldest one that was not asked for yet, or None."""
        self._sources.append(source)

    def __enter__(self) -> "Keys":
        try:
            self._terminal = importlib.import_module("termios")
            if not self._keyboard.isatty():
                self._terminal = None
                return self
            self._before = self._terminal.tcgetattr(self._keyboard.fileno())
            importlib.import_module("tty").setcbreak(self._keyboard.fileno())
        except (ImportError, OSError, ValueError):
            self._terminal = None
        return self

    def __exit__(self, *_: object) -> None:
        if self._terminal is not None and self._before is not None:
            self._terminal.tcsetattr(self._keyboard.fileno(), self._terminal.TCSADRAIN, self._before)

    @property
    def pressable(self) -> bool:
        """Whether there is anything to press: a keyboard, or what `listen_to` was given."""
        return self.there or bool(self._sources)

    @property
    def there(self) -> bool:
        """Whether there is a keyboard to press keys on."""
        return self._before is not None

    def pressed(self) -> str | None:
        """The oldest key that was pressed and not asked for yet, as `editing` names it; None when there is none."""
        key = self.typed()
        return key if key is not None else self.signalled()

    def typed(self) -> str | None:
        """As `pressed`, from the keyboard alone."""
        try:
            return self.wait(0)
        except (EOFError, OSError):
            self._before = None
            return None

    def signalled(self) -> str | None:
        """As `pressed`, from whatever else is listened to: nobody types there."""
        return next((key for key in (source() for source in self._sources) if key is not None), None)

    def wait(self, seconds: float | None) -> str | None:
        """As `pressed`, but waiting for one so long (None: as long as it takes). Raises EOFError when the terminal is gone."""
        if self._before is None:
            return None
        while not self._waiting:
            if not select.select([self._keyboard], [], [], seconds)[0]:
                return None
            typed = os.read(self._keyboard.fileno(), 1024)
            if not typed:
                raise EOFError
            keys, self._unfinished = keys_in(self._unfinished + typed)
            self._waiting.extend(keys)
        return self._waiting.popleft()
