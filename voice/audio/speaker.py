"""The speaker: plays what was rendered, gapless, stoppable within a block, its true end known.

One callback stream that plays silence between prompts: an output stream that starves prints underruns, and one that is
opened for each prompt starts late. "Heard" means the last sample and the device's own delay after it, not "sent".
"""

import threading
import time
from collections import deque

import numpy as np
import soxr

from voice.audio.devices import Device, Stream, StreamStatus, StreamTimes, close_stream, find, open_stream
from voice.errors import DeviceError
from voice.ports import Rendered, Samples

_STALLED_SECONDS = 1.5
_STARTING_SECONDS = 4.0
_FADE_SECONDS = 0.005
_LONGEST_DELAY_SECONDS = 2.0


class Speaker:
    """One speaker, opened and closed any number of times. `underflows` counts the gaps that the machine's load tore."""

    def __init__(self, wanted: str | None = None) -> None:
        self._wanted = wanted
        self._waiting: deque[Samples] = deque()
        self._lock = threading.Lock()
        self._stream: Stream | None = None
        self._rate_hz = 48_000
        self._stopping = False
        self._last_callback = 0.0
        self._heard_at = 0.0
        self._delay = 0.0
        self._played = 0
        self.device: Device | None = None
        self.underflows = 0
        self.volume = 1.0
        """Taken up with the next block; above 1.0, peaks are clipped."""

    def open(self) -> None:
        """Start the stream. Raises DeviceError for an unknown, busy or missing device."""
        self.close()
        device = find("output", self._wanted)
        self._last_callback = time.monotonic() + _STARTING_SECONDS - _STALLED_SECONDS
        self._stream, self._rate_hz, _ = open_stream(device, self._give)
        self._delay = float(self._stream.latency)
        self.device = device

    def close(self) -> None:
        """Stop at once and forget what was waiting."""
        if self._stream is not None:
            close_stream(self._stream)
            self._stream = None
        with self._lock:
            self._waiting.clear()
            self._stopping = False
            self._played = 0
        self._heard_at = 0.0

    def play(self, rendered: Rendered) -> None:
        """Append it to what is being played; returns at once. Raises DeviceError when the speaker is gone."""
        self._check()
        samples = rendered.samples
        if rendered.rate_hz != self._rate_hz and len(samples):
            samples = np.asarray(soxr.resample(samples, rendered.rate_hz, self._rate_hz), np.int16)
        if not len(samples):
            return
        with self._lock:
            if not self._waiting:
                self._played = 0
            self._waiting.append(samples)

    def pause(self, seconds: float) -> None:
        """Append silence."""
        self.play(Rendered(np.zeros(round(seconds * self._rate_hz), np.int16), self._rate_hz))

    def stop(self) -> float:
        """Drop what is playing and waiting, within a block; the seconds of it that had been sent."""
        with self._lock:
            self._stopping = bool(self._waiting)
            return self._played / self._rate_hz

    @property
    def position(self) -> float:
        """Seconds sent since the speaker last began to play out of silence."""
        return self._played / self._rate_hz

    def remaining(self) -> float:
        """Seconds until the last sample has been heard; 0 when all is quiet. Raises DeviceError when the speaker is gone."""
        self._check()
        with self._lock:
            unsent = 0 if self._stopping else sum(len(samples) for samples in self._waiting)
        if unsent:
            return unsent / self._rate_hz + self._delay
        return max(0.0, self._heard_at - time.monotonic())

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
            sound = self._next(frames)
        block[:] = sound[:, None]
        if sound.any():
            delay = float(at.outputBufferDacTime) - float(at.currentTime)
            # Some drivers give no times; the stream's own figure stands in.
            self._delay = (
                delay if 0 < delay < _LONGEST_DELAY_SECONDS else float(self._stream.latency) if self._stream else self._delay
            )
            self._heard_at = now + self._delay + (int(np.flatnonzero(sound)[-1]) + 1) / self._rate_hz

    def _next(self, frames: int) -> Samples:
        """The next `frames` samples at the volume of the moment; the queue moves on. Under the lock."""
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
        if self._stopping:
            fade = min(frames, round(_FADE_SECONDS * self._rate_hz))
            out[:fade] = out[:fade] * np.linspace(1, 0, fade)
            out[fade:] = 0
            self._waiting.clear()
            self._stopping = False
        if self.volume != 1.0:
            out = np.clip(out.astype(np.float32) * self.volume, -32768, 32767).astype(np.int16)
        return out
