"""What mentions lean on others: a place named to find another by, a change that must be a medicine's, a bare time or number.

Each rule takes mentions away, or doubts them; none adds any.
"""

from collections.abc import Callable
from dataclasses import replace
from math import inf

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.kinds import MARKERS
from voice.skill.language.interface import Numbers
from voice.skill.understanding.parse import Mention, Parse, Question
from voice.skill.understanding.slot_filling import listed

_TWO = 2
_TERSE = 8
"""Words up to which a bare time in an opening is how long it has been: "calf twitch, two days"."""


def attached(parse: Parse, question: Question) -> Parse:
    """Without the mentions that belong to something else, and without the marks that only say how a phrase is to be taken."""
    doubted = _at(parse, "doubted")
    doubtful = parse.but(mentions=tuple(replace(c, doubtful=True) if c.at in doubted else c for c in parse.mentions))
    dropped = {mention for rule in _RULES for mention in rule(doubtful, question)}
    kept = tuple(c for c in doubtful.mentions if c.slot not in MARKERS and c not in dropped)
    return doubtful.but(mentions=kept)


_Rule = Callable[[Parse, Question], list[Mention]]
"""The mentions that it takes away."""


def _at(parse: Parse, slot: str) -> set[int]:
    """Where a slot is mentioned."""
    return {c.at for c in parse.mentions if c.slot == slot}


def _landmarks(parse: Parse, question: Question) -> list[Mention]:
    """Places that another one is found by, "just above the knee", unless they are part of it."""
    beside = _at(parse, "beside")
    places = parse.said_of(question.grammar.about.role.place)
    named = {place for c in places if c.at not in beside for place in listed(c.value)}
    if not named:
        return []
    parents = question.grammar.parents
    return [c for c in parse.mentions if c.at in beside and not any(parents.get(p, frozenset()) & named for p in listed(c.value))]


def _of_no_medicine(parse: Parse, question: Question) -> list[Mention]:
    """What is only said of a medicine, where none is named but asked for, or where it has been taken for long."""
    medicines = question.grammar.about.role.medicines
    taken = parse.said_of(medicines)[-1:]
    unnamed = medicines in question.asked and not (taken and taken[0].value)
    marked = _at(parse, "of_medicine") if unnamed or _is_long_ago(parse, question.grammar) else set[int]()
    return [c for c in parse.mentions if c.at in marked]


def _is_long_ago(parse: Parse, grammar: Grammar) -> bool:
    """Whether a medicine has been taken for longer than any change of it can be felt."""
    days = parse.said_of(grammar.about.role.duration)[-1:]
    longest = max(grammar.felt_for.values(), default=inf)
    return any(isinstance(c.value, float | int) and c.value > longest for c in days)


def _of_no_limb(parse: Parse, question: Question) -> list[Mention]:
    """ "I can't lift it" of no limb that is named, while nothing of muscles is asked for."""
    about = question.grammar.about
    if parse.said_of(about.role.place) or not about.of_muscle.isdisjoint(question.asked):
        return []
    marked = _at(parse, "of_limb")
    return [c for c in parse.mentions if c.at in marked and c.slot in about.of_named_limb]


def _bare_times(parse: Parse, question: Question) -> list[Mention]:
    """Bare times in a long utterance, and denied ones in any; beside a place one stays: "right eyelid over a month now"."""
    bare = _at(parse, "terse") - _beside_a_place(parse, question)
    long = len(parse.words) > _TERSE
    return [c for c in parse.mentions if c.at in bare and (long or _is_denied(parse, c.at))]


def _rates(parse: Parse, question: Question) -> list[Mention]:
    """ "A day" behind what somebody drinks is how often, and no length of time: "two coffees a day"."""
    about, found = question.grammar.about, parse.matches
    amounts = {c.at for c in parse.mentions if c.slot in about.summed | about.habit}
    beside = {at for at in _at(parse, about.role.duration) if at - 1 in amounts and found[at - 1].end == found[at].start}
    return [c for c in parse.mentions if c.at in beside and parse.of(c.at)[0] in question.grammar.wording.articles]


def _is_denied(parse: Parse, at: int) -> bool:
    return any(c.at == at and c.value is False for c in parse.mentions)


def _beside_a_place(parse: Parse, question: Question) -> set[int]:
    """Where a bare time stands right beside a place: "right eyelid over a month now", "this past month my thighs"."""
    places, times, found = _at(parse, question.grammar.about.role.place), _at(parse, "terse"), parse.matches
    small = {at for at, match in enumerate(found) if match.kind in ("owner", "filler")}
    before = {at for at in times if at - 1 in places and found[at - 1].end == found[at].start}
    after = {at for at in times if at + 1 in small and at + 2 in places and (at == 0 or found[at - 1].kind == "and")}
    return before | after


def _numbers_of_units(parse: Parse, question: Question) -> list[Mention]:
    """A number that counts weeks or reps is no age and no sugar: "I'm thirty two weeks"."""
    about, units = question.grammar.about, question.grammar.cues.numbers.units
    unasked = set() if about.role.age in question.asked else {about.age}
    told = [c for c in parse.mentions if c.slot in about.numeric_signs | unasked]
    counted = {c.at for c in told if not units.isdisjoint(parse.words[parse.matches[c.at].end :][:1])}
    return [c for c in parse.mentions if c.at in counted]


def _numbers_of_an_illness(parse: Parse, question: Question) -> list[Mention]:
    """Where other things are asked for too, a number beside one of them is no age: "diabetes, fifteen years"."""
    about, subjects = question.grammar.about, question.grammar.subjects
    others = set(question.asked) - {about.role.age, about.role.speaker}
    if about.role.age not in question.asked or not others:
        return []
    told = parse.left > 0 or any(
        c.slot in others and not _is_denied(parse, c.at) and c.value is not False for c in parse.mentions
    )
    stated = subjects.caller | subjects.others
    return [c for c in parse.said_of(about.age) if told and parse.of(c.at)[0] not in stated]


def _numbers_of_things(parse: Parse, question: Question) -> list[Mention]:
    """Where a number counts something else: "awful, and I have had four babies", "like you'd wrung out a hundred towels"."""
    role = question.grammar.about.role
    told, scale = bool(parse.said_of(role.severity)), _end_of_scale(question.grammar)
    bare = [c for c in parse.said_of(role.score) if (len(parse.of(c.at)) == 1 if told else _is_beyond(scale, c))]
    counting = {c.at for c in bare if _counts_the_unknown(parse, c.at)}
    return [c for c in parse.mentions if c.at in counting]


def _counts_the_unknown(parse: Parse, at: int) -> bool:
    """Whether a word that belongs to no phrase stands right behind."""
    end = parse.matches[at].end
    return end < len(parse.words) and not any(match.start <= end < match.end for match in parse.matches)


def _end_of_scale(grammar: Grammar) -> float:
    return next((measure.most for measure in grammar.measures if measure.name == grammar.about.role.score), inf)


def _is_beyond(scale: float, score: Mention) -> bool:
    return isinstance(score.value, float | int) and score.value > scale


def _numbers_of_either(parse: Parse, question: Question) -> list[Mention]:
    """A bare number that may be hours as well as cups, both being asked for."""
    about = question.grammar.about
    counted = about.numeric.intersection(question.asked)
    if len(counted) < _TWO:
        return []
    numbers, told = question.grammar.language.numbers, counted | about.summed
    bare = {c.at for c in parse.mentions if c.slot in told and _ends_with_a_number(numbers, parse, c.at)}
    return [c for c in parse.mentions if c.at in bare]


def _ends_with_a_number(numbers: Numbers, parse: Parse, at: int) -> bool:
    match = parse.matches[at]
    return any(end == match.end for n in range(match.start, match.end) for end, _ in numbers.all_at(parse.words, n))


def _now_and_then(parse: Parse, question: Question) -> list[Mention]:
    """ "On and off" beside how often, unless that was a correction."""
    if parse.repairs or parse.ends("no") >= 0:
        return []
    vaguest = question.grammar.about.tells.vaguest
    exact = {c.slot for c in parse.mentions if c.slot in vaguest and c.value != vaguest[c.slot]}
    return [c for c in parse.mentions if c.slot in exact and c.value == vaguest[c.slot]]


def _told_apart(parse: Parse, question: Question) -> list[Mention]:
    """Numbness that the same bare words say to be somewhere else."""
    bare = _at(parse, "terse") - _beside_a_place(parse, question)
    apart = bare & {c.at for c in parse.mentions if c.slot in question.grammar.about.told_by_place}
    wider = {question.grammar.about.part_of[slot] for slot in question.grammar.about.told_by_place}
    return [c for c in parse.mentions if c.at in apart and c.slot in wider]


def _mild_of_none(parse: Parse, question: Question) -> list[Mention]:
    """ "Mild" beside no pain at all."""
    grammar, slot = question.grammar, question.grammar.about.role.severity
    severity, tells = parse.said_of(slot), grammar.about.tells
    hurts = any(c.value is True for c in parse.said_of(grammar.degree_of)[-1:])
    painless = any(c.value == tells.nothing.get(slot) for c in severity) and not hurts
    return [c for c in severity if painless and c.value == tells.least.get(slot)]


_RULES: tuple[_Rule, ...] = (
    _landmarks,
    _of_no_medicine,
    _of_no_limb,
    _bare_times,
    _rates,
    _numbers_of_units,
    _numbers_of_an_illness,
    _numbers_of_things,
    _numbers_of_either,
    _now_and_then,
    _told_apart,
    _mild_of_none,
)
