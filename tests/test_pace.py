"""How exactly Moonshine listens on a slow machine: chosen by a clock that is handed in, never by this machine's speed."""

import os
from itertools import pairwise

import numpy as np
import pytest

from grammars import shipped
from tests.sounds import spoken
from voice.recognition import load_recogniser
from voice.recognition.moonshine import MoonshineRecogniser
from voice.recognition.moonshine_files import packaged_model
from voice.recognition.moonshine_network import Kept
from voice.recognition.pace import (
    ANSWER_STEPS,
    BUDGET_SECONDS,
    FEW_CORES,
    FULL_WIDTH,
    MORE_CORES,
    Pace,
    Rung,
    answer_seconds,
    chosen,
    ladder,
)
from voice.selftest.findings import Verdict
from voice.selftest.machine import ear
from voice.settings import Settings
from voice.skill.grammar.speech_grammar import speech_grammar

real = pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine")


class Machine:
    """A network that takes a time of its own for everything, and the clock that shows it."""

    def __init__(self, *, encoding, step, string, disturbed=()):
        self.now = 0.0
        self.encoding, self.step_, self.string = encoding, step, string
        self.disturbed = list(disturbed)

    def clock(self):
        """Seconds."""
        return self.now

    def encode(self, sound):
        """As long as it takes for so much sound."""
        self.now += self.encoding * len(sound) / 48_000
        return np.zeros((1, 1, 1), np.float32)

    def step(self, hidden, last, kept):
        """So long for itself, so long for each string; longer while something else runs."""
        self.now += self.step_ + self.string * len(last)
        if kept is not None and self.disturbed:
            self.now += self.disturbed.pop()
        return None, Kept({}, {"kept": np.zeros((1, 1), np.float32)})


@pytest.mark.parametrize(
    ("cores", "seconds", "pace"),
    [
        (1, 0.01, (8, 1)),
        (2, 0.0625, (8, 1)),
        (2, 0.07, (4, 1)),
        (2, 0.2, (2, 1)),
        (2, 9.0, (2, 1)),
        (4, 0.0625, (8, 1)),
        (4, 0.1, (8, 2)),
        (4, 0.2, (4, 2)),
        (4, 0.5, (2, 2)),
        (4, 9.0, (2, 2)),
    ],
)
def test_the_most_exact_way_that_is_in_time_is_chosen(cores, seconds, pace):
    """On a machine where each string takes so many seconds, two threads halving it; where all are late, the quickest."""
    rungs = ladder(cores)
    found = chosen(rungs, lambda rung: seconds * rung.width / rung.threads)
    assert (found.width, found.threads) == pace
    assert found.seconds == pytest.approx(seconds * found.width / found.threads)
    assert found.seconds <= BUDGET_SECONDS or Rung(*pace) == rungs[-1]


@pytest.mark.parametrize("rungs", [FEW_CORES, MORE_CORES])
def test_a_ladder_goes_from_all_to_two(rungs):
    """Each rung is less work on the clock than the one before: fewer strings, or more threads. One string is never doubted."""
    assert (rungs[0].width, rungs[-1].width) == (FULL_WIDTH, 2)
    assert all(after.width < before.width or after.threads > before.threads for before, after in pairwise(rungs))
    assert all(after.threads >= before.threads for before, after in pairwise(rungs))


def test_nothing_less_exact_is_timed_than_is_needed():
    """On a quick machine one way only."""
    timed = []
    chosen(MORE_CORES, lambda rung: timed.append(rung) or 0.1)
    assert timed == [MORE_CORES[0]]


@pytest.mark.parametrize("width", [1, 2, 4, 8])
def test_an_answer_is_reckoned_from_a_few_steps(width):
    """The encoder once, the first step for one string, the others for all."""
    machine = Machine(encoding=0.1, step=0.01, string=0.002)
    expected = 0.1 + 0.012 + (ANSWER_STEPS - 1) * (0.01 + 0.002 * width)
    assert answer_seconds(machine, width, machine.clock) == pytest.approx(expected)


def test_a_disturbance_of_a_moment_makes_nothing_less_exact():
    """Of the steps the quickest counts."""
    quiet, disturbed = (
        Machine(encoding=0.1, step=0.01, string=0.002, disturbed=disturbed) for disturbed in ((), (0.5, 0.0, 0.3))
    )
    assert answer_seconds(disturbed, 8, disturbed.clock) == pytest.approx(answer_seconds(quiet, 8, quiet.clock))


@pytest.mark.parametrize(
    ("pace", "told"),
    [
        (Pace(8, 1, 0.204), "eight ways side by side, one thread; a three-second answer takes 0.2 s here"),
        (Pace(1, 2, 1.26), "one way only, two threads; a three-second answer takes 1.3 s here"),
        (Pace(4, 1), "four ways side by side, one thread"),
    ],
)
def test_a_pace_is_told_in_words(pace, told):
    """With the time, where it was taken."""
    assert str(pace) == told


class Ticking:
    """A clock that goes on by so many seconds each time it is looked at."""

    def __init__(self, seconds):
        self.seconds, self.now, self.looks = seconds, 0.0, 0

    def __call__(self):
        """The time."""
        self.now += self.seconds
        self.looks += 1
        return self.now


@real
@pytest.mark.parametrize(("seconds", "cores", "pace"), [(0.0, 4, (8, 1)), (0.0, 2, (8, 1)), (1.0, 2, (2, 1)), (1.0, 4, (2, 2))])
def test_the_model_listens_as_the_clock_allows(seconds, cores, pace):
    """And hears, however many strings and threads."""
    recogniser = MoonshineRecogniser(width=None, cores=cores, clock=Ticking(seconds))
    asked = ("dark_urine",)
    utterance = recogniser.utterance(speech_grammar(shipped(), asked))
    utterance.accept(spoken("no", "en-us"))
    heard = utterance.finish()
    assert "no" in [one.text for one in heard.strings]
    assert (recogniser.pace.width, recogniser.pace.threads) == pace
    assert len(heard.strings) <= recogniser.pace.width


@real
def test_nothing_is_timed_before_the_first_utterance():
    """So that the first words do not wait for it; and no more than once."""
    clock = Ticking(0.0)
    recogniser = MoonshineRecogniser(width=None, clock=clock)
    assert clock.looks == 0
    recogniser.utterance(speech_grammar(shipped(), ("side",)))
    looks = clock.looks
    assert looks
    recogniser.utterance(speech_grammar(shipped(), ("dark_urine",)))
    assert clock.looks == looks


@real
@pytest.mark.parametrize("width", [1, 4, 8])
def test_a_width_that_was_given_is_kept_to(width):
    """Whatever the clock says, which is not looked at."""
    clock = Ticking(9.0)
    recogniser = MoonshineRecogniser(width=width, clock=clock)
    assert recogniser.pace.width == width
    assert clock.looks == 0


@real
def test_without_settings_the_width_is_full():
    """So that what is measured on one machine can be held against another's."""
    assert load_recogniser("moonshine").pace.width == FULL_WIDTH


@pytest.mark.parametrize(("given", "width"), [("auto", None), ("1", 1), ("8", 8)])
def test_the_setting_is_a_width_or_left_to_the_machine(given, width):
    """As a number."""
    assert Settings.model_validate({"beam_width": given}).width == width


@real
def test_the_selftest_tells_the_pace(monkeypatch):
    """In a line: how it listens, and how long that takes; and what to do where even the least is too late."""
    for seconds, verdict in ((0.0, Verdict.OK), (1.0, Verdict.WARNING)):
        monkeypatch.setattr("voice.recognition.engines.MoonshineRecogniser", slowed(seconds))
        (found,) = [finding for finding in ear(Settings(recogniser="moonshine")) if finding.check == "pace"]
        assert found.verdict is verdict
        assert found.said.startswith("Moonshine: ")
        assert "a three-second answer takes" in found.said


def slowed(seconds):
    """The ear on a machine whose clock goes on by so much."""
    return lambda model=None, *, width=None: MoonshineRecogniser(model, width=width, clock=Ticking(seconds))


@real
def test_the_machine_counts_its_own_cores():
    """Where nobody says how many."""
    recogniser = MoonshineRecogniser(width=None, clock=Ticking(9.0))
    assert recogniser.pace.threads == ladder(os.cpu_count() or 1)[-1].threads
