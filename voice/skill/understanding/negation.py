"""What denies: where the reach of a "no" or a "not" begins, and what it means where there is nothing to deny.

1. "No" before a noun denies it ("no pain"); before a clause it is the answer ("no, it feels fine"); before a value of a slot that
   has one it corrects ("three days, no, weeks").
2. "Not" denies what follows; where it ends stands in its row, and what it reaches of a list in `mentions`.
3. A "not" that found nothing to deny is an answer by itself ("it isn't", "not today"): `context.settled`.
4. Two denials in a row are doubtful ("I can't say there's none").
"""

from voice.skill.understanding.context import UNKNOWN_MARK, VAGUE, Context, Negation, answered, settled, stated
from voice.skill.understanding.here import Here
from voice.skill.understanding.pairs import states
from voice.skill.understanding.parse import Match, Polarity

_CLAUSE = 8
"""Words that a "not" reaches forward to a "without"."""


def negated(context: Context, here: Here) -> Context:
    """ "Not", "without", "hardly": what follows is denied."""
    if _is_turned_round(here):
        return context.undenied()
    earlier = context.negation
    if earlier is None or earlier.is_used or earlier.gap:
        return _denying(context, here)
    if "statement" not in earlier.reaches:
        return _denying(settled(context, here.at), here)
    if earlier.is_of_saying or earlier.is_bare:
        return context.undenied().doubted()
    return _denying(context.doubted(), here)


def _denying(context: Context, here: Here) -> Context:
    needs_something = here.row.alone == "nothing"
    negation = Negation(
        here.at,
        here.row,
        here.row.reaches,
        here.row.alone,
        is_incomplete=needs_something or here.is_unable or here.said in here.wording.no_more,
        is_bare=len(here.said) == 1 and not needs_something,
        is_of_saying=not here.wording.saying.isdisjoint(here.said),
    )
    return context._replace(negation=negation)


def _is_turned_round(here: Here) -> bool:
    """ "I can't turn my neck without pain": the "without" behind a "not" says that it is there."""
    start, wording = here.match.start, here.wording
    if here.pieces.words[start] not in wording.without:
        return False
    before = here.pieces.words[max(0, start - _CLAUSE) : start]
    return not wording.nots.isdisjoint(before) and wording.turning.isdisjoint(before)


def no(context: Context, here: Here) -> Context:
    """The word by itself: it denies a noun, corrects a value, and answers before all else."""
    following = here.next_beside
    if _is_undone(context):
        denies = following is not None and here.pieces.is_noun(following)
        return _undone(context, here, None if denies else "yes")
    context = settled(context, here.at)
    if following is None:
        return _answered(context, here, None)
    if _reaches(here, following):
        return context._replace(negation=Negation(here.at, here.row, here.row.reaches))
    if states(following) and _stands_for_not(here):
        return context._replace(negation=Negation(here.at, here.row))
    if following.means("fact", "vague", "number") and _corrects(context, here, following):
        return context._replace(repairs=(*context.repairs, here.at))
    return _answered(context, here, following)


def _reaches(here: Here, following: Match) -> bool:
    """Whether what follows is a target of the row: a noun, a statement where the language has it so, a medicine by its name."""
    if here.pieces.is_noun(following):
        return "noun" in here.row.reaches
    if states(following) and "statement" in here.row.reaches and not here.pieces.opens_clause(here.at + 1):
        return True
    medicines = here.grammar.about.role.medicines
    return "value" in here.row.reaches and any(
        m.kind == "fact" and m.name == medicines and dict(m.facts)[medicines] for m in following.meanings
    )


def _stands_for_not(here: Here) -> bool:
    """ "I've no fainted", "it's no sore"."""
    start = here.match.start
    return start > 1 and here.pieces.words[start - 1] in here.wording.auxiliaries


def _corrects(context: Context, here: Here, following: Match) -> bool:
    """Whether what follows is another value of a slot that has one: "three days, no, weeks"."""
    said = {mention.slot for mention in context.mentions}
    if here.grammar.about.role.duration in said and following.means("vague", "number"):
        return True
    slots = {slot for meaning in following.meanings for slot, _ in meaning.facts}
    return not said.isdisjoint(slots - here.grammar.symptoms)


def _answered(context: Context, here: Here, following: Match | None) -> Context:
    return answered(context.doubted(doubtful=_is_unclear(here, following)), here.at, here.row.alone)


def _is_unclear(here: Here, following: Match | None) -> bool:
    """Whether a no is cut short, hangs behind a "but", or may be meant of the sign that follows at once."""
    if here.after is None:
        return here.before is not None and here.before.kind == "contrast"
    if here.adjoining is not None and here.pieces.leads_on(here.at + 1):
        return True
    return following is not None and states(following) and (_is_last_word(here, following) or _is_of_what_follows(here))


def _is_last_word(here: Here, match: Match) -> bool:
    """ "No numb": whether one word for what is felt is all that follows, so that the "no" may be meant of it."""
    return match.end - match.start == 1 and not any(i.start >= match.end and states(i) for i in here.pieces.matches)


def _is_of_what_follows(here: Here) -> bool:
    """ "No elephant on my chest": whether a sign follows at once that has no subject, so that the "no" may be meant of it."""
    adjoining = here.adjoining
    if adjoining is None or here.pieces.opens_clause(here.at + 1):
        return False
    return any(m.kind == "symptom" and m.form != "lacks" for m in adjoining.meanings)


def denial(context: Context, here: Here) -> Context:
    """ "I don't have any", "never once": reaches what follows, or is an answer."""
    if _is_undone(context):
        return _undone(context, here, "yes")
    context = context.undenied()
    if here.is_unable:
        return context._replace(negation=Negation(here.at, here.row, is_incomplete=True))
    if _is_open_ended(here) and _has_an_object(here):
        return context._replace(negation=Negation(here.at, here.row))
    return answered(context, here.at, here.row.alone)


def _is_open_ended(here: Here) -> bool:
    return here.last_word in here.wording.open_ended or here.match.means("neg")


def _has_an_object(here: Here) -> bool:
    """Whether a sign follows, or a word that was not understood."""
    following = here.following
    if following is not None and states(following):
        return True
    return here.said[0] not in here.wording.no and here.pieces.is_left_over(here.match.end)


def nothing(context: Context, here: Here) -> Context:
    """ "Nothing hurts" denies what follows, "nothing" alone everything."""
    if _is_undone(context):
        return _undone(context, here, "yes")
    following = here.following
    if following is not None and states(following):
        return settled(context, here.at)._replace(negation=Negation(here.at, here.row))
    if _is_wondered(context):
        return context.marked(UNKNOWN_MARK, here.at)
    if context.thought >= 0:
        return context.marked(VAGUE, here.at)  # "I thought it was nothing"
    return denial(context, here)


def _is_wondered(context: Context) -> bool:
    """ "What if it's nothing", "maybe it's nothing" deny nothing; "it hurts if I press it, but else nothing" does."""
    return (context.supposed >= 0 and "contrast" not in context.marks) or "maybe" in context.marks


def none(context: Context, here: Here) -> Context:
    """ "None of those"; "neither weak nor numb" denies what follows."""
    if _is_undone(context):
        return _undone(context, here, "yes")
    if _is_neither(here):
        return context._replace(negation=Negation(here.at, here.row, is_joined=True))
    return settled(context, here.at).marked(UNKNOWN_MARK if _is_wondered(context) else "none", here.at)


def _is_neither(here: Here) -> bool:
    """ "Neither hot nor feverish", "neither leg is swollen", "zero pain"."""
    wording = here.wording
    if here.sign_beside and here.last_word in wording.neither | wording.zero:
        return True
    return here.last_word in wording.neither and (not wording.nor.isdisjoint(here.pieces.words) or _is_of_a_place(here))


def _is_of_a_place(here: Here) -> bool:
    """Whether a place follows."""
    meanings, place = here.after.meanings if here.after is not None else (), here.grammar.about.role.place
    return any(meaning.kind == "fact" and place in dict(meaning.facts) for meaning in meanings)


def unknown(context: Context, here: Here) -> Context:
    """ "Didn't look" alone is not to know; in "didn't look dark", "didn't notice anything" it denies.

    "Hadn't noticed it was dark" says that it was, or that it may have been: it is asked about.
    """
    if _looks_at_something(here):
        return context._replace(negation=Negation(here.at, here.row))
    beside = here.next_beside
    if beside is not None and here.last_word in here.wording.saying and beside.kind in _DENIALS:
        return context._replace(negation=Negation(here.at, here.row, is_of_saying=True))
    if not here.wording.noticing.isdisjoint(here.said):
        context = context._replace(maybe=here.at)
    return answered(context, here.at, here.row.alone)


_DENIALS = frozenset({"no", "none", "deny", "nothing"})


def _looks_at_something(here: Here) -> bool:
    if here.last_word in here.wording.noticing:
        return here.after is not None and here.after.means("any")
    return here.last_word in here.wording.looking and here.sign_beside


def joined(context: Context, here: Here) -> Context:
    """ "Or", "nor": a negation reaches on."""
    negation = context.negation
    return context if negation is None else context._replace(negation=negation._replace(is_joined=True))


def listed(context: Context, here: Here) -> Context:
    """ "And": whether a negation that has denied something reaches on is not clear."""
    negation = context.negation
    if negation is None or not negation.is_used:
        return context
    return context._replace(negation=negation._replace(is_added=True))


def subject(context: Context, here: Here) -> Context:
    """Who or what: begins a statement. A "not" by itself ends before it, another one finds nothing that it could deny."""
    negation = context.negation
    if negation is None or negation.is_used:
        return stated(context)
    if negation.is_bare or negation.is_incomplete:
        return stated(settled(context, here.at))
    return stated(context._replace(negation=negation._replace(is_dangling=negation.is_dangling or not negation.is_of_saying)))


def small(context: Context, here: Here) -> Context:
    """ "It isn't as … as it was": a small word behind a "not" shows that something is missing."""
    negation = context.negation
    if negation is None or negation.is_used:
        return context
    if negation.is_bare and here.before is not None and here.before.kind == "filler" and here.pieces.opens_clause(here.at):
        return context.undenied().doubted()  # "I'm not feeling good, I feel dizzy"
    if here.pieces.leads_on(here.at):
        return context._replace(negation=negation._replace(is_dangling=True))
    return context


def _is_undone(context: Context) -> bool:
    """Whether a denial of saying stands right before: "I can't say there's none", "wouldn't say no"."""
    negation = context.negation
    return negation is not None and not negation.is_used and negation.is_of_saying and not negation.gap


def _undone(context: Context, here: Here, said: Polarity | None) -> Context:
    """Two denials make a doubtful yes."""
    context = context.undenied().doubted()
    return context if said is None else context.replied(here.at, said)
