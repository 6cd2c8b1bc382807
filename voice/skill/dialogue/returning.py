"""A conversation that is taken up again: by whom, after how long, and what of it still holds.

1. A pause that was asked for keeps. What a power cut broke off in the middle is good for half an hour; what had been left in
   silence before that, for five minutes. A clock that was put back tells nothing, so nothing is taken up by it.
2. On a shared device what was said is offered, by the place alone; without a sure yes it is erased.
3. Signs that were denied more than a day ago are asked about again. So they are, with every length of time, where nobody can
   tell how long the pause was: the clock was put back, or the machine was off and its clock may have stood still.
"""

from datetime import datetime

from voice.skill.dialogue.commands import recap, urge, welcome
from voice.skill.dialogue.moves import Moment, Step, calmed, proceed, put_again
from voice.skill.dialogue.prompts import THREE, ask, red_flags, say
from voice.skill.dialogue.state import Phase, State, Turn, counts_days
from voice.skill.dialogue.timing import LONG_PAUSE, STALE, elapsed, is_put_back
from voice.skill.knowledge.model import Knowledge

_KEPT = frozenset({Phase.NEW, Phase.PAUSED, Phase.OVER})
_ASKED_ANEW = frozenset({Phase.ASKING, Phase.READ_BACK, Phase.AMENDING, Phase.RESULT})
"""Phases that, after a long pause, are left for whatever has to be asked first now."""


def is_stale(state: State, at: datetime | None) -> bool:
    """Whether what is saved is no conversation any more, at the time at which somebody wants to talk."""
    if state.phase in _KEPT:
        return False
    gone = elapsed(state.at, at)
    if gone is None:
        return state.waiting
    silent = state.waiting or state.ladder.no_input or state.doubts.no_input or state.phase is Phase.OFFERED
    unheard = elapsed(state.heard_at or state.at, at) or gone
    left = bool(silent) and unheard.total_seconds() >= state.manner.left
    return is_put_back(gone) or left or gone > STALE


def resume(moment: Moment) -> Step:
    """Somebody is back: a short recap, then on where it was. To whoever has said nothing yet it is the beginning."""
    k, s = moment.knowledge, _reconsidered(moment)
    back = s.but(heard_at=s.at, boot=moment.event.boot, waiting=False)
    if s.phase is Phase.OPENING and not s.turns:
        return back, (*welcome(k, s), *ask(k, back))
    if s.phase is Phase.OFFERED or (s.manner.shared and s.turns):
        held = s.held if s.phase in (Phase.PAUSED, Phase.OFFERED) else s.base
        offered = back.but(phase=Phase.OFFERED, held=held)
        return offered, (say(k, s, "welcome"), *ask(k, offered))
    return _taken_up(k, back)


def take_up(moment: Moment) -> Step:
    """What was offered is the caller's own: on where it was."""
    return _taken_up(moment.knowledge, moment.state)


def _taken_up(knowledge: Knowledge, state: State) -> Step:
    live = calmed(state) if state.phase in (Phase.PAUSED, Phase.OFFERED) else state
    said = recap(knowledge, live, most=THREE) if live.turns else ()
    before = (say(knowledge, live, "welcome_back"), *said, *(urge(knowledge, live) if live.base is Phase.RESULT else ()))
    if live.phase is Phase.ASKING and live.question is None:
        return proceed(knowledge, live, *before)
    return put_again(knowledge, live, *before, form="ask")


def _reconsidered(moment: Moment) -> State:
    """After a long pause: without what may have changed since, and on the way to ask about that again."""
    k, s = moment.knowledge, moment.state
    gone = elapsed(s.heard_at, s.at)
    unknown = is_put_back(gone) or _ran_anew(moment)
    if s.phase is not Phase.PAUSED or not (unknown or (gone is not None and gone > LONG_PAUSE)):
        return s
    turns = _reopened(k, s.turns, tuple(_still_holding(k, s, turn, unknown=unknown) for turn in s.turns))
    held = Phase.ASKING if s.held in _ASKED_ANEW else s.held
    return s.but(turns=turns, held=held, question=None if held is Phase.ASKING else s.question, item=None)


def _ran_anew(moment: Moment) -> bool:
    """Whether the machine was off since the caller was last heard."""
    before, now = moment.state.boot, moment.event.boot
    return bool(before and now) and before != now


def _reopened(knowledge: Knowledge, before: tuple[Turn, ...], after: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns `after` some answers were dropped, with the questions that asked for these no longer closed."""
    dropped = _slots(before) - _slots(after)
    reopened = {question.id for question in knowledge.questions if dropped & set(question.slots)}
    return tuple(turn.model_copy(update={"closed": turn.closed and turn.question not in reopened}) for turn in after)


def _slots(turns: tuple[Turn, ...]) -> set[str]:
    return {slot for turn in turns for slot in turn.answers}


def _still_holding(knowledge: Knowledge, state: State, turn: Turn, *, unknown: bool) -> Turn:
    """The turn without signs that were denied too long ago; where that is `unknown`, without those and lengths of time."""
    age = elapsed(turn.at, state.at)
    if age is not None and age <= LONG_PAUSE and not unknown:
        return turn
    flags = red_flags(knowledge)
    gone = {slot for slot, value in turn.answers.items() if (value is False and slot in flags) or (unknown and counts_days(slot))}
    return turn.model_copy(update={"answers": {slot: value for slot, value in turn.answers.items() if slot not in gone}})
