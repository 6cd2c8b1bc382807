"""Our own voice in the microphone: told from a caller's, taken for no answer, and no hindrance to one."""

import numpy as np
import pytest

from tests.sounds import spoken
from voice.audio.barge_in import BargeIn
from voice.audio.echo import OwnVoice
from voice.audio.played import Played
from voice.bench.echo import WARM_UP, Listener, callers, self_answers
from voice.bench.room import Echo, Room
from voice.errors import DeviceError
from voice.ports import RATE_HZ, Rendered
from voice.recognition import load_recogniser
from voice.recognition.ear import Ear
from voice.recognition.endpointing import silero
from voice.skill.dialogue.effects import Listen
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.ahead import own_sentences
from voice.synthesis.cache import PromptCache
from voice.synthesis.espeak import load_synthesiser
from voice.talk import asking_for

EVERY = 40
"""Of our sentences one in so many is tried, all with --all."""


@pytest.fixture(scope="module")
def voice():
    with PromptCache(load_synthesiser()) as prompts:
        yield prompts


@pytest.fixture(scope="module")
def ear():
    return Ear(load_recogniser("sphinx"))


@pytest.fixture(scope="module")
def asking():
    knowledge = load_knowledge()
    asked = asking_for(knowledge, load_grammar(knowledge))
    return asked(Listen(question="side", slots=("side",), grammar="side", no_input_after=1.0))


def our_sentences(config):
    everything = own_sentences(load_knowledge(), "uk")
    return everything if config.getoption("--all") else everything[::EVERY]


@pytest.mark.parametrize("over", [False, True], ids=["half duplex", "barge-in"])
def test_no_prompt_answers_itself(pytestconfig, voice, ear, asking, over):
    """Six decibels below a caller's voice, in a live room, nothing that we say is heard as anything."""
    listener = Listener(ear, Room(Echo(-6.0, 0.5)), barge_in() if over else None)
    outcomes = dict(self_answers(listener, our_sentences(pytestconfig), voice, lambda _: asking))
    assert outcomes
    assert {text: outcome.words for text, outcome in outcomes.items() if outcome.words} == {}
    assert [text for text, outcome in outcomes.items() if outcome.early.cut or len(outcome.early.sound)] == []


def barge_in():
    pytest.importorskip("pywebrtc_audio", reason="the optional package for barge-in")
    return BargeIn(silero())


def test_an_answer_begun_too_soon_is_whole(voice, ear, asking):
    """Three tenths of a second before the prompt's end an answer has begun: it is found over the echo."""
    said = [(text, trimmed(text)) for text in ("left calf", "right leg")]
    loud = list(callers(Listener(ear, Room(Echo(-6.0))), said, voice, asking, before_end=0.3))
    assert [words for words, outcome in loud if not len(outcome.early.sound)] == []
    soft = list(callers(Listener(ear, Room(Echo(-30.0))), said, voice, asking, before_end=0.3))
    assert [outcome.words.split()[0] for _, outcome in soft] == ["left", "right"]


def test_a_caller_cuts_the_prompt_off(voice, ear, asking):
    """With barge-in, an answer in the midst of a prompt stops it, and is understood."""
    said = [(text, trimmed(text)) for text in ("the left calf", "stop")]
    outcomes = list(callers(Listener(ear, Room(Echo(-12.0)), barge_in()), said, voice, asking, before_end=2.5))
    assert [outcome.early.cut for _, outcome in outcomes] == [True, True]
    assert outcomes[0][1].event.reading.answers.get("side") == "left"
    assert outcomes[1][1].event.reading.command == "stop"


def trimmed(text):
    """An answer without the silence around it."""
    return spoken(text, "en-us")[RATE_HZ // 2 : -RATE_HZ // 2]


def test_a_missing_package_is_one_line(monkeypatch):
    """Whoever wants barge-in is told what to install."""
    monkeypatch.setitem(__import__("sys").modules, "pywebrtc_audio", None)
    with pytest.raises(DeviceError, match=r"pip install -e '\.\[barge-in\]'"):
        BargeIn(lambda _: 0.0)


def test_nothing_is_told_of_a_voice_that_is_not_known_yet():
    """Before a second of our own voice has been heard there is nothing to compare with."""
    own = OwnVoice()
    noise = np.random.default_rng(0).normal(0, 2000, RATE_HZ).astype(np.int16)
    own.accept(noise, np.zeros(RATE_HZ, np.int16))
    assert len(own.caller(0.65).sound) == 0


def test_what_was_played_is_known_by_the_time_at_which_it_was_heard():
    """At any rate, with jittering times; what was taken back never sounded."""
    played = Played()
    tone = (8000 * np.sin(2 * np.pi * 500 * np.arange(48_000) / 48_000)).astype(np.int16)
    for number in range(50):
        jitter = 0.004 * (-1) ** number
        played.add(tone[number * 960 : (number + 1) * 960], 48_000, 10.0 + number * 0.02 + (jitter if number else 0.0))
    expected = 8000 * np.sin(2 * np.pi * 500 * (0.3 + np.arange(1600) / RATE_HZ))
    assert np.abs(played.since(10.3, 1600) - expected).max() < 400
    assert not played.since(9.0, 1600).any()
    played.take_back(10.5)
    assert played.since(10.4, 1600)[:1400].any()
    assert not played.since(10.52, 1600).any()


def test_the_warm_up_is_no_answer(asking):
    """What rooms are learned by means nothing to the question that the tests ask."""
    assert asking.understand(WARM_UP.lower()).certainty != "sure"


def test_a_room_brings_back_what_was_said_in_it():
    """As loud as it should be, and not for ever."""
    room = Room(Echo(-6.0, 0.3))
    room.say(Rendered((8000 * np.sin(np.arange(RATE_HZ) / 4)).astype(np.int16), RATE_HZ), "one two")
    sound = np.concatenate([room.read() for _ in range(100)]).astype(float)
    assert np.sqrt((sound[4000:12_000] ** 2).mean()) == pytest.approx(1000, rel=0.15)
    assert np.sqrt((sound[-4000:] ** 2).mean()) < 40
    assert not room.talking()
