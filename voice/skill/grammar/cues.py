"""Cue words: single words by which passes of understanding decide, as `grammars/cues.yaml` lists them.

1. A group is what one kind of decision needs; each of its lists is explained in the file.
2. Words are one word each in the grammar's spelling; phrases may be of several. A list that is missing is empty.
3. Here is only which lists there are: a misspelt name is a fault of the file.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, get_type_hints

Words = frozenset[str]
Phrases = frozenset[tuple[str, ...]]
Spelt = Callable[[str], tuple[str, ...]]
"""A text as the grammar spells its words."""


@dataclass(frozen=True, slots=True)
class Persons:
    """Who is spoken of, or spoken to."""

    concerned: Words = frozenset()
    caller: Words = frozenset()
    owned: Words = frozenset()
    speaking: Words = frozenset()
    owners: Words = frozenset()
    addressed: Words = frozenset()
    possessive: Words = frozenset()
    mine: Words = frozenset()
    thing: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Questions:
    """What a question is made of, and how it differs from a statement."""

    openers: Words = frozenset()
    interrogatives: Words = frozenset()
    naming: Words = frozenset()
    having: Words = frozenset()
    judging: Words = frozenset()
    treating: Words = frozenset()
    doing: Phrases = frozenset()
    possible: Words = frozenset()
    own_subjects: Words = frozenset()
    pronouns: Words = frozenset()
    of_oneself: Phrases = frozenset()
    definitions: Phrases = frozenset()
    telling: Words = frozenset()
    alternative: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Denials:
    """Words that deny, each list as wide as its use needs."""

    all: Words = frozenset()
    in_proofs: Words = frozenset()
    lost_with_a_command: Words = frozenset()
    of_a_return: Words = frozenset()
    before_an_order: Words = frozenset()
    negation: Words = frozenset()
    opening: Words = frozenset()
    turning: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Times:
    """When something was, and whether it lasts."""

    beginning: Words = frozenset()
    over: Words = frozenset()
    lasting: Words = frozenset()
    returning: Phrases = frozenset()
    was_then: Phrases = frozenset()
    ago: Words = frozenset()
    begun: Words = frozenset()
    present: Words = frozenset()
    since: Words = frozenset()
    length: Words = frozenset()
    now: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Muscles:
    """Whether something is said of a muscle."""

    organs: Words = frozenset()
    between: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Medicines:
    """What is said of medicines."""

    doses: Words = frozenset()
    clause_openers: Words = frozenset()
    named_before: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a number counts."""

    units: Words = frozenset()
    vessels: Words = frozenset()
    of: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Orders:
    """Words that stand in or beside a command."""

    plain_replies: Words = frozenset()
    refusals: Words = frozenset()
    needless: Phrases = frozenset()
    taking_back: Phrases = frozenset()
    about: Words = frozenset()
    going_on: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Turns:
    """What turns an answer round, or shows that it is one."""

    supposing: Words = frozenset()
    turning: Words = frozenset()
    things: Words = frozenset()
    correcting: Words = frozenset()
    partly: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Gaps:
    """What may stand in a gap of a phrase and is no filler."""

    light: Words = frozenset()


@dataclass(frozen=True, slots=True)
class Cues:
    """Every list of cue words, by group."""

    persons: Persons = Persons()
    questions: Questions = Questions()
    denials: Denials = Denials()
    times: Times = Times()
    muscles: Muscles = Muscles()
    medicines: Medicines = Medicines()
    numbers: Numbers = Numbers()
    orders: Orders = Orders()
    turns: Turns = Turns()
    gaps: Gaps = Gaps()


def cues_of(sections: Iterable[Mapping[str, Mapping[str, str]]], spelt: Spelt) -> Cues:
    """The lists of the sections `cues` of all files, as the grammar spells their words."""
    written: dict[str, dict[str, str]] = {}
    for section in sections:
        for name, lists in section.items():
            written.setdefault(name, {}).update(lists)
    return Cues(**{name: _group(kind, written.get(name, {}), spelt) for name, kind in get_type_hints(Cues).items()})


def misnamed_cues(written: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The place of each list or group that there is none of, with the names that there are."""
    groups = {name: tuple(one.name for one in fields(kind)) for name, kind in get_type_hints(Cues).items()}
    for name, lists in written.items():
        if name not in groups:
            yield (name,), tuple(groups)
        else:
            yield from (((name, one), groups[name]) for one in lists if one not in groups[name])


def _group(kind: Any, written: Mapping[str, str], spelt: Spelt) -> Any:  # noqa: ANN401  # one of the groups above
    return kind(**{one.name: _list(one.type, written.get(one.name, ""), spelt) for one in fields(kind)})


def _list(kind: object, written: str, spelt: Spelt) -> Words | Phrases:
    if kind == Words:
        return frozenset(word for one in written.split() for word in spelt(one))
    return frozenset(spelt(phrase) for line in written.split("\n") for phrase in line.split(",") if phrase.strip())
