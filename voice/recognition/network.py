"""Word networks for a recogniser that decodes along one: which words may follow which, and how likely.

A network is the smallest one that holds its phrases: equal beginnings and equal ends are shared, so that thousands of
phrases decode as fast as hundreds. Pure data; nothing of any engine.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Arc:
    """From one state to another by saying `word`."""

    source: int
    target: int
    probability: float
    word: str


@dataclass(frozen=True, slots=True)
class Network:
    """States are whole numbers; a parse is whole when it ends in `final`."""

    start: int
    final: int
    arcs: tuple[Arc, ...]
    _targets: dict[tuple[int, str], frozenset[int]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        targets: dict[tuple[int, str], set[int]] = defaultdict(set)
        for arc in self.arcs:
            targets[arc.source, arc.word].add(arc.target)
        object.__setattr__(self, "_targets", {key: frozenset(states) for key, states in targets.items()})

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether `words` are a whole parse: engines also report paths that stop on the way."""
        states = {self.start}
        for word in words:
            states = set().union(*(self._targets.get((state, word), frozenset()) for state in states))
        return self.final in states

    @property
    def words(self) -> frozenset[str]:
        """Every word that can be said."""
        return frozenset(arc.word for arc in self.arcs)


@dataclass(frozen=True, slots=True)
class Choice:
    """Phrases that are as likely as each other, and what share of the network they have together."""

    phrases: Sequence[str]
    share: float


def phrase_network(choices: Sequence[Choice]) -> Network:
    """A network that accepts exactly one of the phrases."""
    weights: dict[tuple[str, ...], float] = {}
    for choice in choices:
        unique = {words for phrase in choice.phrases if (words := tuple(phrase.split()))} - weights.keys()
        weights.update(dict.fromkeys(unique, choice.share / max(1, len(unique))))
    start, final = 0, 1
    arcs: list[Arc] = []
    states: dict[tuple[tuple[str, ...], ...], int] = {}

    def state_of(suffixes: dict[tuple[str, ...], float]) -> int:
        key = tuple(sorted(suffixes))
        if key not in states:
            states[key] = len(states) + 2
            expand(states[key], suffixes)
        return states[key]

    def expand(state: int, suffixes: dict[tuple[str, ...], float]) -> None:
        total = sum(suffixes.values()) or 1.0
        by_word: dict[str, dict[tuple[str, ...], float]] = defaultdict(dict)
        for suffix, weight in suffixes.items():
            by_word[suffix[0]][suffix[1:]] = weight
        for word, rest in by_word.items():
            if () in rest:
                arcs.append(Arc(state, final, rest.pop(()) / total, word))
            if rest:
                arcs.append(Arc(state, state_of(rest), sum(rest.values()) / total, word))

    expand(start, weights)
    return Network(start, final, tuple(arcs))


def looped(network: Network) -> Network:
    """The same, any number of times in a row: pieces of an answer wherever they stand."""
    there = {network.final: network.start}
    arcs = tuple(Arc(arc.source, there.get(arc.target, arc.target), arc.probability, arc.word) for arc in network.arcs)
    return Network(network.start, network.start, arcs)
