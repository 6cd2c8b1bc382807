"""The one sign of a scanned conversation: any key at a screen, any key or any sound at a microphone."""

import time
from dataclasses import dataclass

from voice.errors import DeviceError
from voice.recognition.any_sound import AnySound
from voice.skill.dialogue.events import Event
from voice.surfaces.captions import Captions
from voice.surfaces.choices import Menu
from voice.surfaces.keys import Keys
from voice.surfaces.spoken import SpokenSurface

_POLL_SECONDS = 0.03
_TAIL_SECONDS = 0.15
_READING_SECONDS = 0.06
"""For each character of what has to be read from the screen."""


@dataclass
class KeySwitch:
    """Fills `scanning.Switch` on keyboard and screen."""

    captions: Captions
    keys: Keys
    _reading: float = 0.0

    def say(self, text: str) -> None:
        """In the place for notes, long enough to be read."""
        self.captions.note(text)
        self._reading += len(text) * _READING_SECONDS

    def offer(self, menu: Menu, place: int, text: str) -> None:
        """Mark it on the screen, or put it in a line."""
        self.captions.point(menu, place, text)
        self._reading += len(text) * _READING_SECONDS

    def taken(self, seconds: float) -> bool:
        """Whether a key was pressed in time. Raises EOFError on Ctrl-D and Ctrl-C."""
        reading, self._reading = self._reading, 0.0
        try:
            key = self.keys.wait(reading + seconds)
        except (KeyboardInterrupt, OSError):
            raise EOFError from None
        if key == "ctrl-d" or not self.keys.there:
            raise EOFError
        return key is not None

    def turn_over(self, event: Event) -> None:
        """Shown as what was chosen."""
        self.captions.happened(event)


@dataclass
class SoundSwitch:
    """Fills `scanning.Switch` on microphone, speaker and keyboard; `surface` is the conversation's own."""

    surface: SpokenSurface
    sound: AnySound

    def say(self, text: str) -> None:
        """Spoken, and noted on the screen."""
        self.surface.captions.note(text)
        self._speak(text)

    def offer(self, menu: Menu, place: int, text: str) -> None:
        """Spoken, and marked on the screen."""
        self.surface.captions.point(menu, place, text)
        self._speak(text)

    def taken(self, seconds: float) -> bool:
        """Whether a key was pressed, also while we speak, or a sound made in time. Raises EOFError on Ctrl-C."""
        while True:
            try:
                return self._taken(seconds)
            except DeviceError as fault:
                self.surface.recover(fault, heed=self._drop_keys)
            except KeyboardInterrupt:
                self.surface.talker.stop()
                raise EOFError from None

    def turn_over(self, event: Event) -> None:
        """Shown as what was chosen; nothing of this turn is said again."""
        self.surface.captions.happened(event)
        self.surface.turn_over()

    def _speak(self, text: str) -> None:
        self.surface.indicator.now("speaking")
        self.surface.talker.say(text)

    def _taken(self, seconds: float) -> bool:
        microphone, talker = self.surface.headset.microphone, self.surface.talker
        while not talker.wait(_POLL_SECONDS):
            microphone.drop()
            if self._pressed():
                return True
        time.sleep(_TAIL_SECONDS)
        microphone.drop()
        self.sound.begin()
        self.surface.indicator.now("listening")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._pressed():
                return True
            block = microphone.read()
            if block is not None and self.sound.accept(block):
                return True
        return False

    def _drop_keys(self) -> None:
        """What is pressed while nothing can be heard is no sign."""
        while self.surface.keys.pressed() is not None:
            self.surface.indicator.alive()
        self.surface.indicator.alive()

    def _pressed(self) -> bool:
        self.surface.indicator.alive()
        if self.surface.keys.pressed() is None:
            return False
        self.surface.talker.stop()
        return True
