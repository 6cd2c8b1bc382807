"""How well the wake phrase is heard, and how often something else is taken for it, at three levels of noise.

In a `manifest`, recordings whose text is the phrase must be heard, those of other words must not, and those without words are
the noise. Two kinds of phrase are told apart, those of the manifest and
our synthesiser's in rooms and at levels of every kind: the latter are no people, and a model can hear people well and
synthetic voices badly.
"""

import resource
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from time import process_time

import numpy as np
import soxr

from voice.audio.wav import read_wav
from voice.bench.recognition import Share
from voice.errors import SynthesisError
from voice.ports import RATE_HZ, Samples, WakeWord
from voice.recognition.level import active_level
from voice.rehearsal.room import Noise
from voice.synthesis.espeak import load_synthesiser

LEVELS: dict[str, float | None] = {"quiet": None, "20 dB": 20.0, "10 dB": 10.0}
"""Decibels between speech and the noise that is mixed in; none: as recorded."""
VOICES = tuple(
    language + variant
    for language in ("en", "en-us", "en-gb-scotland", "en-gb-x-rp", "en-029")
    for variant in ("", "+m3", "+m7", "+f1", "+f2", "+f4")
)
_BEFORE_SECONDS, _AFTER_SECONDS, _GAP_SECONDS = 1.0, 0.8, 0.3
_DEAF_SECONDS = 2.0
"""After an alarm: the time in which a device is busy with it."""
_ROOMS_SECONDS = (0.0, 0.2, 0.4, 0.6)
_LOUDEST_DBFS, _SOFTEST_DBFS = -14.0, -40.0
_BLOCK = RATE_HZ // 50
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Alarms:
    """So many in so many `seconds` of what is not the phrase."""

    count: int
    seconds: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of alarms an hour (Byar's approximation to the Poisson limits; Breslow and Day 1987)."""
        hours = self.seconds / 3600
        if not hours:
            return 0.0, float("inf")
        low = _byar(self.count, -_NORMAL_95) if self.count else 0.0
        return low / hours, _byar(self.count + 1, _NORMAL_95) / hours

    def __str__(self) -> str:
        low, high = self.interval
        hours = self.seconds / 3600
        rate = self.count / hours if hours else 0.0
        return f"{self.count} in {hours:.2f} h = {rate:.2f} an hour ({low:.2f} to {high:.2f})"


def _byar(count: int, deviation: float) -> float:
    return float(count * (1 - 1 / (9 * count) + deviation / (3 * sqrt(count))) ** 3)


def backdrop(recordings: Sequence[Samples], decibels: float | None) -> Noise | None:
    """All the noises in turn, each as loud as the others, so many decibels below speech; None where none is wanted or known."""
    if decibels is None or not recordings:
        return None
    levels = [float(np.sqrt(np.mean(one.astype(np.float64) ** 2))) or 1.0 for one in recordings]
    return Noise(_int16(np.concatenate([one * (1000 / level) for one, level in zip(recordings, levels, strict=True)])), decibels)


def synthetic(phrase: str, voices: Iterable[str] = VOICES) -> Iterator[Samples]:
    """The phrase in each voice, each at a pace, in a room and at a level of its own; voices that there are not are left out."""
    chance = np.random.default_rng(1)
    for voice in voices:
        pace, echo = float(chance.uniform(0.8, 1.2)), float(chance.choice(_ROOMS_SECONDS))
        loudness = float(chance.uniform(_SOFTEST_DBFS, _LOUDEST_DBFS))
        try:
            sound = load_synthesiser(voice).render(phrase, rate=pace)
        except SynthesisError:
            continue
        dry = soxr.resample(sound.samples.astype(np.float32), sound.rate_hz, RATE_HZ)
        wet = _in_room(dry, echo, chance)
        yield _int16(wet * (32768 * 10 ** (loudness / 20) / max(1.0, active_level(_int16(wet)))))


def _in_room(dry: "np.ndarray[tuple[int], np.dtype[np.float32]]", seconds: float, chance: np.random.Generator) -> Samples:
    """With the decaying noise of a room whose sound falls by 60 dB in so many seconds."""
    if not seconds:
        return _int16(dry)
    time = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tail = chance.standard_normal(len(time)) * 10 ** (-3 * time / seconds) * 0.25
    tail[0] = 1.0
    return _int16(np.convolve(dry, tail) / 2)


@dataclass(frozen=True, slots=True)
class Said:
    """How many of the phrases are not heard; of those heard, how long after its end each woke, in sound and in processor time."""

    missed: Share
    seconds_after: tuple[float, ...]
    processor_seconds: tuple[float, ...]

    @property
    def delay(self) -> str:
        """Medians and the most."""
        waited, worked = (
            f"{np.median(one):.2f} s (at most {max(one):.2f})" for one in (self.seconds_after, self.processor_seconds)
        )
        return f"{waited} of sound, and {worked} of processor time"


def said(word: WakeWord, phrases: Iterable[Samples], noise: Noise | None) -> Said:
    """What becomes of the phrases, each said into a silence."""
    alarms_of = []
    for phrase in phrases:
        padded = np.pad(phrase, (round(_BEFORE_SECONDS * RATE_HZ), round(_AFTER_SECONDS * RATE_HZ)))
        word.forget()
        end = round(_BEFORE_SECONDS * RATE_HZ) + _audible_until(phrase)
        first = next(iter(_alarms(word, _under(padded, noise))), None)
        alarms_of.append((first, end))
    heard = [(first, end) for first, end in alarms_of if first is not None]
    after = tuple((first.sample - end) / RATE_HZ for first, end in heard)
    return Said(Share(len(alarms_of) - len(heard), len(alarms_of)), after, tuple(first.processor_seconds for first, _ in heard))


def _audible_until(phrase: Samples) -> int:
    """The sample after which it stays below a twentieth of its peak."""
    loud = np.flatnonzero(np.abs(phrase.astype(np.int32)) > np.abs(phrase.astype(np.int32)).max(initial=1) / 20)
    return int(loud[-1]) + 1 if len(loud) else len(phrase)


def alarms(word: WakeWord, others: Iterable[Samples], noise: Noise | None) -> Alarms:
    """How often other sound, one recording after the other, is taken for the phrase."""
    word.forget()
    seconds, count = 0.0, 0
    gap = np.zeros(round(_GAP_SECONDS * RATE_HZ), np.int16)
    for other in others:
        sound = _under(np.concatenate([other, gap]), noise)
        seconds += len(sound) / RATE_HZ
        count += len(_alarms(word, sound))
    return Alarms(count, seconds)


@dataclass(frozen=True, slots=True)
class _Alarm:
    """After which sample it was raised, and what the block that raised it took."""

    sample: int
    processor_seconds: float


def _alarms(word: WakeWord, sound: Samples) -> list[_Alarm]:
    """Each time that the phrase is heard in it; after each the device is busy for a while."""
    found: list[_Alarm] = []
    for start in range(0, len(sound), _BLOCK):
        began = process_time()
        if word.accept(sound[start : start + _BLOCK]) and (not found or start - found[-1].sample > _DEAF_SECONDS * RATE_HZ):
            found.append(_Alarm(start + _BLOCK, process_time() - began))
    return found


def report(
    word: WakeWord, recordings: Sequence[tuple[Path, str]], levels: Iterable[str], *, voices: Sequence[str] = VOICES
) -> Iterator[tuple[str, str]]:
    """Line by line what is measured: its name, its value. Raises AudioFileError."""
    phrase = word.phrase.lower()
    recorded, others = _spoken(recordings, phrase)
    noise = [read_wav(path) for path, text in recordings if not text]
    made = list(synthetic(phrase, voices))
    began, seconds = process_time(), 0.0
    for name in levels:
        for by, phrases in (("in recordings", map(read_wav, recorded)), ("by synthetic voices", made)):
            spoken = said(word, phrases, backdrop(noise, LEVELS[name]))
            yield from ((f"{name}: {what}, said {by}", value) for what, value in _told(spoken))
        found = alarms(word, map(read_wav, others), backdrop(noise, LEVELS[name]))
        seconds += found.seconds
        yield f"{name}: false alarms in other people's speech", str(found)
    if noise:
        yield "false alarms in noise alone", str(alarms(word, noise, None))
    if seconds:
        yield "of one core, all in all", f"{(process_time() - began) / seconds:.2%} of real time"
    yield "megabytes at most", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"


def _spoken(recordings: Sequence[tuple[Path, str]], phrase: str) -> tuple[list[Path], list[Path]]:
    """The recordings of the phrase alone, and those of speech without it."""
    of_phrase = [path for path, text in recordings if text == phrase]
    return of_phrase, [path for path, text in recordings if text and phrase not in text]


def _told(spoken: Said) -> Iterator[tuple[str, str]]:
    """How often the phrase was missed and how late it was heard, as far as there is anything to tell."""
    if spoken.missed.trials:
        yield "missed", str(spoken.missed)
    if spoken.seconds_after:
        yield "woken after its end", spoken.delay


def _under(speech: Samples, noise: Noise | None) -> Samples:
    return speech if noise is None else noise.over(speech, active_level(speech))


def _int16(sound: "np.ndarray[tuple[int], np.dtype[np.float32 | np.float64]] | Samples") -> Samples:
    return np.asarray(np.clip(np.rint(sound), -32768, 32767), np.int16)
