"""The bench hears a recording once, judges it as often as wanted, and keeps people who choose apart from people who measure."""

import os
import xml.etree.ElementTree as ET
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from talking import whole
from test_callers import grammar

from tests.sounds import spoken
from voice.audio.wav import write_wav
from voice.bench.comparison import HEAD, Measured, Wanted, cells, compared, rows
from voice.bench.looks import Heard, Listener
from voice.bench.manifest import ANSWER, Clip, among, clips, spoken_clips
from voice.bench.recognition import Share, Trial, trials
from voice.bench.tradeoff import chosen, curve, halves, in_force, plot, reached, together
from voice.cli import main
from voice.errors import FileError
from voice.ports import Candidate, Hypothesis, Word
from voice.recognition.level import active_level
from voice.skill.understanding.understand import understand

SIGNS = ("dark_urine", "bladder_bowel_change", "repeated_vomiting")


def read(text, asked=("side",)):
    return understand(grammar(), text, asked)


def trial(said, heard, confidence, speaker="somebody", asked=("side",)):
    """`said` was heard as `heard` by both looks, with that confidence."""
    words = Hypothesis(tuple(Word(word, 0.0, 0.5, confidence) for word in heard.split()))
    clip = Clip(Path(f"{speaker}.wav"), said, speaker)
    meant = read(said, asked)
    inside = meant.certainty == "sure" and bool(meant.answers)
    return Trial(Heard(clip, asked, words, words, 1.0, 1.0, 0.1, True, 10), inside, meant, lambda text: read(text, asked))


def weighed_trial(said, heard, other, share, speaker="somebody"):
    """`said` was heard as `heard` with that share of probability, or as `other`."""
    strings = tuple(sorted((Candidate(heard, log(share), log(share)), Candidate(other, log(1 - share), log(1 - share))), key=str))
    known = trial(said, heard, 0.0, speaker)
    return replace(known, heard=replace(known.heard, first=Hypothesis((), strings), second=Hypothesis((), strings)))


class Ear:
    """Hears everything as "left"."""

    name = "anything"
    doubts_itself = tells_times = False

    def utterance(self, grammar):
        return self

    second_look = utterance

    def accept(self, block):
        return Hypothesis()

    def finish(self):
        return Hypothesis((Word("left", 0.0, 0.5, 1.0),))


def bench(*arguments):
    """`twitchwise bench recognition`, and its rows by engine."""
    done = CliRunner().invoke(main, ["bench", "recognition", *map(str, arguments)])
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in done.stdout.splitlines() if line.startswith("|")]
    return done, [dict(zip(table[0], cells, strict=True)) for cells in table[2:]]


@pytest.fixture
def left(tmp_path):
    """A manifest with one recording."""
    write_wav(tmp_path / "left.wav", spoken("left"))
    (tmp_path / "people.csv").write_text("path,text,speaker\nleft.wav,left,one\n", encoding="utf-8")
    return tmp_path / "people.csv"


def test_a_recording_is_heard_once(left):
    """What was heard is kept, and the sound is not needed a second time."""
    command = ("--recogniser", "sphinx", "--question", "side", "--manifest", left, "--looks", left.parent / "looks.jsonl")
    _, first = bench(*command)
    assert first[0]["right at once"].startswith("1/1 = 100.0 %")
    (left.parent / "left.wav").unlink()
    _, second = bench(*command)
    assert second[0]["right at once"] == first[0]["right at once"]


def test_all_engines_are_compared_and_one_that_is_not_there_says_why(left, monkeypatch):
    """Without a Vosk model two are left, a row each, and a line for the third; with its memory, each in its own process."""
    monkeypatch.setenv("XDG_DATA_HOME", str(left.parent))
    done, found = bench("--question", "side", "--manifest", left)
    assert {row["engine"] for row in found} <= {"moonshine", "sphinx"}
    assert found[-1]["engine"] == "sphinx"
    assert all(20 < float(row["MB"]) < 2000 for row in found)
    assert "vosk is not compared: no Vosk model in" in done.stdout
    assert done.exit_code == 0


def test_each_recording_that_was_missed_is_told(left):
    """With what was heard, and what one look alone would have made of all; the table stays as it is."""
    (left.parent / "other.wav").write_bytes((left.parent / "left.wav").read_bytes())
    left.write_text("path,text\nleft.wav,left\nother.wav,right\n", encoding="utf-8")
    done, found = bench("--question", "side", "--manifest", left, "--recogniser", "sphinx", "--each")
    assert found[0]["right at once"].startswith("1/2")
    assert "wrong: other.wav asked side: 'right' heard 'left'" in done.stderr
    assert "first look alone: right 1, asked back 0, wrong 1" in done.stderr


def test_with_no_engine_there_is_no_comparison(left, monkeypatch):
    """The line that says why, and status 1."""
    monkeypatch.setenv("XDG_DATA_HOME", str(left.parent))
    done, found = bench("--question", "side", "--manifest", left, "--recogniser", "vosk")
    assert (done.exit_code, found) == (1, [])
    assert "vosk is not compared" in done.stdout


def dying(engine, wanted):
    """As Vosk does for a mistake that cannot be caught."""
    if engine == "first":
        os.abort()
    return Measured(engine)


def test_an_engine_that_ends_its_process_ends_no_other():
    """It has a line, and the next one is measured."""
    first, second = compared(("first", "second"), Wanted(()), dying)
    assert "its process ended" in first.absent
    assert second == Measured("second")


def test_a_sound_that_is_none_is_one_line(left):
    """Also out of the engine's own process."""
    (left.parent / "left.wav").write_bytes(b"RIFF")
    done, _ = bench("--question", "side", "--manifest", left, "--recogniser", "sphinx")
    assert done.exit_code == 1
    assert "left.wav" in done.stderr
    assert "Traceback" not in done.output


def test_each_kind_of_recording_and_each_level_of_noise_has_its_row(left):
    """As they come; noise is so many decibels below the voice, and is mixed in anew for each level."""
    noise = left.parent / "hum.wav"
    write_wav(noise, np.random.default_rng(1).normal(0, 900, 32_000).astype(np.int16))
    _, found = bench("--question", "side", "--manifest", left, "--recogniser", "sphinx", "--noise", noise, "--snr-db", "30")
    assert [row["recordings"].split(", ")[1:] for row in found] == [[], ["30 dB"]]
    (clip,) = clips(left)
    level = active_level(clip.sound())
    for quiet, loud in zip(among([clip], noise, (20, 10)), (20, 10), strict=True):
        added = quiet.sound().astype(float) - clip.sound()
        assert 20 * np.log10(level / np.std(added)) == pytest.approx(loud, abs=0.5)


@pytest.mark.parametrize("level", ["", "loud", "nan", "1000"])
def test_a_noise_needs_its_level(tmp_path, level):
    """The line of the manifest, and what would be right."""
    (tmp_path / "people.csv").write_text(f"path,text,noise,snr_db\na.wav,left,hum.wav,{level}\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"people\.csv:2: .*20, or 10"):
        clips(tmp_path / "people.csv")


def test_a_whole_answer_is_put_to_its_own_question(tmp_path):
    """To the opening, where it names none; it is one to be heard right when its words are surely understood."""
    sound = tmp_path / "any.wav"
    write_wav(sound, spoken("left"))
    said = (("my left calf twitches since my run", ()), ("left", ("side",)), ("the weather", ("side",)), ("left", ()))
    recordings = [Clip(sound.with_name(f"{at}.wav"), text, kind=ANSWER, asked=asked) for at, (text, asked) in enumerate(said)]
    for clip in recordings:
        write_wav(clip.path, spoken("left"))
    done = {trial.heard.clip.path.name: trial for trial in trials(Listener(Ear(), grammar()), recordings, every=True)}
    assert {name: trial.heard.asked for name, trial in done.items()} == {
        "0.wav": (),
        "1.wav": ("side",),
        "2.wav": ("side",),
        "3.wav": (),
    }
    assert [done[f"{at}.wav"].outcome() for at in range(3)] == ["wrong", "right", "taken"]


@pytest.mark.parametrize(
    ("said", "heard", "confidence", "asked", "settled"),
    [
        ("left", "left", 0.9, ("side",), True),
        ("left", "left", 0.1, ("side",), True),
        ("left", "right", 0.1, ("side",), False),
        ("left", "elephant", 0.1, ("side",), False),
        ("no", "no", 0.1, ("dark_urine",), True),
        ("no", "no", 0.1, SIGNS, True),
        ("dark pee", "dark pee", 0.1, SIGNS, True),
        ("dark pee and i vomit all the time", "dark pee and i vomit all the time", 0.1, SIGNS, False),
    ],
)
def test_one_yes_settles_what_it_names(said, heard, confidence, asked, settled):
    """The meaning asked back is the one that was meant; one sign at a time, and what was denied when it is read back."""
    assert trial(said, heard, confidence, asked=asked).after_one_yes(whole()) is settled


def test_one_yes_settles_a_place_that_is_found_by_its_sound():
    """It is judged by what the product asks back, not by the words alone."""
    place = ("location", "side")
    alone = trial("left calf", "left cap", 0.9, asked=place)
    supposing = replace(alone, suppose=Listener(Ear(), grammar()).suppose(place))
    assert not alone.after_one_yes(whole())
    assert (supposing.outcome(), supposing.after_one_yes(whole())) == ("asked back", True)


@pytest.mark.parametrize(
    ("said", "heard", "confidence", "lost"),
    [
        ("dark pee", "dark pee", 0.95, "kept"),
        ("dark pee", "dark pee", 0.1, "kept"),
        ("dark pee", "elephant", 0.1, "lost"),
        ("dark pee", "none of those", 0.95, "silently lost"),
        ("dark pee and i vomit all the time", "dark pee", 0.95, "silently lost"),
        ("no", "dark pee", 0.95, None),
    ],
)
def test_a_warning_sign_is_kept_lost_or_lost_in_silence(said, heard, confidence, lost):
    """Kept is also what is asked back; in silence is worse."""
    assert trial(said, heard, confidence, asked=SIGNS).signs_lost(whole()) == lost


def test_a_row_counts_every_trial_once():
    """Right, settled by a yes, asked back otherwise and wrong are all there are; a row has a cell for each heading."""
    done = [trial("left", "left", 0.9), trial("left", "left", 0.1), trial("left", "elephant", 0.9), trial("left", "right", 0.9)]
    (row,) = rows([*done, trial("lift", "left", 0.9), trial("lift", "lift", 0.9)], whole())
    assert (row.right.hits, row.after_one_yes.hits, row.asked_back.hits, row.wrong.hits, row.taken) == (1, 2, 1, 1, Share(1, 2))
    assert row.after_one_yes.hits + row.asked_back.hits + row.wrong.hits == row.right.trials
    assert len(cells(Measured("any"), row)) == len(HEAD)


def test_what_one_model_heard_is_not_what_another_did(left):
    """Two Vosk models share a file of looks."""
    looks = left.parent / "looks.jsonl"
    for model in (None, Path("small"), Path("large"), Path("small")):
        list(trials(Listener(Ear(), grammar(), looks, model=model), clips(left), (("side",),)))
    assert len(looks.read_text().splitlines()) == 3


@pytest.mark.parametrize("text", ["no header\n", "path,said\na.wav,yes\n", "\x00"])
def test_a_manifest_that_is_none_is_one_line(tmp_path, text):
    """With its path, and what it should be."""
    (tmp_path / "people.csv").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"people\.csv"):
        clips(tmp_path / "people.csv")


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


def test_what_is_weighed_by_meaning_has_its_own_confidences():
    """The share that is asked for is chosen as the confidences of two looks are, and the curve is drawn by it."""
    done = [weighed_trial("left", "left", "elephant", 0.72) for _ in range(9)]
    done += [weighed_trial("lift", "left", "elephant", 0.52) for _ in range(9)]
    best = chosen(done, 0.01)
    assert (best.right.hits, best.taken.hits) == (9, 0)
    # A string that means nothing weighs less, so that 0.72 counts for 0.81 and 0.52 for 0.64.
    assert best.acceptance.agreed == 0.8
    assert reached(done, replace(in_force(done), agreed=0.5)).taken.hits == 9
    assert len({point.taken.hits for point in curve(done)}) == 2


def test_what_may_not_be_wrong_has_its_price():
    """Where nothing may be silently wrong, right answers of the same share are given up."""
    done = [weighed_trial("left", "left", "elephant", 0.7) for _ in range(9)]
    done += [weighed_trial("left", "right", "elephant", 0.8) for _ in range(9)]
    assert [(best.right.hits, best.wrong.hits) for best in (chosen(done, 1.0), chosen(done, 1.0, 0.0))] == [(9, 9), (0, 0)]


def test_a_command_is_never_believed_sooner_than_a_yes_nor_that_than_a_value():
    """Whatever would have been best among those who were chosen on."""
    done = [weighed_trial("left", "left", "elephant", 0.95), weighed_trial("lift", "left", "elephant", 0.9)]
    best = chosen(done, 0.0).acceptance
    assert best.agreed <= best.agreed_yes_no <= best.agreed_command


def test_both_halves_make_one_measurement_of_everybody():
    """Each half by what was chosen on the other; no trial is counted twice or left out."""
    done = [trial("left", "left", 0.75, f"speaker {number}") for number in range(40)]
    one, other = (reached(half, in_force(half), whole()) for half in halves(done))
    both = together(one, other)
    assert both.right.trials == both.after_one_yes.trials == 40
    assert both.right.hits == one.right.hits + other.right.hits
    assert both.acceptance is None


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
