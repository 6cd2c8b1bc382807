"""Signs in pictures that people paint, drinks as they count them, dark pee as they date it; and what only sounds like these."""

import pytest

from grammars import read


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i stand at the toilet absolutely bursting and nothing comes out", "bladder_bowel_change"),
        ("there was a wet patch on the chair and i hadn't felt it", "bladder_bowel_change"),
        ("since the ride i can't feel anything when i wipe", "saddle_numbness"),
        ("half my smile has slid down", "sudden_face_arm_speech"),
        ("the left corner of my mouth won't lift", "sudden_face_arm_speech"),
        ("everything was thrashing and her eyes rolled back", "seizure"),
        ("my fingers lock into a claw", "hand_spasm"),
        ("all round my lips it's tingling", "mouth_or_hand_tingling"),
        ("my right foot keeps slapping the pavement", "muscle_weakness"),
        ("my left calf has come up like a balloon", "one_leg_swollen_warm"),
        ("he's red as a lobster and bone dry", "overheated"),
        ("he was out in the sun and he's talking nonsense", "confusion"),
        ("something went pop in my neck", "sudden_neck_pain"),
        ("the floor is like a ship", "vertigo_or_unsteady"),
        ("my tongue has swelled up like a balloon", "allergic_reaction"),
        ("i can't even get to the end of a sentence", "breathlessness_at_rest"),
        ("i've had barely a thimbleful of wee since yesterday", "very_little_urine"),
        ("they'd all be better off if i was gone", "self_harm_thoughts"),
        ("what came out of me this morning looked like a pint of guinness", "dark_urine"),
    ],
)
def test_a_sign_in_a_picture_is_a_sign(text, sign):
    """Told unasked, in words that no textbook has."""
    assert read(text).answers.get(sign) is True


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i can't stand tablets", "cannot_stand_or_use_limb"),
        ("my lips feel like sausages to kiss", "allergic_reaction"),
        ("i ran to the end of the sentence my trainer gave me", "breathlessness_at_rest"),
        ("my mates would be better off without my jokes", "self_harm_thoughts"),
        ("the floor is lava", "vertigo_or_unsteady"),
        ("my feet were slapping the pavement as i ran", "muscle_weakness"),
        ("i poured a pint of guinness last night", "dark_urine"),
    ],
)
def test_a_picture_of_something_else_is_no_sign(text, sign):
    """Though it has words of one."""
    assert sign not in read(text).answers


@pytest.mark.parametrize(
    "text",
    [
        "i had two cups at every single station",
        "whether i was thirsty or not i drank it",
        "four litres and i wasn't even thirsty",
        "yes a bottle every mile",
    ],
)
def test_what_was_drunk_beyond_thirst_is_far_too_much(text):
    """However it is counted."""
    assert read(text, "drank_very_large_volume").answers["drank_very_large_volume"] is True


@pytest.mark.parametrize("text", ["two cups", "i was never thirsty so no", "just a couple of glasses"])
def test_what_was_drunk_to_thirst_is_not(text):
    """Nor is a glass or two."""
    assert read(text, "drank_very_large_volume").answers["drank_very_large_volume"] is False


def test_more_than_enough_against_the_will_is_too_much():
    """Though "enough" is said."""
    text = "way more than enough i made myself drink a cup at every stop i was never even thirsty"
    assert read(text, "hydration").answers["hydration"] == "over"


@pytest.mark.parametrize("text", ["i quit dead on tuesday three days back not a drop since", "not touched a drop since then"])
def test_who_drinks_nothing_since_has_stopped(text):
    """That is another thing than never."""
    assert read(text, "alcohol").answers["alcohol"] == "stopped"


URINE = ("dark_urine", "past_dark_urine", "bladder_bowel_change", "saddle_numbness")


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("twelve days ago it came out like cola for a day then it cleared up and it's been clear since", "past_dark_urine"),
        ("it was brown twelve days ago it hasn't come back", "past_dark_urine"),
        ("it was brown twelve days back and never again", "past_dark_urine"),
        ("it was like cola twelve days ago and cleared up but now it's back", "dark_urine"),
        ("it was brown years ago and now it is brown again", "dark_urine"),
        ("it was brown two days ago and then it cleared up", "dark_urine"),
        ("it was brown three weeks ago and my back hurts", "past_dark_urine"),
        ("it was dark a month ago and i have started running again", "past_dark_urine"),
        ("my pee has been brown since twelve days ago the pain is gone", "dark_urine"),
        ("my pee was brown for twelve days the cramp has gone", "dark_urine"),
    ],
)
def test_dark_pee_is_past_where_it_cleared_and_stayed_so(text, slot):
    """For more than a week."""
    answers = read(text, *URINE).answers
    assert answers[slot] is True
    assert answers.get("dark_urine", False) is (slot == "dark_urine")


@pytest.mark.parametrize(
    ("text", "asked", "slot"),
    [
        ("since half four this morning", "duration_days", "after_exercise"),
        ("put me on the sofa and it's gone", "severe_constant_pain", "medication_change"),
        ("i skip breakfast", "diet", "warm_up"),
        ("the muscle that goes from the neck out to the shoulder", "location", "thyroid_or_parathyroid"),
        ("it's my dad that's got the bad heart not me", "heart_disease", "speaker"),
    ],
)
def test_what_was_not_said_is_not_taken(text, asked, slot):
    """Where half of a phrase stands in an answer to something else."""
    assert slot not in read(text, asked).answers


@pytest.mark.parametrize(("text", "carries"), [("no i am a a", False), ("my genotype is a s", True), ("i am s s", True)])
def test_sickle_cell_is_told_by_the_letters_of_the_genotype(text, carries):
    """As people say it where it is common."""
    assert read(text, "sickle_cell").answers["sickle_cell"] is carries
