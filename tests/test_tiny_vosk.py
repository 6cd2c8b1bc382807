"""Real Vosk, on a model made by this project, hears synthetic voices that the model was not trained on."""

import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
import soxr

import voice
from script.tiny_vosk.espeak import espeak
from script.tiny_vosk.voices import VOICES
from tests.tiny_vosk import FIXTURE, build_model, lexicon, vocabulary
from voice.ports import RATE_HZ, Hypothesis, Samples
from voice.recognition.vosk import UNKNOWN, VoskRecogniser
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.speech_grammar import SpeechGrammar, speech_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.understand import understand

COMMANDS = ("repeat", "slower", "help", "why", "skip", "go back", "pause", "stop", "start over", "i don't know")
QUESTIONS = {
    "yes or no": ("yes", "no", "yeah", "nope", "not sure"),
    "where": (
        "left calf",
        "right calf",
        "both calves",
        "eyelid",
        "my lower back",
        "shoulder",
        "thigh",
        "foot",
        "right forearm",
        "neck",
    ),
    "how long": (
        "about three days",
        "a few hours",
        "a couple of weeks",
        "since yesterday",
        "half an hour",
        "six months",
        "last night",
    ),
}
OTHER_WORDS = ("elephant", "umbrella", "the government", "washing machine", "television", "sandwiches", "jupiter", "photograph")
VOICE_NAMES = [f"{accent}+{variant}" for accent in ("en-us", "en") for variant in VOICES["held_out_variants"]]
PAUSE = np.zeros(RATE_HZ * 3 // 10, np.int16)


@pytest.fixture(scope="module")
def ear(tiny_vosk_model: Path) -> VoskRecogniser:
    return VoskRecogniser(tiny_vosk_model)


@pytest.fixture(scope="module")
def skill_grammar() -> Grammar:
    return load_grammar(load_knowledge())


def say(text: str, voice: str) -> Samples:
    spoken = espeak().speak(text, voice, words_per_minute=160)
    return np.concatenate([PAUSE, soxr.resample(spoken.samples, spoken.rate_hz, RATE_HZ), PAUSE])


def said(skill_grammar: Grammar, text: str, asked: tuple[str, ...]) -> tuple | None:
    """What is surely meant; None when it would be asked about."""
    reading = understand(skill_grammar, text, asked)
    content = (reading.answers, reading.reply, reading.command, reading.faq)
    return content if reading.certainty == "sure" and any(content) else None


def grammar(question: str) -> SpeechGrammar:
    return SpeechGrammar(question, (*QUESTIONS[question], *COMMANDS))


def hear(ear: VoskRecogniser, samples: Samples, expected: SpeechGrammar) -> Hypothesis:
    utterance = ear.utterance(expected)
    for start in range(0, len(samples), RATE_HZ // 10):
        utterance.accept(samples[start : start + RATE_HZ // 10])
    return utterance.finish()


@pytest.mark.parametrize("question", QUESTIONS)
def test_hears_answers_of_new_voices(ear, question):
    """At least 95 of 100 answers to a question are heard as they were said."""
    rng = random.Random(3)
    said = [(rng.choice((*QUESTIONS[question], *COMMANDS)), rng.choice(VOICE_NAMES)) for _ in range(100)]
    missed = [(text, voice) for text, voice in said if hear(ear, say(text, voice), grammar(question)).text != text]
    assert len(missed) <= 5, missed


@pytest.mark.parametrize("asked", [("location", "side"), ("pain",)])
def test_hears_what_a_question_of_the_interview_expects(ear, skill_grammar, asked):
    """Of what the real grammar of a question expects, nine in ten are understood, and nothing is misunderstood."""
    expected = speech_grammar(skill_grammar, asked)
    outcomes = Counter()
    # Drawn by their letters: another phrase in the grammars makes no other draw.
    drawn = sorted((text for text in expected.phrases if said(skill_grammar, text, asked)), key=lambda text: crc32(text.encode()))
    for text in drawn[:60]:
        voice = VOICE_NAMES[crc32(text.encode()) % len(VOICE_NAMES)]
        meant = said(skill_grammar, hear(ear, say(text, voice), expected).text, asked)
        outcomes["right" if meant == said(skill_grammar, text, asked) else "wrong" if meant else "asked"] += 1
    assert outcomes["right"] >= 54, outcomes
    assert outcomes["wrong"] <= 1, outcomes


@pytest.mark.parametrize("question", QUESTIONS)
def test_refuses_what_is_no_answer(ear, question):
    """Three in four words that no answer has come out as unknown, or as nothing."""
    heard = [hear(ear, say(text, voice), grammar(question)).text for text in OTHER_WORDS for voice in VOICE_NAMES[::3]]
    refused = [text for text in heard if not text or UNKNOWN in text]
    assert len(refused) >= 0.75 * len(heard), heard


def test_gives_the_time_of_each_word(ear):
    """Words come in order, each where the synthesiser spoke it, give or take a tenth of a second."""
    spoken = espeak().speak("left calf", "en-us+f4", words_per_minute=160)
    samples = np.concatenate([PAUSE, soxr.resample(spoken.samples, spoken.rate_hz, RATE_HZ), PAUSE])
    left, calf = hear(ear, samples, grammar("where")).words
    second = 0.3 + next(start for name, start in spoken.phones if name == "k")
    assert abs(left.start - 0.3) < 0.1
    assert left.end <= calf.start + 1e-6
    assert abs(calf.start - second) < 0.1
    assert calf.end <= len(samples) / RATE_HZ


def test_is_surer_of_words_than_of_noise(ear):
    """A clearly spoken answer is sure; a hiss gives no words at all."""
    hiss = (np.random.default_rng(1).standard_normal(2 * RATE_HZ) * 300).astype(np.int16)
    assert hear(ear, say("yes", "en-us+f4"), grammar("yes or no")).confidence > 0.8
    assert hear(ear, hiss, grammar("yes or no")).text in ("", UNKNOWN)


def test_shows_words_while_they_are_spoken(ear):
    """A partial hypothesis has the answer before the final one is asked for."""
    utterance = ear.utterance(grammar("how long"))
    samples = say("about three days", "en-us+f4")
    partials = [utterance.accept(samples[start : start + 1600]).text for start in range(0, len(samples), 1600)]
    assert "about three days" in partials


def test_knows_every_word_that_can_be_pronounced(ear):
    """The model has the listed words and those of the grammars, but for those without a pronunciation."""
    sayable = list(lexicon(vocabulary()))
    assert len(sayable) > 800
    assert ear.unknown_words(sayable) == ()
    assert ear.unknown_words(["zzyzx"]) == ("zzyzx",)


def test_knows_what_a_question_expects(ear, skill_grammar):
    """No word of a question's grammar is beyond the model, so that no phrase of it is left out."""
    expected = speech_grammar(skill_grammar, ("medications", "kidney_disease", "pregnant"))
    assert ear.unknown_words([word for phrase in (*expected.phrases, *expected.decoys) for word in phrase.split()]) == ()


def test_the_fixture_is_small_and_builds_the_same_each_time(tmp_path):
    """A megabyte at most is kept in the repository, and gives the same model every time."""
    assert sum(path.stat().st_size for path in FIXTURE.iterdir()) < 1_000_000
    first, second = (build_model(tmp_path / name, ["yes", "no"]) for name in ("first", "second"))
    for path in sorted(first.rglob("*.*")):
        assert path.read_bytes() == (second / path.relative_to(first)).read_bytes()


def stress(model: Path, rounds: int, seed: int) -> list[int]:
    command = [sys.executable, "-m", "tests.vosk_stress", str(model), str(rounds), str(seed)]
    done = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [int(number) for number in done.stdout.split()]


def test_survives_random_grammars_and_sound(tiny_vosk_model):
    """Whatever grammars and sound it is given, the process lives."""
    made, chunks, refused = stress(tiny_vosk_model, 400, 1)
    assert made + chunks >= 400
    assert refused > 0


def test_survives_ten_thousand_random_grammars_and_chunks(tiny_vosk_model, pytestconfig):
    """The same at length."""
    if not pytestconfig.getoption("--all"):
        pytest.skip("takes minutes; run with --all")
    assert sum(stress(tiny_vosk_model, 10_000, 2)[:2]) >= 10_000


def test_holds_a_whole_spoken_conversation(tiny_vosk_model, tmp_path):
    """A synthetic caller with a voice of eSpeak's is heard from the opening to the result that the script expects."""
    demo = (Path(voice.__file__).parent / "rehearsal" / "demo.yaml").read_text(encoding="utf-8")
    script = tmp_path / "demo.yaml"
    script.write_text(re.sub(r"(?m)^voice: .*$", "voice: en-us", demo), encoding="utf-8")
    command = ["rehearse", "--audio", "--quiet", "--recogniser", "vosk", "--model", str(tiny_vosk_model), str(script)]
    done = subprocess.run([sys.executable, "-m", "voice", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
