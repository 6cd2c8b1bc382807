"""Hours of sound through ear and dialogue, faster than real time: does anything grow, and is anything taken for an answer?

Other people's talk and noise come from recordings, or, without any, from other synthetic voices that read sentences of no
meaning here. Every so often a caller answers, so that conversations go on and end. What counts as a false accept is a sure
reading of sound in which no caller spoke.
"""

import os
import resource
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soxr

from voice.ports import RATE_HZ, Samples, Synthesiser
from voice.recognition.ear import Asking, Ear
from voice.recognition.look import says
from voice.session import NoClock, Session
from voice.skill.dialogue.effects import Effect, Listen
from voice.skill.dialogue.events import Event, Heard, Key
from voice.skill.grammar.compiled import Grammar
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading
from voice.store.memory import MemoryStore

_BLOCK = 320
_STOPS_EVERY = 25


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stood after so many hours of sound: memory in MB, threads, open handles, what was falsely accepted so far."""

    hours: float
    megabytes: float
    threads: int
    handles: int
    turns: int
    taken: tuple[str, ...]


class _Crowd:
    """Fills `ports.Surface`: nobody talks to us, others talk all the time; after some turns a key ends the conversation."""

    def __init__(self, ear: Ear, asking: Callable[[Listen], Asking], sound: Iterator[Samples]) -> None:
        self._ear, self._asking, self._sound = ear, asking, sound
        self.samples = self.turns = 0
        self.taken: list[str] = []

    def perform(self, effect: Effect) -> None:
        """Nothing is played."""

    def next_event(self, listen: Listen) -> Event:
        """What was heard of the crowd."""
        self.turns += 1
        if self.turns % _STOPS_EVERY == 0:
            return Key(command="stop")
        event = self._ear.hear(self._blocks(), self._asking(listen))
        if isinstance(event, Heard) and event.reading is not None and _fixes(event.reading):
            self.taken.append(f"{listen.question}: {event.words}")
        return event

    def _blocks(self) -> Iterator[Samples]:
        for block in self._sound:
            self.samples += len(block)
            yield block


def soak(  # noqa: PLR0913  (the parts that are joined)
    knowledge: Knowledge,
    grammar: Grammar,
    ear: Ear,
    asking: Callable[[Listen], Asking],
    recordings: Sequence[Samples],
    *,
    hours: float,
) -> Iterator[Standing]:
    """Conversation after conversation until the hours are full; how things stand after each tenth."""
    crowd = _Crowd(ear, asking, _round_and_round(recordings))
    due = 0.0
    while (heard := crowd.samples / RATE_HZ / 3600) < hours:
        if heard >= due:
            due += hours / 10
            yield _standing(heard, crowd)
        Session(knowledge, grammar, MemoryStore(), crowd, NoClock()).run()
    yield _standing(heard, crowd)


def _standing(heard: float, crowd: _Crowd) -> Standing:
    handles = Path("/proc/self/fd")
    pages = Path("/proc/self/statm")
    if pages.exists():
        megabytes = int(pages.read_text().split()[1]) * resource.getpagesize() / 1e6
    else:
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    open_handles = len(os.listdir(handles)) if handles.exists() else -1  # noqa: PTH208  (names alone)
    return Standing(heard, megabytes, threading.active_count(), open_handles, crowd.turns, tuple(crowd.taken))


def _fixes(reading: Reading) -> bool:
    """Whether it is surely taken for something; what only shows that the caller spoke to the question is asked again."""
    return reading.certainty == "sure" and says(reading) and not reading.clarify


def _round_and_round(recordings: Sequence[Samples]) -> Iterator[Samples]:
    """Recordings in a drawn order with pauses between them, for ever; each time at another loudness."""
    draw = np.random.default_rng(1)
    while True:
        for at in draw.permutation(len(recordings)):
            gain = 10 ** (draw.uniform(-18, 0) / 20)
            pause = draw.normal(0.0, 15.0, round(draw.uniform(0.3, 4.0) * RATE_HZ))
            whole = np.concatenate([pause, recordings[at] * gain])
            sound = np.clip(whole, -32768, 32767).astype(np.int16)
            for start in range(0, len(sound), _BLOCK):
                yield sound[start : start + _BLOCK]


_SENTENCES = (
    "the ferry leaves the harbour at a quarter to nine every other morning",
    "she painted the whole fence green before anybody woke up",
    "did you remember to feed the cat and lock the back door",
    "turn the music down a bit, I cannot hear the television",
    "they lost the match, but the second half was worth watching",
    "put another twenty on the bar and take a minute",
    "my sister is moving to another city in the spring",
    "could you pass me the towel, please, and the bottle",
)
_STRANGERS = ("en-us+m1", "en-us+f2", "en+m7", "en+f4", "en-us+m5")


def strangers(voices: Callable[[str], Synthesiser]) -> Iterator[Samples]:
    """Talk that means nothing to us, by synthetic voices other than ours."""
    for number, voice in enumerate(_STRANGERS):
        speaker = voices(voice)
        for sentence in _SENTENCES[number % 2 :: 2]:
            rendered = speaker.render(sentence)
            yield np.asarray(soxr.resample(rendered.samples // 3, rendered.rate_hz, RATE_HZ), np.int16)
