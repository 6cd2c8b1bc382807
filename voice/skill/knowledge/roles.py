"""Which slot is for what: the roles that slots have in the knowledge file, so that code can ask for one and knows no id."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Roles:
    """The slot of each role; empty where the knowledge file has none, which is then neither asked for nor mentioned."""

    place: str = ""
    side: str = ""
    duration: str = ""
    speaker: str = ""
    concern: str = ""
    severity: str = ""
    score: str = ""
    age: str = ""
    medicines: str = ""
    medicine_change: str = ""
    stopped_medicines: str = ""


class _HasRole(Protocol):
    @property
    def role(self) -> str | None: ...


def roles_of(slots: Mapping[str, _HasRole]) -> Roles:
    """The slot of each role."""
    return Roles(**{slot.role: name for name, slot in slots.items() if slot.role})
