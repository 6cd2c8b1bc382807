"""Where a conversation stands: small, frozen, JSON both ways.

1. Answers are not stored but folded from the turns, the latest last: going back is dropping turns, and nothing of them stays.
2. A state names its schema and the hash of the knowledge file that it belongs to; any other is refused, never half read.
3. It holds no text and no clock: `at` is the local time of the last event that carried one.
4. Answers age: a number of days was right when it was said, so `answers` counts on from the time of its turn, by whole days.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, TypedDict, Unpack

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from voice.errors import StateError
from voice.outside import cut, echoed
from voice.skill.dialogue.effects import Outcome
from voice.skill.dialogue.timing import LEFT_SECONDS, elapsed
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
    CHECKING = "checking"
    RESULT = "result"
    ALARM = "alarm"
    PAUSED = "paused"
    OFFERED = "offered"
    OVER = "over"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


PATIENCE_SECONDS = 8.0
"""Silence before the question is put again (Alexa waits 8 s before a re-prompt)."""


class Manner(_Frozen):
    """How somebody wants to be talked to. It is no answer: it stays when answers are forgotten.

    `brief`: prompts in their shorter form, where they have one. `keeps`: results are kept for later, which is said. `patience`
    is in seconds of silence; after `left` seconds of it the conversation is over. `shared`: several people use this device, so
    that what was said before is offered, never assumed. `typed`: words come from keys, so that nothing of them was misheard.
    """

    brief: bool = False
    typed: bool = False
    keeps: bool = False
    patience: float = Field(PATIENCE_SECONDS, ge=1.0, le=600.0)
    left: float = Field(LEFT_SECONDS, ge=1.0, le=86_400.0)
    shared: bool = False


class Turn(_Frozen):
    """What one exchange settled. `closed`: the question is not asked again, whatever of it is still open.

    `unsure`: taken as said although the words were not wholly understood; the read-back names such answers first. `at`: when
    it was said.
    """

    question: str
    answers: Mapping[str, Value] = Field(default_factory=dict)
    closed: bool = False
    unsure: bool = False
    at: datetime | None = None


class Ladder(_Frozen):
    """Failures of the question of the moment: each kind counted apart, and all together."""

    no_match: int = Field(0, ge=0)
    no_input: int = Field(0, ge=0)
    vague: int = Field(0, ge=0)
    total: int = Field(0, ge=0)

    def climbed(self, kind: Literal["no_match", "no_input", "vague"]) -> "Ladder":
        """One rung higher on the ladder of `kind`."""
        return self.model_copy(update={kind: getattr(self, kind) + 1, "total": self.total + 1})


class Put(_Frozen):
    """Answers that somebody was asked to confirm, and in which form of words."""

    form: str
    answers: Mapping[str, Value]


class Told(_Frozen):
    """The last result: how urgent, how often results were spoken in full, and how many turns it was made from.

    `urged`: what was said since makes it so urgent, and what to do was said at once.
    """

    level: str
    times: int
    turns: int
    urged: str | None = None


class Standstill(_Frozen):
    """How many turns in a row changed nothing, and which commands and questions about the subject were among them."""

    turns: int = 0
    asked: tuple[str, ...] = ()


class Changes(TypedDict, total=False):
    """What of a State can change, by name: the fields of State, each of its type."""

    knowledge: str
    region: str | None
    manner: Manner
    earlier: Mapping[str, Value]
    earlier_at: datetime | None
    phase: Phase
    question: str | None
    item: str | None
    turns: tuple[Turn, ...]
    pending: Mapping[str, Value]
    leaning: Literal["yes", "no"] | None
    apart: tuple[str, ...]
    put: tuple[Put, ...]
    supposed: str
    besides: str | None
    asked_besides: tuple[str, ...]
    origin: Phase | None
    held: Phase | None
    ladder: Ladder
    doubts: Ladder
    perhaps: str | None
    rejected: int
    part: int
    interrupted: bool
    left: int
    untold: tuple[str, ...]
    told: Told | None
    standstill: Standstill
    outcome: Outcome | None
    rate: float
    volume: float
    at: datetime | None
    heard_at: datetime | None
    boot: str | None
    answered: int
    unheard: int
    waiting: bool
    command: str | None
    checked: tuple[str, ...]
    beneath: Phase | None


class State(_Frozen):
    """A conversation between two events.

    `question` is the one being asked (also while an answer to it is confirmed) and `item` the slot asked on its own.
    `pending` is what is to be confirmed, `leaning` what an unsure reply to it was, `origin` the phase to go back to when it
    is not, `held` the one that a pause or an alarm interrupted. `ladder` counts failures of the question, `doubts` those of a
    confirmation or correction. `perhaps` is the question about several signs to which something was said that named none of
    them, such as yes: until one is named, no to all of them is no to none. `rejected` counts read-backs that were not
    accepted. `part` is how many parts of the result were heard to their end, for when it is interrupted, and `left` how often
    "more" still has something of it to tell. `untold` are the statements that a question about the subject still has in store.
    `earlier` are the answers behind the last result that was kept, and `earlier_at` when that was. `put` are the confirmations
    that were asked for, each of which is asked once in the same words; what is `apart` is confirmed one thing at a time, and
    `supposed` is the name that what is confirmed sounded like. `besides` is a sign that may have been said besides, to be asked
    about before the next question, and `asked_besides` are all that were. `told` is the last result, and `standstill` how long
    nothing has changed.

    `answered`: how many sure answers the caller has given; until there is one, nothing unsure counts. `unheard` counts failures
    before that, or while waiting. `waiting`: no more prompts, until somebody speaks or the time is over. `heard_at`
    is when the caller was last heard, `boot` the machine's run in which that was. `command` is what a yes in CHECKING does,
    `checked` what was put that way already, and `beneath` the phase that it interrupted.
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
    supposed: str = ""
    besides: str | None = None
    asked_besides: tuple[str, ...] = ()
    origin: Phase | None = None
    held: Phase | None = None
    ladder: Ladder = Ladder()
    doubts: Ladder = Ladder()
    perhaps: str | None = None
    rejected: int = Field(0, ge=0)
    part: int = Field(0, ge=0)
    interrupted: bool = False
    left: int = Field(0, ge=0)
    untold: tuple[str, ...] = ()
    told: Told | None = None
    standstill: Standstill = Standstill()
    outcome: Outcome | None = None
    rate: float = Field(1.0, ge=0.2, le=5.0)
    volume: float = Field(1.0, ge=0.1, le=10.0)
    at: datetime | None = None
    heard_at: datetime | None = None
    boot: str | None = None
    answered: int = 0
    unheard: int = 0
    waiting: bool = False
    command: str | None = None
    checked: tuple[str, ...] = ()
    beneath: Phase | None = None

    @property
    def answers(self) -> dict[str, Value]:
        """All answers so far, flat, as they are now: a twitch of one day is one of three days two days later."""
        folded: dict[str, Value] = {}
        for turn in self.turns:
            days = max(0, _whole_days(turn.at, self.at))
            folded.update({slot: aged(slot, value, days) for slot, value in turn.answers.items()} if days else turn.answers)
        return folded

    @property
    def closed(self) -> frozenset[str]:
        """The questions that are not to be asked again."""
        return frozenset(turn.question for turn in self.turns if turn.closed)

    @property
    def base(self) -> Phase:
        """The phase under whatever interrupts it: a check, an alarm, a pause, a confirmation, a correction."""
        phase = self.beneath if self.phase is Phase.CHECKING and self.beneath else self.phase
        phase = self.held if phase in (Phase.ALARM, Phase.PAUSED, Phase.OFFERED) and self.held else phase
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
            heard_at=self.heard_at,
            boot=self.boot,
        )

    def but(self, **changes: Unpack[Changes]) -> "State":
        """The same with `changes`, whose names and types a type checker sees; nothing looks at them when this runs."""
        return self.model_copy(update=changes)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values; `state_from_json` is the opposite."""
        document: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True)
        return {"schema_version": SCHEMA, **document}


_DAYS = "_days"
"""How the slots end whose value is a number of days since something began; a dot may follow, and what began."""


def counts_days(slot: str) -> bool:
    """Whether the slot's value is the number of days since something began."""
    return slot.partition(".")[0].endswith(_DAYS)


def aged(slot: str, value: Value, days: int) -> Value:
    """The value so many days after it was said."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value + days if is_number and counts_days(slot) else value  # type: ignore[operator]  # `is_number` says so


def _whole_days(since: datetime | None, until: datetime | None) -> int:
    gone = elapsed(since, until)
    return gone.days if gone is not None else 0


def state_from_json(document: Mapping[str, Any]) -> State:
    """The state that `document` holds. Raises StateError for one of another version, or that is none."""
    if document.get("schema_version") != SCHEMA:
        found = echoed(document.get("schema_version"))
        raise StateError(f"saved by another version of this program (schema {found}, not {SCHEMA})")
    try:
        return State.model_validate_json(json.dumps(document))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(p) for p in first["loc"])
        raise StateError(f"not a saved conversation: {cut(where)}: {cut(first['msg'])}") from None
    except (ValueError, RecursionError) as error:
        raise StateError(f"not a saved conversation: {cut(str(error))}") from None
