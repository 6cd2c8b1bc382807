"""Sound that is lost or late on a busy machine: it may cost a question more, and never becomes a sure answer that nobody gave."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from portaudio import FakePortAudio
from quiet_surface import Quiet

from tests.sounds import silence, spoken
from voice.audio import devices
from voice.audio.arrival import Arrival
from voice.audio.microphone import Microphone
from voice.bench.echo import WARM_UP
from voice.bench.room import Echo, Room
from voice.ports import RATE_HZ
from voice.recognition import load_recogniser
from voice.recognition.ear import Ear
from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Heard
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.floor import Floor
from voice.synthesis.cache import PromptCache
from voice.synthesis.espeak import load_synthesiser
from voice.talk import asking_for

BLOCK = RATE_HZ // 50
QUEUED = 20
SIDE = Listen(question="side", slots=("side", "location"), grammar="side", no_input_after=4.0)
PROMPT = "Take your time, and tell me a little about what the muscle has been doing since you noticed it."


def sixteen_khz(patch):
    """A machine whose microphone brings 16 kHz, and whose clock stands still: all that it brings comes at once."""
    fake = FakePortAudio([("USB Mic", 1, (RATE_HZ,), ("int16",))])
    patch.setattr(devices, "portaudio", lambda: fake)
    patch.setattr("voice.audio.microphone.time", SimpleNamespace(monotonic=lambda: 100.0))
    return fake


@pytest.fixture
def machine(monkeypatch):
    """Such a machine for one test."""
    return sixteen_khz(monkeypatch)


@pytest.fixture(scope="module")
def ear():
    return Ear(load_recogniser("sphinx"))


@pytest.fixture(scope="module")
def asking():
    """What is asked about the side, with the product's own grammar."""
    knowledge = load_knowledge()
    return asking_for(knowledge, load_grammar(knowledge))


STEPS = st.lists(st.tuples(st.sampled_from(["give", "lose", "read", "flush"]), st.integers(1, 2 * QUEUED)), max_size=30)


@given(STEPS)
def test_what_is_read_is_in_one_piece_or_says_that_it_is_not(steps):
    """Whatever the device, the machine and the reader do: two blocks follow each other, or the second one is torn."""
    with pytest.MonkeyPatch.context() as patch:
        fake = sixteen_khz(patch)
        microphone = Microphone(queued_blocks=QUEUED)
        microphone.open()
        coming, expected, lost = 1, 1, False
        for step, count in steps:
            for _ in range(count):
                if step == "give":
                    fake.open_streams[0].give(marked(coming), lost_before=lost)
                    coming, lost = coming + 1, False
                elif step == "lose":
                    coming, lost = coming + 1, True
                elif step == "read" and (block := microphone.read(0.0)) is not None:
                    assert microphone.torn == (block[0] != expected)
                    expected = block[0] + 1
            if step == "flush":
                microphone.flush()
                # A loss that the device has not told of yet is one after this.
                expected = coming - lost
        microphone.close()


def marked(number):
    """A block that tells its number and has no offset."""
    return np.tile(np.array([number, -number], np.int16), BLOCK // 2)[:, None]


def heard_through(machine, ear, asking, sound, hole=None):
    """What the whole surface makes of a sound that the device brings, without the seconds of the hole."""
    with Quiet() as quiet:
        microphone = Microphone()
        microphone.open()
        stream = machine.open_streams[0]
        whole = sound[:, None]
        if hole is None:
            stream.give(whole)
        else:
            first, last = (round(seconds * RATE_HZ) // BLOCK * BLOCK for seconds in hole)
            stream.give(whole[:first])
            stream.give(whole[last:], lost_before=True)
        quiet.devices.microphone = microphone
        quiet.surface.ear, quiet.surface.asking = ear, asking
        try:
            return quiet.surface.next_event(SIDE)
        finally:
            microphone.close()


def sure(event):
    """Whether it counts without being asked back."""
    return isinstance(event, Heard) and event.reading.certainty == "sure"


ANSWERS = {"left calf": {"side": "left"}, "right calf": {"side": "right"}, "it is not on the left": {}}


@pytest.mark.parametrize("words", ANSWERS)
def test_an_answer_with_a_hole_in_it_is_never_sure(machine, ear, asking, words):
    """Wherever the hole is, and also where it takes the first words: what is left is asked back."""
    sound = np.concatenate([spoken(words), silence(6.0)])
    ends = len(spoken(words)) / RATE_HZ - 0.5
    for begins in np.arange(0.1, ends, 0.2):
        event = heard_through(machine, ear, asking, sound, (begins, min(begins + 0.3, ends)))
        assert not sure(event), (begins, event)


def test_the_same_answer_without_a_hole_is_sure(machine, ear, asking):
    """It is the hole that makes the difference."""
    event = heard_through(machine, ear, asking, np.concatenate([spoken("right calf"), silence(6.0)]))
    assert sure(event)
    assert event.reading.answers["side"] == "right"


def test_a_reader_that_comes_late_gets_the_latest_sound(machine):
    """More than the queue holds has come before anybody read: the end is there in one piece, and it is told that it was torn."""
    microphone = Microphone(queued_blocks=QUEUED)
    microphone.open()
    for number in range(1, 3 * QUEUED + 1):
        machine.open_streams[0].give(marked(number))
    read = [(int(microphone.read()[0]), microphone.torn) for _ in range(QUEUED)]
    microphone.close()
    assert read == [(number, number == 2 * QUEUED + 1) for number in range(2 * QUEUED + 1, 3 * QUEUED + 1)]
    assert microphone.overflows == 2 * QUEUED


def stamped(*late):
    """What is known of a stream whose blocks are stamped so many seconds late, one after the other: how far off, and holes."""
    arrival, found = Arrival(), []
    for number, seconds in enumerate(late):
        found.append((arrival.start(10.0 + 0.02 * number + seconds, 0.02) - 10.0 - 0.02 * number, arrival.hole))
    return found


@given(st.lists(st.tuples(st.integers(1, 40), st.floats(0.0, 1.5), st.integers(1, 60)), max_size=6))
def test_stamps_that_come_late_change_nothing(bursts):
    """As long as some are right in between: each block is known to a hundredth of a second, and nothing is taken for a hole."""
    late = [0.0]
    for right, by, count in bursts:
        late += [0.001] * right + [by] * count
    found = stamped(*late)
    assert max(abs(off) for off, _ in found) < 0.015
    assert not any(hole for _, hole in found)


@given(st.floats(0.05, 3.0), st.integers(1, 50))
def test_sound_that_never_came_is_found_by_the_stamps(missing, before):
    """A device that says nothing of what it lost: two seconds later it is known, once, and time is right again."""
    found = stamped(*[0.0] * before, *[missing] * 300)
    assert [hole for _, hole in found].count(True) == 1
    assert found[-1][0] == pytest.approx(missing, abs=0.01)


def test_a_stream_that_begins_late_is_put_right():
    """The first stamp may be the late one."""
    assert [round(off, 3) for off, _ in stamped(0.9, 0.9, 0.3, 0.0, 0.0)] == [0.9, 0.9, 0.3, 0.0, 0.0]


class BusyRoom(Room):
    """A room on a busy machine: its clock has gone on by `late` seconds while the sound waited to be read.

    Blocks that begin in the seconds of `hole` are lost. So many seconds after its end, a prompt `tears`. With `bursts` nothing
    comes in so many reads, then all at once.
    """

    late, hole, bursts, _waits, tears = 0.0, (0.0, 0.0), 0, 0, None

    def now(self):
        return super().now() + self.late

    def read(self, timeout=0.0):
        if self.bursts and self.late <= 0:
            self._waits = self.bursts
        if self._waits:
            self._waits -= 1
            self.late += max(timeout, 0.03)
            return None
        if self.bursts:
            self.late -= BLOCK / RATE_HZ
        block, self.torn = super().read(), False
        self.underflows = int(self.tears is not None and self.heard_at >= self.ended_at + self.tears)
        while self.hole[0] <= self.heard_at < self.hole[1]:
            block, self.torn = super().read(), True
        return block


@pytest.fixture(scope="module")
def voice():
    with PromptCache(load_synthesiser()) as prompts:
        yield prompts


def conversation(room, voice, ear, asking, words, begins, **busy):  # noqa: PLR0913, PLR0917  (a room, who is in it, and what happens)
    """What comes of an answer that begins so many seconds after the end of a prompt, and of the room until then.

    `busy` is the machine from the beginning of the prompt on; a hole counts from its end.
    """
    floor = Floor(room, room, clock=room.now)
    room.say(voice.render(WARM_UP), WARM_UP)
    floor.hear_out(lambda: None, interruptible=True)
    prompt = voice.render(PROMPT)
    room.calls(spoken(words)[RATE_HZ // 2 : -RATE_HZ // 2], prompt.seconds + begins)
    room.say(prompt, PROMPT)
    room.hole = tuple(room.ended_at + seconds for seconds in busy.pop("hole", (0.0, 0.0)))
    for what, how in busy.items():
        setattr(room, what, how)
    early = floor.hear_out(lambda: None, interruptible=True)
    opened = room.heard_at
    sound = itertools.chain([early.sound] if len(early.sound) else [], filter(lambda block: block is not None, room.blocks()))
    return early, opened, ear.hear(sound, asking(SIDE), overlap=early.overlap, torn=lambda: not early.whole)


@pytest.mark.parametrize("late", [0.0, 2.0, 9.0])
@pytest.mark.parametrize("begins", [0.3, 1.0])
def test_an_answer_that_was_given_while_the_machine_was_busy_is_whole(voice, ear, asking, late, begins):
    """The floor was the caller's when we had been heard out, not when we came to notice it."""
    early, _, event = conversation(BusyRoom(Echo(-30.0)), voice, ear, asking, "right calf", begins, late=late)
    assert early.whole
    assert event.words == "right calf"


@pytest.mark.parametrize("bursts", [7, 17, 23, 31, 41])
def test_a_microphone_that_is_late_is_waited_for(voice, ear, asking, bursts):
    """What it brings late of our own voice is not taken for the caller's."""
    room = BusyRoom(Echo(-6.0))
    _, opened, event = conversation(room, voice, ear, asking, "right calf", 0.5, bursts=bursts)
    assert opened >= room.ended_at
    assert event.words == "right calf"


@pytest.mark.parametrize("begins", [-0.3, -0.8, -1.2, -1.4])
@pytest.mark.parametrize("leak", [-12.0, -6.0])
@pytest.mark.parametrize("words", ["right calf", "no not the left one", "i said not the right one"])
def test_an_answer_begun_over_our_voice_is_whole_or_asked_back(voice, ear, asking, begins, leak, words):  # noqa: PLR0913, PLR0917
    """However early it began and whatever we drowned of it: what is sure is what was said."""
    _, _, event = conversation(BusyRoom(Echo(leak)), voice, ear, asking, words, begins)
    assert not sure(event) or event.words == words


@pytest.mark.parametrize("hole", [(-0.9, -0.3), (-0.3, 0.1), (-0.1, 0.05)])
def test_an_answer_that_may_have_begun_in_a_hole_is_asked_back(voice, ear, asking, hole):
    """The prompt's end was lost, and whatever was said in it."""
    early, _, event = conversation(BusyRoom(Echo(-30.0)), voice, ear, asking, "right calf", 0.2, hole=hole)
    assert not early.whole
    assert not sure(event)


def test_an_answer_after_a_prompt_that_was_torn_is_asked_back(voice, ear, asking):
    """What was to be heard of us is not what was heard: the rest of it could pass for an answer."""
    early, _, event = conversation(BusyRoom(Echo(-30.0)), voice, ear, asking, "right calf", 0.5, tears=-0.5)
    assert not early.whole
    assert event.words == "right calf"
    assert not sure(event)


def test_a_hole_long_before_the_floor_opens_costs_nothing(voice, ear, asking):
    """What was lost of our own prompt is no part of any answer."""
    early, _, event = conversation(BusyRoom(Echo(-30.0)), voice, ear, asking, "right calf", 0.5, hole=(-4.0, -3.5))
    assert early.whole
    assert sure(event)
