"""Finds the known pieces of an utterance: the cover by phrases of the grammar that explains most words with fewest pieces.

Dynamic programming from the last word to the first: every phrase that begins at a word is tried (numbers, stretches and
points of time are matched where a phrase has a `{capture}`), the cover that leaves fewest words over wins. Linear in the
length of the utterance, because phrases are bounded.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from voice.skill.understanding.asking import is_no_order
from voice.skill.understanding.automaton import Node
from voice.skill.understanding.grammar import Grammar, Meaning
from voice.skill.understanding.numbers import numbers_at
from voice.skill.understanding.points import point_at
from voice.skill.understanding.stretches import stretch_at
from voice.skill.understanding.words import UNKNOWN

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
    "filler subject owner dangling leading some determiner any complaint command faq maybe short_yes past only well".split()
)
_LIGHT_WORDS = frozenset("one a bit little touch tad last".split())
Captures = dict[str, list[tuple[int, float | None]]]


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` (end excluded) that a phrase explains; `captures` are the numbers or days in it, in order.

    `loose` of the words are in gaps.
    """

    start: int
    end: int
    meanings: tuple[Meaning, ...]
    captures: tuple[float, ...] = ()
    loose: int = 0


@dataclass(frozen=True, slots=True)
class _Heard:
    """What is to be covered: the words, the numbers and times in them, what was asked for, kinds and names not to be used."""

    words: tuple[str, ...]
    captured: list[Captures]
    asked: frozenset[str]
    without: frozenset[str] = frozenset()


def matches(grammar: Grammar, words: tuple[str, ...], asked: frozenset[str], now: datetime | None) -> tuple[Match, ...]:
    """The best cover of the words, left to right; what no match covers is left over."""
    heard = _Heard(words, [_captures(grammar, words, at, now) for at in range(len(words))], asked)
    found, kept = _covered(grammar, heard)
    for hidden in (_idle, _hidden_orders):
        if names := hidden(kept, words):
            heard = replace(heard, without=heard.without | names)
            found, kept = _covered(grammar, heard)
    starts = {i.start for i in kept}
    dropped = {word for i in found if i.start not in starts for word in words[i.start : i.end]}
    return _best(grammar.automaton.root, replace(heard, without=heard.without | _ORDERS)) if dropped & _DENIALS else kept


def _covered(grammar: Grammar, heard: _Heard) -> tuple[tuple[Match, ...], tuple[Match, ...]]:
    """The best cover, with and without the commands that stand in it by accident."""
    found = _without_stray_well(_best(grammar.automaton.root, heard), heard.words)
    return found, _without_stray_commands(found, len(heard.words), heard.asked)


def _idle(found: Sequence[Match], words: tuple[str, ...]) -> frozenset[str]:
    """ "I can't stop" where nothing is behind it that goes on, so that it means something else."""
    for at, match in enumerate(found):
        if match.meanings[0].kind == _KEEPS:
            end = match.end
            for following in found[at + 1 :]:
                if following.start != end or following.meanings[0].kind not in _BEFORE_NOUNS:
                    break
                end = following.end
            noun = next((i for i in found[at + 1 :] if i.start == end), None)
            if noun is None or not _goes_on(noun.meanings[0]):
                return frozenset({_KEEPS})
    return frozenset()


def _goes_on(meaning: Meaning) -> bool:
    """Whether it is something that can go on: a sign, or several in one phrase ("shaking and sweating")."""
    return meaning.kind in _GOES_ON or any(value is True for _, value in meaning.facts)


_EMERGENCY = "emergency"
_KEEPS = "keeps"
_BEFORE_NOUNS = frozenset("determiner filler owner some any".split())
_GOES_ON = frozenset({"symptom", "complaint"})


def _best(root: Node, heard: _Heard) -> tuple[Match, ...]:
    size, asked = len(heard.words), heard.asked
    score = [0] * (size + 1)
    chosen: list[Match | None] = [None] * size
    light = [word != UNKNOWN for word in heard.words]
    for at in range(size - 1, -1, -1):
        score[at] = score[at + 1]
        for match in _matches(root, heard, at):
            length = match.end - at
            light[at] = light[at] and (match.meanings[0].kind in _LIGHT or heard.words[at] in _LIGHT_WORDS)
            worth = (
                score[match.end]
                + length * _WORD
                - match.loose * _LOOSE
                + _PIECE
                + length * length
                - (_TOPIC if match.meanings[0].kind == "topic" else 0)
                + (_STRONG * length if match.meanings[0].kind not in ("filler", "topic") else 0)
            )
            before = chosen[at]
            apter = before is not None and _rank(match.meanings[0], asked) < _rank(before.meanings[0], asked)
            if worth > score[at] or (worth == score[at] and (before is None or apter)):
                score[at], chosen[at] = worth, match
        heard.captured[at][GAP] = _gaps(light, at)
    return tuple(_chosen(chosen))


def _gaps(light: list[bool], at: int) -> list[tuple[int, float | None]]:
    """Where a gap of a word or more that begins at a position can end."""
    ends: list[tuple[int, float | None]] = []
    while at < len(light) and light[at] and len(ends) < _LONGEST_GAP:
        at += 1
        ends.append((at, None))
    return ends


def _chosen(chosen: list[Match | None]) -> Iterator[Match]:
    at, size = 0, len(chosen)
    while at < size:
        here = chosen[at]
        if here is not None:
            yield here
        at = here.end if here is not None else at + 1


def _without_stray_commands(found: tuple[Match, ...], size: int, asked: frozenset[str]) -> tuple[Match, ...]:
    """A command of a word or two counts only where nothing else is said: "back", and not "my back on the right"."""
    rest = [i for i in found if not any(m.kind in _BESIDE_COMMANDS for m in i.meanings)]
    left = size - sum(i.end - i.start for i in found)
    lengths = [i.end - i.start for i in found if i.meanings[0].kind == "filler"]
    meant = size - sum(length for length in lengths if length > _BESIDE_SHORT)
    kept: list[Match] = []
    for match in found:
        first = match.meanings[0]
        commands = tuple(m for m in match.meanings if m.kind in _ORDERS)
        if commands and first.kind in _YIELDS_TO_COMMANDS and left == 0 and size - (match.end - match.start) <= 1:
            kept.append(replace(match, meanings=commands))
        elif first.kind not in _ORDERS or _stands_alone(match, rest, left, meant, asked):
            kept.append(match)
        else:
            others = tuple(m for m in match.meanings if m not in commands)
            if others:
                kept.append(replace(match, meanings=others))
    if any(i.meanings[0].kind == "command" for i in kept):  # "a bit" is how much slower, and no answer
        kept = [_beside(i) for i in kept]
    return tuple(kept)


def _hidden_orders(kept: tuple[Match, ...], words: tuple[str, ...]) -> frozenset[str]:
    """Commands that are no orders here: "do I have to stop", and the "wait" of "wait, no"."""
    known = sum(i.end - i.start for i in kept)
    hidden: set[str] = set()
    for match in kept:
        name = match.meanings[0].name if match.meanings[0].kind == "command" else ""
        waiting = name == "pause" and match.end - match.start <= _SHORT_WAIT
        denied = waiting and words[match.end : match.end + 1] in _NOES
        before = words[max(0, match.start - 1)] if match.start else ""
        needless = before == "no" and words[match.start] == "need"
        undone = name in (*_FINAL, _EMERGENCY) and (before in ("not", "never") or needless)
        if denied or undone or (name in _FINAL and is_no_order(words, match.start, match.end, whole=known == len(words))):
            hidden.add(name)
    return frozenset(hidden)


def _beside(match: Match) -> Match:
    """The match as it is meant beside a command."""
    meant = tuple(m for m in match.meanings if m.kind in _BESIDE_COMMANDS)
    return replace(match, meanings=meant) if meant else match


def _without_stray_well(found: tuple[Match, ...], words: tuple[str, ...]) -> tuple[Match, ...]:
    """ "Well" between two answers takes the first back, and at the head of one is none itself: "yes, well, no", "well, no"."""
    kept = list(found)
    for at, match in enumerate(found[:-1]):
        taken = tuple(m for m in match.meanings if m.kind == "well")
        behind = at == 0 or found[at - 1].meanings[0].kind in _ANSWERED
        if taken and words[match.start : match.end] == ("well",) and behind and _answers_on(found[at + 1 :]):
            kept[at] = replace(match, meanings=taken)
    return tuple(kept)


def _answers_on(rest: tuple[Match, ...]) -> bool:
    following = next((i for i in rest if i.meanings[0].kind not in ("filler", "subject", "topic", "owner")), None)
    return following is not None and following.meanings[0].kind in _ANSWERED | {"neg", "repair", "only"}


_ANSWERED = frozenset("yes short_yes no deny fact normal gone nothing none".split())


def _stands_alone(match: Match, rest: list[Match], left: int, size: int, asked: frozenset[str]) -> bool:
    """Whether it is meant: alone, or long and most of what is said; a question may have facts beside it.

    `size` leaves out the words that say why it is asked: "louder, I've got my hearing aids out".
    """
    length = match.end - match.start
    if length < _LONG_COMMAND:
        return not rest and left == 0 and size - length <= _BESIDE_SHORT
    if left > length or any(i.meanings[0].kind in _WEIGHTY for i in rest):
        return False
    return match.meanings[0].kind == "faq" or not rest or (length * 2 > size and not any(_answers(i, asked) for i in rest))


def _answers(match: Match, asked: frozenset[str]) -> bool:
    return _class(match.meanings[0], asked) == 0


_FINAL = frozenset({"stop", "start_over", "delete_data"})
"""Commands that end or erase, which nobody may give by accident."""
_SHORT_WAIT = 2
_NOES = {("no",), ("nope",), ("nah",)}
_ORDERS = frozenset({"command", "faq"})
_DENIALS = frozenset({"no", "not", "never"})
_BESIDE_SHORT = 3
_YIELDS_TO_COMMANDS = frozenset({"repair", "number", "filler", "complaint", "some", "vague", "normal", "determiner"})
_LONG_COMMAND = 3
_WEIGHTY = frozenset({"decoy", "unknown", "neg", "nothing", "none"})
_BESIDE_COMMANDS = frozenset(
    (
        "command faq filler subject owner no yes deny repair and contrast complaint some short_yes any determiner maybe only neg "
        "normal past well break"
    ).split()
)


def _captures(grammar: Grammar, words: tuple[str, ...], at: int, now: datetime | None) -> Captures:
    found: dict[str, list[tuple[int, float | None]]] = {ANY_WORD: [(at + 1, None)]}
    numbers = numbers_at(words, at)
    if numbers:
        found["{n}"] = list(numbers)
    stretch = stretch_at(words, at, grammar.time)
    if stretch:
        found["{stretch}"] = [stretch]
    point = point_at(words, at, grammar.time, now)
    if point:
        found["{point}"] = [point]
    return found


def _matches(root: Node, heard: _Heard, at: int) -> Iterator[Match]:
    words, asked = heard.words, heard.asked
    open_nodes: list[tuple[Node, int, tuple[float, ...], int]] = [(root, at, (), 0)]
    while open_nodes:
        node, here, captures, loose = open_nodes.pop()
        if node.meanings:
            apt = tuple(m for m in node.meanings if (not m.asked or m.asked & asked) and not {m.kind, m.name} & heard.without)
            if apt:
                yield Match(at, here, _by_aptness(apt, asked), captures, loose)
        passed = node.step(GAP) if GAP in node.captures else None
        if passed is not None:
            open_nodes.append((passed, here, captures, loose))
        if here == len(words):
            continue
        following = node.step(words[here])
        if following is not None:
            open_nodes.append((following, here + 1, captures, loose))
        if node.captures:
            for mark, ends in heard.captured[here].items():
                following = node.step(mark) if mark in node.captures else None
                if following is not None:
                    open_nodes += [
                        (following, end, captures if value is None else (*captures, value), loose + (end - here) * (mark == GAP))
                        for end, value in ends
                    ]


def _by_aptness(meanings: tuple[Meaning, ...], asked: frozenset[str]) -> tuple[Meaning, ...]:
    """What is asked for comes first, then symptoms, replies, what else can be stated, commands, and fillers last."""
    return meanings if len(meanings) == 1 else tuple(sorted(meanings, key=lambda m: _rank(m, asked)))


def _rank(meaning: Meaning, asked: frozenset[str]) -> tuple[int, int, int]:
    return _class(meaning, asked), -sum(slot in asked for slot, _ in meaning.facts), -len(meaning.facts)


def _class(meaning: Meaning, asked: frozenset[str]) -> int:
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
