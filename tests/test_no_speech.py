"""Sounds that answer nothing are no answers: silence, machines, music, a click, people far away; on both engines."""

import numpy as np
import pytest
from test_callers import grammar

from tests.sounds import blocks, silence, spoken
from voice.ports import RATE_HZ
from voice.recognition import load_recogniser
from voice.recognition.ear import Asking, Ear
from voice.recognition.vosk import VoskRecogniser
from voice.rehearsal.noises import noise
from voice.skill.dialogue.events import Heard, NoInput
from voice.skill.understanding.speech_grammar import speech_grammar
from voice.skill.understanding.understand import understand

SLOTS = ("dark_urine",)


@pytest.fixture(scope="module", params=["sphinx", "vosk"])
def ear(request, tiny_vosk_model):
    """Each engine once."""
    return Ear(load_recogniser("sphinx") if request.param == "sphinx" else VoskRecogniser(tiny_vosk_model))


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
