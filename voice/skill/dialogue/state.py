"""Where a conversation stands: small, frozen, JSON both ways.

1. Answers are not stored but folded from the turns, the latest last: going back is dropping turns, and nothing of them stays.
2. A state names its schema and the hash of the knowledge file that it belongs to; any other is refused, never half read.
3. It holds no text and no clock: `at` is the local time of the last event that carried one.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.errors import StateError
from voice.skill.dialogue.effects import Outcome
from voice.skill.reading import Value

SCHEMA: Literal[1] = 1


class Phase(StrEnum):
    """What the conversation is doing; the rows of the dialogue's table."""

    NEW = "new"
    OPENING = "opening"
    ASKING = "asking"
    CONFIRMING = "confirming"
    READ_BACK = "read_back"
    AMENDING = "amending"
    RESULT = "result"
    ALARM = "alarm"
    PAUSED = "paused"
    OVER = "over"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


PATIENCE_SECONDS = 8.0
"""Silence before the question is put again (Alexa waits 8 s before a re-prompt)."""


class Manner(_Frozen):
    """How somebody wants to be talked to. It is no answer: it stays when answers are forgotten.

    `brief`: prompts in their shorter form, where they have one. `keeps`: results are kept for later, which is said. `patience`
    is in seconds of silence.
    """

    brief: bool = False
    keeps: bool = False
    patience: float = PATIENCE_SECONDS


class Turn(_Frozen):
    """What one exchange settled. `closed`: the question is not asked again, whatever of it is still open.

    `unsure`: taken as said although the words were not wholly understood; the read-back names such answers first.
    """

    question: str
    answers: Mapping[str, Value] = Field(default_factory=dict)
    closed: bool = False
    unsure: bool = False


class Ladder(_Frozen):
    """Failures of the question of the moment: each kind counted apart, and all together."""

    no_match: int = 0
    no_input: int = 0
    vague: int = 0
    total: int = 0

    def climbed(self, kind: Literal["no_match", "no_input", "vague"]) -> "Ladder":
        """One rung higher on the ladder of `kind`."""
        return self.model_copy(update={kind: getattr(self, kind) + 1, "total": self.total + 1})


class Put(_Frozen):
    """Answers that somebody was asked to confirm, and in which form of words."""

    form: str
    answers: Mapping[str, Value]


class Told(_Frozen):
    """The last result: how urgent, how often results were spoken in full, and how many turns it was made from."""

    level: str
    times: int
    turns: int


class Standstill(_Frozen):
    """How many turns in a row changed nothing, and which commands and questions about the subject were among them."""

    turns: int = 0
    asked: tuple[str, ...] = ()


class State(_Frozen):
    """A conversation between two events.

    `question` is the one being asked (also while an answer to it is confirmed) and `item` the slot asked on its own.
    `pending` is what is to be confirmed, `leaning` what an unsure reply to it was, `origin` the phase to go back to when it
    is not, `held` the one that a pause or an alarm interrupted. `ladder` counts failures of the question, `doubts` those of a
    confirmation or correction. `perhaps` is the question about several signs to which something was said that named none of
    them, such as yes: until one is named, no to all of them is no to none. `rejected` counts read-backs that were not
    accepted. `part` is how many parts of the result were heard to their end, for when it is interrupted. `untold` are the
    statements that a question about the subject still has in store. `earlier` are the answers behind the last result that was
    kept, and `earlier_at` when that was. `put` are the confirmations that were asked for, each of which is asked once in the same
    words; what is `apart` is confirmed one thing at a time. `told` is the last result, and `standstill` how long
    nothing has changed.
    """

    schema_version: Literal[1] = 1
    knowledge: str
    region: str | None = None
    manner: Manner = Manner()
    earlier: Mapping[str, Value] = Field(default_factory=dict)
    earlier_at: datetime | None = None
    phase: Phase = Phase.NEW
    question: str | None = None
    item: str | None = None
    turns: tuple[Turn, ...] = ()
    pending: Mapping[str, Value] = Field(default_factory=dict)
    leaning: Literal["yes", "no"] | None = None
    apart: tuple[str, ...] = ()
    put: tuple[Put, ...] = ()
    origin: Phase | None = None
    held: Phase | None = None
    ladder: Ladder = Ladder()
    doubts: Ladder = Ladder()
    perhaps: str | None = None
    rejected: int = 0
    part: int = 0
    interrupted: bool = False
    untold: tuple[str, ...] = ()
    told: Told | None = None
    standstill: Standstill = Standstill()
    outcome: Outcome | None = None
    rate: float = 1.0
    volume: float = 1.0
    at: datetime | None = None

    @property
    def answers(self) -> dict[str, Value]:
        """All answers so far, flat."""
        folded: dict[str, Value] = {}
        for turn in self.turns:
            folded.update(turn.answers)
        return folded

    @property
    def closed(self) -> frozenset[str]:
        """The questions that are not to be asked again."""
        return frozenset(turn.question for turn in self.turns if turn.closed)

    @property
    def base(self) -> Phase:
        """The phase under whatever interrupts it: an alarm, a pause, a confirmation, a correction."""
        phase = self.held if self.phase in (Phase.ALARM, Phase.PAUSED) and self.held else self.phase
        return self.origin if phase in (Phase.CONFIRMING, Phase.AMENDING) and self.origin else phase

    def fresh(self) -> "State":
        """The same person before their first word."""
        return State(
            knowledge=self.knowledge,
            region=self.region,
            manner=self.manner,
            earlier=self.earlier,
            earlier_at=self.earlier_at,
            rate=self.rate,
            volume=self.volume,
            at=self.at,
        )

    def but(self, **changes: object) -> "State":
        """The same with `changes`, which the caller vouches for."""
        return self.model_copy(update=changes)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values; `state_from_json` is the opposite."""
        document: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        return {"schema_version": SCHEMA, **document}


def state_from_json(document: Mapping[str, Any]) -> State:
    """The state that `document` holds. Raises StateError for one of another version, or that is none."""
    if document.get("schema_version") != SCHEMA:
        raise StateError(f"saved by another version of this program (schema {document.get('schema_version')!r}, not {SCHEMA})")
    try:
        return State.model_validate_json(json.dumps(document))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(p) for p in first["loc"])
        raise StateError(f"not a saved conversation: {where}: {first['msg']}") from None
