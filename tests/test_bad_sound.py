"""Whatever a device does to the sound, or to itself, the program knows it and goes on."""

import os
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from portaudio import FakePortAudio

from voice.audio import devices
from voice.audio.headset import Headset
from voice.audio.intake import OffsetFilter, samples_of
from voice.audio.microphone import Microphone
from voice.audio.signal import Complaint, Signal
from voice.audio.speaker import Speaker
from voice.audio.suspension import Suspension
from voice.errors import DeviceError
from voice.ports import RATE_HZ, Rendered

INT16 = ("int16", "float32")


def tone(rate_hz, seconds=1.0, peak=0.5, hertz=440):
    """A sine between -1 and 1."""
    return peak * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate_hz)) / rate_hz)


@pytest.fixture
def machine(monkeypatch):
    """A machine with one microphone and one speaker, which the test may change."""
    fake = FakePortAudio([("USB Mic", 1, (48_000,), INT16)], [("Speakers", 2, (48_000,), INT16)])
    monkeypatch.setattr(devices, "portaudio", lambda: fake)
    return fake


def recorded(microphone):
    """All that has arrived so far."""
    blocks = []
    while (block := microphone.read(0.0)) is not None:
        blocks.append(block)
    return np.concatenate(blocks)


def pitch(sound):
    """The strongest frequency in hertz."""
    return float(np.argmax(np.abs(np.fft.rfft(sound.astype(float)))) * RATE_HZ / len(sound))


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 4])
def test_any_rate_and_any_channels_become_16_khz_mono(machine, rate_hz, channels):
    """One second at the device's only rate is one second at ours, at the same pitch."""
    machine.inputs[0] = ("USB Mic", channels, (rate_hz,), INT16)
    microphone = Microphone()
    microphone.open()
    stream = machine.open_streams[0]
    sound = np.rint(tone(rate_hz) * 32767).astype(np.int16)
    stream.give(np.repeat(sound[:, None], stream.channels, axis=1))
    heard = recorded(microphone)
    microphone.close()
    assert len(heard) / RATE_HZ == pytest.approx(1.0, abs=0.1)
    assert pitch(heard) == pytest.approx(440, abs=3)
    assert np.abs(heard).max() == pytest.approx(16_384, rel=0.05)


def test_a_device_without_16_bit_samples_is_asked_for_floats(machine):
    """What gives only floating point is heard as loud as it is."""
    machine.inputs[0] = ("USB Mic", 1, (16_000,), ("float32",))
    microphone = Microphone()
    microphone.open()
    machine.open_streams[0].give(tone(16_000).astype(np.float32)[:, None])
    heard = recorded(microphone)
    microphone.close()
    assert np.abs(heard).max() == pytest.approx(16_384, rel=0.02)


@pytest.mark.parametrize("dtype", ["int16", "int32", "int8", "uint8", "float32", "float64"])
def test_every_sample_format_means_the_same(dtype):
    """Half of full scale is half of full scale."""
    sound = tone(16_000)[:, None]
    scale = {"int16": 2**15, "int32": 2**31, "int8": 2**7, "uint8": 2**7}.get(dtype, 1)
    offset = 128 if dtype == "uint8" else 0
    block = (sound * scale + offset).astype(dtype)
    assert np.abs(samples_of(block).astype(float)).max() == pytest.approx(16_384, rel=0.03)


def test_what_is_no_number_is_silence_and_what_is_too_large_is_full_scale():
    """NaN and infinities of a broken driver harm nothing."""
    block = np.array([[np.nan], [np.inf], [-np.inf], [3.0], [0.5]], np.float32)
    assert samples_of(block).tolist() == [0, 32767, -32768, 32767, 16384]


def test_channels_that_carry_nothing_are_left_out():
    """A voice on one of four channels is as loud as it was."""
    block = np.zeros((160, 4), np.int16)
    block[:, 2] = 1000
    assert (samples_of(block) == 1000).all()


def test_a_steady_offset_is_taken_off():
    """A cheap input's direct current is gone after the first moments, and the voice on it is whole."""
    offset = OffsetFilter()
    sound = (tone(16_000, 2.0, peak=0.1) * 32767 + 4000).astype(np.int16)
    out = np.concatenate([offset.take(sound[start : start + 320]) for start in range(0, len(sound), 320)])
    assert abs(out[RATE_HZ:].mean()) < 30
    assert np.abs(out[RATE_HZ:]).max() == pytest.approx(3277, rel=0.05)


def told(signal, sound):
    """The complaints while this is heard."""
    complaints = [signal.accept(sound[start : start + 320]) for start in range(0, len(sound), 320)]
    return [complaint for complaint in complaints if complaint]


def test_a_dead_microphone_is_noticed_within_two_seconds_and_told_once():
    """Zeros and nothing but zeros are a muted microphone; one that gates its noise is not told of for ever."""
    signal = Signal()
    assert told(signal, np.zeros(round(1.0 * RATE_HZ), np.int16)) == []
    assert told(signal, np.zeros(RATE_HZ, np.int16)) == [Complaint.DEAD]
    assert told(signal, np.zeros(10 * RATE_HZ, np.int16)) == []
    assert told(signal, np.ones(RATE_HZ, np.int16)) == []
    assert told(signal, np.zeros(2 * RATE_HZ, np.int16)) == []


def test_an_overdriven_microphone_is_told_of():
    """Sound that stands at full scale is no speech any more."""
    loud = np.clip(tone(RATE_HZ, 2.0, peak=4.0), -1, 1) * 32767
    assert told(Signal(), loud.astype(np.int16)) == [Complaint.CLIPPED]


def test_a_voice_that_is_hardly_there_is_told_of():
    """Forty decibels below a normal voice; a normal one is not."""
    for peak, expected in ((0.002, Complaint.FAINT), (0.1, None)):
        signal = Signal()
        signal.begin()
        told(signal, (tone(RATE_HZ, 1.0, peak=peak) * 32767).astype(np.int16))
        assert signal.spoken() is expected


def test_sleep_is_noticed_and_moments_are_not():
    """By the clock that counts it, once each time."""
    asleep = iter([100.0, 100.5, 3700.5, 3700.5])
    suspension = Suspension(lambda: next(asleep))
    assert [round(suspension.slept()) for _ in range(3)] == [0, 3600, 0]


def test_a_busy_microphone_says_so_and_is_had_when_it_is_free(machine):
    """Another program's microphone is one line, and reopening waits for it."""
    machine.busy.add("USB Mic")
    with Headset() as headset:
        with pytest.raises(DeviceError, match=r"'USB Mic' cannot be opened.*another program"):
            headset.open()
        assert machine.open_streams == []
        attempts = headset.reopen(sleep=lambda _: None)
        assert "another program" in str(next(attempts))
        machine.busy.clear()
        assert list(attempts) == []
        assert len(machine.open_streams) == 2


def test_a_stream_that_cannot_be_closed_is_left_behind(machine, monkeypatch):
    """As after a sound server's death, now and then: sound comes back all the same, and PortAudio is not ended under it."""
    monkeypatch.setattr(devices, "_CLOSING_SECONDS", 3.0)
    with Headset() as headset:
        headset.open()
        stuck = machine.open_streams[-1]
        stuck.let_go.clear()
        assert list(headset.reopen(sleep=lambda _: None)) == []
        assert [stream is stuck for stream in machine.open_streams].count(False) == 2
    stuck.let_go.set()


def test_a_machine_whose_microphone_comes_later_is_waited_for(machine):
    """Missing at first, found when it is plugged in."""
    later = machine.inputs.pop()
    with Headset() as headset:
        with pytest.raises(DeviceError, match="no microphone"):
            headset.open()
        attempts = headset.reopen(sleep=lambda _: None)
        assert "no microphone" in str(next(attempts))
        # The reason is told once.
        assert next(attempts) is None
        machine.inputs.append(later)
        assert list(attempts) == []


def test_a_machine_without_speaker_says_so(machine):
    """A missing speaker is one line, and nothing is left open."""
    machine.outputs.clear()
    with pytest.raises(DeviceError, match="no speaker"):
        Headset().open()
    assert machine.open_streams == []


def test_a_device_chosen_by_number_is_found_again_by_its_name(machine):
    """Numbers change with every plug: what was number 1 is still the one that is meant."""
    machine.inputs.insert(0, ("Webcam", 1, (48_000,), INT16))
    microphone = Microphone("1")
    microphone.open()
    assert microphone.device.name == "USB Mic"
    machine.inputs.pop(0)
    microphone.open()
    assert microphone.device.name == "USB Mic"
    microphone.close()


def test_a_name_that_fits_two_microphones_is_asked_about(machine):
    """Which of them is the owner's to say."""
    machine.inputs.append(("USB Mic", 1, (48_000,), INT16))
    with pytest.raises(DeviceError, match="could be any of"):
        Microphone("USB").open()


@pytest.fixture
def clock(monkeypatch):
    """The devices' clock, which the test moves on: `clock.now` in seconds."""
    clock = SimpleNamespace(now=1000.0)
    for module in ("microphone", "speaker"):
        monkeypatch.setattr(f"voice.audio.{module}.time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_a_stall_is_noticed_within_two_seconds(machine, clock):
    """A stream that is active and brings nothing is a microphone that is gone; only a first block may take four."""
    microphone = Microphone()
    microphone.open()
    clock.now += 3.9
    assert microphone.read(0.0) is None
    machine.open_streams[0].give(np.zeros((48_000, 1), np.int16))
    recorded(microphone)
    clock.now += 1.4
    assert microphone.read(0.0) is None
    clock.now += 0.6
    with pytest.raises(DeviceError, match="went away"):
        microphone.read(0.0)
    microphone.close()


def test_the_end_of_a_prompt_is_when_it_was_heard(machine, clock):
    """Not when its last sample was sent: the device holds a quarter of a second of it."""
    speaker = Speaker()
    speaker.open()
    speaker.play(Rendered(np.full(48_000, 1000, np.int16), 48_000))
    machine.open_streams[0].take(1.0, holds=0.25)
    sent = clock.now
    assert speaker.remaining() == pytest.approx(1.25)
    assert speaker.ended_at == pytest.approx(sent + 1.25)
    clock.now += 1.2
    assert speaker.remaining() == pytest.approx(0.05)
    assert speaker.position == pytest.approx(0.95)
    clock.now += 0.1
    assert speaker.remaining() == 0
    assert speaker.ended_at == pytest.approx(sent + 1.25)
    speaker.close()


def test_what_is_stopped_has_ended_then(machine, clock):
    """And what was heard before is not forgotten by stopping in silence."""
    speaker = Speaker()
    speaker.open()
    speaker.play(Rendered(np.full(48_000, 1000, np.int16), 48_000))
    machine.open_streams[0].take(1.0, holds=0.25)
    clock.now += 0.5
    assert speaker.stop() == pytest.approx(0.25)
    clock.now += 5.0
    speaker.stop()
    assert clock.now - speaker.ended_at == pytest.approx(5.0)
    speaker.close()


def test_twenty_losses_leave_nothing_behind(machine):
    """Streams, threads and file handles are as many after twenty losses as after one."""
    counts = []
    with Headset() as headset:
        headset.open()
        for _ in range(20):
            machine.open_streams[0].active = False
            machine.busy.add("USB Mic")
            attempts = headset.reopen(sleep=lambda _: None)
            next(attempts)
            machine.busy.clear()
            assert list(attempts) == []
            counts.append((len(machine.open_streams), threading.active_count(), len(os.listdir("/proc/self/fd"))))  # noqa: PTH208
    assert set(counts) == {counts[0]}
    assert counts[0][0] == 2
    assert machine.open_streams == []
