"""How likely a sound is one phrase and nothing else: the probability that the model writes its letters.

1. The model is led along the letters of the phrase, whatever it would write by itself; capitals, spaces and punctuation are free.
   So a phrase whose words the model does not know, and writes each time another way, is found all the same.
2. Of several ways to the same letters the likeliest goes on. A sound that cannot become likely enough is given up at once: most
   speech costs a step or two.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from voice.recognition.moonshine_network import BEGIN, END, Floats, Network

_LETTER = re.compile(r"[a-z]")
_PLAIN = re.compile(r"[A-Za-z ,.!?'-]+")
_FIRST_PIECE = 259
"""The pieces before it are signs and single bytes, which spell no English word."""
_WIDTH = 6
_MOST_PIECES = 16
_BEHIND = 5.0
"""Ways that are so much less likely than the whole phrase add nothing to it."""


@dataclass(frozen=True, slots=True)
class _Place:
    """So many letters of a spelling are written; `ended`: and the model says that there is no more."""

    spelling: str
    letters: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to a place: its last piece, the row of the way before it, and its log probability."""

    place: _Place
    last: int
    row: int
    log_probability: float


class Spelling:
    """A phrase in the pieces of a model, spelt in one way or several."""

    def __init__(self, spellings: Iterable[str], pieces: Sequence[str]) -> None:
        usable = {
            number: _letters(piece) for number, piece in enumerate(pieces) if number >= _FIRST_PIECE and _PLAIN.fullmatch(piece)
        }
        texts = [_letters(one) for one in spellings]
        self._begun = tuple(_Place(text, 0) for text in texts)
        self._next = {place: tuple(_after(place, usable)) for text in texts for place in _places(text)}

    def log_probability(self, network: Network, hidden: Floats, least: float = -inf) -> float:
        """Of the phrase and nothing else in what the network has made of a sound; minus infinity where it is below `least`."""
        scores, kept = network.step(hidden, [BEGIN], None)
        going = self._longer(((place, 0, 0.0) for place in self._begun), scores)
        whole = -inf
        for _ in range(_MOST_PIECES):
            whole = float(np.logaddexp(whole, _ended(going)))
            going = sorted((way for way in going if not way.place.ended), key=lambda way: -way.log_probability)[:_WIDTH]
            if not going or going[0].log_probability < max(least, whole - _BEHIND):
                break
            scores, kept = network.step(hidden, [way.last for way in going], kept.chosen([way.row for way in going]))
            going = self._longer(((way.place, row, way.log_probability) for row, way in enumerate(going)), scores)
        return whole if whole >= least else -inf

    def _longer(self, going: Iterable[tuple[_Place, int, float]], scores: Floats) -> list[_Way]:
        """All ways that are a piece longer, the likeliest to each place."""
        most = scores.max(1, keepdims=True)
        total = most[:, 0] + np.log(np.exp(scores - most).sum(1))
        ways = (
            _Way(after, piece, row, log_probability + float(scores[row, piece] - total[row]))
            for place, row, log_probability in going
            for piece, after in self._next[place]
        )
        best: dict[_Place, _Way] = {}
        for way in ways:
            if way.place not in best or way.log_probability > best[way.place].log_probability:
                best[way.place] = way
        return list(best.values())


def _ended(ways: Iterable[_Way]) -> float:
    return float(np.logaddexp.reduce([way.log_probability for way in ways if way.place.ended] or [-inf]))


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(text.lower()))


def _places(text: str) -> Iterator[_Place]:
    return (_Place(text, letters) for letters in range(len(text) + 1))


def _after(place: _Place, usable: Mapping[int, str]) -> Iterator[tuple[int, _Place]]:
    """The pieces that may come next, and where each leads."""
    for piece, letters in usable.items():
        if place.spelling.startswith(letters, place.letters):
            yield piece, _Place(place.spelling, place.letters + len(letters))
    if place.letters == len(place.spelling):
        yield END, _Place(place.spelling, place.letters, ended=True)
