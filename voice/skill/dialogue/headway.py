"""Whether a conversation gets anywhere, and what happens when it does not: so that it ends, whoever it is held with.

1. A turn that changes nothing that is known, and brings up nothing to ask about, gets nowhere. So does every failure to answer.
2. Commands and questions about the subject are no failure, until the same one comes for the fifth time while nothing changes:
   from then on it is a failure to answer.
3. After so many turns in a row that got nowhere the conversation ends, as `ladder.enough` says. A command counts among them once
   it is repeated.
"""

from voice.skill.dialogue.ladder import enough
from voice.skill.dialogue.moves import Moment, Move, Step, abandon, uncovered
from voice.skill.dialogue.state import Phase, Standstill, State
from voice.skill.reading import NOT_KNOWN, Reading

MOST_TURNS = 12
"""Turns in a row that change nothing."""
MOST_TIMES = 5
"""The same command or question while nothing changes, before it counts as a failure."""
_ALWAYS_OBEYED = frozenset({"emergency", "stop", "pause", "delete_data"})
_COSTS = {1: 0, 2: 2}
_ENDED = frozenset({Phase.NEW, Phase.PAUSED, Phase.OVER})


def gone_on(moment: Moment, move: Move, failed: Move, *, asked_of_us: str | None, failure: bool) -> Step:
    """What `move` does, unless the conversation has gone nowhere for too long.

    `asked_of_us` is the command or question about the subject that the turn is, if it is one; `failed` is what becomes of a turn
    in which nothing was answered.
    """
    state = moment.state
    asked = (*state.standstill.asked, *((asked_of_us,) if asked_of_us else ()))
    times = asked.count(asked_of_us) if asked_of_us else 0
    too_often = times >= MOST_TIMES and asked_of_us not in _ALWAYS_OBEYED
    after, effects = (failed if too_often else move)(moment)
    if after.phase in _ENDED or _got_on(state, after, moment.reading, asked_of_us, failure=failure or too_often):
        return after.but(standstill=Standstill()), effects
    stands = Standstill(turns=state.standstill.turns + _cost(times), asked=asked)
    if stands.turns < MOST_TURNS:
        return after.but(standstill=stands), effects
    ended, effects = _over(moment, after, failure=failure)
    return ended.but(standstill=Standstill()), effects


def _over(moment: Moment, after: State, *, failure: bool) -> Step:
    """The end of a conversation that gets nowhere; what a failure brought up to be confirmed was not said."""
    state = moment.state
    if failure and after.phase is Phase.CONFIRMING:
        after = after.but(phase=state.phase, pending=state.pending)
    return abandon(after) if after.phase is Phase.OFFERED else enough(moment.knowledge, uncovered(after))


def _cost(times: int) -> int:
    """How many turns count for one in which the same was asked of us so many times: the first one counts once it is repeated."""
    return _COSTS.get(times, 1)


def _got_on(before: State, after: State, reading: Reading, asked_of_us: str | None, *, failure: bool) -> bool:
    """Whether something is known or asked about that was not before, or the result was reached."""
    if after.phase is Phase.RESULT and before.base is not Phase.RESULT:
        return True
    if failure:
        return False
    if asked_of_us:
        return after.answers != before.answers or len(after.turns) > len(before.turns)
    return _brings_news(before, after, reading)


def _brings_news(before: State, after: State, reading: Reading) -> bool:
    known = before.answers
    changed = {slot: value for slot, value in after.answers.items() if known.get(slot) != value}
    told = any(value not in NOT_KNOWN or slot in reading.answers for slot, value in changed.items())
    return told or any(not _was_pending(before, slot, value) for slot, value in after.pending.items())


def _was_pending(state: State, slot: str, value: object) -> bool:
    return state.pending.get(slot) == value or any(put.answers.get(slot) == value for put in state.put)
