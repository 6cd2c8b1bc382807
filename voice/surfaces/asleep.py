"""Between conversations, on a device that stays on: waits until a key or the wake phrase begins the next.

1. Asleep, nothing is listened for but the wake phrase, and that only where it was switched on. What else is said becomes no words
   that anybody sees, and is dropped as it comes.
2. It is seen and told: what wakes it stands on the screen, waking has a sound, and mute works and stays as in a conversation.
3. A device that goes away is shown and waited for; nobody is spoken to who has not begun a conversation.
4. What the last conversation left on the screen can be read for two minutes; then it is cleared.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from voice.audio.earcons import earcon
from voice.errors import DeviceError, StateError
from voice.ports import StateStore, WakeWord
from voice.session import Session
from voice.skill.dialogue.effects import Adjust, Left, Outcome
from voice.skill.knowledge.wording import insert
from voice.surfaces.keys import DONE, MUTE
from voice.surfaces.spoken import SpokenSurface
from voice.surfaces.typed import goodbye

SHOWN_SECONDS = 120.0
"""How long a conversation that is over stays on the screen."""


@dataclass
class Asleep:
    """Sleeps on a spoken surface: with its microphone, keys, voice and screen."""

    surface: SpokenSurface
    wake_word: WakeWord | None = None
    clock: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    _clears_at: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        if self.wake_word is None and not self.surface.keys.pressable:
            raise DeviceError("nothing could wake it: no keyboard, no button (button_pin), no wake_phrase; or do without stay")

    def wait(self) -> bool:
        """Sleep until somebody begins a conversation; False when they leave instead (Ctrl-C)."""
        surface = self.surface
        surface.indicator.now("asleep")
        surface.captions.note(self._how_to_wake())
        surface.trace({"asleep": True})
        self._forget()
        self._clears_at = self.clock() + SHOWN_SECONDS
        try:
            while (waker := self._waker()) is None:
                surface.indicator.alive()
                self._clear_in_time()
        except KeyboardInterrupt:
            return False
        surface.headset.microphone.flush()
        surface.trace({"asleep": False, "woken_by": waker})
        surface.talker.play(earcon("woken"))
        return True

    def _clear_in_time(self) -> None:
        if self._clears_at is not None and self.clock() >= self._clears_at:
            self._clears_at = None
            self.surface.captions.begin()
            self.surface.captions.note(self._how_to_wake())

    def _how_to_wake(self) -> str:
        keys, texts = self.surface.keys, self.surface.texts
        muted = texts.asleep_muted if self.surface.headset.microphone.muted else ""
        spoken = insert(texts.asleep_phrase, phrase=self.wake_word.phrase) if self.wake_word else ""
        pressed = texts.asleep_key if keys.there else texts.asleep_button if keys.pressable else ""
        return " ".join(part for part in (texts.asleep, muted, spoken, pressed) if part)

    def _waker(self) -> str | None:
        """What has just ended the sleep, if anything has; waits for the next block of sound, and no longer than a moment."""
        while (key := self.surface.keys.pressed()) is not None:
            if key in DONE:
                return "key"
            if key.lower() == MUTE:
                self.surface.toggle_mute()
                self._forget()
        try:
            block = self.surface.headset.microphone.read()
        except DeviceError as fault:
            self._recover(fault)
            return None
        if block is not None:
            self.surface.surroundings.idle(block)
        heard = block is not None and self.wake_word is not None and self.wake_word.accept(block)
        return "phrase" if heard else None

    def _recover(self, fault: DeviceError) -> None:
        surface = self.surface
        surface.indicator.now("trouble")
        surface.captions.note(str(fault))
        surface.trace({"sound": "lost", "message": str(fault)})
        for another in surface.headset.reopen(fault):
            surface.indicator.alive()
            if another is not None:
                surface.captions.note(str(another))
        surface.indicator.now("asleep")
        surface.captions.note(f"{surface.texts.sound_back} {self._how_to_wake()}")
        surface.trace({"sound": "back"})
        self._forget()

    def _forget(self) -> None:
        if self.wake_word is not None:
            self.wake_word.forget()


def stay_on(asleep: Asleep, store: StateStore, begin: Callable[[], Session], converse: Callable[[Session], Outcome]) -> None:
    """Conversations, each begun when somebody wakes it, until somebody leaves."""
    surface = asleep.surface
    session: Session | None = None
    try:
        while not surface.left and asleep.wait():
            # A conversation begins in its own voice and on a clean screen, not with those of the one before.
            surface.perform(Adjust(rate=1.0, volume=1.0))
            surface.captions.begin()
            session = begin()
            if converse(session) == "paused" and not session.state.turns:
                # Woken for nothing: whoever comes next is offered nothing.
                with suppress(StateError):
                    store.erase()
            surface.prompts.forget()
    except KeyboardInterrupt:
        # Between two turns: what was told is on disk already.
        surface.talker.stop()
        surface.captions.note(goodbye(session.left() if session else Left(), surface.texts))
