"""Strength or feeling that is lost at once in an arm, a leg or one side is a stroke's sign, whatever was asked.

The words for a limb, for a change and for its suddenness stand anywhere in what is said (`grammars/sudden.yaml`). It is doubtful
where only feeling is lost in one limb, or where something else would explain it: effort, or a limb that was lain on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.skill.grammar.sections import Loss
from voice.skill.language.tokens import stands
from voice.skill.reading import Value
from voice.skill.understanding.parse import Mention, Parse, Question


def with_sudden_loss(parse: Parse, question: Question) -> Parse:
    """With a sudden loss, where one is told; the time of it may be any that was said."""
    loss = question.grammar.loss
    lost = _lost(parse, loss) if loss is not None else []
    if loss is None or not lost or parse.said_of(loss.means):
        return parse
    told = _told(parse, question, loss)
    if not _is_sudden(told):
        return parse
    plain = _is_plain(told, lost, loss)
    kept = tuple(c for c in parse.mentions if c.slot not in loss.implies) if plain else parse.mentions
    doubtful = not plain or all(c.doubtful for c in lost)
    return parse.but(mentions=(*kept, Mention(loss.means, True, lost[-1].at, doubtful)))


def _lost(parse: Parse, loss: Loss) -> list[Mention]:
    """The strength and the feeling that are said to be lost."""
    return [c for c in parse.mentions if c.value is True and c.slot in loss.strength | loss.feeling]


@dataclass(frozen=True, slots=True)
class _Told:
    """What an utterance says of a loss: the `kinds` of its words, and whether it came `at_once` or `lately`."""

    kinds: frozenset[str]
    at_once: bool
    lately: bool

    @property
    def sided(self) -> bool:
        """Whether it is on one side."""
        return not _SIDED.isdisjoint(self.kinds)

    @property
    def explained(self) -> bool:
        """Whether something else would explain it."""
        return not _EXPLAINED.isdisjoint(self.kinds)


def _told(parse: Parse, question: Question, loss: Loss) -> _Told:
    """What the words of a loss say, wherever they stand."""
    sudden = question.grammar.sudden
    kinds = frozenset(kind for kind, phrases in sudden.items() if any(stands(phrase, parse.words) for phrase in phrases))
    times = [c.value for c in parse.times if c.slot == question.grammar.about.role.duration]
    briefly = parse.says(question.grammar.cues.times.length) and _is_within(times, loss.brief)
    return _Told(kinds, "at_once" in kinds or briefly, "lately" in kinds or _is_within(times, loss.lately))


def _is_plain(told: _Told, lost: Sequence[Mention], loss: Loss) -> bool:
    """Whether it can be nothing else: strength that is lost on one side or at once, or a whole side, without another cause."""
    weak = any(c.slot in loss.strength for c in lost)
    return not told.explained and ((weak and (told.sided or told.at_once)) or "whole_side" in told.kinds)


def _is_sudden(told: _Told) -> bool:
    """Whether it is a limb's and came at once, or lately as a change; effort or pressure explain it but on one side at once."""
    if "limbs" not in told.kinds or (told.explained and not (told.at_once and told.sided)):
        return False
    return told.at_once or (told.lately and "changed" in told.kinds)


_SIDED = frozenset({"one_sided", "whole_side"})
_EXPLAINED = frozenset({"effort", "pressed"})


def _is_within(times: Sequence[Value], days: float) -> bool:
    return any(isinstance(time, float | int) and time <= days for time in times)
