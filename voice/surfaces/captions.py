"""What is said and heard, on the screen, in a conversation by voice or by keyboard.

1. The question and its possible answers are always there, with who said what, what was heard, and what the microphone does.
2. The screen is drawn when something changed, by whoever changed it, and only the rows that differ: no thread, no animation.
3. Where a screen cannot be drawn on, or is read aloud by a screen reader, everything comes as plain lines in their order
   (`wants_plain`). What was on the drawn screen is left behind as plain lines too.
"""

import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from rich.console import Console
from rich.control import Control
from rich.segment import Segment
from rich.text import Text

from voice.ports import Status
from voice.skill.dialogue.effects import Assessed, Effect, End, Erase, Listen, Say
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, NoInput, NoMatch
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.screen import ScreenTexts
from voice.surfaces.captions_layout import View, frame
from voice.surfaces.choices import Menu, numeric, possible_answers
from voice.surfaces.desk import USED, Desk, KeyUse

STYLES = {"emergency": "bold red", "urgent": "bold yellow"}
"""How our words look once an assessment of this disposition is out."""
_SMALLEST = (40, 12)
HELP = "?"


def wants_plain(console: Console, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether lines are wanted: no terminal to draw on, a dumb or tiny one, NO_COLOR, or ACCESSIBLE (it is read aloud)."""
    unfit = not console.is_terminal or console.is_dumb_terminal
    asked = any(environment.get(name) for name in ("NO_COLOR", "ACCESSIBLE"))
    return unfit or asked or console.width < _SMALLEST[0] or console.height < _SMALLEST[1]


class Captions(Protocol):
    """Shows a conversation. Calls come from the conversation's thread, `note` from any."""

    desk: Desk

    def begin(self) -> None:
        """Another conversation, or none: nothing of the one before is shown any more."""

    def perform(self, effect: Effect) -> None:
        """Show what is said, asked or found."""

    def happened(self, event: Event) -> None:
        """Show what the caller said or did."""

    def legend(self, text: str) -> None:
        """Say, where that is needed, which keys there are."""

    def note(self, text: str) -> None:
        """Show something about the devices."""

    def status(self, status: Status) -> None:
        """Show what the microphone does: a `ports.StatusView`."""

    def press(self, key: str) -> KeyUse:
        """Take a key, as far as it means something on the screen."""

    def point(self, menu: Menu, place: int, text: str) -> None:
        """Answers are read out; `text` stands for the one in this place."""


def caption_of(event: Event, desk: Desk, texts: ScreenTexts) -> str:
    """What the caller did, in words."""
    match event:
        case Heard(words=words):
            return words
        case Key() | Chosen():
            command = event.command.replace("_", " ") if isinstance(event, Key) else texts.chosen
            return next((option.label for menu in desk.menus for option in menu if option.event == event), command)
        case NoMatch():
            return texts.no_words
        case NoInput():
            return texts.nothing
    return ""


class CaptionScreen:
    """The whole terminal. A context: on leaving it is as before, with the conversation in plain lines below."""

    def __init__(self, knowledge: Knowledge, console: Console, desk: Desk, *, keys: str = "", large: bool = False) -> None:
        self.desk = desk
        self._knowledge, self._console = knowledge, console
        self._keys = tuple(keys.splitlines())
        self._lock = threading.RLock()
        self._rows: list[list[Segment]] = []
        self._size = (0, 0)
        self._before: Any = None
        self._open = self._drawing = self._again = False
        self._turn: list[str] = []
        self._texts = knowledge.screen
        self.view = View(knowledge.screen, hint=knowledge.screen.hint, large=large)

    def __enter__(self) -> "CaptionScreen":
        self._console.control(Control.alt_screen(True), Control.show_cursor(False))
        self._open = True
        if hasattr(signal, "SIGWINCH") and threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGWINCH, lambda *_: self.draw())
        self.draw()
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGWINCH, self._before)
        self._open = False
        self._console.control(Control.show_cursor(True), Control.alt_screen(False))
        for who, text in self.view.spoken:
            self._console.print(Text(f"{who}: {text}"))
        if self.view.key:
            self._console.print(Text(f"{self._texts.ours}: {self.view.key}"))

    def begin(self) -> None:
        """An empty screen, but for what the microphone does."""
        self.desk.clear()
        self._turn.clear()
        with self._lock:
            self.view = View(self._texts, status=self.view.status, hint=self.view.hint, large=self.view.large)
        self._change()

    def perform(self, effect: Effect) -> None:
        """Show what is said and asked: the last sentence before the listening is the question."""
        match effect:
            case Say(text=text):
                self._turn.append(text)
                spoken = (*self.view.spoken, *self._asked(), (self._texts.ours, text))
                self._change(spoken=spoken, fresh=len(self._turn), key="", page=0)
            case Erase() | End(outcome="abandoned"):
                self.begin()
            case Assessed():
                self._change(style=STYLES.get(effect.disposition, "bold"))
            case Listen():
                self.desk.offer(possible_answers(self._knowledge, effect), numbered=not numeric(self._knowledge, effect))
                spoken, key = self.view.spoken, self.view.key
                if self._turn:
                    spoken, key = spoken[:-1], self._turn[-1]
                self._change(spoken=spoken, key=key, fresh=max(0, len(self._turn) - 1))
            case _:
                pass

    def happened(self, event: Event) -> None:
        """What was heard or done joins the conversation."""
        told = caption_of(event, self.desk, self._texts)
        self._turn.clear()
        spoken = (*self.view.spoken, *self._asked(), (self._texts.caller, told))
        self._change(spoken=spoken, key="", heard=told, note="", fresh=0, page=0)

    def legend(self, text: str) -> None:
        """The last row says how to see the keys."""

    def note(self, text: str) -> None:
        """Something about the devices, until the next turn."""
        self._change(note=text)

    def status(self, status: Status) -> None:
        """What the microphone does."""
        self._change(status=status)

    def press(self, key: str) -> KeyUse:
        """A key for the screen (help, pages) or for the desk."""
        if key == HELP and not (self.desk.line and self.desk.line.text):
            self._change(help=() if self.view.help else self._keys, page=0)
            return USED
        if key in ("page_up", "page_down"):
            before, rows = self.view.page, self._rows
            self._change(page=before + (1 if key == "page_down" else -1))
            if self._rows == rows:
                self._change(page=before)
            return USED
        if self.view.help:
            self._change(help=(), page=0)
        pressed = self.desk.press(key)
        self._change()
        return pressed

    def point(self, menu: Menu, place: int, text: str) -> None:
        """The answers, with an arrow at the one that is being read out."""
        self.desk.menus, self.desk.marked = [menu], place
        self._change()

    def draw(self) -> None:
        """Bring the screen up to date: all of it after a change of size, else the rows that differ."""
        with self._lock:
            self._again = True
            if self._drawing or not self._open:
                # A change of size interrupts whatever runs, also this.
                return
            self._drawing = True
            while self._again:
                self._again = False
                self._draw()
            self._drawing = False

    def _draw(self) -> None:
        width, height = os.get_terminal_size(self._console.file.fileno()) if self._console.file.isatty() else self._console.size
        options = self._console.options.update(width=width, height=height, no_wrap=True, overflow="crop")
        rows = [
            Segment.adjust_line_length(list(self._console.render(row, options)), width)
            for row in frame(self.view, self._console, width, height)
        ]
        if (width, height) != self._size:
            self._size, self._rows = (width, height), []
            self._console.control(Control.clear(), Control.home())
        self._write(rows)
        self._rows = rows

    def _write(self, rows: list[list[Segment]]) -> None:
        out: list[Segment] = []
        for n, row in enumerate(rows):
            if n >= len(self._rows) or row != self._rows[n]:
                out += [Control.move_to(0, n).segment, *(segment for segment in row if segment.text != "\n")]
        if out:
            self._console.print(_Segments(out), end="", soft_wrap=True)

    def _asked(self) -> tuple[tuple[str, str], ...]:
        return ((self._texts.ours, self.view.key),) if self.view.key else ()

    def _change(self, **changes: Any) -> None:  # noqa: ANN401  # fields of the view
        with self._lock:
            line = self.desk.line
            self.view = replace(
                self.view,
                options=tuple(option.label for option in self.desk.menu),
                numbered=self.desk.numbered,
                marked=self.desk.marked,
                typed=(line.text, line.at) if line is not None else None,
                **changes,
            )
            self.draw()


@dataclass(frozen=True, slots=True)
class _Segments:
    segments: list[Segment]

    def __rich_console__(self, *_: object) -> list[Segment]:
        return self.segments
