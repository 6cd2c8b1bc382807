"""What stays on the machine, who can read it, and that nothing is left of it when that is asked for."""

import errno
import json
import os
import stat
import subprocess
import sys
import tempfile

import pytest
from click.testing import CliRunner
from patience import HANG_SECONDS

from voice.cli import main
from voice.errors import FileError, StateError
from voice.ports import Kept
from voice.store.file import FileStore
from voice.store.history import FileHistory
from voice.store.log import LogFile, remembered_logs
from voice.synthesis.cache import cache_folder

TOLD = "my left calf has been twitching since yesterday\n"
DARK = "my pee is dark like cola\nstop\n"
NO_CONTACT = """
import runpy, sys
seen = []
def watch(event, arguments):
    if event.startswith("socket."):
        seen.append(f"{event} {arguments[1:]}")
sys.addaudithook(watch)
sys.argv = ["twitchwise", *sys.argv[1:]]
try:
    runpy.run_module("voice", run_name="__main__")
finally:
    print(f"sockets: {seen}", file=sys.stderr)
"""
"""Runs the program, and says at the end which sockets it has asked the system for."""


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A user without files, whose folders are made as carelessly as systems do; the folder that all of theirs lie in."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "TMPDIR"):
        folder = tmp_path / name.lower()
        folder.mkdir()
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmpdir"))
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


def run(*arguments, typed=""):
    """The program in this process, with that typed ahead."""
    return CliRunner().invoke(main, list(arguments), input=typed)


def files(home):
    """All files of this user."""
    return sorted(path for path in home.rglob("*") if path.is_file())


def holds(home, words):
    """Which files hold these words."""
    return [path for path in files(home) if words in path.read_bytes().decode(errors="replace")]


def modes(home):
    """What others than their owner may do with the files, and with the folders that were made for them."""
    made = [path for path in home.rglob("*") if path.parent != home]
    return {path: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in made}


def test_what_is_written_is_its_owners_alone(home):
    """The kept conversation, the history and the log, and every folder made for them."""
    run("talk", "--typed", "--history", "--log", str(home / "tmpdir" / "talk.log"), typed=DARK)
    run("talk", "--typed", typed=TOLD)
    written = {path.name for path in files(home)}
    assert {"conversation.json", "history.jsonl", "talk.log"} <= written
    assert set(modes(home).values()) == {0}


def test_a_log_that_others_could_read_becomes_its_owners_alone(home):
    """A file that was there already may have been made carelessly."""
    log = home / "talk.log"
    log.touch(mode=0o644)
    run("talk", "--typed", "--log", str(log), typed=TOLD)
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_log_of_a_pipe_is_its_owners_alone(home):
    """Other programs' conversations are as private."""
    run("pipe", "--log", str(home / "home" / "pipe.log"), typed='{"event": "started"}\n')
    assert files(home)
    assert set(modes(home).values()) == {0}


def test_forget_leaves_nothing_of_any_conversation(home):
    """Not the conversation that was left, not the results, not the log, wherever that was written."""
    log = home / "elsewhere.log"
    run("talk", "--typed", "--history", "--log", str(log), typed=DARK)
    run("talk", "--typed", "--log", str(log), typed=TOLD)
    assert holds(home, "dark_urine")
    assert holds(home, "calf")
    done = run("forget")
    assert done.exit_code == 0
    assert str(log) in done.stdout
    assert files(home) == []


def test_forget_keeps_settings(home):
    """They are no answers."""
    settings = home / "xdg_config_home" / "twitchwise" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text('region = "uk"\n')
    run("talk", "--typed", typed=TOLD)
    run("forget", "--all")
    assert files(home) == [settings]


def test_forget_all_removes_rendered_prompts(home):
    """They hold no answers, so they stay unless everything is to go."""
    cache_folder().mkdir(parents=True)
    (cache_folder() / "prompt.flac").write_bytes(b"sound")
    run("forget")
    assert files(home)
    run("forget", "--all")
    assert files(home) == []


@pytest.fixture
def ended():
    """The number of a process that has ended."""
    done = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True)
    return int(done.stdout)


def left_by(home, process, name="x"):
    """A temporary folder with a prompt in it, as that process would have left it."""
    folder = home / "tmpdir" / f"twitchwise-{process}-{name}"
    folder.mkdir()
    (folder / "prompt.wav").write_bytes(b"left calf")
    return folder


def test_forget_removes_what_a_killed_renderer_left(home, ended):
    """A prompt with an answer in it may lie among the temporary files after a power cut; one in work is left alone."""
    left, at_work = left_by(home, ended), left_by(home, os.getpid())
    assert f"deleted a temporary folder of ended programs in {left.parent}" in run("forget").stdout
    assert files(home) == [at_work / "prompt.wav"]


def test_the_next_conversation_removes_what_a_killed_renderer_left(home, ended):
    """Without being asked to, and never what is in work."""
    left, at_work = left_by(home, ended), left_by(home, os.getpid())
    run("talk", "--typed", typed="stop\n")
    assert (left.exists(), at_work.exists()) == (False, True)


@pytest.mark.parametrize(
    "name", ["99999999999999999999", "2147483648", "4294967295", "9999999999", "0", "-1", "0001", "\u0663", ""]
)
def test_a_strange_name_among_the_temporary_files_is_no_harm(home, name):
    """Numbers that no process has, and no numbers; what is ours is forgotten all the same."""
    run("talk", "--typed", typed=TOLD)
    strange = left_by(home, name)
    done = run("forget")
    assert (done.exit_code, done.exception) == (0, None)
    assert holds(home, "left calf") in ([], [strange / "prompt.wav"])
    assert not holds(home, "duration_days")


def test_links_among_the_temporary_files_are_left_alone(home, ended):
    """Somebody else may have laid them, to a folder that is not theirs to delete."""
    precious = home / "home" / "photographs"
    precious.mkdir()
    (precious / "one").write_text("sunset")
    link = home / "tmpdir" / f"twitchwise-{ended}-x"
    link.symlink_to(precious)
    for arguments in (("forget",), ("talk", "--typed")):
        assert run(*arguments, typed="stop\n").exit_code == 0
        assert (link.is_symlink(), (precious / "one").read_text()) == (True, "sunset")


def test_folders_of_others_are_left_alone(home, ended, monkeypatch):
    """In a folder that all users share."""
    folder = left_by(home, ended)
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    assert run("forget").exit_code == 0
    assert folder.exists()


def test_what_cannot_be_removed_keeps_nothing_else(home, ended, monkeypatch):
    """All the rest goes, and a line tells what stays; the list of logs stays with it."""
    log = home / "stuck.log"
    run("talk", "--typed", "--history", "--log", str(log), typed=DARK)
    run("talk", "--typed", typed=TOLD)
    leftover = left_by(home, ended)
    unlink = type(log).unlink

    def stuck(path, missing_ok=False):
        if path == log:
            raise OSError(errno.EPERM, "Operation not permitted")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(type(log), "unlink", stuck)
    done = run("forget")
    assert (done.exit_code, done.stderr) == (1, f"{log}: cannot be deleted (Operation not permitted); delete it by hand\n")
    assert not leftover.exists()
    assert {path.name for path in files(home)} == {"stuck.log", "logs.txt"}
    monkeypatch.undo()
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "xdg_state_home"))
    run("forget")
    assert not log.exists()


def test_many_leftovers_are_one_line(home, ended):
    """Nobody reads thirty paths that mean nothing to them."""
    for n in range(30):
        left_by(home, ended, n)
    told = run("forget").stdout.splitlines()
    assert told[0] == f"deleted 30 temporary folders of ended programs in {home / 'tmpdir'}"
    assert len(told) == 2


def test_forget_says_when_there_is_nothing(home):
    """And is content with that."""
    assert "nothing to delete" in run("forget").stdout
    assert run("forget").exit_code == 0


def test_forget_waits_for_no_conversation(home):
    """While one is going on, a line says so, and nothing is half removed."""
    run("talk", "--typed", typed=TOLD)
    with FileStore(home / "xdg_state_home" / "twitchwise" / "conversation.json"):
        done = run("forget")
    assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    assert holds(home, "calf")


def test_a_file_that_has_taken_a_logs_place_is_left_alone(home):
    """What is no log of ours is nobody's business."""
    log = home / "talk.log"
    run("talk", "--typed", "--log", str(log), typed=TOLD)
    log.write_text("a poem\n")
    run("forget")
    assert files(home) == [log]


def test_a_file_with_lines_of_ours_among_others_is_named(home):
    """Nobody is told that nothing is left while it is."""
    log = home / "talk.log"
    run("talk", "--typed", "--log", str(log), typed=TOLD)
    log.write_text("a poem\n" + log.read_text())
    done = run("forget")
    assert done.exit_code == 1
    assert f"{log}: holds lines of a conversation beside others" in done.stderr


@pytest.mark.parametrize("command", ["talk", "pipe"])
@pytest.mark.parametrize("content", ["my notes\n", '{"note": 1}\n', "\n", '{"tea": 1.0}\n', "[1]\n", "\x00\x00"])
def test_a_file_that_is_no_log_is_not_written_to(home, command, content):
    """Nor emptied, nor remembered; that is said in a line before a word of the conversation."""
    notes = home / "notes.txt"
    notes.write_text(content)
    arguments = ("talk", "--typed") if command == "talk" else ("pipe",)
    done = run(*arguments, "--log", str(notes), typed="delete my answers\n")
    assert (done.exit_code, len(done.stderr.splitlines()), done.stdout) == (1, 1, "")
    assert notes.read_text() == content
    run("forget")
    assert notes.exists()


FIRST_LINES = (
    {"event": "started"},
    {"event": "heard", "words": "x" * 20_000},
    {"event": "heard", "words": "\u2028\u0085"},
    {"effect": "erase"},
)


@pytest.mark.parametrize("line", FIRST_LINES, ids=range(len(FIRST_LINES)))
@pytest.mark.parametrize("time", [0.0, 1.0, 12345.6789, 1e-4, 1e16, 3])
@pytest.mark.parametrize("name", ["talk.log", "a b\t\u00e9.log", os.fsdecode(b"\xff.log")])
def test_every_log_is_found_by_what_it_begins_with(home, line, time, name):
    """However long its first line is, whatever its name."""
    log, remembered = home / name, home / "state" / "logs.txt"
    for _ in range(2):
        with LogFile(log, remembered) as write:
            write({"t": time, **line})
    assert remembered_logs(remembered) == (log,)


def test_a_name_that_could_not_be_remembered_is_refused(home):
    """The list of logs has a line for each."""
    with pytest.raises(FileError, match="line break"):
        LogFile(home / "a\nb.log", home / "state" / "logs.txt")


def test_a_list_of_logs_with_a_torn_line_serves_on(home):
    """A power cut in the middle of a line hides no other log."""
    first, second, remembered = home / "first.log", home / "second.log", home / "logs.txt"
    remembered.write_bytes(os.fsencode(first) + b"\n/home/\xff")
    for log in (first, second):
        with LogFile(log, remembered) as write:
            write({"t": 1.0, "event": "started"})
    assert remembered_logs(remembered) == (first, second)


def test_nothing_is_written_through_a_link_of_somebody_else(home):
    """Where others may write, a link can lie where a file of ours is made."""
    target = home / "target"
    target.write_text("theirs")
    folder = home / "shared"
    folder.mkdir()
    state = folder / "state.json"
    for name in ("state.json", "state.json.tmp", "state.json.lock"):
        (folder / name).symlink_to(target)
    with FileStore(state) as store:
        store.save({"answers": "private"})
    assert target.read_text() == "theirs"
    assert not state.is_symlink()
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert not (folder / "state.json.tmp").is_symlink()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can lay somebody else's link")
def test_a_log_follows_no_link_of_somebody_else(home):
    """One's own, and the system's such as /dev/stderr, are meant."""
    link = home / "link.log"
    link.symlink_to(home / "talk.log")
    with LogFile(link, home / "logs.txt") as write:
        write({"t": 1.0, "event": "started"})
    assert remembered_logs(home / "logs.txt") == (home / "talk.log",)
    os.chown(link, 4242, 4242, follow_symlinks=False)
    with pytest.raises(FileError, match="cannot be written"):
        LogFile(link, home / "logs.txt")


def test_delete_my_answers_leaves_none(home):
    """Said in a conversation: what it kept, what was kept before, and what the log had of it."""
    log = home / "talk.log"
    run("talk", "--typed", "--history", typed=DARK)
    run("talk", "--typed", "--log", str(log), typed=TOLD + "delete my answers\n")
    assert holds(home, "calf") == holds(home, "dark_urine") == []
    assert json.loads(log.read_text().splitlines()[0])["effect"] == "erase"


def test_a_log_is_remembered_once(home):
    """However often it is written to."""
    for _ in range(3):
        with LogFile(home / "a.log", home / "state" / "logs.txt") as log:
            log({"t": 1.0, "event": "started"})
    assert remembered_logs(home / "state" / "logs.txt") == (home / "a.log",)


def test_results_survive_a_torn_line(home):
    """A power cut in the middle of a line costs that line alone."""
    history = FileHistory(home / "history.jsonl")
    history.keep(Kept("self_care", {"side": "left"}))
    with (home / "history.jsonl").open("a") as file:
        file.write('{"at": nul')
    history.keep(Kept("emergency", {"side": "right"}))
    assert history.latest() == Kept("emergency", {"side": "right"})
    assert len((home / "history.jsonl").read_text().splitlines()) == 3


def test_the_history_is_bounded(home):
    """The newest results stay."""
    history = FileHistory(home / "history.jsonl")
    for number in range(203):
        history.keep(Kept("self_care", {"duration_days": number}))
    assert len((home / "history.jsonl").read_text().splitlines()) == 200
    assert history.latest() == Kept("self_care", {"duration_days": 202})


def test_a_history_that_cannot_be_used_says_so(home):
    """With the path, as an error of ours."""
    (home / "history.jsonl").mkdir()
    with pytest.raises(StateError, match="cannot be read"):
        FileHistory(home / "history.jsonl").latest()
    with pytest.raises(StateError, match=r"cannot be (read|written)"):
        FileHistory(home / "history.jsonl").keep(Kept("self_care", {}))


REHEARSAL = """
title: A few words
replies: {opening: my left knee}
otherwise: stop
"""


VOSK = ("rehearse", "--audio", "{script}", "--recogniser", "vosk", "--model", "{model}")


@pytest.mark.parametrize(
    "arguments", [("talk", "--typed"), ("rehearse", "--audio", "{script}"), VOSK], ids=["typed", "sphinx", "vosk"]
)
def test_a_conversation_opens_no_socket(home, arguments, request):
    """Typed or spoken, whoever hears it, from its first word to its end: the system is never asked for a socket.

    And of what a spoken one filled an answer into, nothing is kept anywhere.
    """
    (home / "script.yaml").write_text(REHEARSAL)
    model = request.getfixturevalue("tiny_vosk_model") if arguments is VOSK else None
    arguments = [part.format(script=home / "script.yaml", model=model) for part in arguments]
    done = subprocess.run(
        [sys.executable, "-c", NO_CONTACT, *arguments],
        input=DARK,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "What's going on" in done.stdout
    assert done.stderr.splitlines()[-1] == "sockets: []"
    assert holds(home, "dark_urine") == []
    assert not list(home.rglob("*.flac"))


def test_a_socket_would_be_noticed(home):
    """The watch itself: whoever asks for one is seen."""
    spy = NO_CONTACT.replace('runpy.run_module("voice", run_name="__main__")', "import socket; socket.socket().close()")
    done = subprocess.run([sys.executable, "-c", spy], capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
    assert "socket.__new__" in done.stderr
