"""The utterances that entries of the grammar files are there for: understood with the entry, and not without it."""

import shutil
from pathlib import Path

import pytest

from grammars import shipped
from voice.errors import KnowledgeError
from voice.resources import shared_folder
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.examples import check_examples

WITH_EXAMPLES = ("intake.yaml", "sudden.yaml")
"""Files in which every entry that has phrases says what it is for."""


def _with(tmp_path: Path, more: str) -> Grammar:
    """The shipped grammar and one more file."""
    folder = tmp_path / "grammars"
    shutil.copytree(shared_folder("grammars"), folder)
    (folder / "aaa.yaml").write_text(more, encoding="utf-8")
    return load_grammar(load_knowledge(), folder)


def test_every_entry_that_says_what_it_is_for_is_needed():
    """In the shipped files each utterance is read as its entry means, and is not without the entry."""
    assert list(check_examples(shipped())) == []


@pytest.mark.parametrize("file", WITH_EXAMPLES)
def test_every_entry_of_a_file_says_what_it_is_for(file):
    """No entry of these files stands there without an utterance."""
    entries = {phrase.entry for phrase in shipped().phrases if phrase.file == file}
    assert entries == {example.entry for example in shipped().examples if example.file == file}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (
            "symptoms:\n  fever:\n    say: like a furnace in me\n    for:\n      - my calf twitches\n",
            5,
            "and not as {'fever': True}",
        ),
        ("symptoms:\n  fever:\n    say: like a furnace in me\n    for: [i have a fever]\n", 4, "is understood without the entry"),
        (
            "words:\n  filler:\n    say: by the wayside\n    for:\n      - {text: pain, means: {pain: true}}\n",
            5,
            "is understood without",
        ),
        ("decoys:\n  say: two more of those\n  for:\n    - my calf hurts\n", 4, "and not as nothing"),
        ("commands:\n  pause:\n    say: park it there\n    for:\n      - stop\n", 5, "and not as {'command': 'pause'}"),
    ],
)
def test_an_utterance_that_shows_nothing_is_a_fault(tmp_path, text, line, says):
    """One that is not read as meant, or is understood anyway, is named with its line."""
    (fault,) = [f for f in check_examples(_with(tmp_path, text)) if f.startswith("aaa.yaml")]
    assert fault.startswith(f"aaa.yaml:{line}: ")
    assert says in fault


@pytest.mark.parametrize(
    "text",
    [
        "symptoms:\n  fever:\n    asked: like a furnace in there\n    for: [like a furnace in there]\n",
        "slots:\n  hydration:\n    asked:\n      poor:\n        say: dry as dust\n        for: [dry as dust]\n",
        "slots:\n  location:\n    anywhere:\n      calf:\n        say: drumstick\n        for: [it twitches in my drumstick]\n",
        "slots:\n  frequency:\n    asked:\n      daily:\n        say: with the post\n        for: [with the post]\n",
        "commands:\n  pause:\n    say: park it there\n    for: [park it there]\n",
        "decoys:\n  say: two fevers to table nine\n  for: [two fevers to table nine]\n",
        "words:\n  'no':\n    say: nixnix\n    for:\n      - {text: nixnix, asked: [fever], means: {fever: false}}\n",
        "facts:\n  - means: {duration_days: '@n'}\n    say: '{n} mo'\n    for: [{text: three mo, means: {duration_days: 3}}]\n",
    ],
)
def test_what_an_entry_is_for_may_be_said_of_every_kind_of_entry(tmp_path, text):
    """Symptoms, values, commands, decoys, words and facts: what is asked for and meant follows from the entry, or is given."""
    grammar = _with(tmp_path, text)
    assert [e.text for e in grammar.examples if e.file == "aaa.yaml"]
    assert [f for f in check_examples(grammar) if f.startswith("aaa.yaml")] == []


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("words:\n  filler:\n    say: by the by\n    for:\n      - well by the by\n", 5, "`means` would be right"),
        ("words:\n  filler:\n    say: by the by\n    for:\n      - {txt: by the by}\n", 5, "unknown key; did you mean `text`?"),
        ("words:\n  filler:\n    for: [by the by]\n", 2, "Field required"),
        ("facts:\n  - means: {pain: true}\n    say: ow ow\n    for: {text: ow ow}\n", 4, "valid list"),
    ],
)
def test_an_ill_formed_example_is_told_on_its_line(tmp_path, text, line, says):
    """What is no utterance, or cannot be checked, is a fault of the file."""
    with pytest.raises(KnowledgeError) as caught:
        _with(tmp_path, text)
    found = [fault for fault in caught.value.faults if f"aaa.yaml:{line}: " in fault]
    assert any(says in fault for fault in found), caught.value.faults
