"""The dialogue engine alone, for other programs: events in on one stream, effects out on another, JSON lines.

Every line in is answered by its effects and then `settled`, also when it was no event; then the next line is read, to the end
of the stream. What is out has been saved.
"""

from typing import BinaryIO, TextIO

from voice.errors import EventError, TwitchwiseError
from voice.outside import read_line
from voice.session import Session
from voice.skill.dialogue.effects import Effect, Listen, Settled
from voice.skill.dialogue.events import Event, event_from_json


class PipeSurface:
    """Fills `ports.Surface`: effects as JSON lines on `out`, flushed one by one; events as lines of `lines`."""

    def __init__(self, lines: BinaryIO, out: TextIO) -> None:
        self._lines, self._out = lines, out

    def perform(self, effect: Effect) -> None:
        """Write it down."""
        self._out.write(effect.model_dump_json(exclude_none=not isinstance(effect, Listen)) + "\n")
        self._out.flush()

    def next_event(self, listen: Listen) -> Event:
        """The next line as an event. Raises EventError for a line that is none, EOFError after the last."""
        try:
            line = read_line(self._lines)
            while line and not line.strip():
                line = read_line(self._lines)
        except TwitchwiseError as error:
            raise EventError(f"not an event: {error}") from None
        if not line:
            raise EOFError
        return event_from_json(line)


def run_pipe(session: Session, surface: PipeSurface) -> None:
    """Answer every event until the stream ends; a conversation that is over can be begun again."""
    anything = Listen(question="", slots=(), grammar="")
    while True:
        try:
            session.handle(surface.next_event(anything))
        except EventError as error:
            session.fault(str(error))
        except EOFError:
            return
        surface.perform(Settled())
