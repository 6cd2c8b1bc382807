"""The log of a conversation on a disk that does not take it."""

import errno
import os
from pathlib import Path

from quiet_surface import whole

from voice.session import NoClock, Session
from voice.skill.dialogue.events import Started
from voice.skill.grammar.compiled import load_grammar
from voice.store.log import LogFile
from voice.store.memory import MemoryStore


class Screen:
    """A surface that keeps what it is told."""

    def __init__(self):
        self.effects = []

    def perform(self, effect):
        self.effects.append(effect.effect)


def test_a_full_disk_ends_the_log_and_not_the_conversation(tmp_path):
    """It is told once; the event is stepped, saved and answered all the same."""
    told, store, screen = [], MemoryStore(), Screen()
    with LogFile(Path("/dev/full"), tmp_path / "logs.txt", told.append) as log:
        session = Session(whole(), load_grammar(whole()), store, screen, NoClock(), log=log)
        session.handle(Started())
    assert "listen" in screen.effects
    assert store.load() is not None
    assert len(told) == 1
    assert "/dev/full: cannot be written" in told[0]


def test_a_log_that_has_ended_is_emptied_all_the_same(tmp_path, monkeypatch):
    """What it held of the answers goes when the person says so, and nothing comes back on closing."""
    written = os.write

    def full(handle, line):
        if b"second" in line:
            raise OSError(errno.ENOSPC, "No space left on device")
        return written(handle, line)

    monkeypatch.setattr(os, "write", full)
    log_file = tmp_path / "talk.log"
    with LogFile(log_file, tmp_path / "logs.txt") as log:
        log({"t": 0.1, "words": "first"})
        assert "first" in log_file.read_text()
        log({"t": 0.2, "words": "second"})
        log({"t": 0.3, "words": "third"})
        log({"t": 0.4, "effect": "erase"})
    assert log_file.read_text() == ""
