"""An utterance as words: lower case, no punctuation, contractions taken apart, one spelling for what sounds alike.

Every word remembers which of the spoken words it came from ("isn't" gives "is" and "not", both from the same one), so that
a reading can be explained. Any text is accepted; time is linear in its length. `[unk]` stays one word of its own.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

UNKNOWN = "[unk]"
POSSESSIVE = "'s"
"""What is left of "heart's" beside the heart: is, has or of it."""
LONGEST = 400
"""Words after this many are not looked at: nobody answers at such length, and what is cut makes a reading unsure."""

_PIECES = re.compile(r"\[unk\]|<unk>|\d+(?:[.,]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*'?|[^\s\w]|_+", re.IGNORECASE)
HESITATIONS = frozenset("um uh uhm umm er erm mmm ah uhh".split())
"""Sounds that mean nothing wherever they stand; alone they are kept."""
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'"})
_SILENT = frozenset(".,;:!?\"'()[]{}<>/\\|-*_\u2026\u2013\u2014\u00bf\u00a1")
_ENDINGS = {"ve": "have", "re": "are", "m": "am", "ll": "will", "d": "would"}
_AFTER_HAD = frozenset("been done trained exercised raced played lifted run worked finished squatted hiked cycled swum".split())
_BETWEEN = frozenset("just already only not never even also all both ever recently really".split())
_HELD = frozenset("a an one two three four five six seven eight nine ten no".split())
"""Right behind "i'd" they are what one had: "i'd one banana", "i'd no energy"."""
_AFTER_HAS = frozenset({"been", "got", "had"})
_IS = frozenset("it that there what who where how he she this here when why everything nothing something".split())


@dataclass(frozen=True, slots=True)
class Utterance:
    """`words` as the grammar spells them; `origin[i]` is the position of word i among the spoken ones.

    `cut`: there is more to it than these words.
    """

    words: tuple[str, ...]
    origin: tuple[int, ...]
    cut: bool = False


def split(text: str) -> list[str]:
    """The spoken words of a text, lower case, without punctuation."""
    plain = unicodedata.normalize("NFKC", text[: LONGEST * 60]).translate(_QUOTES).lower()
    found = [m.group() for m in _PIECES.finditer(plain)]
    return [UNKNOWN if w == "<unk>" else w for w in found if w not in _SILENT]


def spell(word: str, same: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """One spoken word in the grammar's spelling: contractions apart, `same` (the grammar's list of variants) applied."""
    if word in same:
        return same[word]
    if "'" not in word:
        return (word,)
    if word.endswith("n't"):
        stem = word[:-3]
        return ({"ca": "can", "wo": "will", "sha": "shall"}.get(stem, stem), "not")
    stem, _, end = word.rpartition("'")
    if end in _ENDINGS:
        return (*spell(stem, same), _ENDINGS[end])
    if end == "s":
        return (*spell(stem, same), "is" if stem in _IS else POSSESSIVE)
    return spell(stem, same) if not end else (word,)


def _completed(following: list[str]) -> bool:
    """Whether what follows "i'd" makes it "i had": "i'd just been", "i'd not trained", "i'd a banana"."""
    first = next((word for word in following if word not in _BETWEEN), "")
    return first in _AFTER_HAD or bool(_HELD & set(following[:1]))


def _breaks_off(spoken: list[str], same: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether more belongs to the last word: "I am" may be all, "I'm" never is."""
    last = spoken[-1] if spoken else ""
    stem, _, end = last.rpartition("'")
    return last not in same and bool(stem) and (end in _ENDINGS or (end == "s" and stem in _IS))


def utterance(text: str, same: Mapping[str, tuple[str, ...]]) -> Utterance:
    """A text as the words that the grammar knows."""
    spoken = split(text)
    words: list[str] = []
    origin: list[int] = []
    for position, word in enumerate(spoken[:LONGEST]):
        if _is_silent(spoken, position):
            continue
        for part in filter(None, spell(word, same)):
            words.append(part)
            origin.append(position)
    for at in range(len(words) - 1):
        words[at] = _taken_apart(words, at, spoken[origin[at]])
    cut = len(spoken) > LONGEST or len(text) > LONGEST * 60 or _breaks_off(spoken, same)
    return Utterance(tuple(words), tuple(origin), cut)


def _is_silent(spoken: list[str], at: int) -> bool:
    """Whether a word is a sound that means nothing: not where nothing else is said, nor in "uh huh"."""
    hesitates = spoken[at] in HESITATIONS and spoken[at + 1 : at + 2] != ["huh"]
    return hesitates and not HESITATIONS.issuperset(spoken)


def _taken_apart(words: list[str], at: int, spoken: str) -> str:
    """The verb of a contraction, by the word behind it: "it's been" has, "I'd trained" had."""
    if words[at] == "is" and words[at + 1] in _AFTER_HAS and spoken != "is":
        return "has"
    if words[at] == "would" and spoken.endswith("'d") and _completed(words[at + 1 : at + 4]):
        return "had"
    return words[at]


def stands(phrase: tuple[str, ...], words: Sequence[str]) -> bool:
    """Whether a phrase is said."""
    return any(word == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase for at, word in enumerate(words))


def standing(phrases: Mapping[str, Sequence[tuple[str, ...]]], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where any of the phrases, which are sorted by their first words, begins and ends."""
    for at, word in enumerate(words):
        for phrase in phrases.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                yield at, at + len(phrase)
