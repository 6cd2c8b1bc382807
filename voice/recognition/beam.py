"""The likeliest word strings of a sound: a beam over different words.

Strings that differ in case or punctuation alone are one, their probabilities added. One that is no string of words yet and one
that is may end in the same letters ("can", "can "): they are kept apart.
"""

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voice.recognition.moonshine_network import BEGIN, END, Floats, Kept, Network

_WORD = re.compile(r"[a-z0-9']+")
_TRIED = 12
"""Pieces that are tried after each string."""
_HOPELESS = -12.0
"""A piece of this log probability is none."""
_BEHIND = 5.0
"""Once a whole string is so much likelier than all that are not yet whole, these are given up."""


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


def likeliest(network: Network, hidden: Floats, *, width: int, most_pieces: int) -> tuple[Said, ...]:
    """Up to `width` strings of different words, the likeliest first; with a width of one, the greedy string."""
    going = [_Open("", BEGIN, 0, 0.0)]
    kept: Kept | None = None
    whole: dict[str, Said] = {}
    for _ in range(most_pieces):
        order = [one.source for one in going]
        chosen = None if kept is None else {name: value[order] for name, value in kept.items()}
        scores, kept = network.step(hidden, [one.last for one in going], chosen)
        going = _gone_on(going, scores, network.pieces, whole, width)
        if not going or _decided(going, whole):
            break
    for one in going if not whole else ():
        _add(whole, one.text, one.log_probability)  # a sound too long for its pieces: what there is of it
    return tuple(sorted(whole.values(), key=lambda said: -said.log_probability)[:width])


def _gone_on(
    going: list[_Open], scores: NDArray[np.float64], pieces: tuple[str, ...], whole: dict[str, Said], width: int
) -> list[_Open]:
    """The strings one piece longer, the likeliest of each wording; what has ended goes into `whole`."""
    tried = 1 if width == 1 else min(_TRIED, scores.shape[1] - 1)
    best = np.argpartition(-scores, tried, axis=1)[:, :tried]
    candidates = [
        _Open(
            going[at].text + (pieces[piece] if piece != END else ""),
            int(piece),
            at,
            going[at].log_probability + scores[at, piece],
        )
        for at in range(len(going))
        for piece in best[at]
        if scores[at, piece] >= _HOPELESS and piece >= END
    ]
    longer: dict[tuple[str, bool], _Open] = {}
    for one in sorted(candidates, key=lambda one: -one.log_probability):
        if one.last == END:
            _add(whole, one.text, one.log_probability)
            continue
        wording = _words(one.text), one.text[-1:].isalnum()
        if wording in longer:
            known = longer[wording]
            longer[wording] = replace(known, log_probability=float(np.logaddexp(known.log_probability, one.log_probability)))
        elif len(longer) < width:
            longer[wording] = one
    return list(longer.values())


def _decided(going: list[_Open], whole: dict[str, Said]) -> bool:
    ended = max((said.log_probability for said in whole.values()), default=-np.inf)
    return bool(max(one.log_probability for one in going) < ended - _BEHIND)


def _add(whole: dict[str, Said], text: str, log_probability: float) -> None:
    words = _words(text)
    known = whole.get(words)
    if known is None:
        whole[words] = Said(text.strip(), float(log_probability))
    else:
        whole[words] = replace(known, log_probability=float(np.logaddexp(known.log_probability, log_probability)))


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))
