"""A large JSON object that is looked into and never unpacked: a hundred thousand words in 4 MB instead of 25.

It is kept as the text that it was read from, with where each entry begins, in the order of the keys' checksums.
"""

import json
import re
import zlib
from typing import Any

import numpy as np

from voice.errors import SynthesisError

# A key, and a text or a flat object as its value.
_ENTRY = re.compile(rb'("(?:[^"\\]|\\.)*"):("(?:[^"\\]|\\.)*"|\{[^{}]*\})')


class PackedObject:
    """Answers `get` as a dictionary does. Raises SynthesisError for `text` that is no JSON object of texts and flat objects."""

    def __init__(self, text: bytes) -> None:
        found = [(zlib.crc32(entry[1]), entry.start()) for entry in _ENTRY.finditer(text, 1)]
        if not found or not text.startswith(b"{") or not text.endswith(b"}"):
            raise SynthesisError("a list of words is not in the form that it should have")
        entries = np.array(found, np.uint32)
        entries = entries[entries[:, 0].argsort(kind="stable")]
        self._checksums, self._begins = (np.ascontiguousarray(column) for column in entries.T)
        self._text = text

    def __len__(self) -> int:
        return len(self._begins)

    def get(self, key: str) -> Any:  # noqa: ANN401 (what JSON may hold)
        """The value of `key`, or None."""
        quoted = json.dumps(key, ensure_ascii=False).encode()
        checksum = zlib.crc32(quoted)
        at = int(self._checksums.searchsorted(np.uint32(checksum)))
        while at < len(self._begins) and self._checksums[at] == checksum:
            entry = _ENTRY.match(self._text, int(self._begins[at]))
            if entry is not None and entry[1] == quoted:
                return json.loads(entry[2])
            at += 1
        return None
