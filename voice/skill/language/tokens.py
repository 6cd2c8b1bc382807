"""An utterance as words: lower case, no punctuation, contractions taken apart, one spelling for what sounds alike.

Every word remembers which of the spoken words it came from ("isn't" gives "is" and "not", both from the same one), so that
a reading can be explained. Any text is accepted; time is linear in its length. `[unk]` stays one word of its own.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from voice.skill.language.interface import Utterance
from voice.skill.language.words import Completion, TokenWords

UNKNOWN = "[unk]"
POSSESSIVE = "'s"
"""What is left of "heart's" beside the heart: is, has or of it. It is a mark of the grammars, whatever the language."""
LONGEST = 400
"""Words after this many are not looked at: nobody answers at such length, and what is cut makes a reading unsure."""

_PIECES = re.compile(r"\[unk\]|<unk>|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*'?|[^\s\w]|_+", re.IGNORECASE)
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_SILENT = frozenset(".,;:!?\"'()[]{}<>/\\|-*_\u2026\u2013\u2014\u00bf\u00a1")
_APOSTROPHE = "'"
_NEAR = 3
"""Words behind a contraction that are looked at for the verb that it stands for."""


@dataclass(frozen=True, slots=True)
class WordTokens:
    """Fills `interface.Tokens` with the words of a language."""

    words: TokenWords

    def utterance(self, text: str, same: Mapping[str, tuple[str, ...]]) -> Utterance:
        """A text as the words that the grammar knows."""
        spoken = split(text)
        words: list[str] = []
        origin: list[int] = []
        for position, word in enumerate(spoken[:LONGEST]):
            if self._is_silent(spoken, position):
                continue
            for part in filter(None, self.spell(word, same)):
                words.append(part)
                origin.append(position)
        for at in range(len(words) - 1):
            words[at] = self._completed(words, at, spoken[origin[at]])
        cut = len(spoken) > LONGEST or len(text) > LONGEST * 60 or self._breaks_off(spoken, same)
        return Utterance(tuple(words), tuple(origin), cut)

    def spell(self, word: str, same: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """One spoken word in the grammar's spelling: contractions apart, `same` (the grammar's list of variants) applied."""
        if word in same:
            return same[word]
        if _APOSTROPHE not in word:
            return (word,)
        negated = self.words.negated
        if negated is not None and word.endswith(negated.ending):
            stem = word[: -len(negated.ending)]
            return (negated.stems.get(stem, stem), negated.word)
        stem, _, end = word.rpartition(_APOSTROPHE)
        if end in self.words.contractions:
            return (*self.spell(stem, same), self.words.contractions[end])
        if end and end == self.words.possessive:
            return (*self.spell(stem, same), self.words.verb if stem in self.words.verb_behind else POSSESSIVE)
        return self.spell(stem, same) if not end else (word,)

    def _breaks_off(self, spoken: list[str], same: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether more belongs to the last word: "I am" may be all, "I'm" never is."""
        last = spoken[-1] if spoken else ""
        stem, _, end = last.rpartition(_APOSTROPHE)
        verb = end in self.words.contractions or (end == self.words.possessive and stem in self.words.verb_behind)
        return last not in same and bool(stem) and verb

    def _is_silent(self, spoken: list[str], at: int) -> bool:
        """Whether a word is a sound that means nothing: not where nothing else is said, nor in "uh huh"."""
        if spoken[at] not in self.words.hesitations:
            return False
        is_word = at + 1 < len(spoken) and spoken[at + 1] in self.words.no_hesitation_before
        return not is_word and not self.words.hesitations.issuperset(spoken)

    def _completed(self, words: list[str], at: int, spoken: str) -> str:
        """The verb of a contraction, by the word behind it: "it's been" has, "I'd trained" had."""
        for row in self.words.completions:
            if words[at] == row.instead_of and spoken != row.instead_of and spoken.endswith(row.ending):
                return row.means if _completes(row, words[at + 1 : at + 1 + _NEAR]) else words[at]
        return words[at]


def _completes(row: Completion, following: list[str]) -> bool:
    """Whether what follows "i'd" makes it "i had": "i'd just been", "i'd not trained", "i'd a banana"."""
    first = next((word for word in following if word not in row.between), "")
    return first in row.before or not row.beside.isdisjoint(following[:1])


def split(text: str) -> list[str]:
    """The spoken words of a text, lower case, without punctuation."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST * 60]).translate(_QUOTES).lower()
    found = [m.group() for m in _PIECES.finditer(plain)]
    return [UNKNOWN if w == "<unk>" else w for w in found if w not in _SILENT]


def stands(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether a phrase is said."""
    return any(word == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase for at, word in enumerate(words))


def standing(phrases: Mapping[str, Sequence[tuple[str, ...]]], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where any of the phrases, which are sorted by their first words, begins and ends."""
    for at, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield at, at + len(phrase)


def word_at(words: Sequence[str], at: int) -> str:
    """The word at a position; nothing behind the last one."""
    return words[at] if at < len(words) else ""


def phrase_at(phrases: Sequence[tuple[str, ...]], words: Sequence[str], at: int) -> int:
    """Where the first of these phrases that stands at a position ends; the position itself where none does."""
    return next((at + len(phrase) for phrase in phrases if tuple(words[at : at + len(phrase)]) == phrase), at)
