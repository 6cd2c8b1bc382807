"""The engine for other programs: JSON lines in, JSON lines out, a state file that survives whatever happens to the process."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from patience import HANG_SECONDS

COMMAND = (sys.executable, "-m", "voice", "pipe")
STARTED = {"event": "started"}
FIRST = {"event": "heard", "words": "my left calf twitches since my run yesterday"}
NO = {"event": "heard", "words": "no"}


def _pipe(lines, *options, **more):
    text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    run = subprocess.run(
        (*COMMAND, *map(str, options)), input=text, capture_output=True, text=True, timeout=HANG_SECONDS, check=False, **more
    )
    return run, [json.loads(line) for line in run.stdout.splitlines()]


def _turns(effects):
    turns = [[]]
    for effect in effects:
        if effect["effect"] == "settled":
            turns.append([])
        else:
            turns[-1].append(effect)
    return turns[:-1]


def test_every_event_is_answered_and_settled():
    """Effects come in order, a listen last, and one `settled` for each line."""
    run, effects = _pipe([STARTED, FIRST, NO])
    assert run.returncode == 0
    assert [turn[-1]["effect"] for turn in _turns(effects)] == ["listen"] * 3


def test_a_listen_says_what_is_asked():
    """With the fields that a program needs to answer it, `confirming` null where nothing is confirmed."""
    listen = _turns(_pipe([STARTED, FIRST])[1])[1][-1]
    assert set(listen) == {"effect", "question", "slots", "confirming", "grammar", "no_input_after"}
    assert listen["slots"]
    assert listen["confirming"] is None


ODD_LINES = (
    "not json",
    "[]",
    '"started"',
    '{"event": "sneezed"}',
    '{"event": "heard"}',
    '{"event": "started", "more": 1}',
    "\u00ff",
    '{"event": "key", "command": "dance"}',
    '{"event": "chosen", "answers": {"sidee": "left"}}',
    '{"event": "started"}',
)


@pytest.mark.parametrize("line", ODD_LINES)
def test_a_line_that_does_not_fit_changes_nothing(line):
    """An error effect, `settled`, and the next line is answered as if nothing had been."""
    with_it = _turns(_pipe([STARTED, FIRST, line + "\n", NO])[1])
    without = _turns(_pipe([STARTED, FIRST, NO])[1])
    assert [effect["effect"] for effect in with_it[2]] == ["error"]
    assert with_it[3] == without[2]


def test_a_chosen_answer_counts():
    """A button's answer in JSON form is taken at once."""
    turns = _turns(_pipe([STARTED, {"event": "chosen", "answers": {"symptoms": {"dark_urine": True}}}])[1])
    assert next(effect for effect in turns[1] if effect["effect"] == "assessment")["disposition"] == "emergency"


def test_the_region_gives_the_number():
    """In the UK it is nine nine nine."""
    _, effects = _pipe([STARTED, {"event": "heard", "words": "i fainted"}], "--region", "uk")
    assert any("nine nine nine" in effect.get("text", "") for effect in effects)


def test_an_unknown_region_is_refused():
    """Wrong usage, with what would be right."""
    run, _ = _pipe([STARTED], "--region", "atlantis")
    assert run.returncode == 2
    assert "uk" in run.stderr


def test_the_log_holds_events_and_effects_with_their_time(tmp_path):
    """One JSON line each, `t` never falling."""
    _pipe([STARTED, FIRST], "--log", tmp_path / "log.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert {"event", "effect"} <= {key for line in lines for key in line}
    assert [line["t"] for line in lines] == sorted(line["t"] for line in lines)


def test_a_state_file_takes_the_conversation_up_again(tmp_path):
    """A second process greets, sums up, and asks what the first had asked."""
    state = tmp_path / "state.json"
    first = _turns(_pipe([STARTED, FIRST, NO], "--state", state)[1])
    second = _turns(_pipe([STARTED], "--state", state)[1])
    assert second[0][-1] == first[-1][-1]
    assert "left calf" in " ".join(effect.get("text", "") for effect in second[0]).lower()


def test_a_state_file_is_its_owners_alone(tmp_path):
    """0600, in a folder of 0700 that is made for it."""
    state = tmp_path / "kept" / "state.json"
    _pipe([STARTED], "--state", state)
    assert (state.stat().st_mode & 0o777, state.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize("event", [{"event": "key", "command": "delete_data"}, {"event": "key", "command": "stop"}])
def test_a_conversation_that_is_over_leaves_no_answers(tmp_path, event):
    """Nothing is on disk after the end."""
    state = tmp_path / "state.json"
    _pipe([STARTED, FIRST, event], "--state", state)
    assert not state.exists()


@pytest.mark.parametrize(
    "damage", ["", "{", '{"schema_version": 99}', "null", "[]", "half", '{"schema_version": 1, "knowledge": "k", "phase": 7}']
)
def test_a_state_file_that_cannot_be_used_gives_a_clean_start(tmp_path, damage):
    """It is said, and no answer of it is kept."""
    state = tmp_path / "state.json"
    if damage == "half":
        _pipe([STARTED, FIRST, NO], "--state", state)
        damage = state.read_text()[: state.stat().st_size // 2]
    state.write_text(damage)
    run, effects = _pipe([STARTED], "--state", state)
    assert run.returncode == 0
    assert any(effect.get("prompt") == "restart_unreadable" for effect in effects)
    assert _turns(effects)[0][-1]["question"] == "opening"


def test_a_state_of_another_knowledge_file_gives_a_clean_start(tmp_path):
    """It is said why, and nothing is carried over."""
    state = tmp_path / "state.json"
    _pipe([STARTED, FIRST], "--state", state)
    state.write_text(json.dumps({**json.loads(state.read_text()), "knowledge": "another"}))
    effects = _pipe([STARTED], "--state", state)[1]
    assert any(effect.get("prompt") == "restart_updated" for effect in effects)
    assert "turns" not in json.loads(state.read_text())


def test_a_state_edited_by_hand_gives_a_clean_start(tmp_path):
    """A question that is none is no traceback."""
    state = tmp_path / "state.json"
    _pipe([STARTED, FIRST], "--state", state)
    state.write_text(json.dumps({**json.loads(state.read_text()), "question": "nonsense"}))
    run, effects = _pipe([STARTED], "--state", state)
    assert (run.returncode, run.stderr) == (0, "")
    assert _turns(effects)[0][-1]["question"] == "opening"


def test_two_conversations_on_one_file_are_refused(tmp_path):
    """The second ends with one line and exit status 1; the first goes on."""
    state = tmp_path / "state.json"
    with subprocess.Popen((*COMMAND, "--state", str(state)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        first.stdin.write(json.dumps(STARTED) + "\n")
        first.stdin.flush()
        first.stdout.readline()
        second, _ = _pipe([STARTED], "--state", state)
        assert (second.returncode, len(second.stderr.splitlines())) == (1, 1)
        out, _ = first.communicate(json.dumps(FIRST) + "\n", timeout=HANG_SECONDS)
        assert '"listen"' in out


def _no_room():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def test_a_full_disk_is_said_once_and_the_conversation_goes_on(tmp_path):
    """No byte can be written: one sentence about it, and the questions follow as ever."""
    run, effects = _pipe([STARTED, FIRST, NO], "--state", tmp_path / "state.json", preexec_fn=_no_room)
    assert run.returncode == 0
    assert sum(effect.get("prompt") == "cannot_save" for effect in effects) == 1
    assert [turn[-1]["effect"] for turn in _turns(effects)] == ["listen"] * 3


def test_a_folder_that_is_none_is_said_once(tmp_path):
    """Nor can anything be kept below a file."""
    (tmp_path / "file").write_text("")
    _, effects = _pipe([STARTED, FIRST, NO], "--state", tmp_path / "file" / "state.json")
    assert sum(effect.get("prompt") == "cannot_save" for effect in effects) == 1


def test_nobody_reading_is_no_traceback():
    """The reader went away: the program ends quietly."""
    run = subprocess.run(
        ["/bin/sh", "-c", f"{' '.join(COMMAND)} | head -n 1 >/dev/null"],
        input=(json.dumps(STARTED) + "\n") * 200,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert run.stderr == ""


_CHILD = """
import os, signal, sys
from pathlib import Path
from voice import session
from voice.session import NoClock, Session
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.store import file, private
from voice.store.file import FileStore
from voice.surfaces import pipe
from voice.surfaces.pipe import PipeSurface, run_pipe

# The files are read once; each life of the conversation is a process of its own, which kills itself at its line.
knowledge = load_knowledge()
grammar = load_grammar(knowledge)
watched = {module.__file__ for module in (session, file, private, pipe)}
for line in sys.stdin:
    state, events, out, last = line.split()
    child = os.fork()
    if child == 0:
        lines = 0

        def traced(frame, event, arg):
            global lines
            if frame.f_code.co_filename not in watched:
                return None
            if lines == int(last):
                os.kill(os.getpid(), signal.SIGKILL)
            lines += 1
            return traced

        with open(events, "rb") as given, open(out, "w") as effects:
            surface = PipeSurface(given, effects)
            sys.settrace(traced)
            run_pipe(Session(knowledge, grammar, FileStore(Path(state)), surface, NoClock()), surface)
            sys.settrace(None)
        sys.stdout.write(f"{lines}\\n")
        sys.stdout.flush()
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.stdout.write("killed\\n")
        sys.stdout.flush()
"""
KILLS = 200


def test_killed_at_any_line_no_acknowledged_answer_is_lost(tmp_path):
    """`kill -9` two hundred times, each at a later line: what was acknowledged is there, what was not said is not.

    Every life answers a few questions by button; whatever its output shows as settled must be in the next life's state, and the
    state may hold nothing but answers that were sent.
    """
    state, events, out = tmp_path / "state.json", tmp_path / "events", tmp_path / "effects"
    sent = [
        {"dark_urine": False},
        {"fainting": False},
        {"fever": False},
        {"tremor": False},
        {"headache": False},
        {"nausea": False},
    ]
    lines = [STARTED, *({"event": "chosen", "answers": {"symptoms": answers}} for answers in sent)]
    events.write_text("".join(json.dumps(line) + "\n" for line in lines))
    killed_in_the_middle = 0
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(
        [sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:

        def life(last):
            state.unlink(missing_ok=True)
            out.write_text("")
            parent.stdin.write(f"{state} {events} {out} {last}\n")
            parent.stdin.flush()
            return parent.stdout.readline().strip()

        whole = int(life(-1))
        for kill in range(KILLS):
            assert life(whole * kill // KILLS) == "killed"
            settled = out.read_text().count('"settled"')
            kept = json.loads(state.read_text()) if state.exists() else {}
            answers = {slot: value for turn in kept.get("turns", []) for slot, value in turn.get("answers", {}).items()}
            acknowledged = [slot for answer in sent[: max(0, settled - 1)] for slot in answer]
            said = {slot for answer in sent[: settled + 1] for slot in answer}
            assert set(acknowledged) <= set(answers), "an acknowledged answer is lost"
            assert set(answers) <= said, "an answer was invented"
            killed_in_the_middle += 0 < settled < len(lines)
            if state.exists():
                shutil.copy(state, tmp_path / "copy.json")
        parent.stdin.close()
    assert killed_in_the_middle > KILLS // 2
    back = _turns(_pipe([STARTED], "--state", tmp_path / "copy.json")[1])[0]
    told = json.loads((tmp_path / "copy.json").read_text()).get("turns")
    assert back[0]["prompt"] == ("welcome_back" if told else "welcome")
