"""What people vary in a phrase without changing what it means: whose it is, the tense, the ending of a verb.

A phrase of a symptom is written once, of oneself and in the present: "can not feel my foot", "heart is racing". `Widening`
lets it be said of anybody and contracted: "can't feel his foot", "heart's racing". `inflected` writes out `ache~` as
"ache|aches|aching|ached" and `(go mad|race)~` likewise. What the forms and the persons are is the language's.
"""

import re
from collections.abc import Iterator, Mapping

from voice.skill.grammar.notation import Choice, Later, Row, Tree, Word
from voice.skill.language.interface import Verbs

_MARKED = re.compile(r"([^\W\d_]+)~|\(((?:[^\W\d_]|[ |])+)\)~")


def inflected(text: str, verbs: Verbs, irregular: Mapping[str, str]) -> str:
    """A phrase with every `verb~` written out as the alternatives of its forms; those that follow no rule are given."""
    return _MARKED.sub(lambda found: f"({'|'.join(_each(found[1] or found[2], verbs, irregular))})", text)


def _each(written: str, verbs: Verbs, irregular: Mapping[str, str]) -> Iterator[str]:
    """All forms of each of the verbs; of "go mad" those of its first word."""
    for verb in written.split("|"):
        first, space, rest = verb.partition(" ")
        yield from (f"{form}{space}{rest}" for form in verbs.forms(first, irregular))


class Widening:
    """Trees of phrases with each pronoun standing for every person, and each "is" behind a word for its contraction too."""

    def __init__(self, verbs: Verbs) -> None:
        self._places = (_choices(verbs.variants), _choices({**verbs.variants, **verbs.variants_behind}))
        # What was done before, and of which tree: word classes are shared by many phrases.
        self._known: dict[tuple[int, bool], tuple[Tree, Tree]] = {}

    def widened(self, tree: Tree, within: bool = False) -> Tree:
        """The tree, said of anybody. `within`: it stands behind another word."""
        if isinstance(tree, Word):
            return self._places[within].get(tree.text, tree)
        if isinstance(tree, Later):
            return self.widened(tree.passing(), within)
        key = (id(tree), within)
        if key not in self._known:
            if isinstance(tree, Row):
                parts = tuple(self.widened(part, within or at > 0) for at, part in enumerate(tree.parts))
            else:
                parts = tuple(self.widened(part, within) for part in tree.parts)
            same = all(new is old for new, old in zip(parts, tree.parts, strict=True))
            self._known[key] = tree, tree if same else type(tree)(parts)
        return self._known[key][1]


def _choices(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, Tree]:
    return {word: Choice(tuple(Word(other) for other in others)) for word, others in table.items()}
