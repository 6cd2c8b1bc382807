"""A wake phrase in natural synthetic voices: `python -m script.hearing.phrases FOLDER "okay muscle check"`.

The voices are hibari, Piper's "joe", and flite's `rms` and `awb` where flite is installed. Each says the phrase punctuated in
three ways and at three paces, which change the pitch as well. FOLDER/phrases.csv is a manifest for `twitchwise bench wake`.
Nothing of this is ever part of the repository.
"""

import csv
import subprocess
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from shutil import which

import click
import soundfile
import soxr

from script.hearing import voices
from script.hearing.spoken import Answer, sound, speak
from voice.audio.wav import write_wav
from voice.ports import RATE_HZ

_FLITE_VOICES = ("rms", "awb")
_PACES = (0.9, 1.0, 1.12)
_WAYS = ("{first} {rest}.", "{first}, {rest}.", "{first} {rest}!")


@dataclass(frozen=True, slots=True)
class _Recording:
    path: Path
    speaker: str


def _wordings(phrase: str) -> list[str]:
    first, _, rest = phrase.capitalize().partition(" ")
    return [way.format(first=first, rest=rest) for way in _WAYS]


def _spoken(folder: Path, phrase: str) -> list[_Recording]:
    """As they come from the voices."""
    answers = [Answer(text, (), voice) for voice, text in product(voices.VOICES, _wordings(phrase))]
    speak(answers, folder)
    made = [_Recording(folder / f"{at:03}.wav", answer.voice) for at, answer in enumerate(answers)]
    for voice, (at, text) in product(_FLITE_VOICES if which("flite") else (), enumerate(_wordings(phrase))):
        path = folder / f"{voice}{at}.wav"
        subprocess.run(["flite", "-voice", voice, "-t", text, "-o", path], check=True, capture_output=True)  # noqa: S603, S607 (no shell, words only)
        made.append(_Recording(path, voice))
    return made


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("phrase")
def main(folder: Path, phrase: str) -> None:
    """Write recordings of PHRASE and their manifest into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "phrases.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("path", "text", "speaker"))
        for one in _spoken(folder, phrase):
            samples, rate_hz = soundfile.read(one.path, dtype="float32")
            for pace in _PACES:
                path = one.path.with_name(f"{one.path.stem}_{round(100 * pace)}.wav")
                soundfile.write(path, soxr.resample(samples, rate_hz * pace, RATE_HZ), RATE_HZ)
                write_wav(path, sound(path))
                rows.writerow((path.name, phrase.lower(), one.speaker))


if __name__ == "__main__":
    main()
