"""How exactly the ear can listen here and still be in time: rather less exact than late.

One fixed piece of sound is timed on the network, on the clock, as that is what a caller waits for. The rungs of a ladder are
tried from the most exact one downwards until an answer of three seconds is made out within the budget.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from voice.ports import RATE_HZ
from voice.recognition.moonshine_network import BEGIN, Floats, Kept

Clock = Callable[[], float]
BUDGET_SECONDS = 0.5
ANSWER_SECONDS = 3.0
"""The answer that the budget is for, and the length of the sound that is timed."""
FULL_WIDTH = 8
ANSWER_STEPS = 14
"""Pieces of words that are looked for in such an answer, the last ones to be certain that it has ended."""
_TIMED_STEPS = 3
_SEED = 1
_LOUDNESS = 0.02


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to listen: so many strings of words side by side, on so many threads."""

    width: int
    threads: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The way that was chosen, and the seconds that an answer of three seconds takes in it; None where nothing was timed."""

    width: int
    threads: int
    seconds: float | None = None

    def __str__(self) -> str:
        ways = "one way only" if self.width == 1 else f"{_NUMBERS[self.width]} ways side by side"
        threads = "one thread" if self.threads == 1 else f"{_NUMBERS[self.threads]} threads"
        took = "" if self.seconds is None else f"; a three-second answer takes {self.seconds:.2g} s here"
        return f"{ways}, {threads}{took}"


_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")
FEW_CORES = (Rung(FULL_WIDTH, 1), Rung(4, 1), Rung(2, 1))
MORE_CORES = (Rung(FULL_WIDTH, 1), Rung(FULL_WIDTH, 2), Rung(4, 2), Rung(2, 2))
"""Another thread costs no exactness, so it comes first; one core at least is left to the sound.

A single string is not among them: with nothing beside it, it is never doubted, and 1 % is silently wrong (docs/recognition.md).
"""


class Timed(Protocol):
    """What is timed: an encoder, and steps of a decoder."""

    def encode(self, sound: Floats) -> Floats:
        """The hidden sequence of a sound."""

    def step(self, hidden: Floats, last: Sequence[int], kept: Kept | None) -> tuple[object, Kept]:
        """What follows the last pieces of several strings, and what to keep."""


def ladder(cores: int) -> tuple[Rung, ...]:
    """The ways to listen on a machine with so many cores, the most exact one first."""
    return MORE_CORES if cores > 2 else FEW_CORES


def chosen(rungs: Sequence[Rung], seconds: Callable[[Rung], float], budget: float = BUDGET_SECONDS) -> Pace:
    """The first way whose answer takes no longer than the budget, or else the last one; no later one is timed."""
    took = 0.0
    for rung in rungs:
        took = seconds(rung)
        if took <= budget:
            return Pace(rung.width, rung.threads, took)
    return Pace(rungs[-1].width, rungs[-1].threads, took)


def answer_seconds(network: Timed, width: int, clock: Clock) -> float:
    """What an answer of three seconds takes: the encoder and the first step once, the quickest of a few steps as often as needed.

    Other programs make some of the steps slower, never quicker. The sound is noise, always the same.
    """
    sound = np.random.default_rng(_SEED).normal(0.0, _LOUDNESS, round(ANSWER_SECONDS * RATE_HZ)).astype(np.float32)
    began = clock()
    hidden = network.encode(sound)
    _, kept = network.step(hidden, [BEGIN], None)
    before = clock() - began
    many = kept.chosen([0] * width)
    steps = []
    for _ in range(_TIMED_STEPS):
        began = clock()
        network.step(hidden, [BEGIN] * width, many)
        steps.append(clock() - began)
    return before + (ANSWER_STEPS - 1) * min(steps)
