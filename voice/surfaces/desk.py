"""What a person's keys mean while a question is open: a choice among the answers on the screen, or words being typed.

1. In a conversation by voice, keys are single: a number chooses, `t` begins to type. In a typed one every key types, and a number
   with Enter chooses. Arrows and Enter choose in both.
2. Where a number is itself an answer ("how bad is the pain?"), no number chooses: it begins to type.
3. What is typed in the very words of a choice is that choice.
"""

from dataclasses import dataclass, field

from voice.skill.dialogue.events import Event, Heard, NoInput
from voice.surfaces.choices import Menu, Option
from voice.surfaces.editing import Line

KEYED = {"y": "yes", "n": "no"}
"""What hands write and mouths never say."""
TYPE = "t"


@dataclass(frozen=True, slots=True)
class KeyUse:
    """What a key was good for: the `event` that it completed, if any. What was not `used` may mean something elsewhere."""

    used: bool = True
    event: Event | None = None


USED, UNUSED = KeyUse(), KeyUse(used=False)


@dataclass
class Desk:
    """Takes keys by their names; holds the answers on offer, the one that is marked, and the line being typed (None: none is)."""

    typed: bool = False
    menus: list[Menu] = field(default_factory=list)
    numbered: bool = True
    marked: int | None = None
    line: Line | None = None

    def offer(self, menu: Menu, *, numbered: bool) -> None:
        """Another question: these are its answers. What is half typed stays."""
        self.menus, self.numbered, self.marked = [menu], numbered, None
        if self.typed and self.line is None:
            self.line = Line()

    def clear(self) -> None:
        """Another conversation: nothing is asked or half typed."""
        self.menus, self.numbered, self.marked, self.line = [], True, None, None

    @property
    def menu(self) -> Menu:
        """The answers of the moment."""
        return self.menus[-1] if self.menus else ()

    def press(self, key: str) -> KeyUse:
        """Take the key, as far as it means something here."""
        if key in ("up", "down") and self.menu:
            step = 1 if key == "down" else -1
            start = -1 if self.marked is None and key == "down" else self.marked or 0
            self.marked = (start + step) % len(self.menu)
            return USED
        if key == "enter":
            return self._enter()
        if key == "escape":
            return self._escape()
        if self.line is None:
            return self._single(key)
        self.line = self.line.press(key)
        return USED

    def _single(self, key: str) -> KeyUse:
        if key.isdecimal() and self.menu:
            if not self.numbered:
                self.line = Line().press(key)
                return USED
            return self._numbered((int(key) - 1) % 10)
        if key == TYPE:
            self.line = Line()
            return USED
        return UNUSED

    def _enter(self) -> KeyUse:
        words = " ".join(self.line.text.split()) if self.line is not None else ""
        if not words and self.marked is not None:
            return self._take(self.menu[self.marked])
        self.line = Line() if self.typed else None
        if not words:
            return KeyUse(event=NoInput()) if self.typed else UNUSED
        option = self._meant(words)
        return self._take(option) if option else KeyUse(event=Heard(words=KEYED.get(words.lower(), words)))

    def _meant(self, words: str) -> Option | None:
        """The answer on offer that is typed by its number or in its own words."""
        if self.numbered and words.isdecimal() and 1 <= int(words) <= len(self.menu):
            return self.menu[int(words) - 1]
        return next((option for option in self.menu if option.label.casefold() == words.casefold()), None)

    def _escape(self) -> KeyUse:
        """One step back: from what is typed, from what is marked, from the answers that a choice opened."""
        if self.line is not None and (self.line.text or not self.typed):
            self.line = Line() if self.typed else None
        elif self.marked is not None:
            self.marked = None
        elif len(self.menus) > 1:
            self.menus.pop()
        else:
            return UNUSED
        return USED

    def _numbered(self, place: int) -> KeyUse:
        return self._take(self.menu[place]) if place < len(self.menu) else UNUSED

    def _take(self, option: Option) -> KeyUse:
        self.marked = None
        if option.opens is not None:
            self.menus.append(option.opens())
            return USED
        return KeyUse(event=option.event) if option.event else UNUSED
