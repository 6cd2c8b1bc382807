"""Whole answers of the corpus as recordings, to measure hearing with: `python -m script.hearing.spoken FOLDER`.

The voices are those that the tests' Vosk model was not trained on, and that no confidence was chosen with: flite's `rms`
(where flite is installed) and twelve of eSpeak NG's. For each of them there is a manifest for `twitchwise bench recognition`,
without noise and with a treadmill at 20 and 10 dB below the voice.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from shutil import which

import click
import numpy as np
import soxr
import yaml

from script.tiny_vosk.voices import VOICES, Utterance, espeak_utterance, flite_utterance
from tests.corpus_grading import load_entries
from voice.audio.wav import write_wav
from voice.ports import RATE_HZ, Samples
from voice.rehearsal.noises import noise

CORPUS = Path(__file__).parents[2] / "tests" / "corpus"
QUESTIONS = (("location", "side"), ("duration_days",), ("dark_urine",), ("pain",), ("muscle_weakness",), ("medications",))
_LEVEL, _AROUND_SECONDS = 1500.0, 0.5
_NOISES_DB = (None, 20.0, 10.0)


def answers(count: int, rng: random.Random) -> list[tuple[str, tuple[str, ...]]]:
    """`count` answers to each of the questions, drawn from the corpus."""
    found = _corpus()
    return [(text, asked) for asked in QUESTIONS for text in rng.sample(found[asked], min(count, len(found[asked])))]


@cache
def _corpus() -> Mapping[tuple[str, ...], list[str]]:
    """Its answers to each of the questions, in order."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for path in sorted(CORPUS.glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for entry in load_entries(path)[1] if isinstance(document, dict) and "utterances" in document else ():
            if entry.asked in QUESTIONS and "[unk]" not in entry.text and not set("0123456789") & set(entry.text):
                found[entry.asked].add(entry.text)
    return {asked: sorted(found[asked]) for asked in QUESTIONS}


def sound(spoken: Utterance, snr_db: float | None) -> Samples:
    """16 kHz, with half a second of near silence around, and the treadmill."""
    speech = soxr.resample(spoken.samples, spoken.rate_hz, RATE_HZ)
    speech = np.pad(speech * (_LEVEL / np.sqrt(np.mean(speech**2))), round(_AROUND_SECONDS * RATE_HZ))
    around = noise("treadmill", len(speech) / RATE_HZ)[: len(speech)].astype(np.float32) / 1000
    level = 5.0 if snr_db is None else _LEVEL * 10 ** (-snr_db / 20)
    return np.asarray(np.clip(speech + around * level, -32768, 32767), np.int16)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--count", default=25, show_default=True, help="Answers to each question.")
def main(folder: Path, count: int) -> None:
    """Write recordings and manifests into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(4)
    chosen = answers(count, rng)
    makers = {"espeak": lambda text: espeak_utterance(text, f"en-us+{rng.choice(VOICES['held_out_variants'])}", rng)}
    if which("flite"):
        makers["flite"] = lambda text: flite_utterance(text, VOICES["held_out_flite"][0], rng)
    for name, make in makers.items():
        spoken = [(text, asked, made) for text, asked in chosen if (made := make(text)) is not None]
        for snr_db in _NOISES_DB:
            around = "clean" if snr_db is None else f"{snr_db:.0f}db"
            with (folder / f"{name}-{around}.csv").open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(("path", "text", "speaker", "asked"))
                for number, (text, asked, made) in enumerate(spoken):
                    path = f"{name}-{around}-{number:03}.wav"
                    write_wav(folder / path, sound(made, snr_db))
                    rows.writerow((path, text, made.voice, "+".join(asked)))
        click.echo(f"{name}: {len(spoken)} answers in {folder}")


if __name__ == "__main__":
    main()
