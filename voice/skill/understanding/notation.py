"""The small notation in which the grammar files say how something is said.

    (a|b)      one of these           <class>      a word class, defined once
    [a]        a, or nothing          {n}          a number; {stretch} a length of time; {point} of time; {word} any word
    [a|b]      a, b, or nothing       ache~        every form of the verb (`voice.skill.understanding.frames`)

`parse` turns a phrase into a tree, with every word in the grammar's spelling.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_PLAIN = re.compile(r"[^()\[\]|<>{}]*")
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


class NotationError(ValueError):
    """A phrase that does not follow the notation; says what is wrong."""


Spell = Callable[[str], tuple[Word, ...]]
"""A written word as the words of the grammar's spelling."""


def parse(phrase: str, classes: Mapping[str, Tree], spell: Spell) -> Tree:
    """A phrase as a tree, its words spelt by `spell`. Raises NotationError."""
    if _PLAIN.fullmatch(phrase):
        return Row(tuple(part for word in phrase.split() for part in spell(word)))
    marks = _MARKS.findall(phrase)
    tree, rest = _alternatives(marks, 0, classes, spell)
    if rest < len(marks):
        raise NotationError(f"'{marks[rest]}' closes nothing in '{phrase}'")
    return tree


def _alternatives(marks: list[str], at: int, classes: Mapping[str, Tree], spell: Spell) -> tuple[Tree, int]:
    choices: list[Tree] = []
    row: list[Tree] = []
    while at < len(marks) and marks[at] not in ")]":
        mark = marks[at]
        at += 1
        if mark == "|":
            choices.append(Row(tuple(row)))
            row = []
        elif mark in "([":
            inner, at = _alternatives(marks, at, classes, spell)
            if at >= len(marks) or marks[at] != {"(": ")", "[": "]"}[mark]:
                raise NotationError(f"'{mark}' is not closed in '{' '.join(marks)}'")
            at += 1
            row.append(inner if mark == "(" else Choice((inner, Row(()))))
        elif mark.startswith("<"):
            if mark[1:-1] not in classes:
                raise NotationError(f"no word class {mark}; it must be defined before it is used")
            row.append(classes[mark[1:-1]])
        else:
            row.extend((Word(mark),) if mark.startswith("{") else spell(mark))
    last = row[0] if len(row) == 1 else Row(tuple(row))
    return (Choice((*choices, last)) if choices else last), at
