"""A stand-in for a speech model: it would write one text, piece by piece, whatever it is given to hear."""

from dataclasses import dataclass

import numpy as np

from voice.recognition.moonshine_network import BEGIN, END

_SIGNS = 259
WORDS = (" okay", " ok", " muscle", " check", " mus", "cle", " checks", " left", " calf", ".", ",", " Okay", " o", "k", "ay")
PIECES = ("",) * _SIGNS + WORDS
_OTHERWISE = 1e-6
CONSTANT = 3.0
"""As a model's, the scores are logarithms of probabilities but for a constant."""


def numbers(*pieces):
    """The pieces by number, and the end."""
    return [*(_SIGNS + WORDS.index(piece) for piece in pieces), END]


@dataclass(frozen=True)
class Written:
    """What was written so far: strings, pieces."""

    pieces: np.ndarray

    def chosen(self, order):
        """The same for these strings of it."""
        return Written(self.pieces[list(order)])


class SpellingNetwork:
    """Each piece of `text` comes with the probability `sure`, in its turn; all others, and all after another one, with little.

    `other` is a text that is so much less likely (`behind`, a natural logarithm) where it parts from the first.
    """

    pieces = PIECES

    def __init__(self, *text, sure=0.9, other=(), behind=0.0):
        self.text, self.other = numbers(*text), numbers(*other)
        self.sure, self.behind = sure, behind
        self.steps = 0

    def encode(self, sound):
        """Nothing that matters."""
        return np.zeros((1, 1, 1), np.float32)

    def step(self, hidden, last, kept):
        """As `Network.step`; what is kept is what was written so far."""
        self.steps += 1
        before = kept.pieces if kept is not None else np.zeros((len(last), 0), np.int64)
        written = np.concatenate([before, np.array(last, np.int64)[:, None]], axis=1)
        scores = np.full((len(last), len(PIECES)), np.log(_OTHERWISE))
        for row, so_far in enumerate(written.tolist()):
            for text in (self.other, self.text) if self.other != [END] else (self.text,):
                if so_far == [BEGIN, *text[: len(so_far) - 1]] and len(so_far) <= len(text):
                    parts = text is self.other and so_far == [BEGIN, *self.text[: len(so_far) - 1]]
                    scores[row, text[len(so_far) - 1]] = np.log(self.sure) - self.behind * parts
        rest = 1 - np.exp(scores[:, 1:]).sum(1)
        scores[:, 0] = np.log(np.maximum(rest, _OTHERWISE))  # what it writes otherwise is no word
        return scores + CONSTANT, Written(written)
