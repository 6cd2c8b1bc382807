"""The phrases as one deterministic automaton, made step by step as it is used.

A node stands for all that can still follow in the phrases that the words so far have begun. Making the whole automaton at
once would take a thousand times the memory for paths that nobody ever says; a step taken once is kept, so that
understanding costs one look-up a word.
"""

from collections.abc import Iterable
from typing import Any

from voice.skill.grammar.notation import Later, Row, Tree, Word

Rest = tuple[Tree, Any] | tuple[None, Any]
"""What is to come: a tree and the rest after it; at the end None and the meaning."""


class _Unopened:
    """A phrase that begins with a word, to be parsed when that word is said, and what comes behind the phrase."""

    __slots__ = ("phrase", "rest")

    def __init__(self, phrase: Later, rest: Rest) -> None:
        self.phrase = phrase
        self.rest = rest


def _opened(following: Rest | _Unopened) -> Rest:
    """What is to come behind a word."""
    return following.phrase.behind_opening(following.rest) if isinstance(following, _Unopened) else following


def _before(more: Tree | None, rest: Rest) -> Rest:
    return rest if more is None else (more, rest)


class Node:
    """What can follow here, and the `meanings` of what ends here. `captures` are the `{marks}` among what can follow."""

    __slots__ = ("_arcs", "_following", "_made", "captures", "meanings")

    def __init__(self, rests: Iterable[Rest], made: list["Node"]) -> None:
        self._made = made
        self._arcs: dict[str, Node] = {}
        self._following: dict[str, list[Rest | _Unopened]] = {}
        meanings: dict[Any, None] = {}
        todo = list(rests)
        while todo:
            tree, rest = todo.pop()
            if isinstance(tree, Word):
                self._following.setdefault(tree.text, []).append(rest)
            elif isinstance(tree, Later):
                if (word := tree.opening()) is not None:
                    self._following.setdefault(word, []).append(_Unopened(tree, rest))
                else:
                    part, more = tree.parted()
                    todo.append((part, _before(more, rest)))
            elif tree is None:
                meanings[rest] = None
            elif isinstance(tree, Row):
                for part in reversed(tree.parts):
                    rest = (part, rest)
                todo.append(rest)
            else:
                todo.extend((part, rest) for part in tree.parts)
        self.meanings = tuple(meanings)
        self.captures = frozenset(word for word in self._following if word[0] == "{")

    def step(self, word: str) -> "Node | None":
        """The node after `word` (or a `{capture}`), or None."""
        found = self._arcs.get(word)
        if found is None and word in self._following:
            rests = {id(rest): rest for rest in map(_opened, self._following[word])}
            found = self._arcs[word] = Node(rests.values(), self._made)
            self._made.append(self)
        return found

    def forget(self) -> None:
        """Take every step anew."""
        self._arcs.clear()


_MOST_STEPS = 4000
"""Steps that are kept: some megabytes, and more than the answers of a few conversations."""


class Automaton:
    """All phrases; `root` is where every one of them begins."""

    def __init__(self, phrases: Iterable[tuple[Tree, Any]]) -> None:
        self._made: list[Node] = []
        self.root = Node([(tree, (None, meaning)) for tree, meaning in phrases], self._made)

    def tidy(self) -> None:
        """Forget the steps that were taken when they are too many, which takes a tenth of a second.

        A device that is never off would keep them all.
        """
        if len(self._made) > _MOST_STEPS:
            self.root.forget()
            self._made.clear()
