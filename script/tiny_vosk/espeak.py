"""eSpeak NG through its C library: sound and the time of every phoneme, some hundred times faster than real time.

The library and its voices come with the `espeakng-loader` wheel, so this needs no system package.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

_SYNCHRONOUS, _PHONEME_EVENTS, _DO_NOT_EXIT = 2, 1, 0x8000
_RATE, _PITCH, _RANGE = 1, 3, 4
_UTF8 = 1
_END_OF_LIST, _PHONEME = 0, 7


class _Event(ctypes.Structure):
    """`espeak_EVENT` of speak_lib.h."""

    _fields_: Sequence[tuple[str, type]] = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("string", ctypes.c_char * 8),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


@dataclass(frozen=True, slots=True)
class Spoken:
    """Mono int16 `samples`, and `phones`: (name in the synthesiser's own alphabet, start in seconds) in order; "" is a pause."""

    samples: NDArray[np.int16]
    rate_hz: int
    phones: tuple[tuple[str, float], ...]


class Espeak:
    """The library, opened once a process: it keeps its state in globals of its own."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._blocks: list[NDArray[np.int16]] = []
        self._phones: list[tuple[str, int]] = []
        self._callback = _Callback(self._receive)
        folder = espeakng_loader.get_data_path().encode()
        self.rate_hz: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, folder, _PHONEME_EVENTS | _DO_NOT_EXIT)
        if self.rate_hz <= 0:
            raise RuntimeError(f"eSpeak NG does not start with the voices in {folder.decode()}")
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]") -> int:
        i = 0
        while events[i].type != _END_OF_LIST:
            if events[i].type == _PHONEME:
                # The sample's number is one too many at the very end of some buffers; it never runs backwards.
                self._phones.append((events[i].string.decode("utf-8", "replace"), events[i].sample))
            i += 1
        if count > 0:
            self._blocks.append(np.ctypeslib.as_array(samples, (count,)).astype(np.int16))
        return 0

    def speak(self, text: str, voice: str, *, words_per_minute: int = 175, pitch: int = 50, pitch_range: int = 50) -> Spoken:
        """`voice` is a language, or a language and a variant ("en-us+f3"); pitch and its range 0 to 99."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise ValueError(f"eSpeak NG has no voice {voice}")
        for parameter, value in ((_RATE, words_per_minute), (_PITCH, pitch), (_RANGE, pitch_range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._blocks.clear()
        self._phones.clear()
        encoded = text.encode()
        self._library.espeak_Synth(encoded, len(encoded) + 1, 0, 1, 0, _UTF8, None, None)
        samples = np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.int16)
        phones = tuple((name, sample / self.rate_hz) for name, sample in self._phones)
        return Spoken(samples, self.rate_hz, phones)


@cache
def espeak() -> Espeak:
    """The process's one library."""
    return Espeak()
