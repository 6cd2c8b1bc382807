"""A conversation that was saved and damaged, by a disk or by hand: it goes on, or begins again with a plain sentence."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talking import whole

from grammars import shipped
from voice.errors import StateError
from voice.session import NoClock, Session
from voice.skill.dialogue.commands import COMMANDS
from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.events import Chosen, Heard, Key, NoInput, NoMatch, Spoken, Started
from voice.skill.dialogue.restored import check_restored
from voice.skill.dialogue.state import Manner, state_from_json
from voice.store.file import FileStore
from voice.store.memory import MemoryHistory, MemoryStore

WORDS = (
    "my left calf twitches since my run yesterday",
    "i fainted and my chest hurts",
    "no none of those",
    "dark pee on red",
    "yes",
    "no",
    "it hurts about a six",
    "i take ibuprofen and a statin",
    "could it be als",
    "actually it's the right leg",
    "four coffees a day, 400 milligrams",
    "i don't know",
    "it's my son, he is twelve",
)
KEYS = [command for command in COMMANDS if command != "delete_data"]
HAPPENINGS = st.one_of(
    st.sampled_from(WORDS).map(lambda words: Heard(words=words)),
    st.sampled_from(KEYS).map(lambda command: Key(command=command)),
    st.sampled_from([NoInput(), NoMatch(), Spoken(prompt="result_action"), Chosen(answers={"side": "both"})]),
)


class Screen:
    """A surface that remembers what was said."""

    def __init__(self):
        self.said = []

    def perform(self, effect):
        """Remember it."""
        if isinstance(effect, Say):
            self.said.append(effect.prompt)


def session_of(document, *, keeps=False):
    """A new session that finds this, and what it says."""
    store, screen = MemoryStore(), Screen()
    if document is not None:
        store.save(document)
    session = Session(
        whole(), shipped(), store, screen, NoClock(), manner=Manner(keeps=keeps), history=MemoryHistory() if keeps else None
    )
    return session, screen, store


@settings(max_examples=40, deadline=None)
@given(st.lists(HAPPENINGS, max_size=10))
def test_every_state_that_a_conversation_comes_to_can_be_gone_on_with(happenings):
    """It is the same after the disk, and nothing in it is taken for damage."""
    session, _, store = session_of(None, keeps=True)
    session.handle(Started())
    for event in happenings:
        session.handle(event)
        if (saved := store.load()) is not None:
            restored = state_from_json(json.loads(json.dumps(saved)))
            assert restored == session.state
            check_restored(whole(), restored)


def _come_to(*events):
    session, _, store = session_of(None)
    for event in (Started(), *events):
        session.handle(event)
    return json.loads(json.dumps(store.load()))


HEARD = [Heard(words=words) for words in WORDS]
SAVED = (
    _come_to(),
    _come_to(HEARD[0]),
    _come_to(HEARD[0], HEARD[2], HEARD[2], NoInput(), NoMatch()),
    _come_to(HEARD[0], HEARD[3]),
    _come_to(HEARD[0], Key(command="pause")),
    _come_to(HEARD[1]),
    _come_to(HEARD[0], Key(command="emergency")),
    _come_to(HEARD[0], Key(command="change")),
    _come_to(HEARD[8]),
)
"""Saved conversations in every phase that is saved, but for the read-back."""


def _places(document, here=()):
    """The place of every value in it."""
    yield here
    inner = document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    for key, value in inner:
        yield from _places(value, (*here, key))


def _changed(document, place, value):
    changed = copy.deepcopy(document)
    at = changed
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    return changed


PLACES = [
    (saved, place) for saved in SAVED for place in _places(saved) if place and place[0] not in ("knowledge", "schema_version")
]
FIELDS = "rate volume item question phase held origin region part rejected perhaps untold at pending".split()
ADDED = [(saved, (field,)) for saved in SAVED for field in FIELDS]
NUMBERS = (0, -1, 1, 10**30, 0.0, -0.5, 1e308, float("nan"), float("inf"), True)
TEXTS = "x left side pain asking paused result confirming read_back amending alarm".split()
TIMES = ("9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00")
NESTED = ([], ["x"], ["pain"], {}, {"x": 1}, {"pain": True}, {"side": "left"}, {"pain": 1e308}, [{}], [[["x"]]])
VALUES = st.sampled_from([None, "", "\ud800", *NUMBERS, *TEXTS, *TIMES, *NESTED])


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES + ADDED), VALUES, st.lists(HAPPENINGS, max_size=4))
def test_a_damaged_state_is_gone_on_with_or_begun_again(where, value, happenings):
    """Whatever one value of it has become, nothing is raised, at the start or later; and a new beginning is said to be one."""
    saved, place = where
    session, screen, _ = session_of(_changed(saved, place, value))
    clean = session.state.phase == "new" and not session.state.turns
    session.handle(Started())
    assert ("restart_unreadable" in screen.said) == clean
    for event in happenings:
        session.handle(event)


DAMAGED = (
    {"rate": 0},
    {"rate": float("nan")},
    {"volume": float("inf")},
    {"item": "nonsense"},
    {"question": "nonsense"},
    {"ladder": {"no_match": -5, "total": -5}},
    {"region": "atlantis"},
    {"turns": [{"question": "opening", "answers": {"duration_days": float("nan")}}]},
    {"turns": [{"question": "opening", "answers": {"duration_days": 1e308}}]},
    {"turns": [{"question": "opening", "answers": {"side": "inside"}}]},
    {"turns": [{"question": "opening", "answers": {"stranger": True}}]},
    {"turns": [{"question": "opening", "answers": {"pain": "left"}}]},
    {"pending": {"location": 7}},
    {"phase": "paused", "held": "asking", "untold": ["x"]},
)


@pytest.mark.parametrize("damage", DAMAGED, ids=str)
def test_a_damaged_file_is_a_clean_start_with_a_plain_sentence(tmp_path, damage):
    """And the start after that finds a whole conversation."""
    path, screen = tmp_path / "state.json", Screen()
    path.write_text(json.dumps({**SAVED[1], **damage}), encoding="utf-8")
    with FileStore(path) as store:
        session = Session(whole(), shipped(), store, screen, NoClock())
        session.handle(Started())
        assert screen.said[:2] == ["restart_unreadable", "welcome"]
        check_restored(whole(), state_from_json(store.load()))


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b" " * 5_000_000]
)
def test_what_is_no_state_is_refused_in_a_line(tmp_path, content):
    """Cut off, not ours, too deep, too long."""
    path = tmp_path / "state.json"
    path.write_bytes(content)
    with FileStore(path) as store, pytest.raises(StateError) as caught:
        store.load()
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()
