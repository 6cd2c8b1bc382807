"""Builds a small but real Vosk model folder from the quantised weights in `fixtures/tiny_vosk`, in well under a second.

What Vosk (Kaldi) reads, and what is written here with nothing but `struct` and numpy:

1. `am/final.mdl`: a transition model (one emitting state a phone, its first frame and its later frames scored apart) and a
   time-delay network of affine, rectifier and one max-pooling layer. Layouts: Kaldi's `hmm-topology.cc`, `transition-model.cc`,
   `nnet-nnet.cc`, `nnet-simple-component.cc`.
2. `graph/HCLr.fst`: a loop of words, each the chain of its phones, with silence allowed between any two; OpenFst's vector format,
   arcs sorted by output label, so that Vosk composes it with the grammar of the moment. `graph/Gr.fst` is used without one.
3. `[unk]` is a word of three garbage phones. A garbage phone scores a little less than the best speech phone of the frame does.
"""

import math
import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pocketsphinx
import yaml

from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.pronunciation import Pronunciations
from voice.resources import shared_folder

FIXTURE = Path(__file__).parent / "fixtures" / "tiny_vosk"
_SPEECH = "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
PHONES = ("SIL", *_SPEECH.split(), "GARBAGE")
SILENCE, GARBAGE = 0, len(PHONES) - 1
MEL_BINS = 40
# Frame offsets that each hidden layer sees; from the third on, one frame in three is computed.
OFFSETS = ((-2, -1, 0, 1, 2), (-1, 0, 1), (-1, 0, 1), (-3, 0, 3), (-3, 0, 3), (-3, 0, 3))
SUBSAMPLING = 3
CONTEXT = sum(max(offsets) for offsets in OFFSETS)
SCORED = 2 * GARBAGE  # outputs of the trained network: two a phone, without garbage
UNKNOWN_WORD = "[unk]"
Sounds = tuple[tuple[str, ...], ...]
Lexicon = Sequence[tuple[str, Sounds]]
_WORD = re.compile(r"[a-z][a-z']*")

_MFCC_CONF = (
    f"--use-energy=false\n--num-mel-bins={MEL_BINS}\n--num-ceps={MEL_BINS}\n--low-freq=20\n--high-freq=-400\n--dither=0\n"
)
_MODEL_CONF = """--min-active=200
--max-active=3000
--beam=12.0
--lattice-beam=5.0
--acoustic-scale=0.3
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""


def pronouncer() -> Callable[[str], Sounds]:
    """Gives a word's pronunciations, if it has any: CMUdict's as it comes with PocketSphinx, the grammars', the fixture's own."""
    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    product = Pronunciations(path, load_hearing_words().pronunciations)
    own = dict(line.split(" ", 1) for line in _lines("lexicon.txt"))
    return lambda word: tuple(tuple(one.split()) for one in (*product.of(word), *([own[word]] if word in own else [])))


def lexicon(words: Iterable[str]) -> Lexicon:
    """Those of the words that can be pronounced."""
    pronounce = pronouncer()
    return [(word, sounds) for word in sorted(set(words)) if (sounds := pronounce(word))]


def vocabulary() -> tuple[str, ...]:
    """The likely words listed with the fixture, and every word in `grammars/` as it stands."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(shared_folder("grammars").glob("*.yaml"))]
    texts = (*_lines("words.txt"), *strings(files))
    return tuple(sorted({word for text in texts for word in _WORD.findall(text.lower())}))


def strings(node: object) -> Iterator[str]:
    """All texts in what a YAML file holds."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        yield from strings([*node.keys(), *node.values()])
    elif isinstance(node, Sequence):
        for value in node:
            yield from strings(value)


def _lines(name: str) -> list[str]:
    return [line for line in (FIXTURE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def build_model(folder: Path, words: Iterable[str] | None = None, weights: Path = FIXTURE / "weights.npz") -> Path:
    """Write the model into `folder` and return it. It knows `words` or the `vocabulary()`, if they can be pronounced."""
    for part in ("am", "conf", "graph/phones"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    with np.load(weights) as arrays:
        _write_acoustic_model(folder / "am" / "final.mdl", dequantised(arrays), float(arrays["garbage_bias"]))
    (folder / "conf" / "mfcc.conf").write_text(_MFCC_CONF)
    (folder / "conf" / "model.conf").write_text(_MODEL_CONF)
    _write_graph(folder / "graph", lexicon(words or vocabulary()))
    return folder


def dequantised(arrays: Mapping[str, np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """(matrix, bias) for each layer: int8 rows times their scales."""
    return [
        (arrays[f"matrix{i}"].astype(np.float32) * arrays[f"scale{i}"][:, None], arrays[f"bias{i}"].astype(np.float32))
        for i in range(len(OFFSETS) + 1)
    ]


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


def _phone_ids() -> list[tuple[int, int, str]]:
    """(id, index into PHONES, place in the word): silence has one id, every other phone one for each place."""
    ids = [(1, SILENCE, "nonword")]
    for phone in range(1, len(PHONES)):
        for place in ("begin", "end", "internal", "singleton"):
            ids.append((len(ids) + 1, phone, place))
    return ids


def _transition_model() -> bytes:
    ids = _phone_ids()
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


def _network(layers: Sequence[tuple[np.ndarray, np.ndarray]], garbage_bias: float) -> bytes:
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


def _write_acoustic_model(path: Path, layers: Sequence[tuple[np.ndarray, np.ndarray]], garbage_bias: float) -> None:
    context = b"<LeftContext> " + _int(CONTEXT) + b"<RightContext> " + _int(CONTEXT)
    path.write_bytes(
        b"\0B" + _transition_model() + _network(layers, garbage_bias) + context + b"<Priors> " + _vector(np.zeros(0))
    )


_Arc = tuple[int, int, float, int]  # input label, output label, cost, next state
_EXPANDED_MUTABLE = 0x3
_OUTPUT_SORTED = 0x40000000
_INPUT_SORTED = 0x10000000


def _fst(states: Sequence[tuple[float, list[_Arc]]], properties: int) -> bytes:
    def text(value: bytes) -> bytes:
        return struct.pack("<i", len(value)) + value

    arcs = sum(len(state_arcs) for _, state_arcs in states)
    parts = [
        struct.pack("<i", 2125659606),
        text(b"vector"),
        text(b"standard"),
        struct.pack("<iiQqqq", 2, 0, properties, 0, len(states), arcs),
    ]
    arc_layout = struct.Struct("<iifi")
    for final, state_arcs in states:
        parts.append(struct.pack("<fq", final, len(state_arcs)))
        parts.extend(arc_layout.pack(*arc) for arc in state_arcs)
    return b"".join(parts)


def _write_graph(folder: Path, words: Lexicon) -> None:
    ids = _phone_ids()
    number = {(PHONES[phone], place): i for i, phone, place in ids}
    entries = [*words, (UNKNOWN_WORD, (("GARBAGE",) * 3,))]
    (folder / "words.txt").write_text(
        "".join(f"{word} {i}\n" for i, word in enumerate(["<eps>", *(word for word, _ in entries)]))
    )
    (folder / "phones" / "word_boundary.int").write_text("".join(f"{i} {place}\n" for i, _, place in ids))
    (folder / "disambig_tid.int").write_text("")
    (folder / "HCLr.fst").write_bytes(_fst(_word_loop(entries, number), _EXPANDED_MUTABLE | _OUTPUT_SORTED))
    cost = math.log(len(entries))
    words = [(i, i, cost, 0) for i in range(1, len(entries) + 1)]
    (folder / "Gr.fst").write_bytes(_fst([(0.0, words)], _EXPANDED_MUTABLE | _OUTPUT_SORTED | _INPUT_SORTED))


def _word_loop(entries: Lexicon, number: Mapping[tuple[str, str], int]) -> list[tuple[float, list[_Arc]]]:
    """State 0 starts, 1 is between words, 2 is silence.

    A phone's first frame is on the arc into its state, the later ones on a loop there.
    """
    half, never = math.log(2), math.inf
    pause = number["SIL", "nonword"]
    start, loop, silence = [(0, 0, half, 1), (2 * pause, 0, half, 2)], [], [(0, 0, 0.0, 1), (2 * pause - 1, 0, 0.0, 2)]
    states: list[tuple[float, list[_Arc]]] = [(never, start), (0.0, loop), (0.0, silence)]
    for label, (_, pronunciations) in enumerate(entries, 1):
        for pronunciation in pronunciations:
            arcs = loop
            for position, phone in enumerate(pronunciation):
                last = position == len(pronunciation) - 1
                place = ("singleton" if last else "begin") if position == 0 else ("end" if last else "internal")
                i = number[phone, place]
                arcs.append((2 * i, label if position == 0 else 0, 0.0, len(states)))
                arcs = [(2 * i - 1, 0, 0.0, len(states))]
                states.append((never, arcs))
            arcs += [(0, 0, half, 1), (2 * pause, 0, half, 2)]
    return states
