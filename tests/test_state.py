"""A conversation's state: folded from its turns, JSON both ways, refused when it is not ours."""

import errno
import json
import os
from typing import get_type_hints

import pytest

from voice.errors import StateError
from voice.skill.dialogue.state import Changes, Ladder, Phase, State, Turn, state_from_json
from voice.store.file import FileStore

KEPT = State(
    knowledge="abc",
    phase=Phase.ASKING,
    question="pain",
    turns=(
        Turn(question="opening", answers={"location": ("calf", "foot"), "duration_days": 2.5, "dark_urine": True}, closed=True),
        Turn(question="pain", answers={"pain": False, "dark_urine": False, "age_band": "16_17"}, unsure=True),
    ),
    pending={"side": "left", "fever": "unknown"},
    ladder=Ladder(no_match=1, total=1),
)


def test_answers_are_the_turns_folded():
    """A later turn's answer stands in place of an earlier one's."""
    assert KEPT.answers["dark_urine"] is False


def test_dropping_a_turn_drops_its_answers():
    """Nothing of a turn that is gone can be found in the answers."""
    assert KEPT.but(turns=KEPT.turns[:1]).answers["dark_urine"] is True


def test_json_gives_the_same_state_again():
    """Every kind of value comes back from JSON as it went."""
    assert state_from_json(json.loads(json.dumps(KEPT.to_json()))) == KEPT


@pytest.mark.parametrize(
    "change", [{"schema_version": 2}, {"schema_version": None}, {"phase": "dreaming"}, {"turns": 3}, {"more": 1}]
)
def test_what_is_not_ours_is_refused(change):
    """Another schema, an unknown phase or a stray key raises instead of being half read."""
    with pytest.raises(StateError):
        state_from_json({**KEPT.to_json(), **change})


def test_what_is_no_file_is_not_replaced_by_one(tmp_path):
    """A pipe or a device stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(StateError, match="not a file"):
        FileStore(pipe)
    assert pipe.is_fifo()


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("code", [errno.EIO, errno.ENOSPC])
def test_a_state_that_could_not_be_written_leaves_nothing_beside_the_old_one(tmp_path, monkeypatch, step, code):
    """What was saved before is still what is read; half of the new one is nowhere."""

    def failing(*_):
        raise OSError(code, os.strerror(code))

    path = tmp_path / "state.json"
    with FileStore(path) as store:
        store.save({"number": 1})
        monkeypatch.setattr(os, step, failing)
        with pytest.raises(StateError, match="cannot be written"):
            store.save({"number": 2})
        monkeypatch.undo()
        assert store.load() == {"number": 1}
    assert sorted(one.name for one in tmp_path.iterdir()) == ["state.json", "state.json.lock"]


def test_every_change_to_a_state_is_typed():
    """What `but` may change is each field of a state but its schema's version, of that field's type."""
    fields = get_type_hints(State)
    assert get_type_hints(Changes) == {name: fields[name] for name in State.model_fields if name != "schema_version"}
