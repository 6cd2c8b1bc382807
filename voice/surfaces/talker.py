"""Says what is to be said, sentence by sentence: while one plays, the next is rendered.

So the fixed part of a prompt, which is ready, plays at once, and what an answer fills in renders meanwhile. A new rate
counts for what is said from then on, a new volume at once. What cannot be rendered is reported and left out: its text is on
the screen as well.
"""

import queue
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from voice.audio.speaker import Speaker
from voice.errors import DeviceError, SynthesisError, TwitchwiseError
from voice.ports import Rendered, Synthesiser

SENTENCE_PAUSE_SECONDS = 0.16
_LINES_KEPT = 60
_LEEWAY_SECONDS = 0.2
_WORD = re.compile(r"[a-z']+")
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a prompt, each with its closing mark."""
    return tuple(part for part in _SENTENCE_END.split(text.strip()) if part)


@dataclass(frozen=True, slots=True)
class _Item:
    """A sentence to render, or a sound that is ready."""

    turn: int
    ticket: int
    text: str = ""
    rate: float = 1.0
    sound: Rendered | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence that was given to the speaker: when it sounds, in seconds since we last spoke out of silence (`stretch`)."""

    ticket: int
    text: str
    last: bool
    stretch: int
    begins: float
    ends: float


class Talker:
    """The product's voice on one speaker. A context: its thread ends on leaving."""

    def __init__(self, speaker: Speaker, synthesiser: Synthesiser, report: Callable[[TwitchwiseError], None]) -> None:
        self._speaker = speaker
        self._synthesiser = synthesiser
        self._report = report
        self._items: queue.SimpleQueue[_Item | None] = queue.SimpleQueue()
        self._turn = 0
        self._ticket = 0
        self._stretch = 0
        self._heard: frozenset[int] = frozenset()
        self._lines: deque[_Line] = deque(maxlen=_LINES_KEPT)
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

    def say(self, text: str) -> int:
        """Append the text; returns at once, with a number to ask `heard_out` about."""
        self._ticket += 1
        parts = sentences(text)
        for number, sentence in enumerate(parts, 1):
            self._put(_Item(self._turn, self._ticket, text=sentence, rate=self.rate, last=number == len(parts)))
        return self._ticket

    def play(self, sound: Rendered) -> None:
        """Append a sound; returns at once."""
        self._put(_Item(self._turn, self._ticket, sound=sound))

    def heard_out(self, ticket: int) -> bool:
        """Whether what `say` gave this number for was heard to its end."""
        with self._changed:
            return ticket in self._heard or any(
                line.ticket == ticket and line.last for line in self._lines if self._is_heard(line)
            )

    def words_of_late(self, seconds: float) -> frozenset[str]:
        """The words that we said in the last `seconds`, and the one that we are saying; to be asked before `stop`."""
        with self._changed:
            now = self._speaker.position
            words = (
                word
                for line in self._lines
                if line.stretch == self._stretch
                for word in timed_words(line.text, line.begins, line.ends)
            )
            return frozenset(word for word, begins, ends in words if ends >= now - seconds and begins <= now + _LEEWAY_SECONDS)

    def stop(self) -> None:
        """Fall silent within a block; what was waiting is dropped."""
        with self._changed:
            self._turn += 1
            self._lost = None
            self._heard = frozenset(line.ticket for line in self._lines if line.last and self._is_heard(line))
            self._lines.clear()
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

    @property
    def ended_at(self) -> float:
        """When we were last heard, on `time.monotonic`: to be asked when we no longer talk."""
        return self._speaker.ended_at

    def under_way(self, seconds: float) -> None:
        """Wait until the first sound of what was said is with the speaker, so long at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self._unrendered or self._lines_waiting(), seconds)

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
            except Exception as error:  # noqa: BLE001  (whatever it is, this is the only thread that speaks)
                self._report(SynthesisError(f"this could not be said: {error}"))
            finally:
                with self._changed:
                    self._unrendered -= 1
                    self._changed.notify_all()

    def _perform(self, item: _Item) -> None:
        if item.turn != self._turn:
            return
        sound = item.sound or self._synthesiser.render(item.text, rate=item.rate)
        with self._changed:
            if item.turn == self._turn:
                begins = self._lines[-1].ends if self._lines else 0.0
                if self._speaker.remaining() > 0:
                    self._speaker.pause(self.sentence_pause)
                    begins += self.sentence_pause
                else:
                    self._stretch += 1
                    begins = 0.0
                self._speaker.play(sound)
                ends = begins + sound.seconds
                self._lines.append(_Line(item.ticket, item.text, item.last, self._stretch, begins, ends))

    def _lines_waiting(self) -> bool:
        return bool(self._lines) and not self._is_heard(self._lines[-1])

    def _is_heard(self, line: _Line) -> bool:
        return line.stretch < self._stretch or line.ends <= self._speaker.position + _LEEWAY_SECONDS


def timed_words(text: str, begins: float, ends: float) -> Iterator[tuple[str, float, float]]:
    """The words of a sentence, each with about when it sounds: a letter takes as long as any other."""
    scale = (ends - begins) / max(1, len(text))
    for found in _WORD.finditer(text.lower()):
        yield found.group(), begins + found.start() * scale, begins + found.end() * scale
