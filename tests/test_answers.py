"""Answers from outside: what is taken, what is mapped, and what is refused with a hint."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.errors import AnswersError
from voice.skill.knowledge.answers import medicine_class, parse_answers, parse_with_leftovers
from voice.skill.knowledge.file import load_knowledge
from voice.skill.triage.assess import assess

KNOWLEDGE = load_knowledge()
NAMES = st.sampled_from(["symptoms", "nothing", *KNOWLEDGE.slots, *KNOWLEDGE.symptoms])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["unknown", "yes", "poor", "calf", "statin", ""])
)
ANYTHING = st.recursive(SCALARS, lambda part: st.lists(part, max_size=2) | st.dictionaries(NAMES, part, max_size=3), max_leaves=4)


@pytest.mark.parametrize(
    ("document", "answers"),
    [
        ({}, {}),
        ({"symptoms": {"dark_urine": True, "fever": "unknown"}}, {"dark_urine": True, "fever": "unknown"}),
        ({"symptoms": {"dark_urine": "yes", "pain": "No"}}, {"dark_urine": True, "pain": False}),
        ({"symptoms": None, "side": None}, {}),
        ({"location": "calf"}, {"location": ("calf",)}),
        ({"location": ["calf", "calf", "foot"]}, {"location": ("calf", "foot")}),
        ({"after_exercise": False}, {"after_exercise": "no"}),
        ({"after_exercise": "yes"}, {"after_exercise": "yes"}),
        ({"pain_score": None, "duration_days": 0.5}, {"duration_days": 0.5}),
        ({"duration_days": "unknown", "side": "unknown"}, {"duration_days": "unknown", "side": "unknown"}),
        ({"pregnant": "unknown", "kidney_disease": "unknown"}, {"pregnant": "unknown", "kidney_disease": "unknown"}),
        ({"medications": "unknown"}, {"medications": "unknown"}),
        ({"medications": []}, {"medications": ()}),
        ({"medications": ["Atorvastatin", "statin", "zyx"]}, {"medications": ("statin", "other")}),
        ({"title": "a case", "onset": "at once", "exercise": "squats", "duration_value": 2, "duration_unit": "days"}, {}),
    ],
)
def test_answers_are_taken_as_they_are_meant(document, answers):
    """Symptoms are flattened, words for truths and single places understood, names of medicines put into their class."""
    assert parse_answers(KNOWLEDGE, document) == answers


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("atorvastatin", "statin"),
        ("Simvastatin 20", "statin"),
        ("cholesterol tablets", "statin"),
        ("St John's wort", "other_serotonergic"),
        ("blue inhaler", "beta_agonist"),
        ("my blue inhaler", "beta_agonist"),
        ("thyroid_hormone", "thyroid_hormone"),
        ("water tablets", "diuretic"),
        ("aspirin", "other"),
        ("", "other"),
    ],
)
def test_a_medicine_is_put_into_its_class(name, group):
    """Names, classes, plurals and words around them are known; anything else is another medicine."""
    assert medicine_class(KNOWLEDGE, name) == group


def test_every_name_of_the_knowledge_file_finds_its_class():
    """No listed name is taken for another class's."""
    wrong = {n: medicine_class(KNOWLEDGE, n) for group, names in KNOWLEDGE.medicines.items() for n in names}
    assert {n: got for n, got in wrong.items() if n not in KNOWLEDGE.medicines[got]} == {}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ([], "answers are a mapping"),
        ("pain", "answers are a mapping"),
        ({"symptoms": ["pain"]}, "symptoms: a mapping"),
        ({"symptoms": {"dark_urin": True}}, "dark_urin: unknown; did you mean `dark_urine`?"),
        ({"symptoms": {"zzz": True}}, "zzz: unknown"),
        ({"symptoms": {"side": "left"}}, "side: unknown"),
        ({"dark_urine_": True}, "did you mean `dark_urine`"),
        ({"caffeine": "loads"}, "'loads' is none of low, moderate"),
        ({"hydration": "por"}, "did you mean `poor`"),
        ({"location": ["calfs"]}, "did you mean `calf`"),
        ({"duration_days": -1}, "no number from 0 to 1,000,000"),
        ({"duration_days": True}, "no number"),
        ({"duration_days": float("nan")}, "no number"),
        ({"symptoms": {"pain": 3}}, "3 is none of true, false, unknown"),
        ({"symptoms": {"pain": []}}, "none of true, false, unknown"),
        ({"pregnant": "perhaps"}, "none of true, false, unknown"),
        ({"side": 3}, "3 is none of left"),
    ],
)
def test_what_cannot_be_meant_is_refused(document, says):
    """A misspelt id or value is an error that says what would be right, never silence."""
    with pytest.raises(AnswersError, match=says.replace("?", r"\?").replace("(", r"\(")):
        parse_answers(KNOWLEDGE, document)


def test_every_fault_is_named_at_once():
    """Two mistakes are reported together."""
    with pytest.raises(AnswersError, match=r"caffeine: .*; sid: "):
        parse_answers(KNOWLEDGE, {"sid": "left", "caffeine": "loads"})


def test_what_resembles_nothing_is_left_out_and_reported():
    """A key of somebody else's is no answer, and is named."""
    assert parse_with_leftovers(KNOWLEDGE, {"favourite_colour": "blue", "side": "left"}) == (
        {"side": "left"},
        ("favourite_colour",),
    )


@settings(max_examples=200, deadline=None)
@given(document=st.dictionaries(NAMES, ANYTHING, max_size=4))
def test_whatever_is_given_is_assessed_or_refused(document):
    """No document makes anything but an assessment or an AnswersError."""
    with contextlib.suppress(AnswersError):
        assert assess(KNOWLEDGE, parse_answers(KNOWLEDGE, document)).speech
