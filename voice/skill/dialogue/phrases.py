"""Answers in a few words each: "left calf", "two days", "no dark pee". For acknowledging, confirming, reading back, summing up.

The words are the knowledge file's: the names of symptoms, of a slot's values, and the small words among its prompts.
What has no words there ("not said", a slot that nobody would want to hear again) gives none.
"""

from collections.abc import Callable, Iterable

from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import insert, joined, one
from voice.skill.reading import NOT_KNOWN, Answers, Value, symptom_of
from voice.skill.triage.interview import completed

_STRETCHES: tuple[tuple[float, float, str], ...] = (
    # below so many days, counted in units of so many days, named so
    (1 / 24, 1 / 1440, "minutes"),
    (0.75, 1 / 24, "hours"),
    (21, 1, "days"),
    (60, 7, "weeks"),
    (700, 30, "months"),
    (float("inf"), 365, "years"),
)


def phrases(knowledge: Knowledge, answers: Answers) -> tuple[str, ...]:
    """What `answers` say, each in a few words, in their order; the side goes with the place.

    What another of them says as well is said once: "mild pain" is a pain, and "hours after exercise" is after exercise.
    """
    place, placed = knowledge.roles.place, f"place_{answers.get(knowledge.roles.side)}"
    told: dict[str, bool] = {}
    for slot, value in own(knowledge, answers).items():
        phrase = "" if _goes_without_saying(knowledge, slot, answers) else _phrase(knowledge, slot, value)
        if slot == place and phrase and placed in knowledge.prompts:
            phrase = insert(one(knowledge, placed), place=phrase)
        if phrase:
            told[phrase] = told.get(phrase, False) or slot in knowledge.symptoms
    return tuple(phrase for phrase, sign in told.items() if sign or not _is_said_with_another(phrase, told))


def _goes_without_saying(knowledge: Knowledge, slot: str, answers: Answers) -> bool:
    role = knowledge.roles
    return slot in knowledge.silent or bool(symptom_of(slot)) or (slot == role.side and bool(answers.get(role.place)))


def _is_said_with_another(phrase: str, told: Iterable[str]) -> bool:
    return any(other.endswith(f" {phrase}") for other in told)


def own(knowledge: Knowledge, answers: Answers) -> dict[str, Value]:
    """Those of `answers` that do not follow from the others by definition."""
    left = dict(answers)
    following = {derived.set for derived in knowledge.derived}
    for slot, value in ((slot, value) for slot, value in answers.items() if slot in following):
        others = {name: other for name, other in left.items() if name != slot}
        if completed(knowledge, others).get(slot) == value:
            left = others
    return left


def stretch(knowledge: Knowledge, days: float) -> str:
    """So many days, in the unit that people would use."""
    for below, unit, name in _STRETCHES:
        if days < below:
            number = max(1, round(days / unit))
            single, several = knowledge.prompts[f"stretch_{name}"]
            return single if number == 1 else insert(several, n=str(number))
    raise ValueError(f"not a stretch of time: {days}")


def _phrase(knowledge: Knowledge, slot: str, value: Value) -> str:
    kind = "flag" if slot in knowledge.symptoms else knowledge.slots[slot].kind
    return _KINDS[kind](knowledge, slot, value)


def _flag(knowledge: Knowledge, slot: str, value: Value) -> str:
    name = knowledge.words_for(slot)
    if value is False and knowledge.absence_of(slot):
        return knowledge.absence_of(slot)
    if value is False:
        for article in knowledge.prompts["articles"]:
            name = name.removeprefix(article)
    truth = "not_known" if not isinstance(value, bool) else "present" if value else "absent"
    return insert(one(knowledge, truth), thing=name)


def _choice(knowledge: Knowledge, slot: str, value: Value) -> str:
    return "" if value in NOT_KNOWN else knowledge.slots[slot].values.get(str(value), "")


def _list(knowledge: Knowledge, slot: str, value: Value) -> str:
    if not isinstance(value, tuple) or not value:
        return knowledge.prompts.get(f"empty_{slot}", ("",))[0]
    named = knowledge.slots[slot].values
    return joined(knowledge, (named.get(str(v), str(v)) for v in value))


def _number(knowledge: Knowledge, slot: str, value: Value) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    unit = knowledge.slots[slot].unit
    return stretch(knowledge, value) if unit == "days" else insert(one(knowledge, "amount"), n=f"{value:g}", unit=unit)


_KINDS: dict[str, Callable[[Knowledge, str, Value], str]] = {"flag": _flag, "choice": _choice, "list": _list, "number": _number}
