"""Options that several commands have."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from voice.errors import FileError, SettingsError
from voice.settings import ENGINES, FIELDS, InForce, allowed, from_flags
from voice.settings_file import settings_for, shipped_profiles
from voice.skill.knowledge.model import Knowledge

_Command = TypeVar("_Command", bound=Callable[..., Any])

RECOGNISER = click.option("--recogniser", type=click.Choice(ENGINES), default="auto", help="What hears you.")
MODEL = click.option("--model", type=click.Path(path_type=Path), help="The folder of a Vosk model.")
MODEL_ALSO_BY_VARIABLE = click.option(
    "--model",
    type=click.Path(path_type=Path),
    envvar="TWITCHWISE_MODEL",
    help="The folder of a Vosk model (also TWITCHWISE_MODEL).",
)
VOICE = click.option("--voice", help="The voice that speaks: auto, natural, espeak, or a voice by its name, such as en-us+f3.")
PROFILE = click.option("--profile", help=f"A named set of settings: {', '.join(shipped_profiles())}, or one of your own.")


def check_writable(*paths: Path | None) -> None:
    """Raise FileError for the first that could not be written, before work is done for it. None stands for no file."""
    for path in paths:
        if path is None:
            continue
        there = path.exists()
        try:
            with path.open("ab"):
                pass
        except OSError as error:
            raise FileError(f"{path}: cannot be written ({error.strerror})") from None
        if not there:
            path.unlink()


def settings_in_force(knowledge: Knowledge, flags: Mapping[str, object], *, only_profiles: bool = False) -> InForce:
    """This user's settings, `flags` the strongest. Raises SettingsError; click.UsageError where only the flags are wrong."""
    try:
        return settings_for(from_flags(flags), os.environ, tuple(knowledge.regions), only_profiles=only_profiles)
    except SettingsError as error:
        if all(fault.startswith("--") for fault in error.faults):
            raise click.UsageError(str(error)) from None
        raise


def setting_flags(command: _Command) -> _Command:
    """A flag for each setting, which is None unless it is given."""
    return flags_for(*FIELDS)(command)


def flags_for(*names: str) -> Callable[[_Command], _Command]:
    """A flag for each of these settings, and one for the profile; each is None unless it is given."""

    def with_flags(command: _Command) -> _Command:
        for name in reversed(names):
            command = _flag(name)(command)
        return PROFILE(command)

    return with_flags


def _flag(name: str) -> Callable[[_Command], _Command]:
    spoken, about = name.replace("_", "-"), FIELDS[name].description or ""
    about = about[:1].upper() + about[1:]
    if FIELDS[name].annotation is bool:
        return click.option(f"--{spoken}/--no-{spoken}", default=None, help=about + ".")
    known = allowed(name)
    return click.option(f"--{spoken}", metavar=name.upper(), help=f"{about}{'' if known == 'text' else f' ({known})'}.")
