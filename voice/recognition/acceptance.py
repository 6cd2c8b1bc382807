"""From which confidence words are believed: the one place for the ears of this program and for words that others have heard.

Below its gate a reading is unsure, so that it is asked; below half of that there is no reading.
"""

from dataclasses import dataclass, replace
from typing import Literal

from voice.skill.reading import Reading


@dataclass(frozen=True, slots=True)
class Acceptance:
    """From which word confidences on an engine that doubts itself is believed; how they were chosen: docs/recognition.md."""

    agreed: float = 0.4
    """The least sure word of a second look that means what the first means."""
    agreed_yes_no: float = 0.8
    """The same where it says that something is so or is not: short words, and the ones that decide."""
    agreed_command: float = 0.8
    """The same for a command: it does something, and chatter is like one more often."""
    alone_least: float = 0.35
    alone_mean: float = 0.95
    """The least sure word and the mean of a second look that is believed against the first."""
    agreed_aside: float = 0.4
    """As the first, for what answers nothing that was asked: another question's value, or a question of the caller's own."""


ACCEPTANCE = Acceptance()
SHARES = Acceptance(agreed=0.55, agreed_yes_no=0.8, agreed_command=0.94, agreed_aside=0.95)
"""Of an engine that has several strings: the share of what means the same, from which it is believed (`weighing`)."""
_NO_READING = 0.5
"""The share of its gate below which words mean nothing."""


def enough(reading: Reading, acceptance: Acceptance = ACCEPTANCE) -> float:
    """The confidence from which on this reading is believed."""
    if reading.command:
        return acceptance.agreed_command
    least = acceptance.agreed_yes_no if decides(reading) else acceptance.agreed
    return max(least, acceptance.agreed_aside) if _aside(reading) else least


def decides(reading: Reading) -> bool:
    """Whether it says that something is so or is not."""
    return bool(reading.reply) or any(isinstance(value, bool) for value in reading.answers.values())


def _aside(reading: Reading) -> bool:
    """Whether something was asked, and this speaks of something else."""
    if reading.faq:
        return True
    return bool(reading.asked and reading.answers) and reading.answers.keys().isdisjoint(reading.asked)


def doubted(reading: Reading) -> Reading:
    """The reading, no longer sure."""
    if reading.certainty != "sure":
        return reading
    certainty: Literal["unsure"] = "unsure"
    return replace(reading, certainty=certainty)


def believed(reading: Reading, confidence: float) -> Reading:
    """What is left of the reading of words that somebody heard with this confidence."""
    gate = enough(reading)
    if confidence >= gate:
        return reading
    if confidence >= _NO_READING * gate:
        return doubted(reading)
    return Reading(asked=reading.asked, text=reading.text, certainty="rejected")
