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
from voice.ports import Rendered, Samples

_STALLED_SECONDS = 1.5
_STARTING_SECONDS = 4.0
_LONGEST_DELAY_SECONDS = 2.0
_REMEMBERED_BLOCKS = 60


class Speaker:
    """One speaker, opened and closed any number of times. `underflows` counts the gaps that the machine's load tore.

    `played` is what was heard of it.
    """

    def __init__(self, wanted: str | None = None) -> None:
        self._wanted = wanted
        self._waiting: deque[Samples] = deque()
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
            with self._lock:
                self._played = 0 if quiet else self._played
                self._waiting.append(samples)
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
        """1.0 as rendered; above, peaks are clipped. A new value is heard at once, also in the middle of a prompt."""
        return self._volume

    @volume.setter
    def volume(self, volume: float) -> None:
        with self._control:
            self._volume = volume
            unheard = round((self._heard_at - time.monotonic()) * self._rate_hz)
            if self._stream is None or unheard <= 0:
                return
            with self._lock:
                again = np.concatenate(list(self._sent))[-unheard:]
                self.played.take_back(time.monotonic())
                self._waiting.appendleft(again)
                self._played -= len(again)
                self._heard_at = 0.0
            with contextlib.suppress(DeviceError):
                self._afresh()

    def remaining(self) -> float:
        """Seconds until the last sample has been heard; 0 when all is quiet. Raises DeviceError when the speaker is gone."""
        with self._control:
            # While the stream begins afresh it is not active, and not gone either.
            self._check()
        return self._unheard()

    def _unheard(self) -> float:
        with self._lock:
            unsent = sum(len(samples) for samples in self._waiting)
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
        if self._volume != 1.0:
            sound = np.clip(sound.astype(np.float32) * self._volume, -32768, 32767).astype(np.int16)
        if filled:
            self.played.add(sound[:filled], self._rate_hz, now + self._delay)
        block[:] = sound[:, None]

    def _next(self, frames: int) -> tuple[Samples, int]:
        """The next `frames` samples and how many of them are sound; the queue moves on. Under the lock."""
        out = np.zeros(frames, np.int16)
        filled = 0
        while self._waiting and filled < frames:
            head = self._waiting.popleft()
            part = head[: frames - filled]
            out[filled : filled + len(part)] = part
            filled += len(part)
            if len(part) < len(head):
                self._waiting.appendleft(head[len(part) :])
        self._played += filled
        if filled:
            self._sent.append(out[:filled])
        return out, filled
