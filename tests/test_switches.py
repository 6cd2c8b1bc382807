"""The sign at a microphone: a sound or a key, and faults of devices in between."""

from collections import deque
from types import SimpleNamespace

import numpy as np
import pytest

from voice.errors import DeviceError
from voice.recognition.any_sound import AnySound
from voice.skill.dialogue.events import NoInput
from voice.surfaces.captions_lines import LineCaptions
from voice.surfaces.indicator import Indicator
from voice.surfaces.switches import SoundSwitch

QUIET = np.zeros(1600, np.int16)
LOUD = (np.sin(np.arange(1600) / 20) * 9000).astype(np.int16)


class Surface:
    """What the switch uses of a conversation by voice; `blocks` are what the microphone hears once it may."""

    def __init__(self, *blocks, keys=(), faults=0):
        self.blocks, self.pressed, self.faults = deque(blocks), deque(keys), faults
        self.said, self.recovered, self.over, self.stopped = [], 0, 0, 0
        self.headset = SimpleNamespace(microphone=SimpleNamespace(read=self.read, drop=lambda: None))
        self.talker = SimpleNamespace(say=self.said.append, wait=lambda _: True, stop=self.stop)
        self.keys = SimpleNamespace(pressed=lambda: self.pressed.popleft() if self.pressed else None)
        self.indicator, self.captions = Indicator(), LineCaptions()

    def read(self):
        if self.faults:
            self.faults -= 1
            raise DeviceError("the microphone is gone")
        return self.blocks.popleft() if self.blocks else None

    def stop(self):
        self.stopped += 1

    def recover(self, fault, heed):
        self.recovered += 1

    def turn_over(self):
        self.over += 1


def switch(*blocks, **more):
    return SoundSwitch(Surface(*blocks, **more), AnySound(lambda frame: 0.0))


@pytest.mark.parametrize(
    ("blocks", "keys", "taken"),
    [([QUIET] * 10 + [LOUD] * 4, (), True), ([QUIET] * 10, (), False), ([QUIET] * 10, ("x",), True), ([], (), False)],
    ids=["sound", "silence", "key", "nothing heard at all"],
)
def test_a_sound_or_a_key_takes_the_answer(blocks, keys, taken):
    """In the time given, either will do; silence, and a microphone that is off, let the answer pass."""
    made = switch(*blocks, keys=keys)
    made.offer((), 0, "Dark pee?")
    assert made.taken(0.2) is taken
    assert made.surface.said == ["Dark pee?"]


def test_a_device_that_goes_away_is_waited_for():
    """The answer is offered on once the sound is back."""
    made = switch(*[QUIET] * 10, *[LOUD] * 4, faults=1)
    assert made.taken(0.2)
    assert made.surface.recovered == 1


def test_ctrl_c_leaves():
    """As everywhere: nobody is there any more, and we fall silent."""
    made = switch()

    def interrupted():
        raise KeyboardInterrupt

    made.surface.keys.pressed = interrupted
    with pytest.raises(EOFError):
        made.taken(0.2)
    assert made.surface.stopped == 1


def test_a_turn_that_is_over_leaves_nothing_to_say_again():
    """What was offered is not repeated after a fault later on."""
    made = switch()
    made.turn_over(NoInput())
    assert made.surface.over == 1
