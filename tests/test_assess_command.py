"""`assess`, `questions` and `check` on the command line: JSON on standard output, one clear line for what went wrong."""

import json

import pytest
from click.testing import CliRunner

from voice.cli import main


def _run(*arguments, text=None):
    return CliRunner().invoke(main, arguments, input=text)


def test_each_line_gets_an_assessment():
    """Two lines of answers give two lines of JSON, in order."""
    run = _run("assess", "--json", "-", text='{"symptoms": {"dark_urine": true}}\n\n{}\n')
    first, second = (json.loads(line) for line in run.stdout.splitlines())
    assert (run.exit_code, first["disposition"], second["disposition"]) == (0, "emergency", "doctor")
    assert set(first) == {
        *("disposition", "rules", "red_flags", "to_check", "causes", "tips", "never", "safety_net", "speech", "sources"),
    }
    assert first["rules"][0] == {"id": "E01", "because": ["dark_urine"]}


def test_a_bad_line_keeps_its_place():
    """A line that cannot be used gives an error in its place, and exit status 1 at the end."""
    run = _run("assess", "--json", "-", text='{"caffeine": "loads"}\nnot json\n{}\n')
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    assert "caffeine" in lines[0]["error"]
    assert "not JSON" in lines[1]["error"]
    assert lines[2]["disposition"] == "doctor"
    assert run.exit_code == 1


def test_without_json_the_speech_is_printed():
    """What would be spoken comes out as text."""
    run = _run("assess", "--region", "uk", text='{"symptoms": {"dark_urine": true}}\n')
    assert run.stdout.lower().startswith("call nine nine nine now")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.yaml", "symptoms: {fever: true, pain: true}\n"), ("a.json", '{"symptoms": {"fever": true, "pain": true}}')],
)
def test_files_are_yaml_or_json(tmp_path, name, content):
    """Answers may lie in files of either form."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert json.loads(_run("assess", "--json", str(path)).stdout)["disposition"] == "urgent"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "no such file"),
        (b"a: [1", "not YAML"),
        (b"\xff\xfe", "cannot be read"),
        (b"", "the file is empty"),
        (b"[]", "answers are a mapping"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(tmp_path, content, says):
    """A missing, broken, binary or empty file is named, with exit status 1 and no traceback."""
    path = tmp_path / "answers.yaml"
    if content is not None:
        path.write_bytes(content)
    run = _run("assess", str(path))
    assert run.exit_code == 1
    assert run.stdout == ""
    assert str(path) in run.stderr
    assert says in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_what_is_no_answer_is_left_out_aloud():
    """A key of somebody else's is reported on standard error, and the assessment goes on."""
    run = _run("assess", "--json", text='{"favourite_colour": "blue"}\n')
    assert "favourite_colour" in run.stderr
    assert json.loads(run.stdout)["disposition"] == "doctor"
    assert run.exit_code == 0


def test_an_unknown_region_is_wrong_usage():
    """A region that is none is refused with the ones that there are."""
    run = _run("assess", "--region", "atlantis", text="{}\n")
    assert run.exit_code == 2
    assert "new_zealand" in run.stderr


def test_questions_are_listed_in_order():
    """One line a question: id, slots, wording and risk, the signs of an emergency first."""
    lines = [json.loads(line) for line in _run("questions", "--json").stdout.splitlines()]
    assert all(set(line) == {"id", "slots", "ask", "risk"} for line in lines)
    assert all("{" not in line["ask"] and len(line["slots"]) <= 9 for line in lines)
    red_flags = [n for n, line in enumerate(lines) if line["risk"] == "red_flag"]
    assert red_flags[0] < min(n for n, line in enumerate(lines) if line["risk"] == "cause")
