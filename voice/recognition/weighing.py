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
_LEAST_BY_SOUND, _LEAST_TO_DECIDE, _LEAST_IN_FEW = 0.15, 0.2, 0.4
"""The share that a meaning needs by the sound alone: a value that was asked for, what is so or not, what a few words decide."""
_LEAST_HEARD = 0.2
"""How likely all strings together have to be by the sound, where a few words decide: with less it was another sound."""
_FEW_WORDS = 4
_MOST_AGAINST = 0.1
"""The share by the sound of what says that there is what is denied: with more it is asked back."""
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
    doubtful = not believed or _hardly_heard(reading, strings) or bare_denial(reading) or _spoken_against(reading, read)
    return Look(Hypothesis(words, tuple(strings)), doubted(reading) if doubtful else reading)


def bare_denial(reading: Reading) -> bool:
    """Whether something is denied by no more than a "not"."""
    return _denies(reading) and {span.meaning for span in reading.spans} <= _BARE


def _denies(reading: Reading) -> bool:
    return reading.reply == "no" or any(value is False for value in reading.answers.values())


def _decided_in_few(reading: Reading) -> bool:
    """Whether much hangs on little: a command, a denial of a few words, or a single word that says what is so."""
    words = len(reading.text.split())
    return words <= _FEW_WORDS and bool(reading.command or _denies(reading) or (words == 1 and decides(reading)))


def _hardly_heard(reading: Reading, strings: Sequence[Candidate]) -> bool:
    heard = sum(exp(min(string.sound, 0.0)) for string in strings)
    return _decided_in_few(reading) and heard < _LEAST_HEARD


def _spoken_against(reading: Reading, read: Sequence[tuple[Candidate, Reading]]) -> bool:
    """Whether a string that sounds nearly as likely says that there is what this one denies."""
    denied = {slot for slot, value in reading.answers.items() if value is False}
    says_so = [any(other.answers.get(slot) is True for slot in denied) for _, other in read]
    return any(says_so) and _share([one.sound for one, _ in read], says_so) >= _MOST_AGAINST


def _least_by_sound(reading: Reading) -> float:
    if _decided_in_few(reading) and not reading.command:
        return _LEAST_IN_FEW
    return _LEAST_TO_DECIDE if decides(reading) or reading.command else _LEAST_BY_SOUND


def _same(other: Reading, reading: Reading) -> bool:
    return agree(other, reading) and (other.certainty == "sure" or reading.certainty != "sure")


def _share(scores: Sequence[float], counted: Sequence[bool]) -> float:
    most = max(scores)
    weights = [exp(score - most) for score in scores]
    return sum(weight for weight, counts in zip(weights, counted, strict=True) if counts) / sum(weights)


def _meaningless(reading: Reading) -> int:
    return len(reading.text.split()) - meant(reading)
