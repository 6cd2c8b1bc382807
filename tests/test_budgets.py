"""The table of promises: that it measures what it says, not how fast this machine is."""

import json

import pytest
from click.testing import CliRunner

from voice.bench import bars, budgets
from voice.bench.budgets import Row
from voice.cli import main
from voice.rehearsal.scripts import Script


def test_every_caller_is_a_rehearsal():
    """With the same keys as the files that `rehearse` plays."""
    for script in budgets._callers().values():
        Script.model_validate(script)


def test_a_promise_is_kept_up_to_its_budget():
    """And broken beyond it."""
    assert Row("memory", 150, 150, "MB").kept
    assert not Row("memory", 150.1, 150, "MB").kept


def test_the_picture_shows_every_promise_and_which_are_broken():
    """As bars; those beyond the line are hatched."""
    picture = bars.svg([Row("a & b", 2, 1, "s"), Row("c", 0.5, 1, "s")], "a machine")
    assert [piece.partition('"')[0] for piece in picture.split(f'height="{bars._BAR}" fill="')[1:]] == ["url(#broken)", "#2a6f97"]
    assert all(f">{text}</text>" in picture for text in ("a &amp; b", "c", "2 of 1 s", "0.5 of 1 s"))


@pytest.fixture
def quick(monkeypatch):
    """One round, and no other processes: what they would print is taken as given."""
    monkeypatch.setattr(budgets, "_ROUNDS", 1)
    monkeypatch.setattr(budgets, "_EVERY", 30)
    monkeypatch.setattr(budgets, "_child", lambda work, settings: {"start": 1.0, "converse": 140.0}[work.__name__])


def test_the_command_prints_every_promise(quick, tmp_path):
    """One JSON line each, and the picture when it is asked for."""
    plot = tmp_path / "budgets.svg"
    done = CliRunner().invoke(main, ["bench", "--json", "--recogniser", "sphinx", "--plot", str(plot)])
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 11
    by_name = {line["what"]: line for line in lines}
    assert all(line["kept"] == (line["value"] <= line["budget"]) for line in lines)
    assert by_name["questions to the call for help, sign told first"]["kept"]
    assert by_name["memory, whole program, sphinx and espeak"] == {
        "what": "memory, whole program, sphinx and espeak",
        "value": 140.0,
        "budget": 150,
        "unit": "MB",
        "kept": True,
    }
    assert plot.read_text().startswith("<svg")


def test_a_picture_that_cannot_be_written_is_one_line(quick):
    """Before anything is measured, which takes a while."""
    done = CliRunner().invoke(main, ["bench", "--recogniser", "sphinx", "--plot", "/nonexistent/budgets.svg"])
    assert done.exit_code == 1
    assert "/nonexistent/budgets.svg" in done.stderr
    assert done.stdout == ""
