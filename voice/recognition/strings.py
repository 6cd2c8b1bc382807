"""Word strings of one sound, and of sounds that follow one another."""

from voice.ports import Candidate, Hypothesis


def in_turn(first: Hypothesis, then: Hypothesis, most: int) -> Hypothesis:
    """What was said first and what was said then, as one; of all their pairs of strings the `most` likely ones."""
    words = first.words + then.words
    if not (first.strings and then.strings):
        return Hypothesis(words, first.strings or then.strings)
    pairs = (
        Candidate(f"{one.text} {other.text}".strip(), one.sound + other.sound, one.score + other.score)
        for one in first.strings
        for other in then.strings
    )
    return Hypothesis(words, tuple(sorted(pairs, key=lambda pair: -pair.score)[:most]))
