"""What pieces mean together: the meanings of one that go together, and lists: "sore yes, weak and numb no"."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from voice.skill.grammar.modifiers import Category, Modifier
from voice.skill.grammar.phrases import Meaning
from voice.skill.reading import Value
from voice.skill.understanding.parse import Match, Polarity

_POLARITY: Mapping[Category, Polarity] = {"yes": "yes", "short_yes": "yes", "no": "no", "denial": "no", "negated": "no"}
"""What words say of a sign beside them, where they may stand behind it."""
_YES = "yes"
"""The kind of words over whose `over` every yes and no reaches back to a sign."""
_LIST = 2
"""So many signs with a yes or no of their own make a list."""


class Paired(NamedTuple):
    """The yes or no of a sign, and the match that says it."""

    by: int
    said: Polarity


class _Piece(NamedTuple):
    """A sign, or a yes or no, in the row of them."""

    at: int
    match: Match
    said: Polarity | None

    @property
    def letter(self) -> str:
        """S for a sign, P for a polarity."""
        return "P" if self.said else "S"


def states(match: Match) -> bool:
    """Whether it names a symptom."""
    return any(m.kind == "symptom" for m in match.meanings)


def pairs(found: Sequence[Match], modifiers: Mapping[str, Modifier]) -> dict[int, Paired]:
    """For each sign the match that says yes or no to it, where all that is said is such a list."""
    row = _row(found, modifiers)
    if len(row) <= _LIST:
        return {}
    letters = "".join(piece.letter for piece in row)
    if _is_turned(row, letters):
        return {row[n].at: _paired(row[n - 1]) for n in range(1, len(row), 2)}
    if letters.count("SP") >= _LIST and re.fullmatch("(?:S+P)+", letters):
        return _of_list(found, modifiers, row)
    if letters.endswith("SSP") and _is_beside(found, modifiers, *row[-2:]):
        return _of_list(found, modifiers, row[-2:])
    return {}


def _row(found: Sequence[Match], modifiers: Mapping[str, Modifier]) -> list[_Piece]:
    """The signs, and the words that can say yes or no to one that stands before them."""
    row: list[_Piece] = []
    for at, match in enumerate(found):
        modifier = modifiers[match.kind]
        said = _POLARITY.get(modifier.category)
        if states(match):
            row.append(_Piece(at, match, None))
        elif said and modifier.direction == "both":
            row.append(_Piece(at, match, said))
    return row


def _paired(piece: _Piece) -> Paired:
    return Paired(piece.at, piece.said or "no")


def _is_turned(row: Sequence[_Piece], letters: str) -> bool:
    """ "No sore, yes weak": each yes and no right before what it belongs to."""
    if len(row) < 2 * _LIST or letters != "PS" * (len(row) // 2):
        return False
    beside = all(row[n].match.end == row[n + 1].match.start for n in range(0, len(row) - 1, 2))
    return beside and {piece.match.kind for piece in row[::2]} == {"yes", "no"}


def _of_list(found: Sequence[Match], modifiers: Mapping[str, Modifier], row: Sequence[_Piece]) -> dict[int, Paired]:
    """ "Sore yes, weak and numb no": each sign with the next yes or no; nothing where one of them may belong elsewhere."""
    paired: dict[int, Paired] = {}
    for (sign, following), said in zip(pairwise(row), _next_said(row), strict=False):
        if sign.said:
            continue
        if following.said and not _is_beside(found, modifiers, sign, following):
            return {}
        if not following.said and _may_belong_to_what_follows(found, said):
            return {}
        if following.said or _is_joined(found, sign, following):
            paired[sign.at] = said
    return paired


def _next_said(row: Sequence[_Piece]) -> list[Paired]:
    """For each piece the yes or no at it or next behind it."""
    said = _paired(row[-1])
    found: list[Paired] = []
    for piece in reversed(row):
        said = _paired(piece) if piece.said else said
        found.append(said)
    return found[::-1]


def _may_belong_to_what_follows(found: Sequence[Match], said: Paired) -> bool:
    """ "Numb and weak, no pain"."""
    return said.said == "no" and any(states(match) for match in found[said.by + 1 : said.by + 2])


def _is_joined(found: Sequence[Match], first: _Piece, second: _Piece) -> bool:
    return any(match.kind in ("and", "join") for match in found[first.at + 1 : second.at])


def _is_beside(found: Sequence[Match], modifiers: Mapping[str, Modifier], sign: _Piece, said: _Piece) -> bool:
    """Whether nothing that turns or joins stands between a sign and its yes or no, and a "not" ends what is said."""
    reply = modifiers[said.match.kind]
    between = {match.kind for match in found[sign.at + 1 : said.at]}
    after = found[said.at + 1 : said.at + 2]
    goes_on = reply.category == "negated" and any(match.kind != "filler" and not states(match) for match in after)
    over = modifiers[_YES].over if _YES in modifiers else frozenset()
    return between <= over and not goes_on


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
