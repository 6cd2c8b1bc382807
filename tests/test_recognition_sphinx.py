"""PocketSphinx hears what a question's grammar expects, whole parses only, and owns up to words it cannot hear."""

import csv

import numpy as np
import pytest

from tests.sounds import RECORDINGS, VOICES, blocks, hiss, silence, spoken
from voice.audio.wav import read_wav
from voice.errors import RecogniserError
from voice.recognition import load_recogniser
from voice.skill.grammar.speech_grammar import SpeechGrammar

PLACE = SpeechGrammar(
    "location",
    phrases=("my left calf", "my right calf", "left calf", "right calf", "my eyelid", "both legs", "yes", "no"),
    decoys=("one more set", "turn the music up"),
    sentences=("it is my left calf", "i think it is my right calf", "both of my legs"),
)
DURATION = SpeechGrammar("duration", phrases=tuple(f"{n} {u}" for n in ("two", "three", "ten") for u in ("days", "weeks")))


@pytest.fixture(scope="module")
def sphinx():
    """One decoder for the module, as in the program."""
    return load_recogniser("sphinx")


def heard(utterance, samples):
    for block in blocks(samples):
        utterance.accept(block)
    return utterance.finish()


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("words", ["my left calf", "both legs", "no", "my eyelid"])
def test_an_expected_answer_is_heard(sphinx, words, voice):
    """The question's phrases are heard from several voices."""
    assert heard(sphinx.utterance(PLACE), spoken(words, voice)).text == words


def test_words_carry_times_and_confidence(sphinx):
    """Each word stands in order within the sound, in seconds, and has a confidence between 0 and 1."""
    sound = spoken("my left calf")
    hypothesis = heard(sphinx.utterance(PLACE), sound)
    edges = [edge for word in hypothesis.words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert edges[0] > 0.3
    assert edges[-1] <= len(sound) / 16_000
    assert all(0.0 <= word.confidence <= 1.0 for word in hypothesis.words)


def test_words_come_while_they_are_spoken(sphinx):
    """A partial hypothesis has the first words before the last is said."""
    utterance = sphinx.utterance(PLACE)
    partial = [utterance.accept(block) for block in blocks(spoken("turn the music up"))]
    assert any(hypothesis.text == "turn the music" for hypothesis in partial)
    assert utterance.finish().text == "turn the music up"


def test_only_a_whole_parse_counts(sphinx):
    """An answer that breaks off before it is one is no answer."""
    sound = spoken("turn the music up")
    assert heard(sphinx.utterance(PLACE), sound[: int(0.5 * len(sound))]).text in ("", "yes", "no")


def test_the_second_look_hears_words_in_another_order(sphinx):
    """A whole natural answer is heard although no phrase of the grammar is it."""
    assert heard(sphinx.second_look(PLACE), spoken("i think it is my left calf")).text == "i think it is my left calf"


def test_silence_and_noise_give_no_words(sphinx):
    """Digital silence, a quiet room and hiss are not answers to a question about time."""
    for sound in (np.zeros(32_000, np.int16), silence(2.0), hiss(32_000, 800).astype(np.int16)):
        assert heard(sphinx.utterance(DURATION), sound).text == ""


def test_nothing_at_all_gives_no_words(sphinx):
    """An utterance that ends before it began is empty."""
    assert sphinx.utterance(PLACE).finish().text == ""


def test_what_was_heard_before_changes_nothing(sphinx):
    """The same sound gives the same words and confidence whatever came between."""
    sound = spoken("my right calf", "en+m3")
    first = heard(sphinx.utterance(PLACE), sound)
    heard(sphinx.utterance(DURATION), spoken("ten weeks", "en-us+f3"))
    assert heard(sphinx.utterance(PLACE), sound) == first


def test_a_quiet_speaker_is_heard_like_a_loud_one(sphinx):
    """Forty decibels less make no other words."""
    sound = spoken("my right calf")
    assert heard(sphinx.utterance(PLACE), (sound / 30).astype(np.int16)).text == "my right calf"


def test_beginning_another_utterance_ends_the_one_before(sphinx):
    """Two utterances at a time do not mix: the first one is over and keeps what it had."""
    first = sphinx.utterance(PLACE)
    for block in blocks(spoken("both legs")):
        first.accept(block)
    second = sphinx.utterance(DURATION)
    assert heard(second, spoken("two weeks")).text == "two weeks"
    assert first.finish().text == "both legs"


def test_words_without_a_pronunciation_are_reported(sphinx):
    """Not dropped unsaid: the caller can tell which words can never be heard."""
    assert sphinx.unknown_words(["calf", "xqzzt", "yes", "xqzzt"]) == ("xqzzt",)


def test_a_phrase_with_an_unknown_word_is_left_out_whole(sphinx):
    """The rest of the grammar works, and the phrase is not heard without its word."""
    grammar = SpeechGrammar("mixed", phrases=("left xqzzt", "right calf", "no"))
    assert heard(sphinx.utterance(grammar), spoken("right calf")).text == "right calf"


@pytest.mark.parametrize("phrases", [(), ("xqzzt",), ("",)])
def test_a_grammar_without_a_word_that_can_be_heard_is_refused(sphinx, phrases):
    """One line says which grammar."""
    with pytest.raises(RecogniserError, match="empty-handed"):
        sphinx.utterance(SpeechGrammar("empty-handed", phrases))


def test_more_grammars_than_are_kept_all_work(sphinx):
    """Old grammars make room, and come back when they are asked for again."""
    for number in range(60):
        sphinx.utterance(SpeechGrammar(f"g{number}", ("left calf", "right calf", f"{'very ' * number}good")))
    assert heard(sphinx.utterance(PLACE), spoken("left calf")).text == "left calf"


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings of real people are not beside this checkout")
def test_real_people_are_heard(sphinx):
    """Of single words by many speakers at least nine in ten are right with a question's grammar."""
    grammar = SpeechGrammar("words", ("yes", "no", "left", "right"), decoys=("stop", "go", "on", "off", "up"))
    with (RECORDINGS / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "words" and row["text"] in grammar.phrases]
    right = [heard(sphinx.utterance(grammar), read_wav(RECORDINGS / row["path"])).text == row["text"] for row in rows]
    assert len(right) >= 20
    assert sum(right) >= 0.9 * len(right)
