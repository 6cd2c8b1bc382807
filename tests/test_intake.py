"""What callers say of alcohol, supplements, caffeine powder, medicines that were stopped, and operations of the neck."""

import pytest

from grammars import read


@pytest.mark.parametrize(
    ("asked", "text", "slot", "value"),
    [
        ("", "stopped drinking four days ago", "alcohol", "stopped"),
        ("", "off the booze since monday", "alcohol", "stopped"),
        ("", "i stopped drinking two years ago", "alcohol", "none"),
        ("", "ten pints a night", "alcohol", "heavy"),
        ("", "a bottle of wine a night", "alcohol", "heavy"),
        ("", "two beers a week", "alcohol", "some"),
        ("", "a few beers at the weekend", "alcohol", "some"),
        ("alcohol", "i don't drink", "alcohol", "none"),
        ("alcohol", "i packed it in two years ago", "alcohol", "none"),
        ("alcohol", "not much", "alcohol", "some"),
        ("alcohol", "no", "alcohol", "none"),
        ("", "i take creatine and whey", "supplements", ("creatine", "protein")),
        ("supplements", "just pre workout and electrolytes", "supplements", ("pre_workout", "electrolytes")),
        ("supplements", "vitamins", "supplements", ("vitamins",)),
        ("supplements", "no nothing", "supplements", ()),
        ("", "i'm on clen", "medications", ("performance_drug",)),
        ("", "i'm on clen", "supplements", ("clenbuterol",)),
        ("", "five grams of caffeine powder", "caffeine_mg_approx", 5000),
        ("", "a teaspoon of caffeine powder", "caffeine_powder", True),
        ("caffeine", "a teaspoon of caffeine powder", "caffeine", "very_high"),
        ("thyroid_or_parathyroid", "years ago", "thyroid_or_parathyroid", "earlier_neck_surgery"),
        ("thyroid_or_parathyroid", "yes last month", "thyroid_or_parathyroid", "recent_neck_surgery"),
        ("", "i had my thyroid out ten years ago", "thyroid_or_parathyroid", "earlier_neck_surgery"),
        ("age_band", "i'm an adult", "age_band", "adult"),
        ("age_band", "over eighteen", "age_band", "adult"),
        ("medications", "i take lantus", "medications", ("insulin_or_sulfonylurea",)),
        ("medications", "priadel", "medications", ("toxic_level",)),
        ("medications", "nexium", "medications", ("acid_suppressant",)),
        ("medications", "endone", "medications", ("opioid",)),
        ("medications", "xanax", "medications", ("sedative",)),
        ("medications", "seroquel", "medications", ("antipsychotic",)),
        ("medications", "lyrica", "medications", ("nerve_pain_or_spasm",)),
        ("medications", "blood thinners", "medications", ("other",)),
        ("medications", "painkillers like ibuprofen", "medications", ("other",)),
    ],
)
def test_what_goes_in_is_understood(asked, text, slot, value):
    """Each is read as its slot's value, told unasked or as an answer."""
    assert read(text, *filter(None, [asked])).answers[slot] == value


@pytest.mark.parametrize("text", ["two pints of lager and a packet of crisps please", "i had a tea before training"])
def test_an_order_at_a_bar_is_no_habit(text):
    """A drink without a habit says nothing of alcohol."""
    assert "alcohol" not in read(text).answers


@pytest.mark.parametrize(
    ("text", "stopped", "taken"),
    [
        ("i came off diazepam last week", ("sedative",), None),
        ("ran out of my sertraline four days ago", ("antidepressant",), None),
        ("the antidepressants i stopped them cold turkey", ("antidepressant",), None),
        ("i've cut down on my baclofen", ("nerve_pain_or_spasm",), ("nerve_pain_or_spasm",)),
        ("i'm weaning off lyrica", ("nerve_pain_or_spasm",), ("nerve_pain_or_spasm",)),
        ("i came off my tablets last week", ("other",), None),
        ("i stopped my statin but i take insulin", ("statin",), ("insulin_or_sulfonylurea",)),
    ],
)
def test_a_medicine_that_was_stopped_or_lowered_is_told_apart(text, stopped, taken):
    """It stands among those that were stopped, and only a lowered one among those that are taken."""
    answers = read(text).answers
    assert answers["stopped_medicines"] == stopped
    assert answers.get("medications") == taken
    assert answers["medication_change"] == "stopped"
    assert "duration_days" not in answers


@pytest.mark.parametrize(
    "text",
    [
        "weaning off my sertraline since june",
        "i've been coming off my sertraline since march",
        "i came off my venlafaxine nine days ago the doctor had been bringing it down since easter",
    ],
)
def test_a_medicine_that_is_still_being_lowered_counts_whenever_that_began(text):
    """However long ago the first step was, and beside the time of the last one."""
    answers = read(text, "medication_change").answers
    assert (answers["stopped_medicines"], answers["medication_change"]) == (("antidepressant",), "stopped")


@pytest.mark.parametrize("text", ["nothing at all now", "not any more", "none any longer", "i'm not on anything anymore"])
def test_none_any_more_is_not_none(text):
    """Who takes nothing any more took something before: what changed is asked next."""
    answers = read(text, "medications").answers
    assert answers == {"medications": "unknown"}


@pytest.mark.parametrize("text", ["nothing at the moment", "none right now", "no nothing at all", "nothing these days"])
def test_none_for_now_is_none(text):
    """It says nothing of an earlier time."""
    assert read(text, "medications").answers["medications"] == ()


@pytest.mark.parametrize("text", ["i came off sertraline two years ago", "i stopped taking my statin last year"])
def test_a_medicine_that_was_stopped_long_ago_is_no_matter(text):
    """After two weeks nothing of it is told, and its time is not the twitch's."""
    answers = read(text).answers
    assert not {"stopped_medicines", "medications", "medication_change", "duration_days"} & set(answers)


@pytest.mark.parametrize("text", ["came off my bike and my knee twitches", "it stopped on sunday", "i ran out of breath"])
def test_what_stops_and_is_no_medicine_changes_none(text):
    """Coming off a bike, or a twitch that stops, is no change of a medicine."""
    assert not {"stopped_medicines", "medication_change"} & set(read(text).answers)
