"""The machine's microphones and speakers, by name or number. PortAudio is loaded when first asked for, not before.

A name counts when it is exactly a device's name, or a part (in any case) of just one; so a choice can be remembered by
name and found again under another number after a replug. Streams are opened at the device's own rate and with the fewest
channels that it takes: raw `hw:` devices convert nothing.
"""

import atexit
import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Literal, Protocol

from voice.errors import DeviceError
from voice.ports import Samples

Kind = Literal["input", "output"]
_SPOKEN: dict[Kind, str] = {"input": "microphone", "output": "speaker"}
_INSTALL = "PortAudio is not installed; on Debian, Ubuntu and Raspberry Pi OS: sudo apt install libportaudio2"
_DELAYS: dict[Kind, float] = {"input": 0.3, "output": 0.5}
"""Seconds that the device holds for us while Python is busy; a microphone's blocks come as soon as ever."""
_CLOSING_SECONDS = 2.0
_PRIMED: dict[Kind, dict[str, bool]] = {"input": {}, "output": {"prime_output_buffers_using_stream_callback": True}}
_FORMATS: dict[Kind, tuple[str, ...]] = {"input": ("int16", "float32"), "output": ("int16",)}
_COMMON_RATES_HZ = (48_000, 44_100, 16_000, 32_000, 96_000, 22_050, 8_000)


@dataclass(frozen=True, slots=True)
class Device:
    """A microphone or speaker: PortAudio's number for it now, its name, its most channels and its own rate in hertz."""

    number: int
    name: str
    kind: Kind
    channels: int
    rate_hz: int


class Stream(Protocol):
    """What is used of a PortAudio stream."""

    active: bool
    latency: float

    def start(self) -> None:
        """Begin, or begin again."""

    def abort(self, ignore_errors: bool = True) -> None:
        """Stop without playing what was sent."""

    def close(self, ignore_errors: bool = True) -> None:
        """Give the device back."""


class StreamTimes(Protocol):
    """PortAudio's clock in a callback, in seconds; 0 where the driver knows nothing."""

    currentTime: float
    inputBufferAdcTime: float
    outputBufferDacTime: float


class StreamStatus(Protocol):
    """What went wrong since the last block."""

    input_overflow: bool
    output_underflow: bool


Callback = Callable[[Samples, int, StreamTimes, StreamStatus], None]
"""Given a block (frames by channels) to read or to fill, its length, the times and the status."""


def portaudio() -> ModuleType:
    """The `sounddevice` module. Raises DeviceError, saying what to install, where PortAudio is missing."""
    try:
        with hushed():
            return importlib.import_module("sounddevice")
    except (OSError, ImportError):
        raise DeviceError(_INSTALL) from None


def devices(kind: Kind) -> tuple[Device, ...]:
    """All of them, in PortAudio's order. Raises DeviceError without PortAudio."""
    found = []
    for number, entry in enumerate(portaudio().query_devices()):
        channels = int(entry[f"max_{kind}_channels"])
        if channels > 0:
            found.append(Device(number, str(entry["name"]), kind, channels, round(entry["default_samplerate"])))
    return tuple(found)


def find(kind: Kind, wanted: str | None = None) -> Device:
    """The device of that name, part of a name or number; without one, the system's default.

    Raises DeviceError when there is none or more than one, naming those that there are.
    """
    known = devices(kind)
    spoken = _SPOKEN[kind]
    if not known:
        other: Kind = "output" if kind == "input" else "input"
        either = "" if devices(other) else f", and no {_SPOKEN[other]} either"
        raise DeviceError(f"no {spoken} was found on this machine{either}; plug one in, or use `twitchwise talk --typed`")
    if wanted is None or not wanted.strip():
        number = portaudio().default.device[kind]
        return next((device for device in known if device.number == number), known[0])
    wanted = wanted.strip()
    matches = _matching(known, wanted)
    if not matches:
        raise DeviceError(f"{spoken} {wanted!r} is unknown; there are {_listed(known)}")
    if len(matches) > 1:
        raise DeviceError(f"{spoken} {wanted!r} could be any of {_listed(matches)}; give more of the name, or the number")
    return matches[0]


def _matching(known: Sequence[Device], wanted: str) -> list[Device]:
    """The devices of that number; else those of that name; else those whose names hold it."""
    numbered = [device for device in known if str(device.number) == wanted]
    named = [device for device in known if device.name == wanted]
    return numbered or named or [device for device in known if wanted.casefold() in device.name.casefold()]


def remembered(device: Device, wanted: str | None) -> str | None:
    """What to look for next time, where this one was found for `wanted`: its name, as numbers change with every plug."""
    if wanted is None or not wanted.strip():
        return wanted
    return device.name if sum(other.name == device.name for other in devices(device.kind)) == 1 else wanted


def refresh() -> None:
    """Have PortAudio look again at what is plugged in. Only while no stream is open: it would pull them down."""
    sounddevice = portaudio()
    with hushed():
        # The only way that PortAudio has; sounddevice keeps both calls for it.
        sounddevice._terminate()
        sounddevice._initialize()


def open_stream(device: Device, callback: Callback, *, block_seconds: float = 0.02) -> tuple[Stream, int, int]:
    """Start a callback stream at a rate and channel count that the device takes: stream, rate, channels.

    Blocks are int16, or float32 where a microphone gives no other.

    Raises DeviceError when it takes none: busy, or gone.
    """
    sounddevice = portaudio()
    make = sounddevice.InputStream if device.kind == "input" else sounddevice.OutputStream
    fault: Exception | None = None
    for rate_hz in dict.fromkeys((device.rate_hz, *_COMMON_RATES_HZ)):
        for channels in dict.fromkeys((1, min(2, device.channels), device.channels)):
            for dtype in _FORMATS[device.kind]:
                try:
                    stream = make(
                        device=device.number,
                        samplerate=rate_hz,
                        channels=channels,
                        dtype=dtype,
                        blocksize=round(rate_hz * block_seconds),
                        latency=_DELAYS[device.kind],
                        callback=callback,
                        **_PRIMED[device.kind],
                    )
                    stream.start()
                except (sounddevice.PortAudioError, ValueError) as error:
                    fault = fault or error
                else:
                    return stream, rate_hz, channels
    said = str(fault).removeprefix("Error opening ").split("[")[0].strip()
    raise DeviceError(f"{_SPOKEN[device.kind]} {device.name!r} cannot be opened ({said}); does another program hold it?")


def restart_stream(stream: Stream, device: Device | None) -> None:
    """Throw away what the device holds and begin again. Raises DeviceError when it is gone."""
    try:
        stream.abort()
        stream.start()
    except portaudio().PortAudioError as error:
        raise DeviceError(f"{device.name if device else 'the device'!r} went away ({error})") from None


def close_stream(stream: Stream) -> bool:
    """Close a stream, also one whose device is gone; whether it let itself be closed.

    Where a sound server has died, PortAudio now and then waits for ever for its own thread. Such a stream is left behind, and
    PortAudio must not be ended any more (`refresh`), as that waits in the same way.
    """
    sounddevice = portaudio()

    def close() -> None:
        with contextlib.suppress(sounddevice.PortAudioError):
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)

    closing = threading.Thread(target=close, name="closing a stream", daemon=True)
    closing.start()
    closing.join(_CLOSING_SECONDS)
    if closing.is_alive():
        atexit.unregister(sounddevice._exit_handler)
    return not closing.is_alive()


def _listed(known: "list[Device] | tuple[Device, ...]") -> str:
    return ", ".join(f"{device.number} {device.name!r}" for device in known)


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keep off the screen what sound libraries write to standard error; what Python writes there is still shown.

    ALSA and JACK write pages about devices that nobody asked for, and PortAudio millions of lines when a sound server dies.
    """
    try:
        shown = os.dup(2)
    except OSError:
        yield
        return
    ours = sys.stderr
    with os.fdopen(os.open(os.devnull, os.O_WRONLY), "wb") as nowhere, os.fdopen(shown, "w", buffering=1) as screen:
        with contextlib.suppress(OSError, ValueError, AttributeError):
            ours.flush()
            if ours.fileno() == 2:
                sys.stderr = screen
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(screen.fileno(), 2)
            sys.stderr = ours
