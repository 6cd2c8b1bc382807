"""pyttsx3 as a renderer, and the cache in front of it. Everything here is really rendered, but for what is counted."""

import errno
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from patience import HANG_SECONDS

from voice.errors import SynthesisError
from voice.ports import Rendered
from voice.synthesis.cache import PromptCache
from voice.synthesis.espeak import EspeakSynthesiser, load_synthesiser

QUESTION = "Is your pee dark, like tea or cola?"


@pytest.fixture(scope="module")
def synthesiser():
    return load_synthesiser()


def test_a_question_becomes_sound_of_its_length(synthesiser):
    """A prompt is rendered as mono int16 that is neither silent nor padded with silence."""
    rendered = synthesiser.render(QUESTION)
    assert rendered.samples.dtype == np.int16
    assert rendered.samples.ndim == 1
    assert 1.0 < rendered.seconds < 4.0
    assert np.abs(rendered.samples[-rendered.rate_hz // 10 :]).max() > 80


def test_the_same_text_sounds_the_same(synthesiser):
    """Two renderings of one text are equal, so that a cache may stand in for the voice."""
    assert np.array_equal(synthesiser.render("Left calf.").samples, synthesiser.render("Left calf.").samples)


def test_a_slower_rate_takes_longer(synthesiser):
    """The rate follows what the caller asked for."""
    assert synthesiser.render(QUESTION, rate=0.8).seconds > 1.1 * synthesiser.render(QUESTION).seconds


def test_the_rate_holds_every_time(synthesiser):
    """Renderings that run at once all keep the rate: none falls back to the engine's own."""
    with ThreadPoolExecutor(4) as pool:
        lengths = {len(rendered.samples) for rendered in pool.map(synthesiser.render, ["yes"] * 32)}
    assert len(lengths) == 1


def test_another_voice_sounds_different():
    """The voice is the one that was asked for."""
    assert not np.array_equal(load_synthesiser("en-us+f3").render("yes").samples, load_synthesiser("en-gb").render("yes").samples)


def test_a_text_of_many_sentences_is_rendered_whole(synthesiser):
    """A long text comes out complete: pyttsx3's early return from its first loop loses nothing."""
    assert synthesiser.render(" ".join([QUESTION] * 12)).seconds > 10 * synthesiser.render(QUESTION).seconds


@pytest.mark.parametrize("text", ["", "  ", "…", "- -"])
def test_a_text_without_words_is_no_sound(synthesiser, text):
    """What cannot be spoken renders to nothing, at once, and is no error."""
    assert len(synthesiser.render(text).samples) == 0


@pytest.mark.parametrize("text", ["a\x00b", "line\nbreak", "naïve café — “quoted” 37°", "<speak>ok</speak>", "--help"])
def test_odd_characters_are_spoken_around(synthesiser, text):
    """Control characters, markup and dashes break nothing."""
    assert synthesiser.render(text).seconds > 0.1


def test_an_unknown_voice_is_said_by_name():
    """A voice that does not exist is one clear line."""
    with pytest.raises(SynthesisError, match=r"no-such-voice.*try en"):
        load_synthesiser("no-such-voice")


def test_a_late_rendering_is_stopped():
    """A rendering that outlasts its time is killed and reported."""
    with pytest.raises(SynthesisError, match="was stopped"):
        EspeakSynthesiser(seconds_allowed=0.0).render("a")


def test_nothing_reaches_standard_output():
    """pyttsx3's own messages stay off standard output, which carries JSON."""
    code = "from voice.synthesis.espeak import load_synthesiser; load_synthesiser('en-us').render('hello there')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_library_in_the_current_folder_is_not_taken(tmp_path, monkeypatch, synthesiser):
    """A file that happens to be called pyttsx3.py where the program is started does no harm."""
    (tmp_path / "pyttsx3.py").write_text("raise SystemExit('taken from the current folder')")
    monkeypatch.chdir(tmp_path)
    assert synthesiser.render("hello").seconds > 0.1


class CountingSynthesiser:
    """Renders a tone and remembers what it was asked for."""

    def __init__(self, name="tone"):
        self.name = name
        self.texts = []

    def get_ready(self):
        """Nothing to load."""

    def render(self, text, *, rate=1.0):
        self.texts.append((text, rate))
        if text == "broken":
            raise SynthesisError("cannot say this")
        return Rendered(np.full(2205, 1000, np.int16), 22_050)


def test_a_prompt_is_rendered_once(tmp_path):
    """The second time, a prompt comes from the cache; another rate is another prompt."""
    voice = CountingSynthesiser()
    with PromptCache(voice, tmp_path) as cache:
        for rate in (1.0, 1.0, 0.8):
            cache.render("hello", rate=rate)
    assert voice.texts == [("hello", 1.0), ("hello", 0.8)]


def test_prepared_prompts_outlive_the_program(tmp_path):
    """What was prepared is found on disk by the next run, sample for sample."""
    with PromptCache(load_synthesiser(), tmp_path) as cache:
        cache.prepare(["hello"])
        first = cache.render("hello")
    second_voice = CountingSynthesiser(load_synthesiser().name)
    with PromptCache(second_voice, tmp_path) as cache:
        second = cache.render("hello")
    assert second_voice.texts == []
    assert second.rate_hz == first.rate_hz
    assert np.array_equal(first.samples, second.samples)


def test_answers_never_reach_the_disk(tmp_path):
    """A sentence that was not prepared may hold a caller's answer, and stays in memory."""
    with PromptCache(CountingSynthesiser(), tmp_path) as cache:
        cache.render("Left calf.")
    assert list(tmp_path.iterdir()) == []


def test_forgetting_drops_what_held_answers(tmp_path):
    """After "delete my answers", a sentence with an answer in it has to be rendered anew."""
    voice = CountingSynthesiser()
    with PromptCache(voice, tmp_path) as cache:
        cache.render("Left calf.")
        cache.forget()
        cache.render("Left calf.")
    assert len(voice.texts) == 2


def test_forgetting_keeps_our_own_sentences_at_any_pace():
    """They hold nothing of a caller's, and whoever has them said faster needs them as warm."""
    voice = CountingSynthesiser()
    with PromptCache(voice) as cache:
        cache.prepare(["hello"], rate=1.2)
        cache.render("hello", rate=1.2)
        cache.forget()
        cache.render("hello", rate=1.2)
    assert voice.texts == [("hello", 1.2)]


def test_only_the_owner_can_read_the_cache(tmp_path):
    """Folder and files are closed to everybody else."""
    folder = tmp_path / "prompts"
    with PromptCache(CountingSynthesiser(), folder) as cache:
        cache.prepare(["hello"])
        cache.render("hello")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


@pytest.mark.parametrize("content", [b"", b"not a sound", None])
def test_a_damaged_file_is_rendered_again(tmp_path, content):
    """An empty, foreign or cut-off file in the cache is replaced, not played."""
    with PromptCache(load_synthesiser(), tmp_path) as cache:
        cache.prepare(["hello"])
        whole = cache.render("hello")
    (file,) = tmp_path.glob("*.flac")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2] if content is None else content)
    with PromptCache(load_synthesiser(), tmp_path) as cache:
        assert np.array_equal(cache.render("hello").samples, whole.samples)


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path):
    """Where nothing can be written, prompts are kept in memory."""
    (tmp_path / "file").write_text("in the way")
    voice = CountingSynthesiser()
    with PromptCache(voice, Path(tmp_path / "file" / "prompts")) as cache:
        cache.prepare(["hello"])
        cache.render("hello")
        cache.render("hello")
    assert len(voice.texts) == 1


def test_a_failed_rendering_is_raised_each_time_and_kept_never(tmp_path):
    """A fault reaches whoever wants to play the prompt, and a later attempt is a fresh one."""
    voice = CountingSynthesiser()
    with PromptCache(voice, tmp_path) as cache:
        for _ in range(2):
            with pytest.raises(SynthesisError, match="cannot say this"):
                cache.render("broken")
    assert len(voice.texts) == 2


def test_whoever_comes_second_waits_for_the_first(tmp_path):
    """Two threads that want one prompt at once cause one rendering."""
    voice = CountingSynthesiser()
    with PromptCache(voice, tmp_path) as cache:
        threads = [threading.Thread(target=cache.render, args=("hello",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(HANG_SECONDS)
    assert len(voice.texts) == 1


KILLED = """
import os, signal, subprocess
from voice.synthesis import espeak
real = subprocess.run

def killed(*arguments, **more):
    done = real(*arguments, **more)
    assert done.returncode == 0, done.stderr
    os.kill(os.getpid(), signal.SIGKILL)

espeak.subprocess.run = killed
espeak.load_synthesiser().render("No dark pee.")
"""
"""Renders a sentence, and is killed when it has been rendered and nobody has read it yet."""


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="there are no files in memory here")
def test_a_killed_program_leaves_no_sound_behind(tmp_path):
    """A prompt may hold an answer, and a power cut asks nobody."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED], env={**os.environ, "TMPDIR": str(tmp_path)}, check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_files_in_memory_the_folder_tells_whose_it_is(tmp_path, monkeypatch, synthesiser):
    """So that it can be removed when its process is gone; the sound is the same."""
    expected, seen, real = synthesiser.render("yes"), [], subprocess.run

    def refused(name):
        raise OSError(errno.EPERM, name)

    def watched(*arguments, **more):
        seen.extend(path.name for path in tmp_path.iterdir())
        return real(*arguments, **more)

    monkeypatch.setattr(os, "memfd_create", refused, raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", watched)
    assert np.array_equal(synthesiser.render("yes").samples, expected.samples)
    assert [name.startswith(f"twitchwise-{os.getpid()}-") for name in seen] == [True]
    assert list(tmp_path.iterdir()) == []
