"""Kaldi's `final.mdl`, written with nothing but `struct` and numpy: the phones, how they may follow in time, and the network.

Layouts: Kaldi's `hmm-topology.cc`, `transition-model.cc`, `nnet-nnet.cc`, `nnet-simple-component.cc`.
"""

import math
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

_SPEECH = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
PHONES = ("SIL", *_SPEECH.split(), "GARBAGE")
SILENCE, GARBAGE = 0, len(PHONES) - 1
MEL_BINS = 40
# Frame offsets that each hidden layer sees; from the third on, one frame in three is computed.
OFFSETS = ((-2, -1, 0, 1, 2), (-1, 0, 1), (-1, 0, 1), (-3, 0, 3), (-3, 0, 3), (-3, 0, 3))
SUBSAMPLING = 3
CONTEXT = sum(max(offsets) for offsets in OFFSETS)
SCORED = 2 * GARBAGE  # outputs of the trained network: two a phone, without garbage
Layers = Sequence[tuple[np.ndarray, np.ndarray]]  # (matrix, bias) of each


def phone_ids() -> list[tuple[int, int, str]]:
    """(id, index into PHONES, place in the word): silence has one id, every other phone one for each place."""
    ids = [(1, SILENCE, "nonword")]
    for phone in range(1, len(PHONES)):
        for place in ("begin", "end", "internal", "singleton"):
            ids.append((len(ids) + 1, phone, place))
    return ids


def _int(value: int) -> bytes:
    return b"\4" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\4" + struct.pack("<f", value)


def _ints(values: Sequence[int]) -> bytes:
    return b"\4" + struct.pack(f"<i{len(values)}i", len(values), *values)


def _vector(values: np.ndarray) -> bytes:
    return b"FV " + _int(len(values)) + values.astype("<f4").tobytes()


def _matrix(values: np.ndarray) -> bytes:
    return b"FM " + _int(values.shape[0]) + _int(values.shape[1]) + values.astype("<f4").tobytes()


def _transition_model() -> bytes:
    ids = phone_ids()
    emitting = _int(0) + _int(1) + _int(2) + _int(0) + _float(0.5) + _int(1) + _float(0.5)
    final = _int(-1) + _int(-1) + _int(0)
    topology = _ints([i for i, _, _ in ids]) + _ints([-1] + [0] * len(ids)) + _int(-1) + _int(1) + _int(2) + emitting + final
    tuples = b"".join(_int(i) + _int(0) + _int(2 * phone) + _int(2 * phone + 1) for i, phone, _ in ids)
    log_probs = np.full(2 * len(ids) + 1, math.log(0.5))
    log_probs[0] = 0.0
    return (
        b"<TransitionModel> <Topology> " + topology + b"</Topology> <Tuples> " + _int(len(ids)) + tuples + b"</Tuples> "
        b"<LogProbs> " + _vector(log_probs) + b"</LogProbs> </TransitionModel> "
    )


def _affine(matrix: np.ndarray, bias: np.ndarray) -> bytes:
    return (
        b"<FixedAffineComponent> <LinearParams> "
        + _matrix(matrix)
        + b"<BiasParams> "
        + _vector(bias)
        + b"</FixedAffineComponent> "
    )


def _rectifier(width: int) -> bytes:
    none = _vector(np.zeros(0))
    return (
        b"<RectifiedLinearComponent> <Dim> " + _int(width) + b"<ValueAvg> " + none + b"<DerivAvg> " + none
        + b"<Count> " + _float(0.0) + b"</RectifiedLinearComponent> "
    )  # fmt: skip


def _best_of(width: int) -> bytes:
    shape = {"InputXDim": width, "InputYDim": 1, "InputZDim": 1, "PoolXSize": width, "PoolYSize": 1, "PoolZSize": 1}
    shape |= {"PoolXStep": 1, "PoolYStep": 1, "PoolZStep": 1}
    fields = b"".join(f"<{name}> ".encode() + _int(size) for name, size in shape.items())
    return b"<MaxpoolingComponent> " + fields + b"</MaxpoolingComponent> "


def _network(layers: Layers, garbage_bias: float) -> bytes:
    config = [f"input-node name=input dim={MEL_BINS}"]
    components: list[tuple[str, bytes]] = []

    def add(name: str, component: bytes, source: str) -> None:
        config.append(f"component-node name={name} component={name} input={source}")
        components.append((name, component))

    source = "input"
    for i, offsets in enumerate(OFFSETS):
        add(f"affine{i}", _affine(*layers[i]), f"Append({', '.join(f'Offset({source}, {offset})' for offset in offsets)})")
        source = f"relu{i}"
        add(source, _rectifier(len(layers[i][1])), f"affine{i}")
    add("scores", _affine(*layers[-1]), source)
    config.append(f"dim-range-node name=speech input-node=scores dim-offset=2 dim={SCORED - 2}")
    add("best", _best_of(SCORED - 2), "speech")
    add("garbage", _affine(np.ones((2, 1)), np.full(2, garbage_bias)), "best")
    config.append("output-node name=output input=Append(scores, garbage) objective=linear")
    named = b"".join(f"<ComponentName> {name} ".encode() + component for name, component in components)
    text = "\n".join(config)
    return f"<Nnet3> \n{text}\n\n".encode() + b"<NumComponents> " + _int(len(components)) + named + b"</Nnet3> "


def write_acoustic_model(path: Path, layers: Layers, garbage_bias: float) -> None:
    """`final.mdl`; a garbage phone scores `garbage_bias` more than the frame's best speech phone."""
    context = b"<LeftContext> " + _int(CONTEXT) + b"<RightContext> " + _int(CONTEXT)
    path.write_bytes(
        b"\0B" + _transition_model() + _network(layers, garbage_bias) + context + b"<Priors> " + _vector(np.zeros(0))
    )
