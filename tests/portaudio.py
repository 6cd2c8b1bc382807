"""A PortAudio that a test holds in its hands: devices that come and go, streams that give what they are told to.

Stands in for the module `sounddevice` at the one place where the program loads it.
"""

import threading
from types import SimpleNamespace

import numpy as np


class PortAudioError(Exception):
    """As sounddevice raises it."""


class FakePortAudio:
    """`inputs` and `outputs` are (name, channels, rates, formats) tuples; `busy` names devices that another program holds."""

    PortAudioError = PortAudioError

    def __init__(self, inputs=(), outputs=()):
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.busy = set()
        self.streams = []
        self.default = SimpleNamespace(device={"input": 0, "output": len(self.inputs)})

    @property
    def open_streams(self):
        return [stream for stream in self.streams if not stream.closed]

    def query_devices(self):
        rows = [(name, channels, 0, rates) for name, channels, rates, _ in self.inputs]
        rows += [(name, 0, channels, rates) for name, channels, rates, _ in self.outputs]
        return [
            {"name": name, "max_input_channels": ins, "max_output_channels": outs, "default_samplerate": rates[0]}
            for name, ins, outs, rates in rows
        ]

    def _terminate(self):
        assert not self.open_streams, "PortAudio is ended while streams are open"

    def _exit_handler(self):
        self._terminate()

    def _initialize(self):
        self.default.device = {"input": 0, "output": len(self.inputs)}

    def InputStream(self, **how):
        return FakeStream(self, self.inputs[how["device"]], **how)

    def OutputStream(self, **how):
        return FakeStream(self, self.outputs[how["device"] - len(self.inputs)], **how)


class FakeStream:
    """Takes the rates, channels and formats that its device has, and calls back when it is told to."""

    latency = 0.02

    def __init__(self, owner, entry, *, samplerate, channels, **how):
        name, most, rates, formats = entry
        dtype, callback = how["dtype"], how["callback"]
        if name in owner.busy:
            raise PortAudioError("Error opening InputStream: Device unavailable [PaErrorCode -9985]")
        if samplerate not in rates or channels > most or (most > 2 and channels < most) or dtype not in formats:
            raise PortAudioError("Error opening InputStream: Invalid sample rate [PaErrorCode -9997]")
        self.rate_hz, self.channels, self.dtype, self.callback = samplerate, channels, dtype, callback
        self.active = self.closed = False
        self.let_go = threading.Event()
        self.let_go.set()
        owner.streams.append(self)

    def start(self):
        self.active = True

    def abort(self, ignore_errors=True):
        self.let_go.wait(60)
        self.active = False

    def close(self, ignore_errors=True):
        self.active, self.closed = False, True

    def take(self, seconds, *, holds):
        """Ask for so much sound to play, of which the device holds some seconds, from now on."""
        times, status = SimpleNamespace(currentTime=0.0, outputBufferDacTime=holds), SimpleNamespace(output_underflow=False)
        frames = round(seconds * self.rate_hz)
        self.callback(np.zeros((frames, self.channels), np.int16), frames, times, status)

    def give(self, sound, *, lost_before=False):
        """Deliver recorded frames by channels, 20 ms at a time; with the first one it is told whether the device lost some."""
        times = SimpleNamespace(currentTime=0.0, inputBufferAdcTime=0.0)
        step = self.rate_hz // 50
        for start in range(0, len(sound) - step + 1, step):
            status = SimpleNamespace(input_overflow=lost_before and start == 0)
            self.callback(np.ascontiguousarray(sound[start : start + step]), step, times, status)
