"""The knowledge file as data: frozen, versioned, and described by a schema that editors can use."""

import json
from dataclasses import fields

import pytest
from pydantic import ValidationError

from voice.skill.grammar.about import about_of
from voice.skill.knowledge.file import SCHEMA_NAME, json_schema, knowledge_path, load_knowledge


@pytest.fixture(scope="module")
def knowledge():
    """The knowledge file as it is shipped."""
    return load_knowledge()


def test_the_schema_beside_the_file_is_current():
    """What editors complete from is what the program checks."""
    beside = knowledge_path().with_name(SCHEMA_NAME)
    assert beside.read_text(encoding="utf-8") == json_schema(), "write json_schema() to knowledge/muscle_twitching.schema.json"


def test_the_file_names_its_schema_in_the_first_line():
    """An editor that knows the convention finds the schema by itself."""
    first = knowledge_path().read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_NAME}"


def test_the_schema_describes_every_section(knowledge):
    """Each section of the file has its place in the schema, and no other key is allowed."""
    schema = json.loads(json_schema())
    assert set(schema["properties"]) == set(type(knowledge).model_fields) - {"hash"}
    assert schema["additionalProperties"] is False


def test_every_role_is_played(knowledge):
    """Understanding asks for no slot, value or question that the file does not have."""
    about = about_of(knowledge)
    assert [role.name for role in fields(about.role) if not getattr(about.role, role.name)] == []
    assert [what.name for what in fields(about.tells) if not getattr(about.tells, what.name)] == []
    assert [one.name for one in fields(about) if not getattr(about, one.name)] == []


def test_knowledge_cannot_be_changed(knowledge):
    """What was loaded stays as it was."""
    with pytest.raises(ValidationError, match="frozen"):
        knowledge.version = "2"


def test_the_hash_follows_the_content(tmp_path, knowledge):
    """The same content has the same hash wherever it lies; another content has another."""
    text = knowledge_path().read_text(encoding="utf-8")
    same, other = tmp_path / "same.yaml", tmp_path / "other.yaml"
    same.write_text(f"# a remark more\n{text}", encoding="utf-8")
    other.write_text(text.replace("are {you} under eighteen", "is {your} age under eighteen"), encoding="utf-8")
    assert load_knowledge(same).hash == knowledge.hash
    assert load_knowledge(other).hash != knowledge.hash


def test_every_cause_tip_and_symptom_can_be_looked_up(knowledge):
    """Questions, statements and words are found by id; an id that is none is an error."""
    assert knowledge.questions_by_id["location"].slots == ("location", "side")
    assert knowledge.words_for("dark_urine") == "dark pee"
    assert knowledge.statements["twitch_and_cramp"].sources
    with pytest.raises(KeyError):
        knowledge.words_for("nothing")


def test_what_tells_a_slot_is_listened_for_where_it_is_asked(knowledge):
    """Behind what is asked stands by what else it is told, once, and only where it is asked."""
    asked = ("kidney_disease", "minor")
    heard = knowledge.with_what_tells(asked)
    assert heard == (*asked, "age_band")
    assert knowledge.without_what_tells(heard) == asked
    assert knowledge.with_what_tells(("kidney_disease",)) == ("kidney_disease",)
    assert knowledge.without_what_tells(("age_band",)) == ("age_band",)
