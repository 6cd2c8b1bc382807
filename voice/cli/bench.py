"""`twitchwise bench`: what this machine reaches."""

from pathlib import Path

import click

from voice.bench import recognition
from voice.recognition import load_recogniser
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.grammar import load_grammar


@click.group()
def bench() -> None:
    """Measure what this machine reaches."""


@bench.command("recognition")
@click.option("--manifest", required=True, type=click.Path(path_type=Path), help="CSV with the columns path and text.")
@click.option("--recogniser", type=click.Choice(["auto", "vosk", "sphinx"]), default="auto")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder.")
@click.option("--each", is_flag=True, help="Every recording that was not heard right, as well.")
def bench_recognition(manifest: Path, recogniser: str, model: Path | None, each: bool) -> None:
    """Put recordings to questions, and count whose meaning is heard right, asked back or wrong."""
    recordings = recognition.manifest(manifest)
    ear = load_recogniser(recogniser, model)
    done = list(recognition.trials(ear, load_grammar(load_knowledge()), recordings))
    for trial in done if each else ():
        if trial.outcome not in ("right", "refused"):
            heard = trial.recording.look.hypothesis.text
            click.echo(
                f"{trial.outcome}: {trial.path.name} asked {','.join(trial.asked)}: {trial.text!r} heard {heard!r}", err=True
            )
    for name, value in {"recogniser": ear.name, **recognition.summary(done)}.items():
        click.echo(f"{name}: {value}")
