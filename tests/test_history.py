"""Results kept for later are on disk when they are said to be."""

import os
from pathlib import Path

import pytest

from voice.ports import Kept
from voice.store.history import FileHistory

RESULT = Kept("self_care", {"location": ["calf"]})


@pytest.fixture
def synced(monkeypatch):
    """What was given to the disk and renamed, in order, by name."""
    done, sync, rename = [], os.fsync, Path.replace

    def fsync(handle):
        done.append(f"sync {Path(f'/proc/self/fd/{handle}').readlink().name}")
        sync(handle)

    def replace(path, target):
        done.append(f"rename {path.name}")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    return done


def test_the_first_result_and_its_file_are_on_disk(tmp_path, synced):
    """A new file is nowhere until its folder is on disk too."""
    FileHistory(tmp_path / "kept" / "results.jsonl").keep(RESULT)
    assert synced == ["sync results.jsonl", "sync kept"]


def test_a_file_that_is_shortened_is_the_old_one_or_the_new_one(tmp_path, synced):
    """What takes the old one's place is on disk before it does, and that it did, too."""
    path = tmp_path / "results.jsonl"
    history = FileHistory(path)
    history.keep(RESULT)
    path.write_bytes(path.read_bytes() * 250)
    synced.clear()
    history.keep(RESULT)
    assert synced == ["sync results.jsonl.tmp", "rename results.jsonl.tmp", f"sync {tmp_path.name}", "sync results.jsonl"]
    assert len(path.read_bytes().splitlines()) == 200
    assert history.latest() == RESULT
