"""What only some people install: missed in one line by those who want it, and never loaded for anybody else."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError

import pytest
from click.testing import CliRunner
from patience import HANG_SECONDS

from voice.cli import main
from voice.errors import TwitchwiseError
from voice.surfaces import extras
from voice.surfaces.extras import needed

COMMANDS = (("serve", "wyoming", "home-assistant"), ("mcp", "mcp", "mcp"))
LOADED = """
import runpy, sys
sys.argv = ["twitchwise", *sys.argv[1:]]
try:
    runpy.run_module("voice", run_name="__main__")
finally:
    print([name for name in ("wyoming", "mcp", "zeroconf", "anyio", "starlette") if name in sys.modules], file=sys.stderr)
"""
"""Runs the program, and says at the end which of the libraries were loaded."""


@pytest.fixture
def installed(monkeypatch):
    """Says which version of every package is installed; None for none."""

    def install(found):
        def version(package):
            if found is None:
                raise PackageNotFoundError(package)
            return found

        monkeypatch.setattr(extras, "version", version)

    return install


@pytest.mark.parametrize(("command", "package", "extra"), COMMANDS)
@pytest.mark.parametrize("found", [None, "0.9.1", "4.0"])
def test_a_package_that_is_missing_too_old_or_too_new_is_one_line(installed, command, package, extra, found):
    """It says what to install, and the exit status is 1."""
    installed(found)
    done = CliRunner().invoke(main, [command])
    assert done.exit_code == 1
    assert done.stdout == ""
    assert done.stderr.startswith(f"this needs the package {package}")
    assert done.stderr.endswith(f'pip install -e ".[{extra}]" in the checkout brings it\n')
    assert done.stderr.count("\n") == 1


def test_a_package_that_is_broken_is_one_line(installed):
    """With what is wrong with it."""
    installed("1.10")
    with pytest.raises(TwitchwiseError, match=r"the package wyoming cannot be loaded .* brings it anew"):
        needed("home-assistant", "wyoming", "wyoming.no_such_module", at_least="1.10", below="2")


@pytest.mark.parametrize("found", ["1.10", "1.10.2", "1.99", "1.10rc1"])
def test_versions_within_the_bounds_are_taken(installed, found):
    """From the first on, below the last."""
    installed(found)
    assert needed("home-assistant", "wyoming", "json", at_least="1.10", below="2").__name__ == "json"


@pytest.mark.parametrize("arguments", [("--help",), ("talk", "--typed"), ("pipe",), ("questions",), ("serve", "--help")])
def test_nobody_else_loads_them(home, arguments):
    """Neither for a conversation nor for a help text."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env=home,
        input="",
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == "[]"
