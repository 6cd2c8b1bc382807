"""What is spoken of a result unasked is short and holds what nobody may miss; all the rest can be had with "more"."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from drawn_answers import any_answers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from talking import Talk, whole

from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.state import State, Turn
from voice.skill.knowledge.answers import parse_answers
from voice.skill.reading import Answers
from voice.skill.triage.assess import assess
from voice.skill.triage.assessment import Assessment

KNOWLEDGE = whole()
CASES = yaml.safe_load((Path(__file__).parent / "fixtures" / "more_cases.yaml").read_text(encoding="utf-8"))["vignettes"]
NOT_ASKED = ("exercise", "onset", "duration_value", "duration_unit")
MOST_WORDS = {"emergency": 80, "urgent": 100, "doctor": 110, "self_care": 90}
"""With the question after it; first aid beside an emergency comes on top."""
MOST_TO_THE_FIRST_STEP = 35
FEW = 3
"""Signs that could not be ruled out; each is said however many there are, so that many take longer."""
DRAWN = any_answers(KNOWLEDGE)
CHECKED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WELL: Answers = {
    **dict.fromkeys(KNOWLEDGE.symptom_ids, False),
    "location": ("calf",),
    "duration_days": 1,
    "after_exercise": "yes",
}


def _answers() -> Iterator[Answers]:
    """All cases; one sign and any two with each other; and callers with some signs and some facts, by chance."""
    yield from (parse_answers(KNOWLEDGE, {k: v for k, v in case["facts"].items() if k not in NOT_ASKED}) for case in CASES)
    signs = sorted(KNOWLEDGE.symptom_ids)
    yield from ({**WELL, one: True} for one in signs)
    chance = random.Random(7)
    slots = [name for name, slot in KNOWLEDGE.slots.items() if slot.kind == "choice"]
    for _ in range(1200):
        found = dict.fromkeys(chance.sample(signs, chance.randint(0, 4)), True)
        facts = {name: chance.choice(list(KNOWLEDGE.slots[name].values)) for name in chance.sample(slots, 3)}
        medicines = tuple(chance.sample(list(KNOWLEDGE.slots["medications"].values), chance.randint(0, 1)))
        days = chance.choice([1, 4, 9, 20, 90])
        yield {**WELL, **found, **facts, "medications": medicines, "duration_days": days}


@pytest.fixture(scope="module", params=[None, *sorted(KNOWLEDGE.regions)])
def results(request: pytest.FixtureRequest) -> list[Assessment]:
    """Assessments of many callers, in a region's words; of a third of them in each region."""
    start = [None, *sorted(KNOWLEDGE.regions)].index(request.param)
    return [assess(KNOWLEDGE, answers, region=request.param) for answers in list(_answers())[start % 3 :: 3]]


def _words(sentences: tuple[str, ...]) -> int:
    return len(" ".join(sentences).split())


def _unasked(result: Assessment) -> tuple[str, ...]:
    question = "ask_result_more_emergency" if result.disposition == "emergency" else "ask_result_more"
    return (*(sentence for part in result.parts for sentence in part.short), *KNOWLEDGE.prompts[question])


def _first_aid(result: Assessment) -> tuple[str, ...]:
    """The sentences of first aid, which take no words from the rest of an emergency."""
    names = [name for name in result.finding.tips if KNOWLEDGE.tips[name].first_aid] if result.disposition == "emergency" else []
    step = result.part("action").short.index(result.first_step) + len(result.finding.action)
    return result.part("action").short[step : step + len(names)]


def test_what_is_said_unasked_is_short(results: list[Assessment]) -> None:
    """Ninety words for what can be looked after at home, a little more for a doctor, less where help is needed."""
    few = [result for result in results if len(result.finding.to_check) <= FEW]
    words = [(result.disposition, _words(_unasked(result)) - _words(_first_aid(result)), _unasked(result)) for result in few]
    assert len({level for level, *_ in words}) == len(MOST_WORDS)
    assert [found for found in words if found[1] > MOST_WORDS[found[0]]] == []


def test_how_urgent_and_what_to_do_comes_within_ten_seconds(results: list[Assessment]) -> None:
    """The first thing to do is said within thirty-five words."""
    late = []
    for result in results:
        action = result.part("action").short
        until = action[: action.index(result.first_step) + 1]
        if _words(until) > MOST_TO_THE_FIRST_STEP and len(result.finding.to_check) <= FEW:
            late.append(until)
    assert late == []


def test_no_part_is_longer_than_two_sentences(results: list[Assessment]) -> None:
    """Cause, tips, what not to do and what to watch for; what to do, and why, may take more."""
    parts = [part for result in results for part in result.parts if part.name != "action"]
    assert [part.short for part in parts if len(part.short) > 2] == []


@CHECKED
@given(answers=DRAWN, region=st.sampled_from([None, *KNOWLEDGE.regions]))
def test_what_nobody_may_miss_is_said_unasked(answers: Answers, region: str | None) -> None:
    """What could not be ruled out, first aid, a reason, and a sign to call for: none of them waits for "more"."""
    result = assess(KNOWLEDGE, answers, region=region)
    found, action = result.finding, " ".join(result.part("action").short).lower()
    for name in found.to_check:
        assert KNOWLEDGE.words_for(name).lower() in action
    assert [part.name for part in result.parts if part.name == "action" and "rule out" in " ".join(part.more)] == []
    signs = [KNOWLEDGE.safety_net[name] for name in found.safety_net]
    assert not signs or result.part("safety_net").short
    if found.disposition != "emergency" and any(sign.level == "emergency" for sign in signs):
        assert result.part("safety_net").short[0].startswith("Call ")


@CHECKED
@given(answers=DRAWN)
def test_more_tells_all_the_rest_and_nothing_twice(answers: Answers) -> None:
    """With the turns of "more", every sentence of the assessment is said once."""
    result = assess(KNOWLEDGE, answers)
    later = [sentence for turn in result.more for part in turn for sentence in part.more]
    unasked = [sentence for part in result.parts for sentence in part.short]
    everything = [*unasked, *later]
    assert set(result.speech) <= set(everything)
    assert len(set(everything)) == len(everything)
    assert set(result.part("sources").sentences) <= set(later)
    assert len(result.more) <= 3


def _more_of(talk: Talk) -> list[str]:
    return [effect.text for effect in talk.effects if isinstance(effect, Say) and effect.prompt.startswith("more_")]


@pytest.mark.parametrize("case", CASES[::4], ids=lambda case: case["id"])
def test_a_conversation_leaves_nothing_out(case: dict[str, dict[str, object]]) -> None:
    """What is spoken at once and what "more" tells, one turn after another, is the whole assessment."""
    answers = parse_answers(KNOWLEDGE, {k: v for k, v in case["facts"].items() if k not in NOT_ASKED})
    result = assess(KNOWLEDGE, answers)
    state = State(knowledge=KNOWLEDGE.hash, turns=(Turn(question="opening", answers=answers),), answered=2)
    talk = Talk(state=state.but(phase="result", question="result", left=len(result.more)))  # type: ignore[typeddict-item]
    told = [effect.text for effect in talk.key("repeat").effects if isinstance(effect, Say)]
    while talk.state.left:
        told += _more_of(talk.key("more"))
    spoken = " ".join(told)
    assert [sentence for sentence in result.speech if sentence not in spoken] == []
    assert "nothing_more" in talk.key("more").prompts


def test_a_sign_that_decides_is_the_reason_that_is_given() -> None:
    """Not the first sign of the file, and no sign that a fact about the caller makes serious alone."""
    assert "I say this because your pee is dark." in _why(dark_urine=True, pain=True)
    assert "I say this because the pain is severe." in _why(pain=True, pain_severity="severe")
    assert "because you stopped or cut down alcohol" in _why(alcohol="stopped", tremor=True, agitation=True)
    assert "because you see double" in _why(double_vision_or_drooping_lid=True, duration_days=40)
    assert "because it keeps on or gets worse" in _why(trend="worse", duration_days=4)


def _why(**found: object) -> str:
    answers: Answers = {**WELL, **found}  # type: ignore[dict-item]
    return " ".join(assess(KNOWLEDGE, answers).part("action").short)


@pytest.mark.parametrize("sign", ["muscle_wasting", "tongue_twitching", "vision_change", "past_dark_urine", "very_little_urine"])
def test_nobody_is_comforted_beside_a_sign_that_has_to_be_looked_at(sign: str) -> None:
    """ "So far I hear nothing that needs an ambulance" is for those who only have to wait for a visit."""
    comfort = KNOWLEDGE.dispositions["doctor"].reassurance[0][1:]
    assert comfort in _why(duration_days=20)
    assert comfort not in " ".join(assess(KNOWLEDGE, {**WELL, "duration_days": 20, sign: True}).speech)


def test_a_condition_is_named_as_the_caller_named_it() -> None:
    """Nobody is told of "another condition" that has a name."""
    said = " ".join(assess(KNOWLEDGE, {**WELL, "diabetes": True, "local_numbness_tingling": True}).speech)
    assert "linked to diabetes" in said or "or diabetes" in said
    assert "another medical condition" not in said


def test_whoever_stops_in_a_crisis_is_told_whom_to_call() -> None:
    """The kind word comes before what to do in the result; it does not take its place on the way out."""
    talk = Talk(opening=True).answer(self_harm_thoughts=True)
    assert "I am glad that you told me" in talk.said
    assert "Call your local emergency number now" in assess(KNOWLEDGE, talk.state.answers).first_step
