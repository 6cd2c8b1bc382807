"""A caller who says one thing for ever, and how long that goes on.

A turn changes nothing when no answer is known after it that was not known before, nothing new is to be confirmed, and nothing of
what was left out of the result was told: that what was asked is given up as unknown is no change. The end is a
result, or the end of the conversation.
"""

from collections.abc import Callable
from dataclasses import dataclass

from voice.errors import EventError
from voice.skill.dialogue.engine import step
from voice.skill.dialogue.events import Event, Heard, Key
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.model import Knowledge

MOST_UNCHANGED = 12
MOST_TURNS = 400
_NOT_KNOWN = ("unknown", "unspecified")
Says = Callable[[State], Event]


@dataclass(frozen=True)
class Repeated:
    """How it went: where it ended, after how many turns, and the longest run of turns that changed nothing."""

    state: State
    turns: int
    unchanged: int

    @property
    def ended(self) -> bool:
        """Whether there was an end, soon enough."""
        return self.turns < MOST_TURNS and self.unchanged <= MOST_UNCHANGED


def repeat(knowledge: Knowledge, state: State, says: Says) -> Repeated:
    """Hold the conversation from `state` on with somebody who only ever does what `says` gives."""
    turns, unchanged, longest, over = 0, 0, 0, False
    while not over and turns < MOST_TURNS:
        event = says(state)
        try:
            after, _ = step(knowledge, state, event)
        except EventError:
            break
        turns += 1
        unchanged = 0 if _changed(state, event, after) else unchanged + 1
        longest = max(longest, unchanged)
        reached = after.phase is Phase.RESULT and state.base is not Phase.RESULT
        over = reached or after.phase in (Phase.OVER, Phase.PAUSED)
        state = after
    return Repeated(state, turns, longest)


def commanded(event: Event) -> str | None:
    """The command that was given, if one was."""
    if isinstance(event, Key):
        return event.command
    return event.reading.command if isinstance(event, Heard) and event.reading else None


def _changed(before: State, event: Event, after: State) -> bool:
    known = before.answers
    if commanded(event) == "skip" and len(after.turns) > len(before.turns):
        return True
    said = event.reading.answers if isinstance(event, Heard) and event.reading else {}
    if after.left < before.left:
        return True
    told = any(known.get(slot) != value and (value not in _NOT_KNOWN or slot in said) for slot, value in after.answers.items())
    erased = bool(set(known) - set(after.answers))
    put = {(slot, str(value)) for put in before.put for slot, value in (*put.answers.items(), *before.pending.items())}
    return told or erased or any((slot, str(value)) not in put for slot, value in after.pending.items())
