"""The beam over different words, on a network of a few pieces whose every string can be counted."""

from itertools import product
from math import exp, log

import numpy as np
import pytest

from voice.recognition.beam import BEHIND, likeliest
from voice.recognition.moonshine_network import BEGIN, END, Kept

PIECES = ("", "", "", " no", " No", " yes", " maybe")
"""The first three are no pieces of words: nothing, the begin, the end."""
LONGEST = 3


class Toy:
    """After the same words the same pieces, as likely as drawn from `seed`; what is kept of a string is its pieces."""

    pieces = PIECES

    def __init__(self, seed):
        self.seed, self.batches = seed, []

    def logs(self, pieces):
        """The log probabilities of what may come after these pieces; after the longest, only the end."""
        words = [PIECES.index(PIECES[piece].lower()) if piece > END else piece for piece in pieces]
        scores = np.random.default_rng([self.seed, *words]).normal(0, 3, len(PIECES))
        scores[:END] = -99
        if len(pieces) > LONGEST:
            scores[END + 1 :] = -99
        return scores - np.log(np.exp(scores).sum())

    def step(self, hidden, last, kept):
        """A constant is added to the scores of each string, as the real one does."""
        self.batches.append(len(last))
        before = np.zeros((1, 0), np.int64) if kept is None else kept.of_strings["pieces"]
        now = np.concatenate([before, np.array(last)[:, None]], 1)
        scores = np.array([self.logs(row.tolist()) for row in now]) + 7.0
        return scores.astype(np.float32), Kept({}, {"pieces": now})


def counted(toy):
    """The log probability of each wording, from every string that there is."""
    wordings = {}
    for length in range(LONGEST + 1):
        for pieces in product(range(END + 1, len(PIECES)), repeat=length):
            row, total = [BEGIN], 0.0
            for piece in (*pieces, END):
                total += toy.logs(row)[piece]
                row.append(piece)
            words = "".join(PIECES[piece] for piece in pieces).lower().split()
            wordings[" ".join(words)] = wordings.get(" ".join(words), 0.0) + exp(total)
    return {words: log(share) for words, share in wordings.items()}


@pytest.mark.parametrize("seed", range(20))
def test_the_likeliest_wordings_are_found(seed):
    """The best one of all, and of none more probability than it has; the likeliest first, no wording twice."""
    toy = Toy(seed)
    found = likeliest(toy, np.zeros((1, 1, 1), np.float32), width=8, most_pieces=9)
    true = counted(toy)
    words = [" ".join(said.text.lower().split()) for said in found]
    assert len(set(words)) == len(words)
    assert words[0] == max(true, key=true.__getitem__)
    assert all(said.log_probability <= true[one] + 1e-3 for one, said in zip(words, found, strict=True))
    assert [said.log_probability for said in found] == sorted((said.log_probability for said in found), reverse=True)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_that_would_be_weighed_is_given_up(seed):
    """Whatever stops being followed is too far behind to be weighed afterwards."""
    toy = Toy(seed)
    found = likeliest(toy, np.zeros((1, 1, 1), np.float32), width=8, most_pieces=9)
    best = found[0].log_probability
    words = {" ".join(said.text.lower().split()) for said in found}
    near = sorted((share, one) for one, share in counted(toy).items() if share > best - BEHIND + 1)[-4:]
    assert {one for _, one in near} <= words


def test_what_is_far_behind_is_followed_no_longer():
    """Fewer strings are stepped than were allowed, in some of the draws; never more."""
    batches = []
    for seed in range(20):
        toy = Toy(seed)
        likeliest(toy, np.zeros((1, 1, 1), np.float32), width=8, most_pieces=9)
        assert max(toy.batches) <= 8
        batches += toy.batches[1:]
    assert min(batches) < max(batches)
