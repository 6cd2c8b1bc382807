"""What would be understood if phrases of a grammar were not there, or meant something else.

The phrases are compiled once more, each with a mark of its own, and a rewritten grammar looks at that automaton through what its
phrases are then given to mean: trying a thousand of them costs little more than one.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from voice.skill.grammar.automaton import Automaton, Node
from voice.skill.grammar.compiled import Grammar, said_by_anybody
from voice.skill.grammar.phrases import Meaning, Phrase

Meant = Callable[[Phrase], Meaning | None]
"""What a phrase means instead; None takes it away."""


class Rewriting:
    """A grammar whose phrases can be given other meanings."""

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        trees = ((said_by_anybody(phrase, grammar.terms), number) for number, phrase in enumerate(grammar.phrases))
        self._marked = Automaton(trees)

    def rewritten(self, meant: Meant) -> Grammar:
        """The grammar with what `meant` gives each phrase."""
        return replace(self._grammar, automaton=_Rewritten(self._marked.root, self._grammar.phrases, meant))

    def without(self, left_out: Callable[[Phrase], bool]) -> Grammar:
        """The grammar without some phrases."""
        return self.rewritten(lambda phrase: None if left_out(phrase) else phrase.meaning)


class _Rewritten(Automaton):
    def __init__(self, root: Node, phrases: Sequence[Phrase], meant: Meant) -> None:
        super().__init__(())
        self.root = _Through(root, phrases, meant)


class _Through(Node):
    """A node of the marked automaton, as the rewritten grammar has it."""

    __slots__ = ("_meant", "_node", "_phrases", "_steps")

    def __init__(self, node: Node, phrases: Sequence[Phrase], meant: Meant) -> None:
        super().__init__((), [])
        self._node, self._phrases, self._meant = node, phrases, meant
        self._steps: dict[str, _Through | None] = {}
        meanings = (meant(phrases[number]) for number in node.meanings)
        self.meanings = tuple(dict.fromkeys(meaning for meaning in meanings if meaning is not None))
        self.captures = node.captures

    def step(self, word: str) -> Node | None:
        """The node after `word` (or a `{capture}`), or None."""
        if word not in self._steps:
            found = self._node.step(word)
            self._steps[word] = None if found is None else _Through(found, self._phrases, self._meant)
        return self._steps[word]
