"""How a result sounds: whole, short, said once, and about whoever it is about."""

import re

import pytest

from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Answers
from voice.skill.triage.assess import assess
from voice.skill.triage.assessment import Assessment

MOST_WORDS = 20
PLAIN: Answers = {"speaker": "self", "after_exercise": "yes", "duration_days": 1, "location": ("calf",)}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The knowledge file as it is shipped."""
    return load_knowledge()


def _told(knowledge: Knowledge, *found: str, region: str = "uk", **more: object) -> Assessment:
    """The assessment of a calf that twitches since yesterday, with nothing else but what was `found`."""
    rest = dict.fromkeys(knowledge.symptom_ids, False) | dict.fromkeys(found, True)
    return assess(knowledge, {**PLAIN, **rest, **more}, region=region)  # type: ignore[dict-item]


def _sentences(assessment: Assessment) -> list[str]:
    return [one for text in assessment.speech for one in re.split(r"(?<=[.?!])\s+", text)]


@pytest.mark.parametrize("region", ["uk", "elsewhere"])
def test_every_sentence_is_short(knowledge: Knowledge, region: str) -> None:
    """Whatever one or two things were found, no sentence of the result is longer than twenty words."""
    pairs = [(one, two) for one in sorted(knowledge.symptom_ids) for two in sorted(knowledge.symptom_ids) if one <= two]
    said = {sentence for pair in pairs for sentence in _sentences(_told(knowledge, *pair, region=region))}
    assert [sentence for sentence in said if len(sentence.split()) > MOST_WORDS] == []


def test_every_sentence_is_whole(knowledge: Knowledge) -> None:
    """Each sentence begins with a capital letter, ends with a full stop and holds no place that was not filled."""
    said = {sentence for name in knowledge.symptom_ids for sentence in _sentences(_told(knowledge, name))}
    assert [sentence for sentence in said if not re.fullmatch(r"[A-Z][^{}]*\.", sentence)] == []


def test_an_emergency_says_its_action_first_and_last(knowledge: Knowledge) -> None:
    """The number to call is in the first sentence and in the last."""
    said = _sentences(_told(knowledge, "dark_urine"))
    assert said[0].startswith("Call nine nine nine now")
    assert said[-1] == "Once more: call nine nine nine now."


def test_an_emergency_says_what_to_do_while_waiting(knowledge: Knowledge) -> None:
    """Beside an emergency the safety net does not say "call if", as if nobody had been called yet."""
    said = " ".join(_told(knowledge, "weakness_spreading_fast").part("safety_net").sentences)
    assert said.startswith("While you wait, call again if")
    assert "Call nine nine nine if" not in said


def test_a_reason_is_given_once(knowledge: Knowledge) -> None:
    """What the action gives as its reason is not repeated with the cause."""
    said = " ".join(_told(knowledge, "one_leg_swollen_warm").speech)
    assert said.count("one leg is swollen and warm") == 1


def test_a_cause_is_explained_by_what_was_told(knowledge: Knowledge) -> None:
    """Where the action gave no reason, the cause does."""
    assert any(", because it began after exercise" in sentence for sentence in _told(knowledge).part("causes").sentences)


@pytest.mark.parametrize("found", ["dark_urine", "muscle_weakness", "pain", "fainting", "palpitations"])
def test_somebody_else_is_spoken_of(knowledge: Knowledge, found: str) -> None:
    """When the symptoms are another person's, nothing is said of the caller's body."""
    said = " ".join(_told(knowledge, found, speaker="someone_else").speech)
    assert re.findall(r"\byou(?:r|rs|rself)?\b", said, re.IGNORECASE) == []


def test_what_could_not_be_ruled_out_is_to_be_checked(knowledge: Knowledge) -> None:
    """Serious signs that are not known are named, with what to do about them."""
    said = _told(knowledge, dark_urine="unknown").part("action").sentences
    assert "I could not rule out dark pee." in said
    assert "Please check, and get help if it is there." in said
