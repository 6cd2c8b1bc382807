"""pyttsx3 as a renderer: text in, PCM out, one short-lived process a rendering, killed when late.

Rules: nothing is played here; the text goes to the worker on its standard input, where no list of processes shows it; the sound
comes back in memory, where no kill and no power cut leaves it behind;
a rendering that fails or comes back without sound is tried again; what still fails is a SynthesisError in one line.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from voice.errors import SynthesisError
from voice.ports import Rendered, Samples
from voice.synthesis.trimming import trimmed

VOICE = "en"
WORDS_A_MINUTE = 170
"""The pace at rate 1.0. eSpeak NG's own is 175 and takes 80 to 450."""
_SLOWEST, _FASTEST = 90, 360
_ATTEMPTS = 3
_WORKER = Path(__file__).with_name("worker.py")
_RATE_HZ = 22_050
_NAMED_OTHERWISE = {"en-gb": "en", "english": "en"}
"""Names that people try, and what eSpeak NG calls them."""


def load_synthesiser(voice: str | None = None) -> "EspeakSynthesiser":
    """A synthesiser for `voice` (an eSpeak NG name such as `en`, `en-us` or `en-us+f3`; None: the usual one).

    Raises SynthesisError when the voice is unknown or no rendering is possible here.
    """
    base, plus, variant = (voice or VOICE).strip().partition("+")
    synthesiser = EspeakSynthesiser(_NAMED_OTHERWISE.get(base.lower(), base) + plus + variant)
    if voice is not None:
        synthesiser.render("a")
    return synthesiser


@dataclass(frozen=True, slots=True)
class EspeakSynthesiser:
    """Fills `ports.Synthesiser` with one eSpeak NG voice."""

    voice: str = VOICE
    seconds_allowed: float = 10.0
    """For one short rendering; longer texts are given more. A Raspberry Pi under load takes about one."""

    @property
    def name(self) -> str:
        """What a cache needs to tell this voice from another."""
        return f"espeak:{self.voice}:{WORDS_A_MINUTE}"

    def get_ready(self) -> None:
        """Nothing is kept between renderings, so there is nothing to load."""

    def render(self, text: str, *, rate: float = 1.0) -> Rendered:
        """`text` as mono int16 at 22,050 Hz; without anything to speak in it, no samples. Raises SynthesisError."""
        if not any(character.isalnum() for character in text):
            return Rendered(np.zeros(0, np.int16), _RATE_HZ)
        fault = ""
        for _ in range(_ATTEMPTS):
            try:
                return self._attempt(text, rate)
            except SynthesisError as error:
                fault = str(error)
                if "SetVoiceByName" in fault:
                    known = "eSpeak NG has none of that name; try en, en-us or en-us+f3"
                    raise SynthesisError(f"voice {self.voice!r}: {known}") from None
        raise SynthesisError(fault)

    def _attempt(self, text: str, rate: float) -> Rendered:
        try:
            return self._rendered(text, rate)
        except OSError as error:
            raise SynthesisError(f"the voice's process could not be started: {error}") from None

    def _rendered(self, text: str, rate: float) -> Rendered:
        seconds = self.seconds_allowed + len(text) / 50
        with _nowhere() as wav:
            job = {
                "text": "".join(character if character.isprintable() else " " for character in text),
                "voice": self.voice,
                "words_a_minute": round(min(max(WORDS_A_MINUTE * rate, _SLOWEST), _FASTEST)),
                "wav": wav.name,
                "seconds": seconds,
            }
            try:
                # -P: whatever lies in the current folder must not stand in for a library.
                done = subprocess.run(  # noqa: S603  (our own program, by its path)
                    [sys.executable, "-P", str(_WORKER)],
                    input=json.dumps(job).encode(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    timeout=seconds,
                    pass_fds=wav.handles,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise SynthesisError(f"the voice took more than {seconds:.0f} s for one prompt and was stopped") from None
            if done.returncode != 0:
                lines = done.stderr.decode(errors="replace").strip().splitlines() or [f"it ended with status {done.returncode}"]
                raise SynthesisError(f"the voice could not be rendered: {lines[-1]}")
            return trimmed(Rendered(_samples(wav.name), _RATE_HZ))


@dataclass(frozen=True, slots=True)
class _File:
    """A file by its name, and the handles that whoever opens it needs to have."""

    name: str
    handles: tuple[int, ...] = ()


@contextlib.contextmanager
def _nowhere() -> Iterator[_File]:
    """A file of which nothing can be left behind: in memory, where the system has that.

    Elsewhere in a folder whose name tells whose it is, so that `store.forgetting` finds it.
    """
    handle = _in_memory()
    if handle is None:
        with tempfile.TemporaryDirectory(prefix=f"twitchwise-{os.getpid()}-") as folder:
            yield _File(str(Path(folder) / "prompt.wav"))
        return
    try:
        yield _File(f"/proc/self/fd/{handle}", (handle,))
    finally:
        os.close(handle)


def _in_memory() -> int | None:
    """An open file without a folder, or None where the system has none that another process can open."""
    if not hasattr(os, "memfd_create") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.memfd_create("prompt")
    except OSError:
        return None


def _samples(path: str) -> Samples:
    try:
        with wave.open(path) as sound:
            frames = sound.readframes(sound.getnframes())
    except (OSError, EOFError, wave.Error) as error:
        raise SynthesisError(f"the voice wrote no usable sound: {error}") from None
    samples = np.frombuffer(frames, np.dtype("<i2")).astype(np.int16)
    if not samples.any():
        raise SynthesisError("the voice wrote silence")
    return samples
