"""Since when a medicine is taken, and that it is new or more: a time in the clause of a medicine is not the twitch's.

A time belongs to what it follows ("on statins since March", "it has twitched for two days"), and at the head of a clause to what
comes next. Where nothing is said but the time of a medicine, a question for how long it twitches keeps it.
"""

from collections.abc import Sequence

from voice.skill.grammar.compiled import Grammar
from voice.skill.understanding.parse import Match, Mention, Parse, Question

_TIME, _AGE = "duration_days", "age"
_TWO = 2
_TURNS = frozenset({"contrast", "break", "repair", "and"})
_BEGINS = frozenset({"subject", "owner"})
_DOSE = frozenset({"dose", "dosage", "prescription", "tablets", "meds", "medication"})
_CHANGES = {
    "new": frozenset("started start began begun starting prescribed switched swapped new restarted".split()),
    "increased": frozenset("doubled upped increased raised tripled bumped higher stronger".split()),
    "stopped": frozenset("stopped quit weaned halved lowered reduced".split()),
}
_PUT = "put"
_CAME = frozenset({"came", "come", "coming"})
_LATER = frozenset({"when", "after", "once", "because", "if", "since", "whenever"})
"""Between a verb and a medicine they begin another clause: "it stopped when I took ibuprofen"."""
_LONG_TAKEN, _LONG_STOPPED = 90, 14
"""Days after which a medicine that was started is no new one, and one that was stopped is no matter any more."""


def of_medicines(parse: Parse, question: Question) -> Parse:
    """Without the times of medicines, and with the change that was told of one."""
    heads = _heads(parse, question)
    times = parse.said_of(_TIME)
    if "medicine" not in heads.values() and len(times) < _TWO:
        return parse
    asked = _TIME in question.asked and len(times) == 1
    theirs = [] if asked else _of_their_own(parse, heads, times)
    changed = None if parse.said_of("medication_change") else _change(parse.words, parse.matches, heads)
    added = (changed,) if changed and not _is_old(changed, theirs) else ()
    return parse.but(mentions=(*(c for c in parse.mentions if c not in theirs), *added))


def _heads(parse: Parse, question: Question) -> dict[int, str]:
    """What each match makes its clause speak of, where it does."""
    heads = {at: _head(question.grammar, parse.words, parse.matches, at, parse.mentions) for at in range(len(parse.matches))}
    return {at: head for at, head in heads.items() if head}


def _of_their_own(parse: Parse, heads: dict[int, str], times: Sequence[Mention]) -> list[Mention]:
    """The times that are a medicine's; of several, where one alone is the twitch's, all others."""
    owners = {c.at: _whose(parse.matches, heads, c.at) for c in times}
    of_twitch = _owned(times, owners, "twitch")
    if len(times) >= _TWO and len({c.value for c in of_twitch}) == 1:
        return [c for c in times if c not in of_twitch]
    of_medicine = _owned(times, owners, "medicine")
    return [c for c in of_medicine if not _began_with(parse.words, parse.matches, heads, c.at)]


def _owned(times: Sequence[Mention], owners: dict[int, str], owner: str) -> list[Mention]:
    return [c for c in times if owners[c.at] == owner]


def _is_old(changed: Mention, times: Sequence[Mention]) -> bool:
    """Whether a change is so long ago that it is none any more."""
    longest = _LONG_STOPPED if changed.value == "stopped" else _LONG_TAKEN
    return any(isinstance(c.value, float | int) and c.value > longest for c in times)


def _head(grammar: Grammar, words: Sequence[str], found: Sequence[Match], at: int, mentions: Sequence[Mention]) -> str:
    """What a match makes a clause speak of: a medicine, the twitch or a sign, or nothing."""
    slots = {c.slot for c in mentions if c.at == at and c.value not in ((), False)}
    if slots & (grammar.about.person | {_AGE}) or _DOSE & set(words[found[at].start : found[at].end]):
        return "medicine"
    if found[at].meanings[0].kind == "complaint":
        return "twitch"
    return "sign" if slots & grammar.symptoms else "place" if "location" in slots else ""


def _began_with(words: Sequence[str], found: Sequence[Match], heads: dict[int, str], at: int) -> bool:
    """Whether the twitch began with the medicine: "it twitches since I started Prozac ten days ago"."""
    twitch = next((found[n].end for n in range(at - 1, -1, -1) if heads.get(n) == "twitch"), None)
    medicine = next((found[n].start for n in range(at - 1, -1, -1) if heads.get(n) == "medicine"), None)
    return twitch is not None and medicine is not None and twitch <= medicine and bool(_LATER & set(words[twitch:medicine]))


def _whose(found: Sequence[Match], heads: dict[int, str], at: int) -> str:
    """Whose a time or a change is: of what comes before it in its clause, else of what comes next."""
    for before in range(at - 1, -1, -1):
        if before in heads:
            return "twitch" if heads[before] == "place" else heads[before]
        if found[before].meanings[0].kind in _TURNS | _BEGINS:
            break
    for after in range(at + 1, len(found)):
        if after in heads and heads[after] != "place":
            return heads[after]
        if found[after].meanings[0].kind in _TURNS:
            break
    return ""


def _change(words: Sequence[str], found: Sequence[Match], heads: dict[int, str]) -> Mention | None:
    """That a medicine is new or more, where a verb says so in its clause."""
    for at, word in enumerate(words):
        value = next((value for value, verbs in _CHANGES.items() if word in verbs), None)
        if word in _CAME and words[at + 1 : at + 2] == ("off",):
            value = "stopped"
        if word == _PUT:
            value = "increased" if "up" in words[at : at + 6] else "new" if "on" in words[at : at + 4] else None
        medicine = _medicine_beside(words, found, heads, at) if value else None
        if medicine is not None:
            return Mention("medication_change", value, medicine)
    return None


def _medicine_beside(words: Sequence[str], found: Sequence[Match], heads: dict[int, str], at: int) -> int | None:
    """The medicine that a verb speaks of: named right behind it, or before it in the same clause."""
    before = _told_of_before(found, heads, at)
    if before is not None and heads[before] != "medicine":
        return None
    behind = min((n for n in heads if found[n].start > at), default=None)
    if behind is not None and heads[behind] == "medicine" and found[behind].start - at <= _NEAR:
        return behind if _LATER.isdisjoint(words[at : found[behind].start]) else None
    return before


def _told_of_before(found: Sequence[Match], heads: dict[int, str], at: int) -> int | None:
    """The match of which the clause of a word speaks when the word is said, if there is one."""
    before = max((n for n in heads if found[n].start <= at), default=None)
    return None if before is None or _parted(found, before, at) else before


_NEAR = 5
"""Words between a verb and the medicine that it speaks of: "started on a new statin"."""


def _parted(found: Sequence[Match], before: int, at: int) -> bool:
    """Whether another clause begins between a match and a word."""
    return any(i.meanings[0].kind in _TURNS | _BEGINS for i in found[before + 1 :] if i.start <= at)
