"""`twitchwise talk`: a conversation."""

from pathlib import Path

import click

from voice.cli.options import setting_flags, settings_in_force
from voice.skill.knowledge.file import load_knowledge
from voice.talk import talk_spoken, talk_typed

NEEDS_SOUND = (
    "stay",
    "wake_phrase",
    "barge_in",
    "headset_keys",
    "microphone",
    "speaker",
    "recogniser",
    "model",
    "beam_width",
    "wait_for_sound",
)
"""Settings that a typed conversation can do nothing with; who gives one as a flag is told so."""


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

    def notice(line: str) -> None:
        click.echo(line, err=True)

    if typed:
        unheard = [f"--{name.replace('_', '-')}" for name in NEEDS_SOUND if flags.get(name)]
        if unheard:
            notice(f"{', '.join(unheard)}: without effect on a keyboard; leave out --typed to talk with sound.")
        talk_typed(knowledge, settings, log, notice=notice)
    else:
        talk_spoken(knowledge, settings, log, notice=notice)
