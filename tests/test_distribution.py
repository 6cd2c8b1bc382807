"""The sdist and the wheel: built, looked into, and used outside the checkout."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from patience import HANG_SECONDS

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    """A folder with an sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def installed(dist, tmp_path_factory):
    """Runs the command of the installed wheel, in a folder that is no checkout."""
    site, elsewhere = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("elsewhere")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        *dist.glob("*.whl"),
    ]
    subprocess.run(pip, check=True)
    home = {
        "XDG_STATE_HOME": str(elsewhere),
        "XDG_CACHE_HOME": str(elsewhere),
        "XDG_CONFIG_HOME": str(elsewhere),
        "HOME": str(elsewhere),
    }

    def run(*arguments, said=""):
        command = [sys.executable, "-c", "import voice; print(voice.__file__); from voice.cli import main; main()", *arguments]
        environment = {**os.environ, **home, "PYTHONPATH": str(site)}
        return subprocess.run(
            command, input=said, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False, timeout=HANG_SECONDS
        )

    run.site = site
    return run


def test_the_wheel_holds_the_package_and_the_shared_files_only(dist):
    """Code, knowledge, grammars, licence; no tests, no scripts."""
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"voice"}
    held = set(names)
    for folder in ("knowledge", "grammars"):
        files = [path for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert {f"voice/data/{path.relative_to(ROOT)}" for path in files} <= held
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "voice").rglob("*.py")} <= held
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_can_be_tested(dist):
    """It holds the tests, their fixtures and the scripts that run them."""
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "script/test", "tests/conftest.py", "tests/fixtures/dialogue.scxml"} <= names
    assert not [name for name in names if ".venv" in name or "__pycache__" in name]


def test_an_installed_wheel_talks_from_any_folder(installed):
    """The shared files come along, so a typed conversation works without the checkout."""
    done = installed("talk", "--typed", said="my left calf twitches and my pee is black\nstop\n")
    assert done.stdout.startswith(str(installed.site)), done.stdout
    assert done.returncode == 0, done.stderr
    assert "because your pee is dark" in done.stdout.lower()


def test_an_installed_wheel_reads_words(installed):
    """The grammars are found in the package."""
    done = installed("understand", said='{"asked": ["side"], "text": "the left one"}\n')
    assert '"side": "left"' in done.stdout
