"""Typing in a terminal that gives its keys one by one: what the bytes are called, and a line that can be edited.

Keys are named by the character they give, others in words: enter, backspace, left, home, page_up, escape, ctrl-u … Of an escape
sequence that is not known nothing is left over to be taken for letters.
"""

import codecs
import re
from dataclasses import dataclass, replace

_SEQUENCES = {
    "A": "up",
    "B": "down",
    "C": "right",
    "D": "left",
    "H": "home",
    "F": "end",
    "1~": "home",
    "3~": "delete",
    "4~": "end",
    "5~": "page_up",
    "6~": "page_down",
    "7~": "home",
    "8~": "end",
}
_SEQUENCE = re.compile(rb"\x1b[\[O]([0-9;?]*[ -/]*[@-~])")
_NAMED = {"\r": "enter", "\n": "enter", "\t": "tab", "\x7f": "backspace", "\x08": "backspace", "\x1b": "escape"}


def keys_in(typed: bytes) -> tuple[tuple[str, ...], bytes]:
    """The keys that `typed` holds, and what is left of a character that has not arrived in full."""
    keys: list[str] = []
    unfinished = b""
    while typed:
        sequence = _SEQUENCE.match(typed)
        if sequence:
            name = _SEQUENCES.get(sequence.group(1).decode("ascii"))
            keys += [name] if name else []
            typed = typed[sequence.end() :]
            continue
        end = typed.find(b"\x1b", 1) if typed[:1] != b"\x1b" else 1
        piece, typed = (typed, b"") if end < 0 else (typed[:end], typed[end:])
        decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        keys += [_name(character) for character in decoder.decode(piece)]
        unfinished, _ = decoder.getstate()
    return tuple(keys), unfinished


def _name(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    return character if character >= " " else f"ctrl-{chr(ord(character) + 96)}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line being typed; `at` is the number of characters before the cursor."""

    text: str = ""
    at: int = 0

    def press(self, key: str) -> "Line":
        """The line after a key; keys that mean nothing here change nothing."""
        before, after = self.text[: self.at], self.text[self.at :]
        match key:
            case "backspace":
                return _line(before[:-1], after)
            case "delete":
                return _line(before, after[1:])
            case "left" | "ctrl-b":
                return replace(self, at=max(0, self.at - 1))
            case "right" | "ctrl-f":
                return replace(self, at=min(len(self.text), self.at + 1))
            case "home" | "ctrl-a":
                return replace(self, at=0)
            case "end" | "ctrl-e":
                return replace(self, at=len(self.text))
            case "ctrl-u":
                return _line("", after)
            case "ctrl-k":
                return _line(before, "")
            case "ctrl-w":
                kept = before.rstrip()
                return _line(kept[: kept.rfind(" ") + 1], after)
            case _:
                return _line(before + key, after) if len(key) == 1 else self


def _line(before: str, after: str) -> Line:
    return Line(before + after, len(before))
