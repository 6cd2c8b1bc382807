"""A state, and results, that are kept for as long as the program runs, and no longer."""

from collections.abc import Mapping
from typing import Any

from voice.ports import Kept


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


class MemoryHistory:
    """Fills `ports.History` without a disk."""

    def __init__(self) -> None:
        self._all: list[Kept] = []

    def keep(self, kept: Kept) -> None:
        """Append it."""
        self._all.append(kept)

    def latest(self) -> Kept | None:
        """The last one, or None."""
        return self._all[-1] if self._all else None

    def erase(self) -> None:
        """Nothing of them is left."""
        self._all.clear()
