"""`twitchwise check`: every shared file looked over."""

import sys

import click

from voice.recognition.engines import load_recogniser
from voice.surfaces.checking import check_shared_files


@click.command()
def check() -> None:
    """Look over every shared file: schema, references, sources, what is hard to hear, and what the recogniser cannot hear."""
    faults = check_shared_files(load_recogniser("sphinx"))
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
