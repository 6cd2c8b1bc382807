"""What the rim must offer: the interfaces that recognition, synthesis, audio, store and surfaces fill.

Sound is mono int16 at 16,000 samples a second wherever it crosses one of these, unless it says otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from voice.skill.dialogue.effects import Effect, Listen
from voice.skill.dialogue.events import Event
from voice.skill.grammar.speech_grammar import SpeechGrammar

Samples = NDArray[np.int16]
RATE_HZ = 16_000


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; `start` and `end` in seconds from the utterance's beginning."""

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string of words that may have been said, with the logarithms of how likely it is.

    `sound`: by the sound alone. `score`: also as an answer to what was asked.
    """

    text: str
    sound: float
    score: float


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine made of the sound so far. No words: speech, perhaps, but none that fits the grammar.

    `strings`, from an engine that has several, are what may have been said, the likeliest first; they are weighed by meaning.
    """

    words: tuple[Word, ...] = ()
    strings: tuple[Candidate, ...] = ()

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> float:
        """The least sure word's confidence; 0 without words."""
        return min((word.confidence for word in self.words), default=0.0)


class Utterance(Protocol):
    """One utterance being decoded."""

    def accept(self, block: Samples) -> Hypothesis:
        """Take the next samples; the partial hypothesis so far."""

    def finish(self) -> Hypothesis:
        """The final hypothesis; the utterance takes no more."""


class Recogniser(Protocol):
    """A speech recogniser with its model loaded."""

    name: str
    doubts_itself: bool
    """Whether its first look takes other speech for the grammar's phrases so often that it needs the second's agreement."""
    tells_times: bool
    """Whether its words say when they were spoken."""

    def utterance(self, grammar: SpeechGrammar) -> Utterance:
        """Begin an utterance. Raises RecogniserError for a grammar that cannot be used."""

    def second_look(self, grammar: SpeechGrammar) -> Utterance:
        """Begin with a wider model, for sound that the grammar's own phrases did not explain."""

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of `words` that the engine can never hear."""


class WakeWord(Protocol):
    """Listens for one phrase and nothing else."""

    phrase: str

    def accept(self, block: Samples) -> bool:
        """Take the next samples; whether the phrase has just been heard."""

    def forget(self) -> None:
        """Begin anew: what comes has nothing to do with what was heard."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered prompt: mono int16 `samples` at `rate_hz`."""

    samples: Samples
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate_hz


class Synthesiser(Protocol):
    """Turns text into sound, and plays none of it."""

    def render(self, text: str, *, rate: float = 1.0) -> Rendered:
        """`rate` 1.0 is the voice's normal pace. Raises SynthesisError."""


class StateStore(Protocol):
    """Where the conversation is kept, one at a time."""

    def load(self) -> Mapping[str, Any] | None:
        """What was saved, or None. Raises StateError for a file that cannot be used."""

    def save(self, state: Mapping[str, Any]) -> None:
        """Written and on disk when this returns. Raises StateError (full disk, no permission)."""

    def erase(self) -> None:
        """Nothing of it is left."""


Activity = Literal["asleep", "listening", "thinking", "speaking", "trouble"]
"""What we are doing: waiting to be woken, waiting for an answer, making sense of one, speaking, or a device is gone."""


@dataclass(frozen=True, slots=True)
class Status:
    """What there is to show of us at any moment. The microphone can be off in any activity, and that stays until it is on."""

    activity: Activity = "asleep"
    muted: bool = False


class StatusView(Protocol):
    """Shows the status: a line, a light, a service manager. Called at each change, from the conversation's thread."""

    def __call__(self, status: Status) -> None:
        """Show it, and return at once. Raises nothing."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A result that was given: when (local time), how urgent it was, and the answers behind it, in the form of a reading's."""

    disposition: str
    answers: Mapping[str, Any]
    at: datetime | None = None


class History(Protocol):
    """Where results are kept for later, when somebody wants that."""

    def keep(self, kept: Kept) -> None:
        """Append it. Raises StateError (full disk, no permission)."""

    def latest(self) -> Kept | None:
        """The last one, or None. Raises StateError for a file that cannot be used."""

    def erase(self) -> None:
        """Nothing of them is left."""


class Surface(Protocol):
    """Where the conversation meets a person or a program."""

    def perform(self, effect: Effect) -> None:
        """Do it, in the order given."""

    def next_event(self, listen: Listen) -> Event:
        """Wait for what happens next. Raises EOFError when nobody is there any more."""
