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
    "no elephant on my chest or anything",
    "it is not brown in the loo",
    "my lips are fine but the eyelid is buzzing about",
)


@pytest.mark.parametrize(("sign", "text"), [(sign, text) for sign, texts in SAID.items() for text in texts])
def test_a_sign_said_in_pieces_is_asked_about(sign, text):
    """It is present and unsure, or was read as present anyway, whatever was asked."""
    for asked in ((), ("frequency",)):
        reading = understand(shipped(), text, asked)
        assert reading.answers.get(sign) is True, asked
        assert reading.certainty == "unsure"


@pytest.mark.parametrize("text", HARMLESS)
def test_denied_or_explained_pieces_make_no_sign(text):
    """A denial in the clause, a new clause, or words of the gym leave nothing to ask about."""
    present = {slot for slot, value in understand(shipped(), text, ()).answers.items() if value is True}
    assert not present & SAID.keys()


def test_what_is_denied_stays_denied():
    """A sign that was mentioned as absent is not made present by the words around it."""
    reading = understand(shipped(), "no chest pain, just the bar sitting on my chest", ("chest_pain",))
    assert reading.answers.get("chest_pain") is not True or reading.certainty == "unsure"
    reading = understand(shipped(), "my pee is not dark, the tea in the bowl is", ("dark_urine",))
    assert reading.answers["dark_urine"] is False
