"""Sentences to sound: our voice, sentence by sentence, so that the first is heard while the second is rendered.

What was said slower or louder in a conversation is spoken so: by its text, which is all that Home Assistant hands on.
"""

from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
import soxr
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event
from wyoming.tts import Synthesize

from voice.errors import EventError
from voice.limiter import limited
from voice.outside import echoed
from voice.ports import Rendered, Samples, Synthesiser
from voice.surfaces.talker import SENTENCE_PAUSE_SECONDS, sentences

MOST_TEXT = 10_000
"""Characters of one text; the longest result has some two thousand."""
_CHUNK = 2_048
_MOST_REMEMBERED = 64


class Speaker:
    """Speaks for all conversations, at this rate and volume where nobody has asked for another; 1.0 is the voice's own."""

    def __init__(self, voice: Synthesiser, rate: float = 1.0, volume: float = 1.0) -> None:
        self._voice, self._rate, self._volume = voice, rate, volume
        self._manners: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def remember(self, text: str, rate: float, volume: float) -> None:
        """How a text is to be spoken, when it comes."""
        self._manners[text] = (rate, volume)
        self._manners.move_to_end(text)
        if len(self._manners) > _MOST_REMEMBERED:
            self._manners.popitem(last=False)

    def speak(self, synthesize: Synthesize) -> Iterator[Event]:
        """The sound of a text as events. Raises EventError for what is no text, SynthesisError where it cannot be rendered."""
        text = synthesize.text
        if not isinstance(text, str):
            raise EventError(f"synthesize: text {echoed(text)} is no text")
        if len(text) > MOST_TEXT:
            raise EventError(f"synthesize: {len(text):,} characters of text; at most {MOST_TEXT:,} would be right")
        rate, volume = self._manners.get(text, (1.0, 1.0))
        yield from _events(self._sounds(text, rate * self._rate, volume * self._volume))

    def _sounds(self, text: str, rate: float, volume: float) -> Iterator[Rendered]:
        for sentence in sentences(text):
            sound = self._voice.render(sentence, rate=rate)
            yield Rendered(limited(sound.samples, sound.rate_hz, volume), sound.rate_hz)


def _events(sounds: Iterator[Rendered]) -> Iterator[Event]:
    """All of it in the format of the first: a voice that fails is replaced by another, which may have a rate of its own."""
    first = next(sounds, None)
    rate = first.rate_hz if first is not None else 16_000
    form = {"rate": rate, "width": 2, "channels": 1}
    yield AudioStart(**form).event()
    if first is not None:
        yield from _chunks(first.samples, form)
    for sound in sounds:
        samples = sound.samples if sound.rate_hz == rate else soxr.resample(sound.samples, sound.rate_hz, rate)
        pause = np.zeros(round(SENTENCE_PAUSE_SECONDS * rate), np.int16)
        yield from _chunks(np.concatenate([pause, np.asarray(samples, np.int16)]), form)
    yield AudioStop().event()


def _chunks(samples: Samples, form: dict[str, int]) -> Iterator[Event]:
    for start in range(0, len(samples), _CHUNK):
        yield AudioChunk(audio=samples[start : start + _CHUNK].astype("<i2").tobytes(), **form).event()
