"""The small notation in which the grammar files say how something is said.

    (a|b)      one of these           <class>      a word class, defined once
    [a]        a, or nothing          {n}          a number; {stretch} a length of time; {point} of time; {word} any word
    [a|b]      a, b, or nothing       {gap}        up to three words that say nothing by themselves
    ache~      every form of the verb (`voice.skill.grammar.inflection`)

`parse` turns a phrase into a tree, with every word in the grammar's spelling. Of ten thousand phrases most are never begun by
anybody, so that `lazily` checks a phrase at once and parses each part of it when the words before it have been said.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from voice.outside import cut, nearest

_PLAIN = re.compile(r"[^()\[\]|<>{}]*")
_MARKS = re.compile(r"[()\[\]|]|<[a-z_]+>|\{[a-z]+\}|[^\s()\[\]|<>{}]+")
_NO_WORD = "([<{"
"""How a mark begins that is no word."""
CAPTURES = frozenset({"{n}", "{stretch}", "{point}", "{word}", "{gap}"})
"""The marks that take words of their own kind."""


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


@dataclass(frozen=True, slots=True)
class Terms:
    """What the marks of phrases stand for. `vary` gives a part its variants; it is told whether it stands behind another."""

    classes: Mapping[str, "Tree"]
    spell: "Spell"
    vary: Callable[["Tree", bool], "Tree"] | None = None


class Later:
    """The marks of a phrase from a position on, parsed part by part when they are come to; a phrase is taken apart no sooner."""

    __slots__ = ("_at", "_marks", "_parted", "_terms")

    def __init__(self, marks: list[str] | str, at: int, terms: Terms) -> None:
        self._marks = marks
        self._at = at
        self._terms = terms
        self._parted: tuple[Tree, Later | None] | None = None

    def parted(self) -> "tuple[Tree, Later | None]":
        """The first part, and the rest of the phrase if there is one."""
        if self._parted is None:
            self._parted = self._part()
        return self._parted

    def passing(self) -> "Tree":
        """Both in a row, and not kept: for who looks at every phrase once."""
        part, rest = self._part()
        return part if rest is None else Row((part, rest))

    def opening(self) -> str | None:
        """The word that the phrase begins with, whoever it is said of; None where only parsing tells."""
        mark = self._first_mark()
        if mark[0] in _NO_WORD:
            return None
        first = next(iter(self._terms.spell(mark)), None)
        if first is None or (self._terms.vary is not None and self._terms.vary(first, self._at > 0) is not first):
            return None
        return first.text

    def _first_mark(self) -> str:
        """The mark at the position; of a phrase that begins with a plain word, no other is looked at."""
        if isinstance(self._marks, str):
            head = self._marks.split(None, 1)[0]
            if head.isalpha() or _PLAIN.fullmatch(head):
                return head
        return self._listed()[self._at]

    def _listed(self) -> list[str]:
        """The marks, apart from now on."""
        if isinstance(self._marks, str):
            self._marks = _MARKS.findall(self._marks)
        return self._marks

    def behind_opening(self, rest: tuple[Any, Any]) -> tuple[Any, Any]:
        """What is to come behind that word, with what comes behind the phrase."""
        part, more = self.parted()
        rest = rest if more is None else (more, rest)
        for other in reversed(part.parts[1:] if isinstance(part, Row) else ()):
            rest = (other, rest)
        return rest

    def _part(self) -> "tuple[Tree, Later | None]":
        marks = self._listed()
        part, end = _part(marks, self._at, self._terms)
        if self._terms.vary is not None:
            part = self._terms.vary(part, self._at > 0)
        return part, (Later(marks, end, self._terms) if end < len(marks) else None)

    def under(self, terms: Terms) -> "Later":
        """The same marks under other terms."""
        return Later(self._marks, self._at, terms)


Tree = Word | Row | Choice | Later


class NotationError(ValueError):
    """A phrase that does not follow the notation; says what is wrong."""


Spell = Callable[[str], tuple[Word, ...]]
"""A written word as the words of the grammar's spelling."""


def parse(phrase: str, classes: Mapping[str, Tree], spell: Spell) -> Tree:
    """A phrase as a tree, its words spelt by `spell`. Raises NotationError."""
    if _PLAIN.fullmatch(phrase):
        return Row(tuple(part for word in phrase.split() for part in spell(word)))
    marks = _marked(phrase)
    tree, rest = _alternatives(marks, 0, classes, spell)
    if rest < len(marks):
        raise NotationError(f"'{marks[rest]}' closes nothing in '{cut(phrase)}'")
    return tree


def lazily(phrase: str, terms: Terms) -> Tree:
    """A phrase to be parsed as it is said. Raises NotationError now."""
    if not phrase:
        return Row(())
    if _PLAIN.fullmatch(phrase):
        return Later(phrase, 0, terms)
    if _NO_MARK.search(_SIMPLE.sub("", phrase)) or phrase.count("(") + phrase.count("[") > _DEEPEST:
        _marked(phrase)
    return parse(phrase, terms.classes, terms.spell) if _divided(phrase, terms.classes) else Later(phrase, 0, terms)


_SIMPLE = re.compile(rf"<[a-z_]+>|{'|'.join(map(re.escape, sorted(CAPTURES)))}")
_NO_MARK = re.compile(r"[<>{}]")
"""What is wrong where it is no part of a class or a capture; `_marked` says how."""
_CLOSING = {"(": ")", "[": "]"}
_DEEPEST = 30
"""Brackets in brackets; the shipped phrases have five."""


def _marked(phrase: str) -> list[str]:
    """The marks of a phrase. Looks closer only at what could be wrong. Raises NotationError."""
    marks = _MARKS.findall(phrase)
    if sum(map(len, marks)) < len("".join(phrase.split())):
        stray = _MARKS.sub("", phrase).split()[0]
        raise NotationError(f"'{cut(stray)}' stands alone in '{cut(phrase)}'; <class>, {{n}} or {{word}} would be right")
    if "{" in phrase and (unknown := next((m for m in marks if m[0] == "{" and m not in CAPTURES), None)):
        raise NotationError(f"no capture {unknown} in '{cut(phrase)}'; {_instead(unknown, CAPTURES)}")
    if phrase.count("(") + phrase.count("[") > _DEEPEST:
        _check_depth(phrase, marks)
    return marks


def _check_depth(phrase: str, marks: list[str]) -> None:
    within = 0
    for mark in marks:
        within += (mark in _CLOSING) - (mark in _CLOSING.values())
        if within > _DEEPEST:
            raise NotationError(f"more than {_DEEPEST} brackets in one another in '{cut(phrase)}'")


def _class(mark: str, marks: list[str], classes: Mapping[str, Tree]) -> Tree:
    if mark[1:-1] not in classes:
        known = [f"<{name}>" for name in classes]
        raise NotationError(f"no word class {mark} in '{cut(' '.join(marks))}'; {_instead(mark, known)}")
    return classes[mark[1:-1]]


def _instead(mark: str, known: Iterable[str]) -> str:
    close = nearest(mark, known)
    return f"did you mean {close}?" if close else f"one of {', '.join(sorted(known))} would be right"


_CLASSES = re.compile(r"<([a-z_]+)>")
_INNERMOST = re.compile(r"\([^()\[\]]*\)|\[[^()\[\]]*\]")
_DIVIDING = re.compile(r"[()\[\]|]")
"""What is wrong, or parts the phrase, where no pair of brackets is left."""


def _divided(phrase: str, classes: Mapping[str, Tree]) -> bool:
    """Whether a phrase is alternatives as a whole, or wrong, which parsing all of it will say."""
    if "<" in phrase and not classes.keys() >= set(_CLASSES.findall(phrase)):
        return True
    before = ""
    while before != phrase:
        before, phrase = phrase, _INNERMOST.sub("", phrase)
    return _DIVIDING.search(phrase) is not None


def _part(marks: list[str], at: int, terms: Terms) -> tuple[Tree, int]:
    """The part of a phrase that begins at a mark, and where the next begins."""
    mark = marks[at]
    if mark in _CLOSING:
        inner, end = _alternatives(marks, at + 1, terms.classes, terms.spell)
        return (inner if mark == "(" else Choice((inner, Row(())))), end + 1
    if mark[0] == "<":
        return terms.classes[mark[1:-1]], at + 1
    words = (Word(mark),) if mark[0] == "{" else terms.spell(mark)
    return (words[0] if len(words) == 1 else Row(words)), at + 1


def _alternatives(marks: list[str], at: int, classes: Mapping[str, Tree], spell: Spell) -> tuple[Tree, int]:
    choices: list[Tree] = []
    row: list[Tree] = []
    while at < len(marks) and marks[at] not in ")]":
        mark = marks[at]
        at += 1
        if mark == "|":
            choices.append(Row(tuple(row)))
            row = []
        elif mark in _CLOSING:
            inner, at = _alternatives(marks, at, classes, spell)
            row.append(_closed(mark, inner, marks, at))
            at += 1
        else:
            row.extend(_plain(mark, marks, classes, spell))
    last = row[0] if len(row) == 1 else Row(tuple(row))
    return (Choice((*choices, last)) if choices else last), at


def _closed(opening: str, inner: Tree, marks: list[str], at: int) -> Tree:
    """What stands in brackets that are to be closed by the mark at a position; in square ones it is optional."""
    if at >= len(marks) or marks[at] != _CLOSING[opening]:
        raise NotationError(f"'{opening}' is not closed in '{cut(' '.join(marks))}'")
    return inner if opening == "(" else Choice((inner, Row(())))


def _plain(mark: str, marks: list[str], classes: Mapping[str, Tree], spell: Spell) -> tuple[Tree, ...]:
    """What a mark that is no bracket stands for."""
    if mark[0] == "<":
        return (_class(mark, marks, classes),)
    return (Word(mark),) if mark[0] == "{" else spell(mark)
