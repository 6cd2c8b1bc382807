"""What affirms, or answers for all that was asked: "yes", "it does", "it's fine", "only when I sneeze", "the first one"."""

from collections.abc import Callable

from voice.skill.understanding.context import NOWHERE, VAGUE, Context, answered, settled, stated
from voice.skill.understanding.here import Here
from voice.skill.understanding.negation import denial, subject
from voice.skill.understanding.pairs import states
from voice.skill.understanding.parse import Edge, Match, Mention

_SUBJECT_AND_VERB = 2
"""Words of "it is"."""


def yes(context: Context, here: Here) -> Context:
    """The word by itself."""
    return answered(context._replace(is_stated=True), here.at, here.row.alone)


def affirmed(context: Context, here: Here) -> Context:
    """ "I can't stop …", "there is no end to …": what follows is there, and goes on."""
    return context._replace(negation=None, is_stated=True)


def quantity(context: Context, here: Here) -> Context:
    """ "Some", "a bit of": something is there, and a negation that has denied something ends."""
    negation = context.negation
    ends = negation is not None and (negation.is_used or negation.is_joined)
    return context._replace(is_stated=True, negation=None if ends else negation)


def short_yes(context: Context, here: Here) -> Context:
    """ "It does", "a bit": a yes where nothing follows that it would belong to, else words that change nothing."""
    if _begins_what_is_denied(context, here):
        return subject(context, here)
    if any(is_no_yes(context, here) for is_no_yes in _NO_YES):
        return context
    if _is_whole(here):
        return settled(context, here.at) if context.waits else answered(context.undenied(), here.at, here.row.alone)
    if here.pieces.opens_clause(here.at) and len(here.said) == _SUBJECT_AND_VERB:
        return stated(context)
    context = quantity(context, here).marked("some", here.at)
    return context._replace(only=here.at) if here.pieces.begins(here.at, _ONLY) else context


_ONLY = frozenset({"only"})


def _begins_what_is_denied(context: Context, here: Here) -> bool:
    following = here.following
    if context.negation is None or following is None or not states(following):
        return False
    return context.negation.is_bare or _is_behind_a_sign(context, here)


def _has_something(context: Context, here: Here) -> bool:
    """ "I have a good nap": what is had is not understood, and is no yes."""
    end, pieces = here.match.end, here.pieces
    if here.last_word not in here.wording.having or pieces.words[end : end + 1] == () or pieces.is_unheard:
        return False
    return pieces.words[end] in here.wording.articles and pieces.is_left_over(end + 1)


def _is_of_a_question(context: Context, here: Here) -> bool:
    """ "He knows where he is", "when I am quiet"."""
    start = here.match.start
    asks = here.pieces.words[start - 1] if start else ""
    return asks in here.wording.supposing or (asks in here.wording.asking and here.at > 0)


def _is_where(context: Context, here: Here) -> bool:
    """ "I'm in the bath"."""
    following = here.pieces.words[here.match.end : here.match.end + 1]
    return here.last_word in here.wording.being and not here.wording.where.isdisjoint(following)


def _is_loose(context: Context, here: Here) -> bool:
    """Whether words that were not understood stand before it."""
    return here.before is not None and here.before.end != here.match.start


def _is_behind_a_sign(context: Context, here: Here) -> bool:
    return here.before is not None and states(here.before)


def _ends_what_is_normal(context: Context, here: Here) -> bool:
    return context.is_normal and here.after is None


def _is_of_something_else(context: Context, here: Here) -> bool:
    """ "No, I'm pretty careful": words that belong to no phrase say what somebody is."""
    if not context.has_said("no"):
        return False
    end = here.match.end
    for match in here.pieces.matches[here.at + 1 :]:
        if match.start != end or match.kind not in ("filler", "determiner"):
            break
        end = match.end
    return here.pieces.is_left_over(end)


_NO_YES: tuple[Callable[[Context, Here], bool], ...] = (
    _is_loose,
    _is_behind_a_sign,
    _is_where,
    _is_of_a_question,
    _has_something,
    _ends_what_is_normal,
    _is_of_something_else,
)
"""What makes no yes of "it is"."""


def _is_whole(here: Here) -> bool:
    """Whether nothing follows that it would belong to."""
    following = here.following
    if following is None:
        return True
    return following.kind in here.row.ended_by and not _is_verb_of(here, following)


def _is_verb_of(here: Here, following: Match) -> bool:
    """ "I've had the twitch", "it is driving me mad"."""
    if following.kind != "complaint":
        return False
    return here.last_word in here.wording.describing or not here.wording.having.isdisjoint(here.said)


def normal(context: Context, here: Here) -> Context:
    """ "It's as it should be": a no to signs, which a "not" turns round, and a yes before it leaves in doubt."""
    asks_signs = bool(here.pieces.asked_signs)
    if context.waits:
        return context.undenied().replied(here.at, "yes" if asks_signs else "no").doubted(doubtful=asks_signs)
    context = context._replace(negation=None, is_normal=True)
    if not asks_signs:
        return context.marked("normal", here.at)
    before = here.before
    told = before is not None and before.end == here.match.start and states(before)
    answers = [match.kind for match in here.pieces.matches if match.kind in ("yes", "no") and match.end <= here.match.start]
    return context.doubted(doubtful=told or answers[-1:] == ["yes"]).replied(here.at, "no")


def condition(context: Context, here: Here) -> Context:
    """ "Only when I sneeze": a yes, with a condition that may be one for a doctor."""
    if not here.pieces.asked_signs:
        return context.marked(VAGUE, here.at)
    return answered(settled(context, here.at).doubted(doubtful=here.row.doubtful), here.at, here.row.alone)


def everything(context: Context, here: Here) -> Context:
    """ "All" is an answer by itself, and in "all night" no answer."""
    others = {match.kind for match in here.pieces.matches if match is not here.match}
    alone = others <= here.row.over and here.pieces.is_explained
    return context.marked("all", here.at) if alone else context


def ordinal(context: Context, here: Here) -> Context:
    """ "The first one", "not the last one", "all but the second"; "the second finger" chooses nothing."""
    if here.last_word in here.wording.ordinals and not _is_all_said(here):
        return context
    is_excluded = context.excepted != NOWHERE or context.waits
    context = used(context)
    if is_excluded:
        return context.marked(f"not_{here.row.kind}", here.at)
    context = context.marked(here.row.kind, here.at)
    return context.marked("only", here.at) if context.only != NOWHERE else context


def _is_all_said(here: Here) -> bool:
    """Whether only yes, no, "just" and the like stand beside it."""
    matches = here.pieces.matches
    beside = {match.kind for match in (*matches[: here.at], *matches[here.at + 1 :])}
    return here.pieces.is_explained and beside <= here.row.over


def complaint(context: Context, here: Here) -> Context:
    """The twitch itself: what a "not" reaches, and no answer."""
    negation = context.negation
    return context if negation is None or negation.is_of_saying else used(context)


def used(context: Context) -> Context:
    """The same with a negation that has found what it denies."""
    negation = context.negation
    if negation is None or negation.is_used:
        return context
    return context._replace(negation=negation._replace(is_used=True))


def wish(context: Context, here: Here) -> Context:
    """ "I wish" is a no, also to what stands before it; "I wish I could say no" is none that can be relied on."""
    if here.following is not None:
        return context.doubted()
    asked = frozenset(here.pieces.asked)
    wished = [mention for mention in context.mentions if mention.value is True and mention.slot in asked]
    slots = {mention.slot for mention in wished}
    context = context._replace(mentions=tuple(mention for mention in context.mentions if mention.slot not in slots))
    for mention in wished:
        edge = Edge(here.at, mention.at, mention.slot, "negated")
        context = context.mentioned(Mention(mention.slot, False, here.at, doubtful=True, denied=True), edge)
    return denial(context, here)


def afraid(context: Context, here: Here) -> Context:
    """ "No, I'm afraid …": what comes may be the very opposite."""
    return context.doubted(doubtful=here.row.doubtful and context.has_said("no"))
