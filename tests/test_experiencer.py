"""Whose it is that something is said of: the caller's, or somebody's whom the caller speaks for or only tells about."""

import pytest

from grammars import shipped
from voice.skill.understanding.understand import understand

STORIES = {
    "my uncle had chest pain for years and now my thigh keeps twitching": "chest_pain",
    "a woman at work passed out last week anyway my eyelid is jumping": "fainting",
    "a lad on our team had pee like coke, mine is yellow, it's just my shoulder that twitches": "dark_urine",
    "my sister gets numb lips but i only have a twitching calf": "mouth_or_hand_tingling",
}
SPOKEN_FOR = {
    "he's not making any sense and he's boiling hot": "confusion",
    "she went down and hit the floor, she fainted": "fainting",
    "she can't lift her arm since this morning": "muscle_weakness",
}
OWN = (
    "i fainted and my calf is twitching",
    "my chest hurts and my friend says i should call",
    "my trainer told me i passed out and my calf twitches",
)


@pytest.mark.parametrize(("text", "sign"), STORIES.items())
def test_a_story_about_others_is_no_answer(text, sign):
    """A sign that is told of somebody by name, beside the caller's own twitch, is not the caller's, nor is the caller another."""
    reading = understand(shipped(), text, ())
    assert sign not in reading.answers
    assert reading.answers.get("speaker") != "someone_else"
    assert "location" in reading.answers


@pytest.mark.parametrize(("text", "sign"), SPOKEN_FOR.items())
def test_signs_of_he_or_she_are_of_somebody_else(text, sign):
    """With nothing of the caller's own beside them the sign counts, and it is about another person."""
    answers = understand(shipped(), text, ()).answers
    assert answers[sign] is True
    assert answers["speaker"] == "someone_else"


@pytest.mark.parametrize("text", OWN)
def test_what_the_caller_tells_of_himself_stays(text):
    """Another person in the sentence takes no sign of the caller's away, and makes nobody else of the caller."""
    answers = understand(shipped(), text, ()).answers
    assert any(value is True for value in answers.values())
    assert answers.get("speaker") != "someone_else"


def test_medicines_of_others_are_not_taken():
    """What somebody else takes is no medicine of the caller's."""
    reading = understand(shipped(), "my wife is on metformin, my calf twitches and i take ibuprofen", ())
    assert reading.answers["medications"] == ("other",)
