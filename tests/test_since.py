"""Since when a symptom has been there: its own time, and not the twitch's."""

import pytest

from grammars import read

YEAR = 365


@pytest.mark.parametrize(
    ("asked", "text", "days", "duration"),
    [
        ("", "my arm's been weak for three weeks but the twitch only since monday", {"muscle_weakness": 21}, 2.25),
        ("", "my calf has been twitching for two weeks and the weakness started yesterday", {"muscle_weakness": 1.25}, 14),
        ("", "i've been dizzy for three days", {"dizziness": 3}, None),
        ("", "my calf is weak and has been twitching for two weeks", {}, 14),
        ("", "my calf has been cramping for two weeks", {}, 14),
        ("duration_days", "three weeks but my arm has only been weak since yesterday", {"muscle_weakness": 1.25}, 21),
        ("duration_days", "it's been sore for three weeks", {}, 21),
        ("muscle_weakness", "yes weak for three weeks", {"muscle_weakness": 21}, None),
        ("fainting", "i was out for a minute", {}, None),
        ("sudden_face_arm_speech", "my smile went wonky for ten minutes", {}, None),
    ],
)
def test_a_time_belongs_to_what_it_was_said_of(asked, text, days, duration):
    """A symptom's time stands under the symptom, the twitch's under the twitch, and how long a spell took under neither."""
    answers = read(text, *filter(None, [asked])).answers
    told = {key.removeprefix("symptom_days."): value for key, value in answers.items() if key.startswith("symptom_days.")}
    assert told == days
    assert answers.get("duration_days") == duration


def test_a_sign_that_began_yesterday_is_told_with_its_day():
    """The double vision began yesterday, which says nothing of the twitch."""
    answers = read("the double vision began yesterday").answers
    assert answers["symptom_days.double_vision_or_drooping_lid"] == pytest.approx(1.25)
    assert "duration_days" not in answers


@pytest.mark.parametrize(
    "text",
    [
        "about three weeks back my pee was brown for a day but it's been clear ever since",
        "my pee was brown a year ago after a marathon",
        "my pee went like cola once years ago",
        "it was brown last month but clear now",
        "my pee is light now, a month ago it looked like tea for a day after boot camp but that's over",
        "it was brown a month ago, it has been clear for weeks",
    ],
)
def test_pee_that_was_dark_long_ago_is_no_dark_pee(text):
    """Dark more than a week ago and clear since is a sign of its own."""
    answers = read(text, "dark_urine", "past_dark_urine").answers
    assert answers["past_dark_urine"] is True
    assert answers.get("dark_urine") is not True


@pytest.mark.parametrize(
    "text",
    [
        "my pee was brown three days ago",
        "my pee has been brown for three weeks",
        "my pee was brown three days ago but it's clear now",
        "my pee was clear, then brown a month ago, and it is brown again",
    ],
)
def test_pee_that_was_dark_lately_or_still_is_counts(text):
    """Dark within the week, or dark since longer, is dark pee."""
    answers = read(text).answers
    assert answers["dark_urine"] is True
    assert "past_dark_urine" not in answers


@pytest.mark.parametrize(
    "text",
    ["brown a month ago and it is brown again", "it was brown a month ago and it's brown now", "dark last month and dark today"],
)
def test_dark_pee_of_then_and_of_now_is_dark_now(text):
    """What was so long ago takes nothing from what is so today."""
    assert read(text, "dark_urine", "past_dark_urine").answers["dark_urine"] is True


def test_dark_pee_of_then_and_clear_now_is_past():
    """As before."""
    answers = read("it was brown a month ago and it is clear now", "dark_urine", "past_dark_urine").answers
    assert (answers["dark_urine"], answers["past_dark_urine"]) == (False, True)
