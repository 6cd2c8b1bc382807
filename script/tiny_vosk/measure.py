"""How well the tiny model hears: `python -m script.tiny_vosk.measure`, a table for the fixture's README.

Voices that it was not trained on say answers of a grammar, clean and in noise, and words that the grammar does not have.
"""

import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import soxr

from script.tiny_vosk.rooms import RATE_HZ, noise
from script.tiny_vosk.texts import any_words, likely_words
from script.tiny_vosk.voices import VOICES, Utterance, espeak_utterance, flite_utterance
from tests.tiny_vosk import FIXTURE, build_model
from voice.ports import Hypothesis, Samples
from voice.recognition.vosk import UNKNOWN, VoskRecogniser
from voice.skill.speech_grammar import SpeechGrammar

_PAD_S, _LEVEL = 0.3, 0.07
_COMMANDS = "repeat|slower|faster|louder|help|why|skip|go back|pause|stop|start over|i don't know"
_PLACES = (
    "eyelid|face|jaw|neck|shoulder|chest|stomach|biceps|triceps|forearm|hand|hip|thigh|hamstring|knee|calf|shin|ankle|foot|toe|"
    "left calf|right calf|left arm|right thigh|both calves|my lower back"
)
_TIMES = (
    "two days|about three days|a few hours|a couple of weeks|since yesterday|since this morning|six months|about an hour|"
    "half an hour|ten minutes|four weeks|last night|more than a week|since monday|over a year"
)
GRAMMARS = {
    "yes or no": f"yes|no|yeah|nope|not sure|{_COMMANDS}",
    "where": f"{_PLACES}|{_COMMANDS}",
    "how long": f"{_TIMES}|{_COMMANDS}",
}
Say = Callable[[str, random.Random], Utterance | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """A kind of voice, in noise at a signal-to-noise ratio in decibels, or in none."""

    voices: str
    say: Say
    snr_db: float | None


def _speakers(kind: str) -> Say:
    if "flite" in kind:
        return lambda text, rng: flite_utterance(text, rng.choice(VOICES[kind]), rng)
    return lambda text, rng: espeak_utterance(text, f"{rng.choice(VOICES['accents'])}+{rng.choice(VOICES[kind])}", rng)


def sound(utterance: Utterance, snr_db: float | None, rng: np.random.Generator) -> Samples:
    """Mono int16 at 16 kHz, with a little silence around."""
    speech = soxr.resample(utterance.samples, utterance.rate_hz, RATE_HZ)
    speech = np.pad(speech * (_LEVEL / np.sqrt(np.mean(speech**2))), int(_PAD_S * RATE_HZ))
    if snr_db is not None:
        speech = speech + noise(len(speech), (), rng) * (_LEVEL / 10 ** (snr_db / 20))
    return np.clip(speech * 32768, -32768, 32767).astype(np.int16)


def decode(ear: VoskRecogniser, samples: Samples, grammar: SpeechGrammar) -> Hypothesis:
    """Fed in blocks of 0.1 s, as a microphone would."""
    utterance = ear.utterance(grammar)
    for start in range(0, len(samples), RATE_HZ // 10):
        utterance.accept(samples[start : start + RATE_HZ // 10])
    return utterance.finish()


def score(ear: VoskRecogniser, phrases: Sequence[str], condition: Condition, count: int) -> Counter[str]:
    """right, wrong and nothing among answers; refused and taken among other words; seconds of sound and of work."""
    rng, sound_rng = random.Random(7), np.random.default_rng(7)
    grammar = SpeechGrammar("measured", tuple(phrases))
    inside = {word for phrase in phrases for word in phrase.split()}
    others = [word for word in any_words() if word not in inside]
    tally: Counter[str] = Counter()
    while tally["answers"] < count or tally["others"] < count:
        foreign = tally["answers"] >= count
        text = rng.choice(others) if foreign else rng.choice(phrases)
        utterance = condition.say(text, rng)
        if utterance is None:
            continue
        samples = sound(utterance, condition.snr_db, sound_rng)
        began = time.perf_counter()
        hypothesis = decode(ear, samples, grammar)
        tally["work_us"] += int(1e6 * (time.perf_counter() - began))
        tally["sound_us"] += int(1e6 * len(samples) / RATE_HZ)
        heard = hypothesis.text
        nothing = not heard or UNKNOWN in heard
        tally["others" if foreign else "answers"] += 1
        if foreign:
            tally["refused"] += nothing
        else:
            tally["nothing" if nothing else "right" if heard == text else "wrong"] += 1
    return tally


@click.command()
@click.option("--count", default=150, show_default=True, help="Utterances in each cell.")
@click.option("--weights", type=click.Path(path_type=Path), default=FIXTURE / "weights.npz", show_default=True)
def main(count: int, weights: Path) -> None:
    """Print the table in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
        built = build_model(Path(folder), weights=weights)
        made = time.perf_counter()
        ear = VoskRecogniser(built)
        loaded, after = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        click.echo(f"built in {made - began:.2f} s, loaded in {loaded - made:.2f} s, {(after - before) / 1024:.0f} MB more\n")
        click.echo(
            "| grammar | voices | noise | right | wrong | nothing | other words refused | real-time factor |\n"
            + "| --- " * 8
            + "|"
        )
        grammars = {name: tuple(phrases.split("|")) for name, phrases in GRAMMARS.items()}
        grammars[f"{len(likely_words())} words"] = likely_words()
        for name, phrases in grammars.items():
            for kind in ("held_out_variants", "flite", "held_out_flite"):
                for snr_db in (None, 15.0, 5.0):
                    tally = score(ear, phrases, Condition(kind, _speakers(kind), snr_db), count)
                    shares = [f"{100 * tally[key] / count:.0f}" for key in ("right", "wrong", "nothing", "refused")]
                    where = "clean" if snr_db is None else f"{snr_db:.0f} dB"
                    speed = tally["work_us"] / tally["sound_us"]
                    click.echo(f"| {name} | {kind.replace('_', ' ')} | {where} | {' | '.join(shares)} | {speed:.3f} |")


if __name__ == "__main__":
    main()
