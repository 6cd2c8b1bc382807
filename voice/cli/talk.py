"""`twitchwise talk`: a conversation."""

from pathlib import Path
from typing import Any

import click

from voice.cli.options import MODEL, RECOGNISER, VOICE
from voice.skill.knowledge.file import load_knowledge
from voice.talk import Wishes, talk_spoken, talk_typed


@click.command()
@click.option("--typed", is_flag=True, help="On keyboard and screen instead of microphone and speaker.")
@RECOGNISER
@MODEL
@VOICE
@click.option("--microphone", help="Its name, a part of it, or its number.")
@click.option("--speaker", help="Its name, a part of it, or its number.")
@click.option(
    "--profile",
    type=click.Choice(["short", "normal", "patient", "manual"]),
    default="normal",
    help="How long a pause ends an answer; manual: the space key does.",
)
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every event and effect to this file as JSON lines."
)
@click.option("--region", help="Whose emergency number and words: uk, eu, us, …")
def talk(typed: bool, region: str | None, **wished: Any) -> None:  # noqa: ANN401 (the options, as Wishes names them)
    """Talk: a conversation on microphone and speaker."""
    knowledge = load_knowledge()
    if region is not None and region not in knowledge.regions:
        raise click.BadParameter(f"one of {', '.join(knowledge.regions)} would be right", param_hint="--region")
    wishes = Wishes(region=region, **wished)
    if typed:
        talk_typed(knowledge, wishes)
    else:
        talk_spoken(knowledge, wishes, notice=lambda line: click.echo(line, err=True))
