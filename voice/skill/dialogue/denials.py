"""What was denied, and has to be read back before anybody is reassured: which signs, and in which words."""

from voice.skill.dialogue.phrases import phrases
from voice.skill.dialogue.state import State
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.knowledge.wording import joined
from voice.skill.reading import Answers, Value
from voice.skill.triage.assess import SERIOUS
from voice.skill.triage.interview import completed


def denied(knowledge: Knowledge, state: State) -> dict[str, Value]:
    """What was said to be absent and nobody has read back yet: what was heard unsurely, then the signs that need help today.

    A question is read back as a whole where one of its signs does. Words that were typed are what was meant: of them only what is
    unsure is read back.
    """
    answers = state.answers
    # What else was said may mean that it is there after all: severe pain is a pain.
    meant = completed(knowledge, answers)
    signs = () if state.manner.typed else read_back_signs(knowledge)
    order = [*_heard_unsurely(knowledge, state), *(slot for slot in signs if answers.get(slot) is False)]
    checked = _checked(state)
    return {slot: answers[slot] for slot in order if slot not in checked and meant.get(slot) == answers[slot]}


def _checked(state: State) -> set[str]:
    """What was read back already."""
    return {slot for turn in state.turns if turn.question == "read_back" and not turn.unsure for slot in turn.answers}


def _heard_unsurely(knowledge: Knowledge, state: State) -> list[str]:
    """What is absent, by words that were not wholly understood."""
    answers = state.answers
    heard = (slot for turn in state.turns if turn.unsure for slot in turn.answers if slot in answers)
    return [slot for slot in heard if _is_absence(knowledge, slot, answers[slot])]


def read_back_signs(knowledge: Knowledge) -> tuple[str, ...]:
    """Every slot of the red-flag questions that ask for a sign that needs help today, the most dangerous first."""
    asked = (question.slots for question in knowledge.questions if question.risk == "red_flag")
    return tuple(slot for slots in asked if any(knowledge.alarms.get(slot) in SERIOUS for slot in slots) for slot in slots)


def _is_absence(knowledge: Knowledge, slot: str, value: Value) -> bool:
    """Whether an answer says that there is nothing of a sign, or of something that somebody has."""
    if value in (False, ()):
        return True
    return slot in knowledge.slots and knowledge.slots[slot].about == "person" and knowledge.slots[slot].is_nothing(value)


def denied_by_question(knowledge: Knowledge, flags: Answers) -> list[str]:
    """What was denied in words, for each question that asks for it; a sign of two questions goes with the first."""
    asked = {slot: question for question in reversed(knowledge.questions) for slot in question.slots}
    groups = {asked[slot].id: asked[slot] for slot in flags if slot in asked}.values()
    said = (_denied_of(knowledge, question, {s: v for s, v in flags.items() if s in question.slots}) for question in groups)
    rest = phrases(knowledge, {slot: value for slot, value in flags.items() if slot not in asked})
    return [*filter(None, said), *rest]


def _denied_of(knowledge: Knowledge, question: Question, flags: Answers) -> str:
    """The question's own words for it where all that it asks for is denied, and follows from that."""
    if question.denied and set(question.slots) <= set(completed(knowledge, flags)):
        return question.denied
    return joined(knowledge, phrases(knowledge, flags), "list_plain")
