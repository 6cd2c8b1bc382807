"""The spoken surface on a private sound card: real voice, real streams, real recogniser; a caller who waits for their turn."""

import os
import threading
import time

import numpy as np
import pytest
from live_surface import live_surface

from voice.audio.barge_in import BargeIn
from voice.audio.suspension import Suspension
from voice.bench.soundcard import SoundCard, end, missing
from voice.recognition import load_recogniser
from voice.recognition.ear import Asking, Ear
from voice.recognition.endpointing import silero
from voice.skill.dialogue.effects import Adjust, End, Listen, Say
from voice.skill.dialogue.events import BargeIn as Interruption
from voice.skill.dialogue.events import Heard, Key, NoInput, Resumed, Spoken
from voice.skill.reading import Reading
from voice.skill.understanding.speech_grammar import SpeechGrammar
from voice.surfaces.floor import Floor
from voice.synthesis.espeak import load_synthesiser

lacking = missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")

GRAMMAR = SpeechGrammar("sides", ("left calf", "right calf", "yes", "no", "both legs"), ("bed", "tree", "seven", "house"))

WHILE_SECONDS = 60
"""Nobody on the card's other side takes longer."""


def asking(listen):
    """Any of the grammar's phrases is an answer."""

    def understand(text):
        return Reading((), text, answers={"location": text} if text in GRAMMAR.phrases else {}, certainty="sure")

    return Asking(GRAMMAR, understand, no_input_after=listen.no_input_after)


class Stage:
    """A surface on the card, and what was traced of it."""

    def __init__(self, card, surface, prompts, pressing):
        self.card = card
        self.surface = surface
        self.prompts = prompts
        self.pressing = pressing
        self.opened = threading.Event()

    def echo(self, percent=100):
        """Wire the speaker into the microphone."""
        loop = self.card.control("load-module", "module-loopback", "source=spk.monitor", "sink=micsink", "latency_msec=20")
        assert loop.strip().isdigit()
        inputs = [line.split()[0] for line in self.card.control("list", "short", "sink-inputs").splitlines()]
        self.card.control("set-sink-input-volume", inputs[-1], f"{percent}%")

    def interrupts(self, text, before_end, seconds, voice="en-us"):
        """Have the caller say it so long before the end of something that has just begun and lasts `seconds`."""
        sound = load_synthesiser(voice).render(text)
        timer = threading.Timer(seconds - before_end, lambda: self.card.say(sound.samples // 2, sound.rate_hz))
        timer.start()
        return timer

    def trace(self, line):
        if line.get("microphone") == "open":
            self.opened.set()

    def answers(self, text, voice="en-us"):
        """Have the caller say it as soon as the microphone counts."""
        sound = load_synthesiser(voice).render(text)

        def call():
            if self.opened.wait(15):
                time.sleep(0.3)
                self.card.say(sound.samples // 3, sound.rate_hz)

        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        return thread


@pytest.fixture(scope="module")
def recogniser():
    return load_recogniser("sphinx")


@pytest.fixture
def stage(tmp_path, monkeypatch, recogniser):
    with SoundCard(tmp_path) as card, live_surface(card, monkeypatch, Ear(recogniser), asking) as live:
        made = Stage(card, live.surface, live.prompts, live.pressing)
        live.surface.trace = made.trace
        yield made


def listen(no_input_after=4.0):
    return Listen(question="side", slots=("location",), grammar="side", no_input_after=no_input_after)


def test_an_answer_given_when_the_question_was_heard_is_heard(stage):
    """The prompt plays, the microphone opens, the caller answers, the words come back."""
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))
    caller = stage.answers("left calf")
    event = stage.surface.next_event(listen())
    caller.join(WHILE_SECONDS)
    assert isinstance(event, Heard)
    assert event.words == "left calf"


def test_its_own_voice_is_no_answer(stage):
    """With the speaker wired straight into the microphone, our own prompt, full of answers, is silence."""
    stage.echo()
    stage.surface.perform(Say(prompt="ask_side", text="Is it the left calf, the right calf, or both legs?"))
    began = time.monotonic()
    assert isinstance(stage.surface.next_event(listen(2.0)), NoInput)
    # The prompt itself lasts longer than two seconds: the time to answer began after it.
    assert time.monotonic() - began > 4.0


def test_an_answer_begun_over_the_end_of_the_question_is_whole(stage):
    """Whoever answers a little too soon, over our echo, is heard from the first word on."""
    stage.echo(percent=60)
    question = "Which of your legs is the one that keeps on twitching, would you say?"
    sound = stage.prompts.render(question)
    stage.surface.perform(Say(prompt="ask_side", text=question))
    stage.interrupts("left calf", before_end=0.3, seconds=sound.seconds)
    event = stage.surface.next_event(listen())
    assert isinstance(event, Heard)
    assert event.words == "left calf"


def test_speaking_over_the_prompt_cuts_it_where_that_is_wished_for(stage):
    """With barge-in the prompt stops, the engine is told, and what was said is the answer."""
    pytest.importorskip("pywebrtc_audio", reason="the optional package for barge-in")
    stage.surface.floor = Floor(stage.surface.headset, stage.surface.talker, BargeIn(silero()))
    stage.surface.perform(Say(prompt="short", text="Let me explain."))
    stage.surface.perform(Say(prompt="long", text="Please wait until I have told you all of this. " * 6))
    stage.interrupts("right calf", before_end=0.0, seconds=4.0)
    assert stage.surface.next_event(listen()) == Spoken(prompt="short")
    assert stage.surface.next_event(listen()) == Interruption()
    event = stage.surface.next_event(listen())
    assert isinstance(event, Heard)
    assert event.words == "right calf"


def test_a_key_is_a_command_at_once_and_silences_the_prompt(stage):
    """Stop works while we speak: the event comes, and little more is heard."""
    file, recorder = stage.card.record("stopped")
    stage.surface.perform(Say(prompt="long", text="Please wait until I have told you all of this. " * 6))
    threading.Timer(1.0, os.write, (stage.pressing, b"s")).start()
    assert stage.surface.next_event(listen()) == Interruption()
    assert stage.surface.next_event(listen()) == Key(command="stop")
    time.sleep(0.6)
    end(recorder)
    loud = np.flatnonzero(np.abs(np.fromfile(file, "<i2").astype(np.int32)) > 500)
    assert (loud[-1] - loud[0]) / 48_000 < 2.0


def test_space_skips_the_prompt_and_the_answer_counts(stage):
    """Whoever knows the question need not hear it out."""
    stage.surface.perform(Say(prompt="long", text="Please wait until I have told you all of this. " * 6))
    threading.Timer(0.7, os.write, (stage.pressing, b" ")).start()
    caller = stage.answers("right calf")
    assert stage.surface.next_event(listen()) == Interruption()
    event = stage.surface.next_event(listen())
    caller.join(WHILE_SECONDS)
    assert isinstance(event, Heard)
    assert event.words == "right calf"


def test_the_end_is_heard_out(stage):
    """The last words are heard before the conversation is over, at the pace and volume asked for."""
    file, recorder = stage.card.record("bye")
    time.sleep(0.3)
    stage.surface.perform(Adjust(rate=0.8, volume=0.5))
    stage.surface.perform(Say(prompt="goodbye", text="Take care."))
    stage.surface.perform(End(outcome="completed"))
    heard = np.fromfile(file, "<i2").astype(np.int32)
    end(recorder)
    loud = np.flatnonzero(np.abs(heard) > 500)
    slow = stage.prompts.render("Take care.", rate=0.8)
    assert (loud[-1] - loud[0]) / 48_000 == pytest.approx(slow.seconds, abs=0.15)
    assert np.abs(heard).max() < 0.7 * np.abs(slow.samples.astype(np.int32)).max()


def test_a_lost_sound_server_is_waited_for_and_the_question_put_again(stage):
    """When the sound goes and comes back, the same question is asked again and its answer heard."""
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))

    def crash_and_answer():
        stage.opened.wait(10)
        stage.opened.clear()
        stage.card.stop_server()
        stage.card.start_server()
        stage.answers("left calf").join(WHILE_SECONDS)

    crashing = threading.Thread(target=crash_and_answer, daemon=True)
    crashing.start()
    event = stage.surface.next_event(listen(8.0))
    crashing.join(WHILE_SECONDS)
    assert isinstance(event, Heard)
    assert event.words == "left calf"


def test_a_machine_that_slept_takes_the_conversation_up_again(stage):
    """After sleep the devices are opened anew, and the engine is told that the conversation is resumed."""
    asleep = iter([0.0, 0.0, 600.0])
    stage.surface.suspension = Suspension(lambda: next(asleep, 600.0))
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))
    assert stage.surface.next_event(listen()) == Resumed()
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))
    assert isinstance(stage.surface.next_event(listen(1.0)), NoInput)


def test_a_dead_microphone_is_told_once(stage, capsys):
    """Zeros alone are no silence: it is shown at once, and said after the time for an answer."""
    stage.surface.notices = {"microphone_dead": "Nothing at all. Is it muted?"}
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))
    assert isinstance(stage.surface.next_event(listen(2.5)), NoInput)
    assert stage.surface.talker.talking()
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))
    assert isinstance(stage.surface.next_event(listen(2.5)), NoInput)
    assert not stage.surface.talker.talking()
    assert capsys.readouterr().out.count("Is it muted?") == 1
