"""What is known of one utterance on its way from words to a reading: the value that every pass takes and gives back.

A pass is a function `(Parse, Question) -> Parse`. It changes nothing in place: `Parse.but` makes the next value.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypedDict, Unpack

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.phrases import Meaning
from voice.skill.language.interface import Utterance
from voice.skill.language.tokens import UNKNOWN
from voice.skill.reading import Certainty, Value, flat

Polarity = Literal["yes", "no"]
Time = Literal["now", "past", "supposed"]
About = Literal["caller", "someone_else", "twitch", "medicine"]
EdgeCategory = Literal["negated", "uncertain", "historical", "hypothetical", "other_person", "excepted", "only", "affirmed"]
"""How a modifier changes a mention."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an utterance answers: the slots and signs `asked` for, and what is to be confirmed.

    `confirming` set: a bare yes or no is a reply and fills nothing; it is taken flat or as JSON nests it. `now` is what
    "yesterday" is counted from.
    """

    grammar: Grammar
    asked: tuple[str, ...] = ()
    confirming: Mapping[str, Any] | None = None
    now: datetime | None = None
    wanted: tuple[str, ...] = field(init=False, default=())
    """What of it a bare yes or no can settle."""

    def __post_init__(self) -> None:
        apart = {slot for pair in self.grammar.about.alternatives if pair.issubset(self.asked) for slot in pair}
        wanted = tuple(slot for slot in self.asked if slot not in apart and self._answerable(slot))
        object.__setattr__(self, "wanted", wanted)
        if self.confirming is not None:
            object.__setattr__(self, "confirming", flat(self.confirming))

    @property
    def confirms_denials(self) -> bool:
        """Whether all that is to be confirmed is that signs are not there: "no chest pain, no fever, is that right?"."""
        return bool(self.confirming) and all(value is False for value in (self.confirming or {}).values())

    def _answerable(self, slot: str) -> bool:
        if slot in self.grammar.symptoms:
            return True
        known = self.grammar.slots.get(slot)
        return known is not None and (known.kind == "flag" or known.bare_yes is not None or known.bare_no is not None)

    def bare(self, slot: str, said: str) -> Value:
        """What a bare yes or no makes of a slot; None where it settles nothing."""
        known = self.grammar.slots.get(slot)
        if slot in self.grammar.symptoms or (known is not None and known.kind == "flag"):
            return said == "yes"
        if known is None:
            return None
        value = known.bare_yes if said == "yes" else known.bare_no
        return tuple(value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` (end excluded) that a phrase explains; `captures` are the numbers or days in it, in order.

    `loose` of the words are in gaps.
    """

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    captures: tuple[float, ...] = ()
    loose: int = 0

    @property
    def kind(self) -> str:
        """The kind of its first meaning."""
        return self.meanings[0].kind

    def means(self, *kinds: str) -> bool:
        """Whether any of its meanings is of one of these kinds."""
        return any(meaning.kind in kinds for meaning in self.meanings)


@dataclass(frozen=True, slots=True)
class Mention:
    """`slot` has `value`, said by match `at`; `doubtful` when its polarity or owner is not clear.

    `denied`: a word of denial reaches it. `bare`: nothing stood before it that makes it a statement, so that it may be the
    question's word said back. `time`: whether it is so now, is over, or is only supposed. `about`: what or whom it is said of,
    where the words around it tell.
    """

    slot: str
    value: Value
    at: int
    doubtful: bool = False
    denied: bool = False
    bare: bool = False
    time: Time = "now"
    about: About | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """Match `by` is a modifier that changed the mention of `slot` by match `at`, in the way of `category`."""

    by: int
    at: int
    slot: str
    category: EdgeCategory


class Reply(NamedTuple):
    """A yes or a no, said by match `at`."""

    at: int
    said: Polarity


@dataclass(frozen=True, slots=True)
class Wondered:
    """The slots that were only asked about (`gone`), and the signs that were asked about in general.

    `naming`: what such a sign is, which the question's own words explain.
    """

    gone: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    naming: bool = False


@dataclass(frozen=True, slots=True)
class Parse:
    """An utterance, as far as it is understood.

    Found in the words: `matches` (phrases), `mentions` (slots with values), `replies` (yes and no), `repairs` ("I mean", by
    their match), `marks` (other kinds of words, by the match where they stood last), `edges` (from a modifier to each mention
    that it changed). `times` are the lengths of time as they
    were said, before any of them was given to what it belongs to.

    What it comes to: the `command`, the question about the subject (`faq`), what was only `wondered`; `polar`, the yes or no
    that counts; `answers`; the `reply` to a confirmation; whether to ask back (`clarify`), whether any of it is `doubtful`.
    `settled`: yes, no and the like are used up. `certainty` is set by the pass that ends it: nothing follows.
    """

    said: Utterance
    matches: tuple[Match, ...] = ()
    mentions: tuple[Mention, ...] = ()
    replies: tuple[Reply, ...] = ()
    repairs: tuple[int, ...] = ()
    marks: Mapping[str, int] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    times: tuple[Mention, ...] = ()
    command: str | None = None
    faq: str | None = None
    wondered: Wondered = Wondered()
    polar: Polarity | None = None
    answers: Mapping[str, Value] = field(default_factory=dict)
    reply: Polarity | None = None
    clarify: bool = False
    doubtful: bool = False
    settled: bool = False
    certainty: Certainty | None = None

    def but(self, **changes: Unpack["_Changes"]) -> "Parse":
        """The same with other values."""
        return replace(self, **changes)

    @property
    def words(self) -> tuple[str, ...]:
        """The words as the grammar spells them."""
        return self.said.words

    @property
    def kinds(self) -> frozenset[str]:
        """The first kinds of all matches."""
        return frozenset(match.kind for match in self.matches)

    @property
    def left(self) -> int:
        """How many words no match explains."""
        return len(self.words) - sum(i.end - i.start for i in self.matches if i.kind != "topic")

    @property
    def unexplained(self) -> tuple[str, ...]:
        """The words that no match holds, be it a topic."""
        known = {at for match in self.matches for at in range(match.start, match.end)}
        return tuple(word for at, word in enumerate(self.words) if at not in known)

    def said_of(self, slot: str) -> tuple[Mention, ...]:
        """The mentions of a slot."""
        return tuple(mention for mention in self.mentions if mention.slot == slot)

    def ends(self, said: str) -> int:
        """The last match that says yes, or no; -1 where none does."""
        return max((at for at, one in self.replies if one == said), default=-1)

    @property
    def is_torn(self) -> bool:
        """Whether both yes and no are said."""
        return len({said for _, said in self.replies}) > 1

    def of(self, at: int) -> tuple[str, ...]:
        """The words of a match."""
        return self.words[self.matches[at].start : self.matches[at].end]

    def says(self, words: frozenset[str]) -> bool:
        """Whether any of these words is said."""
        return not words.isdisjoint(self.words)

    @property
    def unheard(self) -> bool:
        """Whether a word was spoken that the recogniser could not make out."""
        return UNKNOWN in self.words

    def adding(self, **answers: Value) -> "Parse":
        """The same with these answers besides."""
        return self.but(answers={**self.answers, **answers})

    def marking(self, name: str, at: int) -> "Parse":
        """The same with a mark."""
        return self.but(marks={**self.marks, name: at})


class _Changes(TypedDict, total=False):
    """The fields that a pass may set."""

    matches: tuple[Match, ...]
    mentions: tuple[Mention, ...]
    replies: tuple[Reply, ...]
    repairs: tuple[int, ...]
    marks: Mapping[str, int]
    edges: tuple[Edge, ...]
    times: tuple[Mention, ...]
    command: str | None
    faq: str | None
    wondered: Wondered
    polar: Polarity | None
    answers: Mapping[str, Value]
    reply: Polarity | None
    clarify: bool
    doubtful: bool
    settled: bool
    certainty: Certainty | None
