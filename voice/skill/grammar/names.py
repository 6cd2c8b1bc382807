"""Do the grammar files name what there is? Symptoms, slots and their values, questions about the subject, kinds of words.

Each wrong name is told once, where it stands, with the nearest right one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from voice.outside import named
from voice.skill.grammar.cues import misnamed_cues
from voice.skill.grammar.file import GrammarFile
from voice.skill.grammar.formulas import Formulas
from voice.skill.grammar.kinds import MARKERS
from voice.skill.grammar.modifiers import WORDING
from voice.skill.grammar.phrases import NOTHING
from voice.skill.knowledge.facts import Slot
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.references import nearest
from voice.skill.knowledge.yaml_lines import Place

Fault = tuple[Place, str]


def misnamed(file: GrammarFile, knowledge: Knowledge, formulas: Formulas, kinds: Collection[str]) -> Iterator[str]:
    """Every wrong name of a file, as `file:line: what; what would be right`. `kinds` are those of phrases in all files."""
    known = _Known(knowledge, formulas, kinds)
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
        *known.of_other_meanings(sections),
        *_of_cues(sections),
    ):
        yield file.at(place, what)


class _Known:
    """What the knowledge file has, and what else facts may name."""

    def __init__(self, knowledge: Knowledge, formulas: Formulas, kinds: Collection[str]) -> None:
        self._knowledge, self._formulas, self._kinds = knowledge, formulas, kinds
        self._role = knowledge.roles
        self._symptoms = frozenset(knowledge.symptoms) | {k for k, slot in knowledge.slots.items() if slot.kind == "flag"}
        measured = {slot.measured.name for slot in knowledge.slots.values() if slot.measured}
        self._answers = frozenset(knowledge.symptoms) | frozenset(knowledge.slots) | measured
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
                yield from self._wrong(("parents", value), self._role.place, place)
        for region, places in content.get("regions", {}).items():
            for place in places.split():
                yield from self._wrong(("regions", region), self._role.place, place)

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

    def of_other_meanings(self, content: Mapping[str, Any]) -> Iterator[Fault]:
        """What is meant by something else: places that hurt, signs that last, a loss, a change of medicine."""
        places, changes = (self._values(slot) for slot in (self._role.place, self._role.medicine_change))
        for section, known in (("hurting", places), ("lasting", self._symptoms)):
            yield from _unknown((section,), content.get(section, {}), known, "no such place or symptom")
            for name, row in content.get(section, {}).items():
                yield from self._no_symptom((section, name, "means"), row["means"])
        loss = content.get("loss", {})
        for key in ("means", "strength", "feeling", "implies"):
            for one in _as_list(loss.get(key, ())):
                yield from self._no_symptom(("loss", key), one)
        for n, change in enumerate(content.get("medicine_changes", ())):
            if change["to"] not in changes:
                yield ("medicine_changes", n, "to"), _no("no such change of medicine", change["to"], changes)

    def _values(self, slot: str) -> Collection[str]:
        return self._knowledge.slots[slot].values if slot else ()

    def _no_symptom(self, place: Place, name: str) -> Iterator[Fault]:
        if name not in self._symptoms:
            yield place, _no("no such symptom", name, self._symptoms)

    def _wrong(self, place: Place, slot: str, value: object) -> Iterator[Fault]:
        """The values that a slot or a symptom cannot have."""
        values = [meant for one in _as_list(value) for meant in self._meant(one)]
        if slot in self._knowledge.symptoms:
            for one in values:
                if not isinstance(one, bool) and one != "unknown":
                    yield place, f"{named(one)} is no value of {slot}; true or false would be right"
        elif (found := self._knowledge.slots.get(slot)) is not None:
            for one in values:
                if not _fits(found, one):
                    yield place, f"{named(one)} is no value of {slot}{_instead(found, one)}"

    def _meant(self, value: object) -> Sequence[object]:
        """What a value can come to; nothing that could be looked at where it is calculated."""
        return self._formulas.outcomes(value) if value in self._formulas else (value,)


def _as_list(written: object) -> list[Any]:
    return list(written) if isinstance(written, list | tuple) else [written]


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


def _of_cues(content: Mapping[str, Any]) -> Iterator[Fault]:
    """The lists of cue words, and their groups."""
    for place, known in misnamed_cues(content.get("cues", {})):
        yield ("cues", *place), _no("no such list of cue words", place[-1], known)


def _unknown(place: Place, names: Collection[str], known: Collection[str], what: str) -> Iterator[Fault]:
    for name in names:
        if name not in known:
            yield (*place, name), _no(what, name, known)


def _no(what: str, name: str, known: Collection[str]) -> str:
    return f"{what} {named(name)!r}{nearest(name, known)}"
