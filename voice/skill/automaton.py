"""The compiled phrases as one deterministic automaton, made so step by step as it is used.

Making it deterministic at once would take a thousand times the memory for paths that nobody ever says; a step taken once is
kept, so that understanding costs one look-up a word.
"""

from typing import Any

from voice.skill.notation import State


class Node:
    """A set of states that the same words lead to: what can follow, and the meanings of what ends here."""

    __slots__ = ("_arcs", "_states", "captures", "meanings")

    def __init__(self, states: tuple[State, ...]) -> None:
        self._states = states
        self._arcs: dict[str, Node] = {}
        self.meanings: tuple[Any, ...] = tuple(dict.fromkeys(m for s in states for m in s.meanings))
        self.captures = frozenset(word for s in states for word in s.arcs if word[0] == "{")

    def step(self, word: str) -> "Node | None":
        """The node after `word` (or a `{capture}`), or None."""
        found = self._arcs.get(word)
        if found is None:
            targets = tuple({id(t): t for s in self._states if word in s.arcs for t in s.arcs[word]}.values())
            if targets:
                found = self._arcs[word] = Node(targets)
        return found


class Automaton:
    """All phrases; `root` is where every one of them begins."""

    def __init__(self, start: State) -> None:
        self.root = Node((start,))
