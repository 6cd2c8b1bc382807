"""A medicine that was stopped or lowered: which one, and not what is taken, nor how long it twitches.

Words marked `stopping` ("came off", "ran out of") and of the kind `former` ("used to take") belong to the medicines behind
them, else to those before them, up to the next word that turns ("but") or speaks of another change; "stopped them" reaches
back beyond that. What was stopped longer ago than two weeks is no matter any more; what is still being lowered is.
"""

from collections.abc import Iterable, Sequence

from voice.skill.understanding.parse import Match, Mention, Parse, Question

_ENDS = frozenset({"contrast", "break", "repair"})
_CHANGES = frozenset({"stopping", "medication_change"})
_NAMED_BEFORE = frozenset({"it", "them", "that", "those"})
_LOWERED, _STOPPING, _FORMER = "lowered", "stopping", "former"
_ASKS = frozenset({"medications", "medication_change", "stopped_medicines"})
_LASTING = frozenset({"since", "for"})
_OPENS = frozenset({"and", "contrast", "filler"})
_SMALL = frozenset({"filler", "owner", "determiner", "subject"})
_NEAR = 4
"""Pieces from a time to the twitch that it is of."""
_FELT = 14
"""Days in which leaving off a medicine can still be felt."""


def without_stopped(parse: Parse, question: Question) -> Parse:
    """With medicines that were stopped or lowered in their own slot, and without the times of that."""
    former = [Mention("stopping", _FORMER, at) for at, match in enumerate(parse.matches) if match.kind == _FORMER]
    stopping = [c for c in parse.mentions if c.slot == "stopping"]
    marks = {"vague": 0, **parse.marks} if stopping and "medications" in question.asked else parse.marks
    kept = list(parse.mentions)
    for mark in (*former, *stopping):
        kept = _stopped(parse, mark, kept, question.asked)
    return parse.but(mentions=tuple(kept), marks=marks)


def _stopped(parse: Parse, mark: Mention, mentions: Sequence[Mention], asked: Sequence[str]) -> list[Mention]:
    """The mentions with the medicines that `mark` says are stopped."""
    found = parse.matches
    behind = [mark.at, *_reach(found, range(mark.at + 1, len(found)))]
    before = list(_reach(found, range(mark.at - 1, -1, -1)))
    kept = [c for c in mentions if not (c.slot == "medication_change" and c.at == mark.at)]
    times = _times_at(found, {*behind, *before}, kept)
    medicines = _meant(parse.of(mark.at)[-1], mark.at, (behind, before), kept)
    if not medicines and not _ASKS & set(asked):
        return kept
    ended = medicines if mark.value not in (_LOWERED, _STOPPING) else []
    return [*(c for c in kept if c not in (*times, *ended)), *_stopped_lately(parse, mark, times, medicines)]


def _times_at(found: Sequence[Match], near: set[int], mentions: Sequence[Mention]) -> list[Mention]:
    """The times at these matches that are not the twitch's."""
    return [c for c in mentions if c.slot == "duration_days" and c.at in near and not _begins_twitch(found, c.at)]


def _stopped_lately(parse: Parse, mark: Mention, times: Sequence[Mention], medicines: Sequence[Mention]) -> list[Mention]:
    """That these medicines were stopped, where it can still be felt."""
    lately = any(_is_felt(parse.words, parse.matches, mark, c) for c in times) if times else mark.value != _FORMER
    if not lately:
        return []
    stopped = [Mention("stopped_medicines", c.value, c.at, c.doubtful) for c in medicines]
    return [*stopped, Mention("medication_change", "stopped", mark.at)]


def _begins_twitch(found: Sequence[Match], at: int) -> bool:
    """Whether a time opens the clause of a twitch: "and two weeks ago the jerking started"."""
    opens = at > 0 and found[at - 1].meanings[0].kind in _OPENS
    behind = next((i for i in found[at + 1 : at + 1 + _NEAR] if i.meanings[0].kind not in _SMALL), None)
    return opens and behind is not None and any(m.kind == "complaint" for m in behind.meanings)


def _is_felt(words: Sequence[str], found: Sequence[Match], mark: Mention, time: Mention) -> bool:
    """Whether it was lately, or has been going on since ("weaning off it since June")."""
    if mark.value == _STOPPING or (mark.value == _LOWERED and words[found[time.at].start] in _LASTING):
        return True
    return isinstance(time.value, float | int) and time.value <= _FELT


def _meant(last_word: str, at: int, reaches: Sequence[Sequence[int]], mentions: Sequence[Mention]) -> list[Mention]:
    """The medicines that were stopped: those in or behind the words that say so, else before, else named before."""
    named = [c for c in mentions if c.slot == "medications" and c.value]
    for reach in reaches:
        if said := [c for c in named if c.at in reach]:
            return said
    return [c for c in named if c.at < at] if last_word in _NAMED_BEFORE else []


def _reach(found: Sequence[Match], positions: Iterable[int]) -> Iterable[int]:
    """The matches from here to where the clause turns or another change is spoken of."""
    for at in positions:
        facts = {slot for m in found[at].meanings for slot, _ in m.facts}
        if found[at].meanings[0].kind in _ENDS or facts & _CHANGES:
            return
        yield at
