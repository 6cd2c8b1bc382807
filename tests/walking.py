"""All control states that a conversation can get into, found by breadth-first search from the first event.

A control state is what decides how the dialogue goes on: the phase, the question, and the counts that its rungs go by. Guards
on answers are free choices here, made by the answers that are tried in each state. A state that was reached is kept with the
events that led to it.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from talking import NO, VAGUE, YES, healthy_answers, meaning, small

from voice.errors import EventError
from voice.skill.dialogue.commands import COMMANDS, begin
from voice.skill.dialogue.effects import Effect
from voice.skill.dialogue.engine import current_listen, step
from voice.skill.dialogue.events import BargeIn, Event, Key, NoInput, NoMatch, Resumed, Spoken, Started
from voice.skill.dialogue.ladder import KNOWN, MOST_FAILURES
from voice.skill.dialogue.state import Manner, Phase, State
from voice.skill.knowledge.model import Knowledge

MANY = 3
"""Answers to be confirmed, from which on it makes no difference how many."""
Control = tuple[object, ...]
Steps = Callable[[Knowledge, State, Event], tuple[State, tuple[Effect, ...]]]
Check = Callable[[Knowledge, State, Event, State, tuple[Effect, ...]], None]
PLAIN: tuple[Event, ...] = (NoInput(), NoMatch(), BargeIn(), Spoken(prompt="result_action"), Started(), Resumed())
REPLIES: tuple[Event, ...] = (
    YES,
    NO,
    VAGUE,
    meaning(faq="what_is_it"),
    meaning(reply="yes", certainty="unsure"),
    *(meaning(command=command, certainty="unsure") for command in ("stop", "emergency")),
)


@dataclass
class Found:
    """A control state: one conversation that is in it, what led there, and where each event leads from it."""

    state: State
    path: tuple[Event, ...]
    edges: list[tuple[Event, "Control", tuple[Effect, ...]]] = field(default_factory=list)


def control(state: State) -> Control:
    """What decides how it goes on, answers apart."""
    rungs = state.doubts if state.phase in (Phase.CONFIRMING, Phase.AMENDING) else state.ladder
    counts = (rungs.no_match, rungs.no_input, rungs.vague, rungs.total >= MOST_FAILURES)
    place = (state.phase, state.origin, state.held)
    if state.phase is Phase.OVER:
        return (state.phase,)
    if state.phase in (Phase.PAUSED, Phase.OFFERED):
        return place
    if state.phase is Phase.CHECKING:
        return (*place, state.command, state.beneath, state.waiting)
    if state.phase is Phase.ALARM:
        return (*place, counts)
    flags = any(value is True for value in state.pending.values())
    return (
        *place,
        state.waiting,
        state.question,
        state.item,
        min(len(state.pending), MANY),
        flags,
        state.leaning,
        bool(state.apart),
        counts,
        state.interrupted,
        state.left if state.phase is Phase.RESULT else 0,
        state.perhaps == state.question,
    )


def events(knowledge: Knowledge, state: State) -> Iterator[Event]:
    """What is tried in a state: every command, every failure, every reply, and the answers that differ in kind."""
    yield from PLAIN
    yield from (Key(command=command) for command in COMMANDS)
    yield from REPLIES
    listening = current_listen(knowledge, state)
    if listening is None:
        return
    slots = listening.slots or ("dark_urine", "repeated_vomiting", "location")
    well = healthy_answers(knowledge, slots)
    flags = [slot for slot in slots if slot in knowledge.symptoms]
    yield meaning(answers=well)
    yield meaning(answers=dict(list(well.items())[:1]))
    yield meaning(answers=well, certainty="unsure")
    yield meaning(answers={"speaker": "someone_else"})
    if state.phase is Phase.OPENING:
        yield meaning(answers={"location": ("calf",), "after_exercise": "yes", "duration_days": 2}, certainty="unsure")
        yield meaning(answers={"medications": ("lithium",), "duration_days": 40, "pregnant": True}, certainty="unsure")
    for slot in flags[:2]:
        yield meaning(answers={slot: True})
        yield meaning(answers={slot: True}, certainty="unsure")
        yield meaning(answers={slot: "unknown"})
    yield meaning(answers={"chest_pain": True}, reply="no")
    yield meaning(answers={"dark_urine": True}, reply="yes")
    yield meaning(answers={"dark_urine": True}, reply="yes", certainty="unsure")
    yield meaning(answers={"muscle_weakness": True}, reply="no", faq="what_is_it")
    yield meaning(answers={"dark_urine": False}, reply="yes")


def walk(
    check: Check, steps: Steps = step, most: int = 200_000, *, shared: bool = False, answered: int = KNOWN
) -> dict[Control, Found]:
    """Every control state with its edges, each step held against `check`. `steps` is the engine that is walked.

    `shared`: on a device that several people use. `answered`: how many sure answers are taken to have been given, all along.
    """
    knowledge = small()
    first = begin(knowledge, manner=Manner(shared=shared))
    found = {control(first): Found(first, ())}
    waiting = deque(found.values())
    while waiting and len(found) < most:
        here = waiting.popleft()
        for event in events(knowledge, here.state):
            try:
                before = here.state.but(answered=answered, unheard=0)
                state, effects = steps(knowledge, before, event)
            except EventError:
                continue
            check(knowledge, before, event, state, effects)
            key = control(state)
            if key not in found:
                found[key] = Found(state, (*here.path, event))
                waiting.append(found[key])
            here.edges.append((event, key, effects))
    return found
