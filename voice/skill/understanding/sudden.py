"""Strength or feeling that is lost at once in an arm, a leg or one side is a stroke's sign, whatever was asked.

The words for a limb, for a change and for its suddenness stand anywhere in what is said (`grammars/sudden.yaml`). It is doubtful
where only feeling is lost in one limb, or where something else would explain it: effort, or a limb that was lain on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.skill.language.tokens import stands
from voice.skill.understanding.parse import Mention, Parse, Question

SIGN = "sudden_face_arm_speech"
_GONE = "cannot_stand_or_use_limb"
"""Says no more than the sudden loss does."""
_STRENGTH = frozenset({"muscle_weakness", _GONE})
_BRIEF, _LATELY = 0.05, 3
"""Days: an hour or so that it lasted, and within which it happened."""
_FEELING = "local_numbness_tingling"


def with_sudden_loss(parse: Parse, question: Question) -> Parse:
    """With a sudden loss, where one is told; the time of it may be any that was said."""
    lost = _lost(parse)
    if not lost or parse.said_of(SIGN):
        return parse
    told = _told(parse, question)
    if not _is_sudden(told, parse):
        return parse
    plain = _is_plain(told, lost)
    kept = tuple(c for c in parse.mentions if c.slot != _GONE) if plain else parse.mentions
    doubtful = not plain or all(c.doubtful for c in lost)
    return parse.but(mentions=(*kept, Mention(SIGN, True, lost[-1].at, doubtful)))


def _lost(parse: Parse) -> list[Mention]:
    """The strength and the feeling that are said to be lost."""
    return [c for c in parse.mentions if c.value is True and c.slot in _STRENGTH | {_FEELING}]


@dataclass(frozen=True, slots=True)
class _Told:
    """What an utterance says of a loss: the `kinds` of its words, and whether it came `at_once`."""

    kinds: frozenset[str]
    at_once: bool

    @property
    def sided(self) -> bool:
        """Whether it is on one side."""
        return not _SIDED.isdisjoint(self.kinds)

    @property
    def explained(self) -> bool:
        """Whether something else would explain it."""
        return not _EXPLAINED.isdisjoint(self.kinds)


def _told(parse: Parse, question: Question) -> _Told:
    """What the words of a loss say, wherever they stand."""
    sudden = question.grammar.sudden
    kinds = frozenset(kind for kind, phrases in sudden.items() if any(stands(phrase, parse.words) for phrase in phrases))
    return _Told(kinds, "at_once" in kinds or (parse.has("for") and _within(parse.times, _BRIEF)))


def _is_plain(told: _Told, lost: Sequence[Mention]) -> bool:
    """Whether it can be nothing else: strength that is lost on one side or at once, or a whole side, without another cause."""
    weak = any(c.slot in _STRENGTH for c in lost)
    return not told.explained and ((weak and (told.sided or told.at_once)) or "whole_side" in told.kinds)


def _is_sudden(told: _Told, parse: Parse) -> bool:
    """Whether it is a limb's and came at once, or lately as a change; effort or pressure explain it but on one side at once."""
    if "limbs" not in told.kinds or (told.explained and not (told.at_once and told.sided)):
        return False
    lately = "lately" in told.kinds or _within(parse.times, _LATELY)
    return told.at_once or (lately and "changed" in told.kinds)


_SIDED = frozenset({"one_sided", "whole_side"})
_EXPLAINED = frozenset({"effort", "pressed"})


def _within(mentions: Sequence[Mention], days: float) -> bool:
    return any(c.slot == "duration_days" and isinstance(c.value, float | int) and c.value <= days for c in mentions)
