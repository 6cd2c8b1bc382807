"""Several word strings weighed by what they mean: the share of all that mean the same is how sure the ear is.

A string says less the more of its words mean nothing. What means most is gone by; its share decides, by the kind of meaning,
whether it is believed or asked back, and so does its share by the sound alone, where the question explains nothing away.
Whatever its share, a meaning is doubted that decides something and was hardly heard, or that rests on a bare "not".
"""

from collections.abc import Sequence
from math import exp

from voice.ports import Candidate, Hypothesis, Word
from voice.recognition.acceptance import SHARES, Acceptance, decides, doubted, enough
from voice.recognition.look import Look, Understand, agree, meant
from voice.skill.reading import Reading

_MEANS_NOTHING = 0.5
"""What a word that means nothing takes from a string's score."""
_LEAST_BY_SOUND, _LEAST_TO_DECIDE = 0.15, 0.4
"""The share that a meaning needs by the sound alone: a value that was asked for, and what is so or is not."""
_LEAST_HEARD, _SHORT_WORDS = 0.2, 4
"""How likely all strings together have to be by the sound, where a few words decide something: less is some other sound."""
_BARE = frozenset({"neg", "contrast", "subject", "filler"})
"""What is left of talk that was not meant for us: "has not", "but not". Whoever answers says "no", "none" or "I haven't"."""


def look_of(hypothesis: Hypothesis, understand: Understand, shares: Acceptance = SHARES) -> Look:
    """What a hypothesis means; of several strings, what most of them mean."""
    strings = hypothesis.strings
    return weighed(strings, understand, shares) if strings else Look(hypothesis, understand(hypothesis.text))


def weighed(strings: Sequence[Candidate], understand: Understand, shares: Acceptance = SHARES) -> Look:
    """The look to go by at the word strings of one sound; each of its words has the meaning's share for a confidence."""
    read = [(string, understand(string.text)) for string in strings]
    scores = [string.score - _MEANS_NOTHING * _meaningless(reading) for string, reading in read]
    best = max(range(len(read)), key=scores.__getitem__)
    string, reading = read[best]
    same = [_same(other, reading) for _, other in read]
    share = _share(scores, same)
    by_sound = _share([one.sound for one, _ in read], same)
    words = tuple(Word(word, 0.0, 0.0, share) for word in string.text.split())
    believed = share >= enough(reading, shares) and by_sound >= _least_by_sound(reading)
    doubtful = not believed or _hardly_heard(reading, strings) or bare_denial(reading)
    return Look(Hypothesis(words, tuple(strings)), doubted(reading) if doubtful else reading)


def bare_denial(reading: Reading) -> bool:
    """Whether something is denied by no more than a "not"."""
    denies = reading.reply == "no" or any(value is False for value in reading.answers.values())
    return denies and {span.meaning for span in reading.spans} <= _BARE


def _hardly_heard(reading: Reading, strings: Sequence[Candidate]) -> bool:
    if not (reading.command or decides(reading)) or len(reading.text.split()) > _SHORT_WORDS:
        return False
    return sum(exp(min(string.sound, 0.0)) for string in strings) < _LEAST_HEARD


def _least_by_sound(reading: Reading) -> float:
    return _LEAST_TO_DECIDE if decides(reading) else _LEAST_BY_SOUND


def _same(other: Reading, reading: Reading) -> bool:
    return agree(other, reading) and (other.certainty == "sure" or reading.certainty != "sure")


def _share(scores: Sequence[float], counted: Sequence[bool]) -> float:
    most = max(scores)
    weights = [exp(score - most) for score in scores]
    return sum(weight for weight, counts in zip(weights, counted, strict=True) if counts) / sum(weights)


def _meaningless(reading: Reading) -> int:
    return len(reading.text.split()) - meant(reading)
