"""`script/setup` fetches Vosk's speech model where it should, and never fails for it."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from patience import HANG_SECONDS

from voice.recognition.model_store import MANIFEST

SETUP = Path(__file__).parents[1] / "script" / "setup"


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose packages are installed already, with a `twitchwise` that writes down what is asked of it and fails.

    The neural ear is not among the packages, unless a file `.venv/hears-well` is there.
    """

    def program(path, *lines):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(("#!/bin/sh", *lines, "")))
        path.chmod(0o755)

    program(tmp_path / ".venv/bin/python", f'case "$2" in *find_spec*) [ -e {tmp_path}/.venv/hears-well ];; esac')
    program(tmp_path / ".venv/bin/twitchwise", f'echo "$@" >> {tmp_path}/asked', "exit 3")
    for name in ("apt-get", "sudo"):
        program(tmp_path / "bin" / name, "exit 0")
    (tmp_path / "script").mkdir()
    shutil.copy(SETUP, tmp_path / "script")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    stamp = subprocess.run(
        ["/bin/sh", "-c", 'echo "$(python3 --version) $(cksum < pyproject.toml) $PWD"'],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    (tmp_path / ".venv/.ready-dev").write_bytes(stamp.stdout)
    return tmp_path


def setup(checkout, *options, **variables):
    """What it printed for people, after ending well."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TWITCHWISE_")}
    environment = {**clean, "PATH": f"{checkout / 'bin'}:{os.environ['PATH']}", **variables}
    command = [str(checkout / "script/setup"), *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr.splitlines()


def asked(checkout):
    """How often the model was fetched."""
    file = checkout / "asked"
    return len(file.read_text().splitlines()) if file.exists() else 0


def test_a_model_that_cannot_be_fetched_is_no_failure(checkout):
    """Whatever happens to the fetch, one line and status 0."""
    said = setup(checkout)
    assert said[-1] == "setup: going on without the speech model"
    assert "models fetch --optional --time-limit" in (checkout / "asked").read_text()


def test_each_set_up_tries_again_but_a_start_does_not(checkout):
    """Who runs it by hand wants the model; `script/run` has to start at once."""
    setup(checkout, "--if-new")
    assert asked(checkout) == 1
    setup(checkout, "--if-new")
    assert asked(checkout) == 1
    setup(checkout)
    assert asked(checkout) == 2


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["--no-model"], {}),
        (["--tests"], {}),
        ([], {"TWITCHWISE_NO_MODEL": "1"}),
        ([], {"TWITCHWISE_MODEL": "/a/model/of/my/own"}),
    ],
)
def test_the_model_can_be_left_out(checkout, options, variables):
    """By flag, by variable, for tests, and by whoever names another model."""
    setup(checkout, *options, **variables)
    assert asked(checkout) == 0


def test_where_the_neural_ear_is_nothing_is_fetched(checkout):
    """Its model came with a package; who wants Vosk's as well says so."""
    (checkout / ".venv/hears-well").touch()
    setup(checkout)
    assert asked(checkout) == 0
    setup(checkout, "--vosk")
    assert asked(checkout) == 1


def test_a_model_that_was_fetched_before_is_seen_as_well(checkout):
    """Taken out of a wheel into the model store, without the package; a damaged one does not count."""
    hidden = checkout / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text('import sys\nsys.modules["moonshine_voice"] = None\n')
    python = checkout / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nPYTHONPATH={hidden} exec {sys.executable} "$@"\n')
    content = b"model"
    document = {
        "name": "moonshine",
        "engine": "moonshine",
        "licence": "MIT",
        "sha256": "",
        "url": "https://example.org/simple/moonshine-voice/",
        "files": {"encoder_model.ort": {"bytes": len(content), "sha256": sha256(content).hexdigest()}},
    }
    data = checkout / "data"
    model = data / "twitchwise/models/moonshine"
    model.mkdir(parents=True)
    (model / MANIFEST).write_text(json.dumps(document))
    setup(checkout, XDG_DATA_HOME=str(data))
    assert asked(checkout) == 1
    (model / "encoder_model.ort").write_bytes(content)
    setup(checkout, XDG_DATA_HOME=str(data))
    assert asked(checkout) == 1
