"""Several word strings weighed by meaning, a question's own words among them, and numbers written as they are spoken."""

from itertools import product
from math import exp

import numpy as np
import pytest

from grammars import read
from voice.ports import Candidate, Hypothesis
from voice.recognition.beam import likeliest
from voice.recognition.moonshine_network import END
from voice.recognition.ngram import Trigram
from voice.recognition.weighing import look_of
from voice.recognition.written import as_spoken


def weighed(asked, *strings):
    """The look at strings given with their score; by the sound alone they are as likely."""
    candidates = tuple(Candidate(text, score, score) for text, score in strings)
    return look_of(Hypothesis((), candidates), lambda text: read(text, *asked))


def test_strings_that_mean_the_same_add_up():
    """None of them alone would be believed."""
    look = weighed(("side",), ("left", 0.0), ("the left", -0.1), ("on the left", -0.2), ("right", -1.0))
    assert (look.reading.answers, look.reading.certainty) == ({"side": "left"}, "sure")


@pytest.mark.parametrize(
    ("asked", "strings", "certainty"),
    [
        (("side",), (("left", 0.0), ("right", -2.0)), "sure"),
        (("side",), (("left", 0.0), ("right", -0.2)), "unsure"),
        (("dark_urine",), (("no", 0.0), ("now", -0.5)), "unsure"),
        (("dark_urine",), (("no", 0.0), ("now", -3.0)), "sure"),
        (("dark_urine",), (("stop", 0.0), ("top", -2.0)), "unsure"),
        (("dark_urine",), (("stop", 0.0), ("top", -6.0)), "sure"),
    ],
)
def test_how_much_is_needed_hangs_on_the_kind_of_meaning(asked, strings, certainty):
    """Least for a value, more for what is so or is not, most for a command."""
    assert weighed(asked, *strings).reading.certainty == certainty


def test_what_is_not_believed_keeps_its_meaning():
    """So that it can be asked back."""
    assert weighed(("side",), ("left", 0.0), ("right", -0.2)).reading.answers == {"side": "left"}


def test_what_the_sound_hardly_says_is_not_believed():
    """However well it would answer the question."""
    strings = (Candidate("left", -4.0, 0.0), Candidate("loft", 0.0, -3.0))
    assert look_of(Hypothesis((), strings), lambda text: read(text, "side")).reading.certainty == "unsure"


def heard_as(sound, text, *asked):
    """How sure the ear is of one string that is so likely by its sound, and that no other string speaks against."""
    strings = (Candidate(text, sound, sound),)
    return look_of(Hypothesis((), strings), lambda words: read(words, *asked)).reading.certainty


@pytest.mark.parametrize(
    ("text", "asked", "certainty"),
    [
        ("no", "dark_urine", "unsure"),
        ("for example", "pain_score", "unsure"),
        ("hold on hold fast", "side", "unsure"),
        ("three", "pain_score", "sure"),
        ("left", "side", "sure"),
        ("no it has not been dark at all", "dark_urine", "sure"),
    ],
)
def test_what_was_hardly_heard_decides_nothing(text, asked, certainty):
    """Where all strings together are unlikely, it was another sound; a long answer and a value have less to go by anyway."""
    assert heard_as(-2.5, text, asked) == certainty
    assert heard_as(-0.3, text, asked) == "sure"


@pytest.mark.parametrize("text", ["has not", "is not", "am not", "i am not", "i'm not", "does not", "but not", "isn't", "not"])
@pytest.mark.parametrize("asked", [("dark_urine",), ("dark_urine", "bladder_bowel_change"), ("chest_pain",)])
def test_a_bare_not_denies_no_sign(text, asked):
    """Other people's talk is full of it; whoever answers says more."""
    assert heard_as(-0.1, text, *asked) != "sure"


@pytest.mark.parametrize(
    "text", ["no", "none", "i haven't", "no it hasn't", "i have none", "not at all", "it's not dark", "never"]
)
def test_a_denial_that_is_an_answer_is_believed(text):
    """However short."""
    assert heard_as(-0.1, text, "dark_urine") == "sure"


@pytest.mark.parametrize("text", ["i'm", "it's", "they're", "i've"])
def test_half_a_contraction_is_no_yes(text):
    """Something follows it, or it was another word."""
    assert heard_as(-0.1, text, "dark_urine") != "sure"


@pytest.mark.parametrize(
    ("asked", "likely", "certainty"),
    [("side", "left", "sure"), ("location", "rear", "sure"), ("side", "rear", "unsure"), ("dark_urine", "who are you", "unsure")],
)
def test_what_was_not_asked_needs_more(asked, likely, certainty):
    """A value of another question, and a question of the caller's own, are more often another word."""
    assert weighed((asked,), (likely, 0.0), ("reel", -2.0)).reading.certainty == certainty
    assert weighed((asked,), (likely, 0.0), ("reel", -5.0)).reading.certainty == "sure"


@pytest.mark.parametrize(("text", "asked", "certainty"), [("dark", "dark_urine", "unsure"), ("three", "pain_score", "sure")])
def test_the_question_explains_less_of_a_sign_than_of_a_value(text, asked, certainty):
    """A quarter by the sound is enough for a number, and not for a sign."""
    strings = (Candidate(text, -1.5, 0.0), Candidate("talk", -0.4, -4.0))
    assert look_of(Hypothesis((), strings), lambda words: read(words, asked)).reading.certainty == certainty


@pytest.mark.parametrize(
    ("sign", "reach", "certainty"),
    [
        ("no it's gone dark", -1.0, "unsure"),
        ("no it's gone dark", -5.0, "sure"),
        ("no it's not dark adult", -1.0, "sure"),
    ],
)
def test_a_denial_is_asked_back_where_a_sign_is_within_reach(sign, reach, certainty):
    """By the sound, however well the denial would answer the question."""
    strings = (Candidate("no it's not dark at all", 0.0, 0.0), Candidate(sign, reach, -9.0))
    assert look_of(Hypothesis((), strings), lambda words: read(words, "dark_urine")).reading.certainty == certainty


def test_no_problem_is_not_believed_of_what_was_hardly_heard():
    """Numbness ("no feeling at all") was heard so in the noise of a gym."""
    strings = (Candidate("no problem at all", -3.5, -4.0), Candidate("no season without", -3.8, -13.1))
    look = look_of(Hypothesis((), strings), lambda words: read(words, "local_numbness_tingling"))
    assert look.reading.certainty == "unsure"


def test_the_confidence_is_the_share():
    """Of each word."""
    look = weighed(("side",), ("left", 0.0), ("right", -1.0))
    assert look.hypothesis.confidence == pytest.approx(1 / (1 + exp(-1)))


def test_no_strings_are_the_words_there_are():
    """An engine without several gives one look."""
    assert look_of(Hypothesis(), lambda text: read(text, "side")).hypothesis.words == ()


SENTENCES = [("my left calf", 1.0), ("my right calf", 1.0), ("no", 3.0)]


@pytest.mark.parametrize(("likelier", "other"), [("my left calf", "left my calf"), ("no", "my right calf"), ("no", "know")])
def test_what_answers_the_question_is_likelier(likelier, other):
    """By words, by their order, and by how often they are said."""
    model = Trigram(SENTENCES)
    assert model.score(likelier) > model.score(other)


def test_the_probabilities_of_all_that_can_be_said_add_up_to_one():
    """Of all strings of up to so many words nearly one, and never more."""
    model = Trigram([("left calf", 1.0), ("right calf", 1.0), ("no", 3.0)], unknown=-99.0)
    words = ("left", "right", "calf", "no")
    sums = [
        sum(exp(model.score(" ".join(said))) for length in range(most + 1) for said in product(words, repeat=length))
        for most in (1, 3, 6)
    ]
    assert sums == sorted(sums)
    assert 0.99 < sums[-1] < 1 + 1e-9


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("I'm 38-39, maybe.", "i'm thirty eight thirty nine maybe"),
        ("400 milligrams", "four hundred milligrams"),
        ("1,250 mg", "one thousand two hundred fifty mg"),
        ("38.5 degrees", "thirty eight point five degrees"),
        ("Yes!", "yes"),
        ("It\u2019s 100%", "it's one hundred percent"),
        ("♪♪ 2-3ตวบน", "two three"),
        ("12345678901", "one two three four five six seven eight nine zero one"),
        ("", ""),
    ],
)
def test_numbers_are_spelled_as_they_are_spoken(written, spoken):
    """And punctuation is left out."""
    assert as_spoken(written) == spoken


class Two:
    """A network that says "Yes" or "yes", and then ends; or "no", which is less likely than both together."""

    pieces = ("", "", "", "Yes", "yes", "no", "...")

    def step(self, hidden, last, kept):
        first = np.log([1e-9, 1e-9, 1e-9, 0.3, 0.3, 0.4, 1e-9])
        ends = np.log([1e-9, 1e-9, 1.0, 1e-9, 1e-9, 1e-9, 1e-9])
        return np.array([first if one == 1 else ends for one in last]), {}


def test_spellings_of_the_same_words_are_one_string():
    """Their probabilities are added; a beam of one is greedy."""
    hidden = np.zeros((1, 1, 1), np.float32)
    said = likeliest(Two(), hidden, width=4, most_pieces=5)
    assert [one.text.lower() for one in said][:2] == ["yes", "no"]
    assert exp(said[0].log_probability) == pytest.approx(0.6)
    assert [one.text for one in likeliest(Two(), hidden, width=1, most_pieces=5)] == ["no"]
    assert END == 2
