"""A name by its sound: a medicine that the ear wrote as other words ("law certain") is asked back ("Did you say losartan?").

1. It is looked for only where a medicine is asked for and the words heard name none, and what is found is never sure.
2. Words in a row are compared with each name, phone by phone (`phones`).
3. Words that say something of themselves are no name, and with the name in their place the whole must be a sure answer: what
   stands around a name is left to the grammar.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from voice.recognition.look import Look, Understand
from voice.recognition.phones import apart, length, phones_of
from voice.recognition.pronunciation import Pronunciations
from voice.skill.reading import Reading
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.spoken import texts_of

Suppose = Callable[[Look], Reading]
MEDICINES = "medications"
"""The slot whose names are found by their sound: of all that is asked for, ears know these least."""

FARTHEST = 0.28
"""The share of a name's sound that may be another (docs/recognition.md)."""
_SHORTEST = 3.6
"""The length of a name below which too many words sound like it."""
_NAME_WORDS = 2
_SAYING = ("fact", "symptom")
_STRINGS, _TRIED, _WORDS, _MOST_WORDS = 4, 3, 4, 12
"""Word strings that are looked at, names that are tried, words that may make one, and words of an answer that is looked at."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name that words sound like, the words with it in their place, and the share of its sound that differs."""

    name: str
    text: str
    distance: float


class Names:
    """Names to be found by their sound. Those of several pronunciations are found by each."""

    def __init__(self, names: Iterable[str], pronunciations: Pronunciations) -> None:
        self._pronunciations = pronunciations
        sounds = {sound: name for name in names for sound in phones_of(name, pronunciations)[:2]}
        self._sounds = tuple((sound, name, length(sound)) for sound, name in sounds.items() if length(sound) >= _SHORTEST)

    def in_words(self, text: str, explained: frozenset[int] = frozenset()) -> Iterator[Found]:
        """The nearest name to each stretch of words that sounds like one, none of them `explained` (by position)."""
        words = text.split()
        spans = ((at, at + size) for at in range(len(words)) for size in range(1, min(_WORDS, len(words) - at) + 1))
        for start, end in spans if len(words) <= _MOST_WORDS else ():
            if not explained.isdisjoint(range(start, end)):
                continue
            if near := self._nearest(" ".join(words[start:end])):
                distance, name = near
                yield Found(name, " ".join([*words[:start], name, *words[end:]]), distance)

    def _nearest(self, said: str) -> tuple[float, str] | None:
        heard = phones_of(said, self._pronunciations)[0]
        size = length(heard)
        close = [one for one in self._sounds if abs(one[2] - size) <= FARTHEST * one[2]]
        near = ((apart(heard, sound) / long, name) for sound, name, long in close)
        best = min(near, default=(1.0, ""))
        return best if best[0] <= FARTHEST else None


def as_meant(look: Look) -> Reading:
    """What a look means as it stands."""
    return look.reading


def supposing(names: Names, understand: Understand) -> Suppose:
    """What a look means; where it names no medicine, the one that it sounds like, to be asked back."""

    def suppose(look: Look) -> Reading:
        reading = look.reading
        if reading.certainty == "sure" or reading.command or reading.answers.get(MEDICINES):
            return reading
        strings = [one.text for one in look.hypothesis.strings[:_STRINGS]] or [look.hypothesis.text]
        read = [(text, _explained(understand(text))) for text in strings]
        found = sorted((one for text, known in read for one in names.in_words(text, known)), key=lambda one: one.distance)
        tried = ((one.name, understand(one.text)) for one in found[:_TRIED])
        meant = (replace(other, certainty="unsure", supposed=name) for name, other in tried if _is_named(other))
        return next(meant, reading)

    return suppose


def _explained(reading: Reading) -> frozenset[int]:
    """The positions of words that say something of themselves: a "hip flexor" is no Flexeril."""
    said = (span for span in reading.spans if span.meaning.startswith(_SAYING))
    return frozenset(at for span in said for at in range(span.start, span.end))


def _is_named(reading: Reading) -> bool:
    return reading.certainty == "sure" and bool(reading.answers.get(MEDICINES))


def medicine_names(grammar: Grammar, pronunciations: Pronunciations) -> Names:
    """The medicines that the grammar knows."""
    naming = [phrase for phrase in grammar.phrases if [slot for slot, value in phrase.meaning.facts if value] == [MEDICINES]]
    return Names((text for text in texts_of(naming) if text.count(" ") < _NAME_WORDS), pronunciations)
