"""How likely a phrase's letters are, beside every way to write them: with a stand-in for the model."""

from itertools import product
from math import inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spelling_network import CONSTANT, PIECES, SpellingNetwork, numbers

from voice.recognition.moonshine_network import BEGIN
from voice.recognition.spelling import Spelling

PHRASE = ("okay muscle check", "ok muscle check")
HIDDEN = np.zeros((1, 1, 1), np.float32)


def of(network, spellings=PHRASE, least=-inf):
    """The phrase's log probability."""
    return Spelling(spellings, PIECES).log_probability(network, HIDDEN, least)


def written(network, pieces):
    """The log probability of those pieces, one after the other, and the end."""
    total, kept, last = 0.0, None, BEGIN
    for piece in numbers(*pieces):
        scores, kept = network.step(HIDDEN, [last], kept)
        total, last = total + float(scores[0, piece]) - CONSTANT, piece
    return total


@pytest.mark.parametrize(
    "text",
    [
        (" okay", " muscle", " check"),
        (" Okay", ",", " mus", "cle", " check", "."),
        (" ok", " muscle", " check", "."),
        (" o", "k", "ay", " muscle", " check"),
    ],
)
def test_any_way_to_write_the_letters_counts(text):
    """Capitals, spaces, punctuation, other pieces, and any of its spellings."""
    assert of(SpellingNetwork(*text)) == pytest.approx((len(text) + 1) * log(0.9), abs=0.01)


@pytest.mark.parametrize(
    "text",
    [
        (" muscle", " check"),
        (" okay", " muscle"),
        (" okay", " muscle", " checks"),
        (" okay", " muscle", " check", " left"),
        (" left", " calf"),
    ],
)
def test_less_more_or_other_words_are_far_from_it(text):
    """A part of the phrase, the phrase and more, and something else."""
    network = SpellingNetwork(*text)
    assert of(network) < written(network, text) - 5


@given(st.lists(st.sampled_from(PIECES[259:]), min_size=1, max_size=5), st.floats(0.3, 0.95))
def test_it_is_no_less_than_its_best_way_and_no_more_than_all(text, sure):
    """Whatever the model would write: beside all ways to write the phrase in up to three pieces."""
    network = SpellingNetwork(*text, sure=sure)
    ways = [(" okay",), (" Okay",), (" ok", "ay"), (" o", "k", "ay"), (" okay", "."), (" okay", ",")]
    found = of(network, ("okay",))
    each = [written(network, way) for way in ways]
    assert found >= max(each) - 1e-9
    assert found <= log(sum(np.exp(one) for one in each) + 0.1)


def test_what_cannot_become_likely_enough_is_given_up_at_once():
    """One step shows that the sound does not begin like the phrase."""
    network = SpellingNetwork(" left", " calf")
    assert of(network, least=-6.0) == -inf
    assert network.steps == 1


def test_a_bound_does_not_change_what_is_above_it():
    """It only ends the search earlier."""
    for text in product((" okay", " ok"), (" muscle",), (" check",)):
        network = SpellingNetwork(*text, sure=0.5)
        assert of(network, least=-8.0) == of(network)
