"""Options that several commands have."""

from pathlib import Path

import click

RECOGNISER = click.option("--recogniser", type=click.Choice(["auto", "vosk", "sphinx"]), default="auto", help="What hears you.")
MODEL = click.option("--model", type=click.Path(path_type=Path), help="The folder of a Vosk model.")
VOICE = click.option("--voice", help="The voice that speaks, as eSpeak NG calls it: en, en-us, en-us+f3.")
