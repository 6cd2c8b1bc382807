"""A headset's keys, from the events that Linux gives of them, on devices that come and go."""

import os
import sys
from dataclasses import dataclass

import pytest

from voice.errors import DeviceError
from voice.surfaces import headset_keys
from voice.surfaces.headset_keys import HeadsetKeys

KEY, SYNC, SWITCH = 1, 0, 5
PLAYPAUSE, NEXT, PREVIOUS, MUTE, VOLUME_UP = 164, 163, 165, 248, 115


@dataclass
class Press:
    """A key event."""

    code: int
    value: int
    at: float = 0.0
    type: int = KEY

    def timestamp(self):
        """When."""
        return self.at


class Remote:
    """A device on a pipe: readable when something was pressed, as the kernel's are."""

    def __init__(self):
        self._out, self._in = os.pipe()
        self._pending = []
        self.closed = False

    def press(self, *events):
        """Let this happen."""
        self._pending += events
        os.write(self._in, b"x" * len(events))

    def unplug(self):
        """Gone: reading fails."""
        os.write(self._in, b"x")
        self._pending = None

    def fileno(self):
        """For `select`."""
        return self._out

    def read(self):
        """What happened."""
        if self._pending is None:
            raise OSError(19, "No such device")
        os.read(self._out, 100)
        events, self._pending = self._pending, []
        return events

    def close(self):
        """Let go."""
        if not self.closed:
            os.close(self._out)
            os.close(self._in)
        self.closed = True


@pytest.fixture
def remote():
    """A headset."""
    remote = Remote()
    yield remote
    remote.close()


@pytest.fixture
def keys(remote):
    """Its keys."""
    with HeadsetKeys(lambda known: {} if "event0" in known else {"event0": remote}) as keys:
        yield keys


def pressed(keys):
    """All that was pressed."""
    return list(iter(keys.pressed, None))


def held(code, seconds):
    """A key down and up again."""
    return Press(code, 1, 10.0), Press(code, 0, 10.0 + seconds)


def test_the_play_key_is_the_space_key(remote, keys):
    """Once for each press, when it is let go."""
    remote.press(Press(PLAYPAUSE, 1, 10.0))
    assert pressed(keys) == []
    remote.press(Press(PLAYPAUSE, 0, 10.2))
    assert pressed(keys) == [" "]


@pytest.mark.parametrize("code", sorted(headset_keys.PLAY))
def test_the_one_button_goes_by_many_names(code, remote, keys):
    """Whichever it is called on this headset, it answers."""
    remote.press(*held(code, 0.1))
    assert pressed(keys) == [" "]


def test_the_play_key_held_stops(remote, keys):
    """For a second; the repeats that a held key gives count for nothing."""
    down, up = held(PLAYPAUSE, 1.3)
    remote.press(down, *(Press(PLAYPAUSE, 2, 10.0 + n / 10) for n in range(10)), up)
    assert pressed(keys) == ["s"]


def test_other_keys_are_the_keyboards_own(remote, keys):
    """Next skips, previous repeats, mute turns the microphone off; the volume keys are the system's."""
    for code in (NEXT, PREVIOUS, VOLUME_UP, MUTE):
        remote.press(*held(code, 0.1))
    assert pressed(keys) == ["k", "r", "m"]


def test_what_is_no_key_counts_for_nothing(remote, keys):
    """A headset also tells of switches and of the end of each report."""
    remote.press(Press(PLAYPAUSE, 1, type=SWITCH), Press(0, 0, type=SYNC), Press(PLAYPAUSE, 0))
    assert pressed(keys) == []


def test_a_headset_that_is_unplugged_is_forgotten(remote, keys):
    """And nothing else happens."""
    assert keys.there
    remote.unplug()
    assert pressed(keys) == []
    assert not keys.there
    assert remote.closed


def test_a_headset_that_is_switched_on_later_counts(remote, monkeypatch):
    """It is looked for again while we talk."""
    time = [100.0]
    monkeypatch.setattr(headset_keys.time, "monotonic", lambda: time[0])
    there = []
    with HeadsetKeys(lambda known: {f"event{n}": one for n, one in enumerate(there)}) as keys:
        there.append(remote)
        remote.press(*held(PLAYPAUSE, 0.1))
        assert pressed(keys) == []
        time[0] += 5
        assert pressed(keys) == [" "]


def test_devices_are_let_go_at_the_end(remote):
    """So that the play key starts music again."""
    with HeadsetKeys(lambda known: {"event0": remote}):
        assert not remote.closed
    assert remote.closed


def test_without_the_package_it_says_what_to_install(monkeypatch):
    """In a line."""
    monkeypatch.setitem(sys.modules, "evdev", None)
    with pytest.raises(DeviceError, match=r"-e \"\.\[headset\]"):
        HeadsetKeys()


class Found:
    """What evdev offers, over devices with these keys."""

    def __init__(self, capabilities):
        self.capabilities_of, self.opened = capabilities, {}

    def InputDevice(self, path):
        """Open one."""
        self.opened[path] = found = Opened(self.capabilities_of[path])
        return found


class Opened(Remote):
    """A device with certain keys."""

    def __init__(self, keys):
        super().__init__()
        self._keys, self.grabbed = keys, False

    def capabilities(self):
        """By kind of event."""
        return {SYNC: [0], KEY: self._keys}

    def grab(self):
        """Ours alone."""
        self.grabbed = True


def test_only_devices_with_media_keys_are_taken(monkeypatch, tmp_path):
    """A headset is ours alone; a keyboard with such keys is shared; a mouse and a plain keyboard are left in peace."""
    keys = {"event0": [PLAYPAUSE, NEXT], "event1": [28, 30, PLAYPAUSE], "event2": [272], "event3": [28, 30, 119]}
    for name in keys:
        (tmp_path / name).touch()
    found = Found({str(tmp_path / name): codes for name, codes in keys.items()})
    monkeypatch.setattr(headset_keys, "_INPUT", tmp_path)
    monkeypatch.setitem(sys.modules, "evdev", found)
    with HeadsetKeys() as headset:
        assert headset.there
        assert {name for name, one in found.opened.items() if one.grabbed} == {str(tmp_path / "event0")}
        assert {name for name, one in found.opened.items() if not one.closed} == {str(tmp_path / n) for n in ("event0", "event1")}
    assert all(one.closed for one in found.opened.values())
