"""How loud the room is: measured while nobody speaks, held against the voices in it, and told once where it is too loud."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quiet_surface import Quiet
from talking import whole

from tests.sounds import VOICES, blocks, silence, spoken
from voice.audio.signal import Complaint
from voice.ports import RATE_HZ
from voice.recognition.endpointing import FRAME
from voice.recognition.level import active_level, dbfs
from voice.recognition.room_noise import LOUD_ROOM_DBFS, LOUD_SNR_DB, USUAL_VOICE_DBFS, RoomNoise
from voice.rehearsal.noises import noise
from voice.skill.dialogue.effects import End, Say
from voice.skill.dialogue.events import Heard, NoInput
from voice.surfaces.asleep import Asleep
from voice.talk import notices_of

MACHINES = ("fan", "treadmill")
ANSWER = Heard(words="no")


def at(sound, level_dbfs):
    """The sound, brought to that level."""
    return np.asarray(np.clip(sound * 10 ** ((level_dbfs - dbfs(sound)) / 20), -32768, 32767), np.int16)


def in_noise(voice, kind, snr_db):
    """Somebody says one thing after two seconds of that noise."""
    quiet = np.zeros(2 * RATE_HZ, np.int16)
    said = np.concatenate([quiet, spoken("no none of those", voice)]).astype(float)
    around = noise(kind, len(said) / RATE_HZ).astype(float)[: len(said)]
    level = active_level(spoken("no none of those", voice)) * 10 ** (-snr_db / 20)
    return np.asarray(said + around * level / np.std(around), np.int16)


def hears(room, sound):
    """Have the room listened to while that sounds."""
    listening = room.listening()
    for start in range(0, len(sound) - FRAME + 1, FRAME):
        listening(sound[start : start + FRAME])
    return room


def heard_in(sound):
    """A room in which somebody has answered with that sound."""
    room = hears(RoomNoise(), sound)
    room.spoken()
    return room


@pytest.mark.parametrize("kind", MACHINES)
@pytest.mark.parametrize("level", [-60.0, -40.0, -25.0])
def test_the_noise_is_measured(kind, level):
    """In decibels to full scale."""
    assert hears(RoomNoise(), at(noise(kind, 3.0), level)).floor_dbfs == pytest.approx(level, abs=1.0)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("kind", MACHINES)
@pytest.mark.parametrize("snr_db", [20, 10, 5])
def test_how_far_a_voice_stands_out_is_measured(voice, kind, snr_db):
    """Within some decibels, as no two words are equally loud; and the voice is no noise."""
    sound = in_noise(voice, kind, snr_db)
    room = heard_in(sound)
    assert room.snr_db == pytest.approx(snr_db, abs=4.0)
    assert room.floor_dbfs == pytest.approx(dbfs(sound[:RATE_HZ]), abs=2.0)


@pytest.mark.parametrize("voice", VOICES)
@pytest.mark.parametrize("level", [-60.0, -50.0])
def test_what_woke_the_device_is_no_noise(voice, level):
    """Loud words in a quiet room, heard from just before they began until just after: their edges are no room."""
    said = spoken("okay muscle check", voice).astype(float)
    quiet = round(0.9 * RATE_HZ)
    sound = np.concatenate([np.zeros(quiet), said * 8, np.zeros(quiet)])
    around = at(noise("fan", len(sound) / RATE_HZ + 1), level)[: len(sound)]
    room = RoomNoise()
    room.look_at(np.asarray(np.clip(sound + around, -32768, 32767), np.int16))
    assert not room.loud
    assert room.floor_dbfs == pytest.approx(level, abs=3.0)


def frames(*counted):
    """As many frames of a hiss at -20 dBFS as are said by each likelihood of speech, and the model that says so."""
    likelihoods = [likelihood for likelihood, count in counted for _ in range(count)]
    told = iter(likelihoods)
    return at(noise("fan", 20.0), -20.0)[: len(likelihoods) * FRAME], lambda: lambda _: next(told)


@given(st.lists(st.tuples(st.integers(1, 12), st.integers(1, 15)), min_size=1, max_size=20))
def test_what_lies_between_words_is_no_noise(parts):
    """However often the model does not know a hiss or a stop within what is said, the room is not judged by it."""
    sound, model = frames(*(one for words, between in parts for one in ((0.9, words), (0.1, between))), (0.9, 4))
    room = RoomNoise(model)
    room.look_at(sound)
    room.spoken()
    assert (room.floor_dbfs, room.loud) == (None, False)


@given(st.integers(1, 15), st.integers(1, 15))
def test_a_sound_on_its_own_in_digital_silence_is_no_noise(first, second):
    """A click, or the edge of a word that the model took for none, on a card that gives nothing else."""
    sound, model = frames((0.1, first), (0.1, 40), (0.1, second))
    sound[first * FRAME : (first + 40) * FRAME] = 0
    room = RoomNoise(model)
    room.look_at(sound)
    assert room.floor_dbfs is None


@given(st.integers(1, 12), st.integers(30, 60))
def test_what_goes_on_between_words_is_noise(words, between):
    """A second of it is enough."""
    sound, model = frames((0.9, words), (0.1, between), (0.9, words))
    room = RoomNoise(model)
    room.look_at(sound)
    assert room.floor_dbfs == pytest.approx(-20.0, abs=1.5)


def test_a_room_is_loud_where_a_voice_does_not_stand_out_of_it():
    """By the voice that was heard, not by the noise alone."""
    assert heard_in(in_noise("en-us", "fan", LOUD_SNR_DB - 5)).loud
    assert not heard_in(in_noise("en-us", "fan", LOUD_SNR_DB + 5)).loud
    faint = (in_noise("en-us", "fan", LOUD_SNR_DB - 5) * 0.3).astype(np.int16)
    assert heard_in(faint).loud
    assert dbfs(faint[:RATE_HZ]) < LOUD_ROOM_DBFS


@pytest.mark.parametrize("off", [-3.0, 3.0])
def test_before_anybody_has_spoken_a_usual_voice_is_assumed(off):
    """So that the noise alone decides."""
    room = RoomNoise()
    room.look_at(at(noise("treadmill", 3.0), LOUD_ROOM_DBFS + off))
    assert room.snr_db == pytest.approx(USUAL_VOICE_DBFS - LOUD_ROOM_DBFS - off, abs=1.0)
    assert room.loud == (off > 0)


def test_digital_silence_is_no_room():
    """A muted microphone tells nothing of it."""
    room = hears(RoomNoise(), np.zeros(2 * RATE_HZ, np.int16))
    assert (room.floor_dbfs, room.snr_db, room.loud) == (None, None, False)
    assert room.measured() == {}


def test_a_quiet_answer_after_louder_ones_counts_half():
    """Whoever turns away once is not taken for somebody in another room."""
    room = heard_in(in_noise("en-us", "fan", 25))
    before = room.snr_db
    hears(room, (in_noise("en-us", "fan", 5) * 0.1).astype(np.int16))
    room.spoken()
    assert LOUD_SNR_DB < room.snr_db < before


@pytest.fixture
def quiet():
    """The surface without any sound, with the shipped notices."""
    with Quiet() as quiet:
        quiet.surface.notices = notices_of(whole(), by_key=True)
        yield quiet


def brings(quiet, sound):
    """Have the microphone bring that, block by block, and then nothing."""
    brought = iter(blocks(sound, 320))
    quiet.devices.read = lambda timeout=0.1: next(brought, None)


LOUD = at(noise("treadmill", 3.0), LOUD_ROOM_DBFS + 6)
SAID = "It is noisy here, so I may mishear you."


def said_of_room(quiet):
    """How often a caller was told that it is loud."""
    return [text for text, _ in quiet.voice.rendered].count(SAID)


def begin(quiet, sound):
    """A conversation begins in a room that sounds like that."""
    brings(quiet, sound)
    for text in ("Hello.", "What is it?"):
        quiet.surface.perform(Say(prompt="ask", text=text))
    quiet.talker.wait(10)


def test_a_loud_room_is_told_before_the_first_question(quiet):
    """Aloud and on the screen, with what one can do about it; once, and to the next caller again."""
    begin(quiet, LOUD)
    quiet.surface.surroundings.judged(ANSWER)
    quiet.talker.wait(10)
    texts = [text for text, _ in quiet.voice.rendered]
    assert texts.index(SAID) < texts.index("Hello.")
    assert said_of_room(quiet) == 1
    told = " ".join(quiet.screen.getvalue().split())
    assert all(word in told for word in ("come closer", "headset", "key", "type"))
    quiet.surface.perform(End(outcome="stopped"))
    begin(quiet, LOUD)
    assert said_of_room(quiet) == 2


@pytest.mark.parametrize(
    "sound", [silence(3.0), at(noise("fan", 3.0), -60.0), np.zeros(RATE_HZ, np.int16), np.zeros(320, np.int16)]
)
def test_a_quiet_room_is_not_talked_about(quiet, sound):
    """Nor is one of which nothing is known."""
    begin(quiet, sound)
    quiet.surface.surroundings.judged(ANSWER)
    quiet.talker.wait(10)
    assert not said_of_room(quiet)


def answers(quiet, sound):
    """Somebody answers with that sound."""
    hears(quiet.ear.room, sound)
    quiet.surface.surroundings.judged(ANSWER)
    quiet.talker.wait(10)


def test_a_voice_that_does_not_stand_out_is_told_after_the_answer(quiet):
    """Once, however many answers follow."""
    begin(quiet, at(noise("fan", 3.0), -60.0))
    for _ in range(3):
        answers(quiet, in_noise("en-us", "treadmill", LOUD_SNR_DB - 6))
    assert said_of_room(quiet) == 1


def test_silence_says_nothing_about_voices(quiet):
    """Nobody spoke, so nobody is measured."""
    begin(quiet, at(noise("fan", 3.0), -60.0))
    hears(quiet.ear.room, in_noise("en-us", "treadmill", LOUD_SNR_DB - 6))
    before = quiet.ear.room.snr_db
    quiet.surface.surroundings.judged(NoInput())
    assert quiet.ear.room.snr_db == before


def test_whatever_can_be_wrong_has_its_words():
    """With and without keys to answer by, and keys are offered only to who has them."""
    for by_key in (True, False):
        notices = notices_of(whole(), by_key=by_key)
        assert all(notices[one.value].endswith((".", "?")) for one in Complaint)
        assert ("keys" in notices[Complaint.LOUD.value]) == by_key


def test_a_device_that_sleeps_knows_the_room_by_what_it_heard_last(quiet):
    """The sound before it was woken, not that of the whole night."""
    night = np.concatenate([silence(20.0), LOUD])
    brings(quiet, night)
    quiet.keys.keyboard.extend([None] * len(blocks(night, 320)))
    quiet.keys.keyboard.append(" ")
    assert Asleep(quiet.surface).wait()
    begin(quiet, np.zeros(0, np.int16))
    assert said_of_room(quiet) == 1
