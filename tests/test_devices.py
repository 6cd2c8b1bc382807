"""Microphone and speaker on a private sound card: real PortAudio, real streams, no hardware."""

import subprocess
import sys
import time

import numpy as np
import pytest

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


def heard_within(microphone, seconds):
    """What the microphone gives in that time, or until it has been loud and quiet again."""
    blocks = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        block = microphone.read(0.1)
        if block is not None:
            blocks.append(block)
    return np.concatenate(blocks)


@needs_card
def test_the_microphone_gives_16_khz_of_what_was_said(card):
    """A tone of one second played into the card's microphone arrives as one second at the same pitch, at 16 kHz."""
    microphone = Microphone()
    microphone.open()
    try:
        card.say(tone(440, 1.0).samples, 22_050)
        sound = heard_within(microphone, 1.8)
    finally:
        microphone.close()
    first, last = loud_part(sound)
    assert (last - first) / RATE_HZ == pytest.approx(1.0, abs=0.05)
    assert pitch(sound[first:last], RATE_HZ) == pytest.approx(440, abs=3)
    assert microphone.overflows == 0


@needs_card
def test_a_reader_that_does_not_keep_up_loses_blocks_and_the_count_is_kept(card):
    """The queue is bounded; what did not fit is counted."""
    microphone = Microphone(queued_blocks=5)
    microphone.open()
    try:
        time.sleep(0.5)
        assert microphone.overflows > 5
        assert microphone.read() is not None
    finally:
        microphone.close()


@needs_card
def test_the_end_of_a_prompt_is_when_it_was_heard(card):
    """The speaker is silent when it says so, and not much later than the last sound at the card's output."""
    speaker = Speaker()
    speaker.open()
    file, recorder = card.record("end")
    try:
        time.sleep(0.5)
        speaker.play(tone(500, 0.4))
        speaker.play(tone(700, 0.4))
        while speaker.remaining() > 0:
            time.sleep(0.005)
        time.sleep(0.02)
        said_to_be_over = file.stat().st_size // 2
        time.sleep(0.4)
    finally:
        end(recorder)
        speaker.close()
    sound = np.fromfile(file, "<i2")
    first, last = loud_part(sound)
    assert (last - first) / CARD_RATE_HZ == pytest.approx(0.8, abs=0.03)
    # The recorder itself lags by its own buffer.
    assert -0.15 < (said_to_be_over - last) / CARD_RATE_HZ < 0.3
    assert quietest_stretch(sound[first:last]) > 8000


@needs_card
def test_stopping_cuts_the_prompt(card):
    """What had not been sent when the speaker was stopped is never heard."""
    speaker = Speaker()
    speaker.open()
    file, recorder = card.record("stop")
    try:
        time.sleep(0.3)
        speaker.play(tone(500, 5.0))
        time.sleep(0.5)
        assert 0.3 < speaker.stop() < 1.0
        time.sleep(0.5)
        assert speaker.remaining() == 0
    finally:
        end(recorder)
        speaker.close()
    first, last = loud_part(np.fromfile(file, "<i2"))
    assert (last - first) / CARD_RATE_HZ < 1.0


@needs_card
def test_the_volume_changes_in_the_middle_of_a_prompt(card):
    """Quieter is quieter at once."""
    speaker = Speaker()
    speaker.open()
    file, recorder = card.record("volume")
    try:
        time.sleep(0.3)
        speaker.play(tone(500, 1.6))
        time.sleep(0.8)
        speaker.volume = 0.25
        while speaker.remaining() > 0:
            time.sleep(0.01)
        time.sleep(0.3)
    finally:
        end(recorder)
        speaker.close()
    sound = np.fromfile(file, "<i2")
    first, last = loud_part(sound)
    assert np.abs(sound[first : first + 9600]).max() > 3 * np.abs(sound[last - 9600 : last]).max()


@needs_card
def test_a_server_that_is_killed_is_noticed_and_found_again(tmp_path, monkeypatch):
    """When the sound server goes, microphone and speaker say so within two seconds, and both work once it is back."""
    with SoundCard(tmp_path) as card:
        for name, value in card.environment.items():
            monkeypatch.setenv(name, value)
        devices.refresh()
        with Headset() as headset:
            headset.open()
            assert headset.microphone.read(1.0) is not None
            card.stop_server()
            gone = time.monotonic()
            with pytest.raises(DeviceError, match="went away"):
                heard_within(headset.microphone, 5.0)
            assert time.monotonic() - gone < 2.0
            attempts = headset.reopen(sleep=lambda _: None)
            assert "microphone" in str(next(attempts)) or "speaker" in str(next(attempts))
            card.start_server()
            for _ in headset.reopen():
                pass
            card.say(tone(440, 1.0).samples, 22_050)
            assert loud_part(heard_within(headset.microphone, 1.5)) is not None
            headset.speaker.play(tone(500, 0.1))
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
            assert microphone.read(1.0) is not None
            card.control("suspend-source", "micsink.monitor", "1")
            card.control("suspend-source", "mic", "1")
            with pytest.raises(DeviceError, match="went away"):
                heard_within(microphone, 5.0)
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
