"""What pieces mean together: the meanings of one that go together, and lists: "sore yes, weak and numb no"."""

import re
from collections.abc import Sequence

from voice.skill.grammar.compiled import Meaning
from voice.skill.reading import Value
from voice.skill.understanding.parse import Match

_POLARITY = {"yes": True, "short_yes": True, "no": False, "deny": False, "neg": False}

SKIPPED = frozenset("filler any subject owner some maybe past join and complaint short_yes determiner".split())
"""Pieces after which an \"only\" or a \"not sure if\" still reaches on."""


def states(match: Match) -> bool:
    """Whether it names a symptom."""
    return any(m.kind == "symptom" for m in match.meanings)


def pairs(found: Sequence[Match]) -> dict[int, tuple[int, bool]]:
    """ "Sore yes, weak and numb no": for each symptom the match that says yes or no to it, where all of it is such a list."""
    row = [(at, i) for at, i in enumerate(found) if states(i) or i.meanings[0].kind in _POLARITY]
    kinds = "".join("S" if states(i) else "P" for _, i in row)
    if _turned(found, row, kinds):
        return {row[n][0]: (row[n - 1][0], _POLARITY[row[n - 1][1].meanings[0].kind]) for n in range(1, len(row), 2)}
    if kinds.count("SP") < _LIST or not re.fullmatch("(?:S+P)+", kinds):
        if not (kinds.endswith("SSP") and _beside(found, row[-2][0], row[-1][0])):
            return {}
        kinds, row = "SP", row[-2:]
    paired: dict[int, tuple[int, bool]] = {}
    for n in range(len(row) - 1, -1, -1):
        if kinds[n] == "P":
            said = (row[n][0], _POLARITY[row[n][1].meanings[0].kind])
        elif kinds[n + 1] == "P" and not _beside(found, row[n][0], row[n + 1][0]):
            return {}
        elif kinds[n + 1] == "S" and said[1] is False and said[0] + 1 < len(found) and states(found[said[0] + 1]):
            return {}  # "numb and weak, no pain": that "no" may belong to what follows
        elif kinds[n + 1] == "P" or _joined(found, row[n][0], row[n + 1][0]):
            paired[row[n][0]] = said
    return paired


_LIST = 2
"""So many symptoms with a yes or no behind each make a list."""


def _turned(found: Sequence[Match], row: Sequence[tuple[int, Match]], kinds: str) -> bool:
    """ "No sore, yes weak": each yes and no right before what it belongs to."""
    said = [i.meanings[0].kind for _, i in row[::2]]
    beside = all(row[n][1].end == row[n + 1][1].start for n in range(0, len(row) - 1, 2))
    return len(row) >= 2 * _LIST and kinds == "PS" * (len(row) // 2) and beside and set(said) == {"yes", "no"}


def _joined(found: Sequence[Match], first: int, second: int) -> bool:
    return any(i.meanings[0].kind in ("and", "join") for i in found[first + 1 : second])


def _beside(found: Sequence[Match], first: int, second: int) -> bool:
    """Whether nothing that turns or joins stands between two matches, and a "not" at the second ends what is said."""
    between = {i.meanings[0].kind for i in found[first + 1 : second]}
    after = found[second + 1 : second + 2]
    goes_on = found[second].meanings[0].kind == "neg" and any(i.meanings[0].kind != "filler" and not states(i) for i in after)
    return between <= SKIPPED - {"and", "join"} and not goes_on


def compatible(meanings: tuple[Meaning, ...]) -> tuple[Meaning, ...]:
    """The first meaning, and with a first that states something all others that do, of other slots."""
    first = meanings[0]
    if first.kind not in ("symptom", "fact") or len(meanings) == 1:
        return (first,)
    taken = _stated(first)
    kept = [first]
    for other in meanings[1:]:
        more = _stated(other)
        alike = first.kind == "symptom" == other.kind and (
            bool(first.asked) != bool(other.asked) or first.form == other.form == "lacks"
        )
        if other.kind in ("symptom", "fact") and not alike and more.keys() - taken and _agree(taken, more):
            kept.append(other)
            taken |= more
    return tuple(kept)


def _agree(one: dict[str, Value], other: dict[str, Value]) -> bool:
    return all(one.get(k, v) == v for k, v in other.items())


def _stated(meaning: Meaning) -> dict[str, Value]:
    return {meaning.name: meaning.form} if meaning.kind == "symptom" else dict(meaning.facts)
