"""`twitchwise settings`: what is in force, and where each value comes from."""

import json
import os
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from voice.cli.options import PROFILE, settings_in_force
from voice.settings import FIELDS, InForce
from voice.settings_file import example, extended, read_settings, settings_path, shipped_profiles
from voice.skill.knowledge.file import load_knowledge


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line a setting.")
@PROFILE
@click.pass_context
def settings(context: click.Context, as_json: bool, profile: str | None) -> None:
    """Show what is in force: the settings file, then TWITCHWISE_* variables, then flags; the later counts."""
    if context.invoked_subcommand is not None:
        return
    found = settings_in_force(load_knowledge(), {"profile": profile})
    if as_json:
        for name, value in found.settings.model_dump(mode="json").items():
            click.echo(json.dumps({"setting": name, "value": value, "from": found.sources[name]}))
    else:
        _show(found)


@settings.command()
def path() -> None:
    """Print where the settings file lies, or would lie."""
    click.echo(settings_path(os.environ))


@settings.command("example")
def show_example() -> None:
    """Print a settings file that explains every setting; save it where `settings path` says."""
    click.echo(example(), nl=False)


@settings.command()
def profiles() -> None:
    """List the named sets of settings for --profile, those of the settings file among them."""
    for name, one in extended(shipped_profiles(), read_settings(settings_path(os.environ)).profiles).items():
        values = ", ".join(f"{setting} {_text(given.value)}" for setting, given in one.settings.items())
        click.echo(f"{name}: {one.about}\n    {values}" if one.about else f"{name}:\n    {values}")


def _show(found: InForce) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("setting", "value", "from", "what it is"):
        table.add_column(heading, overflow="fold")
    for name, value in found.settings.model_dump().items():
        table.add_row(name, _text(value), found.sources[name], FIELDS[name].description or "")
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = 400
    console.print(table)
    console.print(f"\nprofile: {found.profile or 'none'}; file: {_state(settings_path(os.environ))}", soft_wrap=True)


def _state(file: Path) -> str:
    return str(file) if file.exists() else f"{file} (there is none yet; `twitchwise settings example` prints one)"


def _text(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
        case _:
            return str(value)
