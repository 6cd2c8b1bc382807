"""The proofs over the grammar files: the shipped ones hold, and a planted fault of each kind is found."""

import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from voice.errors import KnowledgeError
from voice.resources import shared_folder
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.anchors import check_anchors
from voice.skill.understanding.check import alarmed, alike, misread, recombined, unspeakable
from voice.skill.understanding.understand import understand

BROKEN = yaml.safe_load(Path(__file__).with_name("broken_grammars.yaml").read_text(encoding="utf-8"))


def _with(tmp_path: Path, more: str, name: str = "aaa.yaml") -> Grammar:
    """The shipped grammar and one more file."""
    folder = tmp_path / "grammars"
    shutil.copytree(shared_folder("grammars"), folder)
    (folder / name).write_text(more, encoding="utf-8")
    return load_grammar(load_knowledge(), folder)


def _spoken(grammar: Grammar):
    return tuple(grammar.samples.by_phrase(grammar.phrases))


def _question(slot: str):
    return next(q for q in load_knowledge().questions if slot in q.slots)


def test_a_phrase_with_two_meanings_is_found(tmp_path):
    """The same words under an opposite meaning are a fault that names the file, the line and the words."""
    grammar = _with(tmp_path, "symptoms:\n  fever:\n    lacks: running a fever\n")
    found = misread(grammar, _spoken(grammar))
    assert any(re.match(r"\w+\.yaml:\d+: 'running a fever' stands under fever and is read as", f) for f in found)


def test_a_recombination_that_denies_is_found(tmp_path):
    """Two phrases that meet at a word must not make a sure denial without a word of denial."""
    grammar = _with(tmp_path, "words:\n  'yes': guilty, guilty as charged\n")
    assert any("'guilty as if'" in f for f in recombined(grammar, _spoken(grammar), _question("dark_urine")))


def test_answers_that_sound_alike_are_found(tmp_path):
    """Two answers of different meaning, one sound apart, are a fault unless they are accepted by name."""
    grammar = _with(tmp_path, "symptoms:\n  fever:\n    asked: vever\n    asked_lacks: bever\n")
    sounds = {"vever": ("V", "EH", "V", "ER"), "bever": ("B", "EH", "V", "ER")}
    found = alike(grammar, _spoken(grammar), _question("fever"), sounds)
    assert any("'bever' (no) sounds like 'vever' (yes)" in f for f in found)


@pytest.mark.parametrize(("yes", "no"), [("vev", "vever"), ("vever", "vev")])
def test_an_answer_that_is_the_beginning_of_another_sounds_like_it(tmp_path, yes, no):
    """One sound more or less is as near as another sound, whichever of the two comes first in the alphabet."""
    grammar = _with(tmp_path, f"symptoms:\n  fever:\n    asked: {yes}\n    asked_lacks: {no}\n")
    sounds = {"vever": ("V", "EH", "V", "ER"), "vev": ("V", "EH", "V")}
    assert any("sounds like" in f for f in alike(grammar, _spoken(grammar), _question("fever"), sounds))


def test_a_word_that_cannot_be_heard_is_found_with_a_pronunciation(tmp_path):
    """A word missing from the dictionary is named, and a pronunciation proposed where one can be made up."""
    grammar = _with(tmp_path, "words:\n  filler: gymbag, xqzt\n")
    faults = list(unspeakable(grammar, _spoken(grammar), {"gym": ("JH", "IH", "M"), "bag": ("B", "AE", "G")}))
    assert any("add 'gymbag JH IH M B AE G'" in f for f in faults)
    assert any("'xqzt'; add a pronunciation" in f for f in faults)


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case["name"])
def test_what_is_wrong_with_a_grammar_file_is_told_once_on_its_line(tmp_path, case):
    """The only fault is the one that was planted, as file:line, and it says what would be right."""
    name = case.get("file", "aaa.yaml")
    with pytest.raises(KnowledgeError) as caught:
        _with(tmp_path, case["text"], name)
    (fault,) = caught.value.faults
    assert fault.startswith(f"{tmp_path / 'grammars' / name}:{case['line']}: "), fault
    assert case["says"] in fault


def test_a_change_of_a_phrase_is_a_short_difference():
    """In the shipped files phrases stand one a line, but for a handful of short ones, and no line is longer than 300."""
    beside = Counter((phrase.file, phrase.line) for phrase in load_grammar(load_knowledge()).phrases)
    long = [
        f"{path.name}:{number}"
        for path in shared_folder("grammars").glob("*.yaml")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 300
    ]
    assert [place for place, phrases in beside.items() if phrases > 5] == []
    assert long == []


def test_an_alarm_without_anchors_is_found(tmp_path):
    """An alarming sign that has phrases and no anchors is a fault that names it."""
    grammar = _with(tmp_path, "symptoms:\n  fever:\n    say: red as a beetroot\n")
    bare = replace(grammar, anchors={k: v for k, v in grammar.anchors.items() if k != "fever"})
    assert any("no anchors for fever" in f for f in check_anchors(bare))


def test_an_everyday_sentence_that_is_read_as_an_alarm_is_found(tmp_path):
    """A sentence that says no sign and is read as one is a fault that says which."""
    grammar = _with(tmp_path, "everyday: my heart is racing and i feel faint\n")
    assert any("is read as" in f and "palpitations" in f for f in alarmed(grammar))


def test_the_shipped_alarms_are_anchored():
    """Every alarm of the shipped grammars has its anchors, and its everyday sentences hold no alarm."""
    grammar = load_grammar(load_knowledge())
    assert grammar.everyday
    assert [*check_anchors(grammar), *alarmed(grammar)] == []


def test_an_alarm_counts_only_beside_its_anchor(tmp_path):
    """A phrase without an anchor counts while its sign is asked for, or where an anchor is said too."""
    grammar = _with(tmp_path, "symptoms:\n  fever:\n    say: like a furnace\n")
    alone, asked, beside = (
        understand(grammar, text, slots)
        for text, slots in [("like a furnace", ()), ("like a furnace", ("fever",)), ("my temperature is up like a furnace", ())]
    )
    assert (alone.answers.get("fever"), asked.answers.get("fever"), beside.answers.get("fever")) == (None, True, True)
