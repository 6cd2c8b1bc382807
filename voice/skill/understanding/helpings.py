"""How much of a thing is drunk, where it is counted twice: "three or four", "filter coffee, I take three small cups".

Amounts that several words give add up ("two coffees and a tea"). Of two with an "or" between them the larger counts, and a drink
that is named without a number is the one whose cups are counted behind it.
"""

from itertools import pairwise

from voice.skill.grammar.compiled import Grammar
from voice.skill.understanding.parse import Mention, Parse, Question


def counted_once(parse: Parse, question: Question) -> Parse:
    """Without amounts that another one takes the place of."""
    found, summed = parse.matches, question.grammar.about.summed
    amounts = [c for c in parse.mentions if c.slot in summed]
    dropped: set[int] = set()
    for before, after in pairwise(amounts):
        between = found[before.at + 1 : after.at]
        if any(match.meanings[0].kind == "join" for match in between):
            dropped.add(min(before, after, key=_amount).at)
        elif not _numbers(parse, before.at, question.grammar) and _is_bare_count(parse, after.at, question.grammar):
            dropped.add(before.at)
    return parse.but(mentions=tuple(c for c in parse.mentions if c.slot not in summed or c.at not in dropped))


def _amount(mention: Mention) -> float:
    return float(mention.value) if isinstance(mention.value, float | int) else 0.0


def _numbers(parse: Parse, at: int, grammar: Grammar) -> list[int]:
    """Where in a match numbers stand."""
    match, found = parse.matches[at], grammar.language.numbers
    return [position for position in range(match.start, match.end) if found.all_at(parse.words, position)]


def _is_bare_count(parse: Parse, at: int, grammar: Grammar) -> bool:
    """Whether a match is a number, of cups or of nothing that is named."""
    match, cues = parse.matches[at], grammar.cues.numbers
    numbers, said = _numbers(parse, at, grammar), parse.words[match.start : match.end]
    vessel = not cues.vessels.isdisjoint(said) and cues.of.isdisjoint(said)
    return bool(numbers) and (numbers[-1] == match.end - 1 or vessel)
