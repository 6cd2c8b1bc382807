"""The commands, a module each. They and `voice.talk` are where parts are joined; nothing else joins them.

Standard output carries JSON lines or what is spoken; messages for people go to standard error.
Exit status: 0 done, 1 the work could not be done (one line says why), 2 wrong usage.
"""

import importlib
import os
import sys

import click

from voice import __version__
from voice.errors import TwitchwiseError

COMMANDS = {
    "talk": "talk",
    "demo": "rehearse",
    "understand": "understand",
    "hear": "hear",
    "assess": "assess",
    "questions": "questions",
    "pipe": "pipe",
    "serve": "serve",
    "mcp": "mcp",
    "rehearse": "rehearse",
    "models": "models",
    "check": "check",
    "diagram": "diagram",
    "bench": "bench",
    "settings": "settings",
    "selftest": "selftest",
    "forget": "forget",
}
"""Each command's module in here; it is loaded when the command is used, so that none waits for what another needs."""


class _Group(click.Group):
    """Loads commands by need, and turns every error of ours into one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"voice.cli.{COMMANDS[cmd_name]}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except TwitchwiseError as error:
            click.echo(str(error), err=True)
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            # What we open names its own errors; what is left is standard output on a full disk and the like.
            click.echo(f"cannot go on: {error.strerror or error}{f' ({error.filename})' if error.filename else ''}", err=True)
        sys.exit(1)


@click.group(cls=_Group, invoke_without_command=True)
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context) -> None:
    """An offline voice skill for muscles that twitch after a workout. Without a command: talk."""
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            # Started without it, as services are: nobody to hear from or to tell.
            setattr(sys, name, open(os.devnull, "w" if descriptor else "r", encoding="utf-8"))  # noqa: PTH123, SIM115 (for as long as we run)
    if context.invoked_subcommand is None:
        talk = main.get_command(context, "talk")
        assert talk is not None  # noqa: S101 (it is in the table above)
        context.invoke(talk)
