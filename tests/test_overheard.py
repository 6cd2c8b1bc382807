"""Our own last words, in what is heard when a caller speaks over them."""

from types import SimpleNamespace

import numpy as np
import pytest

from voice.ports import RATE_HZ, Hypothesis, Word
from voice.recognition.ear import Asking, Ear
from voice.recognition.overheard import Overheard, Overlap
from voice.skill.dialogue.events import NoMatch
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.reading import Reading


class Said:
    """A recogniser that has heard these words, a third of a second each."""

    name = "said"
    doubts_itself = False
    tells_times = True

    def __init__(self, text):
        self.words = tuple(Word(word, number / 3, (number + 1) / 3, 0.9) for number, word in enumerate(text.split()))

    def utterance(self, grammar):
        return self

    second_look = utterance

    def accept(self, block):
        return Hypothesis(self.words)

    def finish(self):
        return Hypothesis(self.words)


def test_words_that_we_are_saying_do_not_count():
    """In the time that we spoke in, our words are ours; later, and others, they are the caller's."""
    filtered = Overheard(Said("calf left calf"), Overlap(frozenset({"right", "calf"}), 0.5))
    assert filtered.utterance(None).finish().text == "left calf"


class SaysNo:
    """A recogniser that hears one word, "no", near the beginning of each utterance."""

    name, doubts_itself, tells_times = "no", False, True

    def utterance(self, grammar):
        said = Hypothesis((Word("no", 0.4, 0.7, 1.0),))
        return SimpleNamespace(accept=lambda block: said, finish=lambda: said)

    second_look = utterance


def loudness_tells(frame):
    """A detector of speech for which loud is speech."""
    return float(np.abs(frame).max() > 5000)


def answered_no(*stretches):
    """What the ear makes of stretches of sound at these loudnesses for these seconds, after a prompt that ended in "no"."""
    sound = np.concatenate([np.full(round(seconds * RATE_HZ), level, np.int16) for level, seconds in stretches])
    grammar = SpeechGrammar("dark", ("yes", "no"))
    asking = Asking(grammar, lambda text: Reading((), text, {"dark_urine": False} if text == "no" else {}))
    ear = Ear(SaysNo(), voice_activity=lambda: loudness_tells)
    blocks = (sound[start : start + 320] for start in range(0, len(sound), 320))
    return ear.hear(blocks, asking, overlap=Overlap(frozenset({"yes", "or", "no"}), 0.75))


BREATH, THINKING, SPEECH, AFTER, COUGH = (300, 0.6), (30, 2.0), (9000, 0.4), (30, 2.0), (9000, 0.1)


def test_our_words_are_left_out_while_they_may_still_sound():
    """What begins with the overlap may be our own "or no"."""
    assert answered_no(SPEECH, AFTER) == NoMatch()


@pytest.mark.parametrize("before", [[BREATH, THINKING], [COUGH, THINKING]])
def test_an_answer_after_the_overlap_keeps_the_words_of_the_question(before):
    """After a breath or a cough over the prompt's end and a moment's thought, "no" is the caller's own."""
    assert answered_no(*before, SPEECH, AFTER).words == "no"
