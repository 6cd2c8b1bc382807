"""The dialogue engine: `step(knowledge, state, event) -> (state, effects)`, the only way in which a conversation moves.

Rules
=====

1. Everything that moves a conversation is in `TABLE`: for each phase, what each kind of happening does, and which phases
   can follow. What is not in it does not fit: EventError, and nothing has changed.
2. A happening is an event, or what its reading amounts to: `kinds` is the only place that decides that.
3. What comes next is decided in one place, `moves.proceed`: emergency, open question, read-back, result, in this order.
4. Answers are confirmed by risk and certainty (`confirming`); failures climb a ladder (`ladder`); silence and
   misunderstanding never become "no".
5. Commands work everywhere (`commands`), cost no strike, and lose nothing but what they are meant to erase; one that was not
   plainly given is asked about first (`checks`).
6. Nothing is presumed: until the caller has given one sure answer, or told where it twitches, what is unsure was not said.
7. What gets nowhere for twelve turns in a row ends (`headway`), whatever is said.
8. A conversation that was left is over (`leaving`), and nobody gets another person's answers (`returning`).
9. Time comes with the event. No clock, no chance, no words: the words are the knowledge file's.

The picture of this table is drawn by `chart`, and the tests walk all of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from voice.errors import AnswersError, EventError
from voice.skill.dialogue import besides, checks, commands, confirming, headway, leaving, rest, result, returning, telling
from voice.skill.dialogue.commands import begin
from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, Resumed, Started
from voice.skill.dialogue.kinds import Kind, kind_of
from voice.skill.dialogue.moves import NOTHING_SAID, Moment, Move, Step, uncovered
from voice.skill.dialogue.prompts import listen, red_flags, say
from voice.skill.dialogue.state import Phase, State
from voice.skill.dialogue.timing import elapsed, is_put_back
from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import ALONE, Reading, Value
from voice.skill.triage.assess import is_emergency

__all__ = ["NEXT", "TABLE", "TALKING", "Rule", "begin", "current_listen", "step"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What to do, and the phases that can follow."""

    move: Move
    to: frozenset[Phase]


def _to(move: Move, *phases: Phase) -> Rule:
    return Rule(move, frozenset(phases))


_UNTOLD = frozenset({"repeat", "slower", "faster", "louder", "quieter", "help", "why", "explain", Kind.SPOKEN, Kind.BARGE_IN})
"""What tells nothing of the answers, and leaves a question as it is."""
_CHECK_AGAIN = _UNTOLD | {"summary"}
"""What leaves the question whether a command was meant as it is."""
_OFFER_AGAIN = _UNTOLD | {Kind.RESUMED}
"""What leaves an offer as it is; anything else but a yes begins anew."""
NEXT = (Phase.ASKING, Phase.READ_BACK, Phase.RESULT)
TALKING = (Phase.OPENING, Phase.ASKING, Phase.CONFIRMING, Phase.READ_BACK, Phase.AMENDING, Phase.RESULT, Phase.ALARM)
LISTENING = (*TALKING, Phase.CHECKING, Phase.OFFERED)
"""With the two phases that put a question about the conversation itself."""
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
        Kind.RESUMED: _to(returning.resume, phase, Phase.OPENING, Phase.OFFERED),
        Kind.QUESTION: _to(telling.frequent_question, phase),
        Kind.CHECK: _to(checks.put, Phase.CHECKING, Phase.RESULT),
        Kind.SPOKEN: _to(telling.heard_out, phase),
        Kind.BARGE_IN: _to(telling.interrupted, phase),
        Kind.VAGUE: _to(leaving.failed("vague"), phase, Phase.OVER),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), phase, Phase.OVER),
        Kind.NO_INPUT: _to(leaving.failed("no_input"), phase, Phase.OVER),
    }


def _beneath(kind: str) -> Rule:
    """What is said in place of yes or no to a check is taken as it would be without the check."""

    def move(moment: Moment) -> Step:
        state = uncovered(moment.state)
        rule = TABLE[state.phase].get(kind)
        if rule is None:
            return checks.declined(moment)
        return rule.move(Moment(moment.knowledge, state, moment.event, moment.reading))

    return Rule(move, frozenset({*LISTENING, Phase.PAUSED, Phase.OVER}))


def _of_a_stranger(obeyed: Move) -> Move:
    """The move by somebody who is told nothing of what was said before."""
    return lambda moment: obeyed(Moment(moment.knowledge, moment.state.fresh(), moment.event))


def _anew(moment: Moment) -> Step:
    """Forget what was said before, by whomever; what was said just now is the first that is said."""
    return _begun_with(moment, "start_over")


def _after_the_result(moment: Moment) -> Step:
    """What is told after a result adds to it; if it is about somebody else, it begins anew: answers are one person's.

    Unless help is needed now, whoever it is.
    """
    k, known, reading = moment.knowledge, moment.state.answers, moment.reading
    another = k.is_of_another(reading.answers) and not k.is_of_another(known) and reading.certainty == "sure"
    another = another and not is_emergency(k, known)
    if not another:
        return confirming.answered(moment)
    told = {slot: value for slot, value in reading.answers.items() if not _is_denied(k, slot, value)}  # "it is my son, not me"
    return _begun_with(replace(moment, reading=replace(reading, answers=told)), "start_over_other")


def _is_denied(knowledge: Knowledge, slot: str, value: Value) -> bool:
    """Whether an answer says that something is not there."""
    return value is False or (slot in knowledge.slots and knowledge.slots[slot].is_nothing(value))


def _begun_with(moment: Moment, why: str) -> Step:
    k, event = moment.knowledge, moment.event
    said = say(k, moment.state.fresh(), why)
    state, effects = commands.opening(k, moment.state, said)
    kind = kind_of(k, state, event, moment.reading, TABLE[state.phase])
    if kind in _NOTHING_NEW or kind not in TABLE[Phase.OPENING]:
        return state, effects
    now = _noticed(k, state, event, moment.reading, kind)
    after, more = TABLE[Phase.OPENING][kind].move(Moment(k, now, event, moment.reading))
    return after, (said, *more)


TABLE: Mapping[Phase, Mapping[str, Rule]] = {
    Phase.NEW: {
        Kind.STARTED: _to(commands.start, Phase.OPENING),
        Kind.RESUMED: _to(commands.start, Phase.OPENING),
    },
    Phase.OPENING: _everywhere(Phase.OPENING)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), Phase.OPENING, *NEXT, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), Phase.OPENING, *NEXT, Phase.OVER),
        "back": _to(commands.back, Phase.OPENING, Phase.CONFIRMING),
        "skip": _to(commands.skip_opening, *NEXT),
    },
    Phase.ASKING: _everywhere(Phase.ASKING)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), *NEXT, Phase.CONFIRMING, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), *NEXT, Phase.CONFIRMING, Phase.OVER),
    },
    Phase.CONFIRMING: _everywhere(Phase.CONFIRMING)
    | {
        Kind.YES: _to(confirming.affirmed, *NEXT, Phase.CONFIRMING),
        Kind.NO: _to(confirming.refused, *NEXT, Phase.CONFIRMING),
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), *NEXT, Phase.CONFIRMING, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), *NEXT, Phase.CONFIRMING, Phase.OVER),
        Kind.NO_INPUT: _to(leaving.failed("no_input"), *NEXT, Phase.CONFIRMING, Phase.OVER),
        "skip": _to(commands.skip_confirming, *NEXT),
    },
    Phase.READ_BACK: _everywhere(Phase.READ_BACK)
    | {
        Kind.YES: _to(confirming.affirmed, *NEXT, Phase.CONFIRMING),
        Kind.NO: _to(confirming.refused, Phase.AMENDING, *NEXT, Phase.CONFIRMING),
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), *NEXT, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), *NEXT, Phase.OVER),
        "skip": _to(commands.skip_read_back, *NEXT),
    },
    Phase.AMENDING: _everywhere(Phase.AMENDING)
    | {
        Kind.ANSWER: _to(confirming.answered, *NEXT, Phase.CONFIRMING),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), *TALKING, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), *TALKING, Phase.OVER),
        "skip": _to(commands.skip_amending, *TALKING),
    },
    Phase.CHECKING: {
        **{kind: _beneath(kind) for kind in _everywhere(Phase.CHECKING)},
        **{kind: rule for kind, rule in _everywhere(Phase.CHECKING).items() if kind in _CHECK_AGAIN},
        Kind.ANSWER: _beneath(Kind.ANSWER),
        Kind.YES: _to(checks.agreed, *TALKING, Phase.PAUSED, Phase.OVER),
        Kind.NO: _to(checks.declined, *TALKING, Phase.PAUSED),
        Kind.NO_MATCH: _to(checks.declined, *TALKING, Phase.PAUSED),
        Kind.VAGUE: _to(checks.declined, *TALKING, Phase.PAUSED),
        Kind.NO_INPUT: _to(leaving.wait_on, Phase.CHECKING, Phase.OVER),
    },
    Phase.RESULT: _everywhere(Phase.RESULT)
    | {
        Kind.ANSWER: _to(_after_the_result, Phase.OPENING, *NEXT, Phase.CONFIRMING),
        Kind.YES: _to(result.affirmed, Phase.RESULT, Phase.OVER),
        Kind.NO: _to(result.enough, Phase.OVER),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), Phase.RESULT, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), Phase.RESULT, Phase.OVER),
        Kind.NO_INPUT: _to(leaving.failed("no_input"), Phase.RESULT, Phase.OVER),
        "repeat": _to(result.repeat, Phase.RESULT),
        "skip": _to(result.skip, Phase.RESULT),
        "more": _to(result.more, Phase.RESULT),
        "resume": _to(result.go_on, Phase.RESULT),
        "stop": _to(result.enough, Phase.OVER),
    },
    Phase.ALARM: _everywhere(Phase.ALARM)
    | {
        Kind.ANSWER: _to(confirming.answered_after_all, *NEXT, Phase.CONFIRMING),
        Kind.YES: _to(leaving.failed("vague"), Phase.ALARM, Phase.OVER),
        Kind.NO: _to(result.enough, Phase.OVER),
        Kind.NO_MATCH: _to(leaving.failed("no_match"), Phase.ALARM, Phase.OVER),
        Kind.VAGUE: _to(leaving.failed("vague"), Phase.ALARM, Phase.OVER),
        Kind.NO_INPUT: _to(leaving.failed("no_input"), Phase.ALARM, Phase.OVER),
        "back": _to(commands.false_alarm, *TALKING),
        "skip": _to(commands.false_alarm, *TALKING),
        "resume": _to(commands.false_alarm, *TALKING),
        "stop": _to(result.enough, Phase.OVER),
    },
    Phase.PAUSED: {
        Kind.STARTED: _to(returning.resume, *TALKING, Phase.OFFERED),
        Kind.RESUMED: _to(returning.resume, *TALKING, Phase.OFFERED),
        Kind.ANSWER: _to(confirming.answered_after_all, *NEXT, Phase.CONFIRMING),
        Kind.CHECK: _to(checks.put, Phase.CHECKING, Phase.RESULT),
        "resume": _to(returning.resume, *TALKING, Phase.OFFERED),
        "emergency": _to(commands.alarm, Phase.ALARM),
        "stop": _to(commands.stop, Phase.OVER),
        "start_over": _to(commands.start_over, Phase.OPENING, *NEXT, Phase.CONFIRMING),
        "delete_data": _to(commands.delete, Phase.OVER),
    },
    Phase.OFFERED: {
        **dict.fromkeys(_everywhere(Phase.OFFERED), _to(_anew, *TALKING, Phase.CHECKING, Phase.PAUSED)),
        **{kind: rule for kind, rule in _everywhere(Phase.OFFERED).items() if kind in _OFFER_AGAIN},
        Kind.STARTED: _to(returning.resume, Phase.OFFERED),
        Kind.YES: _to(returning.take_up, *TALKING),
        Kind.NO: _to(_anew, *TALKING, Phase.CHECKING),
        "stop": _to(_of_a_stranger(commands.stop), Phase.OVER),
        "delete_data": _to(_of_a_stranger(commands.delete), Phase.OVER),
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
    if isinstance(event, Resumed | Started) and returning.is_stale(state, event.at):
        return _restarted(knowledge, state, event, "restart_late")
    state, reading = rest.denied_with(knowledge, state, _reading(knowledge, event))
    if isinstance(event, Heard | Chosen | Key) and leaving.is_late(Moment(knowledge, state, event)):
        return _begun_with(Moment(knowledge, state.but(at=event.at), event, _of_anybody(knowledge, reading)), "restart_late")
    reading = result.understood(state, reading)
    kind = kind_of(knowledge, state, event, reading, TABLE[state.phase])
    rule = TABLE[state.phase].get(kind)
    if rule is None:
        raise EventError(f"{kind} does not fit here: the conversation is {state.phase.value}")
    reading = leaving.weighed(knowledge, state, reading)
    kind = besides.reply_of(state, reading, kind)
    answer = besides.move_for(state, kind)
    noticed = _noticed(knowledge, besides.passed_by(state, kind), event, reading, kind)
    noticed = besides.brought_up(knowledge, noticed, reading)
    after, effects = _moved(Moment(knowledge, noticed, event, reading), kind, Rule(answer, rule.to) if answer else rule)
    return besides.settled(knowledge, after), effects


def _moved(moment: Moment, kind: str, rule: Rule) -> Step:
    """What the rule does, as long as the conversation gets on."""
    state, reading = moment.state, moment.reading
    if kind in _UNCOUNTED or state.waiting:
        return rule.move(moment)
    asked_of_us = reading.faq if kind == Kind.QUESTION else kind if kind in commands.COMMANDS else None
    failed = TABLE[state.phase].get(Kind.NO_MATCH, rule).move
    return headway.gone_on(moment, rule.move, failed, asked_of_us=asked_of_us, failure=kind in _FAILURES)


def _of_anybody(knowledge: Knowledge, reading: Reading) -> Reading:
    """What words mean whatever was asked: nothing of a "no" to a question that somebody else was asked."""
    present = {slot: True for slot in red_flags(knowledge) if reading.answers.get(slot) is True}
    return replace(reading, answers=present, reply=None)


def _noticed(knowledge: Knowledge, state: State, event: Event, reading: Reading, kind: str) -> State:
    """The state with the time, with who is there, and with what was said beside a command that is obeyed all the same."""
    now = _seen(knowledge, state, event, reading, kind)
    if not reading.answers:
        return now
    now = now.but(supposed=reading.supposed)
    beside = kind in ALONE or (kind == Kind.CHECK and reading.certainty == "sure")
    return confirming.noted(knowledge, now, reading) if beside else now


def _seen(knowledge: Knowledge, state: State, event: Event, reading: Reading, kind: str) -> State:
    """The state with the time, and with who is known to be there."""
    now = state.but(at=event.at) if event.at is not None else state
    spoke = kind not in _UNHEARD or state.phase in (Phase.NEW, Phase.OVER)
    if spoke:
        now = now.but(waiting=False)
    elif kind not in _BACK and is_put_back(elapsed(now.heard_at, now.at)):
        now = now.but(heard_at=now.at)
    now = _hurried(leaving.known_better(knowledge, now, reading, failed=kind in _FAILURES), reading)
    if spoke and leaving.is_caller(now, event):
        now = now.but(heard_at=event.at or now.heard_at, boot=event.boot or now.boot)
    return now


def _hurried(state: State, reading: Reading) -> State:
    """The state, in which whoever says that he is in a hurry is asked in few words."""
    if not any("hurry" in span.meaning.split(" + ") for span in reading.spans):
        return state
    return state.but(manner=state.manner.model_copy(update={"brief": True}))


def current_listen(knowledge: Knowledge, state: State) -> Listen | None:
    """What is listened for, unless the conversation is not going on."""
    return listen(knowledge, state) if state.phase in LISTENING else None


_BACK = frozenset({Kind.STARTED, Kind.RESUMED})
_UNCOUNTED = _BACK | {Kind.SPOKEN, Kind.BARGE_IN}
"""What is no turn of the caller's."""
_FAILURES = frozenset({Kind.NO_MATCH, Kind.VAGUE, Kind.NO_INPUT})
_UNHEARD = _UNCOUNTED | {Kind.NO_INPUT, Kind.NO_MATCH}
"""Kinds that tell nothing of the caller, or, where somebody is back, of how long they were gone."""
_NOTHING_NEW = frozenset(
    {Kind.YES, Kind.NO, Kind.VAGUE, Kind.NO_MATCH, Kind.NO_INPUT, "start_over", "resume", "skip", "back", "change"}
)
"""Kinds with which nothing is said to whoever begins anew."""


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


def _restarted(knowledge: Knowledge, state: State, event: Event, reason: str) -> Step:
    if not isinstance(event, Started | Resumed):
        raise EventError("the saved conversation belongs to another knowledge file; begin with `started`")
    fresh = state.fresh().but(knowledge=knowledge.hash, at=event.at, heard_at=event.at, boot=event.boot)
    if state.phase in (Phase.NEW, Phase.OVER):
        return commands.opening(knowledge, fresh, say(knowledge, fresh, "welcome"))
    return commands.opening(knowledge, fresh, say(knowledge, fresh, "welcome"), say(knowledge, fresh, reason))
