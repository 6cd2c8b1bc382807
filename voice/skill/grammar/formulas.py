"""What numbers in a phrase come to, where a fact of a grammar file says so by a value that begins with `@`.

`@n` and `@m` are the first and the last number, which one number may be added to, taken from or multiplied with (`@n*95`);
`@sum` is the sum of all, `@over` and `@under` are more and less than the first. Any other is a table of the section `formulas`
(`grammars/formulas.yaml`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice.skill.language.interval import less_than, more_than
from voice.skill.reading import Value

_ARITHMETIC = re.compile(r"@([nm])(?:([-+*])([\d.]+))?")
_SIGN = "@"
Captured = tuple[float, ...]
"""The numbers in a phrase, in their order."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A value that follows from the numbers in its phrase; `written` as in the file."""

    written: str
    value: Callable[[Captured], Value] = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.written


def formula(value: "Value | Formula", captures: Captured) -> Value:
    """What a fact's value comes to with these numbers; a plain value is what it is."""
    return value.value(captures) if isinstance(value, Formula) else value


class Formulas:
    """The formulas that facts may name: arithmetic, and the tables of the grammar files."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self._tables = {f"{_SIGN}{name}": _table(written) for name, written in tables.items()}
        self._outcomes = {f"{_SIGN}{name}": _outcomes(written) for name, written in tables.items()}

    def __contains__(self, written: object) -> bool:
        return isinstance(written, str) and self._of(written) is not None

    def outcomes(self, written: object) -> tuple[Value, ...]:
        """What a table can come to; nothing for arithmetic, which can come to any number."""
        return self._outcomes.get(str(written), ())

    def meant(self, written: object) -> object:
        """The formula that a value names, or the value itself."""
        found = self._of(written) if isinstance(written, str) else None
        return written if found is None else Formula(str(written), found)

    def _of(self, written: str) -> Callable[[Captured], Value] | None:
        if not written.startswith(_SIGN):
            return None
        if written in self._tables:
            return self._tables[written]
        return _NAMED.get(written) or _arithmetic(written)


_NAMED: Mapping[str, Callable[[Captured], Value]] = {
    "@sum": sum,
    "@over": lambda captures: more_than(captures[0]),
    "@under": lambda captures: less_than(captures[0]),
}


def is_written(value: object) -> bool:
    """Whether a value is written as a formula, be there one of that name or not."""
    return isinstance(value, str) and value.startswith(_SIGN)


def _arithmetic(written: str) -> Callable[[Captured], Value] | None:
    match = _ARITHMETIC.fullmatch(written)
    if match is None:
        return None
    name, sign, operand = match.groups()
    at, by = (0 if name == "n" else -1), float(operand or 0)
    if sign == "*":
        return lambda captures: captures[at] * by
    return lambda captures: captures[at] + (-by if sign == "-" else by)


@dataclass(frozen=True, slots=True)
class _Row:
    """Numbers below a bound, or up to it (`most`), and what they come to."""

    bound: float
    up_to: bool
    to: Value

    def holds(self, number: float) -> bool:
        return number <= self.bound if self.up_to else number < self.bound


def _table(written: Any) -> Callable[[Captured], Value]:  # noqa: ANN401  # rows, or a mapping; the file's shape was looked at
    if isinstance(written, Mapping):
        return _Rate(written["per"], written["few"], written["seldom"], _rows(written["rows"])).of
    rows = _rows(written)
    return lambda captures: _looked_up(rows, captures[0])


def _outcomes(written: Any) -> tuple[Value, ...]:  # noqa: ANN401  # as above
    if isinstance(written, Mapping):
        return (written["seldom"], *_outcomes(written["rows"]))
    return tuple(row["to"] for row in written)


def _rows(written: Sequence[Mapping[str, Any]]) -> tuple[_Row, ...]:
    return tuple(_Row(row.get("most", row.get("below", float("inf"))), "below" not in row, row["to"]) for row in written)


def _looked_up(rows: Sequence[_Row], number: float) -> Value:
    return next(row.to for row in rows if row.holds(number))


@dataclass(frozen=True, slots=True)
class _Rate:
    """How often, from so many times in so many days: the rows are over the times in `per` days.

    Up to `few` times, in more days than that or in less than a day, are `seldom`.
    """

    per: float
    few: float
    seldom: Value
    rows: tuple[_Row, ...]

    def of(self, captures: Captured) -> Value:
        """What the first number comes to, as times, in as many days as the last."""
        times, days = captures[0], captures[-1]
        if times <= self.few and (days < 1 or times < days):
            return self.seldom
        return _looked_up(self.rows, self.per * times / days if days else float("inf"))
