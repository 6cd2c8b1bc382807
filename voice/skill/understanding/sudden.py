"""Strength or feeling that is lost at once in an arm, a leg or one side is a stroke's sign, whatever was asked.

The words for a limb, for a change and for its suddenness stand anywhere in what is said (`grammars/sudden.yaml`). It is doubtful
where only feeling is lost in one limb, or where something else would explain it: effort, or a limb that was lain on.
"""

from collections.abc import Sequence

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
    lost = [c for c in parse.mentions if c.value is True and c.slot in _STRENGTH | {_FEELING}]
    if not lost or any(c.slot == SIGN for c in parse.mentions):
        return parse
    sudden = question.grammar.sudden
    said = frozenset(kind for kind, phrases in sudden.items() if any(_stands(phrase, parse.words) for phrase in phrases))
    at_once = "at_once" in said or (parse.has("for") and _within(parse.times, _BRIEF))
    if not _is_sudden(said, parse, at_once=at_once):
        return parse
    sided, explained = bool(_SIDED & said), bool(_EXPLAINED & said)
    weak = any(c.slot in _STRENGTH for c in lost)
    plain = (weak and (sided or at_once)) or "whole_side" in said
    kept = tuple(c for c in parse.mentions if c.slot != _GONE) if plain and not explained else parse.mentions
    doubtful = explained or not plain or all(c.doubtful for c in lost)
    return parse.but(mentions=(*kept, Mention(SIGN, True, lost[-1].at, doubtful)))


def _is_sudden(said: frozenset[str], parse: Parse, *, at_once: bool) -> bool:
    """Whether it is a limb's and came at once, or lately as a change; effort or pressure explain it but on one side at once."""
    lately = "lately" in said or _within(parse.times, _LATELY)
    came = "limbs" in said and (at_once or (lately and "changed" in said))
    return came and (not _EXPLAINED & said or (at_once and bool(_SIDED & said)))


_SIDED = frozenset({"one_sided", "whole_side"})
_EXPLAINED = frozenset({"effort", "pressed"})


def _within(mentions: Sequence[Mention], days: float) -> bool:
    return any(c.slot == "duration_days" and isinstance(c.value, float | int) and c.value <= days for c in mentions)


def _stands(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    return any(word == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase for at, word in enumerate(words))
