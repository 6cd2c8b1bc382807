"""Microphone and speaker on a private sound card: real PortAudio, real streams, no hardware."""

import subprocess
import sys
import time

import numpy as np
import pytest
from patience import wait_until

from voice.audio import devices
from voice.audio.devices import Device
from voice.audio.earcons import earcon, earcon_names
from voice.audio.headset import Headset
from voice.audio.microphone import Microphone
from voice.audio.speaker import Speaker
from voice.bench.soundcard import SoundCard, end, missing
from voice.errors import DeviceError
from voice.ports import RATE_HZ, Rendered

CARD_RATE_HZ = 48_000
lacking = missing()
needs_card = pytest.mark.skipif(lacking is not None, reason=f"no private sound card: {lacking}")


def tone(hertz, seconds, rate_hz=22_050, peak=16_000):
    """A sine as a rendered prompt."""
    return Rendered(
        np.asarray(peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate_hz)) / rate_hz), np.int16), rate_hz
    )


def loud_part(samples):
    """First and last loud sample, or None."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 500)
    return (int(loud[0]), int(loud[-1])) if len(loud) else None


def quietest_stretch(samples, length=480):
    """The peak of the quietest hundredth of a second (at 48 kHz)."""
    whole = samples[: len(samples) // length * length].reshape(-1, length)
    return int(np.abs(whole.astype(np.int32)).max(axis=1).min())


def pitch(samples, rate_hz):
    """The strongest frequency in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(samples.astype(float)))) * rate_hz / len(samples))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with SoundCard(tmp_path_factory.mktemp("card")) as card:
        yield card


@pytest.fixture
def card(server, monkeypatch):
    """The private card, in use by this process until the test ends."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    devices.refresh()
    return server


def blocks_of(microphone):
    """The blocks that the microphone gives, for as long as it gives any at all."""
    while True:
        block = microphone.read(0.1)
        if block is not None:
            yield block


def heard_said(microphone):
    """What the microphone gives until something loud has been followed by a third of a second of silence."""
    sound = np.zeros(0, np.int16)
    for block in blocks_of(microphone):
        sound = np.concatenate([sound, block])
        loud = loud_part(sound)
        if loud is not None and len(sound) - loud[1] > RATE_HZ // 3:
            return sound
    return sound


def recorded_whole(file, since=0):
    """What was recorded after `since` samples, once it has been loud and silent again."""

    def quiet_again():
        loud = loud_part(np.fromfile(file, "<i2", offset=2 * since))
        return loud is not None and file.stat().st_size // 2 - since - loud[1] > CARD_RATE_HZ // 3

    wait_until(quiet_again, "silence after the sound")
    return np.fromfile(file, "<i2", offset=2 * since)


@needs_card
def test_the_microphone_gives_16_khz_of_what_was_said(card):
    """A tone of one second played into the card's microphone arrives as one second at the same pitch, at 16 kHz."""
    microphone = Microphone()
    microphone.open()
    try:
        card.say(tone(440, 1.0).samples, 22_050)
        sound = heard_said(microphone)
    finally:
        microphone.close()
    first, last = loud_part(sound)
    assert pitch(sound[first:last], RATE_HZ) == pytest.approx(440, abs=3)
    # What a busy machine loses of it is told.
    assert (last - first) / RATE_HZ == pytest.approx(1.0, abs=0.05) or microphone.overflows


@needs_card
def test_a_reader_that_does_not_keep_up_loses_blocks_and_the_count_is_kept(card):
    """The queue is bounded; what did not fit is counted, and told of where it is read."""
    microphone = Microphone(queued_blocks=5)
    microphone.open()
    try:
        wait_until(lambda: microphone.overflows > 5)
        next(blocks_of(microphone))
        assert microphone.torn
    finally:
        microphone.close()


@pytest.fixture
def playing(card):
    """A speaker on the card, and the file to which all that it plays is recorded."""
    speaker = Speaker()
    speaker.open()
    file, recorder = card.record("played")
    try:
        yield speaker, file
    finally:
        end(recorder)
        speaker.close()


@needs_card
def test_two_prompts_follow_each_other_without_a_gap(playing):
    """Each is heard whole, and the second one begins where the first one ends.

    A busy machine can tear a hole into it: one that is told of, or one of the sound server's own, which are not there each time.
    """
    speaker, file = playing

    def follows():
        since = file.stat().st_size // 2
        speaker.play(tone(500, 0.4))
        speaker.play(tone(700, 0.4))
        sound = recorded_whole(file, since)
        first, last = loud_part(sound)
        return (last - first) / CARD_RATE_HZ == pytest.approx(0.8, abs=0.03) and quietest_stretch(sound[first:last]) > 8000

    assert any(follows() or speaker.underflows for _ in range(5))


@needs_card
def test_the_speaker_is_quiet_once_all_has_been_heard(playing):
    """It says so by itself, and the time at which the last sample was heard is over."""
    speaker, _ = playing
    speaker.play(tone(500, 0.4))
    assert speaker.remaining() > 0
    wait_until(lambda: speaker.remaining() == 0)
    assert 0 < speaker.ended_at <= time.monotonic()


@needs_card
def test_stopping_cuts_the_prompt(playing):
    """What had not been sent when the speaker was stopped is never heard."""
    speaker, file = playing
    speaker.play(tone(500, 60.0))
    wait_until(lambda: speaker.position > 0.3)
    assert speaker.stop() > 0.3
    assert speaker.remaining() == 0
    first, last = loud_part(recorded_whole(file))
    assert (last - first) / CARD_RATE_HZ < 50.0


@needs_card
def test_the_volume_changes_in_the_middle_of_a_prompt(playing):
    """Quieter is quieter at once."""
    speaker, file = playing
    speaker.play(tone(500, 10.0))
    wait_until(lambda: speaker.position > 0.5)
    speaker.volume = 0.25
    sound = recorded_whole(file)
    first, last = loud_part(sound)
    assert np.abs(sound[first : first + 9600]).max() > 3 * np.abs(sound[last - 9600 : last]).max()


@needs_card
def test_a_server_that_is_killed_is_noticed_and_found_again(tmp_path, monkeypatch):
    """When the sound server goes, microphone and speaker say so, and both work once it is back."""
    with SoundCard(tmp_path) as card:
        for name, value in card.environment.items():
            monkeypatch.setenv(name, value)
        devices.refresh()
        with Headset() as headset:
            headset.open()
            next(blocks_of(headset.microphone))
            card.stop_server()
            with pytest.raises(DeviceError, match="went away"):
                list(blocks_of(headset.microphone))
            attempts = headset.reopen(sleep=lambda _: None)
            assert "microphone" in str(next(attempts)) or "speaker" in str(next(attempts))
            card.start_server()
            for _ in headset.reopen():
                pass
            card.say(tone(440, 1.0).samples, 22_050)
            assert loud_part(heard_said(headset.microphone)) is not None
            headset.speaker.play(tone(500, 60.0))
            assert headset.speaker.remaining() > 0


@needs_card
def test_a_microphone_that_falls_silent_without_a_word_is_noticed(tmp_path, monkeypatch):
    """A source that is suspended stalls while its stream stays active: the age of the last block gives it away."""
    with SoundCard(tmp_path) as card:
        for name, value in card.environment.items():
            monkeypatch.setenv(name, value)
        devices.refresh()
        microphone = Microphone()
        microphone.open()
        try:
            next(blocks_of(microphone))
            card.control("suspend-source", "micsink.monitor", "1")
            card.control("suspend-source", "mic", "1")
            with pytest.raises(DeviceError, match="went away"):
                list(blocks_of(microphone))
        finally:
            microphone.close()


def test_libraries_are_hushed_and_we_are_not():
    """What a C library writes to standard error is dropped, what Python writes is shown, and afterwards all is as before."""
    code = (
        "import os, sys\nfrom voice.audio.devices import hushed\n"
        "with hushed():\n    os.write(2, b'noise'); print('ours', file=sys.stderr)\n"
        "os.write(2, b'after'); print('wards', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "ours\nafterwards\n"


def known_devices(monkeypatch, *names):
    """Make the machine have these, numbered from 0."""
    known = tuple(Device(number, name, "input", 1, 48_000) for number, name in enumerate(names))
    monkeypatch.setattr(devices, "devices", lambda kind: known)


@pytest.mark.parametrize(("wanted", "number"), [("usb", 1), ("1", 1), ("HDA Mic", 0), ("Mic", 2), ("headset m", 3)])
def test_a_device_is_found_by_number_name_or_part_of_it(monkeypatch, wanted, number):
    """An exact name goes before a part of one, and case does not matter in parts."""
    known_devices(monkeypatch, "HDA Mic", "USB Audio", "Mic", "Headset Mic")
    assert devices.find("input", wanted).number == number


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("audio", "could be any of 0 'USB Audio 1', 1 'USB Audio 2'"),
        ("bluetooth", "'bluetooth' is unknown; there are 0"),
        ("7", "unknown"),
    ],
)
def test_a_name_that_fits_several_or_none_is_refused_with_the_choice(monkeypatch, wanted, message):
    """The message names what there is, so that the next try is right."""
    known_devices(monkeypatch, "USB Audio 1", "USB Audio 2")
    with pytest.raises(DeviceError, match=message):
        devices.find("input", wanted)


def test_a_machine_without_microphone_is_told_what_to_do(monkeypatch):
    """No device at all is one line with a way out."""
    known_devices(monkeypatch)
    with pytest.raises(DeviceError, match=r"no microphone.*--typed"):
        devices.find("input")


def test_a_machine_without_portaudio_is_told_what_to_install():
    """A missing library is one line that names the package."""
    code = (
        "import sys; sys.modules['sounddevice'] = None\n"
        "from voice.audio.devices import find\nfrom voice.errors import DeviceError\n"
        "try:\n    find('input')\nexcept DeviceError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "apt install libportaudio2" in done.stdout


@pytest.mark.parametrize("name", earcon_names())
def test_earcons_are_short_and_soft(name):
    """No earcon has to be waited for, startles, or clicks at its ends."""
    sound = earcon(name)
    assert 0.02 < sound.seconds < 0.17
    assert 1000 < np.abs(sound.samples).max() < 8000
    assert abs(int(sound.samples[0])) < 50
    assert abs(int(sound.samples[-1])) < 50


def test_earcons_can_be_told_apart():
    """No two earcons sound the same."""
    assert len({earcon(name).samples.tobytes() for name in earcon_names()}) == len(earcon_names())


def test_an_earcon_that_does_not_exist_is_silence():
    """An unknown name plays nothing."""
    assert len(earcon("fanfare").samples) == 0
