"""Each rule of the triage table, where it just holds and one step short of it."""

import pytest

from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import days_key
from voice.skill.triage.assess import assess, level_of

# What has to be known before anybody is sent home, known to be harmless.
NEEDED = (
    "dark_urine",
    "confusion",
    "seizure",
    "fainting",
    "chest_pain",
    "breathlessness_at_rest",
    "sudden_face_arm_speech",
    "saddle_numbness",
    "bladder_bowel_change",
    "severe_constant_pain",
    "weakness_spreading_fast",
)
HARMLESS = {**dict.fromkeys(NEEDED, False), "location": ("calf",), "duration_days": 1}
WEEK_OLD = {"duration_days": 7, "after_exercise": "yes"}
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
        {"sickle_cell": True, "muscle_weakness": True, "after_exercise": "yes", "duration_days": 3},
        [
            {"sickle_cell": False},
            {"muscle_weakness": False},
            {"after_exercise": "no"},
            {"duration_days": 3.1},
            {days_key("muscle_weakness"): 4},
        ],
    ),
    "E14": ({"weakness_spreading_fast": True}, [{"weakness_spreading_fast": False, "weakness_worsening_weeks": True}]),
    "E15": (
        {"caffeine_mg_approx": 1000, "tremor": True},
        [{"caffeine_mg_approx": 999}, {"tremor": False}],
    ),
    "E16": (
        {"cannot_stand_or_use_limb": True, "duration_days": 2},
        [{"cannot_stand_or_use_limb": False}, {"duration_days": 2.1}, {days_key("cannot_stand_or_use_limb"): 3}],
    ),
    "E17": ({"kidney_disease": "dialysis", "palpitations": True}, [{"kidney_disease": "ckd"}, {"palpitations": False}]),
    "E18": ({"vertigo_or_unsteady": True, "headache": True}, [{"headache": False}, {"vertigo_or_unsteady": False}]),
    "E19": ({"allergic_reaction": True}, [{"allergic_reaction": False}]),
    "E20": ({"self_harm_thoughts": True}, [{"self_harm_thoughts": False}]),
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
    "U17": (
        {"pain_severity": "severe", "after_exercise": "yes", "duration_days": 7},
        [{"pain_severity": "moderate"}, {"after_exercise": "no"}, {"duration_days": 7.1}, {days_key("pain"): 8}],
    ),
    "U18": ({"caffeine": "very_high"}, [{"caffeine": "high"}]),
    "U19": ({"tremor": True, "sweating_shivering": True}, [{"tremor": False}, {"sweating_shivering": "unknown"}]),
    "U20": (
        {"medications": ("insulin_or_sulfonylurea",), "dizziness": True},
        [{"medications": ("diabetes_medicine",)}, {"dizziness": False}],
    ),
    "U21": ({"medications": ("toxic_level",), "diarrhoea": True}, [{"medications": ("other",)}, {"diarrhoea": False}]),
    "U22": ({"one_arm_swollen": True}, [{"one_arm_swollen": False}]),
    "U23": ({"alcohol": "stopped", "tremor": True}, [{"alcohol": "heavy"}, {"tremor": False}]),
    "U24": (
        {"weakness_worsening_weeks": True, "duration_days": 28},
        [{"weakness_worsening_weeks": False}, {"duration_days": 28.1}, {days_key("weakness_worsening_weeks"): 30}],
    ),
    "U25": ({"muscle_weakness": True, "swallowing_trouble": True}, [{"muscle_weakness": False}, {"swallowing_trouble": False}]),
    "U26": (
        {"double_vision_or_drooping_lid": True, "muscle_weakness": True, "duration_days": 7},
        [{"double_vision_or_drooping_lid": False}, {"muscle_weakness": False}, {"duration_days": 8}],
    ),
    "U27": ({"vision_change": True, "duration_days": 7}, [{"vision_change": False}, {"duration_days": 8}]),
    "U28": (
        {"cannot_stand_or_use_limb": True, "duration_days": 2.1},
        [{"cannot_stand_or_use_limb": False}, {"duration_days": 2}],
    ),
    "U29": ({"medications": ("performance_drug",), "headache": True}, [{"medications": ("other",)}, {"headache": False}]),
    "U30": ({"medications": ("antipsychotic",), "stiffness": True}, [{"medications": ("other",)}, {"stiffness": False}]),
    "U31": (
        {"drank_very_large_volume": "unknown", "hydration": "over", "headache": True},
        [{"drank_very_large_volume": False}, {"hydration": "ok"}, {"headache": False}],
    ),
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
    "D18": ({"hand_spasm": True}, [{"hand_spasm": False}]),
    "D19": ({"very_little_urine": True}, [{"very_little_urine": False}]),
    "D27": ({"sickle_cell": True, "pain_severity": "moderate"}, [{"sickle_cell": False}, {"pain_severity": "mild"}]),
    "D20": (
        {"medications": ("other",), "medication_change": "unknown"},
        [{"medication_change": "none"}, {"medications": (), "medication_change": None}],
    ),
    "D21": ({"trend": "worse", "duration_days": 3}, [{"trend": "same"}, {"duration_days": 2.9}]),
    "D22": ({"double_vision_or_drooping_lid": True}, [{"double_vision_or_drooping_lid": False}]),
    "D23": ({"past_dark_urine": True}, [{"past_dark_urine": False}]),
    "D24": ({"medication_change": "stopped"}, [{"medication_change": "none"}]),
    "D25": ({"dark_urine": "unknown"}, [{"dark_urine": False}]),
    "D26": ({"fever": True}, [{"fever": False}]),
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
    "E13": [{"sickle_cell": True, "pain_severity": "moderate", "after_exercise": "yes"}],
    "E15": [
        *(
            {"caffeine_powder": True, sign: True}
            for sign in ("agitation", "dizziness", "repeated_vomiting", "palpitations", "headache", "confusion")
        ),
        *({"caffeine": "very_high", sign: True} for sign in ("repeated_vomiting", "palpitations", "confusion")),
        {"caffeine": "very_high", "dizziness": True, "headache": True},
    ],
    # Where nothing is known of when it began, it is taken to be new.
    "E16": [{"cannot_stand_or_use_limb": True, "duration_days": None}],
    "E17": [{"kidney_disease": "dialysis", **WEAK}],
    "E18": [{"vertigo_or_unsteady": True, "sudden_neck_pain": True}, {"vertigo_or_unsteady": True, "repeated_vomiting": True}],
    "E19": [{"not_breathing_or_unresponsive": True}, {"overdose_or_poisoning": True}],
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
    "U17": [{"pain_severity": "severe", "after_exercise": "yes", "duration_days": 30, days_key("pain"): 1}],
    "U19": [
        dict.fromkeys(pair, True) for pair in (("agitation", "palpitations"), ("fever", "agitation"), ("palpitations", "fever"))
    ],
    "U20": [
        {"low_blood_sugar": True},
        *({"diabetes": True, sign: True} for sign in ("sweating_shivering", "tremor", "agitation")),
    ],
    "U21": [
        {"medications": ("toxic_level",), sign: True}
        for sign in ("tremor", "repeated_vomiting", "dizziness", "vertigo_or_unsteady", "agitation")
    ],
    "U23": [
        {"stopped_medicines": (group,), sign: True}
        for group in ("sedative", "nerve_pain_or_spasm")
        for sign in ("sweating_shivering", "agitation")
    ],
    "U26": [{"double_vision_or_drooping_lid": True, "swallowing_trouble": True, "duration_days": 90}],
    "U27": [{"vision_change": True, "duration_days": 90, days_key("vision_change"): 1}],
    "U29": [
        {"medications": ("performance_drug",), sign: True}
        for sign in ("palpitations", "tremor", "agitation", "sweating_shivering", "dizziness")
    ],
    "U30": [{"medications": ("antipsychotic",), sign: True} for sign in ("fever", "sweating_shivering")],
    "U15": [
        {"dark_urine": "unknown", **other} for other in (WEAK, {"swelling_or_hard_muscle": True}, {"pain_severity": "severe"})
    ],
    "U31": [{"drank_very_large_volume": "unknown", "hydration": "over", "repeated_vomiting": True}],
    "D07": [{"medication_change": "increased"}, {"medication_change": "combined"}],
    "D09": [{"gradual_speech_change": True}],
    "D12": [{"age_band": "16_17"}, {"minor": True}],
    "D14": [{"duration_days": 13.99, "trend": "worse"}],
    "D21": [{"frequency": "constant", "duration_days": 3}],
    "D24": [{"stopped_medicines": ("sedative",)}],
    "D25": [*({name: None} for name in NEEDED), {"location": None}, {"duration_days": None}],
    "D18": [{"mouth_or_hand_tingling": True}],
    "D27": [{"sickle_cell": True, "pain_severity": "severe"}, {"sickle_cell": True, "muscle_weakness": True}],
}


@pytest.fixture(scope="module")
def knowledge():
    """The knowledge file as it is shipped."""
    return load_knowledge()


def _rules(knowledge, answers):
    return [rule.id for rule in assess(knowledge, {**HARMLESS, **answers}).finding.rules]


def test_every_rule_has_an_edge_here(knowledge):
    """No rule goes untested."""
    assert set(EDGES) == set(knowledge.rules)


@pytest.mark.parametrize("rule", EDGES)
def test_a_rule_holds_at_its_edge_and_decides_its_level(knowledge, rule):
    """With just enough, the rule holds, and the outcome is at least as urgent as it says."""
    levels = ["self_care", "doctor", "urgent", "emergency"]
    result = assess(knowledge, {**HARMLESS, **EDGES[rule][0]})
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


def test_nothing_told_is_never_sent_home(knowledge):
    """Without answers a doctor should look, and everything that was left open is named first."""
    result = assess(knowledge, {})
    assert (result.disposition, [rule.id for rule in result.finding.rules]) == ("doctor", ["D25"])
    assert set(result.finding.to_check) == {*NEEDED, "location", "duration_days"}
    assert result.speech[0].startswith("I could not rule out dark pee")


def test_the_harmless_are_sent_home(knowledge):
    """With all that is needed known and nothing found, no other rule holds."""
    assert _rules(knowledge, {}) == ["S01"]


@pytest.mark.parametrize(("days", "rule"), [(6.9, "S01"), (7, "D14"), (13.9, "D14"), (14, "D01")])
def test_time_alone_moves_from_home_to_a_doctor(knowledge, days, rule):
    """A twitch that stays the same is for a doctor from a week on, and any from two weeks on."""
    assert _rules(knowledge, {"duration_days": days, "trend": "same"}) == [rule]


def _level_alone(knowledge, name):
    """How urgent a sign or flag is by itself."""
    if name in knowledge.symptoms:
        return level_of(knowledge, {**HARMLESS, name: True})
    return max((level_of(knowledge, {**HARMLESS, **answers}) for answers in FLAGS[name]), key=LEVELS.index)


FLAGS = {
    "drank_very_large_volume": [{"drank_very_large_volume": True}],
    "stimulant_overdose": [{"caffeine": "very_high"}],
    "serotonergic_combination": [{"medications": ("antidepressant",), "medication_change": "new"}],
    "heat_not_better_after_30_min_cooling": [{"heat_not_better_after_30_min_cooling": True}],
    "kidney_disease": [{"kidney_disease": "ckd"}],
    "sickle_cell": [{"sickle_cell": True}],
    "statin_use": [{"medications": ("statin",), "cramp": True}],
    "diuretic_use": [{"medications": ("diuretic",), "medication_change": "none"}],
    "medicine_change": [{"medication_change": "new"}],
    "pregnant": [{"pregnant": True}],
    "under_18": [{"minor": True}],
    "long_duration": [{"duration_days": 14}],
    "week_without_change": [{"duration_days": 7, "trend": "same"}],
    "withdrawal": [{"alcohol": "stopped"}, {"stopped_medicines": ("statin",)}],
    "toxic_level_medicine": [{"medications": ("toxic_level",), "medication_change": "none"}],
    "low_sugar_risk": [{"medications": ("insulin_or_sulfonylurea",), "medication_change": "none"}],
    "not_improving": [{"prior_interventions": ("rest",), "trend": "same"}],
}


def test_no_sign_is_rated_more_alarming_than_its_rule(knowledge):
    """What the file calls urgent by itself is urgent by itself: no alarm without a decision, and none below it."""
    assert set(FLAGS) == set(knowledge.flags)
    rated = {**knowledge.symptoms, **knowledge.flags}
    assert {name: entry.alarm for name, entry in rated.items() if entry.alarm != _level_alone(knowledge, name)} == {}


def test_every_sign_that_decides_alone_is_asked_for(knowledge):
    """A sign that alone means a doctor or more has a question, or is what somebody says unasked who calls about it.

    Feeling sick decides nothing alone, and is looked for by the question for throwing up.
    """
    asked = {slot for question in knowledge.questions for slot in question.slots}
    alone = {name for name in knowledge.symptoms if _level_alone(knowledge, name) != "self_care"}
    assert {name for name in alone - asked if not knowledge.symptoms[name].volunteered} == set()
    assert {name for name in knowledge.symptoms if knowledge.symptoms[name].volunteered} == {
        "allergic_reaction",
        "nausea",
        "not_breathing_or_unresponsive",
        "overdose_or_poisoning",
        "self_harm_thoughts",
    }
