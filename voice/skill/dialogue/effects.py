"""What the engine wants done, in order. It does none of it itself."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from voice.skill.knowledge.fields import Level

Outcome = Literal["completed", "stopped", "emergency", "paused", "abandoned"]
"""`abandoned`: left in silence. Nothing of it is kept, shown or ready to be said any more."""


class _Effect(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Say(_Effect):
    """Speak `text`; `prompt` names it, for logs, `spoken` events and the cache."""

    effect: Literal["say"] = "say"
    prompt: str
    text: str
    interruptible: bool = True


class Listen(_Effect):
    """Open the microphone for an answer to `question`; `no_input_after` is in seconds of silence.

    `slots` are what is asked, as `understand` takes them; `confirming` the answers that a yes would confirm (JSON form).
    """

    effect: Literal["listen"] = "listen"
    question: str
    slots: tuple[str, ...]
    confirming: dict[str, Any] | None = None
    grammar: str
    no_input_after: float = 8.0


class Reason(BaseModel):
    """A rule or cause by its id, and the ids of what speaks for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    because: tuple[str, ...]


class Assessed(_Effect):
    """The interview is over: the fields of `triage.result.Assessment.to_json` (a later one replaces it)."""

    effect: Literal["assessment"] = "assessment"
    disposition: Level
    rules: tuple[Reason, ...] = ()
    red_flags: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    causes: tuple[Reason, ...] = ()
    tips: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    safety_net: tuple[str, ...] = ()
    speech: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Earcon(_Effect):
    """A short sound: listening, heard, not_understood, done."""

    effect: Literal["earcon"] = "earcon"
    name: str


class Adjust(_Effect):
    """Speak slower or faster (`rate`), louder or quieter (`volume`); 1.0 is as set by the user."""

    effect: Literal["adjust"] = "adjust"
    rate: float | None = None
    volume: float | None = None


class Erase(_Effect):
    """Delete everything kept of this conversation."""

    effect: Literal["erase"] = "erase"


class End(_Effect):
    """The conversation is over."""

    effect: Literal["end"] = "end"
    outcome: Outcome


class Left(_Effect):
    """Nobody is there any more, and the conversation is not over: what becomes of the answers that were given, if any were.

    "saved": the next start goes on from them; "unsaved": they are lost.
    """

    effect: Literal["left"] = "left"
    answers: Literal["none", "saved", "unsaved"] = "none"


class Fault(_Effect):
    """A line that is no event, or does not fit; the state is unchanged."""

    effect: Literal["error"] = "error"
    message: str


class Settled(_Effect):
    """The engine waits for the next event."""

    effect: Literal["settled"] = "settled"


Effect = Say | Listen | Assessed | Earcon | Adjust | Erase | End | Left | Fault | Settled
