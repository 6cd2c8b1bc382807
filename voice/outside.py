"""What comes from outside the program, kept within bounds: lines that are read, and values that are named in messages.

1. A message is one line of a sane length, whatever it complains of.
2. A line that is too long is passed over, never held in memory.
3. Looking for the name that was meant costs time, so it is done for names of a name's length only.
"""

import difflib
import reprlib
from collections.abc import Iterable
from typing import IO, AnyStr

from voice.errors import TwitchwiseError

MOST_LINE = 1_000_000
"""Characters (or bytes) of one line of input; the longest that a conversation needs has a few hundred."""
MOST_SAID = 200
"""Characters of somebody else's message, or of a name, that one of ours repeats."""
_MOST_NAME = 64
_SHOWN = reprlib.Repr()
_SHOWN.maxlevel, _SHOWN.maxstring, _SHOWN.maxother = 2, MOST_SAID // 2, MOST_SAID // 2


def echoed(value: object) -> str:
    """`value` as Python would write it, shortened in its middle where it is long or deep."""
    return cut(_SHOWN.repr(value))


def named(name: object) -> str:
    """A name that was given, as it is where it could be one, and otherwise as `echoed` shows it."""
    return name if isinstance(name, str) and name.isprintable() and 0 < len(name) <= _MOST_NAME else echoed(name)


def cut(text: str, most: int = MOST_SAID) -> str:
    """`text` in one line of at most `most` characters; what cannot be printed becomes a space."""
    shown = text if len(text) <= most else f"{text[: most - 1]}…"
    return "".join(character if character.isprintable() else " " for character in shown)


def nearest(name: str, known: Iterable[str], *, at_least: float = 0.6) -> str | None:
    """The most similar known name, or None when none is `at_least` so similar (0 to 1)."""
    close = difflib.get_close_matches(name, list(known), n=1, cutoff=at_least) if len(name) <= _MOST_NAME else []
    return close[0] if close else None


def read_line(stream: IO[AnyStr], most: int = MOST_LINE) -> AnyStr:
    """The next line with its line break, empty at the end. Raises TwitchwiseError for one that is too long, and has passed it."""
    line = part = stream.readline(most + 1)
    if len(line) <= most:
        return line
    while part and part[-1:] not in ("\n", b"\n"):
        part = stream.readline(most + 1)
    raise TwitchwiseError(f"a line of more than {most:,} characters; a shorter one would be right")
