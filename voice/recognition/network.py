"""Word networks for a recogniser that decodes along one: which words may follow which, and how likely.

A network is the smallest one that holds its phrases: equal beginnings and equal ends are shared, so that thousands of
phrases decode as fast as hundreds. Pure data; nothing of any engine.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Gram = tuple[str, ...]


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
    _targets: dict[tuple[int, str], tuple[int, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        targets: dict[tuple[int, str], set[int]] = defaultdict(set)
        for arc in self.arcs:
            targets[arc.source, arc.word].add(arc.target)
        object.__setattr__(self, "_targets", {key: tuple(states) for key, states in targets.items()})

    def accepts(self, words: Sequence[str]) -> bool:
        """Whether `words` are a whole parse: engines also report paths that stop on the way."""
        states = {self.start}
        for word in words:
            states = set().union(*(self._targets.get((state, word), ()) for state in states))
        return self.final in states

    @property
    def words(self) -> frozenset[str]:
        """Every word that can be said."""
        return frozenset(arc.word for arc in self.arcs)


def phrase_network(
    phrases: Iterable[str], likely: Iterable[str] = (), *, favour: float = 1.0, openers: Iterable[str] = ()
) -> Network:
    """A network that accepts one of the phrases after at most one opener ("well", "no"), which stands
    before a likely phrase only, where there are any: "no, on we go" would take up too much.

    The first word of a `likely` phrase is `favour` times as likely as another.

    But for that, every way on from a state is equally likely, ending among them: by the number of phrases a lone "nine"
    would cost a thousand times as much as the three hundred longer ones that begin with it.
    """
    start, final, opened = 0, 1, 2
    usual = {tuple(phrase.split()) for phrase in likely}
    opening = sorted(set(openers))
    favoured = {phrase[0] for phrase in usual if phrase}
    arcs: list[Arc] = []
    states: dict[frozenset[Gram], int] = {}

    def state_of(suffixes: frozenset[Gram]) -> int:
        if suffixes not in states:
            states[suffixes] = len(states) + 3
            expand(states[suffixes], suffixes)
        return states[suffixes]

    def expand(state: int, suffixes: frozenset[Gram]) -> None:
        by_word: dict[str, set[Gram]] = defaultdict(set)
        for suffix in suffixes:
            by_word[suffix[0]].add(suffix[1:])
        ways = [(word, final) for word, rest in sorted(by_word.items()) if () in rest]
        ways += [(word, state_of(frozenset(rest - {()}))) for word, rest in sorted(by_word.items()) if rest - {()}]
        weights = [favour if state in (start, opened) and word in favoured else 1.0 for word, _ in ways]
        if state == start and opening:
            # One only: a loop of them would take up any speech as a row of noes.
            expand(opened, frozenset(suffix for suffix in suffixes if suffix in usual) or suffixes)
            ways += [(word, opened) for word in opening]
            weights += [1.0] * len(opening)
        arcs.extend(Arc(state, target, w / sum(weights), word) for (word, target), w in zip(ways, weights, strict=True))

    expand(start, frozenset(words for phrase in phrases if (words := tuple(phrase.split()))))
    return Network(start, final, tuple(arcs))
