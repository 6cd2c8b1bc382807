"""What the pieces of an utterance say together: the walk over its matches, under the modifiers in `grammars/context.yaml`.

At each match, in the order of the words: words without a meaning before it weaken a negation; its row may end one, and leaves its
mark; then the step of its category takes the context and gives back the next (`STEPS`). Which rules the steps keep stands at the
head of their modules: `negation`, `affirmation`, `history`, `mentions`.
"""

from collections.abc import Callable, Mapping, Sequence

from voice.skill.grammar.modifiers import Category
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding import affirmation, history, mentions, negation
from voice.skill.understanding.context import NOWHERE, VAGUE, Context, ended_by, gone_on, settled, stated
from voice.skill.understanding.here import LEADING, Here, Pieces
from voice.skill.understanding.pairs import compatible, pairs
from voice.skill.understanding.parse import Match, Parse, Question

Step = Callable[[Context, Here], Context]
_GAP_OF_AN_UNHEARD_WORD = 5
"""An unknown word weighs as much as so many others."""
_WHEN_OR_WHERE = frozenset({"filler", "past"})


def scoped(parse: Parse, question: Question) -> Parse:
    """With what its pieces mention together, and the replies, repairs, marks and edges in it."""
    rows, role = question.grammar.modifiers, question.grammar.about.role
    pieces = Pieces(question.grammar, parse.words, parse.matches, question.asked, pairs(parse.matches, rows))
    context = _ended(_walked(pieces), pieces)
    return parse.but(
        mentions=context.mentions,
        replies=context.replies,
        repairs=context.repairs,
        marks=context.marks,
        edges=context.edges,
        times=tuple(mention for mention in context.mentions if mention.slot == role.duration),
        doubtful=context.is_doubtful,
    )


def _walked(pieces: Pieces) -> Context:
    """The context behind the last match."""
    context, end = Context(), 0
    used_up = {paired.by for paired in pieces.pairs.values()}
    for at, match in enumerate(pieces.matches):
        if match.kind == "topic":
            continue
        context = _behind_a_gap(context, pieces.words[end : match.start])
        end = match.end
        if at not in used_up:
            context = _taken(context, pieces, at, match)
    return settled(_behind_a_gap(context, pieces.words[end:]), len(pieces.matches))


def _behind_a_gap(context: Context, left: Sequence[str]) -> Context:
    """Words without a meaning weaken a negation."""
    if not left or context.negation is None:
        return context
    gap = context.negation.gap + (_GAP_OF_AN_UNHEARD_WORD if UNKNOWN in left else len(left))
    return context._replace(negation=context.negation._replace(gap=gap))


def _taken(context: Context, pieces: Pieces, at: int, match: Match) -> Context:
    """The context behind a match."""
    for meaning in compatible(match.meanings):
        row = pieces.rows[meaning.kind]
        here = Here(pieces, at, meaning, row)
        if context.negation is not None:
            context = ended_by(context, here, context.negation)
        if row.leaves:
            context = context.marked(row.leaves, at)
        context = gone_on(STEPS[row.category](context, here), here)
    return context


def _ended(context: Context, pieces: Pieces) -> Context:
    """The context behind the last word."""
    context = _cut_off(_left_open(history.without_the_hoped(context), pieces), pieces)
    if context.only == NOWHERE:
        return context
    return _only_at_the_end(context.marked("only", len(pieces.matches)), pieces)


def _cut_off(context: Context, pieces: Pieces) -> Context:
    """ "No, but when I …", "no, well, in the …": a no behind which something else begins that did not come is asked about."""
    if not context.has_said("no") or pieces.matches[-1].end < len(pieces.words):
        return context
    behind = pieces.matches[context.replies[-1].at + 1 :]
    begins = any(pieces.rows[match.kind].category in _BEGINNINGS for match in behind)
    return context.doubted(doubtful=begins and all(_begins_more(pieces, match) for match in behind))


def _begins_more(pieces: Pieces, match: Match) -> bool:
    """Whether words only begin or join what is to come."""
    return match.means(*LEADING) or pieces.rows[match.kind].category in _BEGINNINGS | _SMALL


def _left_open(context: Context, pieces: Pieces) -> Context:
    """ "Nothing except the …": a no to all that was asked, of which something is taken out that was not understood, is none."""
    at = context.exception
    if at == NOWHERE or _is_understood(context, pieces, at):
        return context
    if "none" not in context.marks and not context.has_said("no"):
        return context
    replies = tuple(reply for reply in context.replies if reply.said != "no" or reply.at > at)
    marks = {name: mark for name, mark in context.marks.items() if name != "none"}
    return context._replace(replies=replies, marks=marks).marked(VAGUE, at)


def _is_understood(context: Context, pieces: Pieces, at: int) -> bool:
    """Whether something is mentioned behind an "except", or the twitch itself."""
    if context.marks.get("complaint", NOWHERE) > at or any(mention.at > at for mention in context.mentions):
        return True
    over = pieces.rows[pieces.matches[at].kind].over
    return any(match.kind not in over for match in pieces.matches[at + 1 :])


def _only_at_the_end(context: Context, pieces: Pieces) -> Context:
    """ "No, only in bed": what is left after "only" is when or where it is there after all."""
    reply = context.replies[-1] if context.replies else None
    last, end = len(pieces.matches) - 1, pieces.matches[-1].end
    if reply is None or reply.said != "no":
        return context
    if pieces.asked_signs and reply.at < last and end == len(pieces.words) and pieces.matches[last].kind in _WHEN_OR_WHERE:
        context = context.doubted().replied(last, "yes")
    if pieces.grammar.about.role.medicines in pieces.asked and end < len(pieces.words):  # "no, only my …", whatever that is
        return context._replace(replies=context.replies[:-1]).marked(VAGUE, last)
    return context


def _silent(context: Context, here: Here) -> Context:
    """Words that do no more than their row says."""
    return context


def _only(context: Context, here: Here) -> Context:
    """ "Just", "nothing but": what follows is there, and nothing else of what was asked."""
    if context.thought != NOWHERE and here.said in here.wording.nothing_but:  # "I thought it was nothing, but …"
        return history.contrast(context, here).marked("contrast", here.at)
    return context._replace(only=here.at)


def _excepted(context: Context, here: Here) -> Context:
    """ "All but": what follows is taken out of all that is there."""
    return context._replace(exception=here.at, excepted=here.at if "all" in context.marks else NOWHERE)


def _uncertain(context: Context, here: Here) -> Context:
    """ "Maybe", "could be": what follows is asked about."""
    return context._replace(maybe=here.at)


def _unknown_whether(context: Context, here: Here) -> Context:
    """ "Not sure if": the caller does not know whether what follows is so."""
    return context._replace(unsure_of=here.at)


def _supposed(context: Context, here: Here) -> Context:
    """ "What if", "my mate has": what follows is supposed, or somebody else's."""
    return context._replace(supposed=here.at)


_BEGINNINGS: frozenset[Category] = frozenset({"contrast", "listed", "well"})
_SMALL: frozenset[Category] = frozenset({"small", "subject", "owner"})
STEPS: Mapping[Category, Step] = {
    "affirmed": affirmation.affirmed,
    "afraid": affirmation.afraid,
    "all": affirmation.everything,
    "beyond": history.beyond,
    "compared": history.compared,
    "complaint": affirmation.complaint,
    "condition": affirmation.condition,
    "contrast": history.contrast,
    "denial": negation.denial,
    "excepted": _excepted,
    "former": history.former,
    "historical": history.historical,
    "hypothetical": _supposed,
    "joined": negation.joined,
    "listed": negation.listed,
    "mark": _silent,
    "negated": negation.negated,
    "no": negation.no,
    "none": negation.none,
    "normal": affirmation.normal,
    "nothing": negation.nothing,
    "number": mentions.number,
    "only": _only,
    "ordinal": affirmation.ordinal,
    "other_person": _supposed,
    "owner": lambda context, _: stated(context),
    "quantity": affirmation.quantity,
    "repair": history.repair,
    "short_yes": affirmation.short_yes,
    "sign": mentions.symptom,
    "silent": _silent,
    "small": negation.small,
    "subject": negation.subject,
    "thought": history.thought,
    "uncertain": _uncertain,
    "unknown": negation.unknown,
    "unknown_whether": _unknown_whether,
    "value": mentions.fact,
    "well": history.well,
    "wish": affirmation.wish,
    "yes": affirmation.yes,
}
"""What the words of each category do."""
