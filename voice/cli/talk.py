"""`twitchwise talk`: a conversation."""

from pathlib import Path

import click

from voice.cli.options import setting_flags, settings_in_force
from voice.skill.knowledge.file import load_knowledge
from voice.talk import talk_spoken, talk_typed


@click.command()
@click.option("--typed", is_flag=True, help="On keyboard and screen instead of microphone and speaker.")
@setting_flags
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every event and effect to this file as JSON lines."
)
def talk(typed: bool, log: Path | None, **flags: object) -> None:
    """Talk: a conversation on microphone and speaker. Every setting has a flag; `twitchwise settings` shows what is in force."""
    knowledge = load_knowledge()
    settings = settings_in_force(knowledge, flags).settings
    if typed:
        talk_typed(knowledge, settings, log)
    else:
        talk_spoken(knowledge, settings, log, notice=lambda line: click.echo(line, err=True))
