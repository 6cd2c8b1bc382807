"""What the training voices say: likely words and phrases, and many random words, so that phones are learnt and not answers."""

import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pocketsphinx

from tests.tiny_vosk import lexicon, phrases, vocabulary
from tests.tiny_vosk.graph import Sounds

_SHARE_OF_PHRASES, _SHARE_OF_LIKELY = 0.15, 0.60  # the rest is drawn from the whole dictionary


@cache
def _known() -> Mapping[str, Sounds]:
    return lexicon((*any_words(), *vocabulary()))


def sounds(word: str) -> Sounds:
    """The word's pronunciations; none for an unknown word."""
    return _known().get(word, ())


@cache
def grammar_phrases() -> tuple[str, ...]:
    """What the grammars hold, as far as it can be pronounced."""
    return tuple(phrase for phrase in phrases() if all(map(sounds, phrase.split())))


@cache
def likely_words() -> tuple[str, ...]:
    """The model's vocabulary."""
    return tuple(word for word in vocabulary() if sounds(word))


@cache
def any_words() -> tuple[str, ...]:
    """The dictionary's plain words."""
    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    listed = (line.partition(" ")[0] for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(word for word in listed if len(word) > 1 and word.isascii() and word.isalpha())


def texts(count: int, seed: int) -> Iterator[str]:
    """`count` utterances of one to four words, or one phrase."""
    rng = random.Random(seed)
    for _ in range(count):
        draw = rng.random()
        if draw < _SHARE_OF_PHRASES and grammar_phrases():
            yield rng.choice(grammar_phrases())
            continue
        pool = likely_words() if draw < _SHARE_OF_LIKELY else any_words()
        yield " ".join(rng.choices(pool, k=rng.choice((1, 1, 2, 2, 3, 4))))
