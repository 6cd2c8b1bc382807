"""Captions where no screen is drawn: as plain lines in their order, or no more than what is said and heard."""

from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from voice.ports import Status
from voice.skill.dialogue.effects import Effect, Listen, Say
from voice.skill.dialogue.events import Event, Heard, NoInput, NoMatch
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import insert
from voice.surfaces.captions import HELP, caption_of
from voice.surfaces.captions_layout import numbered, sign_of
from voice.surfaces.choices import Menu, numeric, possible_answers
from voice.surfaces.desk import UNUSED, USED, Desk, KeyUse


@dataclass
class LineCaptions:
    """No more than what is said and heard, a line each: captions that are off."""

    console: Console = field(default_factory=lambda: Console(highlight=False, markup=False, emoji=False))
    desk: Desk = field(default_factory=Desk)

    def begin(self) -> None:
        """Lines stay where they are."""

    def perform(self, effect: Effect) -> None:
        """Our words in bold."""
        if isinstance(effect, Say):
            self._line(effect.text, "bold")

    def happened(self, event: Event) -> None:
        """The caller's words, or that there were none."""
        if isinstance(event, Heard | NoInput | NoMatch):
            self._line(f"> {event.words}" if isinstance(event, Heard) else "> …" if isinstance(event, NoInput) else "> ?", "")

    def legend(self, text: str) -> None:
        """Once, in a line."""
        self._line(text, "dim")

    def note(self, text: str) -> None:
        """A line of its own."""
        self._line(text, "dim")

    def status(self, status: Status) -> None:
        """Earcons tell it."""

    def press(self, key: str) -> KeyUse:
        """Keys are commands, and nothing else."""
        return UNUSED

    def point(self, menu: Menu, place: int, text: str) -> None:
        """A line."""
        self._line(text, "")

    def _line(self, text: str, style: str) -> None:
        self.console.print(Text(text, style=style), soft_wrap=not self.console.is_terminal)


@dataclass
class PlainCaptions:
    """Lines, one after the other, for screen readers, pipes and logs. A prompt is one line, however long."""

    knowledge: Knowledge
    console: Console
    desk: Desk
    keys: str = ""
    _told: str = field(default="", init=False)

    def begin(self) -> None:
        """Lines stay where they are; what could be answered is forgotten."""
        self.desk.clear()

    def perform(self, effect: Effect) -> None:
        """Say it in a line; after a question, its answers in one more."""
        if isinstance(effect, Say):
            self._line(f"{self.knowledge.screen.ours}: {effect.text}")
        elif isinstance(effect, Listen):
            counted = not numeric(self.knowledge, effect)
            self.desk.offer(possible_answers(self.knowledge, effect), numbered=counted)
            self._answers()

    def happened(self, event: Event) -> None:
        """A line with what was heard or chosen."""
        self._line(f"{self.knowledge.screen.caller}: {caption_of(event, self.desk, self.knowledge.screen)}")

    def legend(self, text: str) -> None:
        """Once, in a line."""
        self._line(text)

    def note(self, text: str) -> None:
        """A line of its own."""
        self._line(f"! {text}")

    def status(self, status: Status) -> None:
        """In words, when it is the caller's turn and when it is not for another reason than that we speak."""
        _, words = sign_of(status, self.knowledge.screen)
        if words != self._told and status.activity in ("listening", "trouble", "asleep"):
            self._line(f"[{words}]")
        self._told = words

    def press(self, key: str) -> KeyUse:
        """As the desk takes it; the answers that a choice opens are told as well."""
        if key == HELP and not (self.desk.line and self.desk.line.text):
            self._line(self.keys)
            return USED
        depth = len(self.desk.menus)
        pressed = self.desk.press(key)
        if len(self.desk.menus) != depth:
            self._answers()
        return pressed

    def point(self, menu: Menu, place: int, text: str) -> None:
        """A line of its own."""
        self.desk.menus = [menu]
        self._line(text)

    def _answers(self) -> None:
        told = numbered((option.label for option in self.desk.menu), numbered=self.desk.numbered)
        if told:
            self._line(insert(self.knowledge.screen.answers, answers="; ".join(told)))

    def _line(self, text: str) -> None:
        self.console.print(Text(text), soft_wrap=True)
