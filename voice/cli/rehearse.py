"""`twitchwise rehearse` and `demo`: whole conversations with a scripted caller."""

import sys
from pathlib import Path

import click

from voice.cli.options import MODEL, RECOGNISER
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.grammar import load_grammar
from voice.surfaces.rehearsal import failures, played_text
from voice.surfaces.rehearsal import rehearse as play
from voice.surfaces.scripts import load_script
from voice.talk import DEMO, Wishes, rehearse_aloud


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Only what is not as expected.")
@click.option("--audio", is_flag=True, help="With sound: synthesis, noise and the real recogniser.")
@click.option("--wav", type=click.Path(dir_okay=False, path_type=Path), help="Keep the conversation as sound (with --audio).")
@RECOGNISER
@MODEL
def rehearse(files: tuple[Path, ...], quiet: bool, audio: bool, wav: Path | None, recogniser: str, model: Path | None) -> None:  # noqa: PLR0913, PLR0917 (options)
    """Play whole conversations from YAML FILES with a scripted caller, in virtual time."""
    if audio:
        if _rehearse_aloud(files, Wishes(recogniser=recogniser, model=model), wav, quiet=quiet):
            sys.exit(1)
        return

    knowledge = load_knowledge()
    grammar = load_grammar(knowledge)
    failed = False
    for path in files:
        script = load_script(path, knowledge.regions)
        played = play(knowledge, grammar, script)
        if not quiet:
            click.echo(played_text(played))
        for fault in failures(script, played):
            failed = True
            click.echo(f"{path}: {fault}", err=True)
    if failed:
        sys.exit(1)


@click.command()
@RECOGNISER
@MODEL
@click.option(
    "--wav",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("twitchwise-demo.wav"),
    show_default=True,
    help="Where the conversation is kept as sound.",
)
def demo(recogniser: str, model: Path | None, wav: Path) -> None:
    """Hold a whole spoken conversation with a synthetic caller, without any device, and keep it as one WAV file."""
    failed = _rehearse_aloud((DEMO,), Wishes(recogniser=recogniser, model=model), wav)
    if failed:
        sys.exit(1)


def _rehearse_aloud(files: tuple[Path, ...], wishes: Wishes, wav: Path | None, *, quiet: bool = False) -> bool:
    knowledge = load_knowledge()
    failed = False
    for number, path in enumerate(files, 1):
        script = load_script(path, knowledge.regions)
        caller = rehearse_aloud(knowledge, script, path.parent, wishes)
        if not quiet:
            click.echo(played_text(caller.played))
        if wav is not None:
            target = wav if len(files) == 1 else wav.with_stem(f"{wav.stem}-{number}")
            caller.tape.write(target)
            click.echo(f"{target}: {caller.tape.seconds:.0f} s, both sides", err=True)
        for fault in failures(script, caller.played):
            failed = True
            click.echo(f"{path}: {fault}", err=True)
    return failed
