"""The commands. This and `voice.talk` are where parts are joined; nothing else joins them.

Standard output carries JSON lines or what is spoken; messages for people go to standard error.
Exit status: 0 done, 1 the work could not be done (one line says why), 2 wrong usage.
"""

import contextlib
import json
import os
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from voice import __version__
from voice.errors import AudioFileError, FileError, TwitchwiseError

if TYPE_CHECKING:
    from voice.talk import Wishes


class _Group(click.Group):
    """Turns every error of ours into one line and exit status 1."""

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
        context.invoke(talk)


_RECOGNISER = click.option("--recogniser", type=click.Choice(["auto", "vosk", "sphinx"]), default="auto", help="What hears you.")
_MODEL = click.option("--model", type=click.Path(path_type=Path), help="The folder of a Vosk model.")
_VOICE = click.option("--voice", help="The voice that speaks, as eSpeak NG calls it: en, en-us, en-us+f3.")


@main.command()
@click.option("--typed", is_flag=True, help="On keyboard and screen instead of microphone and speaker.")
@_RECOGNISER
@_MODEL
@_VOICE
@click.option("--microphone", help="Its name, a part of it, or its number.")
@click.option("--speaker", help="Its name, a part of it, or its number.")
@click.option(
    "--profile",
    type=click.Choice(["short", "normal", "patient", "manual"]),
    default="normal",
    help="How long a pause ends an answer; manual: the space key does.",
)
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every event and effect to this file as JSON lines."
)
@click.option("--region", help="Whose emergency number and words: uk, eu, us, …")
def talk(typed: bool, region: str | None, **wished: Any) -> None:  # noqa: ANN401 (the options, as Wishes names them)
    """Talk: a conversation on microphone and speaker."""
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.talk import Wishes, talk_spoken, talk_typed  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    if region is not None and region not in knowledge.regions:
        raise click.BadParameter(f"one of {', '.join(knowledge.regions)} would be right", param_hint="--region")
    wishes = Wishes(region=region, **wished)
    if typed:
        talk_typed(knowledge, wishes)
    else:
        talk_spoken(knowledge, wishes, notice=lambda line: click.echo(line, err=True))


@main.command()
@_RECOGNISER
@_MODEL
@click.option(
    "--wav",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("twitchwise-demo.wav"),
    show_default=True,
    help="Where the conversation is kept as sound.",
)
def demo(recogniser: str, model: Path | None, wav: Path) -> None:
    """Hold a whole spoken conversation with a synthetic caller, without any device, and keep it as one WAV file."""
    from voice.talk import DEMO, Wishes  # noqa: PLC0415 (what one command needs, others need not load)

    failed = _rehearse_aloud((DEMO,), Wishes(recogniser=recogniser, model=model), wav)
    if failed:
        sys.exit(1)


def _rehearse_aloud(files: tuple[Path, ...], wishes: "Wishes", wav: Path | None, *, quiet: bool = False) -> bool:
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.surfaces.rehearsal import failures, played_text  # noqa: PLC0415 (as above)
    from voice.surfaces.scripts import load_script  # noqa: PLC0415 (as above)
    from voice.talk import rehearse_aloud  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    failed = False
    for number, path in enumerate(files, 1):
        script = load_script(path)
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


@main.command()
@click.argument("files", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Assessments as JSON lines instead of what would be spoken.")
@click.option("--region", help="Whose emergency number and words: uk, eu, us, australia, new_zealand, india, japan.")
def assess(files: tuple[str, ...], as_json: bool, region: str | None) -> None:
    """Say what is to be said of answers: YAML or JSON FILES, or - for JSON lines on standard input."""
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.surfaces.assessments import outcomes  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    if region is not None and region not in knowledge.regions:
        raise click.BadParameter(f"one of {', '.join(knowledge.regions)} would be right", param_hint="--region")
    failed = False
    for outcome in outcomes(knowledge, files or ("-",), region=region):
        failed = failed or bool(outcome.error)
        if outcome.warning or (outcome.error and not as_json):
            click.echo(outcome.warning or outcome.error, err=True)
        if as_json or outcome.assessment:
            click.echo(outcome.as_json() if as_json else outcome.as_text())
    if failed:
        sys.exit(1)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line a question.")
def questions(as_json: bool) -> None:
    """List the questions of the interview, in the order in which they can be asked."""
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.skill.knowledge.wording import fill, region_of  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    for question in knowledge.questions:
        ask = fill(question.ask, region_of(knowledge, None))
        line = {"id": question.id, "slots": list(question.slots), "ask": ask, "risk": question.risk}
        click.echo(json.dumps(line) if as_json else f"{question.id}: {ask}")


@main.command()
def check() -> None:
    """Look over every shared file: schema, references, sources, what is hard to hear, and what the recogniser cannot hear."""
    from voice.recognition.engines import load_recogniser  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.surfaces.checking import check_shared_files  # noqa: PLC0415 (as above)

    faults = check_shared_files(load_recogniser("sphinx"))
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)


@main.command()
@click.option(
    "--now", "at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d"]), help="Local time; now by default."
)
@click.option("--explain", is_flag=True, help="Also say, on standard error, which words gave what.")
def understand(at: datetime | None, explain: bool) -> None:
    """Read JSON lines with "asked" and "text" on standard input; print what each text means."""
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (as above)
    from voice.skill.understanding.grammar import load_grammar  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.surfaces.readings import explained, readings  # noqa: PLC0415 (as above)

    grammar = load_grammar(load_knowledge())
    failed = False
    for line, reading in readings(grammar, sys.stdin, at or datetime.now()):
        click.echo(json.dumps(line))
        failed = failed or reading is None
        if explain and reading is not None:
            for part in explained(reading):
                click.echo(part, err=True)
    if failed:
        sys.exit(1)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--asked", default="", help="The slots or symptom ids that the question asks for, parted by commas.")
@click.option("--recogniser", type=click.Choice(["auto", "vosk", "sphinx"]), default="auto")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder.")
def hear(files: tuple[Path, ...], asked: str, recogniser: str, model: Path | None) -> None:
    """Print what is said in WAV FILES as an answer to a question, one JSON line a file."""
    from voice.recognition import load_recogniser  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (as above)
    from voice.skill.understanding.grammar import load_grammar  # noqa: PLC0415 (as above)
    from voice.surfaces.recordings import RecordingListener  # noqa: PLC0415 (as above)

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


@main.command()
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep the conversation in this file, and take up the one that is in it.",
)
@click.option("--region", help="Whose emergency numbers to say: uk, eu, us, …")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Write every event and effect to this file as JSON lines."
)
def pipe(state: Path | None, region: str | None, log: Path | None) -> None:
    """The dialogue engine alone: events in, effects out, JSON lines."""
    from voice.session import NoClock, Session, log_to  # noqa: PLC0415 (as above)
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (as above)
    from voice.skill.understanding.grammar import load_grammar  # noqa: PLC0415 (as above)
    from voice.store.file import FileStore  # noqa: PLC0415 (as above)
    from voice.store.memory import MemoryStore  # noqa: PLC0415 (as above)
    from voice.surfaces.pipe import PipeSurface, run_pipe  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    if region is not None and region not in knowledge.regions:
        raise click.BadParameter(f"one of {', '.join(knowledge.regions)} would be right", param_hint="--region")
    surface = PipeSurface(sys.stdin.buffer, sys.stdout)
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(FileStore(state)) if state else MemoryStore()
        write = log_to(_log_file(stack, log)) if log else None
        session = Session(knowledge, load_grammar(knowledge), store, surface, NoClock(), log=write, region=region)
        try:
            run_pipe(session, surface)
        except BrokenPipeError:
            # Whoever read the effects has gone; nothing is left to tell, and the state is saved.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _log_file(stack: contextlib.ExitStack, path: Path) -> Callable[[str], object]:
    try:
        return stack.enter_context(path.open("a", buffering=1, encoding="utf-8")).write
    except OSError as error:
        raise FileError(f"{path}: cannot be written ({error.strerror})") from None


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--quiet", is_flag=True, help="Only what is not as expected.")
@click.option("--audio", is_flag=True, help="With sound: synthesis, noise and the real recogniser.")
@click.option("--wav", type=click.Path(dir_okay=False, path_type=Path), help="Keep the conversation as sound (with --audio).")
@_RECOGNISER
@_MODEL
def rehearse(files: tuple[Path, ...], quiet: bool, audio: bool, wav: Path | None, recogniser: str, model: Path | None) -> None:  # noqa: PLR0913, PLR0917 (options)
    """Play whole conversations from YAML FILES with a scripted caller, in virtual time."""
    if audio:
        from voice.talk import Wishes  # noqa: PLC0415 (what one command needs, others need not load)

        if _rehearse_aloud(files, Wishes(recogniser=recogniser, model=model), wav, quiet=quiet):
            sys.exit(1)
        return
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (as above)
    from voice.skill.understanding.grammar import load_grammar  # noqa: PLC0415 (as above)
    from voice.surfaces.rehearsal import failures, played_text  # noqa: PLC0415 (as above)
    from voice.surfaces.rehearsal import rehearse as play  # noqa: PLC0415 (as above)
    from voice.surfaces.scripts import load_script  # noqa: PLC0415 (as above)

    knowledge = load_knowledge()
    grammar = load_grammar(knowledge)
    failed = False
    for path in files:
        script = load_script(path)
        played = play(knowledge, grammar, script)
        if not quiet:
            click.echo(played_text(played))
        for fault in failures(script, played):
            failed = True
            click.echo(f"{path}: {fault}", err=True)
    if failed:
        sys.exit(1)


@main.command()
@click.argument("form", type=click.Choice(["mermaid", "dot", "svg", "scxml"]), default="mermaid")
def diagram(form: str) -> None:
    """Draw the dialogue: as Mermaid, DOT, SVG or SCXML."""
    from voice.skill.dialogue.chart import FORMATS  # noqa: PLC0415 (as above)

    click.echo(FORMATS[form](), nl=False)


@main.group()
def bench() -> None:
    """Measure what this machine reaches."""


@bench.command("recognition")
@click.option("--manifest", required=True, type=click.Path(path_type=Path), help="CSV with the columns path and text.")
@click.option("--recogniser", type=click.Choice(["auto", "vosk", "sphinx"]), default="auto")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder.")
@click.option("--each", is_flag=True, help="Every recording that was not heard right, as well.")
def bench_recognition(manifest: Path, recogniser: str, model: Path | None, each: bool) -> None:
    """Put recordings to questions, and count whose meaning is heard right, asked back or wrong."""
    from voice.bench import recognition  # noqa: PLC0415 (what one command needs, others need not load)
    from voice.recognition import load_recogniser  # noqa: PLC0415 (as above)
    from voice.skill.knowledge.file import load_knowledge  # noqa: PLC0415 (as above)
    from voice.skill.understanding.grammar import load_grammar  # noqa: PLC0415 (as above)

    recordings = recognition.manifest(manifest)
    ear = load_recogniser(recogniser, model)
    done = list(recognition.trials(ear, load_grammar(load_knowledge()), recordings))
    for trial in done if each else ():
        if trial.outcome not in ("right", "refused"):
            heard = trial.recording.look.hypothesis.text
            click.echo(
                f"{trial.outcome}: {trial.path.name} asked {','.join(trial.asked)}: {trial.text!r} heard {heard!r}", err=True
            )
    for name, value in {"recogniser": ear.name, **recognition.summary(done)}.items():
        click.echo(f"{name}: {value}")
