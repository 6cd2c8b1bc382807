"""What an answer that denies something says of the rest of its question.

1. A no that comes first is to all that was asked, whatever is told behind it ("no, I climb the ladder every day"), unless that
   says that something is there, takes it back, or limits it ("but", "only", "maybe").
2. Where one thing is surely denied and nothing is there, the rest is taken for denied too, but for signs of an emergency: those
   are asked for again.
3. What is denied in this way is unsure: it is read back, by its name, before any reassurance.
4. Words behind a no that were not understood tell nothing else.
5. After something that was perhaps a yes to one of several, nothing is denied but what is named.
"""

from dataclasses import replace

from voice.skill.dialogue.moves import record
from voice.skill.dialogue.prompts import asked_slots, asks_besides
from voice.skill.dialogue.state import State
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import UNKNOWN, Answers, Reading, Value
from voice.skill.triage.interview import completed

_GRAVEST = LEVELS[-1]
_TURNING = frozenset({"contrast", "only", "maybe", "unknown", "past", "yes", "all", "both", "vague"})
"""Marks of the grammar that leave open what a denial is to."""


def denied_with(knowledge: Knowledge, state: State, reading: Reading) -> tuple[State, Reading]:
    """The state and the reading, with what is denied besides of what is still open of the question."""
    nothing = _deniable(knowledge, state)
    if not nothing or not _is_plain(knowledge, reading):
        return state, reading
    told = completed(knowledge, reading.answers)
    left = {slot: value for slot, value in nothing.items() if slot not in told}
    if reading.certainty == "sure":
        denies = any(told.get(slot) == value for slot, value in nothing.items())
        rest = _rest(knowledge, left, all_of_it=_begins_with_no(reading)) if denies else {}
        return (record(state, rest, unsure=True) if rest else state), reading
    return state, _denying(reading, nothing, left) if _begins_with_no(reading) else reading


def _denying(reading: Reading, asked: Answers, left: Answers) -> Reading:
    """The unsure reading of a no, with all that was asked denied, and nothing told beside it."""
    kept = {slot: value for slot, value in reading.answers.items() if slot in asked}
    return replace(reading, answers={**kept, **left}, clarify=False) if left else reading


def _deniable(knowledge: Knowledge, state: State) -> dict[str, Value]:
    """What is asked for, with what a no says of each; empty where a no answers not all of it."""
    in_doubt = asks_besides(state) or state.perhaps == state.question or state.ladder.vague
    asked = () if in_doubt else asked_slots(knowledge, state)
    nothing = {slot: _nothing(knowledge, slot) for slot in asked}
    return {} if None in nothing.values() else nothing


def _rest(knowledge: Knowledge, left: Answers, *, all_of_it: bool) -> dict[str, Value]:
    """What of what is left a denial is to: the signs of an emergency only where it is to all that was asked."""
    return {slot: value for slot, value in left.items() if all_of_it or knowledge.alarms.get(slot) != _GRAVEST}


def _is_plain(knowledge: Knowledge, reading: Reading) -> bool:
    """Whether it says nothing but that things are not there."""
    if reading.certainty == "rejected" or reading.maybe_said or reading.command or reading.faq:
        return False
    marks = {mark for span in reading.spans for mark in span.meaning.split(" + ")}
    return _TURNING.isdisjoint(marks) and not any(reading.answers.get(s) in (True, UNKNOWN) for s in knowledge.symptom_ids)


def _begins_with_no(reading: Reading) -> bool:
    return bool(reading.spans) and reading.spans[0].start == 0 and reading.spans[0].meaning == "no"


def _nothing(knowledge: Knowledge, slot: str) -> Value:
    """What a no says of a sign, or of what can be nothing; None where it says nothing."""
    if slot in knowledge.symptoms or knowledge.slots[slot].kind == "flag":
        return False
    known = knowledge.slots[slot]
    return known.bare_no if known.is_nothing(known.bare_no) else None
