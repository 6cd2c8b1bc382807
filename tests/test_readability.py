"""How hard a text is to follow, counted without a dictionary."""

import pytest

from voice.skill.knowledge.readability import grade, syllables, words

COUNTS = {
    "pee": 1, "dark": 1, "cola": 2, "little": 2, "noticed": 2, "needed": 2, "minute": 2, "severe": 2, "caused": 1, "calves": 1,
    "cases": 2,
    "places": 2, "touches": 2, "times": 1, "people": 2, "trouble": 2, "tables": 2, "scale": 1, "more": 1, "where": 1, "period": 3,
    "special": 2, "station": 2, "ease": 1, "eases": 2, "able": 2, "skipped": 1, "wanted": 2, "breathing": 2, "changed": 1,
    "changes": 2,
    "before": 2, "someone": 2, "emergency": 4, "palpitations": 4, "breathlessness": 3, "muscle": 2, "exercise": 3, "whole": 1,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), COUNTS.items())
def test_syllables_are_counted_as_spoken(word, count):
    """Silent endings do not count, and vowels that are spoken apart do."""
    assert syllables(word) == count


def test_words_are_what_is_heard():
    """Marks are no words, and an apostrophe parts none."""
    assert words("It's 'dark', like cola: yes?") == ["it's", "'dark'", "like", "cola", "yes"]


def test_longer_words_and_sentences_are_harder():
    """The grade grows with syllables and with sentence length."""
    assert grade("it hurts.") < grade("the pain is very bad and does not let up.") < grade("persistent excruciating discomfort.")
    assert grade("is it hot? is it red?") < grade("is it hot and is it red?")


def test_the_grade_is_that_of_the_formula():
    """Ten words of one syllable in one sentence: 0.39 x 10 + 11.8 x 1 - 15.59."""
    assert grade("one two three four five six ten nine eight two.") == pytest.approx(0.39 * 10 + 11.8 - 15.59)


def test_nothing_is_not_hard():
    """A text without words has grade 0."""
    assert grade("…") == 0
