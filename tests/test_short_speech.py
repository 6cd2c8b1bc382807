"""Short speech out of a stream, by a stand-in for the voice-activity model: what is loud is speech."""

import numpy as np
import pytest

from voice.ports import RATE_HZ
from voice.recognition.short_speech import LONGEST_SECONDS, ShortSpeech


def loud():
    """Any frame that is not silent is speech."""
    return lambda frame: float(np.abs(frame).max() > 100)


def sound(*parts):
    """Speech (positive) and silence (negative) of so many seconds, one after the other."""
    return np.concatenate([np.full(round(abs(part) * RATE_HZ), 1000 if part > 0 else 0, np.int16) for part in parts])


def found(samples, size=320):
    """The short speech in it, fed in blocks of that size."""
    listening = ShortSpeech(loud)
    return [one for start in range(0, len(samples), size) for one in listening.accept(samples[start : start + size])]


@pytest.mark.parametrize(
    ("parts", "count"),
    [
        ((-1, 1.2, -1), 1),
        ((-1, 1.2, -1, 0.8, -1), 2),
        ((-1, 0.5, -0.2, 0.5, -1), 1),
        ((-1, 0.1, -1), 0),
        ((-1, 5, -1), 0),
        ((-1, 5, -1, 1.2, -1), 1),
        ((-3,), 0),
        ((-1, 1.2), 0),
    ],
)
def test_only_short_speech_that_stands_by_itself_is_found(parts, count):
    """Neither a click nor long talk; a gap within words ends nothing; what goes on is not over."""
    assert len(found(sound(*parts))) == count


@pytest.mark.parametrize("size", [1, 320, 512, 777, 1_000_000])
def test_it_is_the_same_however_the_sound_is_cut_up(size):
    """Blocks of any length lead to the same speech."""
    samples = sound(-0.7, 0.4, -0.5, 1.2, -0.6)
    expected = found(samples)
    assert len(expected) == 2
    got = found(samples, size)
    assert [len(one) for one in got] == [len(one) for one in expected]


@pytest.mark.parametrize("seconds", [0.5, 1.5, 2.2])
def test_what_is_found_holds_the_whole_speech_and_no_more_than_three_seconds(seconds):
    """With what came just before it."""
    (one,) = found(sound(-1, seconds, -1))
    assert (one == 1000).sum() == round(seconds * RATE_HZ)
    assert len(one) <= LONGEST_SECONDS * RATE_HZ


def test_what_was_heard_before_is_forgotten():
    """Half a phrase before `forget` and half after it are no whole one."""
    listening = ShortSpeech(loud)
    assert not list(listening.accept(sound(-1, 0.6)))
    listening.forget()
    (one,) = listening.accept(sound(0.6, -1))
    assert (one == 1000).sum() == round(0.6 * RATE_HZ)
