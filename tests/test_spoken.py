"""The spoken surface on a private sound card: real voice, real streams, real recogniser; a caller who waits for their turn."""

import os
import threading
import time

import numpy as np
import pytest
from live_surface import live_surface
from patience import HANG_SECONDS, wait_until

from voice.audio.barge_in import BargeIn
from voice.audio.suspension import Suspension
from voice.bench.soundcard import SoundCard, end, missing
from voice.recognition import load_recogniser
from voice.recognition.ear import Asking, Ear
from voice.recognition.endpointing import silero
from voice.skill.dialogue.effects import Adjust, End, Listen, Say
from voice.skill.dialogue.events import BargeIn as Interruption
from voice.skill.dialogue.events import Heard, Key, NoInput, Resumed, Spoken
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.reading import Reading
from voice.surfaces.floor import Floor
from voice.synthesis.espeak import load_synthesiser

lacking = missing()
pytestmark = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")

GRAMMAR = SpeechGrammar("sides", ("left calf", "right calf", "yes", "no", "both legs"), ("bed", "tree", "seven", "house"))

LOUD = 500
THINKS_SECONDS = 0.3


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
        self.heard = threading.Event()
        self.torn = False
        self.mouth = "micsink"

    def echo(self):
        """From now on the microphone hears the speaker, and callers speak into the same room."""
        outputs = [line.split("\t") for line in self.card.control("list", "short", "source-outputs").splitlines()]
        [recording] = [number for number, _, client, *_ in outputs if client != "-"]
        self.card.control("move-source-output", recording, "spk.monitor")
        self.mouth = "spk"

    def trace(self, line):
        if line.get("microphone") == "open":
            self.opened.set()
        self.torn = self.torn or bool(line.get("torn"))

    def calls(self, text, when, *, share=1.0, again=False):
        """Have the caller say it when it is time, at a share of our own loudness; again and again where that is wanted."""
        sound = load_synthesiser("en-us").render(text)

        def call():
            wait_until(when, "the caller's turn")
            while True:
                time.sleep(THINKS_SECONDS)
                self.card.say((sound.samples * share).astype(np.int16), sound.rate_hz, sink=self.mouth).wait(HANG_SECONDS)
                if not again or self.heard.wait(2.0):
                    return

        thread = threading.Thread(target=call, daemon=True)
        thread.start()
        return thread

    def answers(self, text):
        """Have the caller say it as soon as the microphone counts."""
        return self.calls(text, self.opened.is_set, share=0.33)

    def presses(self, key):
        """Have a key pressed once our voice has been heard for a while."""
        when = lambda: self.surface.headset.speaker.position > 0.7  # noqa: E731  (what is waited for)
        threading.Thread(target=lambda: (wait_until(when), os.write(self.pressing, key)), daemon=True).start()


@pytest.fixture(scope="module")
def recogniser():
    return load_recogniser("sphinx")


@pytest.fixture
def stage(tmp_path, monkeypatch, recogniser):
    with SoundCard(tmp_path) as card, live_surface(card, monkeypatch, Ear(recogniser), asking) as live:
        made = Stage(card, live.surface, live.prompts, live.pressing)
        live.surface.trace = made.trace
        yield made


def recorded_whole(file, silence=0.3):
    """What was recorded, once something loud was followed by so many seconds of silence."""

    def quiet_again():
        loud = loud_samples(np.fromfile(file, "<i2"))
        return len(loud) and file.stat().st_size // 2 - loud[-1] > silence * 48_000

    wait_until(quiet_again, "silence after the voice")
    return np.fromfile(file, "<i2")


def sure(event):
    """Whether it counts without being asked back."""
    return isinstance(event, Heard) and event.reading.certainty == "sure"


def loud_samples(sound):
    return np.flatnonzero(np.abs(sound.astype(np.int32)) > LOUD)


def loud_seconds(sound):
    """From the first loud sample to the last."""
    loud = loud_samples(sound)
    return (loud[-1] - loud[0]) / 48_000


def listen(no_input_after=120.0):
    """Nobody who answers is so late, however busy the machine."""
    return Listen(question="side", slots=("location",), grammar="side", no_input_after=no_input_after)


def test_an_answer_given_when_the_question_was_heard_is_heard(stage):
    """The prompt plays, the microphone opens, the caller answers, the words come back."""
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))
    stage.answers("left calf")
    event = stage.surface.next_event(listen())
    assert isinstance(event, Heard)
    assert event.words == "left calf"


def test_its_own_voice_is_no_answer(stage):
    """With the speaker wired straight into the microphone, our own prompt, full of answers, is silence."""
    stage.echo()
    stage.surface.perform(Say(prompt="ask_side", text="Is it the left calf, the right calf, or both legs?"))
    began = time.monotonic()
    event = stage.surface.next_event(listen(2.0))
    # A busy machine tears our voice, and knows that it does.
    assert isinstance(event, NoInput) or (stage.torn and not sure(event))
    # The prompt itself lasts longer than two seconds: the time to answer began after it.
    assert time.monotonic() - began > 4.0


def test_an_answer_begun_over_the_end_of_the_question_is_whole(stage):
    """Whoever answers a little too soon, over our echo, is heard from the first word on, or is asked back."""
    stage.echo()
    question = "Which of your legs is the one that keeps on twitching, would you say?"
    sound = stage.prompts.render(question)
    stage.surface.perform(Say(prompt="ask_side", text=question))
    stage.calls("left calf", lambda: stage.surface.headset.speaker.position > sound.seconds - 0.3 - THINKS_SECONDS)
    event = stage.surface.next_event(listen())
    assert isinstance(event, Heard)
    assert event.words == "left calf" or not sure(event)


def test_speaking_over_the_prompt_cuts_it_where_that_is_wished_for(stage):
    """With barge-in the prompt stops, the engine is told, and what was said is the answer."""
    pytest.importorskip("pywebrtc_audio", reason="the optional package for barge-in")
    stage.surface.floor = Floor(stage.surface.headset, stage.surface.talker, BargeIn(silero()))
    stage.surface.perform(Say(prompt="short", text="Let me explain."))
    stage.surface.perform(Say(prompt="long", text="Please wait until I have told you all of this. " * 40))
    stage.calls("right calf", lambda: stage.surface.headset.speaker.position > 2.0, share=0.5, again=True)
    assert stage.surface.next_event(listen()) == Spoken(prompt="short")
    assert stage.surface.next_event(listen()) == Interruption()
    stage.heard.set()
    event = stage.surface.next_event(listen())
    assert isinstance(event, Heard)
    assert event.words == "right calf" or (stage.torn and not sure(event))


def test_a_key_is_a_command_at_once_and_silences_the_prompt(stage):
    """Stop works while we speak: the event comes, and little of a minute and a half is heard."""
    file, recorder = stage.card.record("stopped")
    stage.surface.perform(Say(prompt="long", text="Please wait until I have told you all of this. " * 30))
    stage.presses(b"s")
    assert stage.surface.next_event(listen()) == Interruption()
    assert stage.surface.next_event(listen()) == Key(command="stop")
    sound = recorded_whole(file, 2.0)
    end(recorder)
    assert loud_seconds(sound) < 30.0


def test_space_skips_the_prompt_and_the_answer_counts(stage):
    """Whoever knows the question need not hear it out."""
    stage.surface.perform(Say(prompt="long", text="Please wait until I have told you all of this. " * 40))
    stage.presses(b" ")
    stage.answers("right calf")
    assert stage.surface.next_event(listen()) == Interruption()
    event = stage.surface.next_event(listen())
    assert isinstance(event, Heard)
    assert event.words == "right calf"


def test_the_end_is_heard_out(stage):
    """The last words are heard before the conversation is over, at the pace and volume asked for."""
    file, recorder = stage.card.record("bye")
    stage.surface.perform(Adjust(rate=0.8, volume=0.5))
    stage.surface.perform(Say(prompt="goodbye", text="Take care."))
    stage.surface.perform(End(outcome="completed"))
    stage.surface.headset.close()
    heard = recorded_whole(file)
    end(recorder)
    slow = stage.prompts.render("Take care.", rate=0.8)
    # Where the machine tears holes into it, it lasts longer.
    assert loud_seconds(heard) > slow.seconds - 0.15
    assert np.abs(heard.astype(np.int32)).max() < 0.7 * np.abs(slow.samples.astype(np.int32)).max()


def test_a_lost_sound_server_is_waited_for_and_the_question_put_again(stage):
    """When the sound goes and comes back, the same question is asked again and its answer heard."""
    stage.surface.perform(Say(prompt="ask_side", text="Which side is it?"))

    def crash_and_answer():
        wait_until(stage.opened.is_set)
        stage.opened.clear()
        stage.card.stop_server()
        stage.card.start_server()
        stage.answers("left calf")

    threading.Thread(target=crash_and_answer, daemon=True).start()
    event = stage.surface.next_event(listen())
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
