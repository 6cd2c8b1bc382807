"""Throws random grammars and sound at real Vosk: `python -m tests.vosk_stress MODEL ROUNDS SEED`.

It runs as a process of its own, because Vosk ends the process for a mistake.

The last line printed is how many recognisers were made, how many chunks of sound they took, and how many grammars were refused.
"""

import random
import sys
from pathlib import Path

import numpy as np

from tests.tiny_vosk import vocabulary
from voice.errors import RecogniserError
from voice.ports import Samples
from voice.recognition.vosk import VoskRecogniser
from voice.skill.grammar.speech_grammar import SpeechGrammar

_ODD = (
    "",
    " ",
    "  two  spaces ",
    "[unk]",
    "[unk] [unk]",
    "<eps>",
    "#0",
    "YES",
    "zzyzx",
    "naïve",
    '"',
    "\\",
    "[",
    "]",
    "yes\tno",
    "yes\nno",
    "-",
    "ja 是",
)
_LONGEST = 24_000


def _phrase(rng: random.Random, words: tuple[str, ...]) -> str:
    return rng.choice(_ODD) if rng.random() < 0.15 else " ".join(rng.choices(words, k=rng.choice((1, 1, 2, 3, 12))))


def _chunk(rng: random.Random, noise: Samples) -> Samples:
    start, size = rng.randrange(len(noise) - _LONGEST), rng.choice((0, 1, 7, 160, 1600, 4000, _LONGEST))
    return noise[start : start + size] * rng.choice((0, 1, 1)) if rng.random() < 0.9 else np.full(size, -32768, np.int16)


def main(folder: str, rounds: int, seed: int) -> None:
    """Ends by returning, unless Vosk ends the process."""
    rng, words = random.Random(seed), vocabulary()
    ear = VoskRecogniser(Path(folder))
    sound = np.random.default_rng(seed)
    swell = 6000 * np.abs(np.sin(np.arange(400_000) / 3000))
    noise = np.clip(sound.standard_normal(400_000) * swell, -32768, 32767).astype(np.int16)
    made = chunks = refused = 0
    open_utterances = []
    while made + chunks < rounds:
        grammar = SpeechGrammar(
            "random",
            tuple(_phrase(rng, words) for _ in range(rng.choice((0, 1, 2, 20, 150)))),
            tuple(_phrase(rng, words) for _ in range(rng.choice((0, 0, 5, 50)))),
        )
        try:
            open_utterances.append(ear.second_look(grammar) if rng.random() < 0.05 else ear.utterance(grammar))
            made += 1
        except RecogniserError:
            refused += 1
        for _ in range(rng.randrange(8)):
            if open_utterances:
                rng.choice(open_utterances).accept(_chunk(rng, noise))
                chunks += 1
        if open_utterances and rng.random() < 0.7:
            ended = open_utterances.pop(rng.randrange(len(open_utterances)))
            for _ in range(rng.choice((0, 1, 2))):
                ended.finish()
        del open_utterances[:-6]
    sys.stdout.write(f"{made} {chunks} {refused}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
