"""What a sign, a value or a number becomes in its context: a mention with its polarity, certainty, time and whose it is.

In doubt a symptom is present and doubtful, never absent and sure.

1. "Not" reaches on over "or", "nor" and bare lists ("no numbness, weakness or anything") and ends at a statement with a subject
   of its own once it has denied something.
2. What is said of others or supposed is never sure.
3. Where words without a meaning stand between a "not" and a sign, the sign is present and asked about.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from voice.skill.grammar.formulas import formula
from voice.skill.reading import Value
from voice.skill.understanding.affirmation import used
from voice.skill.understanding.context import NOWHERE, Context, Negation, settled
from voice.skill.understanding.here import Here
from voice.skill.understanding.named_places import (
    is_elsewhere,
    is_placed_unclearly,
    limbs_within,
    place_within,
    placed,
    side_within,
)
from voice.skill.understanding.parse import About, Edge, EdgeCategory, Mention, Time

_ALONE = "alone"
"""A fact marked so is one only where nothing else is asked for: "last year", "swollen"."""
_GAP = 2
"""So many words without a meaning behind a "not", and it is not clear what it denies."""
_FEW = 2
"""Words of a sign that may be the question's own, said back."""
_LIST_ENDS = frozenset({"join", "any"})


class _Told(NamedTuple):
    """What a slot becomes, whether that is doubtful, and whether it was denied."""

    value: Value
    doubtful: bool = False
    denied: bool = False


def symptom(context: Context, here: Here) -> Context:
    """A sign, present or absent, as the modifiers in force have it."""
    paired = here.pieces.pairs.get(here.at)
    if paired is not None:
        present = (here.meaning.form != "lacks") is (paired.said == "yes")
        edge = Edge(paired.by, here.at, here.meaning.name, "affirmed" if paired.said == "yes" else "negated")
        return context.mentioned(_mention(context, here, here.meaning.name, _Told(present)), edge)
    if here.at == context.passed:
        return context
    if context.unsure_of != NOWHERE:
        return _not_known(context, here)
    return _as_told(_ended_before(context, here), here)


def _not_known(context: Context, here: Here) -> Context:
    """ "Not sure if it is weak"; of what is said to be fine, nothing is told."""
    if here.meaning.form == "lacks":
        return context
    name = here.meaning.name
    mention = _mention(context, here, name, _Told("unknown", here.is_doubted_from(context.supposed)))
    return context.mentioned(mention, Edge(context.unsure_of, here.at, name, "uncertain"))


def _as_told(context: Context, here: Here) -> Context:
    told = _told(context, here)
    if _is_the_only_one(context, told):
        context = context.marked("only", here.at)
    maybe = here.is_doubted_from(context.maybe) and here.is_reached_from(context.maybe)
    if maybe and not (told.value or told.denied):
        return context
    name = placed(context.mentions, here)
    unclear = is_placed_unclearly(context.mentions, here, name)
    if told.value and not here.pieces.asked and name in here.grammar.about.names_limb:
        context = _naming(context, here, limbs_within(here))
    doubtful = any((told.doubtful, maybe, unclear, here.is_doubted_from(context.supposed)))
    mention = _mention(context, here, name, told._replace(doubtful=doubtful))
    return _reached(context.mentioned(mention, *_edges(context, here, mention, maybe=maybe)), here)


def _is_the_only_one(context: Context, told: _Told) -> bool:
    """Whether "only" says that of all that was asked this alone is there."""
    return context.only != NOWHERE and told.value is True and not any(mention.denied for mention in context.mentions)


def _told(context: Context, here: Here) -> _Told:
    """What the negation, or an "except", makes of a sign."""
    present = here.meaning.form != "lacks"
    if context.negation is not None:
        return _denied(context.negation, here)
    return _Told(not present if context.excepted != NOWHERE else present)


def _denied(negation: Negation, here: Here) -> _Told:
    """What a sign behind a "no" becomes."""
    name, lacks, grammar = here.meaning.name, here.meaning.form == "lacks", here.grammar
    unclear = _is_unclear(negation, here)
    doubtful = bool(negation.gap) or negation.row.doubtful or (lacks and name in grammar.symptoms)
    lasting = negation.is_ended and name in grammar.counts_past
    asked_again = negation.is_ended and name in grammar.asks_past
    return _Told(lacks or unclear or lasting, doubtful or asked_again or unclear, denied=True)


def _is_unclear(negation: Negation, here: Here) -> bool:
    """Whether it may not be this that is denied."""
    start = here.match.start
    if negation.gap >= _GAP or here.pieces.words[max(0, start - 2) : start] in here.wording.cannot:
        return True  # "I can't … retching": a word is missing
    if here.meaning.form == "lacks":
        return False
    return negation.is_added or not _is_reached(negation, here) or _is_less(here)


def _is_reached(negation: Negation, here: Here) -> bool:
    """Whether a negation goes on to this sign: it is the first, or joined to the last one."""
    if not negation.is_used or negation.is_joined or negation.denied_at == here.at:
        return True
    return _is_said_again(here) or _list_goes_on(negation, here)


def _is_less(here: Here) -> bool:
    """ "Not as sore": and still sore; but "wouldn't describe it as sore"."""
    within = here.before is not None and here.before.kind == "neg"
    return not within and here.pieces.words[here.match.start - 1] in here.wording.less


def _is_said_again(here: Here) -> bool:
    """ "No pain, pain is not there", "not short of breath, at rest": what was denied, once more."""
    before, match, pieces = here.pieces.matches[here.at - 1], here.match, here.pieces
    if pieces.of(here.at - 1) == here.said:
        return True
    same = before.kind == "symptom" and before.meanings[0].name == match.meanings[0].name
    return same and before.end == match.start and pieces.begins(here.at, _LEADING)


_LEADING = frozenset({"leading"})


def _list_goes_on(negation: Negation, here: Here) -> bool:
    """ "No pain, weakness or swelling": whether an "or" or an "anything" is still to come in the list that this is in."""
    end = here.match.end
    for match in here.pieces.matches[here.at + 1 :]:
        if match.start != end or not (here.pieces.is_noun(match) or match.kind in negation.row.over):
            return False
        if match.kind in _LIST_ENDS:
            return True
        end = match.end
    return False


def _ended_before(context: Context, here: Here) -> Context:
    """The same without a negation that does not reach this sign."""
    negation = context.negation
    if negation is None or negation.denied_at == here.at:
        return context
    opens = here.pieces.opens_clause(here.at)
    if negation.is_used and (opens or _is_a_contrast_to(negation, here)):
        return context.undenied()
    if opens and negation.is_bare:
        return settled(context, here.at)
    return context if _is_a_target(negation, here) else context.undenied()


def _is_a_contrast_to(negation: Negation, here: Here) -> bool:
    """ "No pain, feels fine": a sign that is said to be absent goes on no list of what is denied."""
    return here.meaning.form == "lacks" and not negation.is_joined


def _is_a_target(negation: Negation, here: Here) -> bool:
    """Whether the row of a negation reaches signs that are said so, or this is joined to one that it reached."""
    return negation.is_joined or "statement" in negation.reaches or here.pieces.is_noun(here.match)


def _reached(context: Context, here: Here) -> Context:
    """The same with a negation that has denied this sign."""
    negation = context.negation
    if negation is None:
        return context
    return context._replace(negation=negation._replace(is_used=True, is_joined=False, denied_at=here.at))


def fact(context: Context, here: Here) -> Context:
    """The values that a phrase gives to slots."""
    slots = frozenset(slot for slot, _ in here.meaning.facts)
    if context.unsure_of != NOWHERE or (_ALONE in slots and len(here.pieces.asked) > 1):
        return context
    if here.pieces.opens_clause(here.at):
        context = context._replace(is_stated=True)
    context = _ended_before_fact(context, here, slots)
    role = here.grammar.about.role
    if role.place in slots and context.negation is None:
        context = _naming(context, here, side_within(here))
    if role.speaker in slots:
        context = _naming(context, here, place_within(here))
    for slot, written in here.meaning.facts:
        context = _of_slot(context, here, slot, formula(written, here.match.captures))
    return used(context)


def _naming(context: Context, here: Here, named: Iterable[tuple[str, Value]]) -> Context:
    """The same with mentions of what the words of a phrase name besides, of slots that there are."""
    besides = (_mention(context, here, slot, _Told(value)) for slot, value in named if slot)
    return context._replace(mentions=(*context.mentions, *besides))


def _ended_before_fact(context: Context, here: Here, slots: frozenset[str]) -> Context:
    """The same without a negation that does not reach these values."""
    negation = context.negation
    if negation is None or "value" not in negation.reaches or (negation.is_used and not negation.is_joined):
        return context.undenied()
    of_signs = not slots.isdisjoint(here.grammar.symptoms)
    if of_signs and negation.is_bare and not negation.is_used and here.pieces.opens_clause(here.at):
        return settled(context, here.at)  # "it doesn't, it just won't lift"
    if negation.is_of_saying and not here.wording.subject_is.isdisjoint(here.said[1:3]):
        return settled(context, here.at)  # "can't say I have, life's good": a sentence of its own
    return context


def _of_slot(context: Context, here: Here, slot: str, value: Value) -> Context:
    """The value of one slot, as the modifiers in force have it."""
    if slot in here.grammar.symptoms and context.supposed != NOWHERE:
        mention = _mention(context, here, slot, _Told(value, here.is_doubted_from(context.supposed)))
    elif context.negation is None:
        mention = _mention(context, here, slot, _Told(value, is_elsewhere(context.mentions, here, slot)))
    else:
        return _of_denied_slot(context, context.negation, here, slot, value)
    return context.mentioned(mention, *_edges(context, here, mention))


def _of_denied_slot(context: Context, negation: Negation, here: Here, slot: str, value: Value) -> Context:
    """A value behind a "no": turned round where it has an opposite, else taken out of what was said of the slot."""
    opposite = here.grammar.opposites.get(slot, {})
    if slot in here.grammar.symptoms or isinstance(value, bool):
        turned: Value = not value
    elif value in opposite:
        turned = opposite[value]
    elif slot == here.grammar.about.role.medicines:
        return context if "no_medicine" in context.marks else context.marked("no_medicine", here.at)
    else:
        kept = (mention for mention in context.mentions if mention.slot != slot or mention.value != value)
        return context.marked("excluded", here.at)._replace(mentions=tuple(kept))
    mention = _mention(context, here, slot, _Told(turned, negation.gap > 0, denied=True))
    return context.mentioned(mention, *_edges(context, here, mention))


def number(context: Context, here: Here) -> Context:
    """A number by itself; behind "a month, make that …" it counts in the unit that was said."""
    if context.waits:
        return used(context)
    context, duration = context.marked("number", here.at), here.grammar.about.role.duration
    last = next((mention for mention in reversed(context.mentions) if mention.slot == duration), None)
    if last is None or duration not in here.pieces.asked or not any(at > last.at for at in context.repairs):
        return context
    units = here.grammar.time.units
    said = next((units[word] for word in reversed(here.pieces.of(last.at)) if word in units), None)
    if said is None:
        return context
    return context.mentioned(_mention(context, here, duration, _Told(here.match.captures[0] * said)))


def _mention(context: Context, here: Here, slot: str, told: _Told) -> Mention:
    """A mention by this match, with its time and what it is about."""
    short = here.match.end - here.match.start <= _FEW
    bare = short and not (told.denied or context.is_stated)
    time, about = _time(context, here, denied=told.denied), _about(context, here, slot)
    return Mention(slot, told.value, here.at, told.doubtful, told.denied, bare, time, about)


def _is_somebody_elses(context: Context, here: Here) -> bool:
    """Whether what is supposed to be so is told of another person."""
    return here.pieces.is_of(here.pieces.matches[context.supposed], "other_person")


def _time(context: Context, here: Here, *, denied: bool) -> Time:
    if context.supposed != NOWHERE and not _is_somebody_elses(context, here):
        return "supposed"
    return "past" if denied and context.negation is not None and context.negation.is_ended else "now"


def _about(context: Context, here: Here, slot: str) -> About | None:
    if context.supposed != NOWHERE and _is_somebody_elses(context, here):
        return "someone_else"
    if slot in here.grammar.about.medicine:
        return "medicine"
    return "twitch" if slot in here.grammar.about.twitch else None


def _edges(context: Context, here: Here, mention: Mention, *, maybe: bool = False) -> Iterator[Edge]:
    """From each modifier that changed a mention."""
    if context.negation is not None:
        if mention.denied:
            yield Edge(context.negation.by, here.at, mention.slot, "historical" if context.negation.is_ended else "negated")
    elif context.excepted != NOWHERE and here.meaning.kind == "symptom":
        yield Edge(context.excepted, here.at, mention.slot, "excepted")
    if context.supposed != NOWHERE:
        category: EdgeCategory = "other_person" if mention.about == "someone_else" else "hypothetical"
        yield Edge(context.supposed, here.at, mention.slot, category)
    if maybe:
        yield Edge(context.maybe, here.at, mention.slot, "uncertain")
    if context.only != NOWHERE and here.meaning.kind == "symptom":
        yield Edge(context.only, here.at, mention.slot, "only")
