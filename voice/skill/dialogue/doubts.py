"""Which answers are in doubt, which of these somebody is asked about, and what becomes of the others."""

from voice.skill.dialogue.adding import can_be_put, must_confirm, without
from voice.skill.dialogue.phrases import phrases
from voice.skill.dialogue.prompts import asked_slots, is_sign
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Answers, Value
from voice.skill.triage.assess import assess


def doubts_in(knowledge: Knowledge, state: State, answers: Answers, *, sure: bool) -> dict[str, Value]:
    """Those of `answers` that are not relied on without a confirmation."""
    return {slot: value for slot, value in answers.items() if must_confirm(knowledge, state, slot, value, sure=sure)}


def worth_asking(knowledge: Knowledge, state: State, doubts: Answers) -> dict[str, Value]:
    """Those of `doubts` that somebody is asked about: there are words left to ask in, and it would matter.

    After the result a fact matters that would change it; a sign always does.
    """
    asked = with_words_left(knowledge, state, doubts)
    facts = {slot: value for slot, value in asked.items() if not is_sign(knowledge, slot, value)}
    if state.phase is Phase.RESULT and not _matters(knowledge, state, facts):
        asked = without(asked, facts)
    return asked if phrases(knowledge, asked) else {}


def with_words_left(knowledge: Knowledge, state: State, doubts: Answers) -> dict[str, Value]:
    """Those of `doubts` that there are words left to ask about."""
    return {slot: value for slot, value in doubts.items() if can_be_put(knowledge, state, slot, value)}


def _matters(knowledge: Knowledge, state: State, facts: Answers) -> bool:
    now, then = (assess(knowledge, known, region=state.region) for known in (state.answers, {**state.answers, **facts}))
    return now.disposition != then.disposition


def settled_without_asking(knowledge: Knowledge, state: State, doubts: Answers) -> dict[str, Value]:
    """What becomes of `doubts` that cannot be put in words, or were put before: a sign that was denied is not known any more."""
    known = state.answers
    again = {s for s, v in doubts.items() if is_sign(knowledge, s, v) and v and not can_be_put(knowledge, state, s, v)}
    wordless = {} if phrases(knowledge, doubts) else {s: v for s, v in doubts.items() if s in asked_slots(knowledge, state)}
    return {**wordless, **{slot: "unknown" for slot in again if known.get(slot) not in (True, "unknown")}}


def denial_refused(knowledge: Knowledge, state: State, question: Answers) -> dict[str, Value]:
    """The sign that was heard to be denied, and perhaps is there, as that is not right."""
    return {
        slot: True
        for slot, value in question.items()
        if is_sign(knowledge, slot, value) and value is False and state.answers.get(slot) is not True
    }
