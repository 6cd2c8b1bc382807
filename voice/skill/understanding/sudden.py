"""Strength or feeling that is lost at once in an arm, a leg or one side is a stroke's sign, whatever was asked.

The words for a limb, for a change and for its suddenness stand anywhere in what is said (`grammars/sudden.yaml`). It is doubtful
where only feeling is lost in one limb, or where something else would explain it: effort, or a limb that was lain on.
"""

from collections.abc import Sequence

from voice.skill.understanding.claims import Mention
from voice.skill.understanding.grammar import Grammar

SIGN = "sudden_face_arm_speech"
_GONE = "cannot_stand_or_use_limb"
"""Says no more than the sudden loss does."""
_STRENGTH = frozenset({"muscle_weakness", _GONE})
_BRIEF, _LATELY = 0.05, 3
"""Days: an hour or so that it lasted, and within which it happened."""
_FEELING = "local_numbness_tingling"


def with_sudden_loss(
    grammar: Grammar, words: Sequence[str], mentions: Sequence[Mention], times: Sequence[Mention]
) -> list[Mention]:
    """The mentions, with that of a sudden loss where one is told; `times` are all that were said, of whatever."""
    lost = [c for c in mentions if c.value is True and c.slot in _STRENGTH | {_FEELING}]
    if not lost or any(c.slot == SIGN for c in mentions):
        return list(mentions)
    said = {kind for kind, phrases in grammar.sudden.items() if any(_stands(phrase, words) for phrase in phrases)}
    at_once = "at_once" in said or ("for" in words and _within(times, _BRIEF))
    lately = "lately" in said or _within(times, _LATELY)
    if "limbs" not in said or not (at_once or (lately and "changed" in said)):
        return list(mentions)
    explained, sided = bool({"effort", "pressed"} & said), bool({"one_sided", "whole_side"} & said)
    if explained and not (at_once and sided):
        return list(mentions)
    weak = any(c.slot in _STRENGTH for c in lost)
    plain = (weak and (sided or at_once)) or "whole_side" in said
    kept = [c for c in mentions if c.slot != _GONE] if plain and not explained else list(mentions)
    return [*kept, Mention(SIGN, True, lost[-1].at, explained or not plain or all(c.doubtful for c in lost))]


def _within(mentions: Sequence[Mention], days: float) -> bool:
    return any(c.slot == "duration_days" and isinstance(c.value, float | int) and c.value <= days for c in mentions)


def _stands(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    return any(word == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase for at, word in enumerate(words))
