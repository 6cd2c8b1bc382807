"""`twitchwise understand`: words in, their meaning out."""

import json
import sys
from datetime import datetime

import click

from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.explain import explained
from voice.surfaces.readings import readings


@click.command()
@click.option(
    "--now", "at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="Local time; now by default."
)
@click.option(
    "--explain", is_flag=True, help="Also say, on standard error, which words gave what, and what each step made of it."
)
def understand(at: datetime | None, explain: bool) -> None:
    """Read JSON lines with "asked" and "text" on standard input; print what each text means."""
    grammar = load_grammar(load_knowledge())
    failed = False
    for line in readings(grammar, sys.stdin.buffer, at or datetime.now()):
        click.echo(json.dumps(line.document))
        failed = failed or line.question is None
        if explain and line.question is not None:
            for step in explained(line.text, line.question):
                click.echo(f"  {step}", err=True)
            click.echo(f"  done by saying it: {line.document['act']}", err=True)
            if line.document["maybe_said"]:
                click.echo(f"  may have been said besides: {', '.join(line.document['maybe_said'])}", err=True)
    if failed:
        sys.exit(1)
