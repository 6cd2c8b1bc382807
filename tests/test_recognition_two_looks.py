"""Of two looks at one utterance the one that explains more wins, and where they contradict each other it is asked."""

import pytest

from voice.ports import Hypothesis, Word
from voice.recognition.two_looks import Look, choose, coverage, decided, verified
from voice.skill.reading import Reading, Span


def look(text, certainty, answers=None, covered=None):
    """A look that heard `text` and understood the first `covered` words of it."""
    words = text.split()
    spans = (Span(0, len(words) if covered is None else covered, "x"),) if words else ()
    reading = Reading(("side",), text, answers or {}, certainty=certainty, spans=spans)
    return Look(Hypothesis(tuple(Word(word, 0, 0, 1) for word in words)), reading)


LEFT, RIGHT = {"side": "left"}, {"side": "right"}
DARK, CLEAR = {"dark_urine": True}, {"dark_urine": False}
BOTH, NEITHER = {"fainting": True, "chest_pain": True}, {"fainting": False, "chest_pain": False}


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        (look("left", "sure", LEFT), look("right", "sure", RIGHT), "left"),
        (look("", "rejected"), look("it is left", "sure", LEFT), "it is left"),
        (look("left", "unsure", LEFT), look("the bus", "rejected"), "left"),
        (look("go left", "unsure", LEFT, 1), look("on the left", "sure", LEFT), "on the left"),
        (look("", "rejected"), look("", "rejected"), ""),
    ],
    ids=["a settled first look stands", "nothing gives way", "nothing wins over no one", "more explained wins", "both nothing"],
)
def test_the_look_that_explains_more_is_gone_by(first, second, chosen):
    """Certainty counts first, then the share of words that mean something."""
    assert choose(first, second).hypothesis.text == chosen


def test_equal_and_different_looks_are_doubtful():
    """Nothing sure comes of two looks that contradict each other with equal right."""
    decided = choose(look("go left", "unsure", LEFT, 1), look("go right", "unsure", RIGHT, 1))
    assert decided.reading.certainty == "unsure"


def test_coverage_is_the_share_of_words_that_mean_something():
    """Two of four words in spans are a half, none of none is nothing."""
    reading = Reading((), "uh it is left", spans=(Span(0, 1, "filler"), Span(3, 4, "side left")))
    assert coverage(reading) == 0.5
    assert coverage(Reading((), "")) == 0.0


def sounding(text, confidence, certainty, answers=None):
    """A look whose words all have this confidence."""
    plain = look(text, certainty, answers)
    words = tuple(Word(word, 0, 0, confidence) for word in text.split())
    return Look(Hypothesis(words), plain.reading)


@pytest.mark.parametrize(
    ("first", "second", "words", "certainty"),
    [
        (sounding("left", 1.0, "sure", LEFT), sounding("left", 0.5, "sure", LEFT), "left", "sure"),
        (sounding("left", 1.0, "sure", LEFT), sounding("left", 0.01, "sure", LEFT), "left", "unsure"),
        (sounding("left", 1.0, "sure", LEFT), sounding("lift", 0.2, "rejected"), "left", "unsure"),
        (sounding("left", 1.0, "sure", LEFT), sounding("house", 0.97, "rejected"), "house", "rejected"),
        (sounding("left", 1.0, "sure", LEFT), sounding("it is right", 0.97, "sure", RIGHT), "it is right", "sure"),
        (sounding("left", 1.0, "sure", LEFT), sounding("it is right", 0.4, "sure", RIGHT), "it is right", "unsure"),
        (sounding("left", 1.0, "sure", LEFT), sounding("", 1.0, "rejected"), "", "rejected"),
    ],
    ids=["agreed", "agreed on a whisper", "not confirmed", "another word", "clear alone", "contradiction", "no words"],
)
def test_an_engine_that_doubts_itself_is_sure_only_when_confirmed(first, second, words, certainty):
    """Both looks mean the same, or the wider one is confident; everything else is asked back or refused."""
    decided = verified(first, second)
    assert (decided.hypothesis.text, decided.reading.certainty) == (words, certainty)


@pytest.mark.parametrize("doubts", [True, False], ids=["sphinx", "vosk"])
@pytest.mark.parametrize("first", [look("", "rejected"), look("the bus", "rejected"), look("uh", "unsure")], ids=repr)
def test_a_denial_that_only_the_second_look_heard_is_asked_back(first, doubts):
    """Reassurance is built on denials: however clear it is, it is no more than likely."""
    denial = sounding("no none of them", 0.99, "sure", NEITHER)
    assert decided(first, lambda: denial, 1.5, doubts=doubts).reading.certainty == "unsure"
    assert decided(first, lambda: denial, 6.0, doubts=doubts).reading.certainty == "unsure"


@pytest.mark.parametrize("doubts", [True, False], ids=["sphinx", "vosk"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (sounding("none of them", 0.9, "sure", NEITHER), sounding("both of them", 0.99, "sure", BOTH)),
        (sounding("both of them", 0.9, "sure", BOTH), sounding("none of them", 0.99, "sure", NEITHER)),
        (sounding("both of them", 0.9, "sure", BOTH), sounding("it is none of them", 0.99, "sure", NEITHER)),
    ],
    ids=["none, both", "both, none", "both, longer none"],
)
def test_none_and_both_are_never_taken_for_each_other(first, second, doubts):
    """They sound alike and settle everything at once: where the looks contradict each other, it is asked."""
    assert decided(first, lambda: second, 1.2, doubts=doubts).reading.certainty == "unsure"


def test_a_sweeping_answer_is_looked_at_twice_by_every_engine():
    """A short sure one as well, which otherwise needs no second look."""
    looks = []

    def second():
        looks.append("second")
        return sounding("none of them", 0.9, "sure", NEITHER)

    decided(sounding("left", 0.9, "sure", LEFT), second, 1.0, doubts=False)
    assert not looks
    assert decided(sounding("none of them", 0.9, "sure", NEITHER), second, 1.0, doubts=False).reading.certainty == "sure"
    assert looks == ["second"]


@pytest.mark.parametrize(("answers", "certainty"), [(LEFT, "sure"), (DARK, "unsure"), (CLEAR, "unsure")])
def test_what_is_so_or_not_takes_more_confidence_than_a_value(answers, certainty):
    """Heard with the same confidence twice, a side is believed, a sign is confirmed first."""
    agreed = sounding("word", 0.6, "sure", answers)
    assert verified(agreed, agreed).reading.certainty == certainty
