"""Do the knowledge file's entries refer to each other rightly? Each fault with its place and the nearest right id.

Ids of an outcome (`disposition`, `causes`) may stand in the conditions of tips and of the safety net, beside the slots.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from voice import outside
from voice.skill.knowledge.conditions import Asked, Condition, Is, Leaf, OneOf, Since, Some, Within, leaves
from voice.skill.knowledge.facts import Slot
from voice.skill.knowledge.fields import LEVELS, Sourced
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.prompts import misplaced
from voice.skill.knowledge.screen import misplaced_on_screen
from voice.skill.knowledge.yaml_lines import Place

Fault = tuple[Place, str]
_Name = tuple[Place, str, str, Collection[str]]
"""A plain mention of an id: where, of what kind, the id, and the ids that there are."""


def nearest(name: str, known: Iterable[str], *, at_least: float = 0.6) -> str:
    """`; did you mean …?` with the most similar known id, or nothing when none is `at_least` so similar (0 to 1)."""
    close = outside.nearest(name, known, at_least=at_least)
    return f"; did you mean `{close}`?" if close else ""


def broken_references(knowledge: Knowledge) -> list[Fault]:
    """Every reference that leads nowhere, and every prompt that is missing or cannot be filled."""
    return [
        *_sources(knowledge),
        *_conditions(knowledge),
        *_others(knowledge),
        *misplaced(knowledge),
        *misplaced_on_screen(knowledge.screen),
    ]


def entries(knowledge: Knowledge) -> Iterator[tuple[Place, Sourced]]:
    """Every entry that says where it is known from, with its place."""
    sections = ("dispositions", "symptoms", "flags", "rules", "causes", "tips", "safety_net", "frequent_questions")
    for section in sections:
        yield from (((section, name), entry) for name, entry in getattr(knowledge, section).items())
    for topic, statements in knowledge.topics.items():
        yield from ((("topics", topic, name), statement) for name, statement in statements.items())


def _sources(knowledge: Knowledge) -> Iterator[Fault]:
    known = {*knowledge.sources, *knowledge.claims}
    for place, entry in entries(knowledge):
        for n, source in enumerate(entry.sources):
            if source not in known:
                yield (*place, "sources", n), f"unknown source `{source}`{nearest(source, known)}"
    for name, claim in knowledge.claims.items():
        for n, article in enumerate(claim.articles):
            if article not in knowledge.sources:
                yield ("claims", name, "articles", n), f"unknown article `{article}`{nearest(article, knowledge.sources)}"


def conditions(knowledge: Knowledge) -> Iterator[tuple[Place, Condition, bool]]:
    """Every condition with its place, and whether it may speak of the outcome."""
    yield from ((place, condition, False) for place, condition in _on_answers(knowledge))
    yield from ((place, condition, True) for place, condition in _on_outcomes(knowledge))


def _on_answers(knowledge: Knowledge) -> Iterator[tuple[Place, Condition]]:
    for name, flag in knowledge.flags.items():
        yield ("flags", name, "when"), flag.when
    for n, derived in enumerate(knowledge.derived):
        yield ("derived", n, "when"), derived.when
    yield ("scope", "screen"), knowledge.scope.screen
    yield ("scope", "unrelated"), knowledge.scope.unrelated
    for n, question in enumerate(knowledge.questions):
        yield ("questions", n, "when"), question.when
    for name, rule in knowledge.rules.items():
        yield ("rules", name, "when"), rule.when


def _on_outcomes(knowledge: Knowledge) -> Iterator[tuple[Place, Condition]]:
    for name, cause in knowledge.causes.items():
        yield ("causes", name, "needs"), cause.needs
        for n, evidence in enumerate(cause.evidence):
            yield ("causes", name, "evidence", n, "when"), evidence.when
    for name, tip in knowledge.tips.items():
        yield ("tips", name, "withheld"), tip.withheld
        for kind in ("offered", "forbidden"):
            for n, choice in enumerate(getattr(tip, kind)):
                yield ("tips", name, kind, n, "when"), choice.when
    for name, item in knowledge.safety_net.items():
        for n, choice in enumerate(item.offered):
            yield ("safety_net", name, "offered", n, "when"), choice.when


def _conditions(knowledge: Knowledge) -> Iterator[Fault]:
    outcome = {
        "disposition": Slot(kind="choice", values={level: level for level in LEVELS}),
        "causes": Slot(kind="list", values={name: name for name in knowledge.causes}),
        "rules": Slot(kind="list", values={name: name for name in knowledge.rules}),
    }
    for place, condition, after in conditions(knowledge):
        slots = {**knowledge.slots, **outcome} if after else knowledge.slots
        for leaf in leaves(condition):
            yield from ((place, what) for what in _wrong(knowledge, leaf, slots))


def _wrong(knowledge: Knowledge, leaf: Leaf, slots: Mapping[str, Slot]) -> Iterator[str]:
    """What is wrong with one comparison."""
    match leaf:
        case Is(name):
            yield from _no_truth(knowledge, name, slots)
        case OneOf():
            yield from _one_of(leaf, slots)
        case Some(name):
            yield from _of_another_kind(name, "list", slots)
        case Within(name):
            yield from _of_another_kind(name, "number", slots)
        case Since(name) if name not in knowledge.symptoms:
            yield f"`{name}` is no symptom{nearest(name, knowledge.symptoms)}"
        case Asked(name) if name not in slots and name not in knowledge.symptoms:
            yield f"`{name}` is never asked{nearest(name, [*slots, *knowledge.symptoms])}"


def _no_truth(knowledge: Knowledge, name: str, slots: Mapping[str, Slot]) -> Iterator[str]:
    truths = {*knowledge.symptoms, *knowledge.flags, *(name for name, slot in knowledge.slots.items() if slot.kind == "flag")}
    if name not in truths:
        what = "a slot, not true or false; {slot: value} would be right" if name in slots else "no symptom or flag"
        yield f"`{name}` is {what}{nearest(name, truths)}"


def _of_another_kind(name: str, kind: str, slots: Mapping[str, Slot]) -> Iterator[str]:
    if name not in slots or slots[name].kind != kind:
        fitting = [other for other, slot in slots.items() if slot.kind == kind]
        yield f"`{name}` is no {kind} slot{nearest(name, fitting)}"


def _one_of(leaf: OneOf, slots: Mapping[str, Slot]) -> Iterator[str]:
    if leaf.id not in slots:
        yield f"unknown slot `{leaf.id}`{nearest(leaf.id, slots)}"
        return
    for value in leaf.values:
        if value not in slots[leaf.id].values:
            yield f"`{leaf.id}` has no value `{value}`{nearest(value, slots[leaf.id].values)}"


def _questions(knowledge: Knowledge) -> Iterator[Fault]:
    askable = {*knowledge.slots, *knowledge.symptoms}
    seen: set[str] = set()
    for n, question in enumerate(knowledge.questions):
        if question.id in seen:
            yield ("questions", n, "id"), f"two questions are called `{question.id}`"
        seen.add(question.id)
        for m, slot in enumerate(question.slots):
            if slot not in askable:
                yield ("questions", n, "slots", m), f"unknown slot `{slot}`{nearest(slot, askable)}"
            if len(question.slots) > 1 and slot not in question.items:
                yield ("questions", n), f"question `{question.id}` has no wording for `{slot}` alone in `items`"
        for slot in question.items:
            if slot not in question.slots:
                yield ("questions", n, "items", slot), f"`{slot}` is not asked here{nearest(slot, question.slots)}"
        for slot in question.bare:
            if slot not in question.slots:
                yield ("questions", n, "bare", slot), f"`{slot}` is not asked here{nearest(slot, question.slots)}"


def _offers(knowledge: Knowledge) -> Iterator[Fault]:
    """Answers to choose from: each value under one heading, and nothing offered that is no value."""
    for name, slot in knowledge.slots.items():
        yield from _headings(name, slot)
        for label, offered in slot.offers.items():
            if slot.kind == "choice" and offered not in slot.values:
                yield ("slots", name, "offers", label), f"`{name}` has no value `{offered}`{nearest(str(offered), slot.values)}"


def _understood(knowledge: Knowledge) -> Iterator[Fault]:
    """What understanding is told of slots, symptoms and questions: each role once, and nothing that there is not."""
    for name, slot in knowledge.slots.items():
        for key, value in _values_named(slot):
            if value not in slot.values:
                yield ("slots", name, key), f"`{name}` has no value `{value}`{nearest(value, slot.values)}"
    for place, kind, other, known in _kin(knowledge):
        if other is not None and other not in known:
            yield place, f"`{other}` is no {kind}{nearest(other, known)}"
    roles = ((("slots", name, "role"), slot.role) for name, slot in knowledge.slots.items())
    asks = ((("frequent_questions", name, "asks_about"), one.asks_about) for name, one in knowledge.frequent_questions.items())
    yield from _given_twice([*roles, *asks])


def _kin(knowledge: Knowledge) -> Iterator[tuple[Place, str, str | None, Collection[str]]]:
    """What a slot or a symptom is told to belong with: where, of what kind, its id, and the ids that there are."""
    for name, slot in knowledge.slots.items():
        yield ("slots", name, "alternative_to"), "slot", slot.alternative_to, knowledge.slots
        yield ("slots", name, "degree_of"), "symptom", slot.degree_of, knowledge.symptoms
    for name, symptom in knowledge.symptoms.items():
        yield ("symptoms", name, "part_of"), "symptom", symptom.part_of, knowledge.symptoms
        over = symptom.when_over.to if symptom.when_over else None
        yield ("symptoms", name, "when_over"), "symptom", over, knowledge.symptoms


def _given_twice(given: Sequence[tuple[Place, str | None]]) -> Iterator[Fault]:
    """What only one can be, and several are."""
    times = Counter(what for _, what in given if what)
    yield from ((place, f"several are `{what}`; one would be right") for place, what in given if what and times[what] > 1)


def _values_named(slot: Slot) -> Iterator[tuple[str, str]]:
    """The values that the keys of a slot name, by key."""
    yield from (("tells", value) for value in slot.tells)
    yield from (("pair", value) for value in slot.pair or ())
    yield from (("felt_for", value) for value in slot.felt_for)
    yield from (("measured", band.to) for band in (slot.measured.bands if slot.measured else ()))


def _headings(name: str, slot: Slot) -> Iterator[Fault]:
    grouped = [(heading, n, value) for heading, values in slot.groups.items() for n, value in enumerate(values)]
    for heading, n, value in grouped:
        if value not in slot.values:
            yield ("slots", name, "groups", heading, n), f"`{name}` has no value `{value}`{nearest(value, slot.values)}"
    times = Counter(value for *_, value in grouped)
    for value in slot.values if slot.groups else ():
        if times[value] != 1:
            yield ("slots", name, "groups"), f"`{value}` stands under no heading or several; one would be right"


def _places(knowledge: Knowledge) -> Iterator[_Name]:
    """The places of symptoms, which are values of a list."""
    listed = [value for slot in knowledge.slots.values() if slot.kind == "list" for value in slot.values]
    for name, symptom in knowledge.symptoms.items():
        for n, place in enumerate(symptom.places):
            yield ("symptoms", name, "places", n), "place", place, listed


def _names(knowledge: Knowledge) -> Iterator[_Name]:
    """Each plain mention of an id."""
    yield from _places(knowledge)
    askable = [*knowledge.slots, *knowledge.symptoms]
    for n, derived in enumerate(knowledge.derived):
        yield ("derived", n, "set"), "slot", derived.set, askable
    for level, disposition in knowledge.dispositions.items():
        if disposition.tip:
            yield ("dispositions", level, "tip"), "tip", disposition.tip, knowledge.tips
    for name, slot in knowledge.slots.items():
        if slot.told_by:
            yield ("slots", name, "told_by"), "slot", slot.told_by, knowledge.slots
    for medicine in knowledge.medicines:
        yield ("medicines", medicine), "medicine class", medicine, knowledge.slots[knowledge.roles.medicines].values
    for name in knowledge.safety_net:
        yield ("safety_net", name), "symptom or flag", name, [*knowledge.symptoms, *knowledge.flags]
    for name, asked in knowledge.frequent_questions.items():
        for n, statement in enumerate(asked.more):
            yield ("frequent_questions", name, "more", n), "statement", statement, knowledge.statements


def _others(knowledge: Knowledge) -> Iterator[Fault]:
    if not knowledge.roles.medicines:
        yield ("slots",), "no slot has the role `medicines`"
        return
    yield from _questions(knowledge)
    yield from _offers(knowledge)
    yield from _understood(knowledge)
    for place, kind, name, known in _names(knowledge):
        if name not in known:
            yield place, f"unknown {kind} `{name}`{nearest(name, known)}"
    for level in LEVELS:
        if level not in knowledge.dispositions:
            yield ("dispositions",), f"disposition `{level}` is missing"
    if "elsewhere" not in knowledge.regions:
        yield ("regions",), "the region `elsewhere`, for when none is set, is missing"
