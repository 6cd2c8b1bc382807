"""What we say in a turn, until the engine knows how much of it was heard."""

from dataclasses import dataclass, field

from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.events import BargeIn, Event, Spoken
from voice.surfaces.talker import Talker


@dataclass
class Said:
    """The prompts of a turn, each with the talker's number for it."""

    talker: Talker
    _prompts: list[tuple[Say, int]] = field(default_factory=list)
    _told: bool = False
    """Whether the engine was told of their interruption: once is enough, however often we are cut off."""

    @property
    def interruptible(self) -> bool:
        """Whether all of it may be cut off."""
        return all(prompt.interruptible for prompt, _ in self._prompts)

    def say(self, prompt: Say) -> None:
        """One more; returns at once."""
        if self._told:
            self.clear()
        self._prompts.append((prompt, self.talker.say(prompt.text)))

    def interruption(self) -> list[Event]:
        """What the engine needs to know when we are cut off: what was heard, and that the rest was not."""
        if self._told or all(self.talker.heard_out(number) for _, number in self._prompts):
            return []
        self._told = True
        heard = (prompt for prompt, number in self._prompts if self.talker.heard_out(number))
        return [*(Spoken(prompt=prompt.prompt) for prompt in heard), BargeIn()]

    def say_again(self, *, only_unheard: bool = False) -> None:
        """All of it, or what was not heard to its end."""
        again = [prompt for prompt, number in self._prompts if not (only_unheard and self.talker.heard_out(number))]
        self._prompts, self._told = [(prompt, self.talker.say(prompt.text)) for prompt in again], False

    def clear(self) -> None:
        """The turn is over."""
        self._prompts.clear()
        self._told = False
