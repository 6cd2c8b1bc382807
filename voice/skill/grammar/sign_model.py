"""A second opinion on which signs an utterance may have told of: words and pairs of words, weighed.

1. It is one logistic regression a sign, trained by `script/train-signs` from the corpus and from the grammars' phrases.
2. It knows no grammar: nothing of denial, time, side or whose sign it is. So it never fills a slot and takes none away; it only
   names signs to ask about, where the reading has nothing of them and words were left over.
3. The file is a line of JSON, then: the n-grams' CRC-32, sorted (uint32, little-endian); where the weights of each begin (uint32,
   one more than n-grams); the number of a weight's sign (uint8 each); the weights (int8 each, times `scale`).
"""

import json
import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

from voice.errors import FileError

FORMAT = 1
FILE_NAME = "signs.model"
MOST_WORDS = 80
"""Words of an utterance that are weighed; the rest of a longer one is not."""
_WORD = re.compile(r"[a-z']+")
_SIZE = 4


@dataclass(frozen=True, slots=True, eq=False)
class SignModel:
    """The weights of a model file. `header` is its first line: what it was trained on, among the rest."""

    header: Mapping[str, Any]
    hashes: "array[int]"
    starts: "array[int]"
    owners: bytes
    weights: "array[int]"

    @property
    def signs(self) -> tuple[str, ...]:
        """The signs that it knows."""
        return tuple(self.header["signs"])

    def heard(self, text: str) -> tuple[str, ...]:
        """The signs that `text` sounds like, the likeliest first."""
        scores = self.scores(text)
        likely = sorted((s for s in scores if scores[s] > self.header["threshold"]), key=lambda s: -scores[s])
        return tuple(likely)

    def scores(self, text: str) -> dict[str, float]:
        """The log-odds that each sign is told of."""
        sums = [0] * len(self.header["signs"])
        for ngram in ngrams(text):
            for at in self._weights_of(ngram):
                sums[self.owners[at]] += self.weights[at]
        scale = self.header["scale"]
        return {s: b + n * scale for s, b, n in zip(self.header["signs"], self.header["bias"], sums, strict=True)}

    def _weights_of(self, ngram: str) -> range:
        key = hashed(ngram)
        at = bisect_left(self.hashes, key)
        known = at < len(self.hashes) and self.hashes[at] == key
        return range(self.starts[at], self.starts[at + 1]) if known else range(0)


def ngrams(text: str) -> frozenset[str]:
    """The words of a text and the pairs of neighbours in it."""
    words = _WORD.findall(text.lower())[:MOST_WORDS]
    return frozenset((*words, *_pairs(words)))


def _pairs(words: list[str]) -> Iterator[str]:
    return (f"{first} {second}" for first, second in pairwise(words))


def hashed(ngram: str) -> int:
    """The number that an n-gram is found by."""
    return crc32(ngram.encode())


def load_sign_model(path: Path) -> SignModel:
    """The model in a file. Raises FileError where there is none, or not a whole one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror}") from None
    first, _, rest = content.partition(b"\n")
    try:
        header = json.loads(first)
        many, most = int(header["ngrams"]), int(header["weights"])
        model = _parts(header, rest, many, most)
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(f"{path}: not a model of signs ({type(error).__name__}); write it anew with script/train-signs") from None
    if header["format"] != FORMAT or not _is_whole(model, rest):
        raise FileError(f"{path}: not a whole model of signs; write it anew with script/train-signs")
    return model


def _parts(header: Mapping[str, Any], rest: bytes, many: int, most: int) -> SignModel:
    hashes, starts, weights = array("I"), array("I"), array("b")
    ends = (many * _SIZE, (2 * many + 1) * _SIZE, (2 * many + 1) * _SIZE + most)
    hashes.frombytes(rest[: ends[0]])
    starts.frombytes(rest[ends[0] : ends[1]])
    weights.frombytes(rest[ends[2] :])
    if sys.byteorder == "big":
        hashes.byteswap()
        starts.byteswap()
    return SignModel(header, hashes, starts, rest[ends[1] : ends[2]], weights)


def _is_whole(model: SignModel, rest: bytes) -> bool:
    """Whether every part has the length that the header gives, and every weight belongs to a sign."""
    many, most, signs = model.header["ngrams"], model.header["weights"], model.header["signs"]
    sized = len(rest) == (2 * many + 1) * _SIZE + 2 * most and len(model.header["bias"]) == len(signs)
    return sized and model.starts[-1] == most and max(model.owners, default=0) < len(signs)
