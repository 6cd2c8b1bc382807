"""Answers from outside (JSON or YAML) as the flat, checked answers that the rest of the skill works with.

A misspelt id or value must not pass for silence, so it is an error with the nearest right id. What only tells a case's
story (`exercise`, `onset`, a title) is no answer; a key that resembles none of ours is left out and reported.
"""

from collections.abc import Iterator, Mapping

from voice.errors import AnswersError
from voice.outside import echoed, named
from voice.skill.knowledge.facts import Slot
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.references import nearest
from voice.skill.reading import SYMPTOM_DAYS, UNKNOWN, Value, days_key

STORY = frozenset({"duration_value", "duration_unit", "onset", "exercise", "title", "id", "note", "first_utterance"})
MOST = 1_000_000
"""The largest number that an answer can be, whatever it counts: days, milligrams."""
MOST_ITEMS, MOST_WORDS = 100, 200
"""Values in one list, and characters in each."""
_MISSPELT = 0.75  # similar enough to be one of ours with a slip in it
_MOST_STRANGE = 50
"""Keys of other programs in one document; more are no slip, and looking for what was meant by each takes time."""
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
    symptoms = _symptoms(document)
    answers: dict[str, Value] = {}
    faults: list[str] = []
    strange: list[str] = []
    _take_days(knowledge, document.get(SYMPTOM_DAYS) or {}, answers, faults)
    ours = {*knowledge.symptoms, *(knowledge.slots.keys() - symptoms.keys())}
    for name, raw in (*_beside_symptoms(document), *symptoms.items()):
        if raw is None or name in STORY:
            continue
        if name not in ours:
            strange.append(str(name))
            continue
        try:
            answers[name] = _truth(raw) if name in knowledge.symptoms else _value(knowledge, name, raw)
        except ValueError as error:
            faults.append(f"{name}: {error}")
    leftovers = _leftovers(knowledge, strange, frozenset(symptoms), faults)
    if faults:
        raise AnswersError("; ".join(faults))
    return answers, leftovers


def _beside_symptoms(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    yield from ((name, raw) for name, raw in document.items() if name not in ("symptoms", SYMPTOM_DAYS))


def _symptoms(document: Mapping[str, object]) -> Mapping[str, object]:
    symptoms = document.get("symptoms") or {}
    if not isinstance(symptoms, Mapping):
        raise AnswersError("symptoms: a mapping of symptom ids to true, false or unknown would be right")
    return symptoms


def _leftovers(knowledge: Knowledge, strange: list[str], symptoms: frozenset[str], faults: list[str]) -> tuple[str, ...]:
    """Of the names that are none of ours, those that nobody can have meant for one; the others are faults."""
    if len(strange) > _MOST_STRANGE:
        faults.append(
            f"{len(strange)} keys are no slot or symptom, such as {named(strange[0])}; {_MOST_STRANGE} at most are left out"
        )
        return ()
    left = []
    for name in strange:
        hint = nearest(name, [*knowledge.slots, *knowledge.symptoms], at_least=_MISSPELT)
        if hint or name in symptoms:
            faults.append(f"{named(name)}: unknown{hint or nearest(name, knowledge.symptoms)}")
        else:
            left.append(named(name))
    return tuple(left)


def _take_days(knowledge: Knowledge, days: object, answers: dict[str, Value], faults: list[str]) -> None:
    """The days since each symptom began, into `answers`; what is wrong with them, into `faults`."""
    if not isinstance(days, Mapping):
        faults.append(f"{SYMPTOM_DAYS}: a mapping of symptom ids to numbers of days would be right")
        return
    if len(days) > _MOST_STRANGE + len(knowledge.symptoms):
        faults.append(f"{SYMPTOM_DAYS}: {len(days)} keys; there are no more than {len(knowledge.symptoms)} symptoms")
        return
    for name, raw in days.items():
        if name not in knowledge.symptoms:
            faults.append(f"{SYMPTOM_DAYS}: {named(str(name))}: unknown{nearest(str(name), knowledge.symptoms)}")
        elif raw is not None:
            try:
                answers[days_key(name)] = _number(raw)
            except ValueError as error:
                faults.append(f"{SYMPTOM_DAYS}: {name}: {error}")


def _truth(raw: object) -> Value:
    word = raw.lower() if isinstance(raw, str) else raw
    if isinstance(word, bool | str) and word in _TRUTHS:
        return _TRUTHS[word]
    raise ValueError(f"{echoed(raw)} is none of true, false, unknown")


def _value(knowledge: Knowledge, name: str, raw: object) -> Value:
    slot = knowledge.slots[name]
    match slot.kind:
        case "flag":
            return _truth(raw)
        case "number":
            return _number(raw)
        case "list":
            return _listed(knowledge, name, raw)
        case "choice":
            return _choice(slot, raw)


def _listed(knowledge: Knowledge, name: str, raw: object) -> Value:
    items = raw if isinstance(raw, list | tuple) else [raw]
    if len(items) > MOST_ITEMS or not all(map(_is_short_word, items)):
        raise ValueError(f"{echoed(raw)} is no list of {MOST_ITEMS} words at most")
    if list(items) == [UNKNOWN]:
        return UNKNOWN
    if name in (knowledge.roles.medicines, knowledge.roles.stopped_medicines):  # a medicine's own name stands for its class
        return tuple(dict.fromkeys(medicine_class(knowledge, str(item)) for item in items))
    return tuple(dict.fromkeys(_choice(knowledge.slots[name], item) for item in items))


def _is_short_word(item: object) -> bool:
    return isinstance(item, str | bool) and len(str(item)) <= MOST_WORDS


def _number(raw: object) -> Value:
    if raw == UNKNOWN:
        return UNKNOWN
    if isinstance(raw, bool) or not isinstance(raw, int | float) or not 0 <= raw <= MOST:
        raise ValueError(f"{echoed(raw)} is no number from 0 to {MOST:,}")
    return raw


def _choice(slot: Slot, raw: object) -> str:
    word = ("yes" if raw else "no") if isinstance(raw, bool) else raw
    if isinstance(word, str) and (word in slot.values or word == UNKNOWN):
        return word
    raise ValueError(
        f"{echoed(raw)} is none of {', '.join(slot.values)}{nearest(str(word), slot.values) if isinstance(word, str) else ''}"
    )


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
