"""Readings of recordings: what `twitchwise hear` prints, one file a line.

A recording is heard as the ear hears an answer, but whole: from the first speech in it to the last, with both looks.
Each is heard by itself, so that the order of files changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from voice.audio.wav import read_wav
from voice.ports import RATE_HZ, Recogniser, Samples
from voice.recognition.by_sound import BySound
from voice.recognition.endpointing import spoken_part
from voice.recognition.look import Look
from voice.recognition.two_looks import TwoLooks
from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.speech_grammar import SpeechGrammar, speech_grammar
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand


@dataclass(frozen=True, slots=True)
class Recording:
    """What was heard in one file, and how long the sound and the hearing of it were, in seconds."""

    file: Path
    look: Look
    seconds: float
    decode_seconds: float
    recogniser: str

    def to_json(self, symptoms: frozenset[str]) -> dict[str, Any]:
        """The interface form: a reading and what belongs to the sound."""
        return {
            **self.look.reading.to_json(symptoms),
            "file": str(self.file),
            "words": self.look.hypothesis.text,
            "confidence": round(self.look.hypothesis.confidence, 3),
            "seconds": round(self.seconds, 3),
            "decode_seconds": round(self.decode_seconds, 3),
            "recogniser": self.recogniser,
        }


class RecordingListener:
    """Hears recordings as answers to a question for `asked`. Raises RecogniserError for a grammar that cannot be used."""

    def __init__(self, recogniser: Recogniser, grammar: Grammar, asked: tuple[str, ...], now: datetime | None = None) -> None:
        self._recogniser = recogniser
        self._grammar = grammar
        self._asked = asked
        self._now = now
        self._looks = TwoLooks(recogniser)
        self._expected: SpeechGrammar = speech_grammar(grammar, asked)
        self._suppose = BySound(grammar).supposing(asked, self._understand)
        # Both made ready first, so that the first recording is heard as every later one is.
        recogniser.utterance(self._expected).finish()
        recogniser.second_look(self._expected).finish()

    def hear(self, file: Path) -> Recording:
        """Read and hear one file. Raises AudioFileError."""
        samples = read_wav(file)
        began = perf_counter()
        look = self._look(spoken_part(samples))
        return Recording(file, look, len(samples) / RATE_HZ, perf_counter() - began, self._recogniser.name)

    def _look(self, speech: Samples) -> Look:
        look = self._looks.hear(speech, self._expected, self._understand)
        return replace(look, reading=self._suppose(look))

    def _understand(self, text: str) -> Reading:
        return understand(self._grammar, text, self._asked, now=self._now)
