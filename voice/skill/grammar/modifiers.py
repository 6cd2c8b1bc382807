"""Modifiers as rows of data: which words change how the words around them are taken, how far, and what they mean alone.

A row is a rule in the sense of ConText (Harkema and others, 2009; `ConTextRule` in medspaCy): it has a category and a direction,
it reaches certain targets, it goes on over certain words and ends at others. Added to that is what it means `alone`, since
people leave out what they were asked. The rows stand in `grammars/context.yaml`, one for each kind of words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from voice.skill.grammar.notation import Spell

RowCategory = Literal[
    "affirmed",
    "afraid",
    "all",
    "beyond",
    "compared",
    "complaint",
    "condition",
    "contrast",
    "denial",
    "excepted",
    "former",
    "historical",
    "hypothetical",
    "joined",
    "listed",
    "mark",
    "negated",
    "no",
    "none",
    "normal",
    "nothing",
    "number",
    "only",
    "ordinal",
    "other_person",
    "owner",
    "quantity",
    "repair",
    "short_yes",
    "silent",
    "small",
    "subject",
    "thought",
    "uncertain",
    "unknown",
    "unknown_whether",
    "well",
    "wish",
    "yes",
]
SectionCategory = Literal["sign", "value"]
Category = RowCategory | SectionCategory
"""What the words of a kind do; `voice.skill.understanding.scope` has a function for each. Signs and values need no row."""
Direction = Literal["forward", "backward", "both"]
Reach = Literal["noun", "statement", "value"]
Alone = Literal["no", "yes", "unknown", "nothing"]
EVERYTHING: frozenset[Reach] = frozenset({"noun", "statement", "value"})


@dataclass(frozen=True, slots=True)
class Modifier:
    """What the words of one kind do to the words around them.

    `reaches`: which targets. `over`: kinds of words over which it goes on. `ended_by`: kinds of words at which it ends.
    `alone`: what it means where it finds nothing to reach. `leaves`: the mark that it leaves. `doubtful`: what it reaches is
    asked about.
    """

    kind: str
    category: Category
    direction: Direction = "forward"
    reaches: frozenset[Reach] = EVERYTHING
    over: frozenset[str] = frozenset()
    ended_by: frozenset[str] = frozenset()
    alone: Alone | None = None
    leaves: str = ""
    doubtful: bool = False


SECTIONS: Mapping[str, Modifier] = {
    "symptom": Modifier("symptom", "sign"),
    "fact": Modifier("fact", "value"),
    **{kind: Modifier(kind, "mark", leaves=kind) for kind in ("command", "faq", "decoy")},
}
"""Kinds of phrases that have sections of their own in grammar files, and no row."""

Words = frozenset[str]
Sayings = frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that are looked for one by one where their kind alone does not tell: the lists of `wording:`, by what they are."""

    articles: Words = frozenset()
    asking: Words = frozenset()
    auxiliaries: Words = frozenset()
    before_verbs: Words = frozenset()
    being: Words = frozenset()
    behind_direction: Words = frozenset()
    cannot: Sayings = frozenset()
    departed: Words = frozenset()
    describing: Words = frozenset()
    down: Words = frozenset()
    endings_of_doing: Words = frozenset()
    endings_of_things: Words = frozenset()
    having: Words = frozenset()
    less: Words = frozenset()
    looking: Words = frozenset()
    more: Words = frozenset()
    neither: Words = frozenset()
    no: Words = frozenset()
    no_longer: Words = frozenset()
    no_more: Sayings = frozenset()
    nor: Words = frozenset()
    nothing_but: Sayings = frozenset()
    noticing: Words = frozenset()
    open_ended: Words = frozenset()
    ordinals: Words = frozenset()
    saying: Words = frozenset()
    sides: Words = frozenset()
    stopped: Sayings = frozenset()
    subject_is: Words = frozenset()
    supposing: Words = frozenset()
    turning: Words = frozenset()
    unable: Sayings = frozenset()
    where: Words = frozenset()
    whose: Words = frozenset()
    without: Words = frozenset()
    zero: Words = frozenset()
    nots: Words = frozenset()


_SAYINGS = frozenset(field.name for field in fields(Wording) if field.type is Sayings)
WORDING = frozenset(field.name for field in fields(Wording))


def modifiers_of(written: Mapping[str, Mapping[str, Any]], groups: Mapping[str, Sequence[str]]) -> dict[str, Modifier]:
    """The rows by their kinds; a name of a group in `over` and `ended_by` stands for all kinds in it."""
    return {**SECTIONS, **{kind: _modifier(kind, row, groups) for kind, row in written.items()}}


def _modifier(kind: str, row: Mapping[str, Any], groups: Mapping[str, Sequence[str]]) -> Modifier:
    kinds = {key: frozenset(_kinds(row[key], groups)) for key in ("over", "ended_by") if key in row}
    reaches = {"reaches": frozenset(row["reaches"])} if "reaches" in row else {}
    leaves = {"leaves": kind} if row["category"] == "mark" else {}
    return Modifier(kind, **{**leaves, **row, **kinds, **reaches})


def _kinds(names: Sequence[str], groups: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for name in names:
        yield from groups.get(name, (name,))


def wording_of(written: Mapping[str, str], spell: Spell) -> Wording:
    """The lists of words, as the grammar spells them."""
    return Wording(**{name: _list(name, text, spell) for name, text in written.items()})


def _list(name: str, text: str, spell: Spell) -> Any:  # noqa: ANN401  # words or sayings, as the field of that name holds
    sayings = (tuple(word.text for part in one.split() for word in spell(part)) for one in text.split(","))
    return frozenset(sayings if name in _SAYINGS else (word for saying in sayings for word in saying))
