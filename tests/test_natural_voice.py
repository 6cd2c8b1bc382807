"""The natural voice: how it sounds, how it reads, how it is chosen, and what speaks where it cannot."""

import gzip
import json
import shutil
import socket
import threading
from dataclasses import replace
from hashlib import sha256
from importlib.util import find_spec
from statistics import mean

import numpy as np
import pytest
from patience import wait_until
from quiet_surface import Speaker

from tests.model_server import HASTY, Server
from voice.bench.loudness import loudness
from voice.errors import KnowledgeError, ModelError, SynthesisError
from voice.known_voices import FETCHED, NaturalVoice
from voice.limiter import CEILING
from voice.ports import Rendered
from voice.recognition import load_recogniser
from voice.recognition.known_models import Model
from voice.recognition.model_store import ModelStore, installed_model
from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.ahead import own_sentences
from voice.surfaces.checking import check_shared_files
from voice.surfaces.talker import Talker
from voice.synthesis import natural
from voice.synthesis.cache import PromptCache
from voice.synthesis.espeak import load_synthesiser
from voice.synthesis.natural import NaturalSynthesiser, packaged_voice, why_not_natural
from voice.synthesis.packed import PackedObject
from voice.synthesis.pronunciations import Pronunciations, load_pronunciations
from voice.synthesis.voices import WithStandIn, load_voice, which_voice

THERE = pytest.mark.skipif(
    find_spec("hibari") is None or find_spec("onnxruntime") is None, reason="hibari-tts is not installed here"
)
QUESTION = "Sudden weakness or numbness on one side, a drooping face, or trouble speaking?"


@pytest.fixture(scope="module")
def heart():
    """The voice, loaded once."""
    return NaturalSynthesiser()


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """The package's files in a folder of their own, in the place of the installed ones."""
    folder = shutil.copytree(packaged_voice(), tmp_path / "hibari")
    monkeypatch.setattr(natural, "packaged_voice", lambda: folder)
    return folder


@THERE
def test_a_sentence_becomes_sound_of_its_length(heart):
    """Mono, as loud as speech is, without the silence around it."""
    rendered = heart.render(QUESTION)
    assert rendered.rate_hz == 24_000
    assert rendered.samples.dtype == np.int16
    assert 3.0 < rendered.seconds < 8.0
    assert np.abs(rendered.samples[:1200]).max() > 80
    assert np.abs(rendered.samples[-1200:]).max() > 80


@THERE
def test_the_same_text_sounds_the_same(heart):
    """Also after another text, so that a cache may stand in for it."""
    first = heart.render("Left calf.").samples
    heart.render(QUESTION)
    assert np.array_equal(heart.render("Left calf.").samples, first)


@THERE
@pytest.mark.parametrize("rate", [0.5, 0.7, 0.8, 0.9, 1.2, 1.5, 2.0])
def test_the_rate_is_the_pace(heart, rate):
    """What is asked for is what is heard, by a tenth."""
    assert heart.render(QUESTION).seconds / heart.render(QUESTION, rate=rate).seconds == pytest.approx(rate, rel=0.1)


@THERE
def test_both_voices_keep_the_same_pace_and_loudness(heart):
    """Over sentences of ours: within a tenth of the time, and within 1 LU."""
    texts = [text for text in own_sentences(load_knowledge())[::15] if len(text) > 15]
    voices = [[voice.render(text) for text in texts] for voice in (heart, load_synthesiser())]
    seconds = [sum(sound.seconds for sound in sounds) for sounds in voices]
    levels = [mean(loudness(sound) for sound in sounds) for sounds in voices]
    assert seconds[0] == pytest.approx(seconds[1], rel=0.1)
    assert levels[0] == pytest.approx(levels[1], abs=1.0)


@THERE
def test_nothing_it_says_is_clipped(heart):
    """Its peaks are limited when its level is raised to the other voice's."""
    peaks = [np.abs(heart.render(text).samples.astype(int)).max() for text in own_sentences(load_knowledge())[::10]]
    assert max(peaks) <= CEILING * 32767 + 1


@THERE
@pytest.mark.parametrize("text", ["", "  ", "...", "—?!", "\n\t"])
def test_a_text_without_words_is_no_sound(heart, text):
    """Nothing to say is silence of no length."""
    assert len(heart.render(text).samples) == 0


@THERE
@pytest.mark.parametrize("text", ["left\x00calf", "½ cup & 20 %", "naïve 😀 yes", "[yes](/no", "ДА", "a" * 900, "yes, " * 300])
def test_odd_texts_are_spoken_around(heart, text):
    """Whatever stands in a caller's words, a sound comes of it."""
    assert heart.render(text).seconds > 0.1


@THERE
def test_sentences_of_one_text_have_a_pause_between_them(heart):
    """Two together take as long as both alone, and a pause."""
    alone = heart.render("Left calf.").seconds + heart.render("Is that right?").seconds
    assert heart.render("Left calf. Is that right?").seconds == pytest.approx(alone + 0.16, abs=0.01)


@THERE
def test_two_threads_may_speak_at_once(heart):
    """What one renders is not changed by the other."""
    expected = {text: heart.render(text).samples for text in ("Left calf.", QUESTION)}
    found = {}

    def speak(text):
        found[text] = [heart.render(text).samples for _ in range(5)]

    threads = [threading.Thread(target=speak, args=(text,)) for text in expected]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(np.array_equal(samples, expected[text]) for text, sounds in found.items() for samples in sounds)
    assert found.keys() == expected.keys()


@THERE
def test_it_speaks_without_a_network(monkeypatch):
    """Neither loading nor rendering opens a connection."""
    monkeypatch.setattr(socket, "socket", lambda *_, **__: pytest.fail("a connection is opened"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name is looked up"))
    assert NaturalSynthesiser().render("Left calf.").seconds > 0.3


@THERE
def test_what_is_stopped_is_not_said(heart):
    """A prompt of many sentences ends with the one that is being rendered."""
    speaker = Speaker()
    speaker.slow = True
    with Talker(speaker, heart, pytest.fail) as talker:
        talker.say(" ".join([QUESTION] * 20))
        wait_until(lambda: speaker.total > 0, "the first sentence")
        talker.stop()
        wait_until(lambda: not talker._unrendered, "the end of rendering")
        assert speaker.total == 0.0


@THERE
@pytest.mark.parametrize("name", ["lexicon_us_gold.json.gz", "lexicon_us_silver.json.gz"])
def test_packed_words_are_those_of_the_file(name):
    """Every word is found with its own sound, and no other word."""
    text = gzip.decompress((packaged_voice() / "assets" / name).read_bytes())
    packed, plain = PackedObject(text), json.loads(text)
    assert len(packed) == len(plain)
    assert all(packed.get(word) == sound for word, sound in plain.items())
    assert packed.get("twitchwise") is None


def test_packed_objects_hold_texts_and_flat_objects():
    """A key inside such an object is no key of the whole, and a part of a key is none."""
    packed = PackedObject(b'{"s3=:":{"NN":1.5,"VB":-2},"s3=":{"VB":-2},"left":"calf","p1=\\\\":"x"}')
    assert packed.get("s3=:") == {"NN": 1.5, "VB": -2}
    assert packed.get("s3=") == {"VB": -2}
    assert packed.get("left") == "calf"
    assert packed.get("p1=\\") == "x"
    assert [packed.get(key) for key in ("NN", "VB", "s3", "lef", "calf", "", "left calf")] == [None] * 7


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'["a"]', b'{"a":"b"', b'{"a":"\\""}'])
def test_what_is_no_packed_object_is_refused(text):
    """In a line, not later with silence."""
    with pytest.raises(SynthesisError):
        PackedObject(text)


def test_words_are_said_as_the_file_has_them():
    """Whole words, in any case, the longest first."""
    said = Pronunciations({"c k": "sˈi kˈA", "c": "sˈi"})
    assert said.marked("A C K and a c, not Mick") == "A [C K](/sˈi kˈA/) and a [c](/sˈi/), not Mick"


@THERE
def test_a_pronunciation_is_heard():
    """The sounds in the file are the sounds that are made; another file is another voice to a cache."""
    plain, other = (
        NaturalSynthesiser(pronunciations=Pronunciations()),
        NaturalSynthesiser(pronunciations=Pronunciations({"calf": "kˈAk"})),
    )
    assert other.phones("Left calf.") == "lˈɛft kˈAk."
    assert not np.array_equal(plain.render("Left calf.").samples, other.render("Left calf.").samples)
    assert plain.name != other.name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("espeak: {}", "natural"),
        ("natural:\n  rhabdo: R AE B", "none of the voice's signs"),
        ("natural:\n  rhabdo:", "should be the sounds"),
        ("natural:\n  C K: sˈi kˈA", "written small"),
    ],
)
def test_a_wrong_pronunciation_is_told_with_its_line(tmp_path, content, said):
    """Each fault names the file, the line and what would be right."""
    file = tmp_path / "pronunciations.yaml"
    file.write_text(content)
    with pytest.raises(KnowledgeError, match=said) as caught:
        load_pronunciations(file)
    assert f"{file}:{2 if chr(10) in content else 1}:" in str(caught.value)


def test_the_check_of_the_shared_files_looks_at_pronunciations(tmp_path, monkeypatch):
    """`twitchwise check` names the line."""
    (tmp_path / "speech").mkdir()
    (tmp_path / "speech" / "pronunciations.yaml").write_text("natural:\n  gp: G P\n")
    monkeypatch.setattr("voice.synthesis.pronunciations.shared_folder", lambda name: tmp_path)
    (fault,) = check_shared_files(load_recogniser("sphinx"))
    assert fault.startswith(f"{tmp_path}/speech/pronunciations.yaml:2: gp: ")


@THERE
def test_auto_is_the_natural_voice_where_it_can_be_had():
    """And the start says so."""
    voice = load_voice("auto")
    assert voice.name.startswith("hibari")
    assert which_voice(voice, "auto") == "Speaking with a natural voice, heart."


@THERE
def test_the_lower_voice_is_another_one_at_the_same_pace(heart):
    """It takes as long, is as loud, and has its pitch lowered by a fifth or so."""
    sounds = heart.render(QUESTION), load_voice("low").render(QUESTION)
    assert sounds[1].seconds == pytest.approx(sounds[0].seconds, rel=0.1)
    assert loudness(sounds[1]) == pytest.approx(loudness(sounds[0]), abs=1.5)
    assert middle(sounds[1]) < 0.9 * middle(sounds[0])


def middle(sound):
    """The frequency below which half of the energy below a kilohertz lies."""
    energies = np.abs(np.fft.rfft(sound.samples.astype(float))[: round(1000 * sound.seconds)]) ** 2
    return int(np.searchsorted(energies.cumsum(), energies.sum() / 2)) / sound.seconds


@THERE
@pytest.mark.parametrize("name", ["natural", "Natural", "heart"])
def test_the_natural_voice_has_two_names(name):
    """Its kind and its own, in any case."""
    assert load_voice(name).name.startswith("hibari-0.2.1:heart")


@pytest.mark.parametrize(("name", "voice"), [("espeak", "en"), ("en-gb", "en"), ("en-us+f3", "en-us+f3")])
def test_espeak_is_chosen_by_its_name_or_a_voice_of_its(name, voice):
    """Names that worked before still do."""
    chosen = load_voice(name)
    assert chosen.name.startswith(f"espeak:{voice}:")
    assert which_voice(chosen, name) == "Speaking with eSpeak NG."


def test_an_unknown_voice_is_an_error_in_a_line():
    """It says what would be right."""
    with pytest.raises(SynthesisError, match="no-such-voice"):
        load_voice("no-such-voice")


@THERE
@pytest.mark.parametrize("name", ["assets/hibari.onnx", "g2p/lexicon.py", "assets/tagger.json.gz"])
def test_a_damaged_file_leaves_the_word_to_espeak(copied, name):
    """Nothing of a package with another hash is used; the start tells why, and what mends it."""
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    voice = load_voice("auto")
    assert voice.name.startswith("espeak")
    said = which_voice(voice, "auto")
    assert said.startswith("Speaking with eSpeak NG, as the natural voice cannot be used here: ")
    assert name in said
    assert "hibari-tts==0.2.1" in said
    assert "\n" not in said
    with pytest.raises(SynthesisError, match="damaged"):
        load_voice("natural")


@THERE
def test_a_missing_file_is_told_by_its_name(copied):
    """As a damaged one is."""
    (copied / "assets" / "vocab.json").unlink()
    assert "vocab.json: missing" in why_not_natural()


def test_without_the_package_espeak_speaks(monkeypatch):
    """And the start says how to get the better voice."""
    monkeypatch.setattr(natural, "packaged_voice", lambda: None)
    voice = load_voice("auto")
    assert voice.name.startswith("espeak")
    assert "hibari-tts is not installed" in which_voice(voice, "auto")
    with pytest.raises(SynthesisError, match="not installed"):
        load_voice("natural")


@THERE
def test_files_that_cannot_be_opened_are_a_fault_in_a_line(copied, monkeypatch):
    """Where the hashes say nothing, onnxruntime's own complaint is passed on."""
    monkeypatch.setattr(natural, "why_not_natural", lambda voice: None)
    (copied / "assets" / "hibari.onnx").write_bytes(b"no network at all")
    with pytest.raises(SynthesisError, match="cannot be loaded") as caught:
        NaturalSynthesiser().render("Left calf.")
    assert "\n" not in str(caught.value)


@pytest.fixture
def neighbour(tmp_path, monkeypatch):
    """A British voice that is fetched: the packaged one's network, served on this machine by its publisher's name."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    content = (packaged_voice() / "assets" / "hibari.onnx").read_bytes()
    voice = NaturalVoice(
        "neighbour", british=True, file="bf_neighbour.onnx", sha256=sha256(content).hexdigest(), size=len(content)
    )
    monkeypatch.setattr("voice.synthesis.voices.VOICES", {voice.name: voice})
    serving = Server(content)
    url = f"{serving.at('cut')}/{voice.file}"
    yield Model(voice.name, url, voice.sha256, voice.size, "Apache-2.0", engine="hibari", file=voice.file)
    serving.close()


@THERE
def test_a_voice_is_fetched_and_speaks(neighbour):
    """From its address, in two goes as the connection breaks off, checked by its hash; before, it is an error in a line."""
    with pytest.raises(SynthesisError, match="twitchwise models fetch neighbour"):
        load_voice("neighbour")
    store = ModelStore()
    store.fetch(neighbour, lambda *_: None, HASTY)
    assert store.is_complete("neighbour", "hibari")
    assert not store.faults("neighbour")
    voice = load_voice("neighbour")
    assert voice.phones("Hello there.") == "həlˈQ ðˈɛː."
    assert voice.render("Hello there.").seconds > 0.3


@THERE
def test_a_fetched_voice_is_no_model_to_hear_with(neighbour):
    """The recognisers look for their own."""
    ModelStore().fetch(neighbour, lambda *_: None, HASTY)
    assert installed_model() is None
    assert installed_model(engine="moonshine") is None


@THERE
def test_a_damaged_fetched_voice_is_told_with_what_mends_it(neighbour):
    """Nothing of it is opened."""
    file = ModelStore().fetch(neighbour, lambda *_: None, HASTY) / neighbour.file
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(SynthesisError, match=r"damaged.*twitchwise models fetch neighbour"):
        load_voice("neighbour")


@THERE
def test_a_file_with_another_hash_is_not_installed(neighbour):
    """The publisher's hash decides."""
    other = replace(neighbour, sha256="0" * 64)
    with pytest.raises(ModelError):
        ModelStore().fetch(other, lambda *_: None, HASTY)
    assert not ModelStore().names()


@THERE
def test_the_voices_to_be_fetched_are_those_that_the_package_names():
    """Name, file, length, hash and accent."""
    named = json.loads((packaged_voice() / "assets" / "voices.json").read_text())
    assert {voice.name for voice in FETCHED} == named.keys() - {"heart"}
    for voice in FETCHED:
        its = named[voice.name]
        assert (voice.file, voice.size, voice.sha256, voice.british) == (its["file"], its["bytes"], its["sha256"], its["british"])


class Failing:
    """A voice that can be chosen and not loaded."""

    name = "failing"

    def get_ready(self):
        """Fail."""
        raise SynthesisError("no memory")

    def render(self, text, *, rate=1.0):
        """Fail."""
        self.get_ready()


class Plain:
    """A voice that never fails."""

    name = "plain"

    def get_ready(self):
        """Nothing to load."""

    def render(self, text, *, rate=1.0):
        """A tone."""
        return Rendered(np.full(2205, 1000, np.int16), 22_050)


def test_where_a_voice_fails_the_other_one_goes_on():
    """The sentence is said, and the voice's name tells whose it is from then on."""
    voice = WithStandIn(Failing(), Plain())
    assert voice.render("Left calf.").seconds == pytest.approx(0.1)
    assert voice.name == "plain"


def test_what_the_other_voice_said_is_not_kept_under_the_first_ones_name(tmp_path):
    """So that a repaired voice is not silenced by a disk full of the other's sentences."""
    with PromptCache(WithStandIn(Failing(), Plain()), tmp_path) as cache:
        cache.prepare(["Left calf."])
        assert cache.render("Left calf.").seconds == pytest.approx(0.1)
    with PromptCache(Failing(), tmp_path) as cache:
        assert not cache.ready("Left calf.")
