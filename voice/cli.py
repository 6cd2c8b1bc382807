"""Where the parts are joined; nothing else joins them.

Standard output carries JSON lines or what is spoken; messages for people go to standard error.
Exit status: 0 done, 1 the work could not be done (one line says why), 2 wrong usage.
"""

import sys

import click

from voice import __version__
from voice.errors import TwitchwiseError


class _Group(click.Group):
    """Turns every error of ours into one line and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TwitchwiseError as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=_Group)
@click.version_option(__version__)
def main() -> None:
    """An offline voice skill for muscles that twitch after a workout."""
