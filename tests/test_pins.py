"""The lamp and the button, on gpiozero's mock pins."""

import sys

import pytest
from patience import HANG_SECONDS, wait_until

gpiozero = pytest.importorskip("gpiozero", reason="gpiozero is an extra of the smart speaker")
from gpiozero.pins.mock import MockFactory  # noqa: E402 (after the check that it is there)

from voice.errors import DeviceError  # noqa: E402 (as above)
from voice.ports import Status  # noqa: E402 (as above)
from voice.surfaces import pins  # noqa: E402 (as above)
from voice.surfaces.pins import MUTED, RHYTHMS, Button, Lamp  # noqa: E402 (as above)


@pytest.fixture(autouse=True)
def board():
    """A board whose pins are pretended; all of them let go at the end."""
    factory = MockFactory()
    before, gpiozero.Device.pin_factory = gpiozero.Device.pin_factory, factory
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = before


def test_every_status_has_a_rhythm_of_its_own():
    """They can be told apart without colours."""
    assert len({MUTED, *RHYTHMS.values()}) == 1 + len(RHYTHMS)


def test_the_lamp_is_dark_asleep_and_steady_listening(board):
    """And let go of on leaving."""
    with Lamp(17) as lamp:
        lamp(Status("listening"))
        assert board.pin(17).state == 1
        lamp(Status("asleep"))
        assert board.pin(17).state == 0
    with Lamp(17):
        pass


@pytest.mark.parametrize("status", [Status("thinking"), Status("trouble", muted=True), Status("listening", muted=True)], ids=str)
def test_the_lamp_blinks_where_something_goes_on(board, status):
    """It goes on, and off again."""
    board.pin(17).clear_states()
    with Lamp(17) as lamp:
        lamp(status)
        wait_until(lambda: len(board.pin(17).states) >= 4)
        assert {state.state for state in board.pin(17).states[1:]} == {0, 1}


def test_a_short_press_is_the_space_key(board, monkeypatch):
    """It starts, skips what is said, or ends one's own answer."""
    monkeypatch.setattr(pins, "HOLD_SECONDS", HANG_SECONDS)
    with Button(27) as button:
        assert button.pressed() is None
        board.pin(27).drive_low()
        board.pin(27).drive_high()
        assert (button.pressed(), button.pressed()) == (" ", None)


def test_a_long_press_stops(board):
    """Once, and its release is no second press."""
    with Button(27) as button:
        board.pin(27).drive_low()
        key = wait_until(button.pressed)
        board.pin(27).drive_high()
        assert (key, button.pressed()) == ("s", None)


def test_a_pin_that_is_taken_is_named():
    """Two things on one pin: one line."""
    with Lamp(17), pytest.raises(DeviceError, match="pin 17 cannot be used for a button"):
        Button(17)


def test_without_gpiozero_it_says_what_to_install(monkeypatch):
    """No traceback on a machine that has no pins."""
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    with pytest.raises(DeviceError, match=r"-e \"\.\[gpio\]"):
        Lamp(17)
