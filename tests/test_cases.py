"""What is said of more than eighty callers: how urgent, why, what helps, what would harm, and what should bring them back."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.skill.triage.assess import assess

FILE = Path(__file__).parent / "fixtures" / "more_cases.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["vignettes"]
NOT_ASKED = ("exercise", "onset", "duration_value", "duration_unit")
MOST = {"causes": 4, "tips": 7, "safety_net": 4}
LEAST_SHARE = {"causes_must_include": 0.95, "tips_must_offer": 0.95, "safety_net_must_mention": 0.9}
"""Three signs to watch for are listed, and more are told to whoever wants them: so not each is among the three."""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The knowledge file as it is shipped."""
    return load_knowledge()


@pytest.fixture(scope="module")
def results(knowledge: Knowledge) -> dict[str, dict[str, Any]]:
    """The assessment of each case, by its id, in the interface's form."""
    facts = {case["id"]: {k: v for k, v in case["facts"].items() if k not in NOT_ASKED} for case in CASES}
    return {name: assess(knowledge, parse_answers(knowledge, known)).to_json() for name, known in facts.items()}


def _missing(wanted: Iterable[str | Sequence[str]], got: Iterable[str]) -> list[str]:
    """Those of `wanted`, each an id or a choice of ids, of which none was got."""
    choices = [[entry] if isinstance(entry, str) else list(entry) for entry in wanted]
    return ["|".join(choice) for choice in choices if not set(choice) & set(got)]


def _ids(result: Mapping[str, Any], field: str) -> list[str]:
    return [entry if isinstance(entry, str) else entry["id"] for entry in result[field]]


def _share_met(results: Mapping[str, Mapping[str, Any]], wish: str, field: str) -> tuple[float, dict[str, list[str]]]:
    """The share of a wish's entries that are met over all cases, and what is missing, by case."""
    missing = {case["id"]: _missing(case[wish], _ids(results[case["id"]], field)) for case in CASES}
    wanted = sum(len(case[wish]) for case in CASES)
    return 1 - sum(map(len, missing.values())) / wanted, {name: lacks for name, lacks in missing.items() if lacks}


def test_the_cases_cover_every_rule(knowledge: Knowledge) -> None:
    """Each rule decides or holds in some case, and no case has another's name."""
    fired = {rule for case in CASES for rule in case["reference_rules_fired"]}
    assert {name for name in knowledge.rules if name not in fired} <= {"D18", "D19", "D27", "U31"}, (
        "all but our own stricter ones"
    )
    assert [name for name, count in Counter(case["id"] for case in CASES).items() if count > 1] == []


def test_nobody_is_sent_to_too_little_or_too_much_help(results: dict[str, dict[str, Any]]) -> None:
    """How urgent each case is, is one of the levels that its author accepts, and never a lower one."""
    wrong = {
        case["id"]: results[case["id"]]["disposition"]
        for case in CASES
        if results[case["id"]]["disposition"] not in case["acceptable_dispositions"]
    }
    assert wrong == {}


def test_an_accepted_level_is_never_below_the_expected_one() -> None:
    """No case takes less urgent help than it expects for right."""
    lowest = {case["id"]: min(map(LEVELS.index, case["acceptable_dispositions"])) for case in CASES}
    assert [case["id"] for case in CASES if lowest[case["id"]] < LEVELS.index(case["expected_disposition"])] == []


def test_every_rule_that_holds_is_reported(results: dict[str, dict[str, Any]]) -> None:
    """The rules that hold by the written guidance are all among those reported, beside our own stricter ones."""
    missing = {
        case["id"]: lacks
        for case in CASES
        if (lacks := set(case["reference_rules_fired"]) - {"S01"} - set(_ids(results[case["id"]], "rules")))
    }
    assert missing == {}


def test_every_red_flag_is_named(results: dict[str, dict[str, Any]]) -> None:
    """What makes a case serious is named in the result, and what is unknown is named as something to check."""
    assert _share_met(results, "red_flags_must_announce", "red_flags") == (1, {})


@pytest.mark.parametrize(
    ("wish", "field"),
    [("causes_must_include", "causes"), ("tips_must_offer", "tips"), ("safety_net_must_mention", "safety_net")],
)
def test_what_a_case_needs_to_hear_is_said(results: dict[str, dict[str, Any]], wish: str, field: str) -> None:
    """Nearly all of the causes, tips and signs to watch for that the cases ask for are there."""
    share, missing = _share_met(results, wish, field)
    assert share >= LEAST_SHARE[wish], missing


def test_no_misleading_cause_comes_first(results: dict[str, dict[str, Any]]) -> None:
    """The first cause named is none that would comfort or frighten wrongly."""
    first = {name: _ids(result, "causes")[:1] for name, result in results.items()}
    assert {case["id"]: first[case["id"]] for case in CASES if set(first[case["id"]]) & set(case["causes_must_not_top"])} == {}


GRAVE = ["muscle_wasting", "tongue_twitching", "gradual_speech_change", "one_leg_swollen_warm"]


@pytest.mark.parametrize("grave", GRAVE)
def test_nothing_everyday_is_named_beside_a_grave_sign(
    knowledge: Knowledge, results: dict[str, dict[str, Any]], grave: str
) -> None:
    """Beside what asks for an examination, no tired muscle, coffee or stress is named that would comfort wrongly."""
    named = {cause for case in CASES if case["facts"]["symptoms"][grave] is True for cause in _ids(results[case["id"]], "causes")}
    assert named
    assert [cause for cause in named if knowledge.causes[cause].kind == "everyday"] == []


def test_no_harmful_tip_is_offered(results: dict[str, dict[str, Any]]) -> None:
    """Nothing is offered that a case forbids, and nothing is both offered and advised against."""
    forbidden = {case["id"]: set(case["tips_must_not"]) | set(results[case["id"]]["never"]) for case in CASES}
    assert {name: bad for name, result in results.items() if (bad := forbidden[name] & set(result["tips"]))} == {}


@pytest.mark.parametrize("field", MOST)
def test_lists_stay_short(results: dict[str, dict[str, Any]], field: str) -> None:
    """At most four causes, seven tips and four signs to watch for are told."""
    assert {name: result[field] for name, result in results.items() if len(result[field]) > MOST[field]} == {}
