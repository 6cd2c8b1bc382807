"""A lamp and a button on the pins of a Raspberry Pi, by gpiozero; pins are numbered as Broadcom numbers them (GPIO17).

The lamp shows what the speaker is doing by its rhythm alone, so that no colour needs to be told apart. The button is a key:
a short press is the space key, one held for a second the key that stops.
"""

import queue
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from voice.errors import DeviceError
from voice.ports import Activity, Status

HOLD_SECONDS = 1.0
Rhythm = tuple[float, float]
"""Seconds on, seconds off, over and over; none on: dark; none off: steady."""
MUTED: Rhythm = (0.1, 1.9)
"""Whatever else goes on, but for trouble."""
RHYTHMS: Mapping[Activity, Rhythm] = {
    "asleep": (0.0, 1.0),
    "listening": (1.0, 0.0),
    "thinking": (0.1, 0.1),
    "speaking": (0.5, 0.5),
    "trouble": (0.1, 0.4),
}


class Lamp:
    """A light-emitting diode. Raises DeviceError where there are no pins. A context: dark on leaving."""

    def __init__(self, pin: int) -> None:
        self._led = _device("LED", pin)

    def __enter__(self) -> "Lamp":
        return self

    def __exit__(self, *_: object) -> None:
        self._led.close()

    def __call__(self, status: Status) -> None:
        """Take up the rhythm of `status`."""
        on, off = MUTED if status.muted and status.activity != "trouble" else RHYTHMS[status.activity]
        if not on:
            self._led.off()
        elif not off:
            self._led.on()
        else:
            self._led.blink(on_time=on, off_time=off)


class Button:
    """A push button between its pin and ground. Raises DeviceError where there are no pins. A context."""

    def __init__(self, pin: int) -> None:
        self._pressed: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._held = False
        self._button = _device("Button", pin, hold_time=HOLD_SECONDS)
        self._button.when_held = self._when_held
        self._button.when_released = self._when_released

    def __enter__(self) -> "Button":
        return self

    def __exit__(self, *_: object) -> None:
        self._button.close()

    def pressed(self) -> str | None:
        """The key that the oldest press stands for, or None."""
        try:
            return self._pressed.get_nowait()
        except queue.Empty:
            return None

    def _when_held(self) -> None:
        self._held = True
        self._pressed.put("s")

    def _when_released(self) -> None:
        if not self._held:
            self._pressed.put(" ")
        self._held = False


def _device(kind: str, pin: int, **options: object) -> Any:  # noqa: ANN401 (gpiozero has no types)
    gpiozero = _gpiozero()
    try:
        return getattr(gpiozero, kind)(pin, **options)
    except (gpiozero.GPIOZeroError, ValueError, OSError) as error:
        raise DeviceError(f"pin {pin} cannot be used for a {kind.lower()}: {error}") from None


def _gpiozero() -> ModuleType:
    try:
        import gpiozero  # noqa: PLC0415 (only a Raspberry Pi has pins)
    except ImportError:
        raise DeviceError('a lamp or button needs the package gpiozero: pip install -e ".[gpio]"') from None
    module: ModuleType = gpiozero
    return module
