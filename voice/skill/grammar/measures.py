"""What follows from a number that was said, by definition: a severity from a score, a level from milligrams, a band from an age.

The knowledge file holds the tables: `measured` of a slot, and those rows of `derived` that look at one number alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from voice.skill.knowledge.conditions import Condition, Facts, Within, holds
from voice.skill.knowledge.facts import Measure
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Value


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that may be said: the range that it has to lie in, whether it is `kept`, and what slots follow from it.

    Of the rows of `gives` (condition, slot, value) the first that holds counts. Numbers above the range, up to `exaggerated`,
    mean what the largest means.
    """

    name: str
    least: float
    most: float
    gives: tuple[tuple[Condition, str, Value], ...]
    open: bool = False
    kept: bool = True
    decimals: int = 0
    exaggerated: float = -inf

    def answers(self, number: float) -> dict[str, Value]:
        """The answers that a number gives; none where it lies out of range."""
        if not self._is_within(number):
            return self._follows(self.most) if self.most < number <= self.exaggerated else {}
        value = _rounded(number, self.decimals) if self.kept else number
        return {**({self.name: value} if self.kept else {}), **self._follows(value)}

    def _is_within(self, number: float) -> bool:
        return self.least < number < self.most if self.open else self.least <= number <= self.most

    def _follows(self, number: float) -> dict[str, Value]:
        known = Facts({self.name: number})
        return next(({slot: value} for condition, slot, value in self.gives if holds(condition, known)), {})


def measures_of(knowledge: Knowledge) -> tuple[Measured, ...]:
    """Every number from which something follows, or that has a range."""
    return tuple(_measures(knowledge))


def _measures(knowledge: Knowledge) -> Iterator[Measured]:
    for name, slot in knowledge.slots.items():
        if slot.measured is not None:
            yield _of_bands(name, slot.measured)
        elif slot.range is not None:
            least, most = slot.range
            gives = tuple((row.when, row.set, row.to) for row in knowledge.derived if _is_of(row.when, name))
            exaggerated = -inf if slot.exaggerated is None else slot.exaggerated
            yield Measured(name, least, most, gives, decimals=slot.decimals, exaggerated=exaggerated)


def _of_bands(slot: str, measure: Measure) -> Measured:
    bounds = [(("below", inf if band.below is None else band.below),) for band in measure.bands]
    gives = tuple((Within(measure.name, bound), slot, band.to) for bound, band in zip(bounds, measure.bands, strict=True))
    return Measured(measure.name, measure.above, measure.below, gives, open=True, kept=False)


def _is_of(condition: Condition, number: str) -> bool:
    return isinstance(condition, Within) and condition.id == number


def _rounded(number: float, decimals: int) -> float:
    """Rounded; halves of a whole number go up."""
    return round(number, decimals) if decimals else int(number + 0.5)


def derived(said: Mapping[str, Value], measures: Sequence[Measured]) -> dict[str, Value]:
    """The answers with what follows from their numbers; numbers out of range are dropped."""
    answers = dict(said)
    for measure in measures:
        number = answers.pop(measure.name, None)
        if isinstance(number, float | int):
            answers |= measure.answers(number)
    return answers
