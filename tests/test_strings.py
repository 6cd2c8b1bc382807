"""Vosk's and PocketSphinx's several word strings are weighed by meaning, as Moonshine's are, where somebody wants that."""

import json
from math import isfinite

import pytest

from grammars import read, shipped
from tests.sounds import VOICES, blocks, silence, spoken
from voice.ports import Candidate, Hypothesis, Word
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.look import agree
from voice.recognition.sphinx import SphinxRecogniser
from voice.recognition.strings import in_turn
from voice.recognition.two_looks import TwoLooks
from voice.recognition.vosk import VoskRecogniser, words_of
from voice.skill.grammar.speech_grammar import speech_grammar

ASKED = ("side",)


@pytest.fixture(scope="module", params=["vosk", "sphinx"])
def ear(request, tiny_vosk_model):
    """Each engine with five strings."""
    if request.param == "vosk":
        return VoskRecogniser(tiny_vosk_model, strings=5)
    return SphinxRecogniser(load_hearing_words(), strings=5)


def strings_of(ear, samples):
    """What the look with several strings makes of a sound."""
    utterance = ear.second_look(speech_grammar(shipped(), ASKED))
    for block in blocks(samples):
        utterance.accept(block)
    return utterance.finish()


@pytest.mark.parametrize("voice", VOICES)
def test_strings_come_with_how_likely_they_are(ear, voice):
    """Each once, no more than were asked for, and the likeliest first."""
    heard = strings_of(ear, spoken("the left one", voice))
    assert 1 <= len(heard.strings) <= 5
    assert len({one.text for one in heard.strings}) == len(heard.strings)
    scores = [one.score for one in heard.strings]
    assert scores == sorted(scores, reverse=True)
    assert all(isfinite(score) for score in scores)


def test_an_answer_is_weighed_by_its_meaning(ear):
    """It is heard from one voice at least, and from none surely as something else."""
    grammar = speech_grammar(shipped(), ASKED)
    meant = read("left", *ASKED)
    looks = [TwoLooks(ear).hear(spoken("left", voice), grammar, lambda text: read(text, *ASKED)) for voice in VOICES]
    assert any(agree(meant, look.reading) for look in looks)
    assert all(agree(meant, look.reading) for look in looks if look.reading.certainty == "sure")


def test_silence_has_no_strings(ear):
    """Nor words."""
    assert strings_of(ear, silence(1)) == Hypothesis()


def test_with_strings_no_word_has_a_time(ear):
    """Strings differ in what was said when, so that sound which may be ours is cut off instead."""
    assert not ear.tells_times


def test_without_strings_engines_hear_as_before(tiny_vosk_model):
    """It is how they are loaded: words with times, and no strings."""
    for plain in (VoskRecogniser(tiny_vosk_model), SphinxRecogniser(load_hearing_words())):
        assert plain.tells_times
        assert strings_of(plain, spoken("the left one")).strings == ()


@pytest.mark.parametrize(
    ("alternatives", "texts"),
    [
        ([("left", 120.5), (" the left ", 119.0)], ["left", "the left"]),
        ([("left", 120.5), ("", 119.0)], ["left", ""]),
        ([("", 120.5), ("", 119.0)], []),
        ([("", 120.5)], []),
    ],
)
def test_vosks_alternatives_are_read(alternatives, texts):
    """Nothing at all may be one of them, and counts; where all are nothing, nothing was heard."""
    document = {"alternatives": [{"text": text, "confidence": likely} for text, likely in alternatives]}
    found = words_of(json.dumps(document))
    assert [one.text for one in found.strings] == texts
    assert found.text == (texts[0] if texts else "")


def of(*strings):
    """A hypothesis of those strings, the first one's words for its words."""
    candidates = tuple(Candidate(text, score, score) for text, score in strings)
    return Hypothesis(tuple(Word(word, 0.0, 0.0, 0.0) for word in strings[0][0].split()), candidates)


def test_what_is_said_after_a_pause_is_joined_to_every_string():
    """The likeliest pairs are kept."""
    joined = in_turn(of(("left", -1.0), ("lift", -2.0)), of(("calf", -1.0), ("cuff", -4.0)), 3)
    assert [(one.text, one.score) for one in joined.strings] == [("left calf", -2.0), ("lift calf", -3.0), ("left cuff", -5.0)]
    assert joined.text == "left calf"


@pytest.mark.parametrize("nothing_first", [True, False])
def test_nothing_before_or_after_changes_no_string(nothing_first):
    """A pause alone takes nothing away."""
    said = of(("left", -1.0), ("lift", -2.0))
    assert in_turn(*((Hypothesis(), said) if nothing_first else (said, Hypothesis())), 5) == said
