"""Checks that play and listen: devices, sample rates, noise floor, echo, and how long sound takes from us to us.

The echo and the time are found with a sweep: what comes back is laid over what was played (a matched filter), so that a hum or
somebody talking is not taken for it. All is measured through the streams that a conversation uses.
"""

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice.audio.devices import Kind, find, hushed
from voice.audio.headset import Headset
from voice.audio.microphone import Microphone
from voice.errors import DeviceError
from voice.ports import RATE_HZ, Rendered, Samples
from voice.recognition.level import dbfs
from voice.recognition.room_noise import LOUD_ROOM_DBFS
from voice.selftest.findings import Finding, fault, ok, skipped, warning
from voice.settings import Settings

_NAMES: dict[str, Kind] = {"microphone": "input", "speaker": "output"}
_NOISE_SECONDS = 1.5
_LISTENING_SECONDS = 3.0
_SWEEP_SECONDS, _SWEEP_HZ, _SWEEP_PEAK = 0.4, (400.0, 5000.0), 0.35
_FOUND = 12.0
"""How far the matched filter's peak must stand out, in standard deviations of the rest; noise reaches 5, speech 10."""
_MOST_PROMINENT = 1000.0
_SILENT_DBFS, _CLIPPED = -85.0, 32_700
_SLOW_SECONDS = 0.7
_LOUD_ECHO_DB = -6.0
_MOST_LATENCY_SECONDS = 2.0


def sound(settings: Settings) -> Iterator[Finding]:
    """All of them, in their order; what cannot be looked at is said to be left out."""
    missing = False
    for name, kind in _NAMES.items():
        found = _device(name, kind, getattr(settings, name))
        missing = missing or found.verdict != "ok"
        yield found
    if missing:
        yield skipped("sound", "nothing was played or listened to, as a device is missing; `twitchwise talk --typed` needs none")
        return
    with hushed(), Headset(settings.microphone, settings.speaker) as headset:
        try:
            headset.open()
            headset.speaker.volume = settings.volume
            yield from _measured(headset)
        except DeviceError as error:
            said, _, what_to_do = str(error).partition(";")
            yield fault("sound", said, what_to_do.strip() or "see which other program uses it, and end that one")


def _device(name: str, kind: Kind, wanted: str | None) -> Finding:
    try:
        device = find(kind, wanted)
    except DeviceError as error:
        said, _, rest = str(error).partition(";")
        do = rest.strip() or f"plug one in, or name it with --{name}"
        return fault(name, said, do if wanted is None else f"{do}: `twitchwise settings` says where {wanted!r} is set")
    own = "which is used as it is" if device.rate_hz == RATE_HZ else f"and is resampled to {RATE_HZ}" if kind == "input" else ""
    said = f"{device.name!r} at {device.rate_hz} Hz" + (f", {own}" if own else "")
    return ok(name, said, rate_hz=device.rate_hz, channels=device.channels, name=device.name)


def _measured(headset: Headset) -> Iterator[Finding]:
    quiet = _recorded(headset.microphone, _NOISE_SECONDS)
    yield _noise(quiet)
    played = sweep()
    headset.microphone.flush()
    headset.speaker.play(Rendered(played, RATE_HZ))
    heard = _recorded(headset.microphone, _LISTENING_SECONDS)
    yield from _echo(heard, played, headset.speaker.volume, quiet)
    torn = headset.speaker.underflows + headset.microphone.overflows
    if torn:
        yield warning(
            "gaps", f"{torn} blocks of sound were lost", "close other programs, or use another USB port", lost_blocks=torn
        )
    else:
        yield ok("gaps", "no block of sound was lost", lost_blocks=0)


def _recorded(microphone: Microphone, seconds: float) -> Samples:
    """So much of the microphone. Raises DeviceError when it falls silent altogether."""
    blocks: list[Samples] = []
    until = time.monotonic() + 3 * seconds + 2.0
    while sum(map(len, blocks)) < seconds * RATE_HZ:
        block = microphone.read(0.5)
        if block is not None:
            blocks.append(block)
        elif time.monotonic() > until:
            raise DeviceError("the microphone gives no sound; plug it in again, or restart the sound server")
    return np.concatenate(blocks)


def _noise(quiet: Samples) -> Finding:
    floor = dbfs(quiet)
    measured = {"noise_dbfs": round(floor, 1)}
    if floor < _SILENT_DBFS:
        do = "turn it on (a switch on it, the mute key, `alsamixer`), or name another with --microphone"
        return warning("noise floor", "the microphone gives digital silence: it may be muted", do, **measured)
    if floor > LOUD_ROOM_DBFS:
        do = "turn its gain down, move away from the noise, or use a headset"
        return warning("noise floor", f"it is loud here: {floor:.0f} dB below full scale", do, **measured)
    return ok("noise floor", f"{floor:.0f} dB below full scale", **measured)


def _echo(heard: Samples, played: Samples, volume: float, quiet: Samples) -> Iterator[Finding]:
    at, prominence = where(heard, played)
    if prominence < _FOUND or at > _MOST_LATENCY_SECONDS * RATE_HZ:
        do = "nothing, where you wear headphones; otherwise turn the speaker up, and see that both devices are the right ones"
        yield warning("echo", "what was played did not come back through the microphone", do, prominence=round(prominence, 1))
        return
    part = heard[at : at + len(played)].astype(np.float64)
    power = max(1e-9, float(np.mean(part**2)) - float(np.mean(quiet.astype(np.float64) ** 2)))
    echo = 10 * np.log10(power / float(np.mean((played.astype(np.float64) * volume) ** 2)))
    measured = {"echo_db": round(float(echo), 1), "prominence": round(prominence, 1)}
    if int(np.abs(heard).max()) >= _CLIPPED:
        yield warning("echo", "the microphone clips when we speak", "turn its gain or the speaker's volume down", **measured)
    elif echo > _LOUD_ECHO_DB:
        do = "keep barge_in off, or use a headset: we wait until we have finished before we listen"
        yield warning("echo", f"our own voice comes back nearly as loud as it is played ({echo:+.0f} dB)", do, **measured)
    else:
        yield ok("echo", f"our own voice comes back at {echo:+.0f} dB", **measured)
    seconds = at / RATE_HZ
    if seconds > _SLOW_SECONDS:
        yield warning(
            "latency",
            f"{seconds:.2f} s from us to us",
            "use a wired headset: wireless ones are late",
            latency_seconds=round(seconds, 3),
        )
    else:
        yield ok("latency", f"{seconds:.2f} s from us to us", latency_seconds=round(seconds, 3))


def sweep() -> Samples:
    """A rising tone, mono int16 at 16 kHz; nothing else sounds like it."""
    count = round(_SWEEP_SECONDS * RATE_HZ)
    seconds = np.arange(count) / RATE_HZ
    low, high = _SWEEP_HZ
    phase = 2 * np.pi * (low * seconds + (high - low) / (2 * _SWEEP_SECONDS) * seconds**2)
    edge = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.01 * RATE_HZ))
    return np.asarray(np.round(np.sin(phase) * edge * _SWEEP_PEAK * 32767), np.int16)


def where(heard: Samples, played: Samples) -> tuple[int, float]:
    """The sample at which `played` begins in `heard`, and how far that stands out, in standard deviations."""
    size = 1 << (len(heard) + len(played) - 1).bit_length()
    transform: NDArray[np.complex128] = np.fft.rfft(heard.astype(np.float64), size)
    matched = np.fft.irfft(transform * np.conj(np.fft.rfft(played.astype(np.float64), size)), size)
    strength = np.abs(matched[: max(1, len(heard) - len(played) + 1)])
    spread = float(np.sqrt(np.median(strength**2))) / 0.6745 if len(strength) > 1 else 0.0
    at = int(np.argmax(strength))
    # Beside digital silence anything stands out without bounds.
    return at, min(_MOST_PROMINENT, float(strength[at]) / spread) if spread > 0 else _MOST_PROMINENT * float(strength[at] > 0)
