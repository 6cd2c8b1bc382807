"""How people put it: signs told without their textbook words, and what looks like them and means something else.

Each class of saying has its sentences, and near misses that must not be read so.
"""

import pytest

from grammars import read

HEART = [
    "my heart's about to jump out of my chest",
    "my heart was ready to leap out of my chest",
    "feels like my heart is trying to punch its way out",
    "i thought my heart was going to explode",
    "my heart was coming up my throat",
    "two energy drinks and my heart's fit to burst",
]
EYES = [
    "halfway up the hill my eyes went all weird",
    "my eyes were going black",
    "my eyesight went funny on the bus",
    "both my eyes have gone blurry",
    "the edges of my vision went grey",
]
MEMORY = [
    "i've no recollection of the last lap",
    "i have no memory of finishing",
    "don't remember crossing the line",
    "can't recall anything about the race",
    "i don't remember getting home",
]
CAME_ROUND = [
    "the next thing i knew i was in the medical tent",
    "next thing i'm in an ambulance",
    "i woke up in an ambulance",
    "came round on a stretcher",
    "the next thing i was in a hospital bed",
]
HEAT = [
    "there was heat pouring off me",
    "waves of heat rolling off my body",
    "i was boiling from the inside out",
    "my whole body was giving off heat",
    "it felt like a furnace inside me after the race",
]
SCARCELY = [
    "i can barely get my arms above my head",
    "i can hardly do my laces",
    "couldn't lift my little girl",
    "could hardly get the shopping out of the boot",
    "can barely grip the steering wheel",
    "i can only just lift a mug",
]
DRIBBLE = [
    "my tea dribbles out the side of my mouth",
    "my drink keeps running out of the corner of my mouth",
    "i was drooling down my chin",
    "the water leaks out of one side of my mouth",
    "my coffee ran out of the corner of my mouth",
]
SIGNS = [
    *((text, "palpitations") for text in HEART),
    *((text, "vision_change") for text in EYES),
    *((text, "confusion") for text in MEMORY),
    *((text, "fainting") for text in CAME_ROUND),
    *((text, "overheated") for text in HEAT),
    *((text, "muscle_weakness") for text in SCARCELY),
    *((text, "sudden_face_arm_speech") for text in DRIBBLE),
]


@pytest.mark.parametrize(("text", "sign"), SIGNS)
def test_a_sign_in_plain_words_is_heard_unasked(text, sign):
    """Who tells a sign by an idiom has told it, though no question asked for it."""
    assert read(text).answers.get(sign) is True


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("my heart goes out to them", "palpitations"),
        ("my heart's not in it today", "palpitations"),
        ("he wants to get out of the army", "palpitations"),
        ("my eyelid twitches and my eyes are tired", "vision_change"),
        ("my eye's been twitching and looks funny", "vision_change"),
        ("the edges went soft on that pizza", "vision_change"),
        ("i can't remember when it started", "confusion"),
        ("i've a terrible memory for dates", "confusion"),
        ("last thing i ate was a banana", "confusion"),
        ("the tent collapsed in the wind", "fainting"),
        ("i'm in the waiting room next", "fainting"),
        ("there's heat coming off my calf", "overheated"),
        ("the heat coming off the pavement was mad", "overheated"),
        ("the oven was on", "overheated"),
        ("i can hardly get a word in", "muscle_weakness"),
        ("i could hardly get a seat on the bus", "muscle_weakness"),
        ("i can hardly believe it", "muscle_weakness"),
        ("i can hardly feel it", "muscle_weakness"),
        ("i was dribbling the ball and my calf went", "sudden_face_arm_speech"),
        ("water ran down my face", "sudden_face_arm_speech"),
        ("the baby dribbles on my shoulder", "sudden_face_arm_speech"),
    ],
)
def test_what_sounds_like_an_idiom_is_no_sign(text, sign):
    """The same words of something else are not the sign."""
    assert sign not in read(text).answers


@pytest.mark.parametrize("text", [*SCARCELY, "i barely slept", "it barely hurts", "i can hardly feel it"])
def test_hardly_before_a_verb_is_no_frequency(text):
    """How much one can do says nothing about how often it twitches."""
    assert "frequency" not in read(text).answers


@pytest.mark.parametrize("text", ["hardly", "barely", "it hardly ever twitches"])
def test_hardly_alone_answers_how_often(text):
    """Asked how often, it is rarely."""
    assert read(text, "frequency").answers["frequency"] == "rarely"


@pytest.mark.parametrize("text", ["i can hardly lift my left arm", "now i can barely bend my arms", "i can't lift my arms"])
def test_a_limb_that_can_hardly_be_used_is_the_place(text):
    """In an opening the limb named with its weakness is where it is."""
    assert read(text).answers["location"] == ("arm",)


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("took it easy on sunday and my calf still twitches", (), {"location": ("calf",)}),
        ("ran in that heat and my calf twitches", (), {"location": ("calf",)}),
        ("i was cold in the night", (), {}),
        ("i took it easy", ("prior_interventions",), {"prior_interventions": ("rest",)}),
        ("i put heat on it", (), {"prior_interventions": ("heat",)}),
        ("heat", ("prior_interventions",), {"prior_interventions": ("heat",)}),
        ("i took it easy for a week", (), {"prior_interventions": ("rest",)}),
        ("i was cold", ("warm_up",), {"warm_up": "no"}),
    ],
)
def test_the_weather_and_a_day_off_are_no_treatment(text, asked, answers):
    """Heat is applied, and rest was tried, only where that is said or asked for."""
    read_out = {slot: value for slot, value in read(text, *asked).answers.items() if slot != "after_exercise"}
    assert read_out == answers


@pytest.mark.parametrize(
    "text",
    [
        "i thought i felt a bit feverish but no",
        "i thought i had a temperature but i didn't",
        "i thought i was running a fever but it was normal",
        "at first i thought i had a fever but it's not",
        "thought it was a fever but no it's fine",
    ],
)
def test_what_was_only_thought_is_taken_back(text):
    """A no behind "I thought I had one, but" denies what was thought, and never surely."""
    reading = read(text, "fever")
    assert (reading.answers.get("fever"), reading.certainty) == (False, "unsure")


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i thought it was getting better but no", "muscle_weakness"),
        ("i thought it had gone down but no", "swelling_or_hard_muscle"),
        ("i thought it was nothing but no", "chest_pain"),
        ("i thought it was nothing but it hurts", "chest_pain"),
        ("it hurts i thought it would go but no", "pain"),
        ("i have a fever i thought it would pass but no", "fever"),
        ("i thought it was heartburn but it's still there", "chest_pain"),
    ],
)
def test_a_hope_that_failed_denies_no_sign(text, sign):
    """A no to what was hoped is no no to the sign."""
    assert read(text, sign).answers.get(sign) is not False


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("i wouldn't describe it as a cramp", "cramp", False),
        ("i wouldn't class it as weak", "muscle_weakness", False),
        ("it's not what i'd call a cramp", "cramp", False),
        ("i wouldn't label it swollen", "swelling_or_hard_muscle", False),
        ("i wouldn't call it painful", "pain", False),
        ("i'd describe it as cramp", "cramp", True),
        ("i'd call it an ache", "pain", True),
        ("it's not as sore as it was", "pain", True),
    ],
)
def test_what_one_would_not_call_it_is_denied(text, sign, value):
    """The "as" of "wouldn't describe it as" compares nothing."""
    assert read(text, sign).answers[sign] is value


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("my gran has it and my uncle's got it but not me", "diabetes", False),
        ("my sister has it not me", "diabetes", False),
        ("both my parents are diabetic but not me", "diabetes", False),
        ("it runs in the family but not me", "heart_disease", False),
        ("my brother has but no one's ever said anything about mine", "heart_disease", False),
        ("one of my sisters has i couldn't tell you which but not me", "kidney_disease", "none"),
        ("my mum has and so do i", "heart_disease", None),
        ("my dad has it and i've got it too", "diabetes", None),
        ("me and my sister both have it", "diabetes", True),
    ],
)
def test_what_the_family_has_is_not_the_callers(text, slot, value):
    """A condition of the family is nobody's answer; what is said of oneself is."""
    assert read(text, slot).answers.get(slot) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("when i run i'm out of breath but sitting here no", False),
        ("a bit puffed going upstairs but lying down i'm fine", False),
        ("i get breathless walking but sat down it's fine", False),
        ("only on the stairs not when i'm sitting", False),
        ("not when i'm sitting but lying down yes", True),
        ("i'm fine sitting but when i lie down yeah", True),
        ("even sat here yes", True),
        ("sat here i can't get my breath", True),
    ],
)
def test_breath_on_the_stairs_is_not_at_rest(text, value):
    """What is said of sitting or lying still decides."""
    assert read(text, "breathlessness_at_rest").answers["breathlessness_at_rest"] is value


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("just the runs now", ("dark_urine", "bladder_bowel_change", "repeated_vomiting"), {"diarrhoea": True}),
        ("only diarrhoea today", ("dark_urine", "bladder_bowel_change", "repeated_vomiting"), {"diarrhoea": True}),
        ("just queasy", ("repeated_vomiting",), {"repeated_vomiting": False, "nausea": True}),
        ("only feel sick", ("repeated_vomiting",), {"repeated_vomiting": False, "nausea": True}),
        ("not going to pass out no", ("fainting", "chest_pain"), {"fainting": False}),
        ("not like i'm about to black out", ("fainting",), {"fainting": False}),
        ("feel like i'm going to faint", ("fainting",), {"dizziness": True}),
    ],
)
def test_what_is_left_is_kept_and_denies_no_more_than_it_says(text, asked, answers):
    """The lesser thing that is there is a fact of its own."""
    assert read(text, *asked).answers == answers


@pytest.mark.parametrize(
    ("text", "sign", "value"),
    [
        ("sitting is a bit easier", "severe_constant_pain", False),
        ("resting takes the edge off", "severe_constant_pain", False),
        ("lying down doesn't make it any better", "severe_constant_pain", True),
        ("walking makes it worse", "severe_constant_pain", None),
        ("only if i turn my head too fast", "dizziness", True),
        ("not even when i stand up quickly", "dizziness", None),
        ("i have to strain to get started", "bladder_bowel_change", True),
        ("it takes ages to get going", "bladder_bowel_change", True),
        ("i don't have to push", "bladder_bowel_change", False),
        ("i get some tingling no not tingling more a numbing feeling", "local_numbness_tingling", True),
        ("i don't have any trouble and i have a good rest in the afternoon", "breathlessness_at_rest", False),
    ],
)
def test_answers_in_a_roundabout_way(text, sign, value):
    """What eases, what brings it on and what is a struggle answer the question."""
    assert read(text, sign).answers.get(sign) is value


@pytest.mark.parametrize(
    ("text", "asked", "days"),
    [
        ("since the last week of april", ("duration_days",), 45.25),
        ("it began at the start of the weekend", ("duration_days",), 4.25),
        ("at the end of the weekend", ("duration_days",), 3.25),
        ("i had something similar about two years ago but this one's been ten days", ("duration_days",), 10),
        ("left calf two weeks now and nothing that i have tried does any good", (), 14),
        ("this past month my thighs twitch whenever i sit down in the evening", (), 30),
        ("off the sertraline four months and about two weeks ago the twitching started in my arm", (), 14),
        ("i've worked here three years and my calf twitches when i sit at my desk", (), None),
    ],
)
def test_a_time_belongs_to_what_it_stands_beside(text, asked, days):
    """The week of a month and the edge of a weekend are times; a bare one counts beside a place, an earlier bout does not."""
    assert read(text, *asked).answers.get("duration_days") == days


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("i stopped it for about six months now", "pregnant"),
        ("a bloke at my gym got rhabdo and his pee was brown", "dark_urine"),
        ("a lad from work got rhabdo and peed black and i'm scared", "dark_urine"),
        ("somebody i know had a stroke and my eyelid twitches", "sudden_face_arm_speech"),
        ("i was sat in a coffee shop when my eyelid went", "caffeine_mg_approx"),
        ("just a twinge here and there", "chest_pain"),
    ],
)
def test_a_story_or_a_shop_is_no_fact_of_the_caller(text, slot):
    """What happened to somebody else, and a word that only sounds like an answer, is not taken."""
    assert slot not in read(text, "medications", "kidney_disease", "pregnant").answers
    assert slot not in read(text).answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("smashed my calves on monday and they won't stop", {"after_exercise": "yes", "location": ("calf",)}),
        ("i wrecked my quads yesterday", {"after_exercise": "yes", "location": ("thigh_front",)}),
        ("just back from a five mile run and my foot twitches", {"after_exercise": "yes", "location": ("foot",)}),
        ("my hardest session yet and now my arm twitches", {"after_exercise": "yes", "location": ("arm",)}),
    ],
)
def test_hard_work_is_exercise(text, answers):
    """Who smashed his quads has trained them."""
    read_out = read(text).answers
    assert {slot: read_out.get(slot) for slot in answers} == answers


@pytest.mark.parametrize("sign", ["very_little_urine", "heat_not_better_after_30_min_cooling", "chest_pain"])
def test_not_me_in_a_quarrel_is_no_answer(sign):
    """ "Not me" denies a condition of the family's, and says nothing of a sign."""
    assert read("it wasn't me it was him", sign).answers.get(sign) is not True


@pytest.mark.parametrize("text", ["i smashed my phone", "i wrecked my knee", "the session is on monday"])
def test_what_is_broken_was_not_trained(text):
    """A phone or a knee that is wrecked is no exercise."""
    assert "after_exercise" not in read(text).answers
