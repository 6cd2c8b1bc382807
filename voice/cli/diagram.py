"""`twitchwise diagram`: the dialogue, drawn from its table."""

import click

from voice.skill.dialogue.chart import FORMATS


@click.command()
@click.argument("form", type=click.Choice(["mermaid", "dot", "svg", "scxml"]), default="mermaid")
def diagram(form: str) -> None:
    """Draw the dialogue: as Mermaid, DOT, SVG or SCXML."""
    click.echo(FORMATS[form](), nl=False)
