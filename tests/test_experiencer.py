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


TOLD_BY_OTHERS = {
    "my husband noticed my face drooping this morning and my eyelid is twitching": "sudden_face_arm_speech",
    "my wife saw me pass out and my calf is twitching": "fainting",
    "my mum thinks it's a stroke my left side went numb suddenly and my eye twitches": "sudden_face_arm_speech",
    "my wife says the pee is like cola and my calf is twitching": "dark_urine",
    "my daughter told me my speech is slurred and my calf twitches": "sudden_face_arm_speech",
    "my partner is worried the left leg is swollen and hot and my calf twitches": "one_leg_swollen_warm",
    "my mate is a nurse and there is chest pain too and my calf twitches": "chest_pain",
    "my husband had to call an ambulance because my chest hurt and my calf twitches": "chest_pain",
    "my coach pushed us hard yesterday woke up peeing cola and my calf twitches": "dark_urine",
    "my friend drove me here and the chest is tight and my shoulder twitches": "chest_pain",
}


@pytest.mark.parametrize(("text", "sign"), TOLD_BY_OTHERS.items())
def test_what_others_tell_of_the_caller_is_the_callers(text, sign):
    """Who sees, says or thinks something of the caller takes no sign away, and is not whom it is about."""
    answers = understand(shipped(), text, ()).answers
    assert answers[sign] is True
    assert answers.get("speaker") != "someone_else"


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


@pytest.mark.parametrize(
    "text",
    [
        "i trained with my brother yesterday and woke up with dark pee and my calf twitches",
        "me and my mate did a hard session now peeing brown and my calf twitches",
    ],
)
def test_somebody_named_beside_the_caller_has_no_sign_of_his(text):
    """A person who is no subject of the clause takes none of the caller's signs away."""
    assert understand(shipped(), text, ()).answers["dark_urine"] is True


@pytest.mark.parametrize(
    "text",
    [
        "my wife says i talk rubbish",
        "my trainer reckons it's dehydration",
        "my gp put me on a statin in april",
        "i did legs with my cousin on sunday",
        "it twitches just like my dad",
        "my daughter found me unconscious",
        "my mate called an ambulance because i collapsed",
    ],
)
def test_who_only_tells_or_was_there_is_not_whom_it_is_about(text):
    """Nobody else has been spoken for."""
    assert "speaker" not in understand(shipped(), text, ()).answers


@pytest.mark.parametrize(
    "text",
    [
        "my wife says she can't feel her leg",
        "my dad wants to know why his calf twitches",
        "i'm here with my daughter she fainted",
        "my son",
        "my husband has chest pain",
        "i'm with my wife and her face is drooping",
        "i'm with my friend who has collapsed",
        "my husband told me he has chest pain",
        "my daughter thinks she has had a stroke",
    ],
)
def test_who_is_spoken_for_is_whom_it_is_about(text):
    """A person of whom something is said, or who is all that is named."""
    assert understand(shipped(), text, ()).answers["speaker"] == "someone_else"
