"""The words of English in `grammars/language.yaml`: numbers, lengths and points of time, as intervals where they are ones."""

from math import inf

import pytest

from grammars import NOW, read, shipped
from voice.skill.grammar.formulas import Formulas, formula
from voice.skill.language.durations import TimeWords
from voice.skill.language.interval import Interval, interval
from voice.skill.language.languages import language_of
from voice.skill.language.words import LanguageWords


def _length(text: str) -> Interval:
    words = tuple(text.split())
    found = shipped().language.durations.at(words, 0)
    assert found is not None
    assert found[0] == len(words)
    return interval(found[1])


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("two weeks", 14, 14),
        ("a week and a half", 10.5, 10.5),
        ("two or three days", 2, 3),
        ("two three days", 2, 3),
        ("ten twelve days", 10, 12),
        ("between two and three weeks", 14, 21),
        ("a day or two", 1, 2),
        ("day or two", 1, 2),
        ("one to two weeks", 7, 14),
        ("a week maybe ten days", 7, 10),
        ("two weeks or three", 14, 21),
        ("two or maybe three months", 60, 90),
        ("half an hour", 1 / 48, 1 / 48),
    ],
)
def test_a_length_of_time_has_two_ends(text, low, high):
    """A range keeps both its ends, and anything else has the same one twice."""
    length = _length(text)
    assert (length.low, length.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(("text", "low", "high"), [("two or three", 2, 3), ("three four", 3, 4), ("between five and six", 5, 6)])
def test_a_number_has_two_ends(text, low, high):
    """A range of numbers keeps both its ends."""
    number = interval(shipped().language.numbers.all_at(tuple(text.split()), 0)[0][1])
    assert (number.low, number.high) == (low, high)


def test_an_interval_counts_by_the_end_that_reassures_less():
    """It is its upper end, and the lower one where nothing bounds it."""
    assert Interval(2, 3) == 3
    assert Interval(7, inf) == 7
    assert Interval(2, 3).times(7) == 21


def test_more_and_less_than_a_length_have_one_end():
    """More than a week has no upper end and is more than a week; less than one is at most a week."""
    over, under = (formula(Formulas({}).meant(written), (7.0,)) for written in ("@over", "@under"))
    assert (over.high, under.low, under.high) == (inf, 0, 7)
    assert over.low == float(over) > 7


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("just over two weeks", 14.28),
        ("a day and a bit", 1.02),
        ("almost a month", 30),
        ("two or three days", 3),
        ("less than a week", 7),
        ("over an hour", 0.0425),
        ("at most two days", 2),
        ("two weeks tops", 14),
        ("a week max", 7),
        ("no longer than a week", 7),
        ("a few days short of a month", 30),
        ("somewhere between one and two weeks", 14),
        ("anywhere from two to four weeks", 28),
        ("not quite a week", 7),
    ],
)
def test_a_vague_length_is_never_lost(text, days):
    """It gives the slot one number, asked for and in a first sentence."""
    assert read(text, "duration_days").answers == {"duration_days": pytest.approx(days)}
    assert read(f"my calf has been twitching for {text}").answers["duration_days"] == pytest.approx(days)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("caffeine", "tons of it", "high"),
        ("caffeine", "a shedload", "high"),
        ("caffeine", "far too much coffee", "high"),
        ("caffeine", "a silly amount", "high"),
        ("caffeine", "hardly any coffee", "low"),
        ("caffeine", "next to nothing", "low"),
        ("caffeine", "a fair amount", "moderate"),
        ("hydration", "next to nothing", "poor"),
        ("hydration", "only a drop", "poor"),
        ("hydration", "hardly any", "poor"),
        ("hydration", "an awful lot", "over"),
        ("hydration", "bucketloads", "over"),
    ],
)
def test_a_vague_amount_is_a_level(asked, text, value):
    """A great deal and next to nothing are levels, and no numbers."""
    assert read(text, asked).answers == {asked: value}


@pytest.mark.parametrize(("number", "text"), [(0, "zero"), (7, "seven"), (19, "nineteen"), (40, "forty"), (99, "ninety nine")])
def test_a_number_is_said_in_words(number, text):
    """The usual word for it, which is read back as the number."""
    numbers = shipped().language.numbers
    assert numbers.in_words(number) == text
    assert numbers.one_at(tuple(text.split()), 0) == (len(text.split()), number)


@pytest.mark.parametrize("number", range(100))
def test_every_number_below_a_hundred_is_read_as_it_is_said(number):
    """What recognisers are told to expect is what is understood."""
    words = tuple(shipped().language.numbers.in_words(number).split())
    assert shipped().language.numbers.one_at(words, 0) == (len(words), number)


def test_a_point_of_time_needs_a_now():
    """ "Yesterday" is a day ago by itself; a weekday is counted from a now."""
    dates = shipped().language.dates
    assert dates.at(("yesterday",), 0, None) == (1, 1)
    assert dates.at(("monday",), 0, None) is None
    assert dates.at(("monday",), 0, NOW) == (1, 2.25)


def test_a_language_without_words_reads_digits_and_nothing_else():
    """Every list may be left out; what is not listed is not found, and nothing raises."""
    plain = language_of(LanguageWords(), TimeWords({}, {}, frozenset(), {}, {}, {}))
    words = plain.tokens.utterance("Two weeks, 48 since yesterday; can't I?", {}).words
    assert words == ("two", "weeks", "48", "since", "yesterday", "can't", "i")
    assert [plain.numbers.all_at(words, at) for at in range(len(words))] == [[], [], [(3, 48)], [], [], [], []]
    assert {plain.durations.at(words, at) for at in range(len(words))} == {None}
    assert {plain.dates.at(words, at, NOW) for at in range(len(words))} == {None}
    assert plain.questions.heads(words) == []
    assert plain.verbs.forms("ache", {}) == ("ache",)
    assert plain.numbers.in_words(7) == ""
