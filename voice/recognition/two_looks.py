"""Two looks at one utterance: the question's own phrases first, a wider model where those do not explain it.

Pure but for the recogniser that it is given; `understand` comes from outside. The look that explains more of its words
wins; where neither does, the first one's unsure reading stands, which makes the dialogue ask.

An engine that takes any sound for one of the phrases it is given (`doubts_itself`) is always looked at twice, and what it
says is sure only when both looks mean the same, or when the second one, in which everyday words compete with the answers,
is itself confident.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Literal

from voice.ports import RATE_HZ, Hypothesis, Recogniser, Samples, Utterance
from voice.skill.reading import Reading
from voice.skill.understanding.speech_grammar import SpeechGrammar

Understand = Callable[[str], Reading]

_SLOWEST_WORDS_A_SECOND = 1.6
"""People answer with two to four; slower ones are looked at twice, which costs them nothing."""
_SHORT_SECONDS = 1.7
"""With the silence around it: a word or two. A longer sound has room for words that are in no phrase of the question."""
_AROUND_SECONDS = 1.2
"""Silence before and after, and one unhurried word."""
# Two looks that mean the same are believed from here on. Of single words by real people the right answers had 0.08 and more.
# A command does something, and chatter is like one more often: "you what", "off" and "back" were heard at up to 0.49.
_AGREED_CONFIDENCE, _AGREED_COMMAND_CONFIDENCE = 0.08, 0.5
# The least and the mean word confidence of a look that is believed alone: of 60 whole answers by synthetic voices ten of
# those that were right had it, and one that was wrong.
_LEAST_CONFIDENCE, _MEAN_CONFIDENCE = 0.35, 0.65
_RANK = {"rejected": 0, "unsure": 1, "sure": 2}


@dataclass(frozen=True, slots=True)
class Look:
    """What one look made of the sound."""

    hypothesis: Hypothesis
    reading: Reading


def coverage(reading: Reading) -> float:
    """The share of the words that mean something, 0 to 1."""
    words = len(reading.text.split())
    covered = {position for span in reading.spans for position in range(span.start, span.end)}
    return len(covered) / words if words else 0.0


def says(reading: Reading) -> bool:
    """Whether there is anything in it to act on."""
    return bool(reading.answers or reading.reply or reading.command or reading.faq or reading.clarify)


def settled(look: Look) -> bool:
    """Whether a second look is not worth its time."""
    return look.reading.certainty == "sure" and says(look.reading)


def thin(look: Look, samples: Samples) -> bool:
    """Whether the words are too few for the sound: a phrase stretched over a long answer that is not in the grammar."""
    spoken = len(samples) / RATE_HZ - _AROUND_SECONDS
    return len(look.hypothesis.words) < _SLOWEST_WORDS_A_SECOND * spoken


def agree(one: Reading, other: Reading) -> bool:
    """Whether both say the same."""
    return (one.answers, one.reply, one.command, one.faq) == (other.answers, other.reply, other.command, other.faq)


def choose(first: Look, second: Look) -> Look:
    """The look to go by. Two that say different things with equal right are doubtful: unsure, so that it is asked."""
    if settled(first) or not says(second.reading):
        return first
    if not says(first.reading):
        return second
    one, other = _worth(first), _worth(second)
    if agree(first.reading, second.reading):
        return max((first, second), key=_worth)
    if one == other:
        return _doubted(first)
    return first if one > other else second


def checked(first: Look, second: Look) -> Look:
    """A sure first look at a longer answer, held against the second: where they differ, the longer one, to be asked."""
    if agree(first.reading, second.reading) or not says(second.reading):
        return first
    return _doubted(max((first, second), key=_explained))


def verified(first: Look, second: Look, *, stretched: bool = False) -> Look:
    """Both looks at an engine that doubts itself. `stretched`: the first one's words are too few for the sound."""
    if not second.hypothesis.words or (_clear(second) and (settled(second) or not says(second.reading))):
        return second
    if settled(first) and settled(second) and agree(first.reading, second.reading):
        enough = _AGREED_COMMAND_CONFIDENCE if second.reading.command else _AGREED_CONFIDENCE
        return second if second.hypothesis.confidence >= enough else _doubted(second)
    if stretched and says(second.reading):
        return _doubted(second)
    if settled(first) and settled(second):
        return _doubted(max((first, second), key=_explained))
    return _doubted(choose(first, second))


def _explained(look: Look) -> float:
    """How many words mean something."""
    return coverage(look.reading) * len(look.hypothesis.words)


def _clear(look: Look) -> bool:
    confidences = [word.confidence for word in look.hypothesis.words]
    least = _AGREED_COMMAND_CONFIDENCE if look.reading.command else _LEAST_CONFIDENCE
    return bool(confidences) and min(confidences) >= least and fmean(confidences) >= _MEAN_CONFIDENCE


def _worth(look: Look) -> tuple[int, float]:
    return _RANK[look.reading.certainty], coverage(look.reading)


def _doubted(look: Look) -> Look:
    if look.reading.certainty != "sure":
        return look
    certainty: Literal["unsure"] = "unsure"
    return replace(look, reading=replace(look.reading, certainty=certainty))


class TwoLooks:
    """Hears whole utterances with one recogniser."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    def second(self, samples: Samples, grammar: SpeechGrammar, understand: Understand, first: Look) -> Look:
        """The better of `first` and a wider look at the same sound, taken only where it is needed."""
        doubts = self._recogniser.doubts_itself
        if settled(first) and len(samples) / RATE_HZ < _SHORT_SECONDS and not doubts:
            return first
        second = _look(self._recogniser.second_look(grammar), samples, understand)
        if doubts:
            return verified(first, second, stretched=thin(first, samples))
        if thin(first, samples):
            return second if says(second.reading) else _doubted(first)
        return checked(first, second) if settled(first) else choose(first, second)

    def hear(self, samples: Samples, grammar: SpeechGrammar, understand: Understand) -> Look:
        """Both looks, as far as needed, at sound that is there as a whole."""
        first = _look(self._recogniser.utterance(grammar), samples, understand)
        return self.second(samples, grammar, understand, first)


def _look(utterance: Utterance, samples: Samples, understand: Understand) -> Look:
    utterance.accept(samples)
    hypothesis = utterance.finish()
    return Look(hypothesis, understand(hypothesis.text))
