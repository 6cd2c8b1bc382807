"""The interview finds what matters, in few questions: answering only what is asked gives the outcome of telling all."""

from pathlib import Path

import pytest
import yaml
from drawn_answers import any_answers
from hypothesis import HealthCheck, given, settings

from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.file import load_knowledge
from voice.skill.triage.assess import is_emergency, level_of
from voice.skill.triage.interview import completed, open_questions, open_slots
from voice.skill.triage.worth import next_questions

KNOWLEDGE = load_knowledge()
EXAMPLES = Path(__file__).resolve().parents[2] / "shared" / "examples" / "vignettes.yaml"
HEALTHY = dict.fromkeys(KNOWLEDGE.symptoms, False) | {
    "speaker": "self",
    "location": ("calf",),
    "side": "left",
    "duration_days": 1,
    "episode_length": "seconds",
    "frequency": "many_times_a_day",
    "after_exercise": "yes",
    "trend": "same",
    "pain_severity": "none",
    "hydration": "ok",
    "drank_very_large_volume": False,
    "sleep": "ok",
    "stress": "low",
    "warm_up": "yes",
    "diet": "ok",
    "caffeine": "low",
    "medications": (),
    "medication_change": "none",
    "alcohol": "none",
    "age_band": "18_39",
    "minor": False,
    "pregnant": False,
    "kidney_disease": "none",
    "sickle_cell": False,
    "thyroid_or_parathyroid": "none",
    "diabetes": False,
    "heart_disease": False,
    "heat_not_better_after_30_min_cooling": False,
    "prior_interventions": (),
}


def interview(facts, answers=None):
    """What is known when nothing is left to ask, and the ids asked; it ends at once in an emergency."""
    answers, asked = dict(answers or {}), []
    while not is_emergency(KNOWLEDGE, answers):
        questions = next_questions(KNOWLEDGE, answers, frozenset(asked))
        if not questions:
            break
        question = questions[0]
        asked.append(question.id)
        for slot in open_slots(question, completed(KNOWLEDGE, answers)):
            answers[slot] = facts.get(slot, "unknown" if slot in KNOWLEDGE.slots else False)
    return answers, asked


def test_a_healthy_caller_answers_nineteen_questions_at_most():
    """Nothing said unasked: place, time and exercise are asked too."""
    answers, asked = interview(HEALTHY)
    assert len(asked) <= 19
    assert level_of(KNOWLEDGE, answers) == "self_care"


@pytest.mark.parametrize(
    "change", [{}, {"pain": True, "pain_severity": "mild"}, {"location": ("eyelid",)}, {"hydration": "poor"}]
)
def test_a_full_first_sentence_leaves_fifteen_questions_at_most(change):
    """Place, time and exercise told at once, fifteen questions remain, also for somebody a little sore."""
    told = {name: {**HEALTHY, **change}[name] for name in ("location", "side", "duration_days", "after_exercise")}
    _, asked = interview({**HEALTHY, **change}, told)
    assert len(asked) <= 15


def test_the_most_dangerous_is_asked_first():
    """No question about place, time or habits comes before the signs of an emergency have been asked for."""
    _, asked = interview(HEALTHY)
    emergencies = [name for name in KNOWLEDGE.symptoms if KNOWLEDGE.symptoms[name].alarm == "emergency"]
    last = max(n for n, name in enumerate(asked) if set(KNOWLEDGE.questions_by_id[name].slots) & set(emergencies))
    assert not set(asked[:last]) & {"location", "duration", "after_exercise", "medicines", "health", "drinking"}


ASKED_FOR = [name for name, symptom in KNOWLEDGE.symptoms.items() if symptom.alarm == "emergency" and not symptom.volunteered]


@pytest.mark.parametrize("sign", ASKED_FOR)
def test_an_emergency_ends_the_interview(sign):
    """After the first sure sign nothing more is asked."""
    facts = _coherent({**HEALTHY, sign: True})
    answers, asked = interview(facts)
    assert level_of(KNOWLEDGE, answers) == level_of(KNOWLEDGE, facts)
    if level_of(KNOWLEDGE, {sign: True}) == "emergency":
        assert sign in KNOWLEDGE.questions_by_id[asked[-1]].slots


def test_what_is_known_is_not_asked():
    """A question with nothing open is left out, as is what follows from another answer."""
    known = {
        "medications": (),
        "kidney_disease": "none",
        "pregnant": False,
        "pain": False,
        "diabetes": False,
        "age_band": "40_64",
    }
    ids = {question.id for question in open_questions(KNOWLEDGE, known)}
    assert not ids & {"medicines", "medication_change", "pain", "severe_pain", "health"}


@pytest.mark.parametrize("concern", ["other_trouble", "tips"])
def test_who_wants_no_assessment_is_only_screened(concern):
    """Somebody with other trouble, or who only wants tips, is asked for the signs that need help today, and for nothing else."""
    answers, asked = interview(HEALTHY, {"concern": concern})
    assert set(ASKED_FOR) <= set(completed(KNOWLEDGE, answers))
    assert not {"medications", "minor", "location", "duration_days"} & set(answers)
    assert len(asked) <= 9


def test_other_trouble_can_be_an_emergency():
    """A sign of danger ends the interview of somebody who calls about something else, too."""
    answers, _ = interview({**HEALTHY, "chest_pain": True}, {"concern": "other_trouble"})
    assert is_emergency(KNOWLEDGE, answers)


def test_a_closed_question_is_not_asked_again():
    """The engine may close a question that led nowhere."""
    assert "urine" not in {question.id for question in open_questions(KNOWLEDGE, {}, {"urine"})}


def test_a_partly_answered_question_stays_open():
    """Of several things asked together, those that were not answered are still asked."""
    [question] = [question for question in open_questions(KNOWLEDGE, {"dark_urine": False}) if question.id == "urine"]
    assert open_slots(question, {"dark_urine": False}) == ("past_dark_urine", "bladder_bowel_change", "saddle_numbness")


def test_under_eighteen_follows_from_age_and_back():
    """An age settles whether somebody is under eighteen, and a no to that is an adult's."""
    assert completed(KNOWLEDGE, {"age_band": "16_17"})["minor"] is True
    assert completed(KNOWLEDGE, {"age_band": "40_64"})["minor"] is False
    assert completed(KNOWLEDGE, {"minor": False})["age_band"] == "adult"


@pytest.mark.parametrize(
    ("answers", "follows"),
    [
        ({"pain_score": 0}, {"pain": False, "pain_severity": "none"}),
        ({"pain_score": 3}, {"pain": True, "pain_severity": "mild"}),
        ({"pain_score": 4}, {"pain": True, "pain_severity": "moderate"}),
        ({"pain_score": 7}, {"pain_severity": "severe"}),
        ({"severe_constant_pain": True, "pain": False}, {"pain": True, "pain_severity": "severe"}),
        ({"caffeine_mg_approx": 199}, {"caffeine": "low"}),
        ({"caffeine_mg_approx": 200}, {"caffeine": "moderate"}),
        ({"caffeine_mg_approx": 400}, {"caffeine": "high"}),
        ({"caffeine_mg_approx": 600}, {"caffeine": "very_high"}),
        ({"caffeine_mg_approx": 100, "caffeine": "low", "age_band": "16_17"}, {"caffeine": "high"}),
        ({"caffeine_mg_approx": 99, "age_band": "16_17"}, {"caffeine": "low"}),
        ({"location": ("tongue",)}, {"tongue_twitching": True}),
        ({"pain": False}, {"severe_constant_pain": False}),
        ({"pain_severity": "mild"}, {"severe_constant_pain": False}),
        ({"muscle_weakness": False}, {"weakness_spreading_fast": False, "weakness_worsening_weeks": False}),
        ({"cannot_stand_or_use_limb": True, "muscle_weakness": False}, {"muscle_weakness": True}),
        ({"caffeine_powder": True}, {"caffeine": "very_high"}),
        ({"stopped_medicines": ("sedative",), "medications": ()}, {"medication_change": "stopped"}),
        ({"drank_very_large_volume": True, "hydration": "ok"}, {"hydration": "over"}),
        ({"medications": ()}, {"medication_change": "none"}),
    ],
)
def test_what_follows_by_definition_is_filled_in(answers, follows):
    """A score is a severity, milligrams are a level, and so on."""
    done = completed(KNOWLEDGE, answers)
    assert {name: done[name] for name in follows} == follows


def _coherent(facts):
    """`facts` as one person could tell them: what implies something else comes with it."""
    facts = {**HEALTHY, **facts}
    implied = [
        ("severe_constant_pain", True, {"pain": True, "pain_severity": "severe"}),
        ("recurring_exertional_pain", True, {"pain": True, "pain_severity": "moderate"}),
        ("weakness_spreading_fast", True, {"muscle_weakness": True}),
        ("weakness_worsening_weeks", True, {"muscle_weakness": True}),
        ("cramp", True, {"pain": True, "pain_severity": "moderate"}),
        ("hand_spasm", True, {"mouth_or_hand_tingling": True}),
        *((sign, told, {"duration_days": 7}) for sign in SLOW for told in (True, "unknown")),
        ("double_vision_or_drooping_lid", True, {"muscle_weakness": True}),
        ("double_vision_or_drooping_lid", "unknown", {"muscle_weakness": True}),
        ("heat_not_better_after_30_min_cooling", True, {"overheated": True}),
        ("tongue_twitching", True, {"muscle_wasting": True, "duration_days": 7}),
        ("very_little_urine", True, {"overheated": True}),
        ("low_blood_sugar", True, {"diabetes": True, "dizziness": True}),
        ("weakness_spreading_fast", "unknown", {"muscle_weakness": "unknown"}),
        ("severe_constant_pain", "unknown", {"pain": "unknown", "pain_severity": "unknown"}),
    ]
    for name, value, others in implied:
        if facts.get(name) == value:
            facts.update({other: then for other, then in others.items() if then != "unknown" or facts[other] in (False, "none")})
    if facts["medications"] == ():
        facts["medication_change"] = "none"
    if facts["pain"] is False:
        facts["pain_severity"] = "none"
    elif facts["pain"] is True and facts["pain_severity"] in ("none", "unknown"):
        facts["pain_severity"] = "mild"
    facts.pop("pain_score", None)
    facts.pop("caffeine_mg_approx", None)
    return completed(KNOWLEDGE, facts)


def test_enough_to_drink_is_not_taken_for_not_too_much():
    """Only a no to it says that nobody drank far beyond thirst; it is asked of whoever feels ill or drank a lot."""
    assert "drank_very_large_volume" not in completed(KNOWLEDGE, {"hydration": "ok"})
    for told in ({"hydration": "ok", "repeated_vomiting": True}, {"hydration": "over"}):
        assert "too_much_water" in {question.id for question in open_questions(KNOWLEDGE, told)}


def test_pee_that_nobody_looked_at_is_asked_for_once_more():
    """After exercise an unknown colour is asked again with time to look; then, and before a look is due, it is not."""
    unknown = {"dark_urine": "unknown", "after_exercise": "yes"}
    assert "urine_look" in {question.id for question in open_questions(KNOWLEDGE, unknown)}
    assert "urine_look" not in {question.id for question in open_questions(KNOWLEDGE, unknown, {"urine_look"})}
    for known in ({}, {"after_exercise": "yes"}, {**unknown, "dark_urine": False}, {**unknown, "after_exercise": "no"}):
        assert "urine_look" not in {question.id for question in open_questions(KNOWLEDGE, known)}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=any_answers(KNOWLEDGE, symptoms=6, slots=6))
def test_answering_only_what_is_asked_finds_the_same_outcome(drawn):
    """No trouble hides behind a guard: the interview's outcome is that of the whole truth.

    What is asked by no question is said unasked, and since when is told first: a sign whose time is not known counts as new.
    """
    facts = _coherent({name: value for name, value in drawn.items() if name != "concern"})
    answers, asked = interview(facts, {name: value for name, value in facts.items() if name in {*UNASKED, "duration_days"}})
    assert level_of(KNOWLEDGE, answers) == level_of(KNOWLEDGE, facts), asked


SLOW = (
    "widespread_twitching",
    "affects_sleep_or_daily_life",
    "muscle_wasting",
    "weight_loss_or_heat_intolerance",
    "swallowing_trouble",
    "gradual_speech_change",
    "recurring_exertional_pain",
)
"""Signs that are asked of whoever twitches for a week, or for no reason that is known."""
UNASKED = {name for section in (KNOWLEDGE.slots, KNOWLEDGE.symptoms) for name, entry in section.items() if entry.volunteered}


def _examples():
    return yaml.safe_load(EXAMPLES.read_text(encoding="utf-8"))["vignettes"] if EXAMPLES.is_file() else []


@pytest.mark.skipif(not EXAMPLES.is_file(), reason="the example cases are not beside this checkout")
@pytest.mark.parametrize("case", _examples(), ids=lambda case: case["id"])
def test_an_example_caller_is_told_the_same_when_interviewed(case):
    """Each example's caller, who answers only what is asked, gets the outcome of the whole story."""
    facts = parse_answers(KNOWLEDGE, case["facts"])
    answers, asked = interview(facts)
    assert level_of(KNOWLEDGE, answers) == level_of(KNOWLEDGE, facts), asked
    assert level_of(KNOWLEDGE, answers) in case["acceptable_dispositions"]
