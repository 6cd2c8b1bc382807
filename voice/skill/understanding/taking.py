"""Since when a medicine is taken, and that it is new or more: a time in the clause of a medicine is not the twitch's.

A time belongs to what it follows ("on statins since March", "it has twitched for two days"), and at the head of a clause to what
comes next. Where nothing is said but the time of a medicine, a question for how long it twitches keeps it.
"""

from collections.abc import Sequence

from voice.skill.understanding.claims import Mention
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.matching import Match

_TIME = "duration_days"
_TWO = 2
_MEDICINE = frozenset(
    "medications medication_change stopped_medicines pregnant kidney_disease diabetes heart_disease sickle_cell age".split()
)
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


def of_medicines(
    grammar: Grammar, words: Sequence[str], found: Sequence[Match], mentions: Sequence[Mention], asked: Sequence[str]
) -> list[Mention]:
    """The mentions without the times of medicines, and with the change that was told of one."""
    heads = {at: head for at in range(len(found)) if (head := _head(grammar, words, found, at, mentions))}
    times = [c for c in mentions if c.slot == _TIME]
    if "medicine" not in heads.values() and len(times) < _TWO:
        return list(mentions)
    owners = {c.at: _whose(found, heads, c.at) for c in times}
    theirs = [c for c in times if owners[c.at] == "medicine" and not _began_with(words, found, heads, c.at)]
    of_twitch = [c for c in times if owners[c.at] == "twitch"]
    if len(times) >= _TWO and len({c.value for c in of_twitch}) == 1:
        theirs = [c for c in times if c not in of_twitch]
    if _TIME in asked and len(times) == 1:
        theirs = []
    kept = [c for c in mentions if c not in theirs]
    changed = _change(words, found, heads)
    longest = _LONG_STOPPED if changed and changed.value == "stopped" else _LONG_TAKEN
    old = any(isinstance(c.value, float | int) and c.value > longest for c in theirs)
    if changed and not old and not any(c.slot == "medication_change" for c in mentions):
        kept.append(changed)
    return kept


def _head(grammar: Grammar, words: Sequence[str], found: Sequence[Match], at: int, mentions: Sequence[Mention]) -> str:
    """What a match makes a clause speak of: a medicine, the twitch or a sign, or nothing."""
    slots = {c.slot for c in mentions if c.at == at and c.value not in ((), False)}
    if slots & _MEDICINE or _DOSE & set(words[found[at].start : found[at].end]):
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
    behind = next((n for n, i in enumerate(found) if i.start > at and n in heads), None)
    before = next((n for n in range(len(found) - 1, -1, -1) if found[n].start <= at and n in heads), None)
    if before is not None and heads[before] != "medicine" and not _parted(found, before, at):
        return None
    if behind is not None and heads[behind] == "medicine" and found[behind].start - at <= _NEAR:
        return behind if not _LATER & set(words[at : found[behind].start]) else None
    return before if before is not None and heads[before] == "medicine" and not _parted(found, before, at) else None


_NEAR = 5
"""Words between a verb and the medicine that it speaks of: "started on a new statin"."""


def _parted(found: Sequence[Match], before: int, at: int) -> bool:
    """Whether another clause begins between a match and a word."""
    return any(i.meanings[0].kind in _TURNS | _BEGINS for i in found[before + 1 :] if i.start <= at)
