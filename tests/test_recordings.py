"""Recordings of any kind are heard as answers, each by itself; `twitchwise hear` prints them as lines."""

import json

import numpy as np
import pytest
import soundfile
import soxr
from click.testing import CliRunner

from tests.sounds import hiss, spoken
from voice.audio.wav import write_wav
from voice.cli import main


def run(*arguments):
    return CliRunner().invoke(main, ["hear", "--recogniser", "sphinx", *map(str, arguments)])


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_an_answer_is_a_reading_and_what_belongs_to_the_sound(tmp_path):
    """One line with all keys of a reading, the file, the words, a confidence and the times."""
    write_wav(tmp_path / "left.wav", spoken("left side"))
    result = run(tmp_path / "left.wav", "--asked", "side")
    (line,) = lines(result)
    assert result.exit_code == 0
    assert line["answers"] == {"side": "left"}
    assert line["words"] == line["text"]
    assert "left side" in line["words"]
    assert line["certainty"] == "sure"
    assert 0 < line["confidence"] <= 1
    assert line["seconds"] == pytest.approx(len(spoken("left side")) / 16_000, abs=0.01)
    assert line["recogniser"] == "sphinx"


def test_a_file_in_another_format_is_heard_the_same(tmp_path):
    """48 kHz, float, eight channels, one of them in use."""
    sound = np.zeros((3 * len(spoken("yes")), 8))
    sound[:, 5] = soxr.resample(spoken("yes") / 32_768, 16_000, 48_000)[: len(sound)]
    soundfile.write(tmp_path / "yes.wav", sound, 48_000, subtype="FLOAT")
    (line,) = lines(run(tmp_path / "yes.wav", "--asked", "dark_urine"))
    assert line["answers"] == {"symptoms": {"dark_urine": True}}


def test_noise_and_silence_are_rejected(tmp_path):
    """Nobody speaks: no words, no answer."""
    write_wav(tmp_path / "hiss.wav", hiss(48_000, 900).astype(np.int16))
    write_wav(tmp_path / "still.wav", np.zeros(48_000, np.int16))
    result = run(tmp_path / "hiss.wav", tmp_path / "still.wav", "--asked", "dark_urine")
    assert [(line["words"], line["certainty"]) for line in lines(result)] == [("", "rejected")] * 2


def test_the_order_of_files_changes_nothing(tmp_path):
    """Each recording is heard by itself."""
    for name in ("yes", "no"):
        write_wav(tmp_path / f"{name}.wav", spoken(name))
    files = [tmp_path / "yes.wav", tmp_path / "no.wav"]
    forth, back = lines(run(*files, "--asked", "pain")), lines(run(*reversed(files), "--asked", "pain"))
    heard = [[(line["file"], line["words"]) for line in some] for some in (forth, back[::-1])]
    assert heard[0] == heard[1]


def test_a_bad_file_is_one_line_and_the_others_are_heard(tmp_path):
    """Status 1, the reason on standard error, no traceback, and every other file's line."""
    (tmp_path / "text.wav").write_text("no sound at all, just text\n")
    write_wav(tmp_path / "yes.wav", spoken("yes"))
    result = run(tmp_path / "text.wav", tmp_path / "yes.wav", "--asked", "pain")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "text.wav: not a sound file" in result.stderr
    assert [line["words"] for line in lines(result)] == ["yes"]


def test_an_unknown_slot_is_wrong_usage(tmp_path):
    """Status 2, and its name."""
    write_wav(tmp_path / "yes.wav", spoken("yes"))
    result = run(tmp_path / "yes.wav", "--asked", "shoe_size")
    assert result.exit_code == 2
    assert "shoe_size" in result.stderr


def test_a_folder_that_is_no_model_is_one_line(tmp_path):
    """Status 1 and no traceback."""
    write_wav(tmp_path / "yes.wav", spoken("yes"))
    result = CliRunner().invoke(main, ["hear", str(tmp_path / "yes.wav"), "--asked", "pain", "--model", str(tmp_path)])
    assert result.exit_code == 1
    assert "not a Vosk model" in result.stderr
