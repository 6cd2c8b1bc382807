"""The context at one point of an utterance: which modifiers are in force, and what has been said so far.

`Context` is a value: each step of the walk (`scope`) takes one and gives back the next. A field that holds a match is -1 where
there is none.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from voice.skill.grammar.modifiers import EVERYTHING, Alone, Modifier, Reach
from voice.skill.understanding.here import Here
from voice.skill.understanding.parse import Edge, EdgeCategory, Mention, Polarity, Reply

VAGUE, UNKNOWN_MARK = "vague", "unknown"
NOWHERE = -1


class Negation(NamedTuple):
    """A "no" or "not", the row of its kind, and how far it has reached.

    `by`: its match. `reaches`: what it denies. `alone`: what it means if it finds nothing to deny. `gap`: how many words without
    a meaning stand behind it. `is_used`: it has denied something, last the match `denied_at`. `is_joined`: an "or" stands behind
    what it denied, `is_added`: an "and". `is_incomplete`: it needs something to deny ("can not", "without"). `is_bare`: a "not"
    alone, behind which a new sentence can only begin. `is_of_saying`: "can not say". `is_dangling`: what follows is nothing that
    it could deny. `is_ended`: it says that something is over ("no longer", "stopped").
    """

    by: int
    row: Modifier
    reaches: frozenset[Reach] = EVERYTHING
    alone: Alone | None = "no"
    gap: int = 0
    denied_at: int = NOWHERE
    is_used: bool = False
    is_joined: bool = False
    is_added: bool = False
    is_incomplete: bool = False
    is_bare: bool = False
    is_of_saying: bool = False
    is_dangling: bool = False
    is_ended: bool = False


class Context(NamedTuple):
    """The modifiers in force, each by its match, and what has been said so far.

    In force: `negation`; `supposed` ("what if", "my mate has"), `unsure_of` ("not sure if"), `excepted` ("all but"),
    `exception`: any "except", `only`, `maybe`, `thought` ("I thought"); `hoped`: the "but" behind a thought that named no sign;
    `passed`: what is only compared with; `is_stated`: a statement has begun; `is_normal`: all is said to be as it should be.

    Said so far: `mentions`, `replies`, `repairs`, `marks` and `edges` as in `Parse`; `is_doubtful`: some of it is asked about.
    """

    negation: Negation | None = None
    supposed: int = NOWHERE
    unsure_of: int = NOWHERE
    excepted: int = NOWHERE
    exception: int = NOWHERE
    only: int = NOWHERE
    maybe: int = NOWHERE
    thought: int = NOWHERE
    hoped: int = NOWHERE
    passed: int = NOWHERE
    is_stated: bool = False
    is_normal: bool = False
    mentions: tuple[Mention, ...] = ()
    replies: tuple[Reply, ...] = ()
    repairs: tuple[int, ...] = ()
    marks: Mapping[str, int] = MappingProxyType({})
    edges: tuple[Edge, ...] = ()
    is_doubtful: bool = False

    @property
    def waits(self) -> bool:
        """Whether a negation has found nothing to deny yet."""
        return self.negation is not None and not self.negation.is_used

    def has_said(self, said: Polarity) -> bool:
        """Whether a yes, or a no, has been said."""
        return any(reply.said == said for reply in self.replies)

    def undenied(self) -> "Context":
        """The same with no negation in force."""
        return self if self.negation is None else self._replace(negation=None)

    def replied(self, at: int, said: Polarity) -> "Context":
        """The same with a yes or a no."""
        return self._replace(replies=(*self.replies, Reply(at, said)))

    def marked(self, name: str, at: int) -> "Context":
        """The same with a mark."""
        return self._replace(marks={**self.marks, name: at})

    def doubted(self, *, doubtful: bool = True) -> "Context":
        """The same, to be asked about where it is `doubtful`."""
        return self._replace(is_doubtful=True) if doubtful and not self.is_doubtful else self

    def mentioned(self, mention: Mention, *edges: Edge) -> "Context":
        """The same with a mention, and the edges that lead to it."""
        return self._replace(mentions=(*self.mentions, mention), edges=(*self.edges, *edges))

    def linked(self, by: int, mention: Mention, category: EdgeCategory) -> "Context":
        """The same with an edge from the match `by` to a mention."""
        return self._replace(edges=(*self.edges, Edge(by, mention.at, mention.slot, category)))


def answered(context: Context, at: int, alone: Alone | None) -> Context:
    """The same with what a modifier at match `at` means `alone`."""
    if alone in ("yes", "no"):
        return context.replied(at, "yes" if alone == "yes" else "no")
    return context.marked(UNKNOWN_MARK, at) if alone == "unknown" else context.doubted().marked(VAGUE, at)


def settled(context: Context, at: int) -> Context:
    """A negation ends before match `at`. One that has found nothing to deny is an answer by itself, as its row says."""
    negation = context.negation
    if negation is None or negation.is_used:
        return context.undenied()
    if negation.gap or negation.is_incomplete or negation.row.doubtful:
        return context._replace(negation=None, is_doubtful=True, marks={**context.marks, VAGUE: at})
    doubtful = negation.alone != "unknown" and (negation.is_dangling or context.is_normal)
    return answered(context.undenied().doubted(doubtful=doubtful), at - 1, negation.alone)


def stated(context: Context) -> Context:
    """A statement begins: what has denied something ends before it."""
    negation = context.negation
    if negation is not None and negation.is_used:
        return context._replace(is_stated=True, negation=None)
    return context if context.is_stated else context._replace(is_stated=True)


def ended_by(context: Context, here: Here, negation: Negation) -> Context:
    """The same without its negation, if that ends at words of this kind."""
    return settled(context, here.at) if here.row.kind in negation.row.ended_by else context


def gone_on(context: Context, here: Here) -> Context:
    """The same behind words of this kind: without the "only", "except" and "not sure if" that do not reach on over them."""
    if context.only == context.excepted == context.unsure_of == NOWHERE:
        return context
    only, excepted, unsure_of = (
        at if at == here.at or _reaches_over(here, at) else NOWHERE for at in (context.only, context.excepted, context.unsure_of)
    )
    return context._replace(only=only, excepted=excepted, unsure_of=unsure_of)


def _reaches_over(here: Here, at: int) -> bool:
    return at != NOWHERE and here.row.kind in here.pieces.rows[here.pieces.matches[at].kind].over
