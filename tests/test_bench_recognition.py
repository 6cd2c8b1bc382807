"""The bench hears a recording once, judges it as often as wanted, and keeps people who choose apart from people who measure."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_callers import grammar

from tests.sounds import spoken
from voice.audio.wav import write_wav
from voice.bench.looks import Heard
from voice.bench.manifest import Clip, clips, spoken_clips
from voice.bench.recognition import Share, Trial, errors
from voice.bench.tradeoff import chosen, curve, halves, plot, reached
from voice.cli import main
from voice.errors import FileError
from voice.ports import Hypothesis, Word
from voice.skill.understanding.understand import understand


def read(text):
    return understand(grammar(), text, ("side",))


def trial(said, heard, confidence, speaker="somebody"):
    """`said` was heard as `heard` by both looks, with that confidence."""
    words = Hypothesis(tuple(Word(word, 0.0, 0.5, confidence) for word in heard.split()))
    clip = Clip(Path(f"{speaker}.wav"), said, speaker)
    return Trial(Heard(clip, ("side",), words, words, 1.0, 1.0, 0.1, True, 10), said in ("left", "right"), read(said), read)


def test_a_recording_is_heard_once(tmp_path):
    """What was heard is kept, and the sound is not needed a second time."""
    write_wav(tmp_path / "left.wav", spoken("left"))
    (tmp_path / "people.csv").write_text("path,text,speaker\nleft.wav,left,one\n", encoding="utf-8")
    command = ["bench", "recognition", "--recogniser", "sphinx", "--question", "side", "--manifest", str(tmp_path / "people.csv")]
    command += ["--looks", str(tmp_path / "looks.jsonl")]
    first = CliRunner().invoke(main, command)
    assert "answers: right: 1/1" in first.stdout
    (tmp_path / "left.wav").unlink()
    second = CliRunner().invoke(main, command)
    assert "answers: right: 1/1" in second.stdout


@pytest.mark.parametrize("text", ["no header\n", "path,said\na.wav,yes\n", "\x00"])
def test_a_manifest_that_is_none_is_one_line(tmp_path, text):
    """With its path, and what it should be."""
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"people\.csv"):
        clips(tmp_path / "people.csv")


def test_words_are_counted_wrong_one_by_one():
    """Inserted, lost and exchanged words count one each."""
    assert errors("my left calf", "my left calf") == 0
    assert errors("left half", "my left calf") == 2
    assert errors("", "left calf") == 2


def test_an_interval_is_wilsons():
    """Nothing of a hundred may still be nearly four."""
    assert Share(0, 100).interval == pytest.approx((0.0, 0.037), abs=0.001)
    assert Share(50, 100).interval == pytest.approx((0.404, 0.596), abs=0.001)


def test_nobody_is_on_both_sides():
    """All that one person said is in one half."""
    done = [trial("left", "left", 0.9, f"speaker {number % 20}") for number in range(100)]
    tuning, measuring = ({one.heard.clip.speaker for one in half} for half in halves(done))
    assert tuning
    assert measuring
    assert not tuning & measuring


def test_the_strictest_setting_that_loses_nothing_is_chosen():
    """Right answers at 0.75 are kept, other speech at 0.55 is not taken."""
    done = [trial("left", "left", 0.75) for _ in range(9)] + [trial("lift", "left", 0.55) for _ in range(9)]
    best = chosen(done, 0.01)
    assert (best.right.hits, best.taken.hits) == (9, 0)
    assert best.acceptance.agreed == 0.7


def test_a_curve_falls_from_all_to_nothing():
    """The more is asked for, the less is right and the less is taken; and it can be drawn."""
    done = [trial("left", "left", level / 10) for level in range(10)] + [
        trial("lift", "right", level / 20) for level in range(10)
    ]
    points = curve(done)
    for share in ("right", "taken"):
        hits = [getattr(point, share).hits for point in points]
        assert hits == sorted(hits, reverse=True)
        assert hits[0] > hits[-1]
    drawn = ET.fromstring(plot([("people", points)], reached(done, points[9].acceptance), "a < b"))  # noqa: S314 -- our own
    assert len(drawn.findall("{*}polyline")) == 1


def test_noise_in_a_manifest_holds_no_words(tmp_path):
    """A row of the kind noise is a recording in which nothing is said; what people say leaves it out."""
    manifest = tmp_path / "people.csv"
    manifest.write_text("path,text,kind\na.wav,Left Calf,\nb.wav,treadmill,noise\n")
    assert [(clip.path.name, clip.text) for clip in clips(manifest)] == [("a.wav", "left calf"), ("b.wav", "")]
    assert [clip.path.name for clip in spoken_clips(manifest)] == ["a.wav"]
