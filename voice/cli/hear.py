"""`twitchwise hear`: recordings in, their meaning out."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from voice.cli.options import MODEL_ALSO_BY_VARIABLE, RECOGNISER
from voice.errors import AudioFileError
from voice.recognition import load_recogniser
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.recordings import RecordingListener


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--asked", default="", help="The slots or symptom ids that the question asks for, separated by commas.")
@RECOGNISER
@MODEL_ALSO_BY_VARIABLE
def hear(files: tuple[Path, ...], asked: str, recogniser: str, model: Path | None) -> None:
    """Print what is said in WAV FILES as an answer to a question, one JSON line a file."""
    grammar = load_grammar(load_knowledge())
    slots = tuple(slot for slot in asked.replace(" ", "").split(",") if slot)
    stray = [slot for slot in slots if slot not in grammar.slots and slot not in grammar.symptoms]
    if stray:
        raise click.BadParameter(f"no slot or symptom is called {stray[0]!r}", param_hint="--asked")
    listener = RecordingListener(load_recogniser(recogniser, model), grammar, slots, datetime.now())
    failed = False
    for file in files:
        try:
            click.echo(json.dumps(listener.hear(file).to_json(grammar.symptoms)))
        except AudioFileError as error:
            failed = True
            click.echo(str(error), err=True)
    if failed:
        sys.exit(1)
