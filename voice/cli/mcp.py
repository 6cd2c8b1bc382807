"""`twitchwise mcp`: the interview as tools for agents."""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import click

from voice.cli.options import flags_for, settings_in_force
from voice.session import SystemClock
from voice.skill.dialogue.state import Manner
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.store.folder import StateFolder
from voice.store.places import folders_list
from voice.surfaces.extras import needed
from voice.surfaces.turns import Conversations


@click.command()
@click.option(
    "--state-folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep conversations here while they go on, so that a service that is started anew takes them up.",
)
@flags_for("region", "verbosity")
def mcp(state_folder: Path | None, **flags: object) -> None:
    """Serve an agent with the interview, assessments and sources, by the Model Context Protocol on standard input and output."""
    needed("mcp", "mcp", "mcp.server.mcpserver", at_least="2.3", below="3")
    from voice.surfaces.mcp import server_for  # noqa: PLC0415 (what the extra brings)

    knowledge = load_knowledge()
    settings = settings_in_force(knowledge, flags).settings
    clock = SystemClock()

    def now() -> datetime:
        return clock.now() or datetime.now()

    with ExitStack() as stack:
        folder = stack.enter_context(StateFolder(state_folder, folders_list())) if state_folder is not None else None
        conversations = Conversations(
            knowledge,
            load_grammar(knowledge),
            at=now(),
            region=settings.region,
            manner=Manner(brief=settings.verbosity == "short", shared=True),
            folder=folder,
            notice=lambda line: click.echo(line, err=True),
        )
        server_for(conversations, now, settings.region).run("stdio")
