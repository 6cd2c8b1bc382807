"""The voices that train the model, those held out to measure it, and what either says with the time of every phone."""

import random
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import yaml
from numpy.typing import NDArray

from script.tiny_vosk.align import Segment, align, espeak_segments, flite_segments
from script.tiny_vosk.espeak import espeak
from script.tiny_vosk.texts import sounds

VOICES: Mapping[str, tuple[str, ...]] = {
    kind: tuple(names) for kind, names in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")).items()
}


@dataclass(frozen=True, slots=True)
class Utterance:
    """Mono float32 `samples` within ±1; `segments` are the phones with times in seconds."""

    text: str
    voice: str
    samples: NDArray[np.float32]
    rate_hz: int
    segments: tuple[Segment, ...]


def espeak_utterance(text: str, voice: str, rng: random.Random) -> Utterance | None:
    """None when the voice did not say what the dictionary has."""
    spoken = espeak().speak(
        text, voice, words_per_minute=rng.randint(120, 240), pitch=rng.randint(15, 85), pitch_range=rng.randint(20, 80)
    )
    segments = espeak_segments(spoken.phones, len(spoken.samples) / spoken.rate_hz)
    return _checked(text, voice, spoken.samples.astype(np.float32) / 32768, spoken.rate_hz, segments)


def flite_utterance(text: str, voice: str, rng: random.Random) -> Utterance | None:
    """None when the voice did not say what the dictionary has. Needs the `flite` program."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        command = [
            "flite",
            "-voice",
            voice,
            "--setf",
            f"duration_stretch={rng.uniform(0.8, 1.25):.3f}",
            "-psdur",
            "-t",
            text,
            "-o",
            str(path),
        ]
        listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603  (no shell, words only)
        samples, rate_hz = soundfile.read(path, dtype="float32")
    return _checked(text, f"flite-{voice}", samples, rate_hz, flite_segments(listing))


def _checked(text: str, voice: str, samples: NDArray[np.float32], rate_hz: int, spoken: list[Segment]) -> Utterance | None:
    wanted = [sounds(word) for word in text.split()]
    if not wanted or not all(wanted) or not spoken:
        return None
    aligned = align(wanted, spoken)
    return Utterance(text, voice, samples, rate_hz, aligned.segments) if aligned.believable else None


def utterances(texts: Iterator[str], seed: int, flite_share: float) -> Iterator[Utterance]:
    """Each text once, in a voice drawn from the training voices."""
    rng = random.Random(seed)
    for text in texts:
        if rng.random() < flite_share:
            made = flite_utterance(text, rng.choice(VOICES["flite"]), rng)
        else:
            variant = rng.choice((*VOICES["variants"], *VOICES["variants"], ""))
            made = espeak_utterance(text, f"{rng.choice(VOICES['accents'])}+{variant}".rstrip("+"), rng)
        if made:
            yield made
