"""The read-back of what was denied: "no dark pee, no fainting, no chest pain, is that right?". Only a plain yes is a sure one."""

import pytest

from grammars import read

DENIED = {"dark_urine": False, "fainting": False, "chest_pain": False}


def _read_back(text):
    """The reading of a reply, as the dialogue asks for it: what is to be confirmed is nested as in JSON."""
    return read(text, *DENIED, confirming={"symptoms": DENIED})


@pytest.mark.parametrize("text", ["yes", "that's right", "i'm fine", "yes i'm fine", "i'm good", "all good", "i think so"])
def test_a_plain_yes_is_a_sure_one(text):
    """To be fine is a yes here, though it is a no to a sign."""
    reading = _read_back(text)
    assert (reading.reply, reading.certainty, dict(reading.answers)) == ("yes", "sure", {})


@pytest.mark.parametrize(
    "text",
    [
        "mostly",
        "more or less",
        "kind of",
        "i guess mostly",
        "yeah pretty much",
        "almost",
        "sometimes",
        "that's a lot",
        "all",
        "all of it",
        "yes all of them",
        "both",
    ],
)
def test_a_yes_by_degrees_or_to_all_is_unsure(text):
    """It leaves open what of it is so, and names no sign."""
    reading = _read_back(text)
    assert (reading.reply, reading.certainty, dict(reading.answers)) == ("yes", "unsure", {})


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("yes a bit dark", "dark_urine"),
        ("mostly but i did faint", "fainting"),
        ("everything but the fainting", "fainting"),
        ("all except the chest pain", "chest_pain"),
    ],
)
def test_a_sign_that_is_named_beside_it_counts(text, sign):
    """Whatever stands before it."""
    assert _read_back(text).answers[sign] is True


@pytest.mark.parametrize("text", ["no", "i'm not fine", "no not all of it"])
def test_a_no_stays_one(text):
    """Words for a degree or for all make no yes of it."""
    assert _read_back(text).reply == "no"


@pytest.mark.parametrize("text", ["mostly", "kind of", "more or less"])
def test_to_anything_else_a_yes_by_degrees_is_one(text):
    """A place that is more or less right is right, and a sign that is perhaps there is there."""
    assert read(text, "location", confirming={"location": ["calf"]}).certainty == "sure"
    assert read(text, "dark_urine", confirming={"symptoms": {"dark_urine": True}}).certainty == "sure"
