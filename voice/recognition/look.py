"""A look at an utterance: what an engine made of the sound, and what that means."""

from collections.abc import Callable
from dataclasses import dataclass

from voice.ports import Hypothesis
from voice.skill.reading import Reading

Understand = Callable[[str], Reading]


@dataclass(frozen=True, slots=True)
class Look:
    """What one look made of the sound."""

    hypothesis: Hypothesis
    reading: Reading


def says(reading: Reading) -> bool:
    """Whether there is anything in it to act on."""
    return bool(reading.answers or reading.reply or reading.command or reading.faq or reading.clarify)


def agree(one: Reading, other: Reading) -> bool:
    """Whether both say the same."""
    return (one.answers, one.reply, one.command, one.faq) == (other.answers, other.reply, other.command, other.faq)


def meant(reading: Reading) -> int:
    """How many of its words mean something."""
    return len({position for span in reading.spans for position in range(span.start, span.end)})
