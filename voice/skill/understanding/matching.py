"""Finds the known pieces of an utterance: the cover by phrases of the grammar that explains most words with fewest pieces.

Dynamic programming from the last word to the first: every phrase that begins at a word is tried (numbers, stretches and
points of time are matched where a phrase has a `{capture}`), the cover that leaves fewest words over wins. Linear in the
length of the utterance, because phrases are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from voice.skill.grammar.automaton import Node
from voice.skill.grammar.cues import Cues
from voice.skill.grammar.phrases import Meaning
from voice.skill.language.interface import Questions
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding.parse import Match, Question

OPENING = "opening"
"""Stands among what is asked when nothing in particular is asked."""
_WORD, _PIECE, _STRONG, _LOOSE = 100, -20, 3, 25
_TOPIC = 60
"""What a word that explains nothing is worth less than one that does."""
ANY_WORD = "{word}"
"""A capture that takes one word, whatever it is: "my <any word> class". It holds no number."""
GAP = "{gap}"
"""A capture that takes up to three words which say nothing by themselves: "should i {gap} worry". It holds no number."""
_LONGEST_GAP = 3
_LIGHT = frozenset(
    "filler subject owner dangling leading some determiner any complaint command faq maybe short_yes past only well hurry".split()
)
_EXPLAINS_NOTHING = frozenset({"filler", "topic"})
Captures = dict[str, list[tuple[int, float | None]]]
"""By its mark, where what it captures can end, and the number or days in it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is to be covered: the words, the numbers and times in them, what was asked for, kinds and names not to be used.

    `cues`: the words that may stand in a gap. `questions`: what makes none of an order.
    """

    root: Node
    cues: Cues
    questions: Questions
    words: tuple[str, ...]
    captured: list[Captures]
    asked: frozenset[str]
    without: frozenset[str] = frozenset()

    def lacking(self, names: frozenset[str]) -> "Heard":
        """The same without phrases of these kinds and names."""
        return replace(self, without=self.without | names)


def heard(words: tuple[str, ...], question: Question) -> Heard:
    """The words as they are to be covered in the answer to a question."""
    captured = [_captures(question, words, at) for at in range(len(words))]
    grammar, asked = question.grammar, frozenset(question.asked or (OPENING,))
    return Heard(grammar.automaton.root, grammar.cues, grammar.language.questions, words, captured, asked)


def cover(said: Heard) -> tuple[Match, ...]:
    """The best cover of the words, left to right; what no match covers is left over."""
    size = len(said.words)
    score = [0] * (size + 1)
    chosen: list[Match | None] = [None] * size
    light = [word != UNKNOWN for word in said.words]
    for at in range(size - 1, -1, -1):
        score[at] = score[at + 1]
        for match in _matches_at(said, at):
            light[at] = light[at] and (match.kind in _LIGHT or said.words[at] in said.cues.gaps.light)
            worth = score[match.end] + _worth(match)
            if worth > score[at] or (worth == score[at] and _is_apter(match, chosen[at], said.asked)):
                score[at], chosen[at] = worth, match
        said.captured[at][GAP] = _gaps(light, at)
    return tuple(_taken(chosen))


def _worth(match: Match) -> int:
    """What a match adds to a cover: for each word that it explains, more for many in one, less for loose ones."""
    length = match.end - match.start
    strong = 0 if match.kind in _EXPLAINS_NOTHING else _STRONG * length
    return length * _WORD - match.loose * _LOOSE + _PIECE + length * length - _TOPIC * (match.kind == "topic") + strong


def _is_apter(match: Match, before: Match | None, asked: frozenset[str]) -> bool:
    """Whether it says more of what was asked than the one that was chosen before."""
    return before is None or _rank(match.meanings[0], asked) < _rank(before.meanings[0], asked)


def _gaps(light: list[bool], at: int) -> list[tuple[int, float | None]]:
    """Where a gap of a word or more that begins at a position can end."""
    ends: list[tuple[int, float | None]] = []
    while at < len(light) and light[at] and len(ends) < _LONGEST_GAP:
        at += 1
        ends.append((at, None))
    return ends


def _taken(chosen: list[Match | None]) -> Iterator[Match]:
    at, size = 0, len(chosen)
    while at < size:
        match = chosen[at]
        if match is not None:
            yield match
        at = match.end if match is not None else at + 1


def _captures(question: Question, words: tuple[str, ...], at: int) -> Captures:
    found: Captures = {ANY_WORD: [(at + 1, None)]}
    language = question.grammar.language
    if numbers := language.numbers.all_at(words, at):
        found["{n}"] = list(numbers)
    if stretch := language.durations.at(words, at):
        found["{stretch}"] = [stretch]
    if point := language.dates.at(words, at, question.now):
        found["{point}"] = [point]
    return found


_Open = tuple[Node, int, tuple[float, ...], int]
"""A way through the phrases: where it stands among them and in the words, what it captured, and its loose words."""


def _matches_at(said: Heard, at: int) -> Iterator[Match]:
    """Every phrase that begins at a word."""
    open_nodes: list[_Open] = [(said.root, at, (), 0)]
    while open_nodes:
        node, here, captures, loose = open_nodes.pop()
        if apt := _apt(node, said):
            yield Match(at, here, _by_aptness(apt, said.asked), captures, loose)
        passed = node.step(GAP) if GAP in node.captures else None
        if passed is not None:
            open_nodes.append((passed, here, captures, loose))
        if here == len(said.words):
            continue
        following = node.step(said.words[here])
        if following is not None:
            open_nodes.append((following, here + 1, captures, loose))
        if node.captures:
            open_nodes += _over_captures(node, here, captures, loose, said)


def _apt(node: Node, said: Heard) -> tuple[Meaning, ...]:
    """What phrases that end here mean to this question."""
    return tuple(m for m in node.meanings if (not m.asked or m.asked & said.asked) and not {m.kind, m.name} & said.without)


def _over_captures(node: Node, here: int, captures: tuple[float, ...], loose: int, said: Heard) -> Iterator[_Open]:
    """The ways that go on over a number, a time or a gap."""
    for mark, ends in said.captured[here].items():
        following = node.step(mark) if mark in node.captures else None
        if following is None:
            continue
        for end, value in ends:
            held = captures if value is None else (*captures, value)
            yield following, end, held, loose + (end - here) * (mark == GAP)


def _by_aptness(meanings: tuple[Meaning, ...], asked: frozenset[str]) -> tuple[Meaning, ...]:
    """What is asked for comes first, then symptoms, replies, what else can be stated, commands, and fillers last."""
    return meanings if len(meanings) == 1 else tuple(sorted(meanings, key=lambda m: _rank(m, asked)))


def _rank(meaning: Meaning, asked: frozenset[str]) -> tuple[int, int, int]:
    return aptness(meaning, asked), -sum(slot in asked for slot, _ in meaning.facts), -len(meaning.facts)


def aptness(meaning: Meaning, asked: frozenset[str]) -> int:
    """How far a meaning is from what was asked for: 0 answers it."""
    if meaning.asked or meaning.name in asked or any(slot in asked for slot, _ in meaning.facts):
        return 0
    if meaning.kind == "fact" and OPENING in asked:
        return 1
    return _RANKS.get(meaning.kind, 2)


_RANKS = {
    "symptom": 1,
    "command": 3,
    "faq": 3,
    "some": 4,
    "fact": 4,
    "number": 4,
    "decoy": 5,
    "filler": 6,
    "topic": 7,
    "dangling": 8,
    "leading": 8,
}
