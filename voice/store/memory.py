"""A state that is kept for as long as the program runs, and no longer."""

from collections.abc import Mapping
from typing import Any


class MemoryStore:
    """Fills `ports.StateStore` without a disk."""

    def __init__(self) -> None:
        self._kept: Mapping[str, Any] | None = None

    def load(self) -> Mapping[str, Any] | None:
        """What was saved, or None."""
        return self._kept

    def save(self, state: Mapping[str, Any]) -> None:
        """Keep it in place of what was kept."""
        self._kept = state

    def erase(self) -> None:
        """Nothing of it is left."""
        self._kept = None
