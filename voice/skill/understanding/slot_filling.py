"""Mentions as answers, slot by slot: lists and sums add up; after a correction the later counts, without one two are doubtful."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from voice.skill.grammar.compiled import Grammar
from voice.skill.reading import UNKNOWN, Value
from voice.skill.understanding.parse import Mention, Parse, Question

_AND_BOTH = 2
"""Things asked for, of which "both" can be said."""


def filled(parse: Parse, question: Question) -> Parse:
    """With what each slot was said to be."""
    answers: dict[str, Value] = {}
    said: dict[str, Mention] = {}
    unclear = False
    for mention in parse.mentions:
        slot, before = mention.slot, said.get(mention.slot)
        if before is None or _is_repaired(parse, question.grammar, before, mention):
            said[slot], answers[slot] = mention, _first(mention, question.grammar)
            continue
        again = _Again(parse, question.grammar, answers[slot], before, mention)
        said[slot] = before if _rule(mention, question.grammar) == "first" else mention
        answers[slot], doubted = _way(mention, question.grammar)(again)
        unclear = unclear or doubted
    doubtful = parse.doubtful or unclear or _is_doubtful(parse, question)
    return parse.but(answers=_most_exact(question.grammar, answers), doubtful=doubtful)


def _is_doubtful(parse: Parse, question: Question) -> bool:
    """Whether a mention is, or it may not be meant for us, or "both" is said of more than two."""
    miscounted = "both" in parse.marks and len(question.asked) > _AND_BOTH
    return miscounted or "decoy" in parse.marks or any(mention.doubtful for mention in parse.mentions)


def _first(mention: Mention, grammar: Grammar) -> Value:
    """The value of a slot that is said for the first time, or anew."""
    known = mention.slot in grammar.about.listed and mention.value != UNKNOWN
    return listed(mention.value) if known else mention.value


@dataclass(frozen=True, slots=True)
class _Again:
    """A slot of which something is said once more: its value so far, the mention before and the one that is added."""

    parse: Parse
    grammar: Grammar
    value: Value
    before: Mention
    mention: Mention


_Way = Callable[[_Again], tuple[Value, bool]]
"""The value of both, and whether it is doubtful."""


def _way(mention: Mention, grammar: Grammar) -> _Way:
    """How a second mention of its slot is taken."""
    if mention.slot in grammar.about.listed:
        return _listed_too
    return _WAYS.get(_rule(mention, grammar), _sign_again if mention.slot in grammar.symptoms else _later)


def _rule(mention: Mention, grammar: Grammar) -> str | None:
    """What the knowledge file says of a second value of a mention's slot."""
    known = grammar.slots.get(mention.slot)
    return known.twice if known is not None else None


def _listed_too(again: _Again) -> tuple[Value, bool]:
    """Two lists as one, each thing once; what is known stands against what is not."""
    known = [part for part in (again.value, again.mention.value) if part != UNKNOWN]
    return (tuple(dict.fromkeys(v for part in known for v in listed(part))) if known else UNKNOWN), False


def _summed(again: _Again) -> tuple[Value, bool]:
    return _number(again.value) + _number(again.mention.value), False


def _number(value: Value) -> float:
    return float(value) if isinstance(value, float | int) else 0.0


def _as_before(again: _Again) -> tuple[Value, bool]:
    return again.value, False


def _strongest(again: _Again) -> tuple[Value, bool]:
    """Of two amounts the larger one, as the file lists the values; an unknown one is the least."""
    known = again.grammar.slots[again.mention.slot].values
    amounts = (UNKNOWN, *(value for value in known if value != UNKNOWN))
    return max(str(again.value), str(again.mention.value), key=amounts.index), False


def _sides(again: _Again) -> tuple[Value, bool]:
    said = again.mention.value
    both = again.grammar.about.tells.both.get(again.mention.slot)
    return said if said in (again.value, again.before.value) else both, False


def _onset(again: _Again) -> tuple[Value, bool]:
    """ "Right after yoga, and I drank six litres in the class": the second time may be of something else."""
    between = any(again.before.at < other.at < again.mention.at for other in again.parse.mentions)
    return (again.value, True) if between else _later(again)


def _later(again: _Again) -> tuple[Value, bool]:
    """The later counts."""
    said = again.mention.value
    changed = said != again.before.value or (said is False and again.value is True)
    return said if changed else again.value, False


def _sign_again(again: _Again) -> tuple[Value, bool]:
    """A sign that is there and not there: the later counts behind a "but" or a "no", else it is there, doubtfully."""
    said = again.mention.value
    present_first = again.value is True and said is False
    if said == again.before.value and not present_first:
        return again.value, False
    if _is_turned(again):
        return said, False
    return True if present_first or said is True else said, True


def _is_turned(again: _Again) -> bool:
    """Whether a "but" stands between two mentions, or a "no" before one that is denied."""
    denials = (at for at, reply in again.parse.replies if reply == "no" and again.mention.value is False)
    return any(again.before.at < turn < again.mention.at for turn in (again.parse.marks.get("contrast", -1), *denials))


_WAYS: Mapping[str | None, _Way] = {
    "first": _as_before,
    "strongest": _strongest,
    "both": _sides,
    "summed": _summed,
    "doubted": _onset,
}


def _is_repaired(parse: Parse, grammar: Grammar, before: Mention, mention: Mention) -> bool:
    """Whether a correction stands between two mentions of a slot, or a "no" where it is no sign."""
    noes = (at for at, said in parse.replies if said == "no" and mention.slot not in grammar.symptoms)
    return any(before.at < turn <= mention.at for turn in (*parse.repairs, *noes))


def listed(value: Value) -> tuple[str, ...]:
    """A value as a list."""
    return value if isinstance(value, tuple) else (str(value),)


def _most_exact(grammar: Grammar, answers: dict[str, Value]) -> dict[str, Value]:
    """Of "my arm, the biceps" the biceps counts, and of all places the whole body."""
    slot = grammar.about.role.place
    places, everywhere = answers.get(slot), grammar.about.tells.everything.get(slot)
    if not isinstance(places, tuple):
        return answers
    wide = {w for p in places for w in grammar.parents.get(p, ())}
    exact = (everywhere,) if everywhere in places else tuple(p for p in places if p not in wide)
    return {**answers, slot: exact}
