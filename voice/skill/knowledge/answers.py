"""Answers from outside (JSON or YAML) as the flat, checked answers that the rest of the skill works with.

A misspelt id or value must not pass for silence, so it is an error with the nearest right id. What only tells a case's
story (`exercise`, `onset`, a title) is no answer; a key that resembles none of ours is left out and reported.
"""

from collections.abc import Mapping

from voice.errors import AnswersError
from voice.skill.knowledge.conditions import UNKNOWN
from voice.skill.knowledge.model import Knowledge, Slot
from voice.skill.knowledge.references import nearest
from voice.skill.reading import SYMPTOM_DAYS, Value, days_key

STORY = frozenset({"duration_value", "duration_unit", "onset", "exercise", "title", "id", "note", "first_utterance"})
MEDICINE_LISTS = frozenset({"medications", "stopped_medicines"})
"""Lists of medicine classes, in which a medicine's own name stands for its class."""
_MISSPELT = 0.75  # similar enough to be one of ours with a slip in it
_TRUTHS: Mapping[object, Value] = {
    True: True,
    False: False,
    "true": True,
    "false": False,
    "yes": True,
    "no": False,
    UNKNOWN: UNKNOWN,
}


def parse_answers(knowledge: Knowledge, document: object) -> dict[str, Value]:
    """`document` (an answers mapping as JSON has it) as flat answers. Raises AnswersError with every fault."""
    answers, _ = parse_with_leftovers(knowledge, document)
    return answers


def parse_with_leftovers(knowledge: Knowledge, document: object) -> tuple[dict[str, Value], tuple[str, ...]]:
    """As `parse_answers`, with the keys that were left out because they are none of ours."""
    if not isinstance(document, Mapping):
        raise AnswersError('answers are a mapping of slots to values, such as {"symptoms": {"dark_urine": true}}')
    symptoms = document.get("symptoms") or {}
    if not isinstance(symptoms, Mapping):
        raise AnswersError("symptoms: a mapping of symptom ids to true, false or unknown would be right")
    answers: dict[str, Value] = {}
    faults: list[str] = []
    leftovers: list[str] = []
    _take_days(knowledge, document.get(SYMPTOM_DAYS) or {}, answers, faults)
    for name, raw in [*((n, r) for n, r in document.items() if n not in ("symptoms", SYMPTOM_DAYS)), *symptoms.items()]:
        if raw is None or name in STORY:
            continue
        try:
            if name in knowledge.symptoms:
                answers[name] = _truth(raw)
            elif name in knowledge.slots and name not in symptoms:
                answers[name] = _value(knowledge, name, raw)
            elif (hint := nearest(str(name), [*knowledge.slots, *knowledge.symptoms], at_least=_MISSPELT)) or name in symptoms:
                faults.append(f"{name}: unknown{hint or nearest(str(name), knowledge.symptoms)}")
            else:
                leftovers.append(str(name))
        except ValueError as error:
            faults.append(f"{name}: {error}")
    if faults:
        raise AnswersError("; ".join(faults))
    return answers, tuple(leftovers)


def _take_days(knowledge: Knowledge, days: object, answers: dict[str, Value], faults: list[str]) -> None:
    """The days since each symptom began, into `answers`; what is wrong with them, into `faults`."""
    if not isinstance(days, Mapping):
        faults.append(f"{SYMPTOM_DAYS}: a mapping of symptom ids to numbers of days would be right")
        return
    for name, raw in days.items():
        if name not in knowledge.symptoms:
            faults.append(f"{SYMPTOM_DAYS}: {name}: unknown{nearest(str(name), knowledge.symptoms)}")
        elif raw is not None:
            try:
                answers[days_key(name)] = _number(raw)
            except ValueError as error:
                faults.append(f"{SYMPTOM_DAYS}: {name}: {error}")


def _truth(raw: object) -> Value:
    word = raw.lower() if isinstance(raw, str) else raw
    if isinstance(word, bool | str) and word in _TRUTHS:
        return _TRUTHS[word]
    raise ValueError(f"{raw!r} is none of true, false, unknown")


def _value(knowledge: Knowledge, name: str, raw: object) -> Value:
    slot = knowledge.slots[name]
    match slot.kind:
        case "flag":
            return _truth(raw)
        case "number":
            return _number(raw)
        case "list":
            items = raw if isinstance(raw, list | tuple) else [raw]
            if list(items) == [UNKNOWN]:
                return UNKNOWN
            known = (
                [medicine_class(knowledge, str(i)) for i in items]
                if name in MEDICINE_LISTS
                else [_choice(slot, i) for i in items]
            )
            return tuple(dict.fromkeys(known))
        case "choice":
            return _choice(slot, raw)


def _number(raw: object) -> Value:
    if raw == UNKNOWN:
        return UNKNOWN
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw < float("inf"):
        raise ValueError(f"{raw!r} is no number of 0 or more")
    return raw


def _choice(slot: Slot, raw: object) -> str:
    word = ("yes" if raw else "no") if isinstance(raw, bool) else raw
    if isinstance(word, str) and (word in slot.values or word == UNKNOWN):
        return word
    raise ValueError(f"{raw!r} is none of {', '.join(slot.values)}{nearest(str(raw), slot.values)}")


def medicine_class(knowledge: Knowledge, name: str) -> str:
    """The class of a medicine's name (or of a class's own id); `other` for one that the knowledge file does not list."""
    plain = name.strip().lower().replace("_", " ").replace("'", "").replace("-", " ")
    for group, names in knowledge.medicines.items():
        if plain in (group.replace("_", " "), *names) or plain.removesuffix("s") in names:
            return group
    for group, names in knowledge.medicines.items():
        if any(f" {known} " in f" {plain} " for known in names):
            return group
    return "other"
