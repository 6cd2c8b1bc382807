"""Each rule of the triage table, where it just holds and one step short of it."""

import pytest

from voice.skill.knowledge.file import load_knowledge
from voice.skill.triage.assess import assess

WEEK_OLD = {"duration_days": 7, "after_exercise": "yes"}
NOT_KNOWN = dict.fromkeys(("dark_urine", "confusion", "seizure"), "unknown")
SEROTONIN = {"medications": ("antidepressant",), "medication_change": "increased", "agitation": True, "tremor": True}

# rule: (answers with which it just holds, what to change for it just not to)
EDGES = {
    "E01": ({"dark_urine": True}, [{"dark_urine": False}, {"dark_urine": "unknown"}]),
    "E02": ({"confusion": True}, [{"confusion": "unknown"}, {"confusion": False}]),
    "E03": ({"chest_pain": True}, [{"chest_pain": False}]),
    "E04": ({"palpitations": True, "dizziness": True}, [{"dizziness": False}, {"palpitations": False}, {"dizziness": "unknown"}]),
    "E05": ({"sudden_face_arm_speech": True}, [{"sudden_face_arm_speech": False, "gradual_speech_change": True}]),
    "E06": ({"bladder_bowel_change": True}, [{"bladder_bowel_change": False, "back_pain": True}]),
    "E07": (
        {"severe_constant_pain": True, "swelling_or_hard_muscle": True},
        [{"swelling_or_hard_muscle": False}, {"severe_constant_pain": False, "pain_severity": "severe"}],
    ),
    "E08": (
        {"heat_not_better_after_30_min_cooling": True},
        [{"heat_not_better_after_30_min_cooling": False, "overheated": True}],
    ),
    "E09": ({"drank_very_large_volume": True, "headache": True}, [{"headache": False}, {"drank_very_large_volume": False}]),
    "E10": ({"hand_spasm": True, "swallowing_trouble": True}, [{"hand_spasm": False}, {"swallowing_trouble": False}]),
    "E11": (
        {"caffeine": "very_high", "palpitations": True, "agitation": True},
        [{"caffeine": "high"}, {"palpitations": False}, {"agitation": False}],
    ),
    "E12": (
        SEROTONIN,
        [{"tremor": False}, {"medication_change": "none"}, {"medications": ("statin",)}, {"medication_change": "unknown"}],
    ),
    "E13": (
        {"sickle_cell": True, "pain": True, "muscle_weakness": True},
        [{"sickle_cell": False}, {"pain": False}, {"muscle_weakness": False}],
    ),
    "E14": ({"weakness_spreading_fast": True}, [{"weakness_spreading_fast": False, "weakness_worsening_weeks": True}]),
    "U01": ({"severe_constant_pain": True}, [{"severe_constant_pain": False}]),
    "U02": (
        {**WEEK_OLD, "muscle_weakness": True, "pain_severity": "moderate"},
        [{"duration_days": 7.01}, {"pain_severity": "mild"}, {"after_exercise": "no"}, {"muscle_weakness": False}],
    ),
    "U03": ({"medications": ("statin",), "cramp": True}, [{"medications": ("other",)}, {"cramp": False}]),
    "U04": ({"one_leg_swollen_warm": True}, [{"one_leg_swollen_warm": False}]),
    "U05": ({"palpitations": True}, [{"palpitations": "unknown"}]),
    "U06": ({"kidney_disease": "ckd"}, [{"kidney_disease": "none"}, {"kidney_disease": "unknown"}]),
    "U07": ({"mouth_or_hand_tingling": True, "cramp": True}, [{"cramp": False}, {"mouth_or_hand_tingling": False}]),
    "U08": ({"repeated_vomiting": True}, [{"repeated_vomiting": False, "nausea": True}]),
    "U09": ({"overheated": True}, [{"overheated": False}]),
    "U10": ({"pregnant": True, "vision_change": True}, [{"pregnant": False}, {"vision_change": False}]),
    "U11": (
        {"muscle_weakness": True, "local_numbness_tingling": True, "back_pain": True},
        [{"back_pain": False}, {"muscle_weakness": False}, {"local_numbness_tingling": False}],
    ),
    "U12": ({"age_band": "16_17", "pain_severity": "moderate"}, [{"age_band": "18_39"}, {"pain_severity": "mild"}]),
    "U13": ({"fever": True, "pain": True}, [{"fever": False}, {"pain": False}]),
    "U14": ({"medications": ("diuretic",), "dizziness": True}, [{"medications": ()}, {"dizziness": False}]),
    "U15": (
        {"dark_urine": "unknown", "pain_severity": "moderate"},
        [{"dark_urine": False}, {"pain_severity": "mild"}, {"dark_urine": None}],
    ),
    "U16": ({"swelling_or_hard_muscle": True}, [{"swelling_or_hard_muscle": False}]),
    "D01": ({"duration_days": 14}, [{"duration_days": 13.9}]),
    "D02": ({"widespread_twitching": True}, [{"widespread_twitching": False}]),
    "D03": ({"muscle_weakness": True}, [{"muscle_weakness": False}]),
    "D04": ({"weakness_worsening_weeks": True}, [{"weakness_worsening_weeks": False}]),
    "D05": ({"muscle_wasting": True}, [{"muscle_wasting": "unknown"}]),
    "D06": ({"local_numbness_tingling": True}, [{"local_numbness_tingling": False}]),
    "D07": ({"medications": ("other",), "medication_change": "new"}, [{"medication_change": "none"}]),
    "D08": ({"tongue_twitching": True}, [{"tongue_twitching": False}]),
    "D09": ({"swallowing_trouble": True}, [{"swallowing_trouble": False}]),
    "D10": ({"weight_loss_or_heat_intolerance": True}, [{"weight_loss_or_heat_intolerance": False}]),
    "D11": ({"pregnant": True}, [{"pregnant": "unknown"}]),
    "D12": ({"age_band": "under_16"}, [{"age_band": "18_39"}]),
    "D13": (
        {"twitching_outside_exercise": True, "duration_days": 7},
        [{"duration_days": 6.99}, {"twitching_outside_exercise": False}],
    ),
    "D14": ({"duration_days": 7, "trend": "same"}, [{"trend": "better"}, {"duration_days": 6.99}, {"duration_days": 14}]),
    "D15": ({"affects_sleep_or_daily_life": True}, [{"affects_sleep_or_daily_life": False}]),
    "D16": ({"recurring_exertional_pain": True}, [{"recurring_exertional_pain": False}]),
    "D17": (NOT_KNOWN, [{"seizure": False}, {"seizure": None}]),
    "D18": ({"hand_spasm": True}, [{"hand_spasm": False}]),
    "D19": ({"very_little_urine": True}, [{"very_little_urine": False}]),
}
WEAK = {"muscle_weakness": True}
# What else makes the rule hold: answers that are each enough.
ALSO = {
    "E02": [{"seizure": True}],
    "E03": [{"fainting": True}, {"breathlessness_at_rest": True}],
    "E04": [{"palpitations": True, **other} for other in (WEAK, {"kidney_disease": "dialysis"})],
    "E06": [{"saddle_numbness": True}],
    "E07": [{"severe_constant_pain": True, **other} for other in (WEAK, {"local_numbness_tingling": True})],
    "E09": [{"drank_very_large_volume": True, "repeated_vomiting": True}],
    "E10": [
        {"mouth_or_hand_tingling": True, "swallowing_trouble": True},
        {"hand_spasm": True, "breathlessness_at_rest": True},
    ],
    "E11": [{"caffeine": "very_high", "palpitations": True, name: True} for name in ("repeated_vomiting", "chest_pain")],
    "E12": [
        {"medications": ("other_serotonergic",), "medication_change": "combined", **dict.fromkeys(pair, True)}
        for pair in (
            ("sweating_shivering", "tremor"),
            ("palpitations", "tremor"),
            ("fever", "tremor"),
            ("diarrhoea", "tremor"),
            ("confusion", "tremor"),
        )
    ],
    "U02": [
        {**WEEK_OLD, **WEAK, "pain_severity": "severe"},
        {**WEEK_OLD, **WEAK, "swelling_or_hard_muscle": True},
    ],
    "U03": [{"medications": ("statin",), "pain": True}, {"medications": ("statin",), **WEAK}],
    "U06": [{"kidney_disease": "dialysis"}],
    "U07": [{"mouth_or_hand_tingling": True, "hand_spasm": True}],
    "U10": [{"pregnant": True, name: True} for name in ("headache", "one_leg_swollen_warm", "fever")],
    "U11": [{**WEAK, "local_numbness_tingling": True, "recent_injury": True}],
    "U12": [{"age_band": "under_16", **WEAK}, {"age_band": "16_17", "pain_severity": "severe"}],
    "U14": [{"medications": ("diuretic",), **WEAK}],
    "U15": [
        {"dark_urine": "unknown", **other} for other in (WEAK, {"swelling_or_hard_muscle": True}, {"pain_severity": "severe"})
    ],
    "D07": [{"medication_change": "increased"}, {"medication_change": "combined"}],
    "D09": [{"gradual_speech_change": True}],
    "D12": [{"age_band": "16_17"}, {"minor": True}],
    "D14": [{"duration_days": 13.99, "trend": "worse"}],
    "D17": [
        dict.fromkeys(("dark_urine", "confusion", name), "unknown")
        for name in (
            "fainting",
            "chest_pain",
            "breathlessness_at_rest",
            "sudden_face_arm_speech",
            "saddle_numbness",
            "bladder_bowel_change",
            "severe_constant_pain",
            "weakness_spreading_fast",
        )
    ],
    "D18": [{"mouth_or_hand_tingling": True}],
}


@pytest.fixture(scope="module")
def knowledge():
    """The knowledge file as it is shipped."""
    return load_knowledge()


def _rules(knowledge, answers):
    return [rule.id for rule in assess(knowledge, answers).finding.rules]


def test_every_rule_has_an_edge_here(knowledge):
    """No rule goes untested."""
    assert set(EDGES) == set(knowledge.rules)


@pytest.mark.parametrize("rule", EDGES)
def test_a_rule_holds_at_its_edge_and_decides_its_level(knowledge, rule):
    """With just enough, the rule holds, and the outcome is at least as urgent as it says."""
    levels = ["self_care", "doctor", "urgent", "emergency"]
    result = assess(knowledge, EDGES[rule][0])
    assert rule in [found.id for found in result.finding.rules]
    assert levels.index(result.disposition) >= levels.index(knowledge.rules[rule].level)


@pytest.mark.parametrize(("rule", "change"), [(rule, change) for rule, (_, changes) in EDGES.items() for change in changes])
def test_a_rule_does_not_hold_one_step_short(knowledge, rule, change):
    """With one thing less, the rule does not hold."""
    assert rule not in _rules(knowledge, {**EDGES[rule][0], **change})


@pytest.mark.parametrize(("rule", "answers"), [(rule, answers) for rule, several in ALSO.items() for answers in several])
def test_each_alternative_of_a_rule_is_enough(knowledge, rule, answers):
    """Where a rule names several findings, each is enough."""
    assert rule in _rules(knowledge, answers)


def test_nothing_holds_for_nothing_told(knowledge):
    """Without answers no other rule holds, and the outcome is to look after it."""
    result = assess(knowledge, {})
    assert (result.disposition, [rule.id for rule in result.finding.rules]) == ("self_care", ["S01"])


@pytest.mark.parametrize(("days", "rule"), [(6.9, "S01"), (7, "D14"), (13.9, "D14"), (14, "D01")])
def test_time_alone_moves_from_home_to_a_doctor(knowledge, days, rule):
    """A twitch that stays the same is for a doctor from a week on, and any from two weeks on."""
    assert _rules(knowledge, {"duration_days": days, "trend": "same"}) == [rule]
