"""The dialogue engine: `step(knowledge, state, event) -> (state, effects)`, the only way in which a conversation moves.

Rules
=====

1. Everything that moves a conversation is in `TABLE`: for each phase, what each kind of happening does, and which phases
   can follow. What is not in it does not fit: EventError, and nothing has changed.
2. A happening is an event, or what its reading amounts to: `kind_of` is the only place that decides that.
3. What comes next is decided in one place, `moves.proceed`: emergency, open question, read-back, result, in this order.
4. Answers are confirmed by risk and certainty (`confirming`); failures climb a ladder (`ladder`); silence and
   misunderstanding never become "no".
5. Commands work everywhere (`commands`), cost no strike, and lose nothing but what they are meant to erase.
6. What gets nowhere for twelve turns in a row ends (`headway`), whatever is said.
7. Time comes with the event. No clock, no chance, no words: the words are the knowledge file's.

The picture of this table is drawn by `chart`, and the tests walk all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from voice.errors import AnswersError, EventError
from voice.outside import echoed
from voice.skill.dialogue import commands, confirming, headway, ladder, telling
from voice.skill.dialogue.commands import begin
from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import BargeIn, Chosen, Event, Heard, Key, NoInput, NoMatch, Resumed, Spoken, Started
from voice.skill.dialogue.moves import NOTHING_SAID, Moment, Move, Step
from voice.skill.dialogue.prompts import listen, say
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading

__all__ = ["NEXT", "TABLE", "TALKING", "Kind", "Rule", "begin", "current_listen", "step"]

STALE = timedelta(minutes=30)
"""A conversation that broke off longer ago than this is begun again; one that was paused keeps."""


class Kind(StrEnum):
    """What an event amounts to, commands apart (those go by their own names)."""

    STARTED = "started"
    RESUMED = "resumed"
    ANSWER = "answer"
    YES = "yes"
    NO = "no"
    QUESTION = "question"
    VAGUE = "vague"
    NO_MATCH = "no_match"
    NO_INPUT = "no_input"
    SPOKEN = "spoken"
    BARGE_IN = "barge_in"


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do, and the phases that can follow."""

    move: Move
    to: frozenset[Phase]


def _to(move: Move, *phases: Phase) -> Rule:
    return Rule(move, frozenset(phases))


NEXT = (Phase.ASKING, Phase.READ_BACK, Phase.RESULT)
TALKING = (Phase.OPENING, Phase.ASKING, Phase.CONFIRMING, Phase.READ_BACK, Phase.AMENDING, Phase.RESULT, Phase.ALARM)
_COMMAND_TARGETS: dict[str, tuple[Phase, ...]] = {
    "back": (Phase.OPENING, *NEXT, Phase.CONFIRMING),
    "skip": NEXT,
    "pause": (Phase.PAUSED,),
    "start_over": (Phase.OPENING, *NEXT, Phase.CONFIRMING),
    "change": (Phase.AMENDING,),
    "delete_data": (Phase.OVER,),
    "stop": (Phase.OVER,),
    "emergency": (Phase.ALARM,),
}


def _everywhere(phase: Phase) -> dict[str, Rule]:
    """The rules that every phase of a conversation shares; those whose targets are not listed stay where they are."""
    common: dict[str, Rule] = {name: _to(move, *_COMMAND_TARGETS.get(name, (phase,))) for name, move in commands.COMMANDS.items()}
    return common | {
        Kind.RESUMED: _to(commands.resume, phase, Phase.OPENING),
        Kind.QUESTION: _to(telling.frequent_question, phase),
        Kind.SPOKEN: _to(telling.heard_out, phase),
        Kind.BARGE_IN: _to(telling.interrupted, phase),
        Kind.VAGUE: _to(ladder.failed("vague"), phase),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), phase),
        Kind.NO_INPUT: _to(ladder.failed("no_input"), phase, Phase.PAUSED),
    }


TABLE: Mapping[Phase, Mapping[str, Rule]] = {
    Phase.NEW: {
        Kind.STARTED: _to(commands.start, Phase.OPENING),
        Kind.RESUMED: _to(commands.start, Phase.OPENING),
    },
    Phase.OPENING: _everywhere(Phase.OPENING)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), Phase.OPENING, *NEXT),
        Kind.VAGUE: _to(ladder.failed("vague"), *NEXT),
        "back": _to(commands.back, Phase.OPENING, Phase.CONFIRMING),
        "skip": _to(commands.skip_opening, *NEXT),
    },
    Phase.ASKING: _everywhere(Phase.ASKING)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), *NEXT),
        Kind.VAGUE: _to(ladder.failed("vague"), *NEXT),
    },
    Phase.CONFIRMING: _everywhere(Phase.CONFIRMING)
    | {
        Kind.YES: _to(confirming.affirmed, *NEXT, Phase.CONFIRMING),
        Kind.NO: _to(confirming.refused, *NEXT, Phase.CONFIRMING),
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), *NEXT, Phase.CONFIRMING),
        Kind.VAGUE: _to(ladder.failed("vague"), *NEXT, Phase.CONFIRMING),
        Kind.NO_INPUT: _to(ladder.failed("no_input"), *NEXT, Phase.CONFIRMING, Phase.PAUSED),
        "skip": _to(commands.skip_confirming, *NEXT),
    },
    Phase.READ_BACK: _everywhere(Phase.READ_BACK)
    | {
        Kind.YES: _to(confirming.affirmed, *NEXT, Phase.CONFIRMING),
        Kind.NO: _to(confirming.refused, Phase.AMENDING, *NEXT, Phase.CONFIRMING),
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), *NEXT),
        Kind.VAGUE: _to(ladder.failed("vague"), *NEXT),
        "skip": _to(commands.skip_read_back, *NEXT),
    },
    Phase.AMENDING: _everywhere(Phase.AMENDING)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), *TALKING),
        Kind.VAGUE: _to(ladder.failed("vague"), *TALKING),
        "skip": _to(commands.skip_amending, *TALKING),
    },
    Phase.RESULT: _everywhere(Phase.RESULT)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.YES: _to(ladder.failed("vague"), Phase.RESULT, Phase.OVER),
        Kind.NO: _to(commands.stop_result, Phase.OVER),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), Phase.RESULT, Phase.OVER),
        Kind.VAGUE: _to(ladder.failed("vague"), Phase.RESULT, Phase.OVER),
        Kind.NO_INPUT: _to(ladder.failed("no_input"), Phase.RESULT, Phase.OVER),
        "repeat": _to(commands.repeat_result, Phase.RESULT),
        "skip": _to(commands.skip_part, Phase.RESULT),
        "more": _to(commands.more, Phase.RESULT),
        "stop": _to(commands.stop_result, Phase.OVER),
    },
    Phase.ALARM: _everywhere(Phase.ALARM)
    | {
        Kind.ANSWER: _to(confirming.answered_after_all, *NEXT, Phase.CONFIRMING),
        Kind.YES: _to(ladder.failed("vague"), Phase.ALARM, Phase.OVER),
        Kind.NO: _to(commands.stop_result, Phase.OVER),
        Kind.NO_MATCH: _to(ladder.failed("no_match"), Phase.ALARM, Phase.OVER),
        Kind.VAGUE: _to(ladder.failed("vague"), Phase.ALARM, Phase.OVER),
        Kind.NO_INPUT: _to(ladder.failed("no_input"), Phase.ALARM, Phase.OVER),
        "back": _to(commands.false_alarm, *TALKING),
        "skip": _to(commands.false_alarm, *TALKING),
        "resume": _to(commands.false_alarm, *TALKING),
        "stop": _to(commands.stop_result, Phase.OVER),
    },
    Phase.PAUSED: {
        Kind.STARTED: _to(commands.resume, *TALKING),
        Kind.RESUMED: _to(commands.resume, *TALKING),
        Kind.ANSWER: _to(confirming.answered_after_all, *NEXT, Phase.CONFIRMING),
        "resume": _to(commands.resume, *TALKING),
        "emergency": _to(commands.alarm, Phase.ALARM),
        "stop": _to(commands.stop, Phase.OVER),
        "start_over": _to(commands.start_over, Phase.OPENING, *NEXT, Phase.CONFIRMING),
        "delete_data": _to(commands.delete, Phase.OVER),
    },
    Phase.OVER: {
        Kind.STARTED: _to(commands.start, Phase.OPENING),
        Kind.RESUMED: _to(commands.start, Phase.OPENING),
    },
}


def step(knowledge: Knowledge, state: State, event: Event) -> Step:
    """The state after `event`, and what is to be done. Raises EventError for an event that does not fit."""
    if state.knowledge != knowledge.hash:
        return _restarted(knowledge, state, event, "restart_updated")
    if isinstance(event, Resumed | Started) and _stale(state, event.at):
        return _restarted(knowledge, state, event, "restart_late")
    reading = _reading(knowledge, event)
    kind = kind_of(knowledge, state, event, reading)
    rule = TABLE[state.phase].get(kind)
    if rule is None:
        raise EventError(f"{kind} does not fit here: the conversation is {state.phase.value}")
    now = state.but(at=event.at) if event.at is not None else state
    if kind in _ALONE and reading.answers:
        now = confirming.noted(knowledge, now, reading)
    asked_of_us = reading.faq if kind == Kind.QUESTION else kind if kind in commands.COMMANDS else None
    moment = Moment(knowledge, now, event, reading)
    if kind in _UNCOUNTED:
        return rule.move(moment)
    return headway.gone_on(moment, rule.move, asked_of_us=asked_of_us, failure=kind in _FAILURES)


def current_listen(knowledge: Knowledge, state: State) -> Listen | None:
    """What is listened for, unless the conversation is not going on."""
    return listen(knowledge, state) if state.phase in TALKING else None


def kind_of(knowledge: Knowledge, state: State, event: Event, reading: Reading) -> str:
    """What the event amounts to in this state: a Kind, or a command's name."""
    if isinstance(event, Heard | Chosen):
        return _meaning(knowledge, state, reading)
    if isinstance(event, Key):
        if event.command not in commands.COMMANDS:
            raise EventError(
                f"key: there is no command {echoed(event.command)}; one of {', '.join(commands.COMMANDS)} would be right"
            )
        return event.command
    return _PLAIN[type(event)]


_PLAIN: dict[type, str] = {
    Started: Kind.STARTED,
    Resumed: Kind.RESUMED,
    NoInput: Kind.NO_INPUT,
    NoMatch: Kind.NO_MATCH,
    BargeIn: Kind.BARGE_IN,
    Spoken: Kind.SPOKEN,
}
_ALONE = frozenset({"stop", "emergency", "pause", "delete_data", "start_over"})
"""Commands that are obeyed whatever else was surely said with them; with any other, what was said comes first."""
_IMPLIED = frozenset({"change", "skip"})
"""Commands that add nothing to a yes or no to a confirmation: "no, change that", "yes, next"."""
_UNCOUNTED = frozenset({Kind.STARTED, Kind.RESUMED, Kind.SPOKEN, Kind.BARGE_IN})
"""What is no turn of the caller's."""
_FAILURES = frozenset({Kind.NO_MATCH, Kind.VAGUE, Kind.NO_INPUT})
_ERASING = frozenset({"delete_data", "start_over"})


def _meaning(knowledge: Knowledge, state: State, reading: Reading) -> str:
    if state.phase in (Phase.RESULT, Phase.ALARM) and _is_farewell(knowledge, reading.text):
        return Kind.NO
    if reading.certainty == "rejected":
        return Kind.NO_MATCH
    sure = reading.certainty == "sure"
    if reading.command in _ALONE and (sure or reading.command == "emergency" or not reading.answers):
        return reading.command if sure or reading.command not in _ERASING else Kind.NO_MATCH
    if reading.answers:
        # With a yes or no to something, the reply's move takes them.
        return Kind(reading.reply) if reading.reply and state.phase in (Phase.CONFIRMING, Phase.READ_BACK) else Kind.ANSWER
    if reading.reply and reading.command in _IMPLIED and state.phase is Phase.CONFIRMING:
        return Kind(reading.reply)
    if reading.command:
        return reading.command
    if reading.faq:
        return Kind.QUESTION
    if reading.reply and Kind(reading.reply) in TABLE[state.phase]:
        return Kind(reading.reply)
    return Kind.VAGUE


def _is_farewell(knowledge: Knowledge, text: str) -> bool:
    """Whether `text` is one or more farewells and nothing else: "no thanks, that's all"."""
    words = tuple("".join(c for c in text.lower() if c.isalpha() or c in " '").split())
    farewells = {tuple(farewell.split()) for farewell in knowledge.prompts["farewells"]}
    ends = {0}
    for start in range(len(words)):
        if start in ends:
            ends |= {start + len(said) for said in farewells if words[start : start + len(said)] == said}
    return bool(words) and len(words) in ends


def _reading(knowledge: Knowledge, event: Event) -> Reading:
    match event:
        case Heard(reading=None):
            raise EventError("words that nobody has read; the session reads them before they get here")
        case Heard(reading=Reading() as reading):
            return reading
        case Chosen(answers=answers, reply=reply):
            try:
                chosen = parse_answers(knowledge, answers)
            except AnswersError as error:
                raise EventError(f"chosen: {error}") from None
            # Nothing chosen is nothing known of what is asked.
            return Reading(asked=(), text="", answers=chosen, reply=reply, clarify=not chosen and reply is None)
        case _:
            return NOTHING_SAID


def _stale(state: State, at: datetime | None) -> bool:
    kept = (Phase.NEW, Phase.PAUSED, Phase.OVER)
    if at is None or state.at is None or state.phase in kept:
        return False
    return at.replace(tzinfo=None) - state.at.replace(tzinfo=None) > STALE


def _restarted(knowledge: Knowledge, state: State, event: Event, reason: str) -> Step:
    if not isinstance(event, Started | Resumed):
        raise EventError("the saved conversation belongs to another knowledge file; begin with `started`")
    fresh = state.fresh().but(knowledge=knowledge.hash, at=event.at)
    if state.phase in (Phase.NEW, Phase.OVER):
        return commands.opening(knowledge, fresh, say(knowledge, fresh, "welcome"))
    return commands.opening(knowledge, fresh, say(knowledge, fresh, "welcome"), say(knowledge, fresh, reason))
