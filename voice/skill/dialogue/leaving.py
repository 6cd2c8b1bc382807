"""Nobody there, or nobody that can be understood: who is failed, who is waited for, and when it is over.

1. Until the caller has given one sure answer, failures of every kind are counted together; too many, and no more is asked.
2. Who waits says no more. Silence and noise change nothing; whatever means something ends the waiting.
3. After five minutes without the caller it is over and forgotten. Where events bring no time, the silence that was listened for
   is taken for that long. Words are the caller's once a sure answer was given: before that, others' "what" and "next" keep
   nothing open.
"""

from dataclasses import replace
from typing import Literal

from voice.skill.dialogue import ladder
from voice.skill.dialogue.effects import Earcon
from voice.skill.dialogue.events import Event, Heard, NoInput
from voice.skill.dialogue.headway import MOST_TURNS
from voice.skill.dialogue.ladder import KNOWN
from voice.skill.dialogue.moves import Moment, Move, Step, abandon, uncovered, wait
from voice.skill.dialogue.prompts import asked_slots, listen, say
from voice.skill.dialogue.state import Phase, State
from voice.skill.dialogue.timing import elapsed
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import NOT_KNOWN, Reading, Value
from voice.skill.triage.assess import SERIOUS

MOST_UNHEARD = 6
"""Failures without one sure answer before them; and, where events bring no time, noises at most while nobody is there."""
_ENDING = frozenset({Phase.RESULT, Phase.ALARM})
"""Phases that end by themselves when nobody answers."""
_REPLIED = frozenset({Phase.CONFIRMING, Phase.READ_BACK})
_A_SENTENCE = 6
"""Words from which a grave sign, told unasked and unsurely, is more than a scrap of others' talk."""
MOST_DOUBTED = 6
"""Failures, and signs that were perhaps said, in a row; then whoever answered before is perhaps not there any more."""


def weighed(knowledge: Knowledge, state: State, reading: Reading) -> Reading:
    """The reading, but for the first answer of all.

    A sign that it does not name ("the second one") is not surely said by it; and of a sentence that is not well understood and
    tells of a grave sign, that sign is all that counts.
    """
    if tells_of_a_sign(knowledge, state, reading):
        return replace(reading, answers=_grave_signs(knowledge, reading))
    unnamed = reading.spans and any(
        value is True and not any(slot in span.meaning.split() for span in reading.spans)
        for slot, value in reading.answers.items()
    )
    return replace(reading, certainty="unsure") if unnamed and not state.answered else reading


def known_better(knowledge: Knowledge, state: State, reading: Reading, *, failed: bool) -> State:
    """The state with what this event tells of whether somebody is there: a sure answer, or one more failure."""
    certain = reading.certainty == "sure" or is_story(knowledge, state, reading)
    told = _told(knowledge, state, reading) if certain else 0
    if told:
        return state.but(answered=state.answered + told, unheard=0, checked=())
    if not (failed or _is_perhaps_a_sign(knowledge, reading)) or state.waiting:
        return state
    lost = state.answered and state.unheard + 1 >= MOST_DOUBTED
    return state.but(answered=0, unheard=0) if lost else state.but(unheard=state.unheard + 1)


def _is_perhaps_a_sign(knowledge: Knowledge, reading: Reading) -> bool:
    signs = {slot for slot, value in reading.answers.items() if value is True and slot in knowledge.symptom_ids}
    return reading.certainty == "unsure" and bool(signs)


def is_story(knowledge: Knowledge, state: State, reading: Reading) -> bool:
    """Whether it tells, in answer to the open question, of a twitch: a place, with a word for the twitch or one thing more.

    A story in somebody's own words is hardly ever understood to the last word, and hardly ever told to anybody else.
    """
    told = {slot for slot in reading.answers if slot in knowledge.slots and slot not in knowledge.silent}
    places = {slot for slot in told if _is_place(knowledge, slot)}
    more = told - places - {knowledge.roles.side}
    return state.phase is Phase.OPENING and bool(places) and (_names_the_twitch(reading) or bool(more))


def tells_of_a_sign(knowledge: Knowledge, state: State, reading: Reading) -> bool:
    """Whether a grave sign is told, though unsurely, in a whole sentence before anybody has answered: "I did Murph and my pee is
    brown".

    It is asked back, and is no answer: on a television it comes to nothing, unless somebody surely says yes.
    """
    others = knowledge.is_of_another(reading.answers) or any(span.meaning == "decoy" for span in reading.spans)
    whole = len(reading.text.split()) >= _A_SENTENCE and not others
    first = state.phase is Phase.OPENING and not state.answered and reading.certainty == "unsure"
    return first and whole and bool(_grave_signs(knowledge, reading)) and not is_story(knowledge, state, reading)


def _grave_signs(knowledge: Knowledge, reading: Reading) -> dict[str, Value]:
    """The signs that it says are there, of those that need help today."""
    return {slot: value for slot, value in reading.answers.items() if value is True and knowledge.alarms.get(slot) in SERIOUS}


def _is_place(knowledge: Knowledge, slot: str) -> bool:
    return slot in knowledge.slots and bool(knowledge.slots[slot].groups)


def _names_the_twitch(reading: Reading) -> bool:
    return any("complaint" in span.meaning.split() for span in reading.spans)


def _told(knowledge: Knowledge, state: State, reading: Reading) -> int:
    """How many answers to what we asked this is, surely said: by them we know that somebody is talking to us.

    To the open question that is a sign, a place, or two things at once, which count as two; a lone "left" or "yesterday" is said
    to others too, and so is whose something is.
    """
    if state.phase in _REPLIED and reading.reply:
        return 1
    told = {slot for slot, value in reading.answers.items() if value not in NOT_KNOWN and slot not in knowledge.silent}
    asked = asked_slots(knowledge, state)
    if asked:
        return int(bool(told & set(asked)))
    about = any(slot in knowledge.symptom_ids or _is_place(knowledge, slot) for slot in told)
    return min(len(told), KNOWN) if about or len(told) > 1 else 0


def failed(kind: Literal["no_match", "no_input", "vague"]) -> Move:
    """The move for a failure of that kind: a rung of the ladder, as long as somebody may be there."""
    climbs = ladder.failed(kind)

    def move(moment: Moment) -> Step:
        k, s = moment.knowledge, uncovered(moment.state)
        if s.phase in _ENDING:
            return climbs(Moment(k, s, moment.event, moment.reading))
        if is_left(moment) or s.phase is Phase.OFFERED:
            return abandon(s)
        if s.waiting and kind != "vague":
            return _still_waiting(moment)
        if s.answered or s.unheard < MOST_UNHEARD or kind == "no_input":
            return climbs(Moment(k, s.but(waiting=False), moment.event, moment.reading))
        return _no_answer_made_out(moment, s)

    return move


def _no_answer_made_out(moment: Moment, state: State) -> Step:
    k, waiting = moment.knowledge, state.but(waiting=True, unheard=0)
    sounds = (Earcon(name="not_understood"), say(k, waiting, "waiting_unheard"), Earcon(name="listening"))
    return waiting, (*sounds, listen(k, waiting))


def wait_on(moment: Moment) -> Step:
    """Silence where a command was to be confirmed: it is not repeated, and nothing is presumed."""
    return abandon(moment.state) if is_left(moment) else _still_waiting(moment)


def _still_waiting(moment: Moment) -> Step:
    s = moment.state
    waiting = s.but(waiting=True, unheard=s.unheard + 1)
    return waiting, (listen(moment.knowledge, waiting),)


def is_left(moment: Moment) -> bool:
    """Whether the caller has not been heard for so long that nobody waits any more."""
    s = moment.state
    gone = elapsed(s.heard_at, moment.event.at)
    if gone is not None:
        return gone.total_seconds() >= s.manner.left
    noises = min(MOST_UNHEARD, MOST_TURNS - s.standstill.turns)
    return s.waiting and (isinstance(moment.event, NoInput) or s.unheard + 1 >= noises)


def is_caller(state: State, event: Event) -> bool:
    """Whether what has just been said or pressed is known to come from the caller, and not from others who talk in the room."""
    return state.answered > 0 or state.heard_at is None or not isinstance(event, Heard)


def is_late(moment: Moment) -> bool:
    """Whether words or keys come so long after the last event that they may be somebody else's."""
    s = moment.state
    if s.phase in (Phase.NEW, Phase.PAUSED, Phase.OVER):
        return False
    gone = elapsed(s.at, moment.event.at)
    # A result takes minutes to be said.
    most = 2 * s.manner.left if s.phase in _ENDING else s.manner.left
    return gone is not None and gone.total_seconds() >= most


__all__ = ["MOST_UNHEARD", "failed", "is_late", "is_left", "wait", "wait_on"]
