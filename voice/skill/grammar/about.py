"""What the knowledge file says of slots and symptoms that understanding has to know: whose they are, what they are for.

No pass names a slot, a value or a symptom; it asks here for those of which something is so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import TypeVar

from voice.skill.knowledge.facts import Over, Slot
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.roles import Roles
from voice.skill.reading import Value


@dataclass(frozen=True, slots=True)
class Tells:
    """By slot, the value that says something particular: that it is both, that it is nothing, that it comes with exercise …"""

    both: Mapping[str, str] = field(default_factory=dict)
    nothing: Mapping[str, str] = field(default_factory=dict)
    least: Mapping[str, str] = field(default_factory=dict)
    vaguest: Mapping[str, str] = field(default_factory=dict)
    everything: Mapping[str, str] = field(default_factory=dict)
    exercise: Mapping[str, str] = field(default_factory=dict)
    passing: Mapping[str, str] = field(default_factory=dict)
    another: Mapping[str, str] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What slots and symptoms are of: the twitch, its timing, what the caller is like or does.

    `part_of`: by a symptom the wider one that is there with it. `told_by_place`: those that only the place tells from it. The
    others are explained at `voice.skill.knowledge.model.Slot` and `Symptom`. `measured`: the names of numbers from which slots
    follow, by slot. `asked_of_signs` and `asked_of_conditions`: the frequent questions that are meant by questions about them.
    """

    role: Roles = field(default_factory=Roles)
    tells: Tells = field(default_factory=Tells)
    twitch: frozenset[str] = frozenset()
    timing: frozenset[str] = frozenset()
    person: frozenset[str] = frozenset()
    habit: frozenset[str] = frozenset()
    felt_as_twitch: frozenset[str] = frozenset()
    of_muscle: frozenset[str] = frozenset()
    of_named_limb: frozenset[str] = frozenset()
    part_of: Mapping[str, str] = field(default_factory=dict)
    told_by_place: frozenset[str] = frozenset()
    places: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names_limb: frozenset[str] = frozenset()
    when_over: Mapping[str, Over] = field(default_factory=dict)
    length: frozenset[str] = frozenset()
    manner: frozenset[str] = frozenset()
    scant: frozenset[str] = frozenset()
    numeric: frozenset[str] = frozenset()
    numeric_signs: frozenset[str] = frozenset()
    asked_only: frozenset[str] = frozenset()
    medicine: frozenset[str] = frozenset()
    summed: frozenset[str] = frozenset()
    opening: tuple[str, ...] = ()
    listed: frozenset[str] = frozenset()
    alternatives: tuple[frozenset[str], ...] = ()
    opposites: Mapping[str, Mapping[Value, str]] = field(default_factory=dict)
    measured: Mapping[str, str] = field(default_factory=dict)
    asked_of_signs: str | None = None
    asked_of_conditions: str | None = None

    @property
    def age(self) -> str:
        """The number from which the age follows."""
        return self.measured.get(self.role.age, "")


def about_of(knowledge: Knowledge) -> About:
    """What the knowledge file says of its slots, symptoms and frequent questions."""
    slots, symptoms = knowledge.slots, knowledge.symptoms
    return About(
        role=knowledge.roles,
        tells=_tells(slots),
        twitch=_those(slots, lambda slot: slot.about == "twitch") | _those(symptoms, lambda symptom: symptom.about == "twitch"),
        timing=_those(slots, lambda slot: slot.timing),
        person=_those(slots, lambda slot: slot.about == "person"),
        habit=_those(slots, lambda slot: slot.about == "habit"),
        felt_as_twitch=_those(symptoms, lambda symptom: symptom.felt_as_twitch),
        of_muscle=_those(symptoms, lambda symptom: symptom.of_muscle),
        of_named_limb=_those(symptoms, lambda symptom: symptom.of_named_limb),
        part_of=_given(symptoms, lambda symptom: symptom.part_of),
        told_by_place=_those(symptoms, lambda symptom: symptom.told_by_place),
        places=_given(symptoms, lambda symptom: frozenset(symptom.places) or None),
        names_limb=_those(symptoms, lambda symptom: symptom.names_limb),
        when_over=_given(symptoms, lambda symptom: symptom.when_over),
        length=_those(slots, lambda slot: slot.length),
        manner=_those(slots, lambda slot: slot.manner),
        scant=_those(slots, lambda slot: slot.scant),
        numeric=_those(slots, lambda slot: slot.numeric),
        numeric_signs=_those(symptoms, lambda symptom: symptom.numeric),
        asked_only=_those(slots, lambda slot: slot.asked_only),
        medicine=frozenset(
            {knowledge.roles.medicines, knowledge.roles.medicine_change, knowledge.roles.stopped_medicines} - {""}
        ),
        opening=tuple(name for name, slot in slots.items() if slot.opening),
        summed=_those(slots, lambda slot: slot.twice == "summed"),
        listed=_those(slots, lambda slot: slot.kind == "list"),
        alternatives=tuple(map(frozenset, _given(slots, lambda slot: slot.alternative_to).items())),
        opposites=_given(slots, lambda slot: _opposites(*slot.pair) if slot.pair else None),
        measured=_given(slots, lambda slot: slot.measured.name if slot.measured else None),
        asked_of_signs=_asked(knowledge, "sign"),
        asked_of_conditions=_asked(knowledge, "condition"),
    )


_Known = TypeVar("_Known")
_Value = TypeVar("_Value")


def _those(known: Mapping[str, _Known], which: Callable[[_Known], bool]) -> frozenset[str]:
    """The names of those of which something is so."""
    return frozenset(name for name, one in known.items() if which(one))


def _given(known: Mapping[str, _Known], what: Callable[[_Known], _Value | None]) -> dict[str, _Value]:
    """By name what is given of each, where anything is."""
    given = ((name, what(one)) for name, one in known.items())
    return {name: value for name, value in given if value is not None}


def _tells(slots: Mapping[str, Slot]) -> Tells:
    said: dict[str, dict[str, str]] = {one.name: {} for one in fields(Tells)}
    for name, slot in slots.items():
        for value, what in slot.tells.items():
            said[what][name] = value
    return Tells(**said)


def _opposites(one: str, other: str) -> Mapping[Value, str]:
    return {one: other, other: one}


def _asked(knowledge: Knowledge, what: str) -> str | None:
    """The frequent question that is meant by one about a sign or a condition."""
    return next((name for name, question in knowledge.frequent_questions.items() if question.asks_about == what), None)
