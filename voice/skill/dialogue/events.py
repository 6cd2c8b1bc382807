"""What can happen to a conversation. The time comes with the event (`at`, local); there is no other clock.

`Heard` reaches `step` with its reading filled in: `step` is given meanings, not words.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from voice.errors import EventError
from voice.outside import cut
from voice.skill.reading import Reading


class _Event(BaseModel):
    """`boot` names the run of the machine: a clock may have stood still between two of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    at: datetime | None = None
    boot: str | None = Field(default=None, exclude=True)


class Started(_Event):
    """Somebody wants to talk."""

    event: Literal["started"] = "started"


class Resumed(_Event):
    """A saved conversation is taken up again, after a pause or a power cut."""

    event: Literal["resumed"] = "resumed"


class Alternative(BaseModel):
    """Other words that the same sound may have been."""

    model_config = ConfigDict(frozen=True)
    words: str
    logprob: float | None = None


class Heard(_Event):
    """Somebody said `words`; `confidence` is the recogniser's own, 0 to 1. `alternatives` are accepted and not yet used."""

    event: Literal["heard"] = "heard"
    words: str
    confidence: float = Field(default=1.0, ge=0, le=1)
    alternatives: tuple[Alternative, ...] = Field(default=(), exclude=True)
    reading: Reading | None = Field(default=None, exclude=True)


class NoInput(_Event):
    """The time to answer passed in silence."""

    event: Literal["no_input"] = "no_input"


class NoMatch(_Event):
    """There was speech, and no words could be made of it."""

    event: Literal["no_match"] = "no_match"


class BargeIn(_Event):
    """The caller began to speak while a prompt was played."""

    event: Literal["barge_in"] = "barge_in"


class Key(_Event):
    """A command given by a key or button."""

    event: Literal["key"] = "key"
    command: str


class Chosen(_Event):
    """An answer chosen by key, button or scanning: sure by nature. In the form of a reading's `answers`.

    `reply` is a chosen yes or no, where something is to be confirmed.
    """

    event: Literal["chosen"] = "chosen"
    answers: dict[str, Any]
    reply: Literal["yes", "no"] | None = None


class Spoken(_Event):
    """The prompt was heard to its end."""

    event: Literal["spoken"] = "spoken"
    prompt: str


Event = Started | Resumed | Heard | NoInput | NoMatch | BargeIn | Key | Chosen | Spoken
_ADAPTER: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def event_from_json(line: str | bytes) -> Event:
    """One JSON line as an event. Raises EventError, saying what is wrong with the line."""
    try:
        return _ADAPTER.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(p) for p in first["loc"])
        raise EventError(f"not an event: {cut(f'{where}: ' if where else '')}{cut(first['msg'])}") from None
