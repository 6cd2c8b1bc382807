"""Moonshine's networks: sound to a hidden sequence, and that to the probabilities of the next piece of a word, step by step.

Jeffries et al. 2024, "Moonshine: Speech Recognition for Live Transcription and Voice Commands". The files are opened by
onnxruntime as they are. The decoder's mask counts samples, not frames; what it keeps of the encoder is computed in the first
step and passed on unchanged.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.errors import RecogniserError
from voice.recognition.known_models import DECODER, ENCODER, TOKENS

Floats = NDArray[np.float32]
Kept = Mapping[str, Floats]
BEGIN, END = 1, 2
_HEADS, _WIDTH = 8, 36
_SAMPLES_A_FRAME = 384
_LEAST_SAMPLES = 1600
_SPACE = "▁".encode()
_PLAIN = 128


class Network:
    """The model in a folder, loaded. Raises RecogniserError where it cannot be opened here."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        try:
            import onnxruntime  # noqa: PLC0415 (where it is not there, another engine hears)

            onnxruntime.disable_telemetry_events()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 4
            options.enable_cpu_mem_arena = False
            options.add_session_config_entry("session.disable_prepacking", "1")
            self._encoder, self._decoder = (
                onnxruntime.InferenceSession(str(folder / name), options, providers=["CPUExecutionProvider"])
                for name in (ENCODER, DECODER)
            )
            self.pieces = read_pieces((folder / TOKENS).read_bytes())
        except (ImportError, OSError, ValueError, RuntimeError) as error:
            raise RecogniserError(f"{folder}: onnxruntime cannot open the model ({_first_line(error)})") from None
        except Exception as error:  # onnxruntime's own faults share no base class but this one
            if not type(error).__module__.startswith("onnxruntime"):
                raise
            raise RecogniserError(f"{folder}: onnxruntime cannot open the model ({_first_line(error)})") from None
        self._past = [one.name for one in self._decoder.get_inputs() if one.name.startswith("past")]
        self._present = [one.name for one in self._decoder.get_outputs()][1:]

    def encode(self, sound: Floats) -> Floats:
        """The hidden sequence of mono `sound` at 16 kHz from -1 to 1: 1, frames, width."""
        whole = np.pad(sound, (0, max(0, _LEAST_SAMPLES - len(sound))))[None]
        (hidden,) = self._encoder.run(None, {"input_values": whole, "attention_mask": np.ones(whole.shape, np.int64)})
        return np.asarray(hidden, np.float32)

    def step(self, hidden: Floats, last: Sequence[int], kept: Kept | None) -> tuple[NDArray[np.float64], Kept]:
        """The log probabilities of each next piece after the `last` of several strings: strings, pieces. And what to keep."""
        many = len(last)
        repeated = np.repeat(hidden, many, 0) if many > 1 else hidden
        feed: dict[str, Any] = {
            "encoder_hidden_states": repeated,
            "encoder_attention_mask": np.ones((many, hidden.shape[1] * _SAMPLES_A_FRAME), np.int64),
            "input_ids": np.array(last, np.int64)[:, None],
            "use_cache_branch": np.array([kept is not None]),
            **(kept or {name: np.zeros((many, _HEADS, 0, _WIDTH), np.float32) for name in self._past}),
        }
        logits, *present = self._decoder.run(None, feed)
        names = [name.replace("present", "past_key_values") for name in self._present]
        now = {
            name: kept[name] if kept is not None and ".encoder." in name else value
            for name, value in zip(names, present, strict=True)
        }
        return _log_softmax(logits[:, -1]), now


def read_pieces(data: bytes) -> tuple[str, ...]:
    """The pieces of words, by number: each stands with its length before it, two bytes of it from 128 on. A space is a space."""
    pieces, at = [], 0
    while at < len(data):
        length = data[at]
        at += 1
        if length >= _PLAIN:
            length = data[at] * _PLAIN + length - _PLAIN
            at += 1
        pieces.append(data[at : at + length].replace(_SPACE, b" ").decode("utf-8", "replace"))
        at += length
    return tuple(pieces)


def _log_softmax(logits: Floats) -> NDArray[np.float64]:
    wide = logits.astype(np.float64)
    shifted = wide - wide.max(-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(-1, keepdims=True)))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
