"""Where a command is to write is looked at before its work, not after it."""

import pytest
from click.testing import CliRunner

from voice.cli import bench, main, rehearse
from voice.cli.options import check_writable
from voice.settings_file import shipped_profiles

SCRIPT = "tests/conversations/power_cut.yaml"


@pytest.mark.parametrize(
    "arguments",
    [
        ["demo", "--wav"],
        ["rehearse", SCRIPT, "--audio", "--wav"],
        ["bench", "--plot"],
        ["bench", "trade-off", "--manifest", "x.csv", "--plot"],
    ],
)
def test_a_file_that_cannot_be_written_is_told_before_any_work(arguments, tmp_path, monkeypatch):
    """One line that names it, and nothing begun."""

    def begun(*_, **__):
        raise AssertionError("work was begun")

    monkeypatch.setattr(rehearse, "Stage", begun)
    monkeypatch.setattr(bench.budgets, "rows", begun)
    monkeypatch.setattr(bench, "spoken_clips", begun)
    target = tmp_path / "nowhere" / "x.out"
    done = CliRunner().invoke(main, [*arguments, str(target)])
    assert done.exit_code == 1
    assert done.stderr == f"{target}: cannot be written (No such file or directory)\n"


def test_looking_leaves_nothing_and_takes_nothing(tmp_path):
    """A file that is there keeps what it holds; one that is not does not come to be."""
    there, new = tmp_path / "there", tmp_path / "new"
    there.write_text("kept")
    check_writable(there, new, None)
    assert there.read_text() == "kept"
    assert not new.exists()


def test_the_help_names_every_profile():
    """Those that come along, from the file that holds them."""
    told = " ".join(CliRunner().invoke(main, ["talk", "--help"], terminal_width=200).stdout.split())
    assert f"{', '.join(shipped_profiles())}, or one of your own" in told
