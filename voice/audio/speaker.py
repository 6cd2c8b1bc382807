"""The speaker: plays what was rendered, gapless, stoppable at once, its true end known.

1. "Heard" means the last sample and the device's own delay after it, not "sent".
2. Half a second is sent ahead, because building a question's grammar holds up every Python thread for a third of one, the
   callback's too. So that nothing waits behind it, the stream starts afresh, filled with sound, whenever we speak out of
   silence (first sample after about 10 ms), and what was sent and not heard is taken back by stopping or by a new volume.
3. Falling silent and turning the knob never fail: that the speaker is gone is told by `remaining` and `play`.
"""

import contextlib
import threading
import time
from collections import deque
from dataclasses import dataclass

import numpy as np
import soxr

from voice.audio.devices import (
    Device,
    Stream,
    StreamStatus,
    StreamTimes,
    close_stream,
    find,
    open_stream,
    remembered,
    restart_stream,
)
from voice.audio.played import Played
from voice.errors import DeviceError
from voice.limiter import limited
from voice.ports import Rendered, Samples

_STALLED_SECONDS = 1.5
_STARTING_SECONDS = 4.0
_LONGEST_DELAY_SECONDS = 2.0
_REMEMBERED_BLOCKS = 60


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of what is being said, as it was rendered and as it is played at the volume of the moment."""

    rendered: Samples
    played: Samples

    def __len__(self) -> int:
        return len(self.rendered)

    def split(self, at: int) -> "tuple[_Piece, _Piece]":
        """What comes before a sample, and what comes from it on."""
        return _Piece(self.rendered[:at], self.played[:at]), _Piece(self.rendered[at:], self.played[at:])


class Speaker:
    """One speaker, opened and closed any number of times. `underflows` counts the gaps that the machine's load tore.

    `played` is what was heard of it.
    """

    def __init__(self, wanted: str | None = None) -> None:
        self._wanted = wanted
        self._waiting: deque[_Piece] = deque()
        self._sent: deque[Samples] = deque(maxlen=_REMEMBERED_BLOCKS)
        self._lock = threading.Lock()
        # Held around the stream's own calls; the callback never takes it, as stopping waits for the callback.
        self._control = threading.RLock()
        self._stream: Stream | None = None
        self._rate_hz = 48_000
        self._last_callback = 0.0
        self._heard_at = 0.0
        self._quiet_at = 0.0
        self._delay = 0.0
        self._played = 0
        self._volume = 1.0
        self.played = Played()
        self.device: Device | None = None
        self.underflows = 0

    def open(self) -> None:
        """Start the stream. Raises DeviceError for an unknown, busy or missing device."""
        self.close()
        device = find("output", self._wanted)
        self._wanted = remembered(device, self._wanted)
        with self._control:
            self._last_callback = time.monotonic() + _STARTING_SECONDS - _STALLED_SECONDS
            self._stream, self._rate_hz, _ = open_stream(device, self._give)
            self._delay = float(self._stream.latency)
            self.device = device

    def close(self) -> bool:
        """Stop at once and forget what was waiting; whether the device let itself be closed."""
        with self._control:
            closed = self._stream is None or close_stream(self._stream)
            self._stream = None
            self._clear()
        return closed

    def play(self, rendered: Rendered) -> None:
        """Append it to what is being played; returns at once. Raises DeviceError when the speaker is gone."""
        samples = rendered.samples
        if rendered.rate_hz != self._rate_hz and len(samples):
            samples = np.asarray(soxr.resample(samples, rendered.rate_hz, self._rate_hz), np.int16)
        with self._control:
            quiet = self.remaining() == 0
            if not len(samples):
                return
            piece = self._piece(samples)
            with self._lock:
                self._played = 0 if quiet else self._played
                self._waiting.append(piece)
            if quiet:
                self._afresh()

    def pause(self, seconds: float) -> None:
        """Append silence."""
        self.play(Rendered(np.zeros(round(seconds * self._rate_hz), np.int16), self._rate_hz))

    def stop(self) -> float:
        """Fall silent at once and drop what is waiting; the seconds of it that had been heard."""
        with self._control:
            heard = self.position
            sounding = self._stream is not None and self._stream.active and self._unheard() > 0
            self._clear()
            if sounding:
                with contextlib.suppress(DeviceError):
                    self._afresh()
            return heard

    @property
    def position(self) -> float:
        """Seconds heard since the speaker last began to play out of silence."""
        unheard = max(0.0, self._heard_at - time.monotonic())
        return max(0.0, self._played / self._rate_hz - unheard)

    @property
    def ended_at(self) -> float:
        """When the last sample was heard, or will be, on `time.monotonic`: of what was stopped, the moment of stopping."""
        with self._lock:
            return max(self._heard_at, self._quiet_at)

    @property
    def volume(self) -> float:
        """1.0 as rendered; above, peaks are limited, not clipped. A new value is heard at once, also within a prompt."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        with self._control:
            self._volume = volume
            unheard = round((self._heard_at - time.monotonic()) * self._rate_hz)
            begun = self._stream is not None and unheard > 0
            with self._lock:
                waiting = [piece.rendered for piece in self._waiting]
                if begun:
                    again = np.concatenate(list(self._sent))[-unheard:]
                    self.played.take_back(time.monotonic())
                    waiting.insert(0, again)
                    self._played -= len(again)
                    self._heard_at = 0.0
                self._waiting = deque(self._piece(samples) for samples in waiting)
            if begun:
                with contextlib.suppress(DeviceError):
                    self._afresh()

    def _piece(self, samples: Samples) -> _Piece:
        return _Piece(samples, samples if self._volume == 1.0 else limited(samples, self._rate_hz, self._volume))

    def remaining(self) -> float:
        """Seconds until the last sample has been heard; 0 when all is quiet. Raises DeviceError when the speaker is gone."""
        with self._control:
            # While the stream begins afresh it is not active, and not gone either.
            self._check()
        return self._unheard()

    def _unheard(self) -> float:
        with self._lock:
            unsent = sum(len(piece) for piece in self._waiting)
            if unsent:
                return unsent / self._rate_hz + self._delay
            return max(0.0, self._heard_at - time.monotonic())

    def _clear(self) -> None:
        with self._lock:
            self._quiet_at = max(self._quiet_at, min(self._heard_at, time.monotonic()))
            self._waiting.clear()
            self._sent.clear()
            self._played = 0
            self._heard_at = 0.0
            self.played.take_back(time.monotonic())

    def _afresh(self) -> None:
        """Drop what the device holds, and begin with what is waiting now."""
        if self._stream is not None:
            restart_stream(self._stream, self.device)

    def _check(self) -> None:
        if self._stream is None:
            raise DeviceError("the speaker is not open")
        if not self._stream.active or time.monotonic() - self._last_callback > _STALLED_SECONDS:
            name = self.device.name if self.device else "?"
            raise DeviceError(f"speaker {name!r} went away; plug it in again, or restart the sound server")

    def _give(self, block: Samples, frames: int, at: StreamTimes, status: StreamStatus) -> None:
        now = time.monotonic()
        self._last_callback = max(self._last_callback, now)
        if status.output_underflow:
            self.underflows += 1
        with self._lock:
            sound, filled = self._next(frames)
            if filled:
                delay = float(at.outputBufferDacTime) - float(at.currentTime)
                if 0 <= delay < _LONGEST_DELAY_SECONDS:
                    # Some drivers give no times; the stream's own figure stands in.
                    self._delay = delay
                self._heard_at = now + self._delay + filled / self._rate_hz
        if filled:
            self.played.add(sound[:filled], self._rate_hz, now + self._delay)
        block[:] = sound[:, None]

    def _next(self, frames: int) -> tuple[Samples, int]:
        """The next `frames` samples and how many of them are sound; the queue moves on. Under the lock."""
        out, rendered = np.zeros((2, frames), np.int16)
        filled = 0
        while self._waiting and filled < frames:
            head = self._waiting.popleft()
            part, rest = head.split(frames - filled)
            out[filled : filled + len(part)] = part.played
            rendered[filled : filled + len(part)] = part.rendered
            filled += len(part)
            if len(rest):
                self._waiting.appendleft(rest)
        self._played += filled
        if filled:
            self._sent.append(rendered[:filled])
        return out, filled
