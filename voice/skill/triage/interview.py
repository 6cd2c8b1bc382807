"""What is still to be asked, and what follows from what was answered.

Answers are flat (a symptom by its id). A question is open while one of its slots has no answer and its guard holds;
what another answer settles (`derived` in the knowledge file) is not asked. Who wants no assessment of a twitch (`scope`) is asked
only for signs that need help today.
"""

from collections.abc import Collection, Mapping

from voice.skill.knowledge.conditions import Facts, evaluate, holds
from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.reading import UNKNOWN, Answers, Value


def completed(knowledge: Knowledge, answers: Answers) -> dict[str, Value]:
    """`answers` with what follows from them by definition (a severe pain is a pain)."""
    values: dict[str, Value] = {name: value for name, value in answers.items() if value is not None}
    known = Facts(values)
    for derived in knowledge.derived:
        now = values.get(derived.set)
        if (now is None or now == UNKNOWN or (derived.correct and now != derived.to)) and holds(derived.when, known):
            values[derived.set] = derived.to
    return values


def facts(knowledge: Knowledge, answers: Answers) -> Facts:
    """The answers, completed, with the flags that follow from them."""
    values = completed(knowledge, answers)
    plain = Facts(values)
    return Facts(values, {name: evaluate(flag.when, plain) for name, flag in knowledge.flags.items()})


def open_questions(knowledge: Knowledge, answers: Answers, closed: Collection[str] = frozenset()) -> tuple[Question, ...]:
    """The questions that still have something to ask, in order; those with an id in `closed` are left out."""
    known = facts(knowledge, answers)
    screening = holds(knowledge.scope.screen, known)
    return tuple(
        question
        for question in knowledge.questions
        if question.id not in closed and open_slots(question, known.values) and holds(question.when, known)
        if not screening or _is_screening(knowledge, question)
    )


def _is_screening(knowledge: Knowledge, question: Question) -> bool:
    """Whether it asks for a sign that needs help today."""
    return question.risk == "red_flag" and any(knowledge.alarms.get(slot) in ("emergency", "urgent") for slot in question.slots)


def open_slots(question: Question, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Those of the question's slots that have no answer; `values` as from `completed`.

    A question that is put `once` is open to what is known to be unknown, too.
    """
    none = (None, UNKNOWN) if question.once else (None,)
    return tuple(slot for slot in question.slots if values.get(slot) in none)
