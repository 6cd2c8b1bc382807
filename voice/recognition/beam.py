"""The likeliest word strings of a sound: a beam over different words.

Strings that differ in case or punctuation alone are one, their probabilities added. One that is no string of words yet and one
that is may end in the same letters ("can", "can "): they are kept apart.
"""

import re
from dataclasses import dataclass, replace
from math import exp, log1p
from typing import NamedTuple

import numpy as np

from voice.recognition.moonshine_network import BEGIN, END, Floats, Kept, Network

_WORD = re.compile(r"[a-z0-9']+")
_TRIED = 12
"""Pieces that are tried after each string."""
_HOPELESS = -12.0
"""A piece of this log probability is none."""
_HOPE = 2.0
"""So much further behind it is followed no longer: other spellings of it may yet add to it."""
BEHIND = 5.0
"""A string that the sound makes so much less likely than the likeliest is dropped, however well it answers."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word string as the model writes it, and its log probability."""

    text: str
    log_probability: float


@dataclass(frozen=True, slots=True)
class _Open:
    """A string that has not ended: its last piece and its text, where it stands among those before, and its log probability."""

    text: str
    last: int
    source: int
    log_probability: float


class _After(NamedTuple):
    """A piece that may come after the string of that number, and its log probability there."""

    string: int
    piece: int
    score: float


def likeliest(network: Network, hidden: Floats, *, width: int, most_pieces: int) -> tuple[Said, ...]:
    """Up to `width` strings of different words, the likeliest first; with a width of one, the greedy string."""
    going = [_Open("", BEGIN, 0, 0.0)]
    kept: Kept | None = None
    whole: dict[str, Said] = {}
    for _ in range(most_pieces):
        scores, kept = network.step(hidden, [one.last for one in going], kept and kept.chosen([one.source for one in going]))
        going = _gone_on(going, _pieces_after(scores, 1 if width == 1 else _TRIED), network.pieces, whole, width)
        if not going:
            break
    for one in going if not whole else ():
        _add(whole, one.text, one.log_probability)  # a sound too long for its pieces: what there is of it
    return tuple(sorted(whole.values(), key=lambda said: -said.log_probability)[:width])


def _pieces_after(scores: Floats, tried: int) -> list[_After]:
    """The likeliest pieces after each string. Nearly all are hopeless beside the likeliest one, and never looked at."""
    best = scores.max(1, keepdims=True)
    total = np.log(np.exp(scores - best).sum(1)) + best[:, 0]
    found = []
    for at, (row, least) in enumerate(zip(scores, best[:, 0] + _HOPELESS, strict=True)):
        (pieces,) = np.nonzero(row >= least)
        if len(pieces) > tried:
            pieces = pieces[np.argpartition(row[pieces], -tried)[-tried:]]
        found += [
            _After(at, piece, score)
            for piece, score in zip(pieces.tolist(), (row[pieces] - total[at]).tolist(), strict=True)
            if score >= _HOPELESS and piece >= END
        ]
    return found


def _gone_on(going: list[_Open], after: list[_After], pieces: tuple[str, ...], whole: dict[str, Said], width: int) -> list[_Open]:
    """The strings one piece longer, the likeliest of each wording; what has ended goes into `whole`."""
    candidates = sorted(((going[one.string].log_probability + one.score, one) for one in after), key=lambda pair: -pair[0])
    for probability, one in candidates:
        if one.piece == END:
            _add(whole, going[one.string].text, probability)
    least = max((said.log_probability for said in whole.values()), default=-np.inf) - BEHIND - _HOPE
    longer: dict[tuple[str, bool], _Open] = {}
    for probability, one in candidates:
        if probability < least:
            break
        if one.piece == END:
            continue
        text = going[one.string].text + pieces[one.piece]
        wording = _words(text), text[-1:].isalnum()
        known = longer.get(wording)
        if known is not None:
            longer[wording] = replace(known, log_probability=_together(known.log_probability, probability))
        elif len(longer) < width:
            longer[wording] = _Open(text, one.piece, one.string, probability)
    return list(longer.values())


def _together(one: float, other: float) -> float:
    """The logarithm of the sum of two probabilities."""
    return max(one, other) + log1p(exp(-abs(one - other)))


def _add(whole: dict[str, Said], text: str, log_probability: float) -> None:
    words = _words(text)
    known = whole.get(words)
    if known is None:
        whole[words] = Said(text.strip(), log_probability)
    else:
        whole[words] = replace(known, log_probability=_together(known.log_probability, log_probability))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
