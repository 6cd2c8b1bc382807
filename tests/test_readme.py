"""The README's commands run as they stand."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from patience import HANG_SECONDS

ROOT = Path(__file__).parent.parent
BLOCKS = re.findall(r"^```sh\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
COMMANDS = [line.split("   #")[0].strip() for block in BLOCKS for line in block.splitlines()]
FOR_A_MODEL = tuple(f"twitchwise models {verb}" for verb in ("fetch", "verify", "remove"))
NEEDS_SOUND_OR_SETUP = ("script/", "twitchwise talk", "twitchwise  ", *FOR_A_MODEL)
RUNNABLE = [c for c in COMMANDS if not c.startswith(NEEDS_SOUND_OR_SETUP) and c != "twitchwise"]


@pytest.mark.parametrize("command", RUNNABLE)
def test_a_command_of_the_readme_runs(command):
    """A command that needs neither device nor set-up does its work, and says nothing on standard error."""
    program = f"{sys.executable} -m voice"
    done = subprocess.run(
        ["/bin/sh", "-c", re.sub(r"(^|\| )twitchwise", rf"\1{program}", command)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert bool(done.stdout) is not command.endswith(" check")  # which is silent when all is well
    assert done.stderr == ""


def test_the_readme_shows_commands():
    """The list above is not empty by accident of format."""
    assert len(RUNNABLE) >= 6
