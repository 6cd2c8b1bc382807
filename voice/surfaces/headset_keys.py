"""The keys of a headset or remote, wired or wireless, where Linux gives them to us: `pressed()` as a keyboard's.

1. The play key (the one button of most headsets) ends a prompt or an answer, and a pause; held for a second it stops. Next skips,
   previous repeats, mute turns the microphone off.
2. A device that has such keys and no letters is ours alone while we talk, so that no player starts music; a keyboard is shared.
3. Headsets come and go: every few seconds it is looked for new ones, and one that is gone is forgotten.

Reading them takes the package evdev and membership of the group `input`.
"""

import contextlib
import os
import select
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from voice.errors import DeviceError

HOLD_SECONDS = 1.0
_INPUT = Path("/dev/input")
_LOOK_AGAIN_SECONDS = 3.0
_PRESSES, _DOWN, _UP = 1, 1, 0
"""The kind of event that is a key, and its values (linux/input-event-codes.h)."""
_LETTER = 30
PLAY = frozenset({119, 164, 169, 200, 201, 207, 226})
"""Pause, play or pause, phone, play a disc, pause a disc, play, media: the one button goes by any of these names."""
OTHERS: Mapping[int, str] = {163: "k", 165: "r", 166: "s", 248: "m"}
"""Next song, previous song, stop, microphone mute: the keyboard's keys for skip, repeat, stop and mute."""
_TELLING = frozenset({*PLAY, *OTHERS} - {119})
"""A device with one of these is meant; any keyboard has the pause key."""


class Pressed(Protocol):
    """What evdev tells of a key."""

    type: int
    code: int
    value: int

    def timestamp(self) -> float:
        """When, in seconds."""


class Device(Protocol):
    """What is used of an evdev device."""

    def fileno(self) -> int:
        """For `select`."""

    def read(self) -> Iterable[Pressed]:
        """What has happened since. Raises OSError when the device is gone."""

    def close(self) -> None:
        """Let go of it."""


class HeadsetKeys:
    """All such devices of this machine. A context. Raises DeviceError where evdev is missing.

    `look` gives those that are there and not yet in the mapping that it is shown, by path.
    """

    def __init__(self, look: Callable[[Iterable[str]], Mapping[str, Device]] | None = None) -> None:
        self._look = look or _media_devices(_evdev())
        self._devices = dict(self._look(()))
        self._looked = time.monotonic()
        self._down: float | None = None
        self._keys: list[str] = []

    def __enter__(self) -> "HeadsetKeys":
        return self

    def __exit__(self, *_: object) -> None:
        for path in [*self._devices]:
            self._drop(path)

    @property
    def there(self) -> bool:
        """Whether there is a headset or remote with keys now."""
        return bool(self._devices)

    def pressed(self) -> str | None:
        """The keyboard's key that the oldest press stands for, or None."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_AGAIN_SECONDS:
            self._looked = now
            self._devices |= self._look(self._devices)
        for path, device in [*self._devices.items()]:
            try:
                if select.select([device.fileno()], [], [], 0)[0]:
                    for event in device.read():
                        self._take(event)
            except (OSError, ValueError):
                self._drop(path)
        return self._keys.pop(0) if self._keys else None

    def _take(self, event: Pressed) -> None:
        if event.type != _PRESSES:
            return
        if event.code in OTHERS and event.value == _DOWN:
            self._keys.append(OTHERS[event.code])
        elif event.code in PLAY and event.value == _DOWN:
            self._down = event.timestamp()
        elif event.code in PLAY and event.value == _UP and self._down is not None:
            held = event.timestamp() - self._down
            self._keys.append("s" if held >= HOLD_SECONDS else " ")
            self._down = None

    def _drop(self, path: str) -> None:
        with contextlib.suppress(OSError):
            self._devices.pop(path).close()


def unreadable() -> bool:
    """Whether there are input devices, and we may read none of them."""
    paths = [*_INPUT.glob("event*")]
    return bool(paths) and not any(os.access(path, os.R_OK) for path in paths)


def _media_devices(evdev: ModuleType) -> Callable[[Iterable[str]], Mapping[str, Device]]:
    def look(known: Iterable[str]) -> Mapping[str, Device]:
        paths = {str(path) for path in _INPUT.glob("event*") if os.access(path, os.R_OK)}
        found: dict[str, Device] = {}
        for path in sorted(paths - {*known}):
            with contextlib.suppress(OSError):
                device = _opened(evdev, path)
                if device is not None:
                    found[path] = device
        return found

    return look


def _opened(evdev: ModuleType, path: str) -> Any:  # noqa: ANN401 (evdev has no types)
    """The device at `path`, if it has keys for media; its alone where it has no letters."""
    device = evdev.InputDevice(path)
    keys = set(device.capabilities().get(_PRESSES, ()))
    if not keys & _TELLING:
        device.close()
        return None
    if _LETTER not in keys:
        # Another program may hold it already: then we share it.
        with contextlib.suppress(OSError):
            device.grab()
    return device


def _evdev() -> ModuleType:
    try:
        import evdev  # noqa: PLC0415 (only whoever wants a headset's keys needs it)
    except ImportError:
        raise DeviceError('a headset\'s keys need the package evdev: pip install -e ".[headset]"') from None
    module: ModuleType = evdev
    return module
