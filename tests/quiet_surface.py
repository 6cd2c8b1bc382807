"""The spoken surface without any sound: what it is told of devices, keys and time is what a test says."""

import io
import threading
from collections import deque

import numpy as np
from patience import HANG_SECONDS, wait_until
from rich.console import Console
from talking import whole

from voice.errors import DeviceError
from voice.ports import Rendered
from voice.recognition.room_noise import RoomNoise
from voice.skill.dialogue.effects import Listen
from voice.surfaces.captions_lines import PlainCaptions
from voice.surfaces.desk import Desk
from voice.surfaces.floor import Early
from voice.surfaces.spoken import SpokenSurface
from voice.surfaces.talker import Talker

RATE_HZ = 16_000
SENTENCE_SECONDS = 2.0
LISTEN = Listen(question="urine", slots=("dark_urine",), grammar="urine")


class Voice:
    """Two seconds for each sentence; `rendered` are the sentences with their rates."""

    def __init__(self):
        self.rendered = []
        self.may = threading.Event()
        self.may.set()

    def render(self, text, *, rate=1.0):
        self.may.wait(HANG_SECONDS)
        self.rendered.append((text, rate))
        return Rendered(np.zeros(round(SENTENCE_SECONDS * RATE_HZ), np.int16), RATE_HZ)

    def forget(self):
        """Nothing is kept."""


class Speaker:
    """All is heard at once; once it is `slow`, no more than `position` says."""

    def __init__(self):
        self.volume, self.position, self.total, self.slow = 1.0, 0.0, 0.0, False

    def remaining(self):
        if not self.slow:
            self.position = self.total
        return max(0.0, self.total - self.position)

    def play(self, sound):
        if not self.remaining():
            self.stop()
        self.total += sound.seconds

    def pause(self, seconds):
        self.total += seconds

    def stop(self):
        self.total = self.position = 0.0


class Keys:
    """`typed` are the keyboard's keys to come, `signals` a button's; a None is a moment without one."""

    there = pressable = True

    def __init__(self):
        self.keyboard, self.signals = deque(), deque()

    def typed(self):
        return self.keyboard.popleft() if self.keyboard else None

    def signalled(self):
        return self.signals.popleft() if self.signals else None

    def pressed(self):
        return self.typed() or self.signalled()


class Devices:
    """A microphone in which it is quiet, a speaker, and `attempts` to reopen them that fail first."""

    muted, torn, heard_at = False, False, 0.0

    def __init__(self, speaker):
        self.microphone, self.speaker, self.attempts = self, speaker, 0

    def read(self, timeout=0.1):
        return np.zeros(320, np.int16)

    def flush(self):
        """Nothing is waiting."""

    drop = flush

    def reopen(self, known=None):
        for number in range(self.attempts):
            yield DeviceError(f"attempt {number} failed")
        self.attempts = 0


class Floor:
    """Ours until `speaking`, which is called with what heeds the keys, returns."""

    def __init__(self):
        self.speaking = lambda heed: None

    def forget(self):
        """The devices are others."""

    def hear_out(self, heed, *, interruptible):
        self.speaking(heed)
        return Early()


class Ear:
    """Listens until `answer`, which is called with the blocks, gives an event."""

    def __init__(self):
        self.room = RoomNoise()

    def prepare(self, grammar):
        """Nothing to make ready."""

    def hear(self, blocks, asking, **about):
        return self.answer(blocks)


class Asking:
    grammar = None


class Quiet:
    """The surface and its parts. A context: its voice ends on leaving."""

    def __init__(self, speaker=None):
        self.voice, self.speaker, self.keys, self.floor, self.ear = Voice(), speaker or Speaker(), Keys(), Floor(), Ear()
        self.devices = Devices(self.speaker)
        self.reported = []
        self.talker = Talker(self.speaker, self.voice, self.reported.append)
        self.screen = io.StringIO()
        self.captions = PlainCaptions(whole(), Console(file=self.screen), Desk())
        self.surface = SpokenSurface(
            self.devices,
            self.voice,
            self.talker,
            self.ear,
            lambda listen: Asking(),
            self.keys,
            self.floor,
            whole().screen,
            captions=self.captions,
            lost_text="The sound is gone.",
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.voice.may.set()
        self.talker.__exit__()

    def rendered(self, count):
        """Wait until so many sentences were rendered; their texts."""
        wait_until(lambda: len(self.voice.rendered) >= count and not self.talker._unrendered, lambda: self.voice.rendered)
        return [text for text, _ in self.voice.rendered]

    def events(self, count):
        """The next events."""
        return [self.surface.next_event(LISTEN) for _ in range(count)]
