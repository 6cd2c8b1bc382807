"""Lines of other programs, whatever stands in them: one short answer each, in bounded time, and the conversation goes on."""

import io
import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from talking import whole

from grammars import shipped
from voice import outside
from voice.cli import main
from voice.errors import AnswersError, TwitchwiseError
from voice.session import NoClock, Session
from voice.skill.dialogue.events import Heard, Started
from voice.skill.dialogue.phrases import phrases
from voice.skill.knowledge.answers import parse_answers
from voice.store.memory import MemoryStore
from voice.surfaces.pipe import PipeSurface, run_pipe
from voice.surfaces.readings import readings

LONGEST = 1_500
"""Characters of an error, some of which list all that is allowed."""


def chosen(answers):
    """The event with these answers."""
    return json.dumps({"event": "chosen", "answers": answers})


NUMBERS = ("1" + "0" * 4000, "1e308", "-1", "1000001", "NaN", "Infinity", "-Infinity", "1e999")
ANSWERS = {
    "long value": {"side": "x" * 900_000},
    "long sign": {"symptoms": {"fever": "x" * 900_000}},
    "deep value": {"side": [[[[["left"]]]]]},
    "mapping": {"side": {"left": {"left": 1}}},
    "many keys": {f"key_{n}": 1 for n in range(20_000)},
    "many signs": {"symptoms": {f"key_{n}": True for n in range(20_000)}},
    "many keys that are nearly one": {f"sid{n}": 1 for n in range(51)},
    "long key": {"side" * 100_000: 1, "side": "inside"},
    "long sign's name": {"symptoms": {"fever" * 100_000: True}},
    "key of several lines": {"symptoms": {"fe\nver": True}},
    "many medicines": {"medications": ["aspirin"] * 50_000},
    "long medicine": {"medications": "a" * 900_000},
    "medicines in lists": {"medications": [[["aspirin"]]]},
    "no signs": {"symptoms": [1]},
}
LINES = {
    **{f"duration {number[:9]}": f'{{"event": "chosen", "answers": {{"duration_days": {number}}}}}' for number in NUMBERS},
    **{name: chosen(answers) for name, answers in ANSWERS.items()},
    "long command": json.dumps({"event": "key", "command": "x" * 900_000}),
    "command of several lines": json.dumps({"event": "key", "command": "a\nb"}),
    "long event": json.dumps({"event": "x" * 900_000}),
    "long key of an event": json.dumps({"event": "started", "x" * 900_000: 1}),
    "many keys of an event": json.dumps({"event": "started", **{f"key_{n}": 1 for n in range(20_000)}}),
    "deep": '{"event": "chosen", "answers": ' + '{"a": ' * 100_000,
    "too long": json.dumps({"event": "heard", "words": "x" * 2_000_000}),
    "no text": b'{"event": "\xff"}',
    "confidence": '{"event": "heard", "words": "no", "confidence": NaN}',
    "year": '{"event": "started", "at": "99999-01-01T00:00:00"}',
    "time": '{"event": "started", "at": 1e300}',
}


def piped(*lines):
    """What the engine answers to these lines, turn by turn."""
    out = io.StringIO()
    written = b"".join((line if isinstance(line, bytes) else line.encode()) + b"\n" for line in lines)
    surface = PipeSurface(io.BytesIO(written), out)
    run_pipe(Session(whole(), shipped(), MemoryStore(), surface, NoClock()), surface)
    return [[json.loads(line) for line in turn.splitlines()] for turn in out.getvalue().split('{"effect":"settled"}\n')[:-1]]


@pytest.mark.parametrize("name", LINES)
def test_a_hostile_event_is_one_short_error(name):
    """It changes nothing, and the next line is answered as ever."""
    begun, refused, after = piped('{"event": "started"}', LINES[name], '{"event": "key", "command": "repeat"}')
    assert begun[-1]["effect"] == after[-1]["effect"] == "listen"
    assert [effect["effect"] for effect in refused] == ["error"]
    message = refused[0]["message"]
    assert len(message) <= LONGEST, message[:LONGEST]
    assert message.isprintable()


@pytest.mark.parametrize("name", ANSWERS)
def test_hostile_answers_are_one_short_error(name):
    """On the line of `assess` where they stand."""
    done = CliRunner().invoke(main, ["assess", "--json"], input=json.dumps(ANSWERS[name]) + "\n{}\n")
    first, _ = (json.loads(line) for line in done.stdout.splitlines())
    assert first["error"].startswith("line 1: ")
    assert len(first["error"]) <= LONGEST


@pytest.mark.parametrize("command", ["assess", "understand"])
@pytest.mark.parametrize("line", [b"\xff\n", b"x" * 2_000_000 + b"\n", b"[" * 100_000 + b"\n", b"9" * 10_000 + b"\n", b"\x00\n"])
def test_a_line_that_cannot_be_read_keeps_its_place(command, line):
    """And the lines after it are answered."""
    good = {"assess": b"{}\n", "understand": b'{"text": "no", "asked": ["pain"]}\n'}[command]
    done = CliRunner().invoke(main, [command] + ["--json"] * (command == "assess"), input=line + good)
    first, second = (json.loads(one) for one in done.stdout.splitlines())
    assert first["error"].startswith("line 1: ")
    assert len(first["error"]) <= LONGEST
    assert "error" not in second


QUESTIONS = (
    {"text": "no", "asked": ["x" * 500_000]},
    {"text": "no", "asked": ["pain"] * 50_000},
    {"text": "no", "asked": {"pain": 1}},
    {"text": "no", "confirming": [1]},
    {"text": ["no"]},
    {"asked": ["pain"]},
    {"text": "no", **{f"askes_{n}": 1 for n in range(20_000)}, "askd": 1},
    {"text": "no", "confirmin\n": 1},
)


@pytest.mark.parametrize("question", QUESTIONS, ids=range(len(QUESTIONS)))
def test_a_hostile_question_is_one_short_error(question):
    """In the place of its reading."""
    (line,) = readings(shipped(), io.StringIO(json.dumps(question) + "\n"), None)
    assert line.question is None or len(question) > 20_000
    assert len(line.document.get("error", "")) <= LONGEST


def test_looking_for_what_was_meant_is_bounded(monkeypatch):
    """Twenty thousand keys of others are compared with ours no more often than fifty are."""
    compared = []
    monkeypatch.setattr(outside.difflib, "get_close_matches", lambda name, *_, **__: compared.append(name) or [])
    with pytest.raises(AnswersError):
        parse_answers(whole(), {f"key_{n}": 1 for n in range(20_000)})
    parse_answers(whole(), {f"key_{n}": 1 for n in range(50)} | {"k" * 10_000: None})
    assert len(compared) == 50
    assert max(map(len, compared)) < 100


SOME = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["left", "unknown", "yes", "calf"]),
)
ANY = st.recursive(
    SOME, lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=5), one, max_size=4), max_leaves=8
)
NAMES = st.sampled_from([*whole().slots, *whole().symptoms, "symptoms"]) | st.text(max_size=8)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(NAMES, ANY, max_size=6))
def test_any_answers_are_taken_or_refused(answers):
    """What is taken can be put into words, in less than a line."""
    said = ()
    try:
        said = phrases(whole(), parse_answers(whole(), answers))
    except AnswersError as error:
        said = str(error).split("; ")
    assert all(one.isprintable() and len(one) < 5_000 for one in said)


TIMES = st.datetimes(timezones=st.none() | st.timezones())
WORDS = st.sampled_from(
    ["my left calf since monday", "since last christmas", "for two weeks", "since 2 pm", "since march", "no", "wait"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TIMES, WORDS), max_size=5))
def test_events_of_any_time_are_answered(events):
    """Of any year, with and without a time zone, in any order."""
    session = Session(whole(), shipped(), MemoryStore(), PipeSurface(io.BytesIO(), io.StringIO()), NoClock())
    session.handle(Started())
    for at, words in events:
        assert session.handle(Heard(words=words, at=at))
        assert session.handle(Started(at=at))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("left", "'left'"),
        ("a\nb", r"'a\nb'"),
        (True, "True"),
        ([1, 2], "[1, 2]"),
        ({"a": [[[1]]]}, "{'a': [[...]]}"),
    ],
)
def test_a_value_is_shown_as_it_is_while_it_is_short(value, shown):
    """Deep ones are cut."""
    assert outside.echoed(value) == shown


@settings(deadline=None)
@given(ANY | st.text(min_size=300) | st.integers(min_value=10**300))
def test_whatever_is_shown_is_short_and_in_one_line(value):
    """Long ones too."""
    assert len(outside.echoed(value)) <= outside.MOST_SAID
    assert outside.named(value).isprintable()


@given(st.lists(st.text(st.characters(exclude_characters="\n\r"), max_size=30)), st.integers(1, 10))
def test_long_lines_are_passed_over(lines, most):
    """Those that are not come whole and in their order."""
    stream, read = io.StringIO("".join(f"{line}\n" for line in lines)), []
    for _ in lines:
        try:
            read.append(outside.read_line(stream, most).rstrip("\n"))
        except TwitchwiseError:
            read.append(None)
    assert read == [line if len(line) < most else None for line in lines]
    assert outside.read_line(stream, most) == ""
