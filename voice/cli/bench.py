"""`twitchwise bench`: what this machine reaches."""

from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import click

from voice.bench import bars, budgets, recognition, tradeoff, wake
from voice.bench.looks import Listener
from voice.bench.manifest import clips, spoken_clips
from voice.bench.recognition import Trial
from voice.cli.bench_live import bench_latency, bench_soak
from voice.cli.options import check_writable
from voice.errors import FileError
from voice.recognition import load_recogniser
from voice.recognition.acceptance import ACCEPTANCE
from voice.recognition.wake import PackagedWakeWord
from voice.settings import ENGINES, Settings
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.grammar import load_grammar


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


def _heard(command: Callable[..., None]) -> Callable[..., None]:
    """The options that say what is put to which questions."""
    for option in (
        click.option(
            "--looks", type=click.Path(dir_okay=False, path_type=Path), help="Keep what was heard there, and hear it once only."
        ),
        click.option("--question", "questions", multiple=True, help="Slots joined by +; may be given several times."),
        click.option("--every", is_flag=True, help="Each recording to every question, which takes longer."),
        click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder."),
        click.option("--recogniser", type=click.Choice(ENGINES), default="auto"),
        click.option("--manifest", required=True, type=click.Path(path_type=Path), help="CSV with the columns path and text."),
    ):
        command = option(command)
    return command


@bench.command("recognition")
@_heard
@click.option("--each", is_flag=True, help="Every recording that was not heard right, as well.")
def bench_recognition(*, each: bool, **wanted: Any) -> None:  # noqa: ANN401 -- the options above
    """Put recordings to questions, and count whose meaning is heard right, asked back or wrong."""
    done, name, loaded = _trials(**wanted)
    for trial in done if each else ():
        outcome = trial.outcome()
        if outcome not in ("right", "refused"):
            clip, heard = trial.heard.clip, trial.heard.look(trial.read).hypothesis.text
            asked = ",".join(trial.heard.asked)
            click.echo(f"{outcome}: {clip.path.name} asked {asked}: {clip.text!r} heard {heard!r}", err=True)
    for line, value in {"recogniser": name, **recognition.summary(done), "seconds to load": loaded}.items():
        click.echo(f"{line}: {value}")


@bench.command("trade-off")
@_heard
@click.option(
    "--most-taken", default=0.01, show_default=True, help="Share of other speech that may be taken on the choosing half."
)
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), help="Draw it there, as SVG.")
def bench_tradeoff(*, most_taken: float, plot: Path | None, **wanted: Any) -> None:  # noqa: ANN401 -- the options above
    """Choose the confidences to ask for on half of the people, and measure on the others what that costs and saves."""
    check_writable(plot)
    done, name, _ = _trials(**wanted)
    tuning, measuring = tradeoff.halves(done)
    best = tradeoff.chosen(tuning, most_taken)
    now = tradeoff.reached(measuring, ACCEPTANCE)
    for line, point in {
        "chosen": best,
        "chosen, on the others": tradeoff.reached(measuring, best.acceptance),
        "in force": tradeoff.reached(tuning, ACCEPTANCE),
        "in force, on the others": now,
    }.items():
        click.echo(f"{line}: {point.acceptance}\n  right {point.right}\n  wrong {point.wrong}\n  taken {point.taken}")
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
) -> tuple[list[Trial], str, float]:
    wanted = tuple(tuple(one.split("+")) for one in questions) or recognition.QUESTIONS
    recordings, grammar = spoken_clips(manifest), load_grammar(load_knowledge())
    stray = [slot for one in wanted for slot in one if slot not in grammar.slots and slot not in grammar.symptoms]
    if stray:
        raise click.BadParameter(f"no slot or symptom is called {stray[0]!r}", param_hint="--question")
    began = process_time()
    ear = load_recogniser(recogniser, model)
    loaded = round(process_time() - began, 2)
    return list(recognition.trials(Listener(ear, grammar, looks), recordings, wanted, every=every)), ear.name, loaded


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
def bench_wake(manifest: tuple[Path, ...], level: tuple[str, ...], synthetic: bool) -> None:
    """Count how often the wake phrase is missed, and how often other speech is taken for it."""
    recordings = [(clip.path, clip.text) for one in manifest for clip in clips(one)]
    voices = wake.VOICES if synthetic else ()
    for name, value in wake.report(PackagedWakeWord(), recordings, level or tuple(wake.LEVELS), voices=voices):
        click.echo(f"{name}: {value}")


bench.add_command(bench_latency)
bench.add_command(bench_soak)
