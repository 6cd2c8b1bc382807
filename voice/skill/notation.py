"""The small notation in which the grammar files say how something is said.

    (a|b)      one of these           <class>      a word class, defined once
    [a]        a, or nothing          {n}          a number; {stretch} a length of time; {point} a point of time
    [a|b]      a, b, or nothing

`parse` turns a phrase into a tree, `sprout` makes an automaton of it (alternatives meet again, so that they cost no
enumeration), `spell_out` lists the word sequences of a tree.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

_MARKS = re.compile(r"[()\[\]|]|<[a-z_]+>|\{[a-z]+\}|[^\s()\[\]|<>{}]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word, or a `{capture}`."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """Parts, one after the other."""

    parts: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these; an empty row among them makes it optional."""

    parts: tuple["Tree", ...]


Tree = Word | Row | Choice


class State:
    """A state of the automaton: `arcs` by word or `{capture}`, and the `meanings` of what ends here."""

    __slots__ = ("arcs", "meanings")

    def __init__(self, arcs: dict[str, list["State"]], meanings: tuple[Any, ...] = ()) -> None:
        self.arcs = arcs
        self.meanings = meanings

    def join(self, other: "State") -> None:
        """Take on everything that `other` can do."""
        for word, states in other.arcs.items():
            known = self.arcs.get(word)
            self.arcs[word] = [*known, *(s for s in states if s not in known)] if known else states
        if other.meanings:
            self.meanings += tuple(m for m in other.meanings if m not in self.meanings)


class NotationError(ValueError):
    """A phrase that does not follow the notation; says what is wrong."""


def parse(phrase: str, classes: Mapping[str, Tree]) -> Tree:
    """A phrase as a tree. Raises NotationError."""
    marks = _MARKS.findall(phrase)
    tree, rest = _alternatives(marks, 0, classes)
    if rest < len(marks):
        raise NotationError(f"'{marks[rest]}' closes nothing in '{phrase}'")
    return tree


def _alternatives(marks: list[str], at: int, classes: Mapping[str, Tree]) -> tuple[Tree, int]:
    choices: list[Tree] = []
    row: list[Tree] = []
    while at < len(marks) and marks[at] not in ")]":
        mark = marks[at]
        at += 1
        if mark == "|":
            choices.append(Row(tuple(row)))
            row = []
        elif mark in "([":
            inner, at = _alternatives(marks, at, classes)
            if at >= len(marks) or marks[at] != {"(": ")", "[": "]"}[mark]:
                raise NotationError(f"'{mark}' is not closed in '{' '.join(marks)}'")
            at += 1
            row.append(inner if mark == "(" else Choice((inner, Row(()))))
        elif mark.startswith("<"):
            if mark[1:-1] not in classes:
                raise NotationError(f"no word class {mark}; it must be defined before it is used")
            row.append(classes[mark[1:-1]])
        else:
            row.append(Word(mark))
    last = row[0] if len(row) == 1 else Row(tuple(row))
    return (Choice((*choices, last)) if choices else last), at


def sprout(tree: Tree, then: State, spell: Callable[[str], tuple[str, ...]], known: dict[tuple[int, int], State]) -> State:
    """The state from which `tree` leads to `then`. `known` keeps what was built already, so that classes cost once."""
    key = (id(tree), id(then))
    if key in known:
        return known[key]
    if isinstance(tree, Word):
        state = then
        for word in reversed((tree.text,) if tree.text.startswith("{") else spell(tree.text)):
            state = State({word: [state]})
    elif isinstance(tree, Row):
        state = then
        for part in reversed(tree.parts):
            state = sprout(part, state, spell, known)
    else:
        state = State({})
        for part in tree.parts:
            state.join(sprout(part, then, spell, known))
    known[key] = state
    return state


def spell_out(tree: Tree) -> Iterator[tuple[str, ...]]:
    """Every word sequence of `tree`, as it is spoken."""
    if isinstance(tree, Word):
        yield (tree.text,)
    elif isinstance(tree, Row):
        for rows in product(*(tuple(spell_out(p)) for p in tree.parts)):
            yield tuple(word for row in rows for word in row)
    else:
        for part in tree.parts:
            yield from spell_out(part)
