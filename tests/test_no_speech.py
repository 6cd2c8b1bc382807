"""Sounds that answer nothing are no answers: silence, machines, music, a click, people far away; on every engine."""

import csv
from itertools import chain

import numpy as np
import pytest
from test_callers import grammar

from tests.sounds import RECORDINGS, blocks, silence, spoken
from voice.audio.wav import read_wav
from voice.ports import RATE_HZ
from voice.recognition import load_recogniser
from voice.recognition.ear import Asking, Ear
from voice.recognition.moonshine_files import packaged_model
from voice.recognition.vosk import VoskRecogniser
from voice.rehearsal.noises import noise
from voice.skill.dialogue.events import Heard, NoInput
from voice.skill.grammar.speech_grammar import speech_grammar
from voice.skill.understanding.understand import understand

SLOTS = ("dark_urine",)


@pytest.fixture(scope="module", params=["moonshine", "sphinx", "vosk"])
def ear(request, tiny_vosk_model):
    """Each engine once."""
    if request.param == "moonshine" and packaged_model() is None:
        pytest.skip("the package with the model has no build for this machine")
    return Ear(VoskRecogniser(tiny_vosk_model) if request.param == "vosk" else load_recogniser(request.param))


@pytest.fixture(scope="module")
def asking():
    """A question about a serious sign, with all that its grammar expects."""
    return Asking(
        speech_grammar(grammar(), SLOTS), lambda text: understand(grammar(), text, SLOTS), risky=True, no_input_after=2.5
    )


def clicks(every):
    """Short clicks in a quiet room, one `every` so many seconds."""
    sound = silence(4.0)
    for start in range(RATE_HZ // 2, len(sound) - 200, round(every * RATE_HZ)):
        sound[start : start + 24] = 20_000 * (-1) ** np.arange(24)
    return sound


def far(text):
    """Somebody else on the other side of a room with a fan: 40 dB quieter than a caller, with echoes."""
    dry = spoken(text).astype(float)
    room = np.exp(-np.arange(RATE_HZ // 2) / 2_000) * np.random.default_rng(3).normal(0.0, 0.05, RATE_HZ // 2)
    return np.asarray(np.convolve(dry, room)[: len(dry)] * 0.02 + noise("fan", len(dry) / RATE_HZ)[: len(dry)] * 0.03, np.int16)


MACHINES = {
    "digital silence": np.zeros(4 * RATE_HZ, np.int16),
    "a quiet room": silence(4.0),
    "a fan": noise("fan", 4.0),
    "a fan close by": noise("fan", 4.0) * 6,
    "a treadmill": noise("treadmill", 4.0) * 3,
    "one click": clicks(60),
}


@pytest.mark.parametrize("sound", MACHINES.values(), ids=MACHINES)
def test_a_machine_is_no_input(ear, asking, sound):
    """Nobody spoke, and nothing is made of it."""
    assert isinstance(ear.hear(iter(blocks(sound, 512)), asking), NoInput)


@pytest.mark.parametrize(
    "sound",
    [
        noise("music", 6.0) * 3,
        clicks(0.4),
        far("rain is expected later with a fresh wind from the north"),
        far("and the home side wins again three goals to one"),
    ],
    ids=["music", "many clicks", "a radio far away", "a match far away"],
)
def test_music_and_far_speech_are_never_a_sure_answer(ear, asking, sound):
    """No input, no match, or asked back: nothing is relied on."""
    heard = ear.hear(iter(blocks(sound, 512)), asking)
    assert not (isinstance(heard, Heard) and heard.reading.certainty == "sure"), heard


def heard_in(ear, asking, sound):
    """What is made of a long sound, listened to again and again until it is over."""
    left = iter(blocks(sound, 512))
    events = []
    while (first := next(left, None)) is not None:
        events.append(ear.hear(chain([first], left), asking))
    return events


def relied_on(event):
    """Whether it is a sure answer, or a command."""
    return isinstance(event, Heard) and (event.reading.certainty == "sure" or event.reading.command)


@pytest.mark.parametrize("kind", ["fan", "treadmill", "music"])
@pytest.mark.parametrize("loudness", [1, 8])
def test_half_a_minute_of_a_machine_or_of_music_is_never_relied_on(ear, asking, kind, loudness):
    """Quiet or loud, however often one listens to it."""
    sound = (noise(kind, 30.0).astype(float) * loudness).clip(-32768, 32767).astype(np.int16)
    assert not [event for event in heard_in(ear, asking, sound) if relied_on(event)]


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings of rooms are not beside this checkout")
@pytest.mark.parametrize("room", ["exercise_bike", "doing_the_dishes", "kitchen"])
@pytest.mark.parametrize("ear", ["moonshine", "sphinx"], indirect=True)
def test_a_minute_in_a_real_room_is_never_relied_on(ear, asking, room):
    """An exercise bike, dishes, a kitchen with people talking in it. (The tiny model was made for tests, not for rooms.)"""
    sound = read_wav(RECORDINGS / "noise" / f"{room}.wav")
    assert not [event for event in heard_in(ear, asking, sound) if relied_on(event)]


def other_talk():
    """Every eighth recording of people who talk to somebody else, but for those whose words do mean something to us."""
    with (RECORDINGS / "manifest.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "other_speech"]
    return [read_wav(RECORDINGS / row["path"]) for row in rows[::8] if not understand(grammar(), row["text"], SLOTS).command]


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings of real people are not beside this checkout")
@pytest.mark.parametrize("ear", ["moonshine"], indirect=True)
def test_other_peoples_talk_is_no_sign_and_does_nothing(ear, asking):
    """Books and orders to assistants: nobody has a warning sign by them, and at most something is said once more."""
    heard = [ear.hear(iter(blocks(np.concatenate([silence(0.5), one, silence(2.0)]), 512)), asking) for one in other_talk()]
    sure = [event.reading for event in heard if isinstance(event, Heard) and event.reading.certainty == "sure"]
    assert len(heard) >= 15
    assert not [reading for reading in sure if reading.command not in (None, "repeat") or True in reading.answers.values()]
