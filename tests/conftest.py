"""What tests of several modules stand on."""

from pathlib import Path

import pytest

from tests.tiny_vosk import build_model


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run what takes minutes, too")


@pytest.fixture(scope="session")
def tiny_vosk_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small but real Vosk model that knows the words of the grammars, and hears synthetic voices only."""
    return build_model(tmp_path_factory.mktemp("tiny-vosk"))
