"""Which sounds count as a sign when answers are read out, and which do not."""

import numpy as np
import pytest

from voice.ports import RATE_HZ
from voice.recognition.any_sound import AnySound
from voice.recognition.endpointing import silero
from voice.synthesis.espeak import load_synthesiser

RNG = np.random.default_rng(3)
BLOCK = 1600


def room(seconds, level=0.002):
    return (RNG.normal(size=round(seconds * RATE_HZ)) * level * 32767).astype(np.int16)


def hum(seconds, level=0.1):
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    wave = sum(np.sin(2 * np.pi * 130 * n * t) / n for n in (1, 2, 3, 4))
    return (wave * level * 32767 * np.sin(np.pi * t / t[-1]) ** 0.3).astype(np.int16)


def word(text):
    made = load_synthesiser("en-us").render(text)
    times = np.arange(0, len(made.samples), made.rate_hz / RATE_HZ)
    return (np.interp(times, np.arange(len(made.samples)), made.samples) / 3).astype(np.int16)


def click(level=0.5):
    return (RNG.normal(size=400) * np.exp(-np.arange(400) / 80) * level * 32767).clip(-32767, 32767).astype(np.int16)


def among(sound, seconds=2.0, level=0.002):
    """The sound in the middle of the room's own noise."""
    noise = room(seconds, level).astype(np.int32)
    start = (len(noise) - len(sound)) // 2
    noise[start : start + len(sound)] += sound
    return noise.clip(-32768, 32767).astype(np.int16)


def sign(sound, quiet=1.0, level=0.002):
    listener = AnySound(silero())
    heard = np.concatenate([room(quiet, level), sound])
    listener.begin()
    return any(listener.accept(heard[at : at + BLOCK]) for at in range(0, len(heard), BLOCK))


@pytest.mark.parametrize(
    "made", [hum(0.4), hum(1.0, 0.03), word("uh"), word("yes"), word("mm hm")], ids=["hum", "soft", "uh", "yes", "mm"]
)
@pytest.mark.parametrize("level", [0.0, 0.002, 0.01])
def test_a_sound_made_on_purpose_is_a_sign(made, level):
    """Words, grunts and hums of more than a fifth of a second, in a silent and in a noisy room."""
    assert sign(among(made, level=level), level=level)


@pytest.mark.parametrize("level", [0.0, 0.002, 0.01, 0.05])
def test_a_room_gives_no_sign(level):
    """Steady noise of any loudness takes no answer, and silence none."""
    assert not sign(room(6.0, level), level=level)


def test_a_click_is_no_sign():
    """A chair, a cup, a single knock are too short."""
    assert not sign(among(click()))


def test_each_listening_begins_anew():
    """Half a sound at the end of one answer does not take the next."""
    listener = AnySound(silero())
    listener.begin()
    assert not listener.accept(np.concatenate([room(1.0), hum(0.12)]))
    listener.begin()
    assert not listener.accept(np.concatenate([hum(0.1), room(1.0)]))
