"""Which words gave what, for those who want to see how a reading came about."""

from collections.abc import Sequence

from voice.skill.grammar.formulas import formula
from voice.skill.grammar.kinds import MARKERS
from voice.skill.language.interface import Utterance
from voice.skill.reading import Span, Value
from voice.skill.understanding.parse import Match


def spans_of(found: Sequence[Match], said: Utterance) -> tuple[Span, ...]:
    """The pieces that mean something, in the order of the words."""
    return tuple(
        Span(said.origin[i.start], said.origin[i.end - 1] + 1, " + ".join(_meant(i)))
        for i in found
        if i.meanings[0].kind != "filler"
    )


def _meant(match: Match) -> list[str]:
    names = []
    for m in match.meanings:
        said = ((slot, formula(value, match.captures)) for slot, value in m.facts if slot not in MARKERS)
        facts = ", ".join(f"{slot}={shown(value)}" for slot, value in said)
        form = " (lacks)" if m.kind == "symptom" and m.form == "lacks" else ""
        names.append(f"{m.kind} {facts or m.name}{form}".strip())
    return [name for name in dict.fromkeys(names) if name != "topic"] or ["topic"]


def shown(value: Value) -> str:
    """A value as one would write it."""
    if isinstance(value, tuple):
        return " and ".join(value) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value)
