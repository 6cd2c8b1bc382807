"""`twitchwise bench latency`, `bench soak` and `bench voice`: the live loop and the voices, measured."""

from pathlib import Path

import click

from voice.audio.wav import read_wav
from voice.bench import latency, soak, speaking
from voice.errors import SynthesisError
from voice.recognition import load_recogniser
from voice.recognition.ear import Ear
from voice.settings import ENGINES
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.synthesis.espeak import load_synthesiser
from voice.talk import asking_for


@click.command("latency")
@click.option("--turns", "count", default=50, show_default=True, help="How many answers.")
@click.option("--recogniser", type=click.Choice(ENGINES), default="auto")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder.")
@click.option("--plot", "picture", type=click.Path(dir_okay=False, path_type=Path), help="Write a bar for each answer (SVG).")
def bench_latency(count: int, recogniser: str, model: Path | None, picture: Path | None) -> None:
    """Talk on a private sound card, and time each reply; needs PulseAudio, and eight seconds an answer."""
    chosen = ["--recogniser", recogniser, *(["--model", str(model)] if model else [])]
    done = []
    for turn in latency.turns(load_knowledge(), load_synthesiser("en-us"), count, chosen):
        done.append(turn)
        stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in turn.seconds.items())
        click.echo(f"{turn.total:.2f} s after {turn.said!r}: {stages}", err=True)
    click.echo(latency.table(done))
    if picture is not None:
        picture.write_text(latency.plot(done), encoding="utf-8")


@click.command("soak")
@click.argument("recordings", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--hours", default=4.0, show_default=True, help="Of sound; it takes a tenth of that or less.")
@click.option("--recogniser", type=click.Choice(ENGINES), default="auto")
@click.option("--model", type=click.Path(path_type=Path), help="A Vosk model's folder.")
def bench_soak(recordings: tuple[Path, ...], hours: float, recogniser: str, model: Path | None) -> None:
    """Hours of other people's talk (WAV files or folders of them) through ear and dialogue: what grows, what is taken."""
    files = [file for path in recordings for file in (sorted(path.rglob("*.wav")) if path.is_dir() else [path])]
    sounds = [read_wav(file) for file in files] or list(soak.strangers(load_synthesiser))
    knowledge = load_knowledge()
    grammar = load_grammar(knowledge)
    ear = Ear(load_recogniser(recogniser, model))
    click.echo("| hours | MB | threads | handles | turns | taken for an answer |\n| --- | --- | --- | --- | --- | --- |")
    taken: tuple[str, ...] = ()
    for stand in soak.soak(knowledge, grammar, ear, asking_for(knowledge, grammar), sounds, hours=hours):
        cells = (f"{stand.hours:.1f}", f"{stand.megabytes:.0f}", stand.threads, stand.handles, stand.turns, len(stand.taken))
        click.echo("| " + " | ".join(map(str, cells)) + " |")
        taken = stand.taken
    for line in taken:
        click.echo(line, err=True)


@click.command("voice")
@click.argument("voices", nargs=-1)
def bench_voice(voices: tuple[str, ...]) -> None:
    """What VOICES cost and how loud they are, on sentences of ours; the natural one and eSpeak NG where none is named."""
    click.echo(f"| {' | '.join(speaking.HEAD)} |\n|{' --- |' * len(speaking.HEAD)}")
    try:
        for row in speaking.rows(voices or ("natural", "espeak")):
            click.echo(f"| {' | '.join(row.cells())} |")
    except ChildProcessError as error:
        raise SynthesisError(str(error)) from None
