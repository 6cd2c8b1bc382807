"""The Moonshine ear: real sound through the real model, its files checked, and another ear where it cannot be used."""

import importlib.util
import re
import shutil
import sys
from importlib.metadata import requires
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from grammars import shipped
from tests.sounds import VOICES, blocks, hiss, silence, spoken
from voice.errors import RecogniserError
from voice.ports import RATE_HZ
from voice.recognition import load_recogniser, why_no_moonshine
from voice.recognition.known_models import TOKENS
from voice.recognition.moonshine import MoonshineRecogniser
from voice.recognition.moonshine_files import FILES, check_files, packaged_model
from voice.recognition.moonshine_network import read_pieces
from voice.recognition.weighing import look_of
from voice.selftest.machine import ear
from voice.settings import Settings
from voice.skill.grammar.speech_grammar import SpeechGrammar, speech_grammar
from voice.skill.understanding.understand import understand
from voice.talk import which_ear

pytestmark = pytest.mark.skipif(packaged_model() is None, reason="the package with the model has no build for this machine")
PLACE = ("location", "side")


@pytest.fixture(scope="module")
def moonshine():
    """One model for the module, as in the program."""
    return load_recogniser("moonshine")


def look(recogniser, samples, asked):
    """What is made of a sound as an answer to that question."""
    utterance = recogniser.utterance(speech_grammar(shipped(), asked))
    for block in blocks(samples):
        utterance.accept(block)
    return look_of(utterance.finish(), lambda text: understand(shipped(), text, asked))


def test_it_is_what_hears_where_it_is_there():
    """Nothing needs to be asked for."""
    assert load_recogniser("auto").name == "moonshine"


@pytest.mark.parametrize(
    ("words", "asked", "answers"),
    [
        ("my left calf", PLACE, {"side": "left", "location": ("calf",)}),
        ("no", ("dark_urine",), {"dark_urine": False}),
        ("yes it is", ("dark_urine",), {"dark_urine": True}),
        ("about three weeks", ("duration_days",), {"duration_days": 21.0}),
    ],
)
def test_an_answer_is_heard(moonshine, words, asked, answers):
    """Surely from one of several voices at least, and from none surely as something else."""
    heard = [look(moonshine, spoken(words, voice), asked).reading for voice in VOICES]
    sure = [reading.answers for reading in heard if reading.certainty == "sure"]
    assert sure
    assert all(said == answers for said in sure)


def test_words_come_while_somebody_speaks(moonshine):
    """Before the end."""
    utterance = moonshine.utterance(speech_grammar(shipped(), PLACE))
    texts = {
        utterance.accept(block).text for block in blocks(spoken("the twitch is in the muscle of my left calf and in my eyelid"))
    }
    assert any(texts)


@pytest.mark.parametrize("sound", [silence(2), hiss(2 * RATE_HZ, 300), np.full(RATE_HZ, 8000, np.int16), np.zeros(0, np.int16)])
def test_a_sound_without_words_is_no_sure_answer(moonshine, sound):
    """Silence, noise, a constant, nothing at all."""
    assert look(moonshine, sound, ("dark_urine",)).reading.certainty != "sure"


def test_a_minute_without_a_pause_is_heard_to_its_end(moonshine):
    """Its last words are among what is heard."""
    sentence = spoken("i was running up the hill and then my calf began to twitch")
    minute = np.tile(sentence, 1 + 60 * RATE_HZ // len(sentence))
    utterance = moonshine.utterance(SpeechGrammar("calf", ("my calf",), sentences=("my calf began to twitch",)))
    for block in blocks(np.concatenate([minute, spoken("and now my left shoulder hurts")]), size=RATE_HZ):
        utterance.accept(block)
    assert "shoulder" in utterance.finish().text.split()[-4:]


def test_the_same_sound_is_heard_the_same_each_time(moonshine):
    """Whatever was heard in between."""
    sound = spoken("my right thigh")
    first = look(moonshine, sound, PLACE)
    look(moonshine, spoken("no"), ("dark_urine",))
    assert look(moonshine, sound, PLACE) == first


@pytest.fixture
def copied(tmp_path):
    """The model's files in a folder of their own, and where their check is remembered."""
    folder = shutil.copytree(packaged_model(), tmp_path / "model")
    return folder, tmp_path / "remembered.json"


def test_the_files_are_checked_once_and_it_is_remembered(copied, monkeypatch):
    """What has not changed since is not read again."""
    folder, remembered = copied
    check_files(folder, remembered)
    monkeypatch.setattr("voice.checked_files.hash_of", lambda path: pytest.fail(f"{path} is read again"))
    check_files(folder, remembered)


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_other_bytes_is_refused_in_a_line(copied, name):
    """Also where the right one was seen before."""
    folder, remembered = copied
    check_files(folder, remembered)
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)
    with pytest.raises(RecogniserError, match=name) as caught:
        check_files(folder, remembered)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_or_cut_file_is_refused_in_a_line(copied, name):
    """The line names it."""
    folder, remembered = copied
    (folder / name).write_bytes((folder / name).read_bytes()[:1000])
    with pytest.raises(RecogniserError, match=name):
        check_files(folder, remembered)
    (folder / name).unlink()
    with pytest.raises(RecogniserError, match=f"{name}: missing"):
        MoonshineRecogniser(folder)


def test_a_damaged_memory_of_checks_is_done_without(copied):
    """It is checked again, and written anew."""
    folder, remembered = copied
    remembered.write_text("{")
    check_files(folder, remembered)
    assert str(folder) in remembered.read_text()


def test_files_that_cannot_be_opened_are_refused_in_a_line(copied, monkeypatch):
    """By an onnxruntime too old for them, say."""
    folder, _ = copied
    for name in FILES:
        (folder / name).write_bytes(b"not a model")
    monkeypatch.setattr("voice.recognition.moonshine.check_files", lambda folder: None)
    with pytest.raises(RecogniserError, match=r"onnxruntime \S+ cannot open") as caught:
        MoonshineRecogniser(folder)
    assert "\n" not in str(caught.value)


def test_without_onnxruntime_another_ear_hears(monkeypatch, tmp_path):
    """And who asked for this one by name is told in a line."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert load_recogniser("auto").name == "sphinx"
    with pytest.raises(RecogniserError, match="onnxruntime"):
        load_recogniser("moonshine")


def no_model(monkeypatch, folder):
    """Neither a package nor a fetched model."""
    monkeypatch.setattr("voice.recognition.moonshine.packaged_model", lambda: None)


def damaged_model(monkeypatch, folder):
    """A package whose files are others."""
    for name in FILES:
        (folder / name).write_bytes(b"not a model")
    monkeypatch.setattr("voice.recognition.moonshine.packaged_model", lambda: folder)


def part_of_a_model(monkeypatch, folder):
    """A package with a file too few."""
    shutil.copytree(packaged_model(), folder, dirs_exist_ok=True)
    (folder / TOKENS).unlink()
    monkeypatch.setattr("voice.recognition.moonshine.packaged_model", lambda: folder)


def no_onnxruntime(monkeypatch, folder):
    """The engine is not installed."""
    monkeypatch.setitem(sys.modules, "onnxruntime", None)


def another_onnxruntime(monkeypatch, folder):
    """An engine that opens other files than these: the files pass for the right ones."""
    damaged_model(monkeypatch, folder)
    monkeypatch.setattr("voice.recognition.moonshine.check_files", lambda folder: None)


ADVICE = [
    (no_model, "the Moonshine model is not installed", "`twitchwise models fetch moonshine` brings it"),
    (damaged_model, "not the model's file, or damaged", "`twitchwise models fetch moonshine` brings a whole model"),
    (part_of_a_model, "missing", "`twitchwise models fetch moonshine` brings a whole model"),
    (no_onnxruntime, "onnxruntime, which Moonshine needs, is not installed", "`pip install 'onnxruntime>=1.20,<1.29'`"),
    (another_onnxruntime, "cannot open the model", "`pip install --force-reinstall 'onnxruntime>=1.20,<1.29'`"),
]


@pytest.mark.parametrize(("cause", "said", "do"), ADVICE)
def test_each_cause_that_moonshine_is_not_used_has_its_own_advice(cause, said, do, monkeypatch, tmp_path):
    """In a line, the same at the start of a conversation and in the self-test."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "model").mkdir()
    cause(monkeypatch, tmp_path / "model")
    recogniser = load_recogniser("auto")
    line = which_ear(recogniser.name, "auto")
    (finding,) = (one for one in ear(Settings()) if one.check == "recogniser")
    assert recogniser.name == "sphinx"
    assert line.startswith("Hearing with PocketSphinx, as Moonshine cannot be used here: ")
    assert "\n" not in line
    assert all(part in line for part in (said, do))
    assert said in finding.said
    assert do in finding.do


def test_the_version_in_the_advice_is_the_one_that_is_required():
    """What mends it is what a new installation would bring."""
    required = next(one for one in requires("twitchwise") if one.startswith("onnxruntime"))
    advised = str(re.search(r"'onnxruntime(.*)'", ADVICE[3][2])[1])
    assert SpecifierSet(advised) == Requirement(required).specifier


def test_on_a_machine_of_32_bits_another_engine_is_offered(monkeypatch, tmp_path):
    """There is no onnxruntime for it."""
    no_onnxruntime(monkeypatch, tmp_path)
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)
    assert "Vosk" in why_no_moonshine().do


def test_where_moonshine_can_be_used_nothing_is_told():
    """There is no cause."""
    assert why_no_moonshine() is None


def test_the_pieces_are_as_many_as_the_model_has():
    """With a space for the mark that stands for one."""
    pieces = read_pieces((packaged_model() / TOKENS).read_bytes())
    assert len(pieces) == 32_768
    assert " yes" in pieces


def test_nothing_of_it_speaks_to_anybody():
    """The engine that opens the model is one that has no address to report to."""
    library = Path(importlib.util.find_spec("onnxruntime").origin).parent / "capi"
    parts = list(library.glob("*pybind11_state*"))
    assert parts
    assert not [path for path in parts if b"OneCollector" in path.read_bytes()]
