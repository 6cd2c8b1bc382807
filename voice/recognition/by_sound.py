"""A name by its sound: what the ear wrote as other words ("law certain", "left cap") is asked back ("Did you say losartan?").

1. A medicine or a place is looked for only where one is asked for and the words heard tell nothing of it; what is found is
   never sure. Nothing else is looked for: no warning sign and no command is ever made of a sound.
2. Words in a row are compared with each name, phone by phone (`phones`). What sounds nearly as much like another place is left.
3. Words that say something of themselves are no name, but the side is a part of a place's: after "left", a "cap" is a calf.
4. With the name in their place the whole must be a sure answer: what stands around a name is left to the grammar.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from voice.ports import Candidate
from voice.recognition.hearing_file import HearingWords, load_hearing_words
from voice.recognition.look import Look, Understand, meant
from voice.recognition.phones import apart, length, phones_of
from voice.recognition.pronunciation import Pronunciations, shipped_pronunciations
from voice.skill.grammar.compiled import Grammar
from voice.skill.reading import Reading

Suppose = Callable[[Look], Reading]
MEDICINES, PLACES, SIDES = "medications", "location", "side"
"""The first two are found by their sound: of all that is asked for, ears know medicines least, and lose places in noise."""

FARTHEST = 0.28
"""The share of a name's sound that may be another (docs/recognition.md)."""
_NEARLY = 0.05
"""What is farther by less than this is nearly as near."""
_BEHIND = 0.03
"""How much farther a name counts for each step by which its string is less likely by the sound (natural logarithm)."""
_SHORTEST = 3.6
"""The length of a name below which too many words sound like it."""
_NAME_WORDS = 2
_SAYING = ("fact", "symptom")
_KEPT = 128
_WORDS, _MOST_WORDS = 4, 12
"""Words that may make a name, and words of an answer that is looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name that words sound like, where they stand, the words with it in their place, and the share of its sound that differs.

    `rivals` are the names that sound nearly as much like them.
    """

    name: str
    at: range
    text: str
    distance: float
    rivals: tuple[str, ...] = ()


class Names:
    """Names to be found by their sound; those of several pronunciations by each. A rival is farther by less than `nearly`."""

    def __init__(self, names: Iterable[str], pronunciations: Pronunciations, nearly: float = 0.0) -> None:
        self._pronunciations, self._nearly = pronunciations, nearly
        self._near = lru_cache(_KEPT)(self._nearest)  # the strings of one sound have much in common
        sounds = {sound: name for name in names for sound in phones_of(name, pronunciations)[:2]}
        self._sounds = tuple((sound, name, length(sound)) for sound, name in sounds.items() if length(sound) >= _SHORTEST)

    def in_words(self, text: str, explained: frozenset[int] = frozenset()) -> Iterator[Found]:
        """The nearest name to each stretch of words that sounds like one, none of them `explained` (by position)."""
        words = text.split()
        spans = (range(at, at + size) for at in range(len(words)) for size in range(1, min(_WORDS, len(words) - at) + 1))
        for span in spans if len(words) <= _MOST_WORDS else ():
            if not explained.isdisjoint(span):
                continue
            if near := self._near(" ".join(words[span.start : span.stop])):
                (distance, name), *rivals = near
                whole = " ".join([*words[: span.start], name, *words[span.stop :]])
                yield Found(name, span, whole, distance, tuple(rival for _, rival in rivals))

    def _nearest(self, said: str) -> Sequence[tuple[float, str]]:
        """The nearest name and its rivals; nothing where it is too far."""
        heard = phones_of(said, self._pronunciations)[0]
        size, most = length(heard), FARTHEST + self._nearly
        close = [one for one in self._sounds if abs(one[2] - size) <= most * one[2]]
        near = sorted((apart(heard, sound, most * long) / long, name) for sound, name, long in close)
        if not near or near[0][0] > FARTHEST:
            return ()
        return [one for one in near if one is near[0] or one[0] < near[0][0] + self._nearly]


@dataclass(frozen=True, slots=True)
class Sought:
    """What is looked for where `slot` is asked for: its names, in so many word strings, of which so many are tried.

    What the slots in `parts` say of themselves is a part of such a name. `behind`: how much farther a name counts whose string
    is less likely.
    """

    slot: str
    names: Names
    strings: int
    tried: int
    behind: float = 0.0
    parts: frozenset[str] = frozenset()

    def is_open(self, reading: Reading) -> bool:
        """Whether nothing was understood that a name could displace."""
        told = reading.answers.keys() - self.parts or reading.command or reading.faq or reading.maybe_said
        return reading.certainty != "sure" and not told and not reading.answers.get(self.slot)

    def found(self, strings: Sequence[Candidate], understand: Understand) -> list[Found]:
        """The nearest names in them."""
        listed = strings[: self.strings]
        most = max(one.sound for one in listed)
        each = ((string, one) for string in listed for one in self._in(understand(string.text), string.text))
        ordered = sorted(each, key=lambda pair: pair[1].distance + self.behind * (most - pair[0].sound))
        return [one for _, one in ordered[: self.tried]]

    def names_it(self, found: Found, reading: Reading, understand: Understand) -> bool:
        """Whether the words with the name in place are a sure answer, and no rival would be another one."""
        if reading.certainty != "sure" or not reading.answers.get(self.slot):
            return False
        if not self.parts:
            return True
        named = understand(found.name).answers
        alone = reading.answers == named and meant(reading) == len(reading.text.split())
        return alone and all(understand(rival).answers == named for rival in found.rivals)

    def _in(self, reading: Reading, text: str) -> Iterator[Found]:
        """The names in a string; a side by itself is none that was misheard."""
        said = [span for span in reading.spans if span.meaning.startswith(_SAYING)]
        words = [(frozenset(range(span.start, span.end)), span.meaning.partition(" ")[2].partition("=")[0]) for span in said]
        apart_from = frozenset().union(*(at for at, slot in words if slot not in self.parts))
        parts = frozenset().union(*(at for at, slot in words if slot in self.parts))
        found = self.names.in_words(text, apart_from)
        return (one for one in found if not one.distance or not parts.issuperset(one.at))


def as_meant(look: Look) -> Reading:
    """What a look means as it stands."""
    return look.reading


def supposing(sought: Sought, understand: Understand) -> Suppose:
    """What a look means; where it tells nothing of what is sought, the name that it sounds like, to be asked back."""

    def suppose(look: Look) -> Reading:
        if not sought.is_open(look.reading):
            return look.reading
        strings = look.hypothesis.strings or (Candidate(look.hypothesis.text, 0.0, 0.0),)
        tried = ((one, understand(one.text)) for one in sought.found(strings, understand))
        named = (
            replace(other, certainty="unsure", supposed=one.name)
            for one, other in tried
            if sought.names_it(one, other, understand)
        )
        return next(named, look.reading)

    return suppose


def medicines(grammar: Grammar, _: HearingWords, pronunciations: Pronunciations) -> Sought:
    """The medicines that the grammar knows."""
    naming = [phrase for phrase in grammar.phrases if [slot for slot, value in phrase.meaning.facts if value] == [MEDICINES]]
    names = (text for text in grammar.samples.texts_of(naming) if text.count(" ") < _NAME_WORDS)
    return Sought(MEDICINES, Names(names, pronunciations), strings=4, tried=3)


def places(_: Grammar, words: HearingWords, pronunciations: Pronunciations) -> Sought:
    """The places that most people name, with and without a side."""
    names = Names(words.places, pronunciations, _NEARLY)
    return Sought(PLACES, names, strings=8, tried=8, behind=_BEHIND, parts=frozenset({PLACES, SIDES}))


_SOUGHT = {MEDICINES: medicines, PLACES: places}


class BySound:
    """What is looked for by its sound at each question, made when that is first asked."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._made: dict[str, Sought] = {}

    def supposing(self, asked: Iterable[str], understand: Understand) -> Suppose:
        """How looks at the answers to a question are read."""
        slot = next((slot for slot in asked if slot in _SOUGHT), None)
        return supposing(self._sought(slot), understand) if slot else as_meant

    def _sought(self, slot: str) -> Sought:
        if slot not in self._made:
            self._made[slot] = _SOUGHT[slot](self._grammar, self._words, self._pronunciations)
        return self._made[slot]

    @cached_property
    def _words(self) -> HearingWords:
        return load_hearing_words()

    @cached_property
    def _pronunciations(self) -> Pronunciations:
        return shipped_pronunciations(self._words.pronunciations)
