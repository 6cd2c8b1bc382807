"""What is over, was believed, is corrected or goes beyond: "gone now", "no longer", "I thought so, but no", "never pain like it".

Rules of their own:

1. "Gone now" turns what was said into a no, unless the recent past of the sign counts; then it stays. Said of several signs
   at once ("not any more") it denies none: one of them was there, and which is asked.
2. "I thought I had one, but no" takes back what was thought. Where no sign was thought of, the "no" denies none.
"""

from dataclasses import replace

from voice.skill.language.tokens import POSSESSIVE
from voice.skill.understanding.context import NOWHERE, VAGUE, Context, Negation, settled, stated
from voice.skill.understanding.here import Here
from voice.skill.understanding.negation import denial, small
from voice.skill.understanding.pairs import states
from voice.skill.understanding.parse import Edge, Mention

_ENDS_AFTER_GONE = frozenset({"past", "contrast", "filler", "yes", "and", "no", "gone", "normal"})
_GOES_ON = frozenset({"dangling", "owner"})


def former(context: Context, here: Here) -> Context:
    """ "Used to be on", "came off it": what was taken once."""
    return context.doubted(doubtful=here.grammar.about.role.medicines in here.pieces.asked).marked(VAGUE, here.at)


def historical(context: Context, here: Here) -> Context:
    """ "Gone now", "no longer", "any more": what stands before it, or what follows, is over."""
    if here.row.direction == "backward":
        return _no_more(context, here)
    if here.said in here.wording.stopped and not here.sign_beside:
        return context  # "I stopped training"
    if _is_departed(here):
        return stated(context)
    if here.sign_beside and here.last_word in here.wording.no_longer:
        return context._replace(negation=Negation(here.at, here.row, is_ended=True))
    if here.last_word in here.wording.before_verbs and _leads_on(here):
        return context.doubted().marked(VAGUE, here.at)  # "no longer holds me": what is over is not understood
    return _over(context, here)


def _leads_on(here: Here) -> bool:
    """Whether words follow that may be what is over: "no longer feel it"."""
    ends = here.match.end == len(here.pieces.words)
    return not ends and (here.adjoining is None or here.adjoining.kind not in _ENDS_AFTER_GONE - {"filler"})


def _no_more(context: Context, here: Here) -> Context:
    """ "It isn't dark any more" says that it was; "can't lift it any more" says nothing more."""
    last = context.mentions[-1] if context.mentions else None
    if last is None or last.value is not False or not _is_behind(here, last):
        return context
    counts, asked_about = last.slot in here.grammar.counts_past, last.slot in here.grammar.asks_past
    was = replace(last, value=counts, doubtful=last.doubtful or asked_about, time="past")
    return context._replace(mentions=(*context.mentions[:-1], was)).linked(here.at, was, "historical")


def _is_behind(here: Here, mention: Mention) -> bool:
    """Whether only words over which this goes back stand between it and a mention."""
    return here.pieces.is_bridged(mention.at, here.at, here.row.over)


def _is_departed(here: Here) -> bool:
    """ "It has gone dark", "the foot went": whether something follows that it became."""
    if here.last_word not in here.wording.departed or here.match.end >= len(here.pieces.words):
        return False
    return here.adjoining is None or here.adjoining.kind not in _ENDS_AFTER_GONE


def _over(context: Context, here: Here) -> Context:
    """What stands before it is over."""
    if _goes_on(here):
        return context.doubted().marked(VAGUE, here.at)
    if context.waits:
        return context.undenied().doubted().replied(here.at, "yes")
    last = next(reversed(_signs(context, here)), None)
    if last is None:
        return _over_unnamed(context, here)
    if last.value is not False:  # "only in class, and it is normal now"
        context = _ended(context, here, last.slot, last)
    return context._replace(replies=())


def _over_unnamed(context: Context, here: Here) -> Context:
    """What was asked for is over; of several signs one was there, and which is not said."""
    slots, denies = here.pieces.asked_signs, here.match.means("deny")
    if not slots:
        return denial(context, here) if denies else context  # "plenty … well, not today"
    if len(slots) > 1 and not denies:
        return context._replace(replies=()).doubted().marked(VAGUE, here.at)
    for slot in slots:
        context = _ended(context, here, slot, None)
    return context._replace(replies=())


def _signs(context: Context, here: Here) -> list[Mention]:
    """The mentions of signs, present or absent."""
    return [mention for mention in context.mentions if mention.slot in here.grammar.symptoms]


def _ended(context: Context, here: Here, slot: str, told: Mention | None) -> Context:
    """A sign is over, which was `told` before or was asked for."""
    edge = Edge(here.at, told.at if told else here.at, slot, "historical")
    if slot not in here.grammar.counts_past:
        doubtful = slot in here.grammar.asks_past
        mention = Mention(slot, False, here.at, doubtful=doubtful, denied=True, time="past")
        return context._replace(repairs=(*context.repairs, here.at)).mentioned(mention, edge)
    if told is None and not context.has_said("yes"):
        return context.doubted().marked(VAGUE, here.at)
    return context.mentioned(Mention(slot, True, here.at, time="past"), edge)


def _goes_on(here: Here) -> bool:
    """ "It's over my body", "the foot's gone": what is over or gone is no symptom, or is not all that was said."""
    if here.adjoining is not None and here.adjoining.means(*_GOES_ON):
        return True
    begun = here.pieces.words[here.match.start] == POSSESSIVE
    return begun and (here.before is None or not states(here.before))


def beyond(context: Context, here: Here) -> Context:
    """ "Never had pain like it": it is there, and how."""
    last = context.mentions[-1] if context.mentions else None
    if last is None or not last.denied or last.value is not False:
        return context
    mentions = (*context.mentions[:-1], replace(last, value=True, doubtful=last.doubtful or here.row.doubtful))
    return context._replace(mentions=mentions).linked(here.at, last, "uncertain")


def compared(context: Context, here: Here) -> Context:
    """ "More sore than weak" says of the second neither that it is there nor that it is not."""
    following, matches = here.next_beside, here.pieces.matches
    last = next((at for at in range(here.at - 1, 0, -1) if states(matches[at])), 0)
    if last and following is not None and states(following) and not here.wording.more.isdisjoint(here.pieces.of(last - 1)):
        context = context._replace(passed=matches.index(following)).doubted(doubtful=here.row.doubtful)
    return small(context, here)


def thought(context: Context, here: Here) -> Context:
    """ "I thought I had one": was it so? What comes behind a "but" says so."""
    return stated(context._replace(thought=here.at))


def contrast(context: Context, here: Here) -> Context:
    """ "I thought I had one, but no": all that was stated was thought, and a no behind the "but" takes it back."""
    if context.thought == NOWHERE:
        return context
    present = [sign for sign in _signs(context, here) if sign.value is True]
    since = [sign for sign in present if sign.at >= context.thought]
    if not since:
        return _without_hopes(context, here)
    if len(since) < len(present):
        return context
    edges = (Edge(context.thought, sign.at, sign.slot, "historical") for sign in since)
    return context._replace(repairs=(*context.repairs, here.at), edges=(*context.edges, *edges))


def _without_hopes(context: Context, here: Here) -> Context:
    """The same without what was thought in words that say of a sign that it is not there, or is better."""
    absent, passing = {sign for sign in _signs(context, here) if sign.value is False}, here.grammar.about.tells.passing
    hopes = (m for m in context.mentions if m.at >= context.thought and (m in absent or m.slot in passing))
    gone = frozenset(hopes)
    return context._replace(hoped=here.at, mentions=tuple(mention for mention in context.mentions if mention not in gone))


def without_the_hoped(context: Context) -> Context:
    """A no to what was hoped or feared in words that are no sign denies none: it is left open."""
    if context.hoped == NOWHERE or not any(at > context.hoped and said == "no" for at, said in context.replies):
        return context
    replies = tuple(reply for reply in context.replies if reply.at < context.hoped)
    return context._replace(replies=replies).marked(VAGUE, context.hoped)


def repair(context: Context, here: Here) -> Context:
    """ "I mean", "sorry": what stands before it is taken back."""
    return context._replace(repairs=(*context.repairs, here.at), is_stated=False)


def well(context: Context, here: Here) -> Context:
    """ "Well" in the middle takes back what was said."""
    if not context.mentions and context.negation is None:
        return context
    context = settled(context, here.at)
    return context._replace(repairs=(*context.repairs, here.at))
