"""Says what is to be said, sentence by sentence: while one plays, the next is rendered.

So the fixed part of a prompt, which is ready, plays at once, and what an answer fills in renders meanwhile. A new rate
counts from the next sentence, a new volume at once. What cannot be rendered is reported and left out: its text is on the
screen as well.
"""

import queue
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from voice.audio.speaker import Speaker
from voice.errors import DeviceError, SynthesisError, TwitchwiseError
from voice.ports import Rendered, Synthesiser

SENTENCE_PAUSE_SECONDS = 0.16
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a prompt, each with its closing mark."""
    return tuple(part for part in _SENTENCE_END.split(text.strip()) if part)


@dataclass(frozen=True, slots=True)
class _Item:
    """A sentence to render, or a sound that is ready."""

    turn: int
    text: str = ""
    sound: Rendered | None = None


class Talker:
    """The product's voice on one speaker. A context: its thread ends on leaving."""

    def __init__(self, speaker: Speaker, synthesiser: Synthesiser, report: Callable[[TwitchwiseError], None]) -> None:
        self._speaker = speaker
        self._synthesiser = synthesiser
        self._report = report
        self._items: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._turn = 0
        self._unrendered = 0
        self._changed = threading.Condition()
        self._lost: DeviceError | None = None
        self._thread = threading.Thread(target=self._work, name="talker", daemon=True)
        self._thread.start()
        self.rate = 1.0
        self.sentence_pause = SENTENCE_PAUSE_SECONDS

    def __enter__(self) -> "Talker":
        return self

    def __exit__(self, *_: object) -> None:
        self._items.put(None)
        self._thread.join()

    def say(self, text: str) -> None:
        """Append the text; returns at once."""
        for sentence in sentences(text):
            self._put(_Item(self._turn, text=sentence))

    def play(self, sound: Rendered) -> None:
        """Append a sound; returns at once."""
        self._put(_Item(self._turn, sound=sound))

    def stop(self) -> None:
        """Fall silent within a block; what was waiting is dropped."""
        with self._changed:
            self._turn += 1
            self._lost = None
            self._speaker.stop()

    def talking(self) -> bool:
        """Whether anything is still to be heard. Raises DeviceError when the speaker is gone."""
        with self._changed:
            if self._lost is not None:
                lost, self._lost = self._lost, None
                raise lost
            if self._unrendered:
                return True
        return self._speaker.remaining() > 0

    def wait(self, seconds: float) -> bool:
        """Wait for the end of talking, so long at most; whether all has been heard. Raises DeviceError as `talking`."""
        until = time.monotonic() + seconds
        while self.talking():
            left = until - time.monotonic()
            if left <= 0:
                return False
            with self._changed:
                if self._unrendered:
                    self._changed.wait(left)
                    continue
            time.sleep(min(left, max(0.001, self._speaker.remaining())))
        return True

    def _put(self, item: _Item) -> None:
        with self._changed:
            self._unrendered += 1
        self._items.put(item)

    def _work(self) -> None:
        while (item := self._items.get()) is not None:
            try:
                self._perform(item)
            except DeviceError as error:
                with self._changed:
                    self._lost = error
            except SynthesisError as error:
                self._report(error)
            finally:
                with self._changed:
                    self._unrendered -= 1
                    self._changed.notify_all()

    def _perform(self, item: _Item) -> None:
        if item.turn != self._turn:
            return
        sound = item.sound or self._synthesiser.render(item.text, rate=self.rate)
        with self._changed:
            if item.turn == self._turn:
                if self._speaker.remaining() > 0:
                    self._speaker.pause(self.sentence_pause)
                self._speaker.play(sound)
