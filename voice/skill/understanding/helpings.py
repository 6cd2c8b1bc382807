"""How much of a thing is drunk, where it is counted twice: "three or four", "filter coffee, I take three small cups".

Amounts that several words give add up ("two coffees and a tea"). Of two with an "or" between them the larger counts, and a drink
that is named without a number is the one whose cups are counted behind it.
"""

from collections.abc import Sequence
from itertools import pairwise

from voice.skill.grammar.formulas import SUMMED
from voice.skill.language.interface import Numbers
from voice.skill.understanding.parse import Match, Mention, Parse, Question

_VESSELS = frozenset("cup cups mug mugs glass glasses tumbler tumblers".split())


def counted_once(parse: Parse, question: Question) -> Parse:
    """Without amounts that another one takes the place of."""
    words, found, numbers = parse.words, parse.matches, question.grammar.language.numbers
    amounts = [c for c in parse.mentions if c.slot in SUMMED]
    dropped: set[int] = set()
    for before, after in pairwise(amounts):
        between = found[before.at + 1 : after.at]
        if any(match.meanings[0].kind == "join" for match in between):
            dropped.add(min(before, after, key=_amount).at)
        elif not _numbers(numbers, words, found[before.at]) and _is_bare_count(numbers, words, found[after.at]):
            dropped.add(before.at)
    return parse.but(mentions=tuple(c for c in parse.mentions if c.slot not in SUMMED or c.at not in dropped))


def _amount(mention: Mention) -> float:
    return float(mention.value) if isinstance(mention.value, float | int) else 0.0


def _numbers(numbers: Numbers, words: Sequence[str], match: Match) -> list[int]:
    """Where in a match numbers stand."""
    return [at for at in range(match.start, match.end) if numbers.all_at(words, at)]


def _is_bare_count(numbers: Numbers, words: Sequence[str], match: Match) -> bool:
    """Whether a match is a number, of cups or of nothing that is named."""
    starts, said = _numbers(numbers, words, match), words[match.start : match.end]
    return bool(starts) and (starts[-1] == match.end - 1 or bool(_VESSELS & set(said) and "of" not in said))
