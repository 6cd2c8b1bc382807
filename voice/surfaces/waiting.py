"""A pause of any length: the program stays, and goes on when somebody says that they are back, or presses a key.

Everything else that is heard meanwhile is let pass: in a gym, that is much. A conversation that was only left is not waited for.
"""

from voice.ports import Surface
from voice.session import Session
from voice.skill.dialogue.effects import Listen, Outcome
from voice.skill.dialogue.events import Event, Heard, Key, NoInput
from voice.skill.dialogue.state import Phase

WAITING = Listen(question="paused", slots=(), grammar="paused", no_input_after=1e9)
"""No silence is too long; so "no input" is somebody who pressed the key that ends an answer."""


def run_through_pauses(session: Session, surface: Surface) -> Outcome:
    """Hold the conversation to its end, waiting out its pauses; "paused" when somebody leaves in one."""
    outcome = session.run()
    while outcome == "paused" and session.state.phase is Phase.PAUSED and _back(surface):
        outcome = session.run()
    return outcome


def _back(surface: Surface) -> bool:
    """Wait until somebody is; False when they leave instead."""
    try:
        while True:
            event = surface.next_event(WAITING)
            if isinstance(event, Key) and event.command == "stop":
                return False
            if _returns(event):
                return True
    except EOFError:
        return False


def _returns(event: Event) -> bool:
    if isinstance(event, Heard):
        # Unsure will do: coming back by mistake costs a sentence, not being heard costs the conversation.
        reading = event.reading
        return reading is not None and reading.certainty != "rejected" and reading.command == "resume" and not reading.answers
    return isinstance(event, Key | NoInput)
