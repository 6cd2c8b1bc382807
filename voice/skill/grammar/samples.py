"""Phrases of the grammars as they are spoken: the texts that stand for one.

Not every way to combine alternatives is listed: each alternative of a phrase appears at least once, so that a list grows with
the words of the grammar and not with their product.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from voice.skill.grammar.notation import Choice, Later, Row, Tree, Word
from voice.skill.grammar.phrases import Phrase
from voice.skill.language.tokens import POSSESSIVE, split
from voice.skill.language.words import SpeechWords

Texts = tuple[tuple[str, ...], ...]
_Done = dict[int, tuple[Tree, Texts]]
"""Parts that were met before, by identity, and kept so that none that comes later has the same: classes stand in many phrases."""


class Samples:
    """Phrases as they are spoken in a language, with the words of `voice.skill.language.words.SpeechWords`."""

    def __init__(self, speech: SpeechWords) -> None:
        number, length, point = (_apart(texts) for texts in (speech.number, speech.length, speech.point))
        self._captured = {
            "{word}": _apart((speech.any_word,)),
            "{gap}": ((),),
            "{n}": number,
            "{stretch}": length,
            "{point}": point,
        }
        self._contracted = speech.contracted
        self._not_at_the_end = frozenset(" ".join(phrase) for phrase in speech.not_at_the_end)
        self._long = re.compile("|".join(map(re.escape, speech.contracted)) or r"(?!)")

    def texts_of(self, phrases: Iterable[Phrase], each: int | None = None) -> Iterator[str]:
        """The phrases as they are spoken, every alternative at least once, or the first `each` of them."""
        for _, texts in self.by_phrase(phrases, each):
            yield from texts

    def by_phrase(self, phrases: Iterable[Phrase], each: int | None = None) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
        """Each phrase with its texts, as `texts_of` gives them."""
        done: _Done = {}
        for phrase in phrases:
            yield phrase, tuple(self._spoken(words) for words in self._cover(phrase.tree, each, done))

    def _spoken(self, words: Sequence[str]) -> str:
        text = " ".join(split(" ".join(words).replace(f" {POSSESSIVE}", POSSESSIVE)))
        if not self._long.search(text):
            return text
        for long, short in self._contracted.items():
            before, _, last = text.rpartition(f" {long}")
            whole = before if last == "" and long in self._not_at_the_end else text
            text = f" {whole} ".replace(f" {long} ", f" {short} ").strip() + text[len(whole) :]
        return text

    def _cover(self, tree: Tree, most: int | None, done: _Done) -> Texts:
        """Word sequences of a tree in which each of its words stands at least once; the `most` shortest, if given."""
        if isinstance(tree, Word):
            return self._captured.get(tree.text, ((tree.text,),))[:most] if tree.text else ()
        if isinstance(tree, Later):
            return self._cover(tree.passing(), most, done)
        if id(tree) not in done:
            done[id(tree)] = tree, self._combined(tree, most, done)
        return done[id(tree)][1]

    def _combined(self, tree: Row | Choice, most: int | None, done: _Done) -> Texts:
        if isinstance(tree, Row):
            parts = [self._cover(part, most, done) for part in tree.parts]
            size = max((len(p) for p in parts), default=1)
            return tuple(tuple(w for p in parts for w in p[at % len(p)]) for at in range(size))
        found = dict.fromkeys(words for part in tree.parts for words in self._cover(part, most, done))
        return tuple(sorted(found, key=len))[:most]


def _apart(texts: Sequence[str]) -> Texts:
    """Texts as words; one that holds none, where there are no texts."""
    return tuple(tuple(text.split()) for text in texts or ("",))
