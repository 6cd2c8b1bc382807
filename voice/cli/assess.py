"""`twitchwise assess`: answers in, what is to be said of them out."""

import sys

import click

from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.assessments import Outcome, outcomes


@click.command()
@click.argument("files", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Assessments as JSON lines instead of what would be spoken.")
@click.option("--region", help="Whose emergency number and words: uk, eu, us, australia, new_zealand, india, japan.")
def assess(files: tuple[str, ...], as_json: bool, region: str | None) -> None:
    """Say what is to be said of answers: YAML or JSON FILES, or - for JSON lines on standard input."""
    knowledge = load_knowledge()
    if region is not None and region not in knowledge.regions:
        raise click.BadParameter(f"one of {', '.join(knowledge.regions)} would be right", param_hint="--region")
    failed = False
    for outcome in outcomes(knowledge, files or ("-",), region=region):
        failed = failed or bool(outcome.error)
        _tell(outcome, as_json=as_json)
    if failed:
        sys.exit(1)


def _tell(outcome: Outcome, *, as_json: bool) -> None:
    """Show what is to be said; what is wrong goes to standard error, but for an error that the JSON line tells."""
    if outcome.warning or (outcome.error and not as_json):
        click.echo(outcome.warning or outcome.error, err=True)
    if as_json or outcome.assessment:
        click.echo(outcome.as_json() if as_json else outcome.as_text())
