"""Engines compared on the same recordings: one table, a row for each engine and kind of recording, clean and in noise.

Each engine hears in a process of its own, one after the other, so that its memory is its own. One that cannot be used gives
the line that says why, and the others are compared without it.
"""

import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from voice.bench.looks import Listener
from voice.bench.manifest import ANSWER, Asked, Clip
from voice.bench.recognition import QUESTIONS, Share, Trial, share_of, trials
from voice.errors import RecogniserError
from voice.recognition import load_recogniser
from voice.recognition.pace import FULL_WIDTH
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge

SHORT, WHOLE = "short answers and other speech", "whole answers"
_OUTCOMES = ("right", "asked back", "wrong", "refused", "taken")
HEAD = (
    "engine",
    "recordings",
    "right at once",
    "right at once or after one yes",
    "asked back otherwise",
    "silently wrong",
    "warning signs lost (silently)",
    "other speech taken",
    "of real time",
    "MB",
    "s to load",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be compared: recordings, and which questions they are put to.

    `model` is the folder of a Vosk model, `looks` the file that keeps what was heard, and `width` the width of Moonshine's beam.
    """

    clips: tuple[Clip, ...]
    questions: tuple[Asked, ...] = QUESTIONS
    every: bool = False
    model: Path | None = None
    looks: Path | None = None
    width: int = FULL_WIDTH


@dataclass(frozen=True, slots=True)
class Row:
    """What an engine made of one kind of recordings. `seconds` are of processor time, for as many of sound; memory is at most."""

    recordings: str
    right: Share
    after_one_yes: Share
    asked_back: Share
    wrong: Share
    lost: Share
    silently_lost: int
    taken: Share
    of_real_time: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Measured:
    """An engine's rows; `missed` are the trials that were not heard right, a line each, and what one look alone would have made.

    `seconds` of processor time its loading took; `absent` says why there are no rows.
    """

    engine: str
    rows: tuple[Row, ...] = ()
    missed: tuple[str, ...] = ()
    seconds: float = 0.0
    absent: str = ""


def compared(engines: Iterable[str], wanted: Wanted, hear: Callable[[str, Wanted], Measured] | None = None) -> Iterator[Measured]:
    """Each engine as soon as it is measured, by `hear`. Raises AudioFileError and FileError for what none can hear."""
    for engine in engines:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            try:
                yield alone.submit(hear or measured, engine, wanted).result()
            except BrokenProcessPool:
                yield Measured(engine, absent="its process ended while it was hearing")


def measured(engine: str, wanted: Wanted) -> Measured:
    """One engine, in this process."""
    knowledge = load_knowledge()
    grammar = load_grammar(knowledge)
    model = wanted.model if engine == "vosk" else None
    label = f"{engine}, width {wanted.width}" if engine == "moonshine" and wanted.width != FULL_WIDTH else engine
    began = process_time()
    try:
        ear = load_recogniser(engine, model, width=wanted.width)
    except RecogniserError as error:
        return Measured(engine, absent=str(error))
    seconds = process_time() - began
    listener = Listener(ear, grammar, wanted.looks, model=model, label=label)
    done = list(trials(listener, wanted.clips, wanted.questions, every=wanted.every))
    missed = tuple(line for trial in done if (line := _missed(trial)))
    return Measured(label, tuple(rows(done, knowledge)), (*missed, *_alone(done)), seconds)


def rows(done: Iterable[Trial], knowledge: Knowledge) -> Iterator[Row]:
    """The trials of one engine, counted by kind and noise, in the order in which they come."""
    kinds: Mapping[str, list[Trial]] = defaultdict(list)
    for trial in done:
        kinds[_recordings(trial.heard.clip)].append(trial)
    for recordings, same in kinds.items():
        yield _row(recordings, same, knowledge)


def cells(measured_: Measured, row: Row) -> tuple[str, ...]:
    """The row as it is shown, below `HEAD`."""
    return (
        measured_.engine,
        row.recordings,
        *(str(share) for share in (row.right, row.after_one_yes, row.asked_back, row.wrong)),
        f"{row.lost} ({row.silently_lost})" if row.lost.trials else "none",
        str(row.taken),
        f"{row.of_real_time:.3f}",
        f"{row.megabytes:.0f}" if row.megabytes else "unknown",
        f"{measured_.seconds:.2f}",
    )


def _recordings(clip: Clip) -> str:
    kind = WHOLE if clip.kind == ANSWER else SHORT
    return f"{kind}, {clip.snr_db:g} dB" if clip.noise else kind


def _row(recordings: str, done: Sequence[Trial], knowledge: Knowledge) -> Row:
    inside = [trial for trial in done if trial.inside]
    outcomes = [trial.outcome() for trial in inside]
    confirmed = [trial.after_one_yes(knowledge) for trial in inside]
    signs = [found for trial in inside if (found := trial.signs_lost(knowledge))]
    outside = [trial.outcome() for trial in done if not trial.inside]
    return Row(
        recordings,
        _share("right", outcomes),
        share_of(confirmed),
        _asked_back_otherwise(outcomes, confirmed),
        _share("wrong", outcomes),
        share_of(found != "kept" for found in signs),
        signs.count("silently lost"),
        _share("taken", outside),
        _of_real_time(done),
        max((trial.heard.megabytes for trial in done), default=0.0),
    )


def _share(outcome: str, outcomes: Iterable[str]) -> Share:
    """How many of the outcomes are this one."""
    return share_of(one == outcome for one in outcomes)


def _asked_back_otherwise(outcomes: Sequence[str], confirmed: Sequence[bool]) -> Share:
    """How many were asked back as something else than what was meant, so that one yes does not make them right."""
    return share_of(outcome == "asked back" and not yes for outcome, yes in zip(outcomes, confirmed, strict=True))


def _of_real_time(done: Sequence[Trial]) -> float:
    """Processor time for each second of sound."""
    sound = sum(trial.heard.seconds for trial in done)
    return sum(trial.heard.work for trial in done) / sound if sound else 0.0


def _alone(done: Sequence[Trial]) -> Iterator[str]:
    """What an engine that looks twice would have made of them all with one look only."""
    outcomes = [trial.alone() for trial in done if not trial.heard.first.strings]
    for at, look in enumerate(("first", "second")) if outcomes else ():
        counts = Counter(both[at] for both in outcomes)
        yield f"{look} look alone: {', '.join(f'{name} {counts[name]}' for name in _OUTCOMES)}"


def _missed(trial: Trial) -> str:
    outcome = trial.outcome()
    if outcome in ("right", "refused"):
        return ""
    clip, heard = trial.heard.clip, trial.heard.look(trial.read).hypothesis.text
    return f"{outcome}: {clip.path.name} asked {','.join(trial.heard.asked)}: {clip.text!r} heard {heard!r}"
