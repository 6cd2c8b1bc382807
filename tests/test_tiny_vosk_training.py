"""What the tiny Vosk model is trained on: phones where the synthesiser spoke them, in rooms that leave them there."""

import numpy as np
import pytest

from script.tiny_vosk.align import align, espeak_segments, flite_segments
from script.tiny_vosk.espeak import espeak
from script.tiny_vosk.rooms import RATE_HZ, heard
from script.tiny_vosk.texts import sounds, texts
from script.tiny_vosk.voices import VOICES, Utterance


def aligned(text, voice):
    spoken = espeak().speak(text, voice)
    return align([sounds(word) for word in text.split()], espeak_segments(spoken.phones, len(spoken.samples) / spoken.rate_hz))


@pytest.mark.parametrize("voice", VOICES["accents"])
def test_every_accent_trains_the_dictionary_s_phones(voice):
    """A calf is K AE F for the decoder, however the voice says it, and each phone has its own time."""
    found = aligned("left calf", voice)
    assert found.believable
    assert [phone for phone, _, _ in found.segments] == ["L", "EH", "F", "T", "K", "AE", "F"]
    assert all(start < end for _, start, end in found.segments)
    assert all(before[2] <= after[1] + 1e-6 for before, after in zip(found.segments, found.segments[1:], strict=False))


def test_an_r_that_was_not_spoken_takes_its_share_of_the_vowel():
    """A British "arm" has three phones in the dictionary and two in the mouth."""
    vowel, r, m = align([(("AA", "R", "M"),)], [("AA", 0.0, 0.3), ("M", 0.3, 0.4)]).segments
    assert (vowel[0], r[0], m[0]) == ("AA", "R", "M")
    assert (r[1], r[2]) == pytest.approx((0.2, 0.3))


def test_other_words_than_the_dictionary_s_are_not_believed():
    """What the synthesiser read as something else is not trained on."""
    assert not align([sounds("yesterday")], [("B", 0.0, 0.1), ("AW", 0.1, 0.2), ("T", 0.2, 0.3)]).believable


def test_the_listing_of_flite_gives_phones_and_times():
    """Pauses are left out, and names become the dictionary's."""
    assert flite_segments("pau:0.2 n:0.3 ow:0.5 pau:0.7 ") == [("N", 0.2, 0.3), ("OW", 0.3, 0.5)]


def test_a_room_leaves_the_phones_where_they_are_heard():
    """After a change of pace, padding and echo the loud part still lies within the phones' times."""
    tone = np.sin(np.arange(8000) * 0.3).astype(np.float32)
    for seed in range(10):
        result = heard(Utterance("ah", "tone", tone, RATE_HZ, (("AA", 0.0, 0.5),)), (), np.random.default_rng(seed))
        _, start, end = result.segments[0]
        power = result.samples.astype(float) ** 2
        inside = power[int(start * RATE_HZ) : int(end * RATE_HZ)]
        assert inside.mean() > 2 * power[: int(start * RATE_HZ) - 160].mean()


def test_the_same_seed_gives_the_same_texts():
    """Training can be repeated."""
    assert list(texts(50, 3)) == list(texts(50, 3))
    assert list(texts(50, 3)) != list(texts(50, 4))


def test_no_voice_is_both_trained_on_and_held_out():
    """What measures the model has not made it."""
    assert not set(VOICES["variants"]) & set(VOICES["held_out_variants"])
    assert not set(VOICES["flite"]) & set(VOICES["held_out_flite"])
