"""Signs that are said in pieces: a quality and, apart from it, the place that has it."""

import pytest

from grammars import shipped
from voice.skill.understanding.understand import understand

SAID = {
    "chest_pain": ("it is as if an elephant had sat down, right on my breastbone", "there's a vice somewhere under my ribs"),
    "saddle_numbness": ("it's all gone like wool down there", "where i sit has turned to cardboard"),
    "mouth_or_hand_tingling": ("my lips, they do this fizzing thing", "prickly all round my gums"),
    "dark_urine": ("i looked in the bowl and it was like stout", "what came out in the loo was the color of treacle"),
    "one_arm_swollen": ("my arm has gone purple and it is far fatter", "the hand is puffy and mottled"),
    "one_leg_swollen_warm": ("one calf is twice the size, and there is real heat in it",),
    "muscle_wasting": ("there is a hollow now at the base of my thumb", "my shin has a sort of gutter down it"),
    "muscle_weakness": ("one foot slaps when i walk", "my toes keep catching on the carpet"),
    "fainting": ("they say i went down and came round on the bench", "next i was on the floor with faces over me"),
    "vision_change": ("everything i see is through frosted glass",),
    "palpitations": ("my heart does a somersault now and then", "there's a thud, and then my pulse waits"),
    "swelling_or_hard_muscle": ("my quads have gone like concrete",),
}
"""Wordings that stand in no phrase of the grammars as they are."""

HARMLESS = (
    "chest press and belt squats today",
    "tea first, then the gym",
    "my feet are up on the sofa",
    "the arm of my sofa is purple",
    "never an elephant, nor a vice on my ribs",
    "it is not brown in the loo",
    "my lips are fine but the eyelid is buzzing about",
)


@pytest.mark.parametrize(("sign", "text"), [(sign, text) for sign, texts in SAID.items() for text in texts])
def test_a_sign_said_in_pieces_is_asked_about(sign, text):
    """It is present, whatever was asked."""
    for asked in ((), ("frequency",)):
        assert understand(shipped(), text, asked).answers.get(sign) is True, asked


@pytest.mark.parametrize("text", HARMLESS)
def test_denied_or_explained_pieces_make_no_sign(text):
    """A denial in the clause, a new clause, or words of the gym leave nothing to ask about."""
    present = {slot for slot, value in understand(shipped(), text, ()).answers.items() if value is True}
    assert not present & SAID.keys()


def test_what_is_denied_stays_denied():
    """A sign that was mentioned as absent is not made present by the words around it."""
    reading = understand(shipped(), "my pee is not dark, the tea in the bowl is", ("dark_urine",))
    assert reading.answers["dark_urine"] is False


def test_what_pieces_make_is_never_sure():
    """Nothing but the pieces speaks of it, so it is asked about."""
    reading = understand(shipped(), "there's a vice somewhere under my ribs", ())
    assert (reading.answers["chest_pain"], reading.certainty) == (True, "unsure")


def test_a_no_before_a_sign_without_a_subject_is_asked_about():
    """ "No elephant on my chest" may deny it or answer before it is told: neither is sure."""
    reading = understand(shipped(), "no elephant on my chest or anything", ())
    assert reading.certainty == "unsure"


def test_telling_what_came_out_is_no_question():
    """ "What came out" begins a statement, where "what is dark pee" asks."""
    assert understand(shipped(), "what came out in the loo was the color of treacle", ()).answers["dark_urine"] is True
    assert "dark_urine" not in understand(shipped(), "what is dark pee", ()).answers


PLAINLY = {
    "sudden_face_arm_speech": "this morning my mouth dropped, just down one side",
    "weakness_spreading_fast": "it was the feet that were weak on monday, and today it has got into my hands",
    "drank_very_large_volume": "they kept handing me cups and i must have drunk eight litres",
    "low_blood_sugar": "the sensor says three point four",
    "sweating_shivering": "the sweat is just dripping off me",
    "allergic_reaction": "my tongue is twice too big",
    "sudden_neck_pain": "my neck was cranked in the scrum",
    "cannot_stand_or_use_limb": "the legs will not hold me up, they buckle",
    "overheated": "two hours in that heat, but i have been home for one and am still boiling",
    "overdose_or_poisoning": "i have had fourteen paracetamol since lunch",
    "vertigo_or_unsteady": "i feel drunk, and i have had nothing",
}


@pytest.mark.parametrize(("sign", "text"), PLAINLY.items())
def test_a_sign_in_plain_words_is_asked_about(sign, text):
    """It is there, and not surely so."""
    reading = understand(shipped(), text, ())
    assert reading.answers.get(sign) is True


def test_slurring_for_months_is_no_sudden_sign():
    """Speech alone that has changed for longer than two weeks is a gradual change; a face that drooped stays a sudden one."""
    slow = understand(shipped(), "i have been slurring my words for the last three months", ("frequency",))
    assert slow.answers["gradual_speech_change"] is True
    assert "sudden_face_arm_speech" not in slow.answers
    face = understand(shipped(), "my face drooped and my words were slurred three months ago", ())
    assert face.answers["sudden_face_arm_speech"] is True


def test_a_sign_beside_a_question_is_not_lost():
    """What can be serious counts beside a question about the subject, even where it is doubtful."""
    reading = understand(shipped(), "why does it happen, i have had sixteen co codamol today", ())
    assert reading.answers["overdose_or_poisoning"] is True
