"""Word networks hold exactly their phrases; the language model gives every word sequence a probability."""

from collections import defaultdict
from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from voice.recognition.network import phrase_network
from voice.recognition.ngram import arpa

WORDS = st.sampled_from(["left", "right", "calf", "no", "my"])
PHRASES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=8)


@given(PHRASES, st.lists(WORDS, max_size=4))
def test_a_network_accepts_its_phrases_and_nothing_else(phrases, words):
    """Whole phrases only: no beginning, no end, no mixture."""
    network = phrase_network(phrases)
    assert all(network.accepts(phrase.split()) for phrase in phrases)
    assert network.accepts(words) == (" ".join(words) in phrases)


@given(PHRASES)
def test_what_leaves_a_state_adds_up_to_one(phrases):
    """Probabilities are shares of what can still be said."""
    sums = defaultdict(float)
    for arc in phrase_network(phrases).arcs:
        sums[arc.source] += arc.probability
    assert all(isclose(total, 1.0) for total in sums.values())


def test_equal_ends_are_shared():
    """Ten sides times ten places take a path for each side and one for the places."""
    phrases = [f"{side} {place}" for side in "abcdefghij" for place in "klmnopqrst"]
    assert len(phrase_network(phrases).arcs) == 20


def test_one_opener_may_stand_before_a_phrase():
    """ "No, none of those" is a whole parse; an opener alone or afterwards is none."""
    network = phrase_network(["none of those"], openers=["no", "well"])
    assert network.accepts("no none of those".split())
    assert not network.accepts("well no none of those".split())
    assert not network.accepts(["no"])
    assert not network.accepts("none of those no".split())


def test_a_likely_phrase_begins_more_probably():
    """Its first word has the share that it is favoured by."""
    arcs = phrase_network(["nine", "why"], ["nine"], favour=3.0).arcs
    assert {arc.word: arc.probability for arc in arcs} == {"nine": 0.75, "why": 0.25}


def sections(text):
    """The grams of an ARPA text by order: words -> (log10 probability, log10 back-off)."""
    orders, current = [], {}
    for line in text.splitlines():
        if line.startswith("\\") and line.endswith("-grams:"):
            current = {}
            orders.append(current)
        elif "\t" in line:
            probability, words, *backoff = line.split("\t")
            current[tuple(words.split())] = (float(probability), float(backoff[0]) if backoff else 0.0)
    return orders


def probability(orders, context, word):
    """Of `word` after `context`, backing off as a recogniser does."""
    gram = (*context, word)
    if gram in orders[len(gram) - 1]:
        return 10 ** orders[len(gram) - 1][gram][0]
    backoff = 10 ** orders[len(context) - 1].get(context, (0.0, 0.0))[1]
    return backoff * probability(orders, context[1:], word)


@given(PHRASES)
def test_the_model_is_a_distribution_after_every_history(sentences):
    """After each history, seen or not, what may follow adds up to one (to the four digits of the file)."""
    orders = sections("".join(arpa([(sentence, 1.0) for sentence in sentences], {"uh": 1.0})))
    words = [gram[0] for gram in orders[0] if gram != ("<s>",)]
    for context in [(), *(gram for gram in orders[0] if gram != ("</s>",)), *orders[1]]:
        if context[-1:] != ("</s>",):
            assert isclose(sum(probability(orders, context, word) for word in words), 1.0, abs_tol=5e-3)


def test_what_was_seen_together_is_likelier_than_what_was_not():
    """And what was not is still possible."""
    orders = sections("".join(arpa([("my left calf", 2.0), ("my right knee", 1.0)], {})))
    seen = probability(orders, ("my", "left"), "calf")
    unseen = probability(orders, ("my", "left"), "knee")
    assert seen > 2 * unseen > 0
