"""The Home Assistant integration's own rules and files: emergencies, numbers, translations, manifest, blueprint."""

import ast
import json
import struct

import pytest
import yaml

from tests.home_assistant import FOLDER, INTEGRATION, part
from voice import __version__
from voice.skill.knowledge.file import load_knowledge

emergencies, safety = part("emergencies"), part("safety")


def document(name):
    """One of the integration's JSON files."""
    return json.loads((INTEGRATION / name).read_text(encoding="utf-8"))


def announced(*turns):
    """Which of these turns announce an emergency; each is a conversation, a time, and whether it is an emergency and the end."""
    kept = emergencies.Emergencies()
    return [kept.is_new(key, at, emergency=emergency, is_over=is_over) for key, at, emergency, is_over in turns]


def test_an_emergency_is_announced_once_in_a_conversation():
    """Not again with each sentence after it, nor with the last one."""
    assert announced(("a", 0, False, False), ("a", 10, True, False), ("a", 20, True, False), ("a", 30, True, True)) == [
        *(False, True, False, False),
    ]


def test_an_emergency_that_was_taken_back_and_told_again_is_no_new_one():
    """Within the conversation."""
    assert announced(("a", 0, True, False), ("a", 10, False, False), ("a", 20, True, False)) == [True, False, False]


def test_the_next_conversation_announces_its_own():
    """After the end of the first, after five minutes of silence, and under another id."""
    assert announced(("a", 0, True, True), ("a", 10, True, False), ("a", 311, True, False), ("b", 312, True, False)) == [True] * 4


def test_a_conversation_that_goes_on_for_long_stays_the_same():
    """Five minutes count from the last words in it."""
    assert announced(*(("a", at, True, False) for at in range(0, 2_000, 200))) == [True, *[False] * 9]


def test_only_so_many_conversations_are_remembered():
    """Whatever calls it."""
    kept = emergencies.Emergencies()
    for number in range(1_000):
        kept.is_new(str(number), 0, emergency=True, is_over=False)
    assert len(kept._announced) == 200


def test_the_numbers_are_those_of_the_knowledge_file():
    """All regions, each with its number as it is spoken."""
    regions = load_knowledge().regions
    assert {name: region.emergency_number for name, region in regions.items()} == document("safety.json")["emergency_numbers"]
    assert set(safety.REGIONS) == set(regions)


@pytest.mark.parametrize(
    ("region", "number"),
    [("uk", "nine nine nine"), ("elsewhere", "your local emergency number"), ("mars", "your local emergency number")],
)
def test_a_lost_service_is_told_with_the_number_of_the_region(region, number):
    """An entry whose region is not known any more names the local number."""
    assert safety.unreachable(region) == f"I cannot reach Twitchwise. If somebody is in danger, call {number}."


@pytest.mark.parametrize(
    ("country", "region"),
    [("GB", "uk"), ("DE", "eu"), ("CA", "us"), ("NZ", "new_zealand"), ("CH", "elsewhere"), (None, "elsewhere")],
)
def test_the_country_of_a_house_proposes_its_region(country, region):
    """And none for a country of which nothing is known."""
    assert safety.region_of(country) == region


def test_the_countries_belong_to_regions_that_there_are_and_to_one_each():
    """No code twice."""
    belonging = document("safety.json")["regions_of_countries"]
    codes = [code for countries in belonging.values() for code in countries]
    assert set(belonging) | {"elsewhere"} == set(safety.REGIONS)
    assert len(codes) == len(set(codes))


def test_the_manifest_says_what_home_assistant_and_hacs_need():
    """Its keys in their order (domain, name, then the alphabet), our version, and the protocol's package pinned."""
    manifest = document("manifest.json")
    assert list(manifest)[:2] == ["domain", "name"]
    assert list(manifest)[2:] == sorted(list(manifest)[2:])
    assert (manifest["domain"], manifest["version"], manifest["config_flow"]) == ("twitchwise", __version__, True)
    assert manifest["requirements"] == ["wyoming==1.10.2"]
    assert manifest["zeroconf"] == [{"type": "_wyoming._tcp.local.", "properties": {"app": "twitchwise"}}]
    assert set(json.loads((FOLDER / "hacs.json").read_text(encoding="utf-8"))) == {"name", "homeassistant"}


def test_the_translation_is_the_text_of_the_integration():
    """A custom integration is shown from `translations/`, and translated from `strings.json`."""
    assert document("translations/en.json") == document("strings.json")


@pytest.mark.parametrize(("name", "pixels"), [("icon.png", 256), ("icon@2x.png", 512)])
def test_the_integration_brings_its_icon(name, pixels):
    """Square and in the sizes that Home Assistant takes, so that none is looked for in the internet."""
    picture = (INTEGRATION / "brand" / name).read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (pixels, pixels)


def literals(call_name, position, keyword):
    """The texts that the config flow gives to calls of that name."""
    tree = ast.parse((INTEGRATION / "config_flow.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == call_name:
            given = [word.value for word in node.keywords if word.arg == keyword] or node.args[position : position + 1]
            yield from (one.value for one in given if isinstance(one, ast.Constant))


def test_every_step_and_fault_of_the_config_flow_has_its_text():
    """And every field of a step its name; no text is left over."""
    texts = document("strings.json")["config"]
    steps = {*literals("_form", 0, "step"), *literals("async_show_form", 0, "step_id")}
    assert steps == set(texts["step"])
    source = (INTEGRATION / "config_flow.py").read_text(encoding="utf-8")
    faults = {node.value.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Return) and _is_text(node.value)}
    assert faults == set(texts["error"])
    assert set(texts["abort"]) == faults | {"already_configured", "reconfigure_successful"}
    for step in texts["step"].values():
        assert set(step["data"]) == set(step["data_description"]) <= {"host", "port", "region"}


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_region_has_a_name_in_the_form():
    """With its number in digits, as people know it."""
    assert set(document("strings.json")["selector"]["region"]["options"]) == set(safety.REGIONS)


class Tagged(yaml.SafeLoader):
    """Reads a blueprint, whose inputs are tags."""


Tagged.add_constructor("!input", lambda loader, node: f"input {node.value}")


@pytest.mark.parametrize("path", sorted((FOLDER / "blueprints").rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_blueprint_uses_the_inputs_that_it_asks_for(path):
    """All of them and no others."""
    text = path.read_text(encoding="utf-8")
    blueprint = yaml.load(text, Tagged)  # noqa: S506 (a safe loader)
    asked = set(blueprint["blueprint"]["input"])
    assert {name for name in asked if f"!input {name}" in text} == asked
    assert text.count("!input") >= len(asked)
    assert set(blueprint["blueprint"]) >= {"name", "description", "domain", "input"}
