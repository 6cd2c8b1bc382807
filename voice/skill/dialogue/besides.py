"""A sign that may have been said besides: asked about once, first of all that is asked next, and never presumed.

1. It is asked instead of the next question, which is put after it; after an emergency, or a result, it is not asked any more.
2. A sure yes is an answer: the sign is there. An unsure one is confirmed as any unsure answer is.
3. A no, silence and whatever is not understood settle nothing: the sign is as open as before, and its own question asks for it.
4. Anything else that is said counts as it always does. No sign is asked about in this way twice in a conversation.
"""

from voice.skill.dialogue.adding import recorded
from voice.skill.dialogue.confirming import take
from voice.skill.dialogue.kinds import Kind
from voice.skill.dialogue.moves import Moment, Move, Step, notices, proceed, put_again
from voice.skill.dialogue.prompts import acknowledged, asks_besides, red_flags
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading
from voice.skill.triage.assess import is_emergency

_BROUGHT_UP_IN = frozenset({Phase.OPENING, Phase.ASKING, Phase.CONFIRMING, Phase.READ_BACK})
_FORGOTTEN_IN = frozenset({Phase.NEW, Phase.RESULT, Phase.ALARM, Phase.AMENDING, Phase.OVER})
_MAY_REPLY = frozenset({Kind.YES, Kind.NO, Kind.VAGUE, Kind.ANSWER})
_SETTLES_NOTHING = frozenset({Kind.NO, Kind.VAGUE, Kind.NO_MATCH, Kind.NO_INPUT, "skip"})
_INSTEAD = frozenset({Kind.ANSWER, "back", "change"})


def brought_up(knowledge: Knowledge, state: State, reading: Reading) -> State:
    """The state with the sign that is to be asked about besides, if the reading names one."""
    if state.phase not in _BROUGHT_UP_IN or state.besides or is_emergency(knowledge, state.answers):
        return state
    spoken_of = {*state.answers, *state.pending, *reading.answers, *state.asked_besides}
    sign = next((s for s in reading.maybe_said if s in red_flags(knowledge) and s not in spoken_of), None)
    return state.but(besides=sign, asked_besides=(*state.asked_besides, sign)) if sign else state


def reply_of(state: State, reading: Reading, kind: str) -> str:
    """The kind of what is said to the question about a sign: a yes or no where it is one, else `kind`."""
    if not asks_besides(state) or kind not in _MAY_REPLY:
        return kind
    if reading.answers == {state.besides: "unknown"}:
        return Kind.VAGUE
    replies = (reading.reply == "no" and not reading.answers) or (reading.reply == "yes" and state.besides not in reading.answers)
    return Kind(reading.reply or "") if replies else kind


def move_for(state: State, kind: str) -> Move | None:
    """The move for a `reply_of` the question; None where what is said is taken as it always is."""
    if not asks_besides(state):
        return None
    if kind == Kind.YES:
        return _agreed
    return _passed_over if kind in _SETTLES_NOTHING else None


def passed_by(state: State, kind: str) -> State:
    """The state without the question, where something was said or wanted instead of a reply to it."""
    return _over(state) if asks_besides(state) and kind in _INSTEAD else state


def settled(knowledge: Knowledge, state: State) -> State:
    """The state after a step: what can no longer be asked besides is forgotten."""
    past = state.phase in _FORGOTTEN_IN or state.besides in state.answers or is_emergency(knowledge, state.answers)
    return _over(state) if state.besides and past else state


def _over(state: State) -> State:
    return state.but(besides=None)


def _agreed(moment: Moment) -> Step:
    k, s, reading = moment.knowledge, moment.state, moment.reading
    agreed = {s.besides or "": True}
    if reading.answers or reading.certainty != "sure":
        return take(k, _over(s), {**reading.answers, **agreed}, sure=reading.certainty == "sure")
    after = recorded(k, _over(s), agreed, sure=True)
    return proceed(k, after, *acknowledged(k, after, agreed), *notices(k, s, after))


def _passed_over(moment: Moment) -> Step:
    return put_again(moment.knowledge, _over(moment.state), form="ask")
