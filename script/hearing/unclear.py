"""Whether further hypotheses help slow and unclear speech: `python -m script.hearing.unclear RECORDINGS/manifest.csv`.

An answer that neither look makes sense of is a no-match. Here an engine's next best hypotheses for it are read as well, and
the first that settles something of what was asked would be put to the caller: "I heard: left calf. Is that right?" Never taken
are commands, questions, "I don't know" and denials of warning signs; such a denial ends the search, or a later hypothesis that
says the opposite would be proposed.

Two counts decide: no-matches of slow voices in noise that are proposed as they were meant, and no-matches of other speech (rows
of the manifest whose kind is `other_speech`) that are proposed at all.
"""

import json
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import numpy as np
import soxr

from script.hearing.corpus import QUESTIONS, answers
from script.tiny_vosk.espeak import espeak
from script.tiny_vosk.voices import VOICES
from tests.tiny_vosk import build_model
from voice.audio.wav import read_wav
from voice.bench.manifest import Asked, Clip, clips
from voice.ports import RATE_HZ, Samples
from voice.recognition.endpointing import spoken_part
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.sphinx import SphinxRecogniser
from voice.recognition.two_looks import TwoLooks, says
from voice.recognition.vosk import VoskRecogniser, grammar_json
from voice.rehearsal.noises import noise
from voice.skill.dialogue.prompts import red_flags
from voice.skill.grammar.compiled import load_grammar
from voice.skill.grammar.speech_grammar import SpeechGrammar, speech_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Answers, Reading
from voice.skill.understanding.understand import understand

Further = Callable[[SpeechGrammar, Samples], list[str]]
_NOW = datetime(2026, 5, 13, 18, 0)
_LEVEL, _AROUND_SECONDS = 1500.0, 0.5
_NOISES = ("treadmill", "music", "fan")
_NOISES_DB = ((5.0, 7.5), (7.5, 10.0))
_WORDS_A_MINUTE, _PITCHES, _PITCH_RANGES = (90, 110), (5, 95), (10, 90)
_CANDIDATES, _LATTICE_PATHS = 10, 100
_MOST = (3, 5, 10)


@dataclass(frozen=True, slots=True)
class Trial:
    """A sound put to a question; `meant` is None for speech that is no answer."""

    asked: Asked
    sound: Samples
    meant: Answers | None


def vosk_ear(folder: Path) -> tuple[TwoLooks, dict[str, Further]]:
    """Vosk, and its further hypotheses within the question's grammar and in its whole vocabulary."""
    import vosk  # noqa: PLC0415 -- as in the recogniser

    recogniser = VoskRecogniser(folder)
    model = vosk.Model(model_path=str(folder))

    def further(engine: Any, samples: Samples) -> list[str]:  # noqa: ANN401 -- vosk has no types
        engine.SetMaxAlternatives(_CANDIDATES)
        ended = engine.AcceptWaveform(samples.tobytes())
        found = json.loads(engine.Result() if ended else engine.FinalResult()).get("alternatives", ())
        return [one["text"] for one in found]

    def within(grammar: SpeechGrammar, samples: Samples) -> list[str]:
        allowed = grammar_json(grammar, lambda word: model.vosk_model_find_word(word) > 0)
        return further(vosk.KaldiRecognizer(model, float(RATE_HZ), allowed), samples)

    def whole(_: SpeechGrammar, samples: Samples) -> list[str]:
        return further(vosk.KaldiRecognizer(model, float(RATE_HZ)), samples)

    return TwoLooks(recogniser), {"question's grammar": within, "whole vocabulary": whole}


def sphinx_ear() -> tuple[TwoLooks, dict[str, Further]]:
    """PocketSphinx, and further paths through the lattice of its second look."""
    recogniser = SphinxRecogniser(load_hearing_words())

    def second(grammar: SpeechGrammar, samples: Samples) -> list[str]:
        utterance = recogniser.second_look(grammar)
        utterance.accept(samples)
        utterance.finish()
        paths = recogniser._decoder.nbest()
        return [path.hypstr for path, _ in zip(paths, range(_LATTICE_PATHS), strict=False)]

    return TwoLooks(recogniser), {"second look": second}


def unclear(text: str, number: int, snr_db: float, rng: random.Random) -> Samples:
    """Slow, at an unusual pitch, half a second of room around it, in noise so many decibels below the voice."""
    spoken = espeak().speak(
        text,
        f"en-us+{rng.choice(VOICES['held_out_variants'])}",
        words_per_minute=rng.randint(*_WORDS_A_MINUTE),
        pitch=rng.randint(*_PITCHES),
        pitch_range=rng.randint(*_PITCH_RANGES),
    )
    speech = soxr.resample(spoken.samples.astype(np.float32), spoken.rate_hz, RATE_HZ)
    speech = np.pad(speech * (_LEVEL / np.sqrt(np.mean(speech**2))), round(_AROUND_SECONDS * RATE_HZ))
    around = noise(_NOISES[number % len(_NOISES)], len(speech) / RATE_HZ)[: len(speech)].astype(np.float32) / 1000
    return np.asarray(np.clip(speech + around * _LEVEL * 10 ** (-snr_db / 20), -32768, 32767), np.int16)


def proposed(readings: Iterator[Reading], asked: Asked, signs: Sequence[str]) -> Answers:
    """What the first reading to settle something of what was asked would have the caller confirm; empty: nothing."""
    for reading in readings:
        named = {slot: value for slot, value in reading.answers.items() if value != "unknown"}
        if reading.command or reading.faq or not named.keys() & set(asked):
            continue
        return {} if any(named.get(slot, True) is not True for slot in signs) else named
    return {}


def drawn(count: int, read: Callable[[str, Asked], Reading], rng: random.Random) -> Iterator[Trial]:
    """`count` answers to each question that settle something of it, each in little noise and in more."""
    for asked in QUESTIONS:
        settling = [(text, dict(read(text, asked).answers)) for text, to in answers(1000, rng) if to == asked]
        settling = [(text, meant) for text, meant in settling if meant.keys() & set(asked)]
        for number, (text, meant) in enumerate(settling[:count]):
            for lowest, highest in _NOISES_DB:
                yield Trial(asked, unclear(text, number, rng.uniform(lowest, highest), rng), meant)


def others(recordings: Sequence[Clip], count: int, rng: random.Random) -> Iterator[Trial]:
    """`count` recordings of other speech, put to the questions in turn."""
    chosen = rng.sample(recordings, min(count, len(recordings)))
    for number, clip in enumerate(chosen):
        yield Trial(QUESTIONS[number % len(QUESTIONS)], read_wav(clip.path), None)


def outcome(trial: Trial, proposal: Answers) -> str:
    """Of a no-match: what would have been proposed."""
    if not proposal:
        return "nothing"
    if trial.meant is None:
        return "needless"
    return "right" if proposal.items() <= trial.meant.items() else "wrong"


@click.command()
@click.argument("manifest", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--engine", type=click.Choice(("vosk", "sphinx")), default="sphinx", show_default=True)
@click.option("--count", default=10, show_default=True, help="Answers to each of the six questions.")
@click.option("--other", default=60, show_default=True, help="Recordings of other speech.")
def main(manifest: Path, engine: str, count: int, other: int) -> None:
    """Print what is heard, and what further hypotheses would make of the no-matches."""
    knowledge = load_knowledge()
    grammar, signs, rng = load_grammar(knowledge), red_flags(knowledge), random.Random(8)

    def read(text: str, asked: Asked) -> Reading:
        return understand(grammar, text, asked, now=_NOW)

    speech = [clip for clip in clips(manifest) if clip.kind == "other_speech"]
    trials = sorted((*drawn(count, read, rng), *others(speech, other, rng)), key=lambda trial: QUESTIONS.index(trial.asked))
    heard: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, int, str], Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        looks, ways = vosk_ear(build_model(Path(folder))) if engine == "vosk" else sphinx_ear()
        for trial in trials:
            asked, sound = trial.asked, spoken_part(trial.sound)
            expected = speech_grammar(grammar, asked)
            reading = looks.hear(sound, expected, lambda text, asked=asked: read(text, asked)).reading
            kind = "other speech" if trial.meant is None else "answers"
            heard[kind, reading.certainty if says(reading) else "no-match"] += 1
            if says(reading):
                continue
            for way, further in ways.items():
                readings = [read(text, asked) for text in dict.fromkeys(further(expected, sound))]
                for most in _MOST:
                    few = readings[:most]
                    whole = [one for one in few if one.certainty == "sure"]
                    for kept, name in ((few, "any"), (whole, "wholly understood")):
                        counts = found.setdefault((way, most, name), Counter())
                        counts[outcome(trial, proposed(iter(kept), asked, signs))] += 1
    for (kind, result), number in sorted(heard.items()):
        click.echo(f"{engine}: {kind}: {result} {number}")
    for (way, most, name), counts in found.items():
        told = ", ".join(f"{result} {counts[result]}" for result in ("right", "wrong", "needless", "nothing"))
        click.echo(f"{engine}: {way}, the first {most}, {name}: {told}")


if __name__ == "__main__":
    main()
