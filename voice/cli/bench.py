"""`twitchwise bench`: what this machine reaches."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from voice.bench import bars, budgets, comparison, recognition, tradeoff, wake
from voice.bench.looks import Listener
from voice.bench.manifest import Asked, among, clips, spoken_clips
from voice.bench.recognition import Trial
from voice.cli.bench_live import bench_latency, bench_soak, bench_voice
from voice.cli.options import check_writable
from voice.errors import FileError
from voice.ports import WakeWord
from voice.recognition import load_recogniser
from voice.recognition.heard_phrase import heard_phrase
from voice.recognition.pace import FULL_WIDTH
from voice.recognition.wake import OFFERED, PackagedWakeWord, WakePhrase
from voice.settings import ENGINES, Settings
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge

_EARS = tuple(engine for engine in ENGINES if engine != "auto")
_NOTE = """\
Shares with their 95 % interval (Wilson). Right: sure, and with the meaning of the words that were said. After one yes: asked back
as what was meant. Silently wrong: sure of something else. Lost: a warning sign that is neither relied on nor asked about; in
silence where a sure answer leaves it out. Taken: speech that is no answer, and became one. Real time and loading are processor
time, MB the most memory of the engine's process."""


@click.group(invoke_without_command=True)
@click.option("--recogniser", type=click.Choice(ENGINES), default="auto", help="What hears.")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder.")
@click.option("--json", "as_json", is_flag=True, help="A JSON line for each promise.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it into this SVG file as well.")
@click.pass_context
def bench(context: click.Context, recogniser: str, model: Path | None, as_json: bool, plot: Path | None) -> None:
    """Measure what this machine reaches of what is promised: speed, memory, length of the conversation."""
    if context.invoked_subcommand is not None:
        return
    check_writable(plot)
    machine, found = budgets.machine(), []
    if not as_json:
        click.echo(f"{machine}\n\n| what | reached | promised | |\n| --- | --- | --- | --- |")
    for row in budgets.rows(Settings.model_validate({"recogniser": recogniser, "model": model})):
        found.append(row)
        reached, promised = (f"{bars.figure(number)} {row.unit}".strip() for number in (row.value, row.budget))
        told = f"| {row.what} | {reached} | {promised} | {'kept' if row.kept else 'NOT KEPT'} |"
        click.echo(budgets.as_json(row) if as_json else told)
    if plot is not None:
        try:
            plot.write_text(bars.svg(found, machine), encoding="utf-8")
        except OSError as error:
            raise FileError(f"{plot}: cannot be written ({error.strerror})") from None


def _put_to_questions(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is put to which questions."""
    for option in (
        click.option(
            "--looks", type=click.Path(dir_okay=False, path_type=Path), help="Keep what was heard there, and hear it once only."
        ),
        click.option("--question", "questions", multiple=True, help="Slots joined by +; may be given several times."),
        click.option("--every", is_flag=True, help="Each recording to every question, which takes longer."),
        click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder."),
    ):
        command = option(command)
    return command


@bench.command("recognition")
@click.option(
    "--manifest",
    "manifests",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="CSV with the columns path and text, and others that are told of in docs/recognition.md; may be given several times.",
)
@click.option(
    "--recogniser", "engines", multiple=True, type=click.Choice(_EARS), help="Only this one; may be given several times."
)
@click.option("--noise", type=click.Path(path_type=Path), help="Every recording with this one around it, as well.")
@click.option(
    "--snr-db",
    "levels",
    multiple=True,
    type=click.FloatRange(-100, 100),
    default=(20, 10),
    show_default=True,
    help="So many decibels is the noise below the voice; may be given several times.",
)
@click.option(
    "--beam-width",
    "width",
    type=click.IntRange(1, FULL_WIDTH),
    default=FULL_WIDTH,
    show_default=True,
    help="How many strings of words Moonshine follows side by side.",
)
@_put_to_questions
@click.option("--each", is_flag=True, help="Every recording that was not heard right as well, and each look alone.")
def bench_recognition(  # noqa: PLR0913 (options)
    *,
    manifests: tuple[Path, ...],
    engines: tuple[str, ...],
    noise: Path | None,
    levels: tuple[float, ...],
    questions: tuple[str, ...],
    each: bool,
    **others: Any,  # noqa: ANN401 -- the options above
) -> None:
    """Put recordings to questions, by every engine that is here, and count whose meaning is heard right, asked back or wrong."""
    recordings = [clip for manifest in manifests for clip in spoken_clips(manifest)]
    noisy = among(recordings, noise, levels) if noise else []
    asked = _questions(questions, load_grammar(load_knowledge()))
    wanted = comparison.Wanted((*recordings, *noisy), asked, **others)
    click.echo(f"{budgets.machine()}\n\n{_line(comparison.HEAD)}\n{_line('---' for _ in comparison.HEAD)}")
    done = []
    for found in comparison.compared(engines or _EARS, wanted):
        done.append(found)
        _tell(found, each=each)
    absent = [f"{found.engine} is not compared: {found.absent}" for found in done if found.absent]
    click.echo("\n".join(["", *absent, _NOTE]))
    if len(absent) == len(done):
        sys.exit(1)


def _tell(found: comparison.Measured, *, each: bool) -> None:
    """Show an engine's rows, and on standard error what it missed where `each` of them is wanted."""
    for row in found.rows:
        click.echo(_line(comparison.cells(found, row)))
    for missed in found.missed if each else ():
        click.echo(f"{found.engine}: {missed}", err=True)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


@bench.command("trade-off")
@click.option("--manifest", required=True, type=click.Path(path_type=Path), help="CSV with the columns path and text.")
@click.option("--recogniser", type=click.Choice(ENGINES), default="auto")
@_put_to_questions
@click.option(
    "--most-taken", default=0.01, show_default=True, help="Share of other speech that may be taken on the choosing half."
)
@click.option("--most-wrong", default=1.0, help="Share of the answers there that may be silently wrong.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it there, as SVG.")
def bench_tradeoff(*, most_taken: float, most_wrong: float, plot: Path | None, **wanted: Any) -> None:  # noqa: ANN401 -- the options above
    """Choose the confidences to ask for on half of the people, and measure on the others what that costs and saves."""
    check_writable(plot)
    done, name = _trials(**wanted)
    tuning, measuring = tradeoff.halves(done)
    knowledge, current = load_knowledge(), tradeoff.in_force(done)
    best, other = (tradeoff.chosen(half, most_taken, most_wrong) for half in (tuning, measuring))
    crossed = [
        tradeoff.reached(half, point.acceptance or current, knowledge) for half, point in ((measuring, best), (tuning, other))
    ]
    now = tradeoff.reached(measuring, current, knowledge)
    for line, point in {
        "chosen on the first half": best,
        "chosen on the second half": other,
        "each half by what was chosen on the other": tradeoff.together(*crossed),
        "chosen on the first half, measured on the second": crossed[0],
        "chosen on the second half, measured on the first": crossed[1],
        "in force, on the first half": tradeoff.reached(tuning, current, knowledge),
        "in force, on the second half": now,
    }.items():
        click.echo(f"{line}: {point.acceptance or 'two settings'}\n  right {point.right}\n  after one yes {point.after_one_yes}")
        click.echo(f"  wrong {point.wrong}\n  taken {point.taken}")
    if plot is not None:
        curves = [("people not chosen on", tradeoff.curve(measuring)), ("people chosen on", tradeoff.curve(tuning))]
        try:
            plot.write_text(tradeoff.plot(curves, now, f"{name}: {len(done)} trials with real people"), encoding="utf-8")
        except OSError as error:
            raise FileError(f"{plot}: cannot be written ({error.strerror})") from None


def _trials(  # noqa: PLR0913 -- the options above
    manifest: Path,
    recogniser: str,
    model: Path | None,
    looks: Path | None,
    questions: tuple[str, ...],
    *,
    every: bool,
) -> tuple[list[Trial], str]:
    grammar = load_grammar(load_knowledge())
    wanted = _questions(questions, grammar)
    recordings = spoken_clips(manifest)
    ear = load_recogniser(recogniser, model)
    return list(recognition.trials(Listener(ear, grammar, looks, model=model), recordings, wanted, every=every)), ear.name


def _questions(given: tuple[str, ...], grammar: Grammar) -> tuple[Asked, ...]:
    """The questions that were given, or else the usual ones."""
    wanted = tuple(tuple(one.split("+")) for one in given) or recognition.QUESTIONS
    stray = [slot for one in wanted for slot in one if slot not in grammar.slots and slot not in grammar.symptoms]
    if stray:
        raise click.BadParameter(f"no slot or symptom is called {stray[0]!r}", param_hint="--question")
    return wanted


@bench.command("wake")
@click.option(
    "--manifest",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="CSV with the columns path and text: the wake phrase's recordings and others; those without text are noise.",
)
@click.option("--level", multiple=True, type=click.Choice(tuple(wake.LEVELS)), help="Only at this level of noise.")
@click.option("--synthetic/--no-synthetic", default=True, help="The phrase in synthetic voices as well.")
@click.option(
    "--phrase",
    type=click.Choice(tuple(OFFERED)),
    default="alexa",
    show_default=True,
    help="Which one: alexa is heard by its packaged model, the others by Moonshine.",
)
def bench_wake(manifest: tuple[Path, ...], level: tuple[str, ...], synthetic: bool, phrase: str) -> None:
    """Count how often the wake phrase is missed, and how often other speech is taken for it."""
    recordings = [(clip.path, clip.text) for one in manifest for clip in clips(one)]
    voices = wake.VOICES if synthetic else ()
    for name, value in wake.report(_wake_word(OFFERED[phrase]), recordings, level or tuple(wake.LEVELS), voices=voices):
        click.echo(f"{name}: {value}")


def _wake_word(phrase: WakePhrase) -> WakeWord:
    return PackagedWakeWord(phrase) if phrase.model else heard_phrase(phrase, load_recogniser("moonshine"))


bench.add_command(bench_latency)
bench.add_command(bench_soak)
bench.add_command(bench_voice)
