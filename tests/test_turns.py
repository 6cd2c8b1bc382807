"""What turns an answer round: a story behind a no, a no to a confirmation, words that would settle everything."""

import pytest

from grammars import read, shipped
from voice.skill.understanding.understand import understand

MIND = ("fainting", "confusion", "seizure")
WEAK = ("muscle_weakness", "cannot_stand_or_use_limb", "one_arm_swollen")


@pytest.mark.parametrize(
    "text",
    [
        "no it's nothing really i was stood by the cooker and then there was this great big bang and my sister came running",
        "nah mate honestly i just sort of found the whole office round me with the first aid box wide open",
    ],
)
def test_a_story_behind_a_no_denies_nothing(text):
    """What it tells is not understood, so that it is asked for again."""
    assert False not in read(text, *MIND).answers.values()


@pytest.mark.parametrize("text", ["no", "nup", "nay lass", "naw nane ae that", "no i was fine", "nah never in my life"])
def test_a_no_with_little_behind_it_is_one(text):
    """In the words of many places."""
    assert set(read(text, *MIND).answers.values()) == {False}


@pytest.mark.parametrize("text", ["the next thing i was on the tiles", "i did not know when i fell", "can't remember going down"])
def test_waking_up_on_the_floor_is_a_faint(text):
    """Also where nobody calls it one."""
    assert read(f"no it's not serious but {text}", *MIND).answers.get("fainting") is True


def test_much_said_beside_not_knowing_is_no_not_knowing():
    """ "I don't know" is an answer by itself, and none in the middle of a story."""
    story = "my brother was driving the van up the lane past the farm and i didn't know what he wanted"
    assert set(read("i don't know", *MIND).answers.values()) == {"unknown"}
    assert read(story, *MIND).answers == {}


def test_the_lot_beside_a_denial_is_no_yes_to_all():
    """ "All", said of other things."""
    assert True not in read("did another two jobs today wardrobes the lot", *WEAK).answers.values()
    assert set(read("the lot", *MIND).answers.values()) == {True}


def _confirming(sign, text):
    return understand(shipped(), text, (sign,), confirming={"symptoms": {sign: True}})


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("twitching_outside_exercise", "no no on rest days there's literally none"),
        ("muscle_weakness", "no how can i be weak i did three hundred of them"),
        ("fever", "no i was just hot from the gym"),
    ],
)
def test_a_no_to_a_confirmation_is_one_whatever_it_names(sign, text):
    """What is to be confirmed is named again, and is not there."""
    reading = _confirming(sign, text)
    assert (reading.reply, reading.answers.get(sign)) == ("no", None)


@pytest.mark.parametrize("text", ["no but it is brown", "no actually yes it is brown", "no it was brown last week"])
def test_a_no_that_turns_is_none_that_can_be_relied_on(text):
    """Of a sign that counts when it is past, or where the no is taken back."""
    reading = _confirming("dark_urine", text)
    assert reading.answers.get("dark_urine") is True or reading.certainty != "sure"


@pytest.mark.parametrize("asked", [("sleep", "caffeine", "stress")])
def test_a_bare_number_is_neither_hours_nor_cups_where_it_may_be_both(asked):
    """It is asked again; with its unit it is an answer."""
    assert read("like seven and a half", *asked).answers == {}
    assert read("seven and a half hours", *asked).answers == {"sleep": "ok"}


@pytest.mark.parametrize("before", ["no", "yes", "i", "only", "not"])
@pytest.mark.parametrize("after", ["my english is so", "in the", "only", "the face is straight", "just", "all"])
def test_small_words_in_any_order_break_nothing(before, after):
    """They are read as something, whatever is asked."""
    for asked in ((), MIND, ("medications",), ("sleep", "caffeine", "stress")):
        assert read(f"{before} only {after}", *asked).text
        assert read(f"{before} {after} only", *asked).text


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("hi sorry to bother you i did my yoga class this morning and my calf's been jumping ever since", "calf"),
        ("good evening sir i did my personal best and since then the muscle in my thigh is twitching slightly", "thigh"),
        ("how's it going i pulled a hundred kilos last night and my left forearm is doing a wee dance", "forearm"),
    ],
)
def test_what_tells_of_a_twitch_is_an_opening(text, place):
    """However polite it is, and whatever is told beside it."""
    assert place in read(text).answers["location"]
