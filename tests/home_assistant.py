"""The parts of the Home Assistant integration that need no Home Assistant, as a package without its own first module.

That module imports Home Assistant, which needs a newer Python than these tests run on.
"""

import importlib
import sys
import types
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "home-assistant"
INTEGRATION = FOLDER / "custom_components" / "twitchwise"
_NAME = "twitchwise_in_home_assistant"


def part(name):
    """One of its modules."""
    if _NAME not in sys.modules:
        package = types.ModuleType(_NAME)
        package.__path__ = [str(INTEGRATION)]
        sys.modules[_NAME] = package
    return importlib.import_module(f"{_NAME}.{name}")
