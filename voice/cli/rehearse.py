"""`twitchwise rehearse` and `demo`: whole conversations with a scripted caller."""

import sys
from pathlib import Path

import click

from voice.cli.options import MODEL, PROFILE, RECOGNISER, check_writable, settings_in_force
from voice.rehearsal.scripted import failures, played_text
from voice.rehearsal.scripts import load_script
from voice.rehearsal.stage import DEMO, Stage, rehearse_silently
from voice.settings import Settings
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Only what is not as expected.")
@click.option("--audio", is_flag=True, help="With sound: synthesis, noise and the real recogniser.")
@click.option("--wav", type=click.Path(dir_okay=False, path_type=Path), help="Keep the conversation as sound (with --audio).")
@RECOGNISER
@MODEL
@PROFILE
def rehearse(files: tuple[Path, ...], quiet: bool, audio: bool, wav: Path | None, **flags: object) -> None:
    """Play whole conversations from YAML FILES with a scripted caller, in virtual time.

    Of the settings only what is given here counts, so that a rehearsal is the same for everybody.
    """
    knowledge = load_knowledge()
    settings = settings_in_force(knowledge, flags, only_profiles=True).settings
    if audio:
        if _rehearse_aloud(knowledge, files, settings, wav, quiet=quiet):
            sys.exit(1)
        return

    failed = False
    for path in files:
        script = load_script(path, knowledge.regions)
        played = rehearse_silently(knowledge, script, settings)
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
def demo(wav: Path, **flags: object) -> None:
    """Hold a whole spoken conversation with a synthetic caller, without any device, and keep it as one WAV file."""
    knowledge = load_knowledge()
    failed = _rehearse_aloud(knowledge, (DEMO,), settings_in_force(knowledge, flags, only_profiles=True).settings, wav)
    if failed:
        sys.exit(1)


def _rehearse_aloud(
    knowledge: Knowledge, files: tuple[Path, ...], settings: Settings, wav: Path | None, *, quiet: bool = False
) -> bool:
    failed = False
    targets = {
        path: wav if wav is None or len(files) == 1 else wav.with_stem(f"{wav.stem}-{n}") for n, path in enumerate(files, 1)
    }
    check_writable(*targets.values())
    with Stage(knowledge, settings) as stage:
        for path, target in targets.items():
            script = load_script(path, knowledge.regions)
            caller = stage.play(script, path.parent)
            if not quiet:
                click.echo(played_text(caller.played))
            if target is not None:
                caller.tape.write(target)
                click.echo(f"{target}: {caller.tape.seconds:.0f} s, both sides", err=True)
            for fault in failures(script, caller.played):
                failed = True
                click.echo(f"{path}: {fault}", err=True)
    return failed
