"""Quantities as people give them: "two or three days", "over a week", "less than an hour" are intervals and no numbers.

A slot takes one number. An interval is that number, and remembers its ends.
"""

from math import inf

_FIFTIETH = 1.02


class Interval(float):
    """A quantity between `low` and `high`, either of which may be the number itself.

    The number is the upper end: rules ask whether something has lasted at least so long, or is at least so much, so that the
    upper end is the less reassuring one. Where there is no upper end ("over a week") it is the lower one, which is a little more
    than what was named, so that it is more than that for rules that ask whether it is at most so much.
    """

    low: float
    high: float

    def __new__(cls, low: float, high: float) -> "Interval":
        """Between two numbers, of which the second may be infinite."""
        made = super().__new__(cls, low if high == inf else high)
        made.low, made.high = low, high
        return made

    def times(self, factor: float) -> "Interval":
        """So many times as much, for a positive factor."""
        return Interval(self.low * factor, self.high * factor)


def interval(number: float) -> Interval:
    """A number as an interval, which it is already or consists of itself."""
    return number if isinstance(number, Interval) else Interval(number, number)


def more_than(number: float) -> Interval:
    """What is more than a number, or than the upper end of an interval."""
    return Interval(float(number) * _FIFTIETH, inf)


def less_than(number: float) -> Interval:
    """What is less than a number, or than the upper end of an interval."""
    return Interval(0.0, float(number))
