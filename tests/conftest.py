"""What tests of several modules stand on."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from servicemanager import Manager

from tests.tiny_vosk import build_model


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run what takes minutes, too, and draw other examples each time")


def pytest_configure(config: pytest.Config) -> None:
    """The same examples each time, so that a change is judged by what it changed; others with `--all`. None of them is timed.

    Temporary files of the program and of all that it starts go to a folder of this run, from before sound libraries are loaded.
    """
    untimed = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("repeatable", derandomize=not config.getoption("--all"), **untimed)
    settings.load_profile("repeatable")
    # Where pytest's own folders are, also those of its workers, which inherit all this.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="tests-")
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    os.environ["PULSE_RUNTIME_PATH"] = str(Path(folder) / "pulse")
    config.add_cleanup(lambda: shutil.rmtree(folder))


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left_behind() -> Iterator[None]:
    """Whoever ends by themselves takes their temporary files along; whoever is killed has a folder of their own (`home`)."""
    yield
    left = sorted(path.name for path in Path(tempfile.gettempdir()).iterdir() if path.name != "pulse")
    assert not left, f"left in the temporary folder: {left}"


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> None:
    """A shell's background job ignores Ctrl-C, and hands that down to every program that the tests press it in."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _no_models_of_the_developer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests hear with what they bring, whatever is installed on this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.delenv("TWITCHWISE_MODEL", raising=False)
        patch.delenv("TWITCHWISE_MIRROR", raising=False)
        yield


@pytest.fixture(scope="session")
def tiny_vosk_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small but real Vosk model that knows the words of the grammars, and hears synthetic voices only."""
    return build_model(tmp_path_factory.mktemp("tiny-vosk"))


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment whose user has no files yet."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "PULSE_", "ALSA_"))}
    folders = {"HOME": "home", "XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "TMPDIR": "tmp"}
    for folder in set(folders.values()):
        (tmp_path / folder).mkdir()
    return {**clean, **{name: str(tmp_path / folder) for name, folder in folders.items()}}


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    """A service manager that listens at `notify` in the test's folder."""
    listening = Manager(str(tmp_path / "notify"))
    yield listening
    listening.socket.close()
