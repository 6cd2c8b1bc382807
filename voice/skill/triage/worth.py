"""Which open questions are still worth their answer, and which of them comes first.

1. What could complete an emergency together with what is known is asked first, whatever its guard.
2. Once help is needed today, only signs on which a more urgent rule hangs are asked for; and of medicines, conditions and habits
   what such a rule hangs on that has begun to hold.
3. A result cannot do without what its rules call `missing` (where, since when, each sign of an emergency): that is asked however
   long it takes. In a long interview a cause more or less is worth nobody's patience.
"""

from collections.abc import Collection, Iterator
from functools import lru_cache

from voice.skill.knowledge.conditions import Asked, Condition, Facts, because, evaluate, holds, leaves
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.model import Knowledge, Question, Rule
from voice.skill.reading import Answers, Value
from voice.skill.triage.interview import facts, open_questions, open_slots

_KEPT = frozenset({"red_flag", "profile"})
_PRESSING = LEVELS.index("urgent")
"""The level from which on nothing is asked but what could make it more urgent."""
_GRAVEST = LEVELS[-1]


def next_questions(
    knowledge: Knowledge, answers: Answers, closed: Collection[str] = frozenset(), *, long: bool = False
) -> tuple[Question, ...]:
    """The questions that are still to be asked, in order; those with an id in `closed` are left out.

    `long`: the interview has gone on for so long that causes are left alone.
    """
    known = facts(knowledge, answers)
    weighing = _Weighing(knowledge, known)
    following = [q for q in open_questions(knowledge, answers, closed) if weighing.is_worth_asking(q, long=long)]
    first = {question.id: question for question in weighing.completing(closed)}
    return (*first.values(), *(question for question in following if question.id not in first))


def settled_rules(knowledge: Knowledge, answers: Answers) -> frozenset[str]:
    """The ids of the rules that hold, and not only for want of an answer that may still come."""
    known = facts(knowledge, answers)
    return frozenset(name for name, rule in knowledge.rules.items() if holds(rule.when, known) and not _waits(rule, known))


class _Weighing:
    """Rules and slots as they stand with what is known."""

    def __init__(self, knowledge: Knowledge, known: Facts) -> None:
        self._knowledge, self._known = knowledge, known
        truths = [(rule, evaluate(rule.when, known)) for rule in knowledge.rules.values()]
        self._level = max((_urgency(rule) for rule, truth in truths if truth and not _waits(rule, known)), default=0)
        above = [rule for rule, truth in truths if truth is not False and _urgency(rule) > self._level]
        self._hangs_on = _behind(knowledge, frozenset().union(*(_ids(rule.when) for rule in above)))
        self._begun = [(rule, _behind(knowledge, _ids(rule.when))) for rule in above if self._has_begun(rule)]

    def _has_begun(self, rule: Rule) -> bool:
        """Whether it is an emergency's, and a sign or flag of it is there."""
        return rule.level == _GRAVEST and not self._knowledge.alarms.keys().isdisjoint(because(rule.when, self._known))

    def is_worth_asking(self, question: Question, *, long: bool) -> bool:
        """Whether an answer could still make it more urgent, or, where there is time for that, tell more of it."""
        slots = open_slots(question, self._known.values)
        if self._level >= _PRESSING and question.risk != "red_flag":
            return any(not slot_ids.isdisjoint(slots) for _, slot_ids in self._begun)
        if not self._hangs_on.isdisjoint(slots) or self._level >= _PRESSING:
            return not self._hangs_on.isdisjoint(slots)
        whens = [self._knowledge.slots[slot].when_long for slot in slots if slot in self._knowledge.slots]
        return not long or question.risk in _KEPT or "ask" in whens

    def completing(self, closed: Collection[str]) -> Iterator[Question]:
        """The questions by which, with what is known, an emergency could be complete."""
        for question in self._knowledge.questions if self._begun else ():
            slots = open_slots(question, self._known.values) if question.id not in closed else ()
            if any(self._completes(rule, slot) for rule, ids in self._begun for slot in ids.intersection(slots)):
                yield self._first_of(question)

    def _first_of(self, question: Question) -> Question:
        """The question, or the one for what its signs are part of, where that is not known and it is not its turn."""
        k = self._knowledge
        wider = {k.symptoms[slot].part_of for slot in question.slots if slot in k.symptoms}
        unasked = [q for q in k.questions for slot in q.slots if slot in wider and not self._known.asked(slot)]
        return question if holds(question.when, self._known) or not unasked else unasked[0]

    def _completes(self, rule: Rule, slot: str) -> bool:
        told = ({**self._known.values, slot: value} for value in _possible(self._knowledge, slot))
        follows = slot not in self._knowledge.symptoms or slot not in _ids(rule.when)
        return any(holds(rule.when, facts(self._knowledge, one) if follows else Facts(one, self._known.flags)) for one in told)


def _urgency(rule: Rule) -> int:
    return LEVELS.index(rule.level)


def _waits(rule: Rule, known: Facts) -> bool:
    """Whether it holds only for want of an answer that may still come."""
    return any(not known.asked(leaf.id) for leaf in leaves(rule.when) if isinstance(leaf, Asked) and leaf.how == "missing")


@lru_cache(maxsize=1024)
def _ids(condition: Condition) -> frozenset[str]:
    """Every slot, symptom and flag that stands in a condition."""
    return frozenset(leaf.id for leaf in leaves(condition))


def _behind(knowledge: Knowledge, names: frozenset[str]) -> frozenset[str]:
    """`names`, with the slots behind the flags among them, and with those from which any of these follow."""
    found = set(names)
    for name in names & knowledge.flags.keys():
        found |= _ids(knowledge.flags[name].when)
    for derived in knowledge.derived:
        if derived.set in found:
            found |= _ids(derived.when)
    return frozenset(found)


def _possible(knowledge: Knowledge, slot: str) -> tuple[Value, ...]:
    """What could be answered that says something: that it is there, each of its values, each thing of a list."""
    known = knowledge.slots.get(slot)
    if known is None or known.kind == "flag":
        return (True,)
    return tuple((value,) for value in known.values) if known.kind == "list" else tuple(known.values)
