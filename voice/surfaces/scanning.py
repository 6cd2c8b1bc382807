"""A whole conversation with one switch: the answers are read out one by one, and any key or any sound takes one.

1. What can be taken is what could be said: the question's answers, not knowing, and to repeat, go back, stop or get help.
2. One time through without a sign from the caller is silence, and goes up the dialogue's ladder: the question comes again,
   slower; after five minutes without a sign, or longer at a slow pace, the conversation is over.
3. What bears on a red flag is confirmed before it counts (or everything is, or nothing), and so is stopping.
4. It begins by itself where words were not understood so often, and can then be left the way it was entered: by choosing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Literal, Protocol

from voice.ports import Surface
from voice.skill.dialogue.effects import Effect, Listen
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, NoInput, NoMatch
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import insert, one
from voice.skill.reading import Reading
from voice.surfaces.choices import Menu, Option, commands, possible_answers

Confirm = Literal["red_flags", "all", "nothing"]
_CHECKED_ANYWAY = frozenset({"confirm", "read_back", "check"})
"""Questions that are checks themselves."""


class _Answer(Enum):
    """To a choice that is to be confirmed: it is kept, another is to be chosen, or there was no sign."""

    KEEP = auto()
    CHOOSE_AGAIN = auto()
    NONE = auto()


class Switch(Protocol):
    """Reads out, and notices the one sign that the caller gives."""

    def say(self, text: str) -> None:
        """Say it, or show it."""

    def offer(self, menu: Menu, place: int, text: str) -> None:
        """Say `text`, and show which of `menu` it stands for."""

    def taken(self, seconds: float) -> bool:
        """Wait until all was said and `seconds` more, or for the caller's sign: whether it came. Raises EOFError."""

    def turn_over(self, event: Event) -> None:
        """The caller's turn has ended, with this."""


@dataclass
class ScanningSurface:
    """Fills `ports.Surface`: `inner` where words are used, `switch` where answers are read out.

    `pace` is the time in seconds to take an answer after it was read. After `failures` answers in a row that were not
    understood scanning begins by itself; 0: never. `read` tells what words mean that `inner` has not read.
    """

    knowledge: Knowledge
    inner: Surface
    switch: Switch
    on: bool = False
    pace: float = 2.0
    confirm: Confirm = "red_flags"
    failures: int = 0
    read: Callable[[Listen, str], Reading] | None = None
    _failed: int = field(default=0, init=False)
    _told: bool = field(default=False, init=False)
    _by_itself: bool = field(default=False, init=False)

    def perform(self, effect: Effect) -> None:
        """As it always is."""
        self.inner.perform(effect)

    def next_event(self, listen: Listen) -> Event:
        """What the caller says, or takes. Raises EOFError when nobody is there any more."""
        if self.on:
            event = self._scanned(listen)
            self.switch.turn_over(event)
            return event
        event = self.inner.next_event(listen)
        if isinstance(event, NoMatch) or (isinstance(event, Heard) and self._rejected(listen, event)):
            self._failed += 1
        elif isinstance(event, Heard | Chosen):
            self._failed = 0
        if 0 < self.failures <= self._failed:
            self._begin()
        return event

    def _begin(self) -> None:
        self.on = self._by_itself = True
        self._told = False
        self._failed = 0

    def _scanned(self, listen: Listen) -> Event:
        self._tell_once()
        back = Option(self._words("option_before"))
        talk = Option(self._words("option_talk"))
        first = (
            *possible_answers(self.knowledge, listen),
            *commands(self.knowledge, listen),
            *([talk] if self._by_itself else []),
        )
        menus: list[Menu] = [first]
        while True:
            option = self._read_through(menus[-1])
            if option is talk:
                return self._left()
            if option is not None and option.opens is not None:
                menus.append((*option.opens(), back))
            elif option is not None and option.event is not None:
                answer = self._confirmed(listen, option)
                if answer is not _Answer.CHOOSE_AGAIN:
                    return option.event if answer is _Answer.KEEP else NoInput()
                menus = [first]
                self._say("scan_again")
            elif len(menus) > 1:
                # "Something else", or nothing of this: one step back.
                menus.pop()
                self._say("scan_again")
            else:
                return NoInput()

    def _tell_once(self) -> None:
        """Say how it goes, where that has not been said yet."""
        if not self._told:
            self._say(*(["scan_offer"] if self._by_itself else []), "scan_begin")
            self._told = True

    def _read_through(self, menu: Menu) -> Option | None:
        """The option that the caller takes in one time through."""
        for place, option in enumerate(menu):
            self.switch.offer(menu, place, self._words("scan_option", option=option.label))
            if self.switch.taken(self.pace):
                return option
        return None

    def _confirmed(self, listen: Listen, option: Option) -> _Answer:
        """What the caller says to the choice, where it has to be confirmed."""
        if not self._must_confirm(listen, option):
            return _Answer.KEEP
        self._say("scan_check", option=option.label)
        keep = Option(self._words("option_keep"))
        taken = self._read_through((keep, Option(self._words("option_choose_again"))))
        if taken is None:
            return _Answer.NONE
        return _Answer.KEEP if taken is keep else _Answer.CHOOSE_AGAIN

    def _must_confirm(self, listen: Listen, option: Option) -> bool:
        if self.confirm == "nothing" or listen.question in _CHECKED_ANYWAY:
            return False
        if isinstance(option.event, Key):
            return option.event.command == "stop" or self.confirm == "all"
        question = self.knowledge.questions_by_id.get(listen.question)
        return self.confirm == "all" or question is None or question.risk == "red_flag"

    def _left(self) -> Event:
        self.on = self._by_itself = False
        self._say("scan_talk")
        return Key(command="repeat")

    def _say(self, *prompts: str, **fills: str) -> None:
        self.switch.say(" ".join(self._words(prompt, **fills) for prompt in prompts))

    def _words(self, prompt: str, **fills: str) -> str:
        text = insert(one(self.knowledge, prompt), **fills)
        return text[:1].upper() + text[1:] if fills else text

    def _rejected(self, listen: Listen, event: Heard) -> bool:
        reading = event.reading or (self.read(listen, event.words) if self.read else None)
        return reading is not None and reading.certainty == "rejected"
