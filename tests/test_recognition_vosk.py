"""What would end the process inside Vosk never reaches it; what it answers is read whatever keys it has."""

import json

import pytest

from voice.errors import RecogniserError
from voice.recognition import load_recogniser
from voice.recognition.sphinx import SphinxRecogniser
from voice.recognition.vosk import UNKNOWN, check_model_folder, grammar_json, words_of
from voice.skill.grammar.speech_grammar import SpeechGrammar

FILES = ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf", "graph/HCLr.fst", "graph/Gr.fst")


def model_folder(folder, *, without="", also=""):
    """The outline of a Vosk model: the right files, with nothing in them that could be loaded."""
    for name in {*FILES, also} - {without, ""}:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_a_folder_with_the_parts_of_a_model_passes(tmp_path):
    """Nothing is said about a folder that has what Vosk needs for grammars."""
    check_model_folder(model_folder(tmp_path / "model"))


@pytest.mark.parametrize("without", ["am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst"])
def test_a_folder_without_a_part_is_refused(tmp_path, without):
    """The line names the folder and the part that is missing."""
    with pytest.raises(RecogniserError, match=without) as caught:
        check_model_folder(model_folder(tmp_path / "model", without=without))
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_model_with_a_fixed_graph_is_refused(tmp_path):
    """Vosk would ignore the grammar with only a warning."""
    with pytest.raises(RecogniserError, match="takes no grammar"):
        check_model_folder(model_folder(tmp_path, also="graph/HCLG.fst"))


def test_an_empty_model_file_is_refused(tmp_path):
    """A download that stopped at its first byte is not opened."""
    model_folder(tmp_path)
    (tmp_path / "am/final.mdl").write_bytes(b"")
    with pytest.raises(RecogniserError, match="empty"):
        check_model_folder(tmp_path)


def test_the_folder_above_a_model_is_refused_with_a_hint(tmp_path):
    """Who unpacked one folder too high is told which one is meant."""
    model_folder(tmp_path / "vosk-model-small-en-us-0.15")
    with pytest.raises(RecogniserError, match=r"did you mean .*small-en-us"):
        check_model_folder(tmp_path)


@pytest.mark.parametrize("engine", ["auto", "vosk"])
@pytest.mark.parametrize("name", ["absent", "a-file", "an-empty-folder"])
def test_what_is_no_model_is_refused_in_one_line(tmp_path, engine, name):
    """A model that was asked for and is none is an error, whichever engine was named; nothing else is taken instead."""
    (tmp_path / "a-file").write_text("not a folder")
    (tmp_path / "an-empty-folder").mkdir()
    with pytest.raises(RecogniserError, match=name) as caught:
        load_recogniser(engine, tmp_path / name)
    assert "\n" not in str(caught.value)


def test_an_unknown_engine_is_refused():
    """The line says which there are."""
    with pytest.raises(RecogniserError, match="auto, moonshine, vosk, sphinx"):
        load_recogniser("whisper")


def test_auto_takes_pocketsphinx_without_a_model(tmp_path, monkeypatch):
    """A machine without downloads still has an ear, also where the neural one is not to be had."""
    monkeypatch.setattr("voice.recognition.moonshine.packaged_model", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert isinstance(load_recogniser("auto"), SphinxRecogniser)


def test_vosk_without_a_model_is_refused(tmp_path, monkeypatch):
    """The line says where a model was looked for."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with pytest.raises(RecogniserError, match="twitchwise"):
        load_recogniser("vosk")


def test_a_grammar_is_valid_and_holds_each_phrase_once():
    """Phrases and decoys with single spaces, and the unknown word so that others can be refused."""
    grammar = SpeechGrammar("place", ("left  calf", "left calf", "right calf"), decoys=("one more set", "left calf"))
    items = json.loads(grammar_json(grammar, lambda word: True))
    assert items[:3] == ["left calf", "right calf", "one more set"]
    assert set(items[3:]) == {UNKNOWN}


def test_a_phrase_with_an_unknown_word_is_left_out_whole():
    """Vosk would drop the word and keep the rest: "no pain" must not become "no"."""
    grammar = SpeechGrammar("pain", ("no fasciculation", "no pain", ""))
    items = json.loads(grammar_json(grammar, lambda word: word != "fasciculation"))
    assert [item for item in items if item != UNKNOWN] == ["no pain"]


@pytest.mark.parametrize("phrases", [(), ("",), ("xqzzt",)])
def test_a_grammar_that_would_crash_vosk_is_refused(phrases):
    """An empty grammar ends the process at the first sound."""
    with pytest.raises(RecogniserError, match="place"):
        grammar_json(SpeechGrammar("place", phrases), lambda word: word != "xqzzt")


def test_a_larger_grammar_weighs_the_unknown_word_more():
    """One [unk] in two hundred phrases would cost too much to be heard."""
    small = SpeechGrammar("small", ("yes", "no"))
    large = SpeechGrammar("large", tuple(f"phrase {number}" for number in range(200)))
    count = [json.loads(grammar_json(grammar, lambda word: True)).count(UNKNOWN) for grammar in (small, large)]
    assert count[0] < count[1]


@pytest.mark.parametrize(
    ("result", "text", "confidence"),
    [
        ('{"result": [{"conf": 0.9, "start": 0.1, "end": 0.4, "word": "left"}], "text": "left"}', "left", 0.9),
        ('{"text": ""}', "", 0.0),
        ('{"partial": "left calf"}', "left calf", 0.0),
        ("{}", "", 0.0),
        ('{"text": "[unk]"}', "[unk]", 0.0),
    ],
)
def test_every_kind_of_result_is_read(result, text, confidence):
    """Final, empty, partial, without any key, unknown."""
    hypothesis = words_of(result)
    assert (hypothesis.text, hypothesis.confidence) == (text, confidence)
