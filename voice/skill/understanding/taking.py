"""Since when a medicine is taken, and that it is new or more: a time in the clause of a medicine is not the twitch's.

A time belongs to what it follows ("on statins since March", "it has twitched for two days"), and at the head of a clause to what
comes next. Where nothing is said but the time of a medicine, a question for how long it twitches keeps it.
"""

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from math import inf

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.cues import Words
from voice.skill.grammar.sections import MedicineChange
from voice.skill.understanding.parse import Match, Mention, Parse, Question


class _Head(Enum):
    """What a clause can speak of."""

    MEDICINE = auto()
    TWITCH = auto()
    SIGN = auto()
    PLACE = auto()


_Heads = Mapping[int, _Head]
"""By a match, what it makes its clause speak of."""
_TWO = 2
_TURNS = frozenset({"contrast", "break", "repair", "and"})
_BEGINS = frozenset({"subject", "owner"})


def of_medicines(parse: Parse, question: Question) -> Parse:
    """Without the times of medicines, and with the change that was told of one."""
    heads = _heads(parse, question)
    role = question.grammar.about.role
    times = parse.said_of(role.duration)
    if _Head.MEDICINE not in heads.values() and len(times) < _TWO:
        return parse
    asked = role.duration in question.asked and len(times) == 1
    theirs = [] if asked else _of_their_own(parse, heads, times, question)
    changed = None if parse.said_of(role.medicine_change) else _change(parse, heads, question.grammar)
    added = (changed,) if changed and not _is_old(changed, theirs, question.grammar) else ()
    return parse.but(mentions=(*(c for c in parse.mentions if c not in theirs), *added))


def _heads(parse: Parse, question: Question) -> _Heads:
    """What each match makes its clause speak of, where it does."""
    heads = {at: _head(question.grammar, parse.words, parse.matches, at, parse.mentions) for at in range(len(parse.matches))}
    return {at: head for at, head in heads.items() if head}


def _of_their_own(parse: Parse, heads: _Heads, times: Sequence[Mention], question: Question) -> list[Mention]:
    """The times that are a medicine's; of several, where one alone is the twitch's, all others."""
    owners = {c.at: _whose(parse.matches, heads, c.at) for c in times}
    of_twitch = _owned(times, owners, _Head.TWITCH)
    if len(times) >= _TWO and len({c.value for c in of_twitch}) == 1:
        return [c for c in times if c not in of_twitch]
    of_medicine = _owned(times, owners, _Head.MEDICINE)
    openers = question.grammar.cues.medicines.clause_openers
    return [c for c in of_medicine if not _began_with(parse, heads, c.at, openers)]


def _owned(times: Sequence[Mention], owners: Mapping[int, _Head | None], owner: _Head) -> list[Mention]:
    return [c for c in times if owners[c.at] == owner]


def _is_old(changed: Mention, times: Sequence[Mention], grammar: Grammar) -> bool:
    """Whether a change is so long ago that it is none any more."""
    longest = grammar.felt_for.get(str(changed.value), inf)
    return any(isinstance(c.value, float | int) and c.value > longest for c in times)


def _head(grammar: Grammar, words: Sequence[str], found: Sequence[Match], at: int, mentions: Sequence[Mention]) -> _Head | None:
    """What a match makes a clause speak of: a medicine, the twitch or a sign, or nothing."""
    slots, about = {c.slot for c in mentions if c.at == at and c.value not in ((), False)}, grammar.about
    if slots & (about.person | {about.age}) or not grammar.cues.medicines.doses.isdisjoint(
        words[found[at].start : found[at].end]
    ):
        return _Head.MEDICINE
    if found[at].meanings[0].kind == "complaint":
        return _Head.TWITCH
    return _Head.SIGN if slots & grammar.symptoms else _Head.PLACE if about.role.place in slots else None


def _began_with(parse: Parse, heads: _Heads, at: int, openers: Words) -> bool:
    """Whether the twitch began with the medicine: "it twitches since I started Prozac ten days ago"."""
    found = parse.matches
    twitch = next((found[n].end for n in range(at - 1, -1, -1) if heads.get(n) is _Head.TWITCH), None)
    medicine = next((found[n].start for n in range(at - 1, -1, -1) if heads.get(n) is _Head.MEDICINE), None)
    if twitch is None or medicine is None or twitch > medicine:
        return False
    return not openers.isdisjoint(parse.words[twitch:medicine])


def _whose(found: Sequence[Match], heads: _Heads, at: int) -> _Head | None:
    """Whose a time or a change is: of what comes before it in its clause, else of what comes next."""
    for before in range(at - 1, -1, -1):
        if before in heads:
            return _Head.TWITCH if heads[before] is _Head.PLACE else heads[before]
        if found[before].meanings[0].kind in _TURNS | _BEGINS:
            break
    for after in range(at + 1, len(found)):
        if after in heads and heads[after] is not _Head.PLACE:
            return heads[after]
        if found[after].meanings[0].kind in _TURNS:
            break
    return None


def _change(parse: Parse, heads: _Heads, grammar: Grammar) -> Mention | None:
    """That a medicine is new or more, where a verb says so in its clause."""
    for at in range(len(parse.words)):
        row = next((row for row in grammar.medicine_changes if _says_change(parse.words, at, row)), None)
        medicine = _medicine_beside(parse, heads, at, grammar.cues.medicines.clause_openers) if row else None
        if row and medicine is not None:
            return Mention(grammar.about.role.medicine_change, row.to, medicine)
    return None


def _says_change(words: Sequence[str], at: int, row: MedicineChange) -> bool:
    """Whether a verb of the row stands here, with its particle behind it where it needs one."""
    if words[at] not in row.verbs:
        return False
    return not row.particle or not row.particle.isdisjoint(words[at + 1 : at + 1 + row.within])


def _medicine_beside(parse: Parse, heads: _Heads, at: int, openers: Words) -> int | None:
    """The medicine that a verb speaks of: named right behind it, or before it in the same clause."""
    found = parse.matches
    before = _told_of_before(found, heads, at)
    if before is not None and heads[before] is not _Head.MEDICINE:
        return None
    behind = min((n for n in heads if found[n].start > at), default=None)
    if behind is not None and heads[behind] is _Head.MEDICINE and found[behind].start - at <= _NEAR:
        return behind if openers.isdisjoint(parse.words[at : found[behind].start]) else None
    return before


def _told_of_before(found: Sequence[Match], heads: _Heads, at: int) -> int | None:
    """The match of which the clause of a word speaks when the word is said, if there is one."""
    before = max((n for n in heads if found[n].start <= at), default=None)
    return None if before is None or _parted(found, before, at) else before


_NEAR = 5
"""Words between a verb and the medicine that it speaks of: "started on a new statin"."""


def _parted(found: Sequence[Match], before: int, at: int) -> bool:
    """Whether another clause begins between a match and a word."""
    return any(i.meanings[0].kind in _TURNS | _BEGINS for i in found[before + 1 :] if i.start <= at)
