"""The microphone: blocks of mono int16 at 16 kHz, whatever the device gives.

PortAudio's callback only copies into a bounded queue; whoever reads does the rest. When the queue is full the oldest block
gives way: what is kept is the latest sound, in one piece. Lost blocks are counted, and the first block after a loss says so
(`torn`), because words that are joined across a hole can mean the opposite of what was said. A device that is pulled out
often stays "active" and merely stops delivering, so the age of the last block decides whether it is still there.
"""

import contextlib
import queue
import time
from typing import Any

import numpy as np
import soxr

from voice.audio.arrival import Arrival
from voice.audio.devices import Device, Stream, StreamStatus, StreamTimes, close_stream, find, open_stream, remembered
from voice.audio.intake import OffsetFilter, samples_of
from voice.errors import DeviceError
from voice.ports import RATE_HZ, Samples

STALLED_SECONDS = 1.5
"""No block for so long: the device is gone. The slowest that a sound server may start is longer, hence the next."""
_STARTING_SECONDS = 4.0
_QUEUED_BLOCKS = 1_000
"""Twenty seconds: a busy machine may take more than five to prepare a question's grammar."""
_OLDEST_SECONDS = 2.0

_Block = tuple[int, float, Samples]
"""A running number in which lost blocks leave holes, when the block's first sample was heard, and the block."""


class Microphone:
    """One microphone, opened and closed any number of times. `overflows` counts blocks that were lost.

    While it is `muted`, what it records is dropped before anything reads it, also after it was reopened.
    """

    def __init__(self, wanted: str | None = None, *, queued_blocks: int = _QUEUED_BLOCKS) -> None:
        self._wanted = wanted
        self._blocks: queue.Queue[_Block] = queue.Queue(queued_blocks)
        self._stream: Stream | None = None
        self._resampler: Any = None
        self._last_block = 0.0
        self._arrival = Arrival()
        self._offset = OffsetFilter()
        self._held = 0.0
        """Seconds of sound that the resampler has taken and not given yet."""
        self._rate_hz = RATE_HZ
        self.device: Device | None = None
        self.muted = False
        self.overflows = 0
        self._number = 0
        self._next_number = 1
        self.torn = False
        """Whether sound was lost between the block that was read last and the one before it."""
        self.heard_at = 0.0
        """When the first sample of the block that was read last reached the microphone, on `time.monotonic`."""

    def open(self) -> None:
        """Start listening. Raises DeviceError for an unknown, busy or missing device."""
        self.close()
        device = find("input", self._wanted)
        self._wanted = remembered(device, self._wanted)
        self._last_block = time.monotonic() + _STARTING_SECONDS - STALLED_SECONDS
        self._stream, self._rate_hz, _ = open_stream(device, self._take)
        self.device = device
        self._held = 0.0
        self._offset = OffsetFilter()
        native = self._rate_hz == RATE_HZ
        self._resampler = None if native else soxr.ResampleStream(self._rate_hz, RATE_HZ, 1, dtype="int16")
        self.flush()

    def close(self) -> bool:
        """Stop listening and drop what was not read; whether the device let itself be closed."""
        closed = self._stream is None or close_stream(self._stream)
        # What is alive when Python ends is complained of on the screen.
        self._stream = self._resampler = None
        self.flush()
        return closed

    def flush(self) -> None:
        """Drop the blocks that were recorded and not read yet."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._blocks.get_nowait()
        self._next_number, self.torn = self._number + 1, False
        self._arrival.forget()

    def drop(self) -> None:
        """Let pass what was recorded while nobody listens. Raises DeviceError once the device is gone."""
        self.flush()
        self._check()

    def read(self, timeout: float = 0.1) -> Samples | None:
        """The next block (about 20 ms), or None when none came in time. Raises DeviceError once the device is gone."""
        if self._stream is None:
            raise DeviceError("the microphone is not open")
        try:
            number, stamp, block = self._blocks.get(timeout=timeout)
        except queue.Empty:
            self._check()
            return None
        # A block that came while the queue was being emptied bears the number before.
        self.torn = number > self._next_number
        self._next_number = number + 1
        seconds = len(block) / self._rate_hz
        if self.torn:
            self._arrival.forget()
        ends = self._arrival.start(stamp, seconds) + seconds
        self.torn = self.torn or self._arrival.hole
        mono = self._offset.take(samples_of(block))
        if self._resampler is not None:
            self._held += len(mono) / self._rate_hz
            silent = not mono.any()
            mono = np.asarray(self._resampler.resample_chunk(mono), np.int16)
            # The resampler dithers; zeros are to stay zeros, as they are a muted microphone's.
            mono = np.zeros_like(mono) if silent else mono
            self._held -= len(mono) / RATE_HZ
        self.heard_at = ends - self._held - len(mono) / RATE_HZ
        return mono

    def _check(self) -> None:
        silent_for = time.monotonic() - self._last_block
        if self._stream is None or not self._stream.active or silent_for > STALLED_SECONDS:
            name = self.device.name if self.device else "?"
            raise DeviceError(f"microphone {name!r} went away; plug it in again, or restart the sound server")

    def _take(self, block: Samples, frames: int, at: StreamTimes, status: StreamStatus) -> None:
        now = time.monotonic()
        self._last_block = max(self._last_block, now)
        if self.muted:
            return
        age = float(at.currentTime) - float(at.inputBufferAdcTime)
        if status.input_overflow:
            self._lost_one()
        self._number += 1
        # A driver that knows no times has brought the block just now.
        taken = (self._number, now - age if 0 <= age < _OLDEST_SECONDS else now, block.copy())
        while True:
            try:
                self._blocks.put_nowait(taken)
            except queue.Full:
                with contextlib.suppress(queue.Empty):
                    self._blocks.get_nowait()
                    self.overflows += 1
            else:
                return

    def _lost_one(self) -> None:
        """The device dropped sound before this block: its number is left out, so that the reader sees the hole."""
        self.overflows += 1
        self._number += 1
