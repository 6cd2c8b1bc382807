"""What was said must not be turned round, and nothing made up out of everyday talk, commands, questions or fear."""

from functools import cache
from pathlib import Path

import pytest
from corpus_grading import load_entries

from grammars import read, shipped
from voice.skill.knowledge.file import load_knowledge

HERE = Path(__file__).parent
KNOWLEDGE = load_knowledge()
RED_FLAG_QUESTIONS = [q for q in KNOWLEDGE.questions if q.risk == "red_flag"]
DANGERS = shipped().alarms | {"drank_very_large_volume", "heat_not_better_after_30_min_cooling"}


def _alarms(text: str, *asked: str) -> list[str]:
    """The alarms that are surely read out of a text."""
    reading = read(text, *asked)
    if reading.certainty != "sure":
        return []
    called = ["emergency"] if reading.command == "emergency" else []
    return [slot for slot, value in reading.answers.items() if value is True and slot in DANGERS] + called


@cache
def _harmless() -> tuple[str, ...]:
    return tuple((HERE / "corpus" / "everyday_harmless.txt").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("slots", [(), *(q.slots for q in RED_FLAG_QUESTIONS)], ids=lambda s: s[0] if s else "opening")
def test_everyday_talk_is_no_alarm(slots):
    """No sentence of everyday talk is surely an alarm, neither as an opening nor as an answer."""
    assert [(text, found) for text in _harmless() if (found := _alarms(text, *slots))] == []


def _orders() -> list[str]:
    """Every text of the corpora that is nothing but a command or a question about the subject."""
    entries = [e for path in sorted((HERE / "corpus").glob("*.yaml")) for e in load_entries(path)[1]]
    only = [e for e in entries if all(set(goal) <= {"command", "faq"} and goal for goal in e.goals) and not e.keep]
    return sorted({e.text for e in only})


CONTEXTS = sorted({q.slots for q in KNOWLEDGE.questions} | {(slot,) for q in KNOWLEDGE.questions for slot in q.slots})


@pytest.mark.parametrize("part", range(4))
def test_a_command_or_a_question_is_no_answer(part):
    """No command and no question about the subject surely answers what was asked, at any question and for each slot alone."""
    polar = shipped().symptoms | shipped().flags
    taken = [
        (text, slots)
        for text in _orders()
        for slots in CONTEXTS[part::4]
        if (reading := read(text, *slots)).certainty == "sure" and polar & reading.answers.keys()
    ]
    assert taken == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i can't stop vomiting", "repeated_vomiting"),
        ("couldn't stop shivering", "sweating_shivering"),
        ("he never stopped trembling", "tremor"),
        ("i can't help fainting", "fainting"),
        ("can't stop trembling and sweating", "tremor"),
        ("i can't stop shaking and sweating", "sweating_shivering"),
        ("nothing stops the cramps", "cramp"),
        ("i can't lift my arm without pain", "pain"),
    ],
)
def test_what_cannot_be_stopped_is_there(text, sign):
    """ "Can't stop" and its like say that a sign is there, asked for or not."""
    assert read(text).answers.get(sign) is True
    assert read(text, sign).answers.get(sign) is True


@pytest.mark.parametrize(
    "text",
    ["without trying and my hands tremble", "no blurb weakness in the whatsit", "i'm not feeling great i feel dizzy as anything"],
)
def test_an_unsure_denial_of_an_unasked_sign_is_left_to_be_asked(text):
    """A denial that is not sure is not recorded for an alarm that nobody asked about."""
    reading = read(text)
    assert not [slot for slot, value in reading.answers.items() if value is False and slot in shipped().alarms]


@pytest.mark.parametrize("unwell", ["i'm not great", "i'm not feeling too good", "i don't feel right", "not so good today"])
@pytest.mark.parametrize(
    ("told", "sign"), [("i've got chest pain", "chest_pain"), ("my chest hurts", "chest_pain"), ("i feel dizzy", "dizziness")]
)
def test_to_be_unwell_denies_nothing(unwell, told, sign):
    """ "I'm not great, I've got chest pain" says that there is chest pain."""
    assert read(f"{unwell} {told}").answers.get(sign) is True


def test_a_sure_denial_of_an_unasked_sign_counts():
    """A plain denial said in passing is kept."""
    assert read("my calf twitches no chest pain").answers.get("chest_pain") is False


@pytest.mark.parametrize(
    "text",
    [
        "he doesn't take anything",
        "i can't take paracetamol",
        "i can't stand mondays",
        "i didn't lift today",
        "i can't control the twitching",
        "my coach won't listen",
        "i can't use the pool",
        "i can't reach the remote",
        "it doesn't respond to heat",
        "my laptop won't work",
    ],
)
@pytest.mark.parametrize("asked", [(), ("medications", "kidney_disease", "pregnant"), ("muscle_weakness",)])
def test_an_ability_without_limb_load_or_movement_is_no_surely_weak_muscle(text, asked):
    """What cannot be done is weakness only with the body, a limb, a load or a movement."""
    reading = read(text, *asked)
    assert not (reading.certainty == "sure" and reading.answers.get("muscle_weakness") is True)


@pytest.mark.parametrize("asked", [(), ("sleep",), ("dark_urine", "bladder_bowel_change", "repeated_vomiting")])
@pytest.mark.parametrize(
    "text",
    [
        "my left arm and leg went weak this morning",
        "i woke up and couldn't lift my right arm",
        "my left hand was useless for ten minutes last night",
        "my speech came out all jumbled an hour ago",
        "suddenly the whole right side went numb",
    ],
)
def test_a_sudden_loss_is_heard_whatever_is_asked(text, asked):
    """Strength, feeling or words that are lost at once are a stroke's sign at any question."""
    assert read(text, *asked).answers.get("sudden_face_arm_speech") is True


@pytest.mark.parametrize(
    "text",
    [
        "my arms gave out on the last set today",
        "my foot went numb this morning i'd sat on it",
        "my legs have been weak for three weeks",
        "my hand goes numb when i cycle",
    ],
)
def test_a_slow_or_explained_loss_is_no_surely_sudden_one(text):
    """Not a muscle that fails in a set, a limb that was sat on, nor what has lasted."""
    reading = read(text)
    assert not (reading.certainty == "sure" and reading.answers.get("sudden_face_arm_speech") is True)


@pytest.mark.parametrize("text", ["loads of water", "a lot", "tons", "lots and lots", "drank heaps", "masses of water"])
def test_a_lot_of_water_is_not_enough_water(text):
    """How much a lot is, is asked; it never becomes "enough" and never "not too much"."""
    reading = read(text, "hydration", "drank_very_large_volume")
    assert reading.certainty == "unsure" or reading.clarify
    assert reading.answers.get("hydration") != "ok"
    assert reading.answers.get("drank_very_large_volume") is not False


@pytest.mark.parametrize("text", ["no all four", "no both", "no to all of that", "no none of the three", "no all of those"])
@pytest.mark.parametrize("slots", [q.slots for q in RED_FLAG_QUESTIONS if len(q.slots) > 1], ids=lambda s: s[0])
def test_no_before_a_group_makes_nothing_present(text, slots):
    """ "No, all four" of three denies them, and never says that they are there."""
    symptoms = [slot for slot in slots if slot in shipped().symptoms]
    reading = read(text, *slots)
    assert not [slot for slot in symptoms if reading.answers.get(slot) is True]
    assert all(reading.answers.get(slot) is False for slot in symptoms) or reading.clarify


@pytest.mark.parametrize(
    "text", ["i'm so frightened", "am i going to die", "does this mean i'm dying", "i feel like i'm going to die"]
)
@pytest.mark.parametrize("slots", [(), *(q.slots for q in RED_FLAG_QUESTIONS)], ids=lambda s: s[0] if s else "opening")
def test_fear_is_a_question_and_no_alarm(text, slots):
    """Fear gets a calm answer: it is no sign and no call for help."""
    reading = read(text, *slots)
    assert reading.command is None
    assert reading.faq == FEAR
    assert not [slot for slot in reading.answers if slot in shipped().symptoms]


FEAR = "am_i_in_danger"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("on lisinopril since may and my calf has twitched for five days", 5),
        ("i've had diabetes for ten years but my eyelid has been twitching for a week", 7),
        ("my foot's been twitching for three weeks i started a statin two days ago", 21),
    ],
)
def test_of_two_times_the_twitch_keeps_its_own(text, days):
    """A time in the clause of a medicine or of a condition is not the twitch's."""
    assert read(text).answers.get("duration_days") == pytest.approx(days, abs=0.1)


@pytest.mark.parametrize(
    "text", ["antidepressants started last month", "they upped my dose two weeks ago", "i went on statins in march"]
)
def test_the_time_of_a_medicine_alone_is_no_duration(text):
    """Said alone, since when a medicine is taken says nothing of how long it twitches."""
    assert "duration_days" not in read(text).answers


@pytest.mark.parametrize("amount", ["over", "just over", "more than", "well over", "a bit over"])
@pytest.mark.parametrize("asked", [(), ("duration_days",)])
def test_more_than_a_time_is_more(amount, asked):
    """ "Over two weeks" is never read as less than was said, nor as exactly two weeks."""
    assert read(f"{amount} two weeks", *asked).answers["duration_days"] > 14


@pytest.mark.parametrize("slots", [q.slots for q in RED_FLAG_QUESTIONS], ids=lambda s: s[0])
@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("i take a statin", "medications", ("statin",)),
        ("i'm pregnant", "pregnant", True),
        ("i'm on dialysis", "kidney_disease", "dialysis"),
        ("they doubled my tablets", "medication_change", "increased"),
        ("my eyesight is blurred", "vision_change", True),
        ("my speech is slowly changing", "gradual_speech_change", True),
        ("the weakness is spreading up my legs", "weakness_spreading_fast", True),
    ],
)
def test_what_is_volunteered_counts_at_any_question(text, slot, value, slots):
    """Medicines, conditions and slow signs are kept, whichever question they are said at."""
    assert read(text, *slots).answers.get(slot) == value


AT_REST = ("palpitations", "breathlessness_at_rest", "tremor")


@pytest.mark.parametrize("sign", AT_REST)
@pytest.mark.parametrize("text", ["no only in bed", "no just on the sofa", "no only when i lie down", "no only at night"])
def test_no_and_only_at_rest_is_no_denial(text, sign):
    """Of a sign that counts at rest, "no, only in bed" says that it is there."""
    assert read(text, sign).answers.get(sign) is not False


@pytest.mark.parametrize(
    "text", ["no only in class", "no just during the session", "no only in the last set and it is normal now"]
)
def test_no_and_only_in_training_is_a_denial(text):
    """Of a racing heart, "no, only in class" says that it is not there at rest, also where it is normal now."""
    assert read(text, "palpitations").answers == {"palpitations": False}


@pytest.mark.parametrize("text", ["no when i rest it doesn't hurt", "no no while i am quiet it does not hurt me"])
def test_what_stops_under_a_condition_is_not_absent(text):
    """Pain that stops while one rests is no constant pain, and still pain."""
    assert read(text, "severe_constant_pain").answers == {"severe_constant_pain": False}


@pytest.mark.parametrize("text", ["if i am still it hurts", "when i am in bed i don't know", "whenever it is quiet"])
def test_i_am_after_a_conjunction_is_no_yes(text):
    """ "When I am …" begins a clause and affirms nothing."""
    assert read(text, "severe_constant_pain").answers.get("severe_constant_pain") is not True
