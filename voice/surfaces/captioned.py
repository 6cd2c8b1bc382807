"""Which captions suit a terminal, and the typed conversation with them: key by key on the whole screen, or line by line."""

import contextlib
import sys
from collections.abc import Callable, Iterator

from rich.console import Console

from voice.ports import Status, Surface
from voice.skill.dialogue.effects import Effect, Fault, Left, Listen
from voice.skill.dialogue.events import Event, NoInput, NoMatch
from voice.skill.dialogue.timing import LEFT_SECONDS
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.screen import ScreenTexts
from voice.surfaces.captions import Captions, CaptionScreen, wants_plain
from voice.surfaces.captions_lines import LineCaptions, PlainCaptions
from voice.surfaces.desk import Desk
from voice.surfaces.editing import Line
from voice.surfaces.keys import Keys
from voice.surfaces.lines import Lines
from voice.surfaces.scanning import Switch
from voice.surfaces.switches import KeySwitch
from voice.surfaces.typed import goodbye


class KeyedSurface:
    """Fills `ports.Surface`, key by key."""

    def __init__(self, captions: Captions, keys: Keys) -> None:
        self._captions, self._keys = captions, keys

    def perform(self, effect: Effect) -> None:
        """Show it."""
        self._captions.perform(effect)
        if isinstance(effect, Fault):
            self._captions.note(effect.message)

    def next_event(self, listen: Listen) -> Event:
        """What the keys make; silence when no key is pressed for minutes, as somebody who types is not hurried.

        Raises EOFError on Ctrl-D in an empty line, on Ctrl-C, and when the terminal is gone.
        """
        while True:
            try:
                key = self._keys.wait(max(listen.no_input_after, LEFT_SECONDS))
            except (KeyboardInterrupt, OSError):
                raise EOFError from None
            line = self._captions.desk.line
            if key is None and self._keys.there:
                return NoInput()
            if key is None or (key == "ctrl-d" and not (line and line.text)):
                raise EOFError
            event = self._captions.press(key).event
            if event is not None:
                self._captions.happened(event)
                return event


class LinedSurface:
    """Fills `ports.Surface`, line by line: what a line holds is pressed as one."""

    def __init__(self, captions: Captions, lines: Lines, texts: ScreenTexts) -> None:
        self._captions, self._lines, self._texts = captions, lines, texts

    def perform(self, effect: Effect) -> None:
        """Say it in a line."""
        self._captions.perform(effect)
        if isinstance(effect, Fault):
            self._captions.note(effect.message)
        if isinstance(effect, Left):
            self._captions.note(goodbye(effect, self._texts))

    def next_event(self, listen: Listen) -> Event:
        """What the next lines make. Raises EOFError at their end or on Ctrl-C."""
        while True:
            try:
                line = self._lines.read().strip()
            except UnicodeDecodeError:
                return NoMatch()
            except (EOFError, KeyboardInterrupt):
                raise EOFError from None
            if line == "?":
                self._captions.press(line)
                continue
            self._captions.desk.line = Line(line)
            event = self._captions.press("enter").event
            if event is not None:
                if not self._lines.typed:
                    self._captions.happened(event)
                return event


@contextlib.contextmanager
def captions_for(knowledge: Knowledge, wanted: str) -> Iterator[Captions]:
    """Captions of a conversation by voice, as the setting wants them (auto, large, plain, off) and the terminal can show them."""
    console = Console(highlight=False, markup=False, emoji=False)
    at_keyboard = sys.stdin.isatty()
    if wanted == "off" or (wanted == "auto" and not console.is_terminal):
        yield LineCaptions(console)
    elif wanted == "plain" or not at_keyboard or wants_plain(console):
        yield PlainCaptions(knowledge, console, Desk(), knowledge.screen.spoken_keys)
    else:
        with CaptionScreen(knowledge, console, Desk(), keys=knowledge.screen.spoken_keys, large=wanted == "large") as screen:
            screen.status(Status())
            yield screen


Scan = Callable[[Surface, Switch], Surface]
"""Makes of a surface one that can be scanned with that switch."""


@contextlib.contextmanager
def captioned_surface(
    knowledge: Knowledge, *, plain: bool = False, scan: Scan | None = None, scans_lines: bool = True
) -> Iterator[Surface]:
    """The surface that suits this terminal, in large letters where there is room; in lines where they are wanted.

    `scans_lines`: also where lines are typed, and so no answer while it is scanned.
    """
    console = Console(highlight=False, markup=False, emoji=False)
    desk = Desk(typed=True)
    with contextlib.ExitStack() as stack:
        at_keyboard = sys.stdin.isatty()
        captions: Captions
        if plain or not at_keyboard or wants_plain(console):
            captions = PlainCaptions(knowledge, console, desk, knowledge.screen.typed_keys)
            surface: Surface = LinedSurface(captions, Lines(sys.stdin), knowledge.screen)
            keys = stack.enter_context(Keys()) if scan is not None and scans_lines else None
        else:
            keys = stack.enter_context(Keys())
            captions = stack.enter_context(CaptionScreen(knowledge, console, desk, keys=knowledge.screen.typed_keys, large=True))
            surface = KeyedSurface(captions, keys)
        yield scan(surface, KeySwitch(captions, keys)) if scan is not None and keys is not None and keys.there else surface
