"""The Home Assistant integration inside Home Assistant, where that can be installed."""

import subprocess
import sys

import pytest

from tests.home_assistant import FOLDER


def test_the_integration_passes_its_own_tests():
    """With Home Assistant's test tools, which need a newer Python than the oldest that Twitchwise runs on."""
    pytest.importorskip(
        "pytest_homeassistant_custom_component", reason="Home Assistant is not installed; script/check-home-assistant brings it"
    )
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", FOLDER / "tests"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
