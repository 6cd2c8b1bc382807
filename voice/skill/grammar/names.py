"""Do the grammar files name what there is? Symptoms, slots and their values, questions about the subject, kinds of words.

Each wrong name is told once, where it stands, with the nearest right one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from voice.outside import named
from voice.skill.grammar.file import GrammarFile
from voice.skill.grammar.formulas import is_formula
from voice.skill.grammar.kinds import MARKERS
from voice.skill.grammar.modifiers import WORDING
from voice.skill.grammar.phrases import NOTHING
from voice.skill.knowledge.model import Knowledge, Slot
from voice.skill.knowledge.references import nearest
from voice.skill.knowledge.yaml_lines import Place

Fault = tuple[Place, str]
_FOUND_OUT = frozenset({"age"})
"""What facts may tell beside slots and symptoms: other answers follow from it."""


def misnamed(file: GrammarFile, knowledge: Knowledge, kinds: Collection[str]) -> Iterator[str]:
    """Every wrong name of a file, as `file:line: what; what would be right`. `kinds` are those of phrases in all files."""
    known = _Known(knowledge, kinds)
    sections = file.sections
    for within, part in (((), sections), (("always",), sections.get("always", {}))):
        for place, what in (*known.of_symptoms(part), *known.of_facts(part), *known.of_lists(part)):
            yield file.at((*within, *place), what)
    for place, what in (
        *known.of_slots(sections),
        *known.of_places(sections),
        *known.of_together(sections),
        *known.of_parts(sections),
        *known.of_signs(sections),
        *known.of_modifiers(sections),
    ):
        yield file.at(place, what)


class _Known:
    """What the knowledge file has, and what else facts may name."""

    def __init__(self, knowledge: Knowledge, kinds: Collection[str]) -> None:
        self._knowledge = knowledge
        self._kinds = kinds
        self._symptoms = frozenset(knowledge.symptoms) | {k for k, slot in knowledge.slots.items() if slot.kind == "flag"}
        self._answers = frozenset(knowledge.symptoms) | frozenset(knowledge.slots) | _FOUND_OUT
        self._told = self._answers | MARKERS

    def of_symptoms(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """The symptoms that have phrases."""
        yield from _unknown(("symptoms",), content.get("symptoms", {}), self._symptoms, "no such symptom")

    def of_slots(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """The slots that have phrases by value."""
        slots = self._knowledge.slots
        yield from _unknown(("slots",), content.get("slots", {}), slots, "no such slot")
        for name, rest in content.get("slots", {}).items():
            for key in ("anywhere", "asked") if name in slots else ():
                for value in rest.get(key, {}):
                    yield from self._wrong(("slots", name, key, value), name, value)
            for values in rest.get("opposite", {}).items() if name in slots else ():
                for value in values:
                    yield from self._wrong(("slots", name, "opposite", values[0]), name, value)

    def of_places(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """Places and what they are part of, or where they lie."""
        for value, larger in content.get("parents", {}).items():
            for place in (value, *larger.split()):
                yield from self._wrong(("parents", value), "location", place)
        for region, places in content.get("regions", {}).items():
            for place in places.split():
                yield from self._wrong(("regions", region), "location", place)

    def of_facts(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """What facts mean, and what has to be asked for."""
        for n, fact in enumerate(content.get("facts", ())):
            yield from _unknown(("facts", n, "means"), fact["means"], self._told, "no such slot or symptom")
            for slot, value in fact["means"].items():
                yield from self._wrong(("facts", n, "means", slot), slot, value)
            for at, slot in enumerate(fact.get("asked", ())):
                if slot not in self._answers | {"opening"}:
                    yield ("facts", n, "asked", at), _no("no such slot or symptom", slot, self._answers)

    def of_together(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """What several things said together mean."""
        for n, row in enumerate(content.get("together", ())):
            yield from _unknown(("together", n, "of"), row["of"], self._told, "no such slot or symptom")
            if row["means"] not in self._symptoms:
                yield ("together", n, "means"), _no("no such symptom", row["means"], self._symptoms)

    def of_parts(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """What parts make together; each part is of the same file, and is of use."""
        parts, used = content.get("parts", {}), set()
        for n, row in enumerate(content.get("compose", ())):
            for key, known in (("of", parts), ("unless", parts), ("within", self._symptoms)):
                what = "no such symptom" if key == "within" else "no such part"
                used.update(row.get(key, ()))
                unknown = [(at, name) for at, name in enumerate(row.get(key, ())) if name not in known]
                yield from ((("compose", n, key, at), _no(what, name, known)) for at, name in unknown)
            if row["means"] not in self._symptoms:
                yield ("compose", n, "means"), _no("no such symptom", row["means"], self._symptoms)
        yield from ((("parts", name), f"no row is made of the part {named(name)!r}") for name in parts if name not in used)

    def of_signs(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """The signs that have anchors."""
        yield from _unknown(("anchors",), content.get("anchors", {}), self._symptoms, "no such symptom")

    def of_modifiers(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """The kinds of words that modifiers name, and the lists of words that there are."""
        groups = content.get("groups", {})
        named_by: list[tuple[Place, Sequence[str]]] = [(("groups", name), names) for name, names in groups.items()]
        for kind, row in content.get("modifiers", {}).items():
            named_by += [(("modifiers", kind, key), row.get(key, ())) for key in ("over", "ended_by")]
            if row.get("leaves", kind) not in self._kinds:
                yield ("modifiers", kind, "leaves"), _no("no such kind of words", row["leaves"], self._kinds)
        known = {*self._kinds, *groups}
        for place, names in named_by:
            unknown = [
                (at, name) for at, name in enumerate(names) if name not in (self._kinds if place[0] == "groups" else known)
            ]
            yield from (((*place, at), _no("no such kind of words", name, known)) for at, name in unknown)
        yield from _unknown(("wording",), content.get("wording", {}), WORDING, "no such list of words")

    def of_lists(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """The kinds of words, and the questions about the subject."""
        yield from _unknown(("words",), content.get("words", {}), self._kinds, "words of no known kind")
        questions = content.get("questions", {})
        yield from _unknown(("questions",), questions, self._knowledge.frequent_questions, "no such frequent question")

    def _wrong(self, place: Place, slot: str, value: object) -> Iterator[Fault]:
        """The values that a slot or a symptom cannot have."""
        if slot in self._knowledge.symptoms:
            if not isinstance(value, bool) and value != "unknown" and not is_formula(value):
                yield place, f"{named(value)} is no value of {slot}; true or false would be right"
        elif (found := self._knowledge.slots.get(slot)) is not None:
            for one in value if isinstance(value, list) else (value,):
                if not (_fits(found, one) or is_formula(one)):
                    yield place, f"{named(one)} is no value of {slot}{_instead(found, one)}"


def _fits(slot: Slot, value: object) -> bool:
    if slot.kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if slot.kind == "flag":
        return isinstance(value, bool) or value == "unknown"
    return value in slot.values or value == "unknown" or (slot.kind == "list" and value == NOTHING)


def _instead(slot: Slot, value: object) -> str:
    if slot.kind in ("number", "flag"):
        return "; a number would be right" if slot.kind == "number" else "; true or false would be right"
    return nearest(str(value), slot.values) or f"; one of {', '.join(slot.values)} would be right"


def _unknown(place: Place, names: Collection[str], known: Collection[str], what: str) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield (*place, name), _no(what, name, known)


def _no(what: str, name: str, known: Collection[str]) -> str:
    return f"{what} {named(name)!r}{nearest(name, known)}"
