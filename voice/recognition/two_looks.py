"""Two looks at one utterance: the question's own phrases first, a wider model where those do not explain it.

Pure but for the recogniser that it is given; `understand` comes from outside. The look that explains more of its words
wins; where neither does, the first one's unsure reading stands, which makes the dialogue ask.

An engine that takes any sound for one of the phrases it is given (`doubts_itself`) is always looked at twice, and what it
says is sure only when both looks mean the same, or when the second one, in which everyday words compete with the answers,
is itself confident.

A denial is what reassurance is built on: one that only the second look heard is asked back, and so is whatever one look
takes for yes and the other for no, however clear it is.
"""

from collections.abc import Callable
from dataclasses import replace
from statistics import fmean

from voice.ports import RATE_HZ, Recogniser, Samples, Utterance
from voice.recognition.acceptance import ACCEPTANCE, Acceptance, doubted, enough
from voice.recognition.look import Look, Understand, agree, meant, says
from voice.recognition.weighing import look_of
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.reading import Reading

_SLOWEST_WORDS_A_SECOND = 1.6
"""People answer with two to four; slower ones are looked at twice, which costs them nothing."""
_SHORT_SECONDS = 1.7
"""With the silence around it: a word or two. A longer sound has room for words that are in no phrase of the question."""
_AROUND_SECONDS = 1.2
"""Silence before and after, and one unhurried word."""
_RANK = {"rejected": 0, "unsure": 1, "sure": 2}


def coverage(reading: Reading) -> float:
    """The share of the words that mean something, 0 to 1."""
    words = len(reading.text.split())
    return meant(reading) / words if words else 0.0


def settled(look: Look) -> bool:
    """Whether a second look is not worth its time."""
    return look.reading.certainty == "sure" and says(look.reading)


def thin(look: Look, seconds: float) -> bool:
    """Whether the words are too few for so much sound: a phrase stretched over a long answer that is not in the grammar."""
    return len(look.hypothesis.words) < _SLOWEST_WORDS_A_SECOND * (seconds - _AROUND_SECONDS)


def denies(reading: Reading) -> bool:
    """Whether something is said not to be so."""
    return reading.reply == "no" or any(value in (False, (), "none") for value in reading.answers.values())


def opposite(one: Reading, other: Reading) -> bool:
    """Whether one says yes to what the other says no to."""
    if {one.reply, other.reply} == {"yes", "no"}:
        return True
    both = one.answers.keys() & other.answers.keys()
    return any({one.answers[slot], other.answers[slot]} == {True, False} for slot in both)


def sweeping(reading: Reading) -> bool:
    """Whether one word settles several things: "none", "both", which sound much alike."""
    values = [value for value in reading.answers.values() if isinstance(value, bool)]
    return len(values) > 1 and len(set(values)) == 1


def choose(first: Look, second: Look) -> Look:
    """The look to go by. Two that say different things with equal right are doubtful: unsure, so that it is asked."""
    if settled(first) or not says(second.reading):
        return first
    if not says(first.reading):
        return _doubted(second) if denies(second.reading) else second
    one, other = _worth(first), _worth(second)
    if agree(first.reading, second.reading):
        return max((first, second), key=_worth)
    if one == other:
        return _doubted(first)
    return first if one > other else _doubted(second) if denies(second.reading) else second


def checked(first: Look, second: Look) -> Look:
    """A sure first look at a longer answer, held against the second: where they differ, the longer one, to be asked."""
    if agree(first.reading, second.reading) or not says(second.reading):
        return first
    return _doubted(max((first, second), key=_explained))


def verified(first: Look, second: Look, *, stretched: bool = False, acceptance: Acceptance = ACCEPTANCE) -> Look:
    """Both looks at an engine that doubts itself. `stretched`: the first one's words are too few for the sound."""
    if not second.hypothesis.words:
        return second
    both = settled(first) and settled(second)
    if both and agree(first.reading, second.reading):
        return _if_confident(second, acceptance)
    if _stands_alone(second, acceptance):
        return _doubted(second) if denies(second.reading) or opposite(first.reading, second.reading) else second
    if stretched and says(second.reading):
        return _doubted(second)
    return _doubted(max((first, second), key=_explained) if both else choose(first, second))


def _if_confident(look: Look, acceptance: Acceptance) -> Look:
    """A look that another one agrees with, doubted where its confidence is too low even so."""
    return look if look.hypothesis.confidence >= enough(look.reading, acceptance) else _doubted(look)


def _stands_alone(second: Look, acceptance: Acceptance) -> bool:
    """Whether a second look is so clear that it can be gone by without the first: in what it says, or in that it says nothing."""
    return _clear(second, acceptance) and (settled(second) or not says(second.reading))


def _explained(look: Look) -> float:
    """How many words mean something."""
    return coverage(look.reading) * len(look.hypothesis.words)


def _clear(look: Look, acceptance: Acceptance) -> bool:
    confidences = [word.confidence for word in look.hypothesis.words]
    least = acceptance.agreed_command if look.reading.command else acceptance.alone_least
    return bool(confidences) and min(confidences) >= least and fmean(confidences) >= acceptance.alone_mean


def _worth(look: Look) -> tuple[int, float]:
    return _RANK[look.reading.certainty], coverage(look.reading)


def _doubted(look: Look) -> Look:
    return replace(look, reading=doubted(look.reading))


def decided(
    first: Look, second: Callable[[], Look], seconds: float, *, doubts: bool, acceptance: Acceptance = ACCEPTANCE
) -> Look:
    """The look to go by at so many seconds of sound; `second` is taken only where it is needed. `doubts`: of the engine.

    What was weighed among several strings is gone by as it is.
    """
    if first.hypothesis.strings:
        return first
    if settled(first) and seconds < _SHORT_SECONDS and not doubts and not sweeping(first.reading):
        return first
    other = second()
    if doubts:
        return verified(first, other, stretched=thin(first, seconds), acceptance=acceptance)
    if thin(first, seconds):
        return _doubted(first) if not says(other.reading) else _doubted(other) if denies(other.reading) else other
    return checked(first, other) if settled(first) else choose(first, other)


class TwoLooks:
    """Hears whole utterances with one recogniser."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def second(self, samples: Samples, grammar: SpeechGrammar, understand: Understand, first: Look) -> Look:
        """The better of `first` and a wider look at the same sound, taken only where it is needed."""
        return decided(
            first,
            lambda: look_at(self._recogniser.second_look(grammar), samples, understand),
            len(samples) / RATE_HZ,
            doubts=self._recogniser.doubts_itself,
        )

    def hear(self, samples: Samples, grammar: SpeechGrammar, understand: Understand) -> Look:
        """Both looks, as far as needed, at sound that is there as a whole."""
        first = look_at(self._recogniser.utterance(grammar), samples, understand)
        return self.second(samples, grammar, understand, first)


def look_at(utterance: Utterance, samples: Samples, understand: Understand) -> Look:
    """One look: what an utterance that has just begun makes of the whole sound."""
    utterance.accept(samples)
    return look_of(utterance.finish(), understand)
