"""A large JSON object that is looked into and never unpacked: a hundred thousand words in 4 MB instead of 25.

It is kept as the text that it was read from, with where each key begins, in the order of the keys' checksums. All keys are
found and summed up at once by numpy, in a hundredth of a second. No text in it may have an escaped quotation mark.
"""

import json
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.errors import SynthesisError

_VALUE = re.compile(rb'"[^"]*"|\{[^{}]*\}')
_FACTORS = np.random.default_rng(0).integers(1, 2**32, 256, np.uint32)
"""What the bytes of a key are multiplied by, by their place in it, before they are added up to its checksum."""


class PackedObject:
    """Answers `get` as a dictionary does. Raises SynthesisError for `text` that is no JSON object of texts and flat objects."""

    def __init__(self, text: bytes) -> None:
        begins, ends = _keys(text)
        if not len(begins) or text.count(b'\\"') > text.count(b'\\\\"'):
            raise SynthesisError("a list of words is not in the form that it should have")
        checksums = _checksums(np.frombuffer(text, np.uint8), begins, ends)
        order = checksums.argsort(kind="stable")
        self._checksums, self._begins = checksums[order], begins[order].astype(np.uint32)
        self._text = text

    def __len__(self) -> int:
        return len(self._begins)

    def get(self, key: str) -> Any:  # noqa: ANN401 (what JSON may hold)
        """The value of `key`, or None."""
        if not key:
            return None
        wanted = json.dumps(key, ensure_ascii=False).encode()[1:] + b":"
        of_key = np.frombuffer(wanted, np.uint8)
        (checksum,) = _checksums(of_key, np.array([0]), np.array([len(of_key) - 2]))
        at = int(self._checksums.searchsorted(checksum))
        while at < len(self._begins) and self._checksums[at] == checksum:
            begin = int(self._begins[at])
            if self._text.startswith(wanted, begin):
                value = _VALUE.match(self._text, begin + len(wanted))
                return json.loads(value[0]) if value is not None else None
            at += 1
        return None


def _keys(text: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the keys of the outer object begin and end in its text, without their quotation marks; none where it is no object."""
    if not text.startswith(b"{") or not text.endswith(b"}"):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    signs = np.frombuffer(text, np.uint8)
    quotes, opened, closed = (np.flatnonzero(signs == ord(sign)) for sign in '"{}')
    begins, ends = quotes[:-1] + 1, quotes[1:]
    outside = opened.searchsorted(ends) - closed.searchsorted(ends) == 1
    keys = outside & (signs[ends + 1] == ord(":")) & (ends > begins)
    return begins[keys], ends[keys]


def _checksums(signs: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint32]:
    """One for each stretch of bytes, none of which is empty."""
    lengths = ends - begins
    firsts = np.cumsum(lengths) - lengths
    places = np.arange(lengths.sum()) - np.repeat(firsts, lengths)
    products = signs[np.repeat(begins, lengths) + places] * _FACTORS[places % len(_FACTORS)]
    return np.asarray(np.add.reduceat(products, firsts, dtype=np.uint32))
