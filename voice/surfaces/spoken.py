"""A conversation by voice: prompts are said, the microphone is the caller's when they have been heard (`surfaces.floor`).

Rules:
1. Prompts are queued and play while the engine's next move is prepared; `next_event` waits for their true end, then
   listens. The time to answer starts there.
2. Keys work always: a command at once, space to skip a prompt or to end one's own answer, m for the microphone; with captions
   also an answer's number, or `t` to type one. While somebody types, what the microphone hears does not count; a line that
   is left lying is dropped after the time for an answer. A button and a headset never type.
3. A microphone or speaker that goes away is said and shown; both are looked for until they are back, and what was being
   asked is asked again. Nothing of the conversation is lost.
4. Everything that is spoken or heard is on the screen as well (`captions`).
5. Where some of the sound was lost, because the machine was too busy, what was heard is never sure: it is asked back.
6. Where the caller cuts us off, the engine is told which prompts were heard to their end, then of the interruption. Where
   it turns out that nobody said anything, what was cut off is said again, once and to its end.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from voice.audio.earcons import earcon
from voice.audio.headset import Headset
from voice.audio.signal import Complaint
from voice.audio.suspension import Suspension
from voice.errors import DeviceError
from voice.ports import Samples
from voice.recognition.ear import Asking, Ear
from voice.skill.dialogue.effects import Adjust, Earcon, Effect, End, Erase, Fault, Left, Listen, Say
from voice.skill.dialogue.events import Event, Heard, Key, NoInput, NoMatch, Resumed
from voice.skill.dialogue.timing import LEFT_SECONDS
from voice.skill.knowledge.screen import ScreenTexts
from voice.surfaces.captions import Captions
from voice.surfaces.captions_lines import LineCaptions
from voice.surfaces.floor import Early, Floor
from voice.surfaces.indicator import Indicator
from voice.surfaces.keys import COMMANDS, DONE, MUTE, Keys
from voice.surfaces.said import Said
from voice.surfaces.surroundings import Surroundings
from voice.surfaces.talker import Talker
from voice.surfaces.typed import goodbye
from voice.synthesis.cache import PromptCache

_POLL_SECONDS = 0.03
_BEGINS_SECONDS = 0.5
_WAITING_BLOCKS = 1_000
"""As many as a microphone keeps for us."""

Trace = Callable[[Mapping[str, object]], None]


class _Slept(Exception):
    pass


class _Pressed(Exception):
    def __init__(self, event: Event) -> None:
        self.event = event


@dataclass
class SpokenSurface:
    """Fills `ports.Surface` with a headset, a voice and an ear. `asking` says what a `Listen` listens for.

    `rate` and `volume` are the person's own, which 1.0 of the conversation stands for.
    `trace` is told when the microphone begins and ceases to count, for logs and measurements; `indicator` what we are doing.
    """

    headset: Headset
    prompts: PromptCache
    talker: Talker
    ear: Ear
    asking: Callable[[Listen], Asking]
    keys: Keys
    floor: Floor
    texts: ScreenTexts
    """What is shown of the microphone and the machine."""
    suspension: Suspension = field(default_factory=Suspension)
    notices: Mapping[str, str] = field(default_factory=dict)
    """What is said of a microphone that gives nothing, too much or too little, by `Complaint`'s values."""
    lost_text: str = ""
    rate: float = 1.0
    volume: float = 1.0
    trace: Trace = field(default=lambda _: None)
    indicator: Indicator = field(default_factory=Indicator)
    captions: Captions = field(default_factory=LineCaptions)
    left: bool = field(default=False, init=False)
    """Whether somebody has pressed Ctrl-C."""
    _typed_at: float = field(default=0.0, init=False)
    _due: deque[Event] = field(default_factory=deque, init=False)
    _early: Early | None = field(default=None, init=False)
    _finished: bool = field(default=False, init=False)
    _torn: bool = field(default=False, init=False)
    _begun: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self._said = Said(self.talker)
        self.surroundings = Surroundings(self.ear.room, show=self._show, say=self._warn)
        self._adjust(1.0, 1.0)
        self.indicator.show_on(self.captions.status)
        if self.keys.there:
            self.captions.legend(self.texts.legend)

    def perform(self, effect: Effect) -> None:
        """Say it, play it, or turn the knob; returns at once, but for the end, which is waited for."""
        self.captions.perform(effect)
        match effect:
            case Say():
                self._look_around()
                self.indicator.now("speaking")
                self._said.say(effect)
            case Earcon(name=name):
                self.talker.play(earcon(name))
            case Adjust(rate=rate, volume=volume):
                self._adjust(rate, volume)
            case Erase():
                self.prompts.forget()
            case Fault(message=message):
                self.captions.note(message)
            case Left():
                self.captions.note(goodbye(effect, self.texts))
            case End(outcome=outcome):
                self._hear_out()
                # Whoever comes next is somebody else.
                self.turn_over()
                self.surroundings.over()
                self._begun = False
                if outcome != "paused":
                    self.prompts.forget()
            case _:
                pass

    def next_event(self, listen: Listen) -> Event:
        """What the caller does next. Raises EOFError on Ctrl-C."""
        if not self._due:
            try:
                self._due.append(self._awaited(listen))
            except _Pressed as pressed:
                self._due += [*self._said.interruption(), pressed.event]
                self.talker.stop()
                self.headset.microphone.flush()
                self.captions.happened(pressed.event)
            except KeyboardInterrupt:
                self.left = True
                self.talker.stop()
                raise EOFError from None
        if self._early is None and len(self._due) == 1:
            self._said.clear()
        return self._due.popleft()

    def turn_over(self) -> None:
        """Somebody else heard what the caller had to say to this: nothing of it is due any more."""
        self._said.clear()
        self._due.clear()
        self._early = None
        self.floor.forget()

    def _adjust(self, rate: float | None, volume: float | None) -> None:
        if rate is not None:
            self.talker.rate = self.rate * rate
        if volume is not None:
            self.headset.speaker.volume = self.volume * volume

    def _awaited(self, listen: Listen) -> Event:
        turn: Callable[[], Event | None] = partial(self._turn, listen)
        todo = turn
        while True:
            try:
                event = todo()
            except DeviceError as fault:
                todo = partial(self.recover, fault)
            except _Slept:
                todo = self._wake
            else:
                if event is not None:
                    return event
                todo = turn

    def _turn(self, listen: Listen) -> Event:
        # Building a grammar holds up every thread, the one that speaks too.
        self.talker.under_way(_BEGINS_SECONDS)
        asking = self.asking(listen)
        self.ear.prepare(asking.grammar)
        early, self._early = self._early, None
        if early is None:
            early = self._heard_out()
            if early.cut and (told := self._said.interruption()):
                self._early = early
                self._due += told[:-1]
                return told[-1]
        event = self._answer(listen, asking, early)
        if early.cut and not _means(event):
            # Nobody said anything to us.
            self._said.say_again(only_unheard=True)
            event = self._answer(listen, asking, self._heard_out(to_the_end=True))
        self.captions.happened(event)
        return event

    def _heard_out(self, *, to_the_end: bool = False) -> Early:
        interruptible = not to_the_end and self._said.interruptible
        return self.floor.hear_out(lambda: self._heed_keys(talking=True), interruptible=interruptible)

    def _answer(self, listen: Listen, asking: Asking, early: Early) -> Heard | NoInput | NoMatch:
        self.trace({"microphone": "open", "question": listen.question})
        self.indicator.now("listening")
        if self.headset.microphone.muted:
            self.captions.note(self.texts.muted)
        self._finished = False
        self._torn = not early.whole
        self.surroundings.begin()
        blocks = chain([early.sound] if len(early.sound) else [], self._blocks(listen.no_input_after))
        decided = partial(self.trace, {"microphone": "ended", "question": listen.question})
        event = self.ear.hear(
            blocks, asking, ended=lambda: self._finished, decided=decided, overlap=early.overlap, torn=lambda: self._torn
        )
        self.indicator.now("thinking")
        self.surroundings.judged(event)
        torn = {"torn": True} if self._torn else {}
        self.trace({"microphone": "closed", "question": listen.question, **torn, **self.ear.room.measured()})
        return event

    def _blocks(self, seconds: float) -> Iterator[Samples]:
        while True:
            self._heed_keys(talking=False)
            if self.captions.desk.line is not None and time.monotonic() - self._typed_at > seconds:
                self.captions.press("escape")
            block = self.headset.microphone.read()
            self._torn = self._torn or (block is not None and self.headset.microphone.torn)
            if block is not None and self.captions.desk.line is None:
                self.surroundings.accept(block)
                yield block

    def _show(self, complaint: Complaint) -> None:
        self.captions.note(self.notices.get(complaint.value, complaint.value))
        self.trace({"microphone": complaint.name.lower(), **self.ear.room.measured()})

    def _warn(self, complaint: Complaint) -> None:
        self.talker.say(self.notices.get(complaint.value, ""))

    def _look_around(self) -> None:
        """Before the first word of a conversation: how loud it is here, by what the microphone has brought meanwhile."""
        if self._begun:
            return
        self._begun = True
        with suppress(DeviceError):  # it is told of, and waited for, as soon as somebody is to be heard
            for _ in range(_WAITING_BLOCKS):
                block = self.headset.microphone.read(0.0)
                if block is None:
                    break
                self.surroundings.idle(block)
        self.surroundings.conversation()

    def _heed_keys(self, *, talking: bool) -> None:
        if self.suspension.slept():
            raise _Slept
        self.indicator.alive()
        while (pressed := self.keys.signalled()) is not None:
            self._heed(pressed, talking=talking)
        while (pressed := self.keys.typed()) is not None:
            self._typed_at = time.monotonic()
            use = self.captions.press(pressed)
            if use.event is not None:
                raise _Pressed(use.event)
            if not use.used:
                self._heed(pressed.lower(), talking=talking)

    def _heed(self, key: str, *, talking: bool) -> None:
        if key in COMMANDS:
            raise _Pressed(Key(command=COMMANDS[key]))
        if key == MUTE:
            self.toggle_mute()
        elif key in DONE and not talking:
            self._finished = True
        elif key in DONE and self._said.interruptible:
            self._due += self._said.interruption()
            self.talker.stop()

    def toggle_mute(self) -> None:
        """Turn the microphone off, or on again: seen, heard, and so until it is toggled next."""
        muted = not self.headset.microphone.muted
        self.headset.microphone.muted = muted
        self.headset.microphone.flush()
        self.indicator.mute(muted)
        self.captions.note(self.texts.muted if muted else self.texts.unmuted)
        self.talker.play(earcon("muted" if muted else "listening"))

    def recover(self, fault: DeviceError, heed: Callable[[], None] | None = None) -> Resumed | None:
        """Say and show what went away, wait until it is back, and put the question again; where that took minutes, resume.

        `heed` is called all along; without one, keys are heeded as ever, and may end it.
        """
        lost = time.monotonic()
        self.captions.note(str(fault))
        self.indicator.now("trouble")
        self.trace({"sound": "lost", "message": str(fault)})
        self.talker.stop()
        if self.lost_text:
            self.talker.say(self.lost_text)
        self.talker.play(earcon("lost"))
        self._hear_out()
        self._reopen(fault, heed or partial(self._heed_keys, talking=True))
        self.captions.note(self.texts.sound_back)
        self.indicator.now("speaking")
        self.trace({"sound": "back"})
        self.floor.forget()
        self._early = None
        if time.monotonic() - lost >= LEFT_SECONDS:
            # Whoever is there now may be somebody else.
            return Resumed()
        self._said.say_again()
        return None

    def _reopen(self, fault: DeviceError | None, heed: Callable[[], None]) -> None:
        for another in self.headset.reopen(fault):
            if another is not None:
                self.captions.note(str(another))
            heed()
        self.talker.stop()

    def _wake(self) -> Resumed:
        """After the machine has slept its devices may be others, and the caller has lost the thread."""
        self.captions.note(self.texts.machine_slept)
        self.trace({"sound": "asleep"})
        self.talker.stop()
        self._reopen(None, partial(self._heed_keys, talking=True))
        self.floor.forget()
        self._early = None
        return Resumed()

    def _hear_out(self) -> None:
        """Wait until all has been heard, if there still is a speaker; a key cuts it short."""
        try:
            while not self.talker.wait(_POLL_SECONDS):
                self._heed_keys(talking=True)
        except (DeviceError, _Pressed, _Slept):
            self.talker.stop()


def _means(event: Event) -> bool:
    return isinstance(event, Heard) and event.reading is not None and event.reading.certainty != "rejected"
