"""What happens when nothing usable was said: one table of rungs for each phase and kind of failure.

1. Silence, speech that means nothing (or nothing new), and speech that settles nothing are counted apart, and all together
   against a cap.
2. Each rung is used once; repeating, explaining and asking why count for nothing and reset nothing.
3. The last rung of silence is to wait. The last rung of misunderstanding is "unknown", never "absent"; a red flag that was
   perhaps said stays present.
"""

from collections.abc import Callable
from typing import Literal

from voice.skill.dialogue.denials import denied
from voice.skill.dialogue.effects import Adjust, Earcon, Effect
from voice.skill.dialogue.moves import (
    Moment,
    Move,
    Step,
    conclude,
    finish,
    proceed,
    put_again,
    record,
    single_out,
    unconfirming,
    unknown,
    wait,
)
from voice.skill.dialogue.prompts import ask, asked_slots, named, opened, put_in_words, question_of, red_flags, say
from voice.skill.dialogue.state import Ladder, Phase, Put, State
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import NOT_KNOWN, Answers, Reading, Value
from voice.skill.triage.assess import is_emergency
from voice.skill.triage.interview import open_questions

Failure = Literal["no_match", "no_input", "vague"]
MOST_FAILURES = 6
"""With one question, whatever the kinds; three rungs and then each of three items once."""
MOST_DOUBTS_OF_AN_EMERGENCY = 2
"""Failures to confirm a sign that would mean "call now", whatever the kinds: help is not kept waiting for a third."""
KNOWN = 2
"""Sure answers by which a caller is known well enough for a sign to count that was perhaps said and could not be confirmed."""
SLOWER = 0.85
_ASSENT = frozenset({"yes", "vague", "all", "both", "first_two", "last_two", "maybe"})
"""Marks of the grammar that stand for assent to something that is not named."""
_SHORT = "short_yes"
"""The mark of words that are assent where they end what is said."""

Rung = Callable[[Knowledge, State, tuple[Effect, ...]], Step]


def failed(kind: Failure) -> Move:
    """The move for a failure of that kind."""

    def move(moment: Moment) -> Step:
        s = moment.state
        if kind == "vague" and asked_slots(moment.knowledge, s) and _perhaps_yes(moment.reading):
            s = s.but(perhaps=s.question)
        return climb(moment.knowledge, s, kind)

    return move


def _perhaps_yes(reading: Reading) -> bool:
    """Whether words that settle nothing may have been a yes. A no after others is to all that was named; no choice is no word."""
    kinds = [kind for span in reading.spans for kind in span.meaning.split(" + ")]
    if kinds[:1] == ["no"] and reading.reply != "yes":
        return False
    last = reading.spans[-1] if reading.spans else None
    ends = last.meaning if last and last.end == len(reading.text.split()) else ""  # "I have", and not "I have checked"
    return reading.reply == "yes" or ends == _SHORT or not _ASSENT.isdisjoint(kinds)


def climb(knowledge: Knowledge, state: State, kind: Failure, *before: Effect) -> Step:
    """One rung up the ladder of `kind`, then what that rung does."""
    if state.phase is Phase.ASKING and not asked_slots(knowledge, state):
        return proceed(knowledge, state, *before)
    doubted = state.phase in (Phase.CONFIRMING, Phase.AMENDING)
    ladder = (state.doubts if doubted else state.ladder).climbed(kind)
    rungs = _rungs(knowledge, state, kind)
    rung = rungs[-1] if ladder.total >= MOST_FAILURES else rungs[min(getattr(ladder, kind), len(rungs)) - 1]
    if state.phase is Phase.CONFIRMING and ladder.total >= MOST_DOUBTS_OF_AN_EMERGENCY and _perhaps_urgent(knowledge, state):
        rung = unresolved
    sound = () if kind == "no_input" else (Earcon(name="not_understood"),)
    counted = state.but(doubts=ladder) if doubted else state.but(ladder=ladder)
    return rung(knowledge, counted, (*sound, *before))


def _rungs(knowledge: Knowledge, state: State, kind: Failure) -> tuple[Rung, ...]:
    """The rungs for a failure; a mere cause is asked for once more, and then left alone."""
    rungs = RUNGS[state.phase][kind]
    is_cause = state.phase is Phase.ASKING and question_of(knowledge, state).risk == "cause"
    if not is_cause or kind == "no_input":
        return rungs
    return (give_up,) if state.ladder.total else rungs[:1]


def _in_form(form: str) -> Rung:
    def rung(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
        return state, (*before, *ask(knowledge, state, form))

    return rung


def _which_one(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    """Which of them it is, where it may have been a yes; else the question in other words."""
    return _in_form("which" if state.perhaps == state.question else "again")(knowledge, state, before)


def _confirm_again(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    """The confirmation in other words, unless it was put in those as well."""
    asked = Put(form="again", answers=named(knowledge, state))
    if asked in state.put:
        return state, (*before, *ask(knowledge, state, "choices"))
    return state.but(put=(*state.put, asked)), (*before, *ask(knowledge, state, "again"))


def _slowly(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    slower, usual = Adjust(rate=round(state.rate * SLOWER, 2)), Adjust(rate=state.rate)
    return state, (*before, slower, *put_in_words(knowledge, state, "again"), usual, *opened(knowledge, state))


def _help(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    return state, (*before, say(knowledge, state, "are_you_there"), *ask(knowledge, state, "again"))


def _wait(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    return wait(knowledge, state, *before)


def _go_on(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    return proceed(knowledge, record(state, {}, closed=True), *before, say(knowledge, state, "step_by_step"))


def _single_out(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    asked = asked_slots(knowledge, state)
    if not state.item and len(asked) > 1:
        return one_by_one(knowledge, state, *before)
    if _may_be_the_one(knowledge, state):
        return _confirm_the_one(knowledge, state, before)
    return give_up(knowledge, state, before)


def _may_be_the_one(knowledge: Knowledge, state: State) -> bool:
    """Whether yes was said to several signs, and this may be the one: its name is not made out, but a yes or no may be."""
    question = question_of(knowledge, state)
    named_one = any(state.answers.get(slot) is True for slot in question.slots)
    sign = {state.item: True} if state.item in red_flags(knowledge) else {}
    return bool(sign) and state.perhaps == state.question and not named_one and Put(form="ask", answers=sign) not in state.put


def _confirm_the_one(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    sign: dict[str, Value] = {state.item or "": True}
    asking = state.but(phase=Phase.CONFIRMING, pending=sign, origin=state.base, held=None, doubts=Ladder(), leaning=None)
    return asking.but(put=(*state.put, Put(form="ask", answers=sign))), (*before, *ask(knowledge, asking, "ask"))


def one_by_one(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """Ask for each thing by itself from here on."""
    single = single_out(knowledge, state)
    return single, (*before, say(knowledge, single, "one_at_a_time"), *ask(knowledge, single))


def give_up(knowledge: Knowledge, state: State, before: tuple[Effect, ...] = ()) -> Step:
    """What is asked is not known: said so, and never asked again."""
    asked = asked_slots(knowledge, state)
    found = unknown(knowledge, asked)
    risky = question_of(knowledge, state).risk == "red_flag"
    after = record(state, found, closed=len(found) < len(asked))
    return proceed(knowledge, after, *before, say(knowledge, state, "unknown_red_flag" if risky else "unknown_other"))


def _presume(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    """Silence while a red flag is confirmed leaves it present; anything else is asked once more."""
    if not perhaps_present(knowledge, state):
        return _help(knowledge, state, before)
    return unresolved(knowledge, state, before)


def perhaps_present(knowledge: Knowledge, state: State) -> dict[str, bool]:
    """The red flags that were said, surely or not, and that nobody has surely taken back."""
    answers = state.answers
    flags = red_flags(knowledge)
    return {slot: True for slot, value in state.pending.items() if slot in flags and (value is True or answers.get(slot) is True)}


def presumed(knowledge: Knowledge, state: State) -> dict[str, Value]:
    """What becomes of the red flags that were perhaps said: present, or not known where hardly anything was surely said yet."""
    known, perhaps = state.answers, perhaps_present(knowledge, state)
    return {slot: True if state.answered >= KNOWN or known.get(slot) is True else "unknown" for slot in perhaps}


def kept_present(knowledge: Knowledge, state: State) -> State:
    """With what is presumed of the red flags that were perhaps said, where they are not present already."""
    left = {slot: value for slot, value in presumed(knowledge, state).items() if state.answers.get(slot) is not True}
    return record(state, left) if left else state


def _perhaps_urgent(knowledge: Knowledge, state: State) -> bool:
    perhaps = {**state.answers, **perhaps_present(knowledge, state)}
    return is_emergency(knowledge, perhaps) and not is_emergency(knowledge, state.answers)


def unresolved(knowledge: Knowledge, state: State, before: tuple[Effect, ...] = ()) -> Step:
    """An unsure answer that cannot be confirmed: red flags stay, the rest was not said."""
    present = presumed(knowledge, state)
    kept = (say(knowledge, state, "keep_red_flag" if True in present.values() else "unknown_red_flag"),) if present else ()
    back = unconfirming(kept_present(knowledge, state))
    if back.phase is Phase.ASKING and set(asked_slots(knowledge, back)) & set(state.pending):
        return give_up(knowledge, back, (*before, *kept))
    return proceed(knowledge, back, *before, *kept)


def unverified(knowledge: Knowledge, state: State, before: tuple[Effect, ...] = ()) -> Step:
    """A read-back that nobody confirms makes its red flags unknown."""
    flags = unknown(knowledge, tuple(denied(knowledge, state)))
    after = record(state, flags, question="read_back")
    return proceed(knowledge, after, *before, say(knowledge, state, "unknown_red_flag"))


def leave(knowledge: Knowledge, state: State, before: tuple[Effect, ...] = ()) -> Step:
    """Nothing is changed after all."""
    if state.origin is Phase.READ_BACK:
        return unverified(knowledge, state, before)
    back = state.but(phase=state.origin or Phase.ASKING, origin=None)
    return put_again(knowledge, back, *before, say(knowledge, back, "unchanged"))


def _part(knowledge: Knowledge, state: State, before: tuple[Effect, ...]) -> Step:
    return part(knowledge, state, *before)


def part(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """Say goodbye after the result, or after an alarm."""
    urgent = state.phase is Phase.ALARM or is_emergency(knowledge, state.answers)
    return finish(
        state,
        "emergency" if urgent else "completed",
        *before,
        *((say(knowledge, state, "kept"),) if state.manner.keeps and not urgent else ()),
        say(knowledge, state, "goodbye_emergency" if urgent else "goodbye"),
    )


def enough(knowledge: Knowledge, state: State) -> Step:
    """Nothing has changed for so long that it ends here: with a result, what is not known being unknown, or with a goodbye."""
    correcting = state.phase is Phase.AMENDING and state.base is Phase.RESULT
    if state.phase in (Phase.RESULT, Phase.ALARM) or correcting:
        return part(knowledge, state)
    answers = {**state.answers, **presumed(knowledge, state)}
    if all(value in NOT_KNOWN for value in answers.values()):
        return finish(state, "stopped", say(knowledge, state, "nothing_understood"))
    unanswered = unknown(knowledge, _unanswered(knowledge, state, answers))
    known = record(state, {**presumed(knowledge, state), **unanswered}, question="read_back")
    return conclude(knowledge, known, say(knowledge, state, "enough"))


def _unanswered(knowledge: Knowledge, state: State, answers: Answers) -> tuple[str, ...]:
    """The red flags that would still be asked for or read back, and that are not there."""
    slots = (slot for question in open_questions(knowledge, answers, state.closed) for slot in question.slots)
    asked = tuple(slot for slot in (*slots, *denied(knowledge, state)) if slot in red_flags(knowledge))
    return tuple(slot for slot in asked if answers.get(slot) is not True)


_SILENCE = (_slowly, _help, _wait)
RUNGS: dict[Phase, dict[Failure, tuple[Rung, ...]]] = {
    Phase.OPENING: {
        "no_match": (_in_form("again"), _go_on),
        "no_input": _SILENCE,
        "vague": (_in_form("again"), _go_on),
    },
    Phase.ASKING: {
        "no_match": (_in_form("again"), _in_form("choices"), _single_out),
        "no_input": _SILENCE,
        "vague": (_which_one, _single_out),
    },
    Phase.CONFIRMING: {
        "no_match": (_confirm_again, _in_form("choices"), unresolved),
        "no_input": (_slowly, _presume, _wait),
        "vague": (_in_form("choices"), unresolved),
    },
    Phase.READ_BACK: {
        "no_match": (_in_form("again"), _in_form("choices"), unverified),
        "no_input": _SILENCE,
        "vague": (_in_form("choices"), unverified),
    },
    Phase.AMENDING: {
        "no_match": (_in_form("again"), leave),
        "no_input": _SILENCE,
        "vague": (_in_form("again"), leave),
    },
    Phase.RESULT: {
        "no_match": (_in_form("again"), _in_form("help"), _part),
        "no_input": (_in_form("again"), _part),
        "vague": (_in_form("help"), _in_form("again"), _part),
    },
    Phase.ALARM: {
        "no_match": (_in_form("ask"), _in_form("help"), _part),
        "no_input": (_in_form("ask"), _part),
        "vague": (_in_form("ask"), _in_form("help"), _part),
    },
}
