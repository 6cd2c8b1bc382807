"""What the product promises, held against what this machine reaches: one row a promise.

Times are of the processor and not of the clock, so that whatever else runs does not count; a program's start and memory are
those of a process of its own. What needs microphone and loudspeaker is measured by `twitchwise bench latency`.
"""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import soxr
import yaml

from voice.bench.peak import peak_megabytes
from voice.ports import RATE_HZ
from voice.recognition import load_recogniser
from voice.recognition.two_looks import TwoLooks
from voice.rehearsal.scripted import Played, ScriptedCaller, VirtualClock
from voice.session import Session
from voice.settings import Settings
from voice.skill.dialogue.effects import Effect
from voice.skill.dialogue.events import Event, Started
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.speech_grammar import speech_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.skill.understanding.understand import understand
from voice.store.memory import MemoryStore
from voice.synthesis.espeak import load_synthesiser


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised of an engine: processor time as a share of an answer's length, and megabytes of the whole program.

    `voice` is the one that speaks in it.
    """

    of_real_time: float
    megabytes: float
    voice: str = "espeak"


PROMISES: Mapping[str, Promise] = {
    "moonshine": Promise(0.15, 320, "natural"),
    "vosk": Promise(0.25, 350),
    "sphinx": Promise(0.25, 150),
}
CALLERS = Path(__file__).parent / "callers.yaml"
_ROUNDS = 15
_EVERY = 4
"""Each so many questions one is listened for: making them all ready takes a minute."""
_CALLER_VOICE = "en-us"


@dataclass(frozen=True, slots=True)
class Row:
    """One promise. `budget` is the most that is allowed, in the same `unit` as `value`."""

    what: str
    value: float
    budget: float
    unit: str

    @property
    def kept(self) -> bool:
        """Whether the promise holds."""
        return self.value <= self.budget


def rows(settings: Settings) -> Iterator[Row]:
    """All of them, each as soon as it is measured. Raises what loading a recogniser or a voice raises."""
    knowledge = load_knowledge()
    started = time.process_time()
    grammar = load_grammar(knowledge)
    yield Row("loading the grammars", 1000 * (time.process_time() - started), 150, "ms")
    yield from _words(knowledge, grammar)
    yield from _conversations(knowledge, grammar)
    recogniser = load_recogniser(settings.recogniser, settings.model)
    of_real_time = _real_time_factor(recogniser, knowledge, grammar)
    promised = PROMISES[recogniser.name].of_real_time
    yield Row(f"hearing an answer, {recogniser.name}: of its own length", of_real_time, promised, "x")
    yield from _processes(settings, recogniser.name)


def machine() -> str:
    """What was measured on, in a line: processor, cores, system, Python."""
    model = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith(("model name", "Model")):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        # No such file on this system: the platform's own name has to do.
        model = model or "unknown processor"
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def as_json(row: Row) -> str:
    """The row as a line of JSON."""
    return json.dumps({"what": row.what, "value": round(row.value, 3), "budget": row.budget, "unit": row.unit, "kept": row.kept})


def _words(knowledge: Knowledge, grammar: Grammar) -> Iterator[Row]:
    """Every spoken choice of every question, understood."""
    times = []
    for _ in range(_ROUNDS):
        for question in knowledge.questions:
            for choice in question.choices:
                started = time.process_time_ns()
                understand(grammar, choice, question.slots)
                times.append((time.process_time_ns() - started) / 1e6)
    yield Row("understanding an answer, median", median(times), 1, "ms")
    yield Row("understanding an answer, 99th percentile", _percentile(times, 99), 5, "ms")


def _conversations(knowledge: Knowledge, grammar: Grammar) -> Iterator[Row]:
    """The callers' conversations in words, turn by turn."""
    times: list[float] = []
    played = {name: _played(knowledge, grammar, script, times) for name, script in _callers().items() for _ in range(_ROUNDS)}
    yield Row("words to effects (understand, step, assess), 99th percentile", _percentile(times, 99), 5, "ms")
    yield Row("questions to a result, full first sentence", played["full"].questions, 12, "")
    yield Row("questions to a result, nothing unasked", played["terse"].questions, 16, "")
    yield Row("questions to the call for help, sign told first", played["emergency"].questions, 3, "")
    yield Row("spoken time to the result, full first sentence", played["full"].seconds, 90, "s")


def _callers() -> dict[str, Any]:
    return dict(yaml.safe_load(CALLERS.read_text(encoding="utf-8")))


def _played(knowledge: Knowledge, grammar: Grammar, script: Mapping[str, Any], times: list[float]) -> Played:
    caller = ScriptedCaller(knowledge, grammar, script, VirtualClock(), Played(str(script["title"])))
    session = _Timed(knowledge, grammar, MemoryStore(), caller, caller.clock)
    session.times = times
    session.run()
    return caller.played


class _Timed(Session):
    """A session that adds the milliseconds of each turn to `times`."""

    times: list[float]

    def handle(self, event: Event) -> tuple[Effect, ...]:
        started = time.process_time_ns()
        effects = super().handle(event)
        if not isinstance(event, Started):
            self.times.append((time.process_time_ns() - started) / 1e6)
        return effects


def _real_time_factor(recogniser: Any, knowledge: Knowledge, grammar: Grammar) -> float:  # noqa: ANN401 (any engine)
    """Processor seconds for a second of speech, both looks, over the first choice of some of the questions."""
    voice, ear = load_synthesiser(_CALLER_VOICE), TwoLooks(recogniser)
    spent = heard = 0.0
    for question in knowledge.questions[::_EVERY]:
        sound = voice.render(question.choices[0] if question.choices else "no")
        rendered = soxr.resample(sound.samples.astype(np.float32), sound.rate_hz, RATE_HZ)
        samples = np.concatenate([np.zeros(RATE_HZ // 2), rendered, np.zeros(RATE_HZ // 2)]).clip(-32768, 32767).astype(np.int16)
        asked = speech_grammar(grammar, question.slots)
        ear.hear(samples, asked, lambda text, slots=question.slots: understand(grammar, text, slots))  # type: ignore[misc]  # ready
        started = time.process_time()
        ear.hear(samples, asked, lambda text, slots=question.slots: understand(grammar, text, slots))  # type: ignore[misc]  # measured
        spent += time.process_time() - started
        heard += len(samples) / RATE_HZ
    return spent / heard


def _processes(settings: Settings, engine: str) -> Iterator[Row]:
    """Starting, and talking through a whole conversation, in processes of their own."""
    promised = PROMISES[engine]
    settings = settings.model_copy(update={"voice": promised.voice})
    # The first start renders what the later ones find ready.
    seconds = min(_child(start, settings) for _ in range(3))
    yield Row("start to the first words", seconds, 1.5, "s")
    yield Row(f"memory, whole program, {engine} and {promised.voice}", _child(converse, settings), promised.megabytes, "MB")


def _child(work: Callable[[Settings], None], settings: Settings) -> float:
    """The number that `work` prints in a new process. Raises ChildProcessError."""
    given = f"Settings.model_validate_json({settings.model_dump_json()!r})"
    program = f"from voice.bench import budgets; from voice.settings import Settings; budgets.{work.__name__}({given})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 (ourselves)
    if done.returncode:
        raise ChildProcessError(f"measuring {work.__name__} failed: {done.stderr.strip().splitlines()[-1:]}")
    return float(done.stdout)


def start(settings: Settings) -> None:
    """All that comes before the first words, but for the devices; prints the processor seconds since the process began.

    What the opening question listens for is made ready while it is being spoken.
    """
    from voice.surfaces.ahead import own_sentences  # noqa: PLC0415 (loading is part of what is measured)
    from voice.synthesis.cache import PromptCache, cache_folder  # noqa: PLC0415 (as above)
    from voice.synthesis.voices import load_voice  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    with PromptCache(load_voice(settings.voice), cache_folder()) as prompts:
        load_grammar(knowledge)
        load_recogniser(settings.recogniser, settings.model)
        first = own_sentences(knowledge, settings.region)[0]
        if not prompts.ready(first, rate=settings.rate):
            prompts.prepare([first], rate=settings.rate)
        prompts.render(first, rate=settings.rate)
        sys.stdout.write(f"{time.process_time()}")


def converse(settings: Settings) -> None:
    """A whole conversation with sound; prints the most memory that it had, in megabytes."""
    from voice.rehearsal.stage import Stage  # noqa: PLC0415 (loading is part of what is measured)

    with Stage(load_knowledge(), settings) as stage:
        stage.play({"voice": _CALLER_VOICE, **_callers()["full"]}, CALLERS.parent)
    sys.stdout.write(f"{peak_megabytes()}")


def _percentile(times: list[float], percent: int) -> float:
    return quantiles(times, n=100)[percent - 1]
