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


ACCEPTANCE = Acceptance()
SHARES = Acceptance(agreed=0.6, agreed_yes_no=0.8, agreed_command=0.95)
"""Of an engine that has several strings: the share of what means the same, from which it is believed (`weighing`)."""
_NO_READING = 0.5
"""The share of its gate below which words mean nothing."""


def enough(reading: Reading, acceptance: Acceptance = ACCEPTANCE) -> float:
    """The confidence from which on this reading is believed."""
    if reading.command:
        return acceptance.agreed_command
    decides = reading.reply or any(isinstance(value, bool) for value in reading.answers.values())
    return acceptance.agreed_yes_no if decides else acceptance.agreed


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
