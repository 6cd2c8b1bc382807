"""What a check found: as it should be, worth knowing, or in the way of talking; and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """How much a finding matters."""

    OK = "ok"
    WARNING = "warning"
    """Talking is possible, and would be better otherwise."""
    FAULT = "fault"
    """Talking is not possible."""
    SKIPPED = "skipped"
    """Not looked at, as something before it is missing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One of them. `measured` holds figures by name, the unit at the name's end: `noise_dbfs`, `latency_seconds`."""

    check: str
    verdict: Verdict
    said: str
    do: str = ""
    measured: Mapping[str, float | str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As one JSON object."""
        shown = {"check": self.check, "verdict": self.verdict.value, "said": self.said, "do": self.do}
        return {**shown, "measured": dict(self.measured)}


REINSTALL = "install Twitchwise again: script/setup in a checkout, or pip install --force-reinstall twitchwise"


def ok(check: str, said: str, **measured: float | str) -> Finding:
    """As it should be."""
    return Finding(check, Verdict.OK, said, "", measured)


def warning(check: str, said: str, do: str, **measured: float | str) -> Finding:
    """Talking is possible, and would be better with `do` done."""
    return Finding(check, Verdict.WARNING, said, do, measured)


def fault(check: str, said: str, do: str, **measured: float | str) -> Finding:
    """No talking before `do` is done."""
    return Finding(check, Verdict.FAULT, said, do, measured)


def skipped(check: str, said: str) -> Finding:
    """Not looked at."""
    return Finding(check, Verdict.SKIPPED, said)
