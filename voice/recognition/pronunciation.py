"""How words sound, for an engine with a pronouncing dictionary: looked up, written by hand, or derived from a relative.

Phones are those of the CMU dictionary. A derived pronunciation is made by rule from a word that is in the dictionary
(plural, possessive, past, -ing, -er, -y, or two words written as one); what has none is unknown, and said to be.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

_VOICELESS = frozenset(["P", "T", "K", "F", "TH"])
_HISSING = frozenset(["S", "Z", "SH", "ZH", "CH", "JH"])
_SHORTEST_PART = 3


class Pronunciations:
    """Every variant of a word's sound, as strings of phones separated by spaces."""

    def __init__(self, dictionary: Path, extra: Mapping[str, tuple[str, ...]]) -> None:
        self._path = dictionary
        self._extra = dict(extra)
        self._sections: dict[bytes, tuple[int, int]] = {}
        self._found: dict[str, tuple[str, ...]] = {}

    @cached_property
    def _text(self) -> bytes:
        # As one block of bytes: a dict of all 130,000 lines would cost 25 MB for the few hundred that are needed.
        return b"\n" + self._path.read_bytes() + b"\n"

    def _section(self, initial: bytes) -> tuple[int, int]:
        """Where the lines that begin with one letter stand; remembered, as finding it costs 2 ms."""
        if initial not in self._sections:
            first, last = self._text.find(b"\n" + initial), self._text.rfind(b"\n" + initial)
            self._sections[initial] = (first, self._text.find(b"\n", last + 1) + 1) if first >= 0 else (0, 0)
        return self._sections[initial]

    def _line(self, name: str) -> str | None:
        key = b"\n" + name.encode() + b" "
        at = self._text.find(key, *self._section(key[1:2]))
        return None if at < 0 else self._text[at + len(key) : self._text.index(b"\n", at + len(key))].decode()

    def of(self, word: str) -> tuple[str, ...]:
        """The word's variants, the usual one first; empty when it is unknown. Looked up once: phrases repeat their words."""
        if word not in self._found:
            self._found[word] = self._extra.get(word) or self._listed(word) or self._derived(word)
        return self._found[word]

    def _listed(self, word: str) -> tuple[str, ...]:
        first = self._line(word)
        if first is None:
            return ()
        variants = [first]
        while (more := self._line(f"{word}({len(variants) + 1})")) is not None:
            variants.append(more)
        return tuple(variants)

    def _known(self, word: str) -> tuple[str, ...]:
        return self._extra.get(word) or self._listed(word)

    def _derived(self, word: str) -> tuple[str, ...]:
        for stem, suffix in _stems(word):
            if phones := self._known(stem):
                return tuple(f"{one} {_ending(one.split()[-1], suffix)}" for one in phones)
        for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            first, second = self._known(word[:cut]), self._known(word[cut:])
            if first and second:
                return (f"{first[0]} {second[0]}",)
        return ()


def _stems(word: str) -> list[tuple[str, str]]:
    """Words that `word` may be a form of, with the form; likelier first."""
    forms = [("'s", "s", ("",)), ("s", "s", ("",)), ("es", "s", ("",)), ("ed", "d", ("", "e")), ("ing", "IH NG", ("", "e"))]
    forms += [
        ("er", "ER", ("", "e")),
        ("y", "IY", ("", "e")),
        ("ly", "L IY", ("",)),
        ("ness", "N AH S", ("",)),
        ("in'", "IH N", ("", "e")),
    ]
    found = []
    for ending, suffix, tails in forms:
        if ending == "es" and not word.endswith(("ses", "xes", "ches", "shes", "zes")):
            continue
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_PART:
            bare = word[: -len(ending)]
            found += [(bare + tail, suffix) for tail in tails]
            if len(bare) > _SHORTEST_PART and bare[-1] == bare[-2]:
                found.append((bare[:-1], suffix))
    return found


def _ending(last: str, suffix: str) -> str:
    """The sound that -s and -ed take after the phone `last`; other endings sound the same everywhere."""
    if suffix == "s":
        return "IH Z" if last in _HISSING else "S" if last in _VOICELESS else "Z"
    if suffix == "d":
        return "IH D" if last in {"T", "D"} else "T" if last in _VOICELESS or last in {"S", "SH", "CH"} else "D"
    return suffix


def shipped_pronunciations(extra: Mapping[str, tuple[str, ...]]) -> Pronunciations:
    """The dictionary that comes with PocketSphinx, and `extra` words."""
    import pocketsphinx  # noqa: PLC0415 -- loads a large library that a Vosk user never needs

    return Pronunciations(Path(pocketsphinx.get_model_path("en-us")) / "cmudict-en-us.dict", extra)
