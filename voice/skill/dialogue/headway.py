"""Whether a conversation gets anywhere, and what happens when it does not: so that it ends, whoever it is held with.

1. A turn that changes nothing that is known, and brings up nothing to ask about, gets nowhere. So does every failure to answer.
2. Commands and questions about the subject cost nothing, until the same one comes for the fifth time in a row: from then on
   each is a failure to answer.
3. After so many turns in a row that got nowhere the conversation ends, as `ladder.enough` says.
"""

from voice.skill.dialogue.ladder import enough, failed
from voice.skill.dialogue.moves import Moment, Move, Step
from voice.skill.dialogue.state import Phase, Standstill, State
from voice.skill.reading import Reading

MOST_TURNS = 12
"""Turns in a row that change nothing."""
MOST_TIMES = 5
"""The same command or question in a row, before it counts as a failure."""
_NOT_KNOWN = ("unknown", "unspecified")
_ENDED = frozenset({Phase.NEW, Phase.PAUSED, Phase.OVER})


def gone_on(moment: Moment, move: Move, *, asked_of_us: str | None, failure: bool) -> Step:
    """What `move` does, unless the conversation has gone nowhere for too long.

    `asked_of_us` is the command or question about the subject that the turn is, if it is one.
    """
    state = moment.state
    stands = _asked_again(state.standstill, asked_of_us)
    after, effects = (failed("no_match") if stands.times >= MOST_TIMES else move)(moment)
    if after.phase in _ENDED or _got_on(state, after, moment.reading, asked_of_us, failure=failure):
        return after.but(standstill=Standstill()), effects
    stands = stands.model_copy(update={"turns": stands.turns + _cost(stands)})
    if stands.turns < MOST_TURNS:
        return after.but(standstill=stands), effects
    ended, effects = enough(moment.knowledge, after)
    return ended.but(standstill=Standstill()), effects


def _asked_again(standstill: Standstill, name: str | None) -> Standstill:
    times = 0 if name is None else standstill.times + 1 if name == standstill.name else 1
    return standstill.model_copy(update={"name": name, "times": times})


def _cost(standstill: Standstill) -> int:
    """How many turns count for the last one: the first times that something was asked of us count when it is asked too often."""
    if standstill.name is None or standstill.times > MOST_TIMES:
        return 1
    return MOST_TIMES if standstill.times == MOST_TIMES else 0


def _got_on(before: State, after: State, reading: Reading, asked_of_us: str | None, *, failure: bool) -> bool:
    """Whether something is known or asked about that was not before, or the result was reached."""
    if after.phase is Phase.RESULT and before.base is not Phase.RESULT:
        return True
    if asked_of_us:
        return after.turns != before.turns
    if failure:
        return False
    known = before.answers
    changed = {slot: value for slot, value in after.answers.items() if known.get(slot) != value}
    told = any(value not in _NOT_KNOWN or slot in reading.answers for slot, value in changed.items())
    return told or any(not _was_pending(before, slot, value) for slot, value in after.pending.items())


def _was_pending(state: State, slot: str, value: object) -> bool:
    return state.pending.get(slot) == value or any(put.answers.get(slot) == value for put in state.put)
