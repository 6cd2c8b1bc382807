"""`twitchwise pipe`: the dialogue engine for other programs."""

import contextlib
import os
import sys
from pathlib import Path

import click

from voice.session import NoClock, Session
from voice.skill.dialogue.state import Manner
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.store.file import FileStore
from voice.store.log import LogFile
from voice.store.memory import MemoryStore
from voice.store.places import logs_list
from voice.surfaces.pipe import PipeSurface, run_pipe


@click.command()
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the conversation in this file, and take up the one that is in it.",
)
@click.option("--shared", is_flag=True, help="Several people use this: what was said before a pause is offered, not told.")
@click.option("--typed", is_flag=True, help="Words come from a keyboard: what was surely denied is not read back.")
@click.option("--region", help="Whose emergency numbers to say: uk, eu, us, …")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every event and effect to this file as JSON lines."
)
def pipe(state: Path | None, shared: bool, typed: bool, region: str | None, log: Path | None) -> None:
    """The dialogue engine alone: events in, effects out, JSON lines."""
    knowledge = load_knowledge()
    if region is not None and region not in knowledge.regions:
        raise click.BadParameter(f"one of {', '.join(knowledge.regions)} would be right", param_hint="--region")
    surface = PipeSurface(sys.stdin.buffer, sys.stdout)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(FileStore(state)) if state else MemoryStore()
        write = stack.enter_context(LogFile(log, logs_list(), lambda line: click.echo(line, err=True))) if log else None
        manner = Manner(shared=shared, typed=typed)
        session = Session(knowledge, load_grammar(knowledge), store, surface, NoClock(), log=write, region=region, manner=manner)
        try:
            run_pipe(session, surface)
        except BrokenPipeError:
            # Whoever read the effects has gone; nothing is left to tell, and the state is saved.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
