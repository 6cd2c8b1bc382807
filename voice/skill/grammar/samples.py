"""Phrases of the grammars as they are spoken: the texts that stand for one.

Not every way to combine alternatives is listed: each alternative of a phrase appears at least once, so that a list grows with
the words of the grammar and not with their product.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from voice.skill.grammar.compiled import Phrase
from voice.skill.grammar.notation import Choice, Later, Row, Tree, Word
from voice.skill.language.tokens import POSSESSIVE, split

Texts = tuple[tuple[str, ...], ...]
_Done = dict[int, tuple[Tree, Texts]]
"""Parts that were met before, by identity, and kept so that none that comes later has the same: classes stand in many phrases."""
CAPTURED = {
    "{word}": "spin",
    "{gap}": "",
    "{n}": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|sixteen|twenty|twenty five|thirty|thirty two|"
    "thirty four|forty|forty five|fifty|fifty six|sixty|seventy|zero|a couple of|two or three|a few|seventeen|eighteen|nineteen",
    "{stretch}": "a day|two days|three days|four days|five days|a few days|a couple of days|a week|two weeks|three weeks|a month|"
    "six weeks|two months|three months|six months|a year|an hour|two hours|half an hour|ten minutes|twenty minutes|a few hours|"
    "a few weeks|a couple of weeks|a day or two|two or three days|a week and a half|a fortnight|about a week|years|ten years|"
    "forty eight hours|four or five days|an hour or two|a few months|a couple of months|two years|five minutes|thirty minutes",
    "{point}": "yesterday|yesterday morning|yesterday evening|last night|this morning|this afternoon|monday|tuesday|wednesday|"
    "thursday|friday|saturday|sunday|last monday|the weekend|monday morning|friday evening|today|the day before yesterday",
}
_CONTRACTED = (
    ("can not", "can't"),
    ("do not", "don't"),
    ("does not", "doesn't"),
    ("did not", "didn't"),
    ("have not", "haven't"),
    ("has not", "hasn't"),
    ("had not", "hadn't"),
    ("is not", "isn't"),
    ("was not", "wasn't"),
    ("are not", "aren't"),
    ("could not", "couldn't"),
    ("would not", "wouldn't"),
    ("will not", "won't"),
    ("should not", "shouldn't"),
    ("i am", "i'm"),
    ("it is", "it's"),
    ("that is", "that's"),
    ("there is", "there's"),
    ("what is", "what's"),
    ("i have been", "i've been"),
    ("i have had", "i've had"),
    ("i have got", "i've got"),
    ("it has been", "it's been"),
    ("i would", "i'd"),
)
_LONG = re.compile("|".join(long for long, _ in _CONTRACTED))


def texts_of(phrases: Iterable[Phrase], each: int | None = None) -> Iterator[str]:
    """The phrases as they are spoken, every alternative at least once, or the first `each` of them."""
    for _, texts in texts_by_phrase(phrases, each):
        yield from texts


def texts_by_phrase(phrases: Iterable[Phrase], each: int | None = None) -> Iterator[tuple[Phrase, tuple[str, ...]]]:
    """Each phrase with its texts, as `texts_of` gives them."""
    done: _Done = {}
    for phrase in phrases:
        yield phrase, tuple(_spoken(words) for words in _cover(phrase.tree, each, done))


def _spoken(words: Sequence[str]) -> str:
    text = " ".join(split(" ".join(words).replace(f" {POSSESSIVE}", POSSESSIVE)))
    if not _LONG.search(text):
        return text
    for long, short in _CONTRACTED:
        before, _, last = text.rpartition(f" {long}")
        whole = before if last == "" and not long.endswith(" not") else text  # nobody says "I know where I'm"
        text = f" {whole} ".replace(f" {long} ", f" {short} ").strip() + text[len(whole) :]
    return text


def _cover(tree: Tree, most: int | None, done: _Done) -> Texts:
    """Word sequences of a tree in which each of its words stands at least once; the shortest first, `most` of them if given."""
    if isinstance(tree, Word):
        return tuple(tuple(t.split()) for t in CAPTURED.get(tree.text, tree.text).split("|"))[:most] if tree.text else ()
    if isinstance(tree, Later):
        return _cover(tree.passing(), most, done)
    if id(tree) not in done:
        done[id(tree)] = tree, _combined(tree, most, done)
    return done[id(tree)][1]


def _combined(tree: Row | Choice, most: int | None, done: _Done) -> Texts:
    if isinstance(tree, Row):
        parts = [_cover(part, most, done) for part in tree.parts]
        size = max((len(p) for p in parts), default=1)
        return tuple(tuple(w for p in parts for w in p[at % len(p)]) for at in range(size))
    found = dict.fromkeys(words for part in tree.parts for words in _cover(part, most, done))
    return tuple(sorted(found, key=len))[:most]
