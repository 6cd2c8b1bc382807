"""What a language must give, so that everything else can read and speak it. Nothing outside this package knows which one it is.

A `Language` has seven parts. Five find something in words: `tokens` the words themselves, `numbers`, `durations`, `dates` and
`questions`. `verbs` says how words change by their role, `speech` what is said around answers. A grammar has one
(`voice.skill.grammar.compiled.Grammar.language`), and what reads words reaches it there.

Positions are those of a sequence of words in the grammar's spelling. What is found ends before a position and has a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from voice.skill.language.words import SpeechWords

Found = tuple[int, float]
"""Where something ends, and its value, which is an `Interval` where it was given as one."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """`words` as the grammar spells them; `origin[i]` is the position of word i among the spoken ones.

    `cut`: there is more to it than these words.
    """

    words: tuple[str, ...]
    origin: tuple[int, ...]
    cut: bool = False


class Tokens(Protocol):
    """A text as words. `same` are the grammar's spellings: what a spoken word is written as."""

    def utterance(self, text: str, same: Mapping[str, tuple[str, ...]]) -> Utterance:
        """A text as the words that the grammar knows: contractions apart, hesitations left out. Any text is accepted."""
        ...

    def spell(self, word: str, same: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """One spoken word in the grammar's spelling."""
        ...


class Numbers(Protocol):
    """Numbers in words and in digits."""

    def all_at(self, words: Sequence[str], at: int) -> list[Found]:
        """Numbers and ranges of numbers that begin at a position, longest first."""
        ...

    def begins(self, word: str) -> bool:
        """Whether a number can begin with a word, so that others need not be looked at."""
        ...

    def one_at(self, words: Sequence[str], at: int) -> Found | None:
        """The longest single number that begins at a position."""
        ...

    def in_words(self, number: int) -> str:
        """How a number from 0 to 99 is usually said; nothing where the language has no word for it."""
        ...


class Durations(Protocol):
    """Lengths of time."""

    def at(self, words: Sequence[str], at: int) -> Found | None:
        """The longest length that begins at a position, in days."""
        ...


class Dates(Protocol):
    """Points of time."""

    def at(self, words: Sequence[str], at: int, now: datetime | None) -> Found | None:
        """The longest point of time that begins at a position, in days before now. Without a now, a weekday is none."""
        ...


class Questions(Protocol):
    """The shape of questions. A head is where one begins: in English an auxiliary before its subject."""

    @property
    def leads_in(self) -> frozenset[str]:
        """Words that may stand before a question."""
        ...

    def heads(self, words: Sequence[str], told: frozenset[int] = frozenset()) -> list[int]:
        """Where the questions in an utterance begin; `told`: where something told ends, which one can follow at once."""
        ...

    def is_polar(self, words: Sequence[str], head: int) -> bool:
        """Whether yes or no would answer it."""
        ...

    def asked_about(self, words: Sequence[str], head: int, start: int) -> bool:
        """Whether what begins at `start` stands in the clause of the question that begins at `head`."""
        ...

    def is_no_order(self, words: Sequence[str], start: int, end: int, *, whole: bool) -> bool:
        """Whether an order in `words[start:end]` is only asked about, supposed or told. `whole`: nothing else is said."""
        ...


class Verbs(Protocol):
    """How words change by their role."""

    @property
    def variants(self) -> Mapping[str, tuple[str, ...]]:
        """What a word of a phrase may be instead, when it is said of somebody else: "my" is also "his"."""
        ...

    @property
    def variants_behind(self) -> Mapping[str, tuple[str, ...]]:
        """The same, of words that stand behind another one: "is" is also "'s"."""
        ...

    def forms(self, verb: str, irregular: Mapping[str, str]) -> tuple[str, ...]:
        """The forms of a verb, itself first; those that follow no rule are given, by verb."""
        ...


@dataclass(frozen=True, slots=True)
class Language:
    """One language, in its parts."""

    tokens: Tokens
    numbers: Numbers
    durations: Durations
    dates: Dates
    questions: Questions
    verbs: Verbs
    speech: SpeechWords
