"""Moonshine's networks: sound to a hidden sequence, and that to the probabilities of the next piece of a word, step by step.

Jeffries et al. 2024, "Moonshine: Speech Recognition for Live Transcription and Voice Commands". The files are opened by
onnxruntime as they are. The decoder's mask counts samples, not frames; what it keeps of the sound is computed in the first
step and passed on unchanged, once for all strings.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.errors import RecogniserError
from voice.recognition.known_models import DECODER, ENCODER, TOKENS
from voice.recognition.memory import give_back_large_blocks

Floats = NDArray[np.float32]
BEGIN, END = 1, 2
_HEADS, _WIDTH = 8, 36
_SAMPLES_A_FRAME = 384
_LEAST_SAMPLES = 1600
_SPACE = "▁".encode()
_PLAIN = 128
_ENGINE = "'onnxruntime>=1.20,<1.29'"
_BRINGS_ENGINE = f"`pip install {_ENGINE}`, or `script/setup` in a checkout, brings it"
_MENDS_ENGINE = f"`pip install --force-reinstall {_ENGINE}`, or `script/setup` in a checkout, may mend it"
_PAST, _OF_SOUND = "past_key_values", ".encoder."


@dataclass(frozen=True, slots=True)
class Kept:
    """What the decoder keeps between steps: of the sound, and of each string so far (strings, heads, pieces, width)."""

    of_sound: Mapping[str, Floats]
    of_strings: Mapping[str, Floats]

    def chosen(self, order: Sequence[int]) -> "Kept":
        """The same for these strings of it, each as often as it is named."""
        return replace(self, of_strings={name: value.take(order, 0) for name, value in self.of_strings.items()})


class Network:
    """The model in a folder, loaded. Raises RecogniserError where it cannot be opened here."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        onnxruntime = _loaded_engine()
        try:
            onnxruntime.disable_telemetry_events()
            give_back_large_blocks()
            # Weights laid out anew make a step of the decoder a third quicker, and the encoder none.
            self._decoder, self._encoder = (
                onnxruntime.InferenceSession(str(folder / name), _options(threads, laid_out), providers=["CPUExecutionProvider"])
                for name, laid_out in ((DECODER, True), (ENCODER, False))
            )
            self.pieces = read_pieces((folder / TOKENS).read_bytes())
        except (AttributeError, OSError, ValueError, RuntimeError) as error:
            raise _not_opened(folder, onnxruntime, error) from None
        except Exception as error:  # onnxruntime's own faults share no base class but this one
            if not type(error).__module__.startswith("onnxruntime"):
                raise
            raise _not_opened(folder, onnxruntime, error) from None
        self._empty = {
            one.name: np.zeros((1, _HEADS, 0, _WIDTH), np.float32)
            for one in self._decoder.get_inputs()
            if one.name.startswith(_PAST)
        }
        self._outputs = [one.name for one in self._decoder.get_outputs()]
        self._outputs_later = [name for name in self._outputs if _OF_SOUND not in name]

    def encode(self, sound: Floats) -> Floats:
        """The hidden sequence of mono `sound` at 16 kHz from -1 to 1: 1, frames, width."""
        whole = np.pad(sound, (0, max(0, _LEAST_SAMPLES - len(sound))))[None]
        (hidden,) = self._encoder.run(None, {"input_values": whole, "attention_mask": np.ones(whole.shape, np.int64)})
        return np.asarray(hidden, np.float32)

    def step(self, hidden: Floats, last: Sequence[int], kept: Kept | None) -> tuple[Floats, Kept]:
        """The scores of each next piece after the `last` of several strings: strings, pieces. And what to keep.

        They are logarithms of probabilities but for a constant of each string. The first step is for one string.
        """
        names = self._outputs if kept is None else self._outputs_later
        feed: dict[str, Any] = {
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": np.ones((1, hidden.shape[1] * _SAMPLES_A_FRAME), np.int64),
            "input_ids": np.array(last, np.int64)[:, None],
            "use_cache_branch": np.array([kept is not None]),
            **(self._empty if kept is None else {**kept.of_sound, **kept.of_strings}),
        }
        logits, *present = self._decoder.run(names, feed)
        now = {name.replace("present", _PAST): value for name, value in zip(names[1:], present, strict=True)}
        of_sound = {name: value for name, value in now.items() if _OF_SOUND in name} if kept is None else kept.of_sound
        return logits[:, -1], Kept(of_sound, {name: value for name, value in now.items() if _OF_SOUND not in name})


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


def _options(threads: int, laid_out: bool) -> Any:  # noqa: ANN401 (onnxruntime has no types)
    import onnxruntime  # noqa: PLC0415 (as above)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    if not laid_out:
        options.add_session_config_entry("session.disable_prepacking", "1")
    return options


def _loaded_engine() -> Any:  # noqa: ANN401 -- no types
    try:
        import onnxruntime  # noqa: PLC0415 (where it is not there, another engine hears)
    except ModuleNotFoundError:
        raise RecogniserError("onnxruntime, which Moonshine needs, is not installed", _BRINGS_ENGINE) from None
    except (ImportError, OSError) as error:
        raise RecogniserError(f"onnxruntime cannot be loaded ({_first_line(error)})", _MENDS_ENGINE) from None
    return onnxruntime


def _not_opened(folder: Path, onnxruntime: Any, error: Exception) -> RecogniserError:  # noqa: ANN401 -- no types
    version = getattr(onnxruntime, "__version__", "of an unknown version")
    return RecogniserError(f"{folder}: onnxruntime {version} cannot open the model ({_first_line(error)})", _MENDS_ENGINE)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
