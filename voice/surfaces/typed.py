"""A conversation on keyboard and screen, word for word the spoken one.

An empty line is silence. Ctrl-D and Ctrl-C end kindly, with a word on what becomes of the answers. Styles only where the screen
has them (rich looks at the terminal, at NO_COLOR and at TERM=dumb); otherwise plain lines, with what was typed echoed when it
does not come from a keyboard, so that a log of the conversation reads as one.
"""

import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text

from voice.skill.dialogue.effects import Assessed, Effect, Fault, Left, Listen, Say
from voice.skill.dialogue.events import Event, Heard, NoInput, NoMatch
from voice.skill.knowledge.screen import ScreenTexts
from voice.surfaces.captions import STYLES
from voice.surfaces.desk import KEYED
from voice.surfaces.lines import Lines

_WIDEST = 88


def goodbye(left: Left, texts: ScreenTexts) -> str:
    """The last line for whoever leaves in the middle."""
    return {"none": texts.left_none, "saved": texts.left_saved, "unsaved": texts.left_unsaved}[left.answers]


class TypedSurface:
    """Fills `ports.Surface`: prompts on `screen`, answers from `keyboard` (standard output and input by default).

    `texts` are what it says of itself.
    """

    def __init__(self, texts: ScreenTexts, keyboard: TextIO | None = None, screen: TextIO | None = None) -> None:
        self._texts = texts
        self._lines = Lines(keyboard or sys.stdin)
        self._console = Console(file=screen, highlight=False, markup=False, emoji=False)
        self._console.width = min(self._console.width, _WIDEST)
        self._style = "bold"

    def perform(self, effect: Effect) -> None:
        """Show what would be heard."""
        match effect:
            case Say(text=text):
                self._show(text)
            case Assessed():
                self._style = STYLES.get(effect.disposition, self._style)
            case Fault(message=message):
                sys.stderr.write(message + "\n")
            case Left():
                self._console.print()
                self._show(goodbye(effect, self._texts))
            case _:
                # Earcons and adjustments are for the ear; what is erased is the session's to erase.
                pass

    def next_event(self, listen: Listen) -> Event:
        """The next typed line as an event. Raises EOFError at its end or on Ctrl-C."""
        try:
            line = self._read()
        except UnicodeDecodeError:
            return NoMatch()
        except (EOFError, KeyboardInterrupt):
            raise EOFError from None
        words = " ".join(line.split())
        words = KEYED.get(words.lower(), words)
        return Heard(words=words) if words else NoInput()

    def _read(self) -> str:
        if self._lines.typed:
            return self._lines.read()
        self._console.print("> ", end="")
        line = self._lines.read()
        self._console.print(line.rstrip("\n"), soft_wrap=True)
        return line

    def _show(self, text: str) -> None:
        # A console that is no terminal is a pipe or a file: whole lines are easier to search and to read aloud there.
        self._console.print(Text(text, style=self._style), soft_wrap=not self._console.is_terminal)
