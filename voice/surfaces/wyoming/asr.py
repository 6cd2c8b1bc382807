"""Sound to words: our ear, with the grammar of the question that is open.

1. The ear ends an answer where it is complete; a client that ends the sound earlier, or falls silent, has finished as well.
2. One answer is heard at a time, by a thread of its own: another waits, its sound kept.
3. The sound is bounded: what comes after two minutes of it, or after the answer, is left out.
4. What could not be made out is handed on as a sign without words while one of our questions is open, so that the agent can ask
   again; else as nothing, which ends an assistant's turn.
"""

import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import numpy as np
import soxr
from wyoming.audio import AudioChunk, AudioFormat

from voice.audio.intake import samples_of
from voice.errors import EventError
from voice.outside import echoed
from voice.ports import RATE_HZ, Samples
from voice.recognition.ear import Asking, Ear
from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Heard
from voice.surfaces.turns import Conversations
from voice.surfaces.wyoming.recent import Hearing, Recent

NO_WORDS = "…"
"""Stands for speech or silence of which no words could be made."""
_MOST_SECONDS = 120
_BLOCK = RATE_HZ // 50
_STALLED_SECONDS = 10.0
"""A client that sends nothing for so long in the middle of the sound has finished."""
_LONGEST_SECONDS = 180.0
"""A client that takes longer than this for one answer has finished, however it spreads its sound."""
_SAMPLE_BYTES = 2


class Sound:
    """The sound of one answer: chunks in from a client, blocks out for the ear, until it is ended."""

    def __init__(self) -> None:
        self._blocks: queue.SimpleQueue[Samples | None] = queue.SimpleQueue()
        self._format: tuple[int, int] | None = None
        self._resampler: soxr.ResampleStream | None = None
        self._rest, self._odd = np.zeros(0, np.int16), b""
        self._left = _MOST_SECONDS * RATE_HZ

    def take(self, chunk: AudioChunk) -> None:
        """More of it. Raises EventError for a format that cannot be heard."""
        self._agree(chunk)
        if self._left <= 0:
            return
        sound = self._odd + chunk.audio
        whole = len(sound) - len(sound) % (_SAMPLE_BYTES * chunk.channels)
        frames, self._odd = np.frombuffer(sound[:whole], np.dtype("<i2")).reshape(-1, chunk.channels), sound[whole:]
        self._give(self._at_our_rate(samples_of(frames)))

    def end(self) -> None:
        """That was all."""
        if len(self._rest):
            self._blocks.put(self._rest)
            self._rest = np.zeros(0, np.int16)
        self._blocks.put(None)

    def blocks(self) -> Iterator[Samples]:
        """Blocks of 20 ms as they come, to the end."""
        until = time.monotonic() + _LONGEST_SECONDS
        while time.monotonic() < until:
            try:
                block = self._blocks.get(timeout=_STALLED_SECONDS)
            except queue.Empty:
                return
            if block is None:
                return
            yield block

    def _agree(self, chunk: AudioFormat) -> None:
        """The format of the first chunk is that of all."""
        if self._format is None:
            self._format = _format(chunk)
            if chunk.rate != RATE_HZ:
                self._resampler = soxr.ResampleStream(chunk.rate, RATE_HZ, 1, dtype="int16")
        elif self._format != _format(chunk):
            raise EventError(f"audio-chunk: the sound changes from {self._format} to {_format(chunk)} (hertz, channels)")

    def _at_our_rate(self, samples: Samples) -> Samples:
        return samples if self._resampler is None else np.asarray(self._resampler.resample_chunk(samples), np.int16)

    def _give(self, samples: Samples) -> None:
        samples = samples[: self._left]
        self._left -= len(samples)
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) - len(sound) % _BLOCK
        for start in range(0, whole, _BLOCK):
            self._blocks.put(sound[start : start + _BLOCK])
        self._rest = sound[whole:]


class Listener:
    """Hears answers for all conversations; what it heard goes into `recent`, with all its doubt."""

    def __init__(
        self,
        ear: Ear,
        asking: Callable[[Listen], Asking],
        conversations: Conversations,
        recent: Recent,
        now: Callable[[], datetime],
    ) -> None:
        self._ear, self._asking, self._conversations, self._recent, self._now = ear, asking, conversations, recent, now

    def hear(self, sound: Sound, key: str | None) -> str:
        """The words of one answer in the conversation of `key`; without a key, in the one that spoke last."""
        listen = self._conversations.listening(key, self._now())
        asking = self._asking(listen)
        alone = self._conversations.alone
        # The grammar is the conversations' own as well.
        asking = replace(asking, understand=alone(asking.understand), suppose=alone(asking.suppose))
        account = self._ear.hear(sound.blocks(), asking)
        at = self._now()
        no_words = NO_WORDS if self._conversations.is_open(at) else ""
        text = account.words if isinstance(account, Heard) else no_words
        self._recent.keep(Hearing(text, account, listen, at))
        return text


def _format(audio: AudioFormat) -> tuple[int, int]:
    """Hertz and channels. Raises EventError for what is no PCM of 16 bits that can be heard."""
    fits = audio.width == _SAMPLE_BYTES and _is_within(audio.rate, 8_000, 192_000) and _is_within(audio.channels, 1, 8)
    if not fits:
        found = f"{echoed(audio.rate)} hertz, {echoed(audio.width)} bytes a sample, {echoed(audio.channels)} channels"
        raise EventError(f"audio-chunk: {found}; PCM of 16 bits at 16,000 hertz in one channel would be right")
    return audio.rate, audio.channels


def _is_within(number: object, least: int, most: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and least <= number <= most
