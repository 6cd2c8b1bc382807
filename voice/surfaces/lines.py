"""Lines from a terminal's keyboard, editable there, or from whatever stands in for one."""

import contextlib
import importlib
import sys
from typing import TextIO


class Lines:
    """Reads `keyboard` line by line; `typed` tells whether somebody sits at it."""

    def __init__(self, keyboard: TextIO) -> None:
        self._keyboard = keyboard
        self.typed = keyboard.isatty()
        if self.typed:
            # Where it exists, importing it gives `input` a line that can be edited.
            with contextlib.suppress(ImportError):
                importlib.import_module("readline")

    def read(self) -> str:
        """The next line, at a terminal after a prompt. Raises EOFError at the end, UnicodeDecodeError for no text."""
        if self.typed and self._keyboard is sys.stdin:
            return input("> ")
        line = self._keyboard.readline()
        if not line:
            raise EOFError
        return line
