"""The forms of English verbs by their last letters: ache, aches, aching, ached; stop, stops, stopping, stopped."""

import re
from collections.abc import Mapping

_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdgmnpt]$")
"""A short vowel and one consonant, which is doubled."""
_HISSING = ("s", "x", "z", "ch", "sh", "o")
_VOWELS = "aeiou"


def english_forms(verb: str, irregular: Mapping[str, str]) -> tuple[str, ...]:
    """The forms of a verb: itself, of he and she, of what goes on, and of the past."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if _DOUBLED.search(verb):
        stem += verb[-1]
    many = f"{verb}es" if verb.endswith(_HISSING) else f"{verb}s"
    past = str(irregular[verb]).split() if verb in irregular else [f"{stem}ed"]
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        many, past = f"{verb[:-1]}ies", past if verb in irregular else [f"{verb[:-1]}ied"]
    return tuple(dict.fromkeys((verb, many, f"{stem}ing", *past)))
