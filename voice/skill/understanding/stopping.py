"""A medicine that was stopped or lowered: which one, and not what is taken, nor how long it twitches.

Words marked `stopping` ("came off", "ran out of") and of the kind `former` ("used to take") belong to the medicines behind
them, else to those before them, up to the next word that turns ("but") or speaks of another change; "stopped them" reaches
back beyond that. What was stopped longer ago than two weeks is no matter any more; what is still being lowered is.
"""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from voice.skill.grammar.compiled import Grammar
from voice.skill.understanding.parse import Match, Mention, Parse, Question

_ENDS = frozenset({"contrast", "break", "repair"})
_LOWERED, _STOPPING, _FORMER = "lowered", "stopping", "former"
_OPENS = frozenset({"and", "contrast", "filler"})
_SMALL = frozenset({"filler", "owner", "determiner", "subject"})
_NEAR = 4
"""Pieces from a time to the twitch that it is of."""


def without_stopped(parse: Parse, question: Question) -> Parse:
    """With medicines that were stopped or lowered in their own slot, and without the times of that."""
    former = [Mention("stopping", _FORMER, at) for at, match in enumerate(parse.matches) if match.kind == _FORMER]
    stopping = [c for c in parse.mentions if c.slot == "stopping"]
    medicines = question.grammar.about.role.medicines
    marks = {"vague": 0, **parse.marks} if stopping and medicines in question.asked else parse.marks
    kept = list(parse.mentions)
    for mark in (*former, *stopping):
        kept = _stopped(parse, mark, kept, question)
    return parse.but(mentions=tuple(kept), marks=marks)


def _stopped(parse: Parse, mark: Mention, mentions: Sequence[Mention], question: Question) -> list[Mention]:
    """The mentions with the medicines that `mark` says are stopped."""
    found, role = parse.matches, question.grammar.about.role
    behind = [mark.at, *_reach(parse, range(mark.at + 1, len(found)), question)]
    before = list(_reach(parse, range(mark.at - 1, -1, -1), question))
    kept = [c for c in mentions if not (c.slot == role.medicine_change and c.at == mark.at)]
    near = {*before, *_before_a_twitch(found, behind)}
    times = _times_at(parse, near, [c for c in kept if c.slot == role.duration], question)
    medicines = _meant(parse, mark.at, (behind, before), kept, question.grammar)
    if not medicines and {role.medicines, role.medicine_change, role.stopped_medicines}.isdisjoint(question.asked):
        return kept
    gone = [*_ended(mark, medicines), *_not_the_twitchs(parse, mark, times, question)]
    return [*(c for c in kept if c not in gone), *_stopped_lately(parse, mark, times, medicines, question)]


def _ended(mark: Mention, medicines: Sequence[Mention]) -> Sequence[Mention]:
    """Those of the medicines that are not taken any more."""
    return medicines if mark.value not in (_LOWERED, _STOPPING) else ()


def _not_the_twitchs(parse: Parse, mark: Mention, times: Sequence[Mention], question: Question) -> Sequence[Mention]:
    """The times, unless it has twitched since then: "since I stopped the statin two years ago"."""
    return times if question.grammar.cues.times.since.isdisjoint(parse.of(mark.at)) else ()


def _before_a_twitch(found: Sequence[Match], reached: Sequence[int]) -> Iterable[int]:
    """The matches up to the first that names the twitch: behind it a time is the twitch's."""
    return takewhile(lambda at: found[at].meanings[0].kind != "complaint", reached)


def _times_at(parse: Parse, near: set[int], times: Sequence[Mention], question: Question) -> list[Mention]:
    """The times at these matches that are not the twitch's."""
    begun = question.grammar.cues.times.begun
    return [c for c in times if c.at in near and not _begins_twitch(parse.matches, c.at) and begun.isdisjoint(parse.of(c.at))]


def _stopped_lately(
    parse: Parse, mark: Mention, times: Sequence[Mention], medicines: Sequence[Mention], question: Question
) -> list[Mention]:
    """That these medicines were stopped, where it can still be felt."""
    lately = any(_is_felt(parse, mark, time, question) for time in times) if times else mark.value != _FORMER
    if not lately:
        return []
    about = question.grammar.about
    role = about.role
    stopped = [Mention(role.stopped_medicines, c.value, c.at, c.doubtful) for c in medicines]
    return [*stopped, Mention(role.medicine_change, about.tells.ended.get(role.medicine_change), mark.at)]


def _begins_twitch(found: Sequence[Match], at: int) -> bool:
    """Whether a time opens the clause of a twitch: "and two weeks ago the jerking started"."""
    opens = at > 0 and found[at - 1].meanings[0].kind in _OPENS
    behind = next((i for i in found[at + 1 : at + 1 + _NEAR] if i.meanings[0].kind not in _SMALL), None)
    return opens and behind is not None and any(m.kind == "complaint" for m in behind.meanings)


def _is_felt(parse: Parse, mark: Mention, time: Mention, question: Question) -> bool:
    """Whether it was lately, or has been going on since ("weaning off it since June")."""
    lasting = parse.of(time.at)[0] in question.grammar.cues.times.since
    if mark.value == _STOPPING or (mark.value == _LOWERED and lasting):
        return True
    change, felt_for = question.grammar.about.role.medicine_change, question.grammar.felt_for
    days = felt_for.get(question.grammar.about.tells.ended.get(change, ""), 0)
    return isinstance(time.value, float | int) and time.value <= days


def _meant(
    parse: Parse, at: int, reaches: Sequence[Sequence[int]], mentions: Sequence[Mention], grammar: Grammar
) -> list[Mention]:
    """The medicines that were stopped: those in or behind the words that say so, else before, else what they refer to."""
    named = [c for c in mentions if c.slot == grammar.about.role.medicines and c.value]
    for reach in reaches:
        if said := [c for c in named if c.at in reach]:
            return said
    refers = parse.of(at)[-1] in grammar.cues.medicines.named_before
    return [c for c in named if refers and c.at < at]


def _reach(parse: Parse, positions: Iterable[int], question: Question) -> Iterable[int]:
    """The matches from here to where the clause turns, the caller says something else, or another change is spoken of."""
    changes = {"stopping", question.grammar.about.role.medicine_change}
    for at in positions:
        match = parse.matches[at]
        facts = {slot for m in match.meanings for slot, _ in m.facts}
        if match.meanings[0].kind in _ENDS or facts & changes or _begins_anew(parse, match, question):
            return
        yield at


def _begins_anew(parse: Parse, match: Match, question: Question) -> bool:
    """ "I came off one, and I take another": whether the caller is the subject of what follows an "and"."""
    following = parse.words[match.end : match.end + 1]
    return match.kind == "and" and not question.grammar.cues.persons.speaking.isdisjoint(following)
