"""Broken knowledge files, each with one thing wrong: every fault is found, on its line, with what would be right."""

import re
from pathlib import Path

import pytest
import yaml

from voice.errors import KnowledgeError
from voice.skill.knowledge.check import check_knowledge
from voice.skill.knowledge.file import knowledge_path, load_knowledge

TEXT = knowledge_path().read_text(encoding="utf-8")
BROKEN = yaml.safe_load(Path(__file__).with_name("broken_files.yaml").read_text(encoding="utf-8"))


def _faults(tmp_path, text):
    path = tmp_path / "broken.yaml"
    path.write_text(text, encoding="utf-8")
    return path, check_knowledge(path)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_a_fault_is_named_with_its_line(tmp_path, case):
    """The fault is reported as file:line, on the line where it stands, and says what would be right."""
    assert case["replace"] in TEXT, "the case no longer fits the file"
    text = TEXT.replace(case["replace"], case["by"], 1)
    path, faults = _faults(tmp_path, text)
    found = [fault for fault in faults if case["says"] in fault]
    assert found, faults
    if "line" in case:
        line = text[: text.index(case["line"])].count("\n") + 1
        assert any(fault.startswith(f"{path}:{line}: ") for fault in found), (line, found)


def test_there_are_at_least_thirty_ways_to_break_it():
    """The checker is tried with thirty broken files and more."""
    assert len(BROKEN) >= 30


def test_the_shipped_file_has_no_fault():
    """Nothing is wrong with the file that comes with the program."""
    assert check_knowledge() == ()


def test_every_fault_is_named_at_once(tmp_path):
    """Several faults are reported together, in the order of the file's lines."""
    text = TEXT.replace("more: [twitch_and_cramp,", "more: [twitch_and_cramps,")
    text = text.replace("    tip: see_doctor", "    tip: see_docter")
    _, faults = _faults(tmp_path, text)
    assert len(faults) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ":1: the file is empty"),
        (b"# nothing but a remark\n", ":1: the file is empty"),
        (b"a: [1,\nb: 2\n", ": not YAML: "),
        (b"\tversion: 1\n", ": not YAML: "),
        (b"- a\n- b\n", ":1: the file holds no sections"),
        (b"just words\n", ":1: the file holds no sections"),
        (b"version: '1'\n", ": rules: missing"),
        (b"\xff\xfe\x00\x01", ": cannot be read: "),
        (TEXT[: len(TEXT) // 2].encode(), "broken.yaml:"),
    ],
)
def test_a_file_that_is_no_knowledge_is_one_clear_message(tmp_path, content, says):
    """Empty, cut off, binary or something else: the message names the file, and nothing is raised but a KnowledgeError."""
    path = tmp_path / "broken.yaml"
    path.write_bytes(content)
    with pytest.raises(KnowledgeError, match=re.escape(says)):
        load_knowledge(path)


def test_a_missing_file_is_named(tmp_path):
    """A path that leads nowhere is said."""
    with pytest.raises(KnowledgeError, match=r"nowhere\.yaml: no such file"):
        load_knowledge(tmp_path / "nowhere.yaml")
