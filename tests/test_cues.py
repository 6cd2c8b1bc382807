"""Cue words: which lists there are, and how they are read."""

from dataclasses import fields

import yaml
from talking import whole

from voice.resources import shared_folder
from voice.skill.grammar.compiled import load_grammar
from voice.skill.grammar.cues import Cues, cues_of


def test_lists_of_one_group_may_stand_in_several_files():
    """A group that two files write has the lists of both, spelt as the grammar spells words."""
    sections = [{"times": {"now": "Now", "returning": "is back, come back"}}, {"times": {"since": "since for"}}]
    cues = cues_of(sections, lambda text: tuple(text.lower().split()))
    assert cues.times.now == {"now"}
    assert cues.times.since == {"since", "for"}
    assert cues.times.returning == {("is", "back"), ("come", "back")}
    assert cues.times.over == frozenset()


def test_every_list_has_words_in_the_shipped_files():
    """No list of cue words is forgotten, and the file has no list besides."""
    written = yaml.safe_load((shared_folder("grammars") / "cues.yaml").read_text(encoding="utf-8"))["cues"]
    cues = load_grammar(whole()).cues
    for group in fields(Cues):
        lists = getattr(cues, group.name)
        assert {one.name for one in fields(lists)} == set(written[group.name]), group.name
        assert [one.name for one in fields(lists) if not getattr(lists, one.name)] == [], group.name
