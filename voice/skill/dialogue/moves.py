"""The moves that the whole dialogue is made of: record what was said, go on to what comes next, end.

What comes next is decided in one place, `proceed`, and always in this order: an emergency is acted on at once; an open
question is asked, the most dangerous first; red flags that were denied are read back; then, and only then, the result.
"""

from collections.abc import Callable
from dataclasses import dataclass

from voice.skill.dialogue.denials import denied
from voice.skill.dialogue.effects import Assessed, Earcon, Effect, End, Outcome, Say
from voice.skill.dialogue.events import Event
from voice.skill.dialogue.prompts import ask, asked_slots, opened, say, speak
from voice.skill.dialogue.state import Ladder, Phase, State, Told, Turn
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import NOT_KNOWN, UNKNOWN, Answers, Reading, Value
from voice.skill.triage.assess import SERIOUS, assess, is_emergency, level_of
from voice.skill.triage.assessment import Assessment
from voice.skill.triage.interview import facts
from voice.skill.triage.worth import next_questions

MOST_RESULTS = 3
"""How often a result is spoken in full: once, and twice more where it changed."""
LONG = 24
"""Answers and confirmations after which only what still matters is asked."""
Step = tuple[State, tuple[Effect, ...]]
NOTHING_SAID = Reading(asked=(), text="")


@dataclass(frozen=True, slots=True)
class Moment:
    """All that a move may look at. Without words the reading is empty."""

    knowledge: Knowledge
    state: State
    event: Event
    reading: Reading = NOTHING_SAID


Move = Callable[[Moment], Step]


def record(state: State, answers: Answers, *, question: str | None = None, closed: bool = False, unsure: bool = False) -> State:
    """`answers` as one more turn, of the question of the moment or of `question`."""
    turn = Turn(question=question or state.question or "", answers=dict(answers), closed=closed, unsure=unsure, at=state.at)
    return state.but(turns=(*state.turns, turn))


def proceed(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """Go on to what comes next, saying `before` first."""
    if is_emergency(knowledge, state.answers):
        return conclude(knowledge, state, *before)
    long = len(state.turns) + len(state.put) + len(state.asked_besides) >= LONG
    following = next_questions(knowledge, state.answers, _closed(knowledge, state), long=long)
    if following:
        urged, said = _urged(knowledge, state)
        begun = (question.id for question in following if question.id == state.question)  # what was begun is asked to its end
        return enter_question(knowledge, urged, next(begun, following[0].id), *before, *said)
    if denied(knowledge, state):
        return enter(knowledge, state, Phase.READ_BACK, *before, question="read_back")
    return conclude(knowledge, state, *before)


def _urged(knowledge: Knowledge, state: State) -> tuple[State, tuple[Effect, ...]]:
    """What to do, before any more is asked, where something was told after a result that makes it serious."""
    told, level = state.told, level_of(knowledge, state.answers)
    if not told or level not in SERIOUS or LEVELS.index(level) <= LEVELS.index(told.urged or told.level):
        return state, ()
    assessment = assess(knowledge, state.answers, region=state.region)
    action = speak(knowledge, state, "urged_action", assessment.first_step)
    return state.but(told=told.model_copy(update={"urged": level})), (Assessed(**assessment.to_json()), action)


def _closed(knowledge: Knowledge, state: State) -> frozenset[str]:
    """The questions that are not to be put again: closed ones, and those that are put once and were."""
    once = {question.id for question in knowledge.questions if question.once}
    return state.closed | once.intersection(turn.question for turn in state.turns)


def enter(knowledge: Knowledge, state: State, phase: Phase, *before: Effect, question: str, form: str = "ask") -> Step:
    """Begin `phase` with a clean ladder and put its question."""
    fresh = state.but(
        phase=phase,
        question=question,
        item=None,
        pending={},
        leaning=None,
        apart=(),
        origin=None,
        held=None,
        ladder=Ladder(),
        doubts=Ladder(),
        interrupted=False,
        untold=(),
        command=None,
        beneath=None,
    )
    return fresh, (*before, *ask(knowledge, fresh, form))


def enter_question(knowledge: Knowledge, state: State, question: str, *before: Effect) -> Step:
    """Ask an interview's question; one that is only partly answered goes on with its ladder, and item by item if it was."""
    if question != state.question:
        return enter(knowledge, state, Phase.ASKING, *before, question=question)
    same = state.but(phase=Phase.ASKING, item=None, pending={}, origin=None, doubts=Ladder())
    if state.item:
        same = single_out(knowledge, same)
    return same, (*before, *ask(knowledge, same))


def put_again(knowledge: Knowledge, state: State, *before: Effect, form: str = "again") -> Step:
    """The question of the moment once more, or what comes next where all of it was answered meanwhile."""
    if state.phase is Phase.CONFIRMING and not state.pending:
        return proceed(knowledge, unconfirming(state), *before)
    if state.phase is Phase.ASKING and not asked_slots(knowledge, state):
        return proceed(knowledge, state, *before)
    if state.phase is Phase.READ_BACK and not denied(knowledge, state):
        return proceed(knowledge, state, *before)
    return state, (*before, *ask(knowledge, state, form))


def unconfirming(state: State) -> State:
    """Where a confirmation came from."""
    return state.but(phase=state.origin or Phase.ASKING, pending={}, origin=None, leaning=None, apart=())


def single_out(knowledge: Knowledge, state: State) -> State:
    """The same question, its first open slot on its own."""
    return state.but(item=asked_slots(knowledge, state)[0])


def conclude(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """The result in parts, each interruptible, then listening on.

    It is spoken again only where it is another disposition, and no more than twice; then only what to do.
    """
    assessment = assess(knowledge, state.answers, region=state.region)
    level, told = assessment.disposition, state.told
    if told and told.level == level:
        return _unchanged(knowledge, state, assessment, told, *before)
    times = told.times + 1 if told else 1
    told = Told(level=level, times=times, turns=len(state.turns))
    begun = state.but(part=0, left=len(assessment.more), told=told)
    ended, listening = enter(knowledge, begun, Phase.RESULT, question="result")
    parts = result_parts(knowledge, ended, assessment)
    return ended, (*before, Assessed(**assessment.to_json()), *(parts if times <= MOST_RESULTS else parts[:1]), *listening)


def _unchanged(knowledge: Knowledge, state: State, assessment: Assessment, told: Told, *before: Effect) -> Step:
    """What was said since the last result is acknowledged, and how much of that result was heard is remembered."""
    news = len(state.turns) != told.turns
    told = told.model_copy(update={"turns": len(state.turns)})
    kept = state.but(told=told, left=len(assessment.more) if news else state.left)
    ended, listening = enter(knowledge, kept, Phase.RESULT, question="result")
    acknowledged = (same_result(knowledge, ended),) if news else ()
    ended = ended.but(interrupted=state.interrupted)
    return ended, (*before, Assessed(**assessment.to_json()), *acknowledged, *listening)


def same_result(knowledge: Knowledge, state: State) -> Say:
    """That the last result stands."""
    urgent = is_emergency(knowledge, state.answers)
    return say(knowledge, state, "same_emergency" if urgent else "same_result")


def result_parts(knowledge: Knowledge, state: State, assessment: Assessment, start: int = 0) -> tuple[Say, ...]:
    """The parts of the result from number `start` on, as they are spoken unasked."""
    texts = [(part.name, part.short) for part in assessment.parts if part.short]
    return tuple(speak(knowledge, state, f"result_{name}", " ".join(sentences)) for name, sentences in texts[start:])


def unknown(knowledge: Knowledge, slots: tuple[str, ...]) -> dict[str, Value]:
    """Those of `slots` that can hold "not known", holding it."""
    return {slot: value for slot in slots if (value := _unknown_value(knowledge, slot)) is not None}


def _unknown_value(knowledge: Knowledge, slot: str) -> str | None:
    if slot in knowledge.symptoms or knowledge.slots[slot].kind == "flag":
        return UNKNOWN
    return next((value for value in NOT_KNOWN if value in knowledge.slots[slot].values), None)


def notices(knowledge: Knowledge, before: State, after: State) -> tuple[Say, ...]:
    """What has to be said once because of what was just learnt (somebody is under age): the prompts `notice_SIGN_OR_FLAG`."""
    known, now = facts(knowledge, before.answers), facts(knowledge, after.answers)
    watched = (name for name in knowledge.alarms if f"notice_{name}" in knowledge.prompts)
    new = (name for name in watched if now.truth(name) is True and known.truth(name) is not True)
    return tuple(say(knowledge, after, f"notice_{name}") for name in new)


def pause(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """Stop for now; the state is kept, and taken up again however long it takes."""
    paused = state.but(phase=Phase.PAUSED, held=state.held if state.phase is Phase.ALARM else state.phase)
    return paused, (*before, Earcon(name="done"), End(outcome="paused"))


def finish(state: State, outcome: Outcome, *before: Effect) -> Step:
    """The conversation is over."""
    over = state.fresh().but(turns=state.turns, phase=Phase.OVER, outcome=outcome)
    return over, (*before, Earcon(name="done"), End(outcome=outcome))


def wait(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """Say so, and then wait without another word; after five minutes of silence it is over (`leaving`)."""
    waiting = state.but(waiting=True, unheard=0)
    name = "waiting_told" if state.answers else "waiting"
    return waiting, (*before, say(knowledge, waiting, name), *opened(knowledge, waiting))


def abandon(state: State) -> Step:
    """Nobody is there any more: over without a word, and nothing of it is left."""
    return state.fresh().but(phase=Phase.OVER, outcome="abandoned"), (End(outcome="abandoned"),)


def uncovered(state: State) -> State:
    """The state beneath a check."""
    if state.phase is not Phase.CHECKING:
        return state
    return state.but(phase=state.beneath or Phase.OPENING, beneath=None, command=None)


def calmed(state: State) -> State:
    """Back in the phase that an alarm or a pause interrupted."""
    return state.but(phase=state.held or Phase.OPENING, held=None, ladder=Ladder())
