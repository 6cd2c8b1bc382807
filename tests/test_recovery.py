"""The spoken surface where things go wrong: lost devices, keys at the wrong moment, a line left lying, the next caller."""

import io
import time
from types import SimpleNamespace

import numpy as np
import pytest
from quiet_surface import LISTEN, Quiet
from rich.console import Console
from talking import whole

from voice.audio.speaker import Speaker
from voice.errors import DeviceError
from voice.recognition.any_sound import AnySound
from voice.skill.dialogue.effects import Assessed, End, Say
from voice.skill.dialogue.events import BargeIn, Heard, Key, NoInput, Spoken
from voice.store.memory import MemoryStore
from voice.surfaces.asleep import Asleep, stay_on
from voice.surfaces.captions import CaptionScreen
from voice.surfaces.desk import Desk
from voice.surfaces.switches import SoundSwitch

PARTS = ("action", "causes", "tips")


@pytest.fixture
def quiet():
    with Quiet() as made:
        yield made


def say_parts(quiet):
    """Three prompts of a sentence each, with the speaker and not heard."""
    quiet.speaker.slow = True
    for part in PARTS:
        quiet.surface.perform(Say(prompt=part, text=f"Of {part}."))
    quiet.rendered(len(PARTS))


def raising(*faults):
    """A floor on which these happen, one at each turn."""
    left = list(faults)

    def speaking(heed):
        if left:
            raise left.pop(0)

    return speaking


class StalledStream:
    """A stream that stays active and plays nothing any more."""

    active, latency = True, 0.1

    def start(self):
        """It says that it has."""

    def abort(self, ignore_errors=True):
        """Likewise."""

    close = abort


@pytest.fixture
def stalled():
    """A speaker that has stalled in the middle of a prompt."""
    speaker = Speaker()
    speaker._stream, speaker._last_callback = StalledStream(), time.monotonic() - 3
    speaker._heard_at = time.monotonic() + 1
    speaker._sent.append(np.zeros(48_000, np.int16))
    return speaker


def test_a_speaker_that_stalled_can_be_silenced_and_turned(stalled):
    """Falling silent and the volume never fail; that it is gone is told where sound is to be played."""
    assert stalled.stop() >= 0
    stalled.volume = 0.5
    with pytest.raises(DeviceError, match="went away"):
        stalled.remaining()


def test_a_speaker_that_refuses_to_begin_afresh_can_be_silenced_and_turned(stalled, monkeypatch):
    """Also where its device fails at that very moment."""

    def gone():
        raise DeviceError("'spk' went away")

    monkeypatch.setattr(stalled, "_afresh", gone)
    stalled.volume = 2.0
    stalled._heard_at = time.monotonic() + 1
    stalled.stop()
    assert stalled.volume == 2.0


def test_a_speaker_that_stalls_does_not_end_the_conversation(stalled):
    """The loss is shown, the devices are reopened, the question goes on."""
    with Quiet(stalled) as quiet:
        quiet.floor.speaking = raising(DeviceError("speaker 'spk' went away"))
        quiet.ear.answer = lambda blocks: NoInput()
        assert isinstance(quiet.surface.next_event(LISTEN), NoInput)
        assert "went away" in quiet.screen.getvalue()


def test_a_key_while_devices_come_back_after_sleep_counts(quiet):
    """It ends the waiting, and is the event."""
    quiet.devices.attempts = 2

    def speaking(heed):
        quiet.surface.suspension = nap
        heed()

    def slept():
        quiet.keys.keyboard.append("e")
        nap.slept = lambda: 0.0
        return 600.0

    nap = SimpleNamespace(slept=slept)
    quiet.floor.speaking = speaking
    assert quiet.surface.next_event(LISTEN) == Key(command="emergency")


def test_sleep_while_a_lost_device_is_looked_for_is_told(quiet):
    """Falling asleep in the middle of a recovery, and again, is no end either: the conversation is resumed."""
    naps = [600.0, 600.0]

    def reopen(known=None):
        while naps:
            quiet.surface.suspension = SimpleNamespace(slept=lambda: naps.pop() if naps else 0.0)
            yield None

    quiet.devices.reopen = reopen
    quiet.floor.speaking = raising(DeviceError("gone"))
    quiet.surface.perform(Say(prompt="ask", text="Dark?"))
    assert quiet.surface.next_event(LISTEN).event == "resumed"


def test_a_key_while_the_sound_is_gone_is_no_sign(quiet):
    """Nobody chooses what cannot be heard: scanning goes on once the sound is back, and the key is forgotten."""
    switch = SoundSwitch(quiet.surface, AnySound(lambda frame: 0.0))
    quiet.devices.attempts = 1
    faults = [DeviceError("gone")]

    def read(timeout=0.1):
        if faults:
            quiet.keys.keyboard.append("e")
            raise faults.pop()

    quiet.devices.read = read
    assert switch.taken(0.2) is False


@pytest.mark.parametrize("keys", [" r", "  r"])
def test_an_interruption_is_told_once(quiet, keys):
    """Space and then r, or space twice: what was heard, one interruption, the command."""
    say_parts(quiet)

    def speaking(heed):
        quiet.speaker.position = 2.5
        quiet.keys.keyboard.extend(keys[:-1])
        heed()

    def answer(blocks):
        quiet.keys.keyboard.append(keys[-1])
        next(blocks)

    quiet.floor.speaking, quiet.ear.answer = speaking, answer
    assert quiet.events(3) == [Spoken(prompt="action"), BargeIn(), Key(command="repeat")]


def test_a_question_that_was_skipped_is_put_again_after_a_loss(quiet):
    """Telling the engine of the interruption forgets nothing of what may have to be said again."""
    say_parts(quiet)

    def speaking(heed):
        quiet.keys.keyboard.append(" ")
        heed()
        quiet.floor.speaking = lambda heed: None

    faults = [DeviceError("gone")]

    def answer(blocks):
        quiet.speaker.slow = False
        if faults:
            raise faults.pop()
        return NoInput()

    quiet.floor.speaking, quiet.ear.answer = speaking, answer
    quiet.events(2)
    assert quiet.rendered(7)[-3:] == ["Of action.", "Of causes.", "Of tips."]


def test_the_next_caller_hears_nothing_of_the_one_before(quiet):
    """After the end a lost device brings back no more than what the new conversation has said."""
    quiet.surface.perform(Say(prompt="action", text="Call for help."))
    quiet.surface.perform(End(outcome="stopped"))
    quiet.surface.perform(Say(prompt="welcome", text="Hello."))
    quiet.rendered(2)
    quiet.surface.recover(DeviceError("gone"))
    assert quiet.rendered(4) == ["Call for help.", "Hello.", "The sound is gone.", "Hello."]


def test_events_that_were_due_end_with_their_conversation(quiet):
    """Nothing that one caller did is taken for the next one's answer."""
    quiet.surface._due.append(Heard(words="dark pee"))
    quiet.surface.perform(End(outcome="stopped"))
    quiet.ear.answer = lambda blocks: NoInput()
    assert quiet.events(1) == [NoInput()]


def test_a_button_types_no_letters(quiet):
    """While somebody has begun to type, "stop" by button or headset is still "stop"."""
    quiet.keys.keyboard.extend("tda")
    quiet.keys.signals.extend([None, "s"])
    quiet.floor.speaking = lambda heed: (heed(), heed())
    assert quiet.events(1) == [Key(command="stop")]
    assert quiet.captions.desk.line.text == "da"


def test_a_line_that_is_left_lying_does_not_silence_the_microphone(quiet):
    """After the time for an answer without a key it is dropped, and what is heard counts again."""
    quiet.keys.keyboard.extend("td")
    began = time.monotonic()

    def answer(blocks):
        next(blocks)
        return NoInput()

    quiet.ear.answer = answer
    patient = LISTEN.model_copy(update={"no_input_after": 0.3})
    assert quiet.surface.next_event(patient) == NoInput()
    assert quiet.captions.desk.line is None
    assert time.monotonic() - began > 0.3


def test_the_next_caller_sees_nothing_of_the_one_before(quiet):
    """On a device that stays on, what was said, and the red of an emergency, stand there until the next one begins."""
    screen = CaptionScreen(whole(), Console(file=io.StringIO()), Desk())
    quiet.surface.captions = screen
    seen = []

    def converse(session):
        seen.append((screen.view.spoken, screen.view.style))
        quiet.surface.perform(Say(prompt="action", text="Call for help."))
        quiet.surface.perform(Assessed(disposition="emergency"))
        quiet.surface.perform(End(outcome="emergency"))
        seen.append((screen.view.spoken, screen.view.style))
        quiet.surface.left = len(seen) == 4
        return "emergency"

    quiet.keys.keyboard.extend("  ")
    stay_on(Asleep(quiet.surface), MemoryStore(), lambda: None, converse)
    begun, ended = ((), "bold"), ((("Twitchwise", "Call for help."),), "bold red")
    assert seen == [begun, ended, begun, ended]


def test_each_caller_is_told_of_a_dead_microphone(quiet):
    """Once in a conversation, and so in the next one too."""
    quiet.surface.notices = {"microphone_dead": "Nothing at all."}

    def answer(blocks):
        for _, _block in zip(range(250), blocks, strict=False):
            pass
        return NoInput()

    quiet.ear.answer = answer
    for _ in range(2):
        quiet.events(2)
        quiet.surface.perform(End(outcome="stopped"))
    assert quiet.rendered(2) == ["Nothing at all."] * 2
