"""The one language of guards, rules, evidence and contraindications: conditions over answers, with three truth values.

In the knowledge file a condition is

    dark_urine                                a symptom, flag or true/false slot is true
    {slot: value} or {slot: [value, value]}   the slot holds one of these (a list slot: contains one of them)
    {some: slot}                              a list slot holds at least one value
    {slot: {at_least: 14}}                    also at_most, below, above; two of them together bound a range
    {since: {symptom: id, at_most: 7}}        so many days since the symptom began: its own time, else the twitch's;
                                              true where neither is known, so that an unknown time hides no sign
    {all: […]} {any: […]} {not: …}            as Kleene has them
    {count: {at_least: 2, of: […]}}           at least so many of these hold
    {unknown: id}                             was asked, and is not known
    {asked: id}                               was asked
    {missing: id}                             was not asked, or is not known

Truth is True, False or None for unknown. What was not asked and what is not known are both None; only `unknown` and
`asked` tell them apart, and those two and `missing` are never None themselves.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from voice.skill.reading import TWITCH_DAYS, UNKNOWN, Value, days_key

Truth = bool | None
_BOUNDS = ("at_least", "at_most", "above", "below")


@dataclass(frozen=True, slots=True)
class Is:
    """A symptom, flag or true/false slot is true."""

    id: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A slot holds one of `values`; a list slot contains one of them."""

    id: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """A list slot holds at least one value, whichever."""

    id: str


@dataclass(frozen=True, slots=True)
class Within:
    """A number slot lies within `bounds`, each a name of the language and a number."""

    id: str
    bounds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Since:
    """A symptom began within `bounds` of days; true where nothing is known of when."""

    id: str
    bounds: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether a slot was asked (`asked`), asked and not known (`unknown`), or either not asked or not known (`missing`)."""

    id: str
    how: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Count:
    """At least `least` of `parts` hold: `all` and `any` are the two ends of it."""

    least: int
    parts: tuple["Condition", ...]


Leaf = Is | OneOf | Some | Within | Since | Asked
Condition = Leaf | Not | Count
ALWAYS = Count(0, ())
NEVER = Count(1, ())


@dataclass(frozen=True, slots=True)
class Facts:
    """Answers (flat), and the flags derived from them, which a bare id means before a slot of the same name."""

    values: Mapping[str, Value]
    flags: Mapping[str, Truth] = field(default_factory=dict)

    def truth(self, name: str) -> Truth:
        """A bare id's truth."""
        if name in self.flags:
            return self.flags[name]
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def asked(self, name: str) -> bool:
        """Whether there is an answer at all, be it that it is not known."""
        return self.values.get(name) is not None


def parse_condition(raw: object) -> Condition:
    """A condition as the YAML file writes it. Raises ValueError, saying what is wrong."""
    if isinstance(raw, Condition):
        return raw
    if isinstance(raw, str):
        return Is(raw)
    if not isinstance(raw, Mapping) or len(raw) != 1:
        raise ValueError(f"not a condition: {raw!r}; an id, or a mapping with one key, would be right")
    ((key, value),) = raw.items()
    if not isinstance(key, str):
        raise ValueError(f"the key {key!r} is not a word; quoted, it would be")  # noqa: TRY004 (pydantic reports only this)
    if key in _KEYS:
        return _KEYS[key](key, value)
    return _within(key, value) if isinstance(value, Mapping) else _compared(key, value)


def _all(key: str, value: object) -> Condition:
    parts = _parts(key, value)
    return Count(len(parts), parts)


def _any(key: str, value: object) -> Condition:
    return Count(1, _parts(key, value))


def _some(key: str, value: object) -> Condition:
    return Some(_id(key, value))


def _asked(key: str, value: object) -> Condition:
    return Asked(_id(key, value), key)


def _id(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"`{key}` takes one id, not {value!r}")  # noqa: TRY004 (pydantic reports only this)
    return value


def _compared(key: str, value: object) -> Condition:
    values = value if isinstance(value, list) else [value]
    words = tuple(word for word in values if isinstance(word, str))
    if not words or len(words) < len(values):
        raise ValueError(f"`{key}` is compared with {value!r}; values are words (quote yes, no and numbers)")
    return OneOf(key, words)


def _parts(key: str, value: object) -> tuple[Condition, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"`{key}` takes a list of conditions, not {value!r}")
    return tuple(parse_condition(part) for part in value)


def _count(_key: str, value: object) -> Condition:
    if not isinstance(value, Mapping) or set(value) != {"at_least", "of"} or not isinstance(value["at_least"], int):
        raise ValueError(f"`count` takes at_least (a whole number) and of (a list), not {value!r}")
    return Count(value["at_least"], _parts("of", value["of"]))


def _since(_key: str, value: object) -> Condition:
    if not isinstance(value, Mapping) or not isinstance(value.get("symptom"), str) or len(value) == 1:
        raise ValueError(f"`since` takes symptom (an id) and a bound in days such as at_most, not {value!r}")
    return Since(value["symptom"], _bounds("since", {name: bound for name, bound in value.items() if name != "symptom"}))


def _within(key: str, value: Mapping[object, object]) -> Condition:
    return Within(key, _bounds(key, value))


def _bounds(key: str, value: Mapping[object, object]) -> tuple[tuple[str, float], ...]:
    bounds = []
    for name, bound in value.items():
        if name not in _BOUNDS:
            raise ValueError(f"`{key}` is bounded by {name!r}; one of {', '.join(_BOUNDS)} would be right")
        if isinstance(bound, bool) or not isinstance(bound, int | float):
            raise ValueError(f"`{key}` {name} {bound!r}: a number would be right")  # noqa: TRY004 (pydantic reports only this)
        bounds.append((str(name), float(bound)))
    return tuple(bounds)


_KEYS: Mapping[str, Callable[[str, object], Condition]] = {
    "all": _all,
    "any": _any,
    "not": lambda _key, value: Not(parse_condition(value)),
    "count": _count,
    "since": _since,
    "some": _some,
    "asked": _asked,
    "unknown": _asked,
    "missing": _asked,
}
"""The keys of the language; any other is a slot that is compared."""


def evaluate(condition: Condition, facts: Facts) -> Truth:
    """Kleene's truth of `condition`."""
    match condition:  # the most frequent first
        case Is(name):
            return facts.truth(name)
        case Count(least, parts):
            return _count_truth(least, parts, facts)
        case OneOf(name, wanted):
            return _one_of(facts.values.get(name), wanted)
        case Some(name):
            return _holds_some(facts.values.get(name))
        case Within(name, bounds):
            return _all_inside(_number(facts.values.get(name)), bounds)
        case Since(name, bounds):
            return _began(name, bounds, facts)
        case Asked(name, how):
            return _was_asked(name, how, facts)
        case Not(part):
            truth = evaluate(part, facts)
            return None if truth is None else not truth


def _count_truth(least: int, parts: tuple[Condition, ...], facts: Facts) -> Truth:
    held = unknown = 0
    for part in parts:
        if held >= least:
            break
        truth = evaluate(part, facts)
        held += truth is True
        unknown += truth is None
    if held >= least:
        return True
    return None if held + unknown >= least else False


def holds(condition: Condition, facts: Facts) -> bool:
    """True only where the condition is certainly true."""
    return evaluate(condition, facts) is True


def _one_of(value: Value, wanted: tuple[str, ...]) -> Truth:
    if value is None:
        return None
    if isinstance(value, tuple):
        return True if set(value) & set(wanted) else False if UNKNOWN not in value else None
    if value == UNKNOWN:
        return True if UNKNOWN in wanted else None
    return value in wanted


def _number(value: Value) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, int | float) else value


def _holds_some(value: Value) -> Truth:
    return bool(value) if isinstance(value, tuple) else None


def _began(symptom: str, bounds: tuple[tuple[str, float], ...], facts: Facts) -> bool:
    own = _number(facts.values.get(days_key(symptom)))
    days = _number(facts.values.get(TWITCH_DAYS)) if own is None else own
    return days is None or _all_inside(days, bounds) is True


def _was_asked(name: str, how: str, facts: Facts) -> bool:
    asked, unknown = facts.asked(name), facts.values.get(name) == UNKNOWN
    return {"asked": asked, "unknown": unknown, "missing": unknown or not asked}[how]


def _all_inside(value: float | None, bounds: tuple[tuple[str, float], ...]) -> Truth:
    if value is None:
        return None
    return all(_inside(value, bound, limit) for bound, limit in bounds)


def _inside(value: float, bound: str, limit: float) -> bool:
    table = {"at_least": value >= limit, "at_most": value <= limit, "above": value > limit, "below": value < limit}
    return table[bound]


def because(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The ids whose being so makes the condition hold, in the condition's order, each once."""
    return tuple(dict.fromkeys(_true_leaves(condition, facts)))


def _true_leaves(condition: Condition, facts: Facts) -> Iterator[str]:
    match condition:
        case Is(name) | OneOf(name, _) | Some(name) | Within(name, _) | Asked(name, _):
            if holds(condition, facts):
                yield name
        case Count(_, parts):
            for part in parts:
                if holds(part, facts):
                    yield from _true_leaves(part, facts)
        case Not(_) | Since(_, _):
            return


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every comparison in the condition, whatever stands around it."""
    match condition:
        case Not(part):
            yield from leaves(part)
        case Count(_, parts):
            for part in parts:
                yield from leaves(part)
        case leaf:
            yield leaf
