"""The integration's code beside Home Assistant's own: its types by mypy, its branches by Home Assistant's test tools."""

import shutil
import subprocess
from pathlib import Path

from report import Report

_PYTHON = "/integration-tests/bin/python"
_INSIDE = """
root=$1 && shift && mount --rbind /proc "$root/proc" && exec chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$@"
"""
"""Runs a command in a folder of the Debian; it sees this machine's processes, as mypy asks for them. The mount goes with it."""


def try_integration(root: Path, repository: Path, report: Report) -> None:
    """Check types and run the integration's own tests inside the Debian."""
    place = root / "integration"
    shutil.rmtree(place, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(repository / "home-assistant", place, ignore=ignored)
    types = ("-m", "mypy", "--strict", "--follow-imports=silent", "--no-error-summary", "--cache-dir=/tmp/mypy", "twitchwise")
    _run(root, report, "its types fit Home Assistant's", "/integration/custom_components", *types)
    tests = ("-m", "pytest", "-q", "tests")
    _run(root, report, "its own tests pass with Home Assistant's test tools", "/integration", *tests)


def _run(root: Path, report: Report, what: str, place: str, *command: str) -> None:
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", _INSIDE, "sh", root, place, _PYTHON, *command],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout[-3_000:], done.stderr[-1_000:])
    report.check(what, done.returncode == 0, done.stdout[-2_000:] + done.stderr[-2_000:])
