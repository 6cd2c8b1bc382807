"""`twitchwise forget`: nothing of any conversation is left."""

import click

from voice.store.forgetting import forget as remove
from voice.store.forgetting import is_leftover
from voice.synthesis.cache import cache_folder


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also the rendered prompts (they hold no answers, and are made anew).")
def forget(everything: bool) -> None:
    """Delete every answer on this machine: the conversation that was left, kept results, logs.

    Settings and speech models stay.
    """
    removed = remove(*((cache_folder(),) if everything else ()))
    left = [path for path in removed if is_leftover(path)]
    for path in removed:
        if path not in left:
            click.echo(f"deleted {path}")
    if left:
        folders = "a temporary folder" if len(left) == 1 else f"{len(left)} temporary folders"
        click.echo(f"deleted {folders} of ended programs in {left[0].parent}")
    click.echo("Nothing of any conversation is left here." if removed else "There was nothing to delete.")
