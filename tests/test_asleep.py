"""Sleep and waking, on a private sound card: a key, the wake phrase, mute, and a sound server that goes away."""

import os
import threading
import time

import pytest
from live_surface import live_surface
from patience import HANG_SECONDS

from voice.bench.soundcard import SoundCard, missing
from voice.errors import DeviceError
from voice.ports import Status
from voice.recognition.ear import Ear
from voice.recognition.wake import PackagedWakeWord
from voice.surfaces.asleep import Asleep
from voice.surfaces.keys import Keys
from voice.synthesis.espeak import load_synthesiser

lacking = missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")
BREATH_SECONDS = 0.6
"""A wake phrase that runs on from other words within a quarter of a second is not found."""


class NoRecogniser:
    """Whoever sleeps needs none: any use of it fails."""

    doubts_itself = False
    tells_times = True


class Bedroom:
    """A surface on the card that is asleep; `shown` is what stands on the screen, `told` each status."""

    def __init__(self, card, surface, pressing):
        self.card = card
        self.surface = surface
        self.pressing = pressing
        self.shown = []
        self.told = []
        self.lines = []
        self._changed = threading.Condition()
        surface.captions.note = self.shown.append
        surface.trace = self.trace
        surface.indicator.show_on(self.view)

    def view(self, status):
        with self._changed:
            self.told.append(status)
            self._changed.notify_all()

    def trace(self, line):
        with self._changed:
            self.lines.append(line)
            self._changed.notify_all()

    def until(self, status):
        """Wait until that is the status."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.told[-1:] == [status], HANG_SECONDS), self.told

    def until_asleep(self):
        """Wait until it listens to nothing but what could wake it."""
        with self._changed:
            assert self._changed.wait_for(lambda: {"asleep": True} in self.lines, HANG_SECONDS), self.lines

    def press(self, key):
        os.write(self.pressing, key.encode())

    def say(self, text):
        """Into the microphone, after a breath; returns when it has been played."""
        sound = load_synthesiser("en-us").render(text)
        time.sleep(BREATH_SECONDS)
        assert self.card.say(sound.samples // 3, sound.rate_hz).wait(HANG_SECONDS) == 0

    def sleeps(self, *steps, wake_word=None):
        """Sleep while somebody else does these, from when we are asleep; whether we were woken.

        A step that fails, and a sleep without end, fail here.
        """
        asleep = Asleep(self.surface, wake_word)
        faults = []

        def call():
            try:
                self.until_asleep()
                for step in steps:
                    step()
            except BaseException as fault:  # noqa: BLE001  (raised below)
                faults.append(fault)

        until = time.monotonic() + HANG_SECONDS

        def alive():
            if faults:
                raise faults[0]
            assert time.monotonic() < until, "nothing has ended the sleep"

        self.surface.indicator.alive = alive
        caller = threading.Thread(target=call, daemon=True)
        caller.start()
        woken = asleep.wait()
        caller.join(HANG_SECONDS)
        assert not caller.is_alive(), "woken before all was done"
        alive()
        return woken


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    with SoundCard(tmp_path_factory.mktemp("card")) as made:
        yield made


@pytest.fixture
def bedroom(card, monkeypatch):
    with live_surface(card, monkeypatch, Ear(NoRecogniser()), lambda listen: None) as live:
        yield Bedroom(card, live.surface, live.pressing)


def test_a_key_wakes(bedroom):
    """Space begins a conversation; other keys do not."""
    assert bedroom.sleeps(lambda: bedroom.press("rw "))
    assert bedroom.lines[-1] == {"asleep": False, "woken_by": "key"}
    assert bedroom.told == [Status("asleep")]


def test_the_wake_phrase_wakes(bedroom):
    """Other words leave it asleep; the phrase, said into the microphone, does not."""
    done = []
    assert bedroom.sleeps(
        lambda: bedroom.say("my calf is twitching"),
        lambda: done.append(list(bedroom.lines)),
        lambda: bedroom.say("Alexa"),
        wake_word=PackagedWakeWord(),
    )
    assert done == [[{"asleep": True}]]
    assert bedroom.lines[-1]["woken_by"] == "phrase"
    assert '"Alexa"' in bedroom.shown[0]


def test_muted_asleep_it_hears_nothing_until_it_is_unmuted(bedroom):
    """m takes the microphone's sound away at its source, seen by whoever shows the status; m again gives it back."""
    heard = []
    assert bedroom.sleeps(
        lambda: bedroom.press("m"),
        lambda: bedroom.until(Status("asleep", muted=True)),
        lambda: bedroom.say("Alexa"),
        lambda: heard.append("muted"),
        lambda: bedroom.press("m"),
        lambda: bedroom.until(Status("asleep")),
        lambda: bedroom.say("Alexa"),
        wake_word=PackagedWakeWord(),
    )
    assert heard == ["muted"]
    assert any("microphone off" in line for line in bedroom.shown)


def test_a_key_wakes_a_muted_device_which_stays_muted(bedroom):
    """Waking is no reason to listen: the microphone stays off until somebody turns it on."""
    assert bedroom.sleeps(lambda: bedroom.press("m "))
    assert bedroom.surface.headset.microphone.muted
    block = bedroom.surface.headset.microphone.read(timeout=0.3)
    assert block is None or not len(block)  # what the resampler still held is no sound


def test_ctrl_c_leaves(bedroom, monkeypatch):
    """Who interrupts the sleep leaves, and no conversation begins."""
    monkeypatch.setattr(bedroom.surface.headset.microphone, "read", lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    assert not Asleep(bedroom.surface).wait()


def test_a_sound_server_that_dies_asleep_is_shown_and_waited_for(bedroom, request):
    """The loss is shown, nobody is spoken to, and when sound is back it sleeps on and can be woken."""
    if not request.config.getoption("--all"):
        pytest.skip("PortAudio may keep a dead server's stream for ever, and with it this process; pytest --all runs it")
    assert bedroom.sleeps(
        bedroom.card.stop_server,
        lambda: bedroom.until(Status("trouble")),
        bedroom.card.start_server,
        lambda: bedroom.until(Status("asleep")),
        lambda: bedroom.press(" "),
    )
    assert [status.activity for status in bedroom.told] == ["asleep", "trouble", "asleep"]


def test_what_nothing_could_wake_does_not_fall_asleep(bedroom):
    """Without keyboard and wake phrase, one line says so instead."""
    with open(os.devnull) as nothing:  # noqa: PTH123
        bedroom.surface.keys = Keys(nothing)
        with pytest.raises(DeviceError, match="nothing could wake it"):
            Asleep(bedroom.surface)


def test_a_button_is_enough_to_wake(bedroom):
    """A device without a keyboard sleeps when it has a button, and wakes when that is pressed."""
    with open(os.devnull) as nothing:  # noqa: PTH123
        bedroom.surface.keys = Keys(nothing)
        bedroom.surface.keys.listen_to(iter((None, " ")).__next__)
        assert bedroom.sleeps()
    assert "button" in bedroom.shown[0]
