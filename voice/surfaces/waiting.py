"""A pause of any length: the program stays, and goes on when somebody says that they are back, or presses a key.

1. A call for help and a red flag end a pause as well; they count at once.
2. Everything else that is heard meanwhile is let pass: in a gym, that is much. A conversation that was only left is not waited
   for.
3. What ended the pause is not lost: the conversation takes it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from voice.ports import Surface
from voice.session import Session
from voice.skill.dialogue.effects import Effect, End, Fault, Listen, Outcome
from voice.skill.dialogue.engine import TABLE
from voice.skill.dialogue.events import Event, Heard, Key, NoInput, Started
from voice.skill.dialogue.prompts import red_flags
from voice.skill.dialogue.state import Phase
from voice.skill.reading import Reading

WAITING = Listen(question="paused", slots=(), grammar="paused", no_input_after=1e9)
"""No silence is too long; so "no input" is somebody who pressed the key that ends an answer."""


@dataclass(frozen=True, slots=True)
class ReadInPauses:
    """Fills `ports.Surface` with `inner`, whose words nobody has read: in a pause they are, as nothing else tells who is back."""

    inner: Surface
    read: Callable[[Listen, str], Reading]
    hint: str = ""
    """Put on the screen when the waiting begins."""

    def perform(self, effect: Effect) -> None:
        """As `inner` does; at a pause, also how to go on."""
        self.inner.perform(effect)
        if isinstance(effect, End) and effect.outcome == "paused" and self.hint:
            self.inner.perform(Fault(message=self.hint))

    def next_event(self, listen: Listen) -> Event:
        """As `inner` does. Raises EOFError when somebody leaves."""
        event = self.inner.next_event(listen)
        if listen is WAITING and isinstance(event, Heard) and event.reading is None:
            return event.model_copy(update={"reading": self.read(listen, event.words)})
        return event


def run_through_pauses(session: Session, surface: Surface) -> Outcome:
    """Hold the conversation to its end, waiting out its pauses; "paused" when somebody leaves in one."""
    outcome = session.run()
    while outcome == "paused" and session.state.phase is Phase.PAUSED:
        woken = _woken(session, surface)
        if not woken:
            surface.perform(session.left())
            break
        outcome = session.run(*woken)
    return outcome


def _woken(session: Session, surface: Surface) -> tuple[Event, ...]:
    """Wait until somebody is back: the events with which they are. None when they leave instead."""
    try:
        while True:
            event = surface.next_event(WAITING)
            if isinstance(event, Key) and event.command == "stop":
                return ()
            if isinstance(event, NoInput):
                return (Started(),)
            if isinstance(event, Key):
                # A key that a pause knows nothing of is pressed in the conversation.
                return (event,) if event.command in TABLE[Phase.PAUSED] else (Started(), event)
            if isinstance(event, Heard) and _returns(session, event):
                return (event,)
    except EOFError:
        return ()


def _returns(session: Session, event: Heard) -> bool:
    """Unsure will do, of somebody who is known: coming back by mistake costs a sentence, not being heard costs more."""
    reading = event.reading
    if reading is None or reading.certainty == "rejected":
        return False
    if reading.certainty != "sure" and not session.state.answered:
        return reading.command == "emergency"
    if reading.command == "emergency" or any(reading.answers.get(slot) is True for slot in red_flags(session.knowledge)):
        return True
    return reading.command == "resume" and not reading.answers
