"""Any WAV is read as mono int16 at 16 kHz; what is no sound is refused in one line."""

import numpy as np
import pytest
import soundfile

from voice.audio.wav import read_wav, write_wav
from voice.errors import AudioFileError

TONE_HZ = 440.0


def tone(rate_hz, seconds=0.5):
    return 0.5 * np.sin(2 * np.pi * TONE_HZ * np.arange(int(rate_hz * seconds)) / rate_hz)


def loudest_frequency(samples):
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return np.argmax(spectrum) * 16_000 / len(samples)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
def test_any_rate_becomes_16_khz(tmp_path, rate_hz):
    """The pitch and the length stay what they were."""
    soundfile.write(tmp_path / "tone.wav", tone(rate_hz), rate_hz)
    samples = read_wav(tmp_path / "tone.wav")
    assert samples.dtype == np.int16
    assert len(samples) == pytest.approx(8_000, abs=2)
    assert loudest_frequency(samples) == pytest.approx(TONE_HZ, abs=4)


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW"])
def test_any_sample_format_keeps_its_level(tmp_path, subtype):
    """Half of full scale stays half of full scale, whatever the samples are stored as."""
    soundfile.write(tmp_path / "tone.wav", tone(16_000), 16_000, subtype=subtype)
    assert np.abs(read_wav(tmp_path / "tone.wav")).max() == pytest.approx(16_384, rel=0.03)


@pytest.mark.parametrize("channels", [1, 2, 6, 8])
def test_the_speaking_channel_is_heard_among_silent_ones(tmp_path, channels):
    """One channel in use sounds as loud as it would alone."""
    sound = np.zeros((8_000, channels))
    sound[:, channels - 1] = tone(16_000)
    soundfile.write(tmp_path / "tone.wav", sound, 16_000)
    assert np.abs(read_wav(tmp_path / "tone.wav")).max() == pytest.approx(16_384, rel=0.01)


def test_opposite_channels_do_not_cancel(tmp_path):
    """A cable with one polarity swapped is still heard."""
    soundfile.write(tmp_path / "tone.wav", np.stack([tone(16_000), -tone(16_000)], axis=1), 16_000)
    assert np.abs(read_wav(tmp_path / "tone.wav")).max() > 16_000


def test_16_khz_mono_is_unchanged(tmp_path):
    """What is already in our format comes back sample for sample."""
    samples = np.random.default_rng(1).integers(-32_768, 32_767, 5_000).astype(np.int16)
    write_wav(tmp_path / "noise.wav", samples)
    assert np.array_equal(read_wav(tmp_path / "noise.wav"), samples)


def test_samples_that_are_no_numbers_are_silence(tmp_path):
    """NaN and infinity in a float file neither fail nor spread."""
    sound = tone(16_000).astype(np.float32)
    sound[10:20], sound[30] = np.nan, np.inf
    soundfile.write(tmp_path / "tone.wav", sound, 16_000, subtype="FLOAT")
    samples = read_wav(tmp_path / "tone.wav")
    assert not samples[10:20].any()
    assert samples[30] == 0


def test_what_is_beyond_full_scale_is_clipped(tmp_path):
    """A float file recorded too hot does not wrap around."""
    soundfile.write(tmp_path / "hot.wav", 4 * tone(16_000), 16_000, subtype="FLOAT")
    assert np.abs(read_wav(tmp_path / "hot.wav").astype(int)).max() >= 32_767


def test_a_wav_of_unknown_length_is_read(tmp_path):
    """Programs that record into a pipe leave the length at its largest value."""
    soundfile.write(tmp_path / "tone.wav", tone(16_000), 16_000, subtype="PCM_16")
    content = bytearray((tmp_path / "tone.wav").read_bytes())
    at = content.index(b"data") + 4
    content[at : at + 4] = b"\xff\xff\xff\xff"
    (tmp_path / "piped.wav").write_bytes(content)
    assert len(read_wav(tmp_path / "piped.wav")) == 8_000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"just some text, saved as .wav\n" * 20, "not a sound file"),
        (b"RIFF\x24\x00\x00\x00WAVE", "cut off"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00junk" + b"\0" * 60, "cut off"),
    ],
)
def test_what_is_no_sound_is_refused_in_one_line(tmp_path, content, reason):
    """The line names the file and says what is wrong with it."""
    (tmp_path / "bad.wav").write_bytes(content)
    with pytest.raises(AudioFileError, match=reason) as caught:
        read_wav(tmp_path / "bad.wav")
    assert "bad.wav" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("keep_bytes", [45, 3_000])
def test_a_cut_off_recording_is_refused(tmp_path, keep_bytes):
    """Half a sentence is not taken for a whole one."""
    soundfile.write(tmp_path / "tone.wav", tone(16_000), 16_000, subtype="PCM_16")
    (tmp_path / "cut.wav").write_bytes((tmp_path / "tone.wav").read_bytes()[:keep_bytes])
    with pytest.raises(AudioFileError, match="cut off"):
        read_wav(tmp_path / "cut.wav")


def test_a_recording_of_zero_length_is_refused(tmp_path):
    """A header without a sample behind it is no recording."""
    soundfile.write(tmp_path / "none.wav", np.zeros(0), 16_000)
    with pytest.raises(AudioFileError, match="no sound"):
        read_wav(tmp_path / "none.wav")


@pytest.mark.parametrize("name", ["absent.wav", "."])
def test_a_missing_file_or_a_folder_is_refused(tmp_path, name):
    """The operating system's reason stands in the line."""
    with pytest.raises(AudioFileError, match="cannot be read"):
        read_wav(tmp_path / name)


@pytest.mark.parametrize("rate_hz", [1, 100, 7_999, 192_001, 768_000, 2**31 - 1])
@pytest.mark.parametrize("container", ["WAV", "FLAC", "AIFF", "W64", "CAF"])
def test_a_rate_that_no_microphone_has_is_refused_in_one_line(tmp_path, rate_hz, container):
    """A header that declares one sample a second would make hours of a second."""
    try:
        soundfile.write(tmp_path / "odd", np.zeros(1_000), rate_hz, format=container, subtype="PCM_16")
    except soundfile.LibsndfileError:
        pytest.skip("there is no such file")
    with pytest.raises(AudioFileError, match=r"samples a second; 8,000 to 192,000 would be right|not a sound file") as caught:
        read_wav(tmp_path / "odd")
    assert "\n" not in str(caught.value)


def test_hours_of_nothing_are_refused_before_they_are_all_decoded(tmp_path):
    """Silence is packed so tightly that a small file can hold a day."""
    with soundfile.SoundFile(tmp_path / "day.flac", "w", 8_000, 1, "PCM_16") as file:
        for _ in range(3 * 60):
            file.write(np.zeros(60 * 8_000, np.int16))
    assert (tmp_path / "day.flac").stat().st_size < 1_000_000
    with pytest.raises(AudioFileError, match="longer than 2 hours"):
        read_wav(tmp_path / "day.flac")


def test_a_thousand_channels_are_read_in_small_blocks(tmp_path):
    """The loudest is taken of as many as a file can have."""
    sound = np.zeros((500, 1_024))
    sound[:, 700] = tone(16_000, 0.5)[:500]
    soundfile.write(tmp_path / "many.wav", sound, 16_000)
    assert np.abs(read_wav(tmp_path / "many.wav")).max() == pytest.approx(16_384, rel=0.01)


def test_a_file_of_empty_chunks_is_refused(tmp_path):
    """However many stand before the sound."""
    (tmp_path / "chunks.wav").write_bytes(b"RIFF\xff\xff\xff\x7fWAVE" + b"LIST\0\0\0\0" * 200_000)
    with pytest.raises(AudioFileError, match="cut off before its sound begins"):
        read_wav(tmp_path / "chunks.wav")


DAMAGE = (
    lambda content, chance: content[: chance.integers(len(content))],
    lambda content, chance: content[: len(content) // 2] + chance.bytes(200) + content[len(content) // 2 :],
    lambda content, chance: content[:200] + bytes(len(content) - 200),
    lambda content, chance: bytes(b ^ (1 << chance.integers(8)) if chance.random() < 0.02 else b for b in content),
)


@pytest.mark.parametrize(
    "container", [("MP3", "MPEG_LAYER_III"), ("OGG", "VORBIS"), ("FLAC", "PCM_16"), ("W64", "PCM_16"), ("RF64", "PCM_16")]
)
@pytest.mark.parametrize("damage", range(len(DAMAGE)))
def test_a_damaged_file_is_sound_or_one_line(tmp_path, capfd, container, damage):
    """Its decoder says nothing on the screen, and nothing is raised but an error of ours."""
    path = tmp_path / "sound"
    soundfile.write(path, tone(16_000), 16_000, format=container[0], subtype=container[1])
    content, chance = path.read_bytes(), np.random.default_rng(damage)
    for _ in range(8):
        path.write_bytes(DAMAGE[damage](content, chance))
        try:
            read_wav(path)
        except AudioFileError as error:
            said = str(error).splitlines()
            assert len(said) == 1
    assert capfd.readouterr() == ("", "")
