"""What people vary in a phrase without changing what it means: whose it is, the tense, the ending of a verb.

A phrase of a symptom is written once, of oneself and in the present: "can not feel my foot", "heart is racing". `widened`
lets it be said of anybody and contracted: "can't feel his foot", "heart's racing". `inflected` writes out `ache~` as
"ache|aches|aching|ached" and `(go mad|race)~` likewise, with the irregular forms that the grammar files list.
"""

import re
from collections.abc import Iterator, Mapping

from voice.skill.grammar.notation import Choice, Later, Row, Tree, Word
from voice.skill.language.tokens import POSSESSIVE

_MARKED = re.compile(r"([a-z]+)~|\(([a-z |]+)\)~")
_DOUBLED = re.compile(r"(?:^|[^aeiou])[aeiou][bdgmnpt]$")
_OWNERS = ("my", "his", "her", "their", "the", "this")
_OTHERS: Mapping[str, tuple[str, ...]] = {
    "my": _OWNERS,
    "me": ("me", "him", "her", "them"),
    "i": ("i", "he", "she", "they", "we"),
    "myself": ("myself", "himself", "herself", "themselves"),
    "am": ("am", "is", "are"),
    "do": ("do", "does"),
    "have": ("have", "has", "had"),
    "was": ("was", "were"),
}
_WITHIN: Mapping[str, tuple[str, ...]] = {"is": ("is", "are", POSSESSIVE), "has": ("has", "have", POSSESSIVE)}
"""Contracted only behind another word: "heart's", never a bare "'s"."""


def inflected(text: str, forms: Mapping[str, str]) -> str:
    """A phrase with every `verb~` written out as the alternatives of its forms."""
    return _MARKED.sub(lambda found: f"({'|'.join(_each(found[1] or found[2], forms))})", text) if "~" in text else text


def _each(verbs: str, forms: Mapping[str, str]) -> Iterator[str]:
    """All forms of each of the verbs; of "go mad" those of its first word."""
    for verb in verbs.split("|"):
        first, space, rest = verb.partition(" ")
        yield from (f"{form}{space}{rest}" for form in _forms(first, forms))


def _forms(verb: str, forms: Mapping[str, str]) -> tuple[str, ...]:
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if _DOUBLED.search(verb):
        stem += verb[-1]
    many = f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"
    past = str(forms[verb]).split() if verb in forms else [f"{stem}ed"]
    if verb.endswith("y") and verb[-2] not in "aeiou":
        many, past = f"{verb[:-1]}ies", past if verb in forms else [f"{verb[:-1]}ied"]
    return tuple(dict.fromkeys((verb, many, f"{stem}ing", *past)))


def widened(tree: Tree, known: dict[tuple[int, bool], tuple[Tree, Tree]], within: bool = False) -> Tree:
    """The tree with each pronoun standing for every person, and each "is" behind a word for its contraction too.

    `known` keeps what was done before, and of which tree: word classes are shared by many phrases. `within`: it stands
    behind another word.
    """
    if isinstance(tree, Word):
        return _PLACES[within].get(tree.text, tree)
    if isinstance(tree, Later):
        return widened(tree.passing(), known, within)
    key = (id(tree), within)
    if key not in known:
        if isinstance(tree, Row):
            parts = tuple(widened(part, known, within or at > 0) for at, part in enumerate(tree.parts))
        else:
            parts = tuple(widened(part, known, within) for part in tree.parts)
        same = all(new is old for new, old in zip(parts, tree.parts, strict=True))
        known[key] = tree, tree if same else type(tree)(parts)
    return known[key][1]


def _choices(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, Tree]:
    return {word: Choice(tuple(Word(other) for other in others)) for word, others in table.items()}


_PLACES = (_choices(_OTHERS), _choices({**_OTHERS, **_WITHIN}))
