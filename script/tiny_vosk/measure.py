"""How well the tiny model hears: `python -m script.tiny_vosk.measure`, the tables of the fixture's README.

Voices that it was not trained on say what the grammar of a question expects, clean and in noise, and words that it does not have.
What counts is the meaning: right, asked back, or silently wrong (sure, and not what was said).
"""

import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import soxr

from script.tiny_vosk.rooms import RATE_HZ, noise
from script.tiny_vosk.texts import any_words
from script.tiny_vosk.voices import VOICES, Utterance, espeak_utterance, flite_utterance
from tests.tiny_vosk import FIXTURE, build_model
from voice.ports import Hypothesis, Samples
from voice.recognition.vosk import VoskRecogniser
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.speech_grammar import SpeechGrammar, speech_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand

_PAD_S, _LEVEL = 0.3, 0.07
_QUESTIONS = ("location", "duration", "pain", "urine", "caffeine")
_CONDITIONS = (
    ("held_out_variants", None),
    ("held_out_variants", 15.0),
    ("held_out_variants", 5.0),
    ("flite", None),
    ("flite", 15.0),
    ("held_out_flite", None),
    ("held_out_flite", 15.0),
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the words that its grammar expects, and how they are read."""

    asked: tuple[str, ...]
    expected: SpeechGrammar
    grammar: Grammar

    def read(self, text: str) -> Reading:
        """What `text` means as an answer."""
        return understand(self.grammar, text, self.asked)


def say(text: str, kind: str, rng: random.Random) -> Utterance | None:
    """By one of the voices of a kind; None when the voice says something else."""
    voice = rng.choice(VOICES[kind])
    if "flite" in kind:
        return flite_utterance(text, voice, rng)
    return espeak_utterance(text, f"{rng.choice(VOICES['accents'])}+{voice}", rng)


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


def _content(reading: Reading) -> tuple[object, ...]:
    return reading.answers, reading.reply, reading.command, reading.faq


def _sure(reading: Reading) -> bool:
    return reading.certainty == "sure" and any(_content(reading))


def _spoken(texts: Sequence[str], kind: str, count: int, rng: random.Random) -> Iterator[Utterance]:
    while count:
        utterance = say(rng.choice(texts), kind, rng)
        if utterance is not None:
            yield utterance
            count -= 1


def score(ear: VoskRecogniser, question: Question, kind: str, snr_db: float | None, count: int) -> Counter[str]:
    """right, asked and wrong, and word for word, of `count` answers; taken, of as many other words; times in microseconds."""
    rng, sound_rng = random.Random(7), np.random.default_rng(7)
    answers = [text for text in question.expected.phrases if _sure(question.read(text))]
    inside = {word for phrase in question.expected.phrases for word in phrase.split()}
    others = [word for word in any_words() if word not in inside]
    tally: Counter[str] = Counter()
    for utterance in _spoken(answers, kind, count, rng):
        samples = sound(utterance, snr_db, sound_rng)
        began = time.perf_counter()
        text = decode(ear, samples, question.expected).text
        tally["work"] += int(1e6 * (time.perf_counter() - began))
        tally["sound"] += int(1e6 * len(samples) / RATE_HZ)
        heard = question.read(text)
        same = _content(heard) == _content(question.read(utterance.text))
        tally["asked" if not _sure(heard) else "right" if same else "wrong"] += 1
        tally["word for word"] += text == utterance.text
    for utterance in _spoken(others, kind, count, rng):
        tally["taken"] += _sure(question.read(decode(ear, sound(utterance, snr_db, sound_rng), question.expected).text))
    return tally


@click.command()
@click.option("--count", default=40, show_default=True, help="Answers and other words for each question and condition.")
@click.option("--weights", type=click.Path(path_type=Path), default=FIXTURE / "weights.npz", show_default=True)
def main(count: int, weights: Path) -> None:
    """Print the table in Markdown."""
    knowledge = load_knowledge()
    grammar = load_grammar(knowledge)
    asked = {question.id: tuple(question.slots) for question in knowledge.questions}
    questions = [Question(asked[name], speech_grammar(grammar, asked[name]), grammar) for name in _QUESTIONS]
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        built = build_model(Path(folder), weights=weights)
        made, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        ear = VoskRecogniser(built)
        loaded, after = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = sum(len(question.expected.phrases) for question in questions) // len(questions)
        click.echo(f"{size} phrases a question; built in {made - began:.2f} s, loaded in {loaded - made:.2f} s,", nl=False)
        click.echo(f" {(after - before) / 1024:.0f} MB more\n")
        click.echo(
            "| voices | noise | right | asked back | silently wrong | word for word | other words taken | work per second |"
        )
        click.echo("| --- " * 8 + "|")
        for kind, snr_db in _CONDITIONS:
            tally: Counter[str] = Counter()
            for question in questions:
                tally += score(ear, question, kind, snr_db, count)
            all_said = count * len(questions)
            keys = ("right", "asked", "wrong", "word for word", "taken")
            shares = " | ".join(f"{100 * tally[key] / all_said:.1f} %" for key in keys)
            where = "clean" if snr_db is None else f"{snr_db:.0f} dB"
            click.echo(f"| {kind.replace('_', ' ')} | {where} | {shares} | {tally['work'] / tally['sound']:.3f} s |")


if __name__ == "__main__":
    main()
