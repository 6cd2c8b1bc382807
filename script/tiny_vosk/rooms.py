"""Makes clean synthetic speech sound like a gym through a cheap microphone: pace, equaliser, room, level and noise, at random."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from script.tiny_vosk.align import Segment
from script.tiny_vosk.voices import Utterance

RATE_HZ = 16_000
Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Heard:
    """Mono int16 at 16 kHz, and the phones' times in it."""

    samples: NDArray[np.int16]
    segments: tuple[Segment, ...]


def heard(utterance: Utterance, babble: Sequence[Sound], rng: np.random.Generator) -> Heard:
    """`utterance` as a microphone would give it; `babble` are other people's speech at 16 kHz."""
    faster = rng.uniform(0.86, 1.16)
    speech = soxr.resample(utterance.samples, utterance.rate_hz * faster, RATE_HZ).astype(np.float32)
    before, after = rng.uniform(0.1, 0.7), rng.uniform(0.2, 0.7)
    segments = tuple((phone, before + start / faster, before + end / faster) for phone, start, end in utterance.segments)
    padded = np.concatenate([np.zeros(int(before * RATE_HZ), np.float32), speech, np.zeros(int(after * RATE_HZ), np.float32)])
    if rng.random() < 0.8:
        padded = equalised(padded, rng)
    if rng.random() < 0.5:
        padded = echoing(padded, rng)
    loud = 10 ** (rng.uniform(-40, -14) / 20)
    padded = padded * (loud / (_rms(padded) + 1e-9))
    if rng.random() < 0.85:
        padded = padded + noise(len(padded), babble, rng) * (loud / 10 ** (rng.uniform(3, 45) / 20))
    return Heard(np.clip(np.round(padded * 32768), -32768, 32767).astype(np.int16), segments)


def noise_only(seconds: float, babble: Sequence[Sound], rng: np.random.Generator) -> Heard:
    """No speech of the caller's: digital silence, hiss, hum, and distant voices."""
    count = int(seconds * RATE_HZ)
    level = 10 ** (rng.uniform(-80, -25) / 20)
    sound = np.zeros(count) if rng.random() < 0.15 else noise(count, babble, rng) * level
    return Heard(np.clip(np.round(sound * 32768), -32768, 32767).astype(np.int16), ())


def noise(count: int, babble: Sequence[Sound], rng: np.random.Generator) -> Sound:
    """`count` samples of one kind of noise at RMS 1."""
    kind = rng.choice(["coloured", "coloured", "hum", "babble", "beats"])
    sound = _coloured(count, rng.uniform(0, 2), rng)
    time = np.arange(count) / RATE_HZ
    if kind == "hum":
        base = rng.uniform(40, 200)
        for harmonic in range(1, 8):
            sound = sound + rng.uniform(0, 1.5) / harmonic * np.sin(2 * np.pi * base * harmonic * time + rng.uniform(0, 6))
    elif kind == "babble" and babble:
        sound = sound * 0.1
        for _ in range(rng.integers(4, 9)):
            voice = babble[rng.integers(len(babble))]
            sound = sound + np.roll(np.resize(voice / (_rms(voice) + 1e-9), count), rng.integers(count))
    elif kind == "beats":
        sound = sound * (0.3 + np.abs(np.sin(np.pi * rng.uniform(0.5, 4) * time + rng.uniform(0, 3))))
    return (sound / (_rms(sound) + 1e-9)).astype(np.float32)


def equalised(sound: Sound, rng: np.random.Generator) -> Sound:
    """A smooth random frequency response; now and then the narrow band of a telephone or a cheap capsule."""
    spectrum, size = _spectrum(sound)
    frequency = np.fft.rfftfreq(size, 1 / RATE_HZ)
    gain_db = np.interp(np.log(frequency + 50), np.log(np.geomspace(50, 8000, 8)), rng.normal(0, 4, 8))
    if rng.random() < 0.2:
        low, high = rng.uniform(80, 350), rng.uniform(3300, 7000)
        gain_db = gain_db - 30 * (frequency < low) - 30 * (frequency > high)
    return np.fft.irfft(spectrum * 10 ** (gain_db / 20), size)[: len(sound)].astype(np.float32)


def echoing(sound: Sound, rng: np.random.Generator) -> Sound:
    """A room: decaying noise after the direct sound, reverberation time 0.1 to 0.6 s."""
    time = np.arange(int(0.5 * RATE_HZ)) / RATE_HZ
    tail = rng.standard_normal(len(time)) * 10 ** (-3 * time / rng.uniform(0.1, 0.6))
    tail[: int(0.002 * RATE_HZ)] = 0
    response = tail / np.sqrt(np.sum(tail**2)) * 10 ** (rng.uniform(-20, -2) / 20)
    response[0] = 1.0
    spectrum, size = _spectrum(sound, len(response))
    return np.fft.irfft(spectrum * np.fft.rfft(response, size), size)[: len(sound)].astype(np.float32)


def _spectrum(sound: Sound, more: int = 0) -> tuple[NDArray[np.complex128], int]:
    size = -(-(len(sound) + more) // 4096) * 4096
    return np.fft.rfft(sound, size), size


def _coloured(count: int, slope: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise whose power falls with frequency to the power of `slope`: 0 white, 1 pink, 2 brown."""
    size = -(-count // 4096) * 4096
    frequency = np.fft.rfftfreq(size, 1 / RATE_HZ)
    frequency[0] = frequency[1]
    sound = np.fft.irfft(np.fft.rfft(rng.standard_normal(size)) * np.maximum(frequency, 50) ** (-slope / 2), size)[:count]
    return sound / (_rms(sound) + 1e-12)


def _rms(sound: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(sound)))) if len(sound) else 0.0
