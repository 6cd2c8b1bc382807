"""What an assessment never does, whatever it is told: grow milder with more trouble, offer harm, or list the unsaid."""

import itertools
import re

import pytest
from drawn_answers import any_answers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voice.skill.knowledge.conditions import Asked, Since, leaves
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.wording import fill, places_of
from voice.skill.triage.assess import assess, is_emergency, level_of

KNOWLEDGE = load_knowledge()
DRAWN = any_answers(KNOWLEDGE)
RED_FLAGS = sorted(name for name, symptom in KNOWLEDGE.symptoms.items() if symptom.alarm != "self_care")
FACTS_OF_FLAGS = {
    "drank_very_large_volume": {"drank_very_large_volume": True},
    "stimulant_overdose": {"caffeine": "very_high"},
    "kidney_disease": {"kidney_disease": "dialysis"},
    "sickle_cell": {"sickle_cell": True},
    "pregnant": {"pregnant": True},
    "under_18": {"age_band": "16_17"},
    "long_duration": {"duration_days": 20},
    "statin": {"medications": ("statin",)},
    "serotonergic": {"medications": ("antidepressant",), "medication_change": "new"},
}
NEEDED = {name for name in KNOWLEDGE.symptoms if Asked(name, "missing") in leaves(KNOWLEDGE.rules["D25"].when)}
HARMLESS = {**dict.fromkeys(NEEDED, False), "location": ("calf",), "duration_days": 1}
"""What has to be known before anybody is sent home, known to be harmless."""
OLDER_IS_MILDER = {leaf.id for rule in KNOWLEDGE.rules.values() for leaf in leaves(rule.when) if isinstance(leaf, Since)}
"""Signs that are more urgent while they are new."""
FINDINGS = {**{name: {name: True} for name in RED_FLAGS}, "pain": {"pain": True}, "cramp": {"cramp": True}, **FACTS_OF_FLAGS}
CHECKED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# What must not be offered, by what was told: the author's own list, apart from the file that it tests.
HARMFUL = {
    "dark_urine": {"massage", "gentle_stretch", "warm_bath_heat"},
    "severe_constant_pain": {"massage", "gentle_stretch", "warm_bath_heat"},
    "swelling_or_hard_muscle": {"massage", "gentle_stretch", "warm_bath_heat"},
    "one_leg_swollen_warm": {"massage", "gentle_stretch", "warm_bath_heat"},
    "local_numbness_tingling": {"warm_bath_heat", "massage"},
    "overheated": {"warm_bath_heat"},
    "fever": {"warm_bath_heat", "massage"},
    "saddle_numbness": {"massage", "gentle_stretch", "warm_bath_heat"},
    "weakness_spreading_fast": {"massage", "gentle_stretch", "warm_bath_heat"},
    "drank_very_large_volume": {"hydrate_to_thirst", "electrolyte_drink", "oral_rehydration_sips"},
    "pregnant": {"warm_bath_heat"},
    "recent_injury": {"massage", "warm_bath_heat", "gentle_stretch"},
}
NEVER_OFFERED = {
    *("push_through_training", "watch_and_wait", "drink_large_volumes_water", "potassium_rich_foods"),
    *("magnesium_supplement", "stop_prescribed_medicine"),
}
MORE_TO_DRINK = {"hydrate_to_thirst", "electrolyte_drink", "oral_rehydration_sips"}


def _rank(answers):
    return LEVELS.index(level_of(KNOWLEDGE, answers))


def test_no_red_flag_makes_the_outcome_milder():
    """For every set of up to three findings, each smaller set inside it is at most as urgent."""
    ranks = {}
    for size in range(4):
        for chosen in itertools.combinations(sorted(FINDINGS), size):
            answers = {}
            for name in chosen:
                answers |= FINDINGS[name]
            if len(answers) < sum(len(FINDINGS[name]) for name in chosen):
                continue  # two medicines in one slot replace each other
            if "long_duration" in chosen and OLDER_IS_MILDER & set(chosen):
                continue
            ranks[chosen] = _rank(answers)
            for smaller in itertools.combinations(chosen, size - 1) if size else ():
                assert ranks[chosen] >= ranks[smaller], chosen


@CHECKED
@given(answers=DRAWN, name=st.sampled_from(sorted(KNOWLEDGE.symptoms)))
def test_a_symptom_more_never_makes_the_outcome_milder(answers, name):
    """Whatever else was told, a symptom that turns out to be there raises the outcome or leaves it."""
    assert _rank({**answers, name: True}) >= _rank({**answers, name: False})
    assert _rank({**answers, name: True}) >= _rank({**answers, name: None})


@CHECKED
@given(answers=DRAWN)
def test_not_knowing_is_never_taken_for_no(answers):
    """Putting `unknown` in the place of a `false` never makes the outcome milder."""
    for name, value in answers.items():
        if value is False:
            assert _rank({**answers, name: "unknown"}) >= _rank(answers), name


@CHECKED
@given(answers=DRAWN)
def test_nothing_harmful_is_offered(answers):
    """No tip is offered that what was told speaks against, and none is both offered and advised against."""
    found = assess(KNOWLEDGE, answers).finding
    tips = set(found.tips)
    assert not tips & set(found.never)
    assert not tips & NEVER_OFFERED
    for told, harmful in HARMFUL.items():
        if answers.get(told) is True:
            assert not tips & harmful, told
    if answers.get("kidney_disease") in ("ckd", "dialysis", "unknown") or "diuretic" in answers.get("medications", ()):
        assert not tips & MORE_TO_DRINK
    if answers.get("hydration") == "over":
        assert not tips & MORE_TO_DRINK
    if found.disposition in ("emergency", "urgent"):
        assert not tips & {"massage", "gentle_stretch", "warm_bath_heat", "electrolyte_drink"}


@CHECKED
@given(answers=DRAWN)
def test_lists_are_short_enough_for_the_ear(answers):
    """Four causes, seven tips and three warnings at most, and one more of an emergency; nothing everyday beside an emergency."""
    found = assess(KNOWLEDGE, answers).finding
    assert len(found.causes) <= 4
    assert len(found.tips) <= 7
    assert len(found.safety_net) <= 4
    assert len(found.safety_net) < 4 or KNOWLEDGE.safety_net[found.safety_net[-1]].level == "emergency"
    if found.disposition == "emergency":
        assert all(KNOWLEDGE.causes[cause.id].kind != "everyday" for cause in found.causes)


def _heard(text, speech, places):
    return fill(text, places).rstrip(".").lower() in speech


@CHECKED
@given(answers=DRAWN, region=st.sampled_from([None, *KNOWLEDGE.regions]))
def test_all_that_is_listed_is_said_and_nothing_else(answers, region):
    """Every flag, cause, tip and warning that is listed is in the speech in words; one that is not listed is not."""
    result = assess(KNOWLEDGE, answers, region=region)
    found, places = result.finding, places_of(KNOWLEDGE, region, other=answers.get("speaker") == "someone_else")
    speech = " ".join(result.speech).lower()
    assert "{" not in speech
    rules = [KNOWLEDGE.rules[rule.id].because for rule in found.rules if rule.id in KNOWLEDGE.rules]
    for name in found.red_flags:
        text = KNOWLEDGE.words_for(name) if name in found.to_check else KNOWLEDGE.clause_for(name)
        in_a_rules_words = not KNOWLEDGE.is_named(name) and any(words and _heard(words, speech, places) for words in rules)
        assert in_a_rules_words or _heard(text, speech, places), name
    for cause in found.causes:
        assert _heard(cause.name or KNOWLEDGE.causes[cause.id].name, speech, places), cause.id
    action = KNOWLEDGE.dispositions[found.disposition]
    for name, tip in KNOWLEDGE.tips.items():
        if tip.text and name != action.tip:
            assert _heard(tip.text, speech, places) == (name in found.tips), name
    for name in found.safety_net:
        assert _heard(KNOWLEDGE.safety_net[name].text, speech, places), name
    assert set(found.to_check) <= set(found.red_flags)
    assert action.tip is None or action.tip in found.tips


@CHECKED
@given(answers=DRAWN)
def test_every_outcome_says_what_to_do_when_to_get_help_and_whence(answers):
    """The action comes first, a safety net (or the call again) is said, and at least one source is named."""
    result = assess(KNOWLEDGE, answers)
    assert result.parts[0].name == "action"
    assert result.part("safety_net").sentences or result.part("again").sentences
    assert result.sources
    assert set(result.sources) <= set(KNOWLEDGE.sources)
    assert result.part("sources").sentences


@CHECKED
@given(answers=DRAWN)
def test_an_emergency_is_said_first_and_last(answers):
    """An emergency opens with the call and ends with it; nothing milder tells anyone to call now."""
    result = assess(KNOWLEDGE, answers, region="uk")
    emergency = result.disposition == "emergency"
    assert emergency == is_emergency(KNOWLEDGE, answers)
    assert bool(re.match(r"call nine nine nine now", result.speech[0].lower())) == emergency
    assert result.speech[-1].lower().endswith("call nine nine nine now.") == emergency


@CHECKED
@given(answers=DRAWN)
def test_assessing_is_repeatable(answers):
    """The same answers give the same assessment, and are left as they were."""
    before = dict(answers)
    assert assess(KNOWLEDGE, answers) == assess(KNOWLEDGE, answers)
    assert answers == before


WELL = dict.fromkeys(("muscle_wasting", "muscle_weakness", "tongue_twitching"), False)


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"dark_urine": True, "after_exercise": "yes"}, "exertional_rhabdomyolysis"),
        ({"one_leg_swollen_warm": True, "after_exercise": "yes"}, "blood_clot"),
        ({"weakness_spreading_fast": True, "muscle_weakness": True}, "acute_neuromuscular_weakness"),
        ({"caffeine": "very_high", "palpitations": True, "agitation": True}, "stimulant_toxicity"),
        ({"sickle_cell": True, "muscle_weakness": True, "after_exercise": "yes"}, "sickling_crisis"),
        ({"low_blood_sugar": True, "after_exercise": "yes"}, "low_blood_sugar"),
        ({"medications": ("toxic_level",), "tremor": True}, "medicine_toxicity"),
        ({"alcohol": "stopped", "tremor": True, "after_exercise": "yes"}, "withdrawal"),
        ({"alcohol": "heavy", "sleep": "ok"}, "alcohol"),
        ({"one_arm_swollen": True, "after_exercise": "yes"}, "blood_clot"),
        # Nothing everyday comes first where a nerve or a medicine is the reason for a doctor.
        ({"local_numbness_tingling": True, "after_exercise": "yes"}, "nerve_irritation"),
        ({"medications": ("antidepressant",), "medication_change": "new", "after_exercise": "yes"}, "medication_side_effect"),
        # Harmless long-lasting twitching, as a caller tells it who answers what is asked.
        ({**WELL, "duration_days": 60, "after_exercise": "no", "twitching_outside_exercise": True}, "benign_fasciculation"),
        ({"kidney_disease": "dialysis", "palpitations": True}, "severe_electrolyte_disorder"),
        ({"recurring_exertional_pain": True, "pain": True}, "chronic_exertional_compartment"),
        ({"weight_loss_or_heat_intolerance": True, "tremor": True}, "thyroid_problem"),
        ({"after_exercise": "yes", "location": ("calf",)}, "muscle_fatigue"),
        ({"caffeine": "high", "location": ("eyelid",)}, "caffeine_stimulants"),
    ],
)
def test_the_likeliest_cause_comes_first(answers, first):
    """What the answers point at most is named first, a danger before anything everyday."""
    assert assess(KNOWLEDGE, answers).finding.causes[0].id == first


# A cramped and then a sore calf after a run; between them all of these would help.
SORE = {
    **HARMLESS,
    "after_exercise": "yes",
    "cramp": True,
    "pain_severity": "mild",
    "hydration": "poor",
    "duration_days": 1,
    "heart_disease": False,
    "diabetes": False,
}
ACHY = {**SORE, "cramp": False, "hydration": "ok"}
COMFORTS = {"massage", "gentle_stretch", "warm_bath_heat", "hydrate_to_thirst", "electrolyte_drink"}


def test_what_comforts_is_offered_where_nothing_speaks_against_it():
    """Without a contraindication a cramped calf and a sore one get every comfort between them."""
    assert {tip for calf in (SORE, ACHY) for tip in assess(KNOWLEDGE, calf).finding.tips} >= COMFORTS


@pytest.mark.parametrize(
    ("told", "withheld"),
    [
        *(({name: True}, harmful & COMFORTS) for name, harmful in HARMFUL.items()),
        ({"kidney_disease": "ckd"}, {"hydrate_to_thirst", "electrolyte_drink"}),
        ({"kidney_disease": "unknown"}, {"hydrate_to_thirst", "electrolyte_drink"}),
        ({"medications": ("diuretic",)}, {"hydrate_to_thirst", "electrolyte_drink"}),
        ({"hydration": "over"}, {"hydrate_to_thirst", "electrolyte_drink"}),
        ({"hydration": None, "drank_very_large_volume": "unknown"}, {"hydrate_to_thirst", "electrolyte_drink"}),
        ({"diabetes": True}, {"electrolyte_drink", "warm_bath_heat"}),
        ({"heart_disease": True}, {"electrolyte_drink", "warm_bath_heat"}),
        ({"heart_disease": None}, {"electrolyte_drink", "warm_bath_heat"}),
        ({"diabetes": "unknown"}, {"electrolyte_drink", "warm_bath_heat"}),
        ({"dark_urine": "unknown"}, {"massage", "gentle_stretch", "warm_bath_heat"}),
        ({"local_numbness_tingling": "unknown"}, {"warm_bath_heat"}),
        ({"medications": ("statin",)}, {"massage"}),
        ({"pain_severity": "severe"}, {"massage", "gentle_stretch", "warm_bath_heat"}),
        ({"muscle_weakness": True}, {"massage", "gentle_stretch", "warm_bath_heat"}),
        ({"location": ("eyelid",)}, {"massage", "gentle_stretch", "warm_bath_heat"}),
    ],
)
def test_a_contraindication_withholds_its_comforts(told, withheld):
    """With one thing that speaks against them, those comforts are not offered."""
    assert not {tip for calf in (SORE, ACHY) for tip in assess(KNOWLEDGE, {**calf, **told}).finding.tips} & withheld


@pytest.mark.parametrize(
    "group", ["statin", "antidepressant", "other_serotonergic", "stimulant", "beta_agonist", "thyroid_hormone"]
)
def test_nobody_is_told_to_stop_a_prescribed_medicine(group):
    """Who takes a medicine is told not to stop it alone, and to ask about it."""
    found = assess(KNOWLEDGE, {**SORE, "medications": (group,), "medication_change": "new"}).finding
    assert "stop_prescribed_medicine" in found.never
    assert {"review_medicines", "tell_staff_about_medicines"} & set(found.tips)


def test_other_trouble_is_not_taken_for_a_twitch():
    """Who calls about something else is told so kindly, and hears no cause or tip for twitching."""
    told = {"concern": "other_trouble", "location": ("knee",), "pain": True, "after_exercise": "yes"}
    result = assess(KNOWLEDGE, {**HARMLESS, **told})
    assert (result.finding.causes, result.finding.tips, result.disposition) == ((), (), "self_care")
    assert "does not sound like a twitch" in result.speech[0]


def test_other_trouble_that_is_serious_is_acted_upon():
    """The rules hold for everybody who calls."""
    result = assess(KNOWLEDGE, {"concern": "other_trouble", "chest_pain": True})
    assert result.disposition == "emergency"
    assert result.finding.causes[0].id == "heart_rhythm_problem"


def test_only_tips_are_still_tips():
    """Who only wants tips gets those that suit everybody."""
    assert {"rest_muscle", "hydrate_to_thirst"} <= set(assess(KNOWLEDGE, {"concern": "tips"}).finding.tips)


def test_what_is_unknown_and_serious_is_named_to_check():
    """A serious sign that is not known is said as something to check; one that was not asked is not."""
    result = assess(KNOWLEDGE, {**HARMLESS, "dark_urine": "unknown", "fever": False})
    assert result.finding.to_check == ("dark_urine",)
    assert "could not rule out dark pee" in " ".join(result.speech)


def test_a_call_for_help_names_nothing_that_was_not_asked():
    """Ending in an emergency, an interview is silent on what it never asked; what was asked and is not known, it names."""
    assert assess(KNOWLEDGE, {"chest_pain": True}).finding.to_check == ()
    assert assess(KNOWLEDGE, {"chest_pain": True, "dark_urine": "unknown"}).finding.to_check == ("dark_urine",)


def test_another_persons_result_is_told_of_them():
    """When somebody else's symptoms are told, the result says they and their."""
    speech = " ".join(assess(KNOWLEDGE, {"speaker": "someone_else", "dark_urine": True}).speech)
    assert "their pee is dark" in speech


@pytest.mark.parametrize("region", list(KNOWLEDGE.regions))
def test_every_region_has_its_number(region):
    """The emergency number said is that of the region."""
    speech = assess(KNOWLEDGE, {"dark_urine": True}, region=region).speech
    assert KNOWLEDGE.regions[region].emergency_number in speech[0].lower()
