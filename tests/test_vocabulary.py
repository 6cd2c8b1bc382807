"""Every id that the parts of the project share is in the knowledge file; a copy of the list may lie beside the checkout."""

from pathlib import Path

import pytest
import yaml

from voice.skill.knowledge.file import load_knowledge

LIST = Path(__file__).resolve().parents[2] / "shared" / "contract" / "vocabulary.yaml"
EXPLAINED = {"amphetamine taken without a prescription"}
"""What the list tells of a class in words that nobody would say."""
pytestmark = pytest.mark.skipif(not LIST.is_file(), reason="the list of ids is not beside this checkout")


@pytest.fixture(scope="module")
def listed():
    """The list of ids."""
    return yaml.safe_load(LIST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def knowledge():
    """The knowledge file as it is shipped."""
    return load_knowledge()


@pytest.mark.parametrize("section", ["symptoms", "flags", "causes", "tips", "frequent_questions", "dispositions"])
def test_no_id_is_missing(listed, knowledge, section):
    """Each id of the section is an entry of the file."""
    assert set(listed[section]) - set(getattr(knowledge, section)) == set()


def test_every_place_and_medicine_is_known(listed, knowledge):
    """Each place on the body can be answered, and each listed medicine name is in its class."""
    assert set(listed["body_locations"]) == set(knowledge.slots["location"].values)
    for group, names in listed["medicine_classes"].items():
        if group != "other":
            assert set(names) - set(knowledge.medicines[group]) - EXPLAINED == set(), group


def test_every_slot_has_its_values(listed, knowledge):
    """Each slot is there, and a slot with listed values takes every one of them."""
    slots = {name: values for name, values in listed["slots"].items() if name not in ("symptoms", "symptom_days")}
    assert set(slots) - set(knowledge.slots) == set()
    for name, values in slots.items():
        if isinstance(values, list):
            assert {str(value) for value in values} <= {*knowledge.slots[name].values, "unknown"}, name
