"""Whether a question is still worth its answer, once an interview has grown long.

Signs are asked for however long it takes, and so is what a result can not do without (where, since when, which medicines), and
how somebody sleeps and copes. Of the rest only what could make it more urgent is asked; a cause more or less is worth nobody's
patience.
"""

from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.reading import Answers, Value
from voice.skill.triage.assess import level_of
from voice.skill.triage.interview import completed, open_slots

_KEPT = frozenset({"red_flag", "profile"})


def is_worth_asking(knowledge: Knowledge, answers: Answers, question: Question) -> bool:
    """Whether the question is asked even of somebody who has been asked for long."""
    slots = open_slots(question, completed(knowledge, answers))
    whens = [knowledge.slots[slot].when_long if slot in knowledge.slots else None for slot in slots]
    spared = all(when == "spare" for when in whens)  # what changes no more than a tip
    if (question.risk in _KEPT and not spared) or "ask" in whens:  # how somebody is: there is told what nobody asks for
        return True
    now = LEVELS.index(level_of(knowledge, answers))
    raised = ({**answers, slot: value} for slot in slots for value in _possible(knowledge, slot))
    return any(LEVELS.index(level_of(knowledge, told)) > now for told in raised)


def _possible(knowledge: Knowledge, slot: str) -> tuple[Value, ...]:
    """What could be answered that says something: that it is there, each of its values, each thing of a list."""
    known = knowledge.slots.get(slot)
    if known is None or known.kind == "flag":
        return (True,)
    return tuple((value,) for value in known.values) if known.kind == "list" else tuple(known.values)
