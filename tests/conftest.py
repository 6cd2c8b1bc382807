"""What tests of several modules stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tiny_vosk import build_model


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run what takes minutes, too")


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
