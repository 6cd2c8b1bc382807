"""Builds a small but real Vosk model folder from the quantised weights in `fixtures/tiny_vosk`, in well under a second.

Its words are the grammars' of the moment, as far as they can be pronounced, so it never goes stale.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pocketsphinx
import yaml

from tests.tiny_vosk.acoustic import MEL_BINS, OFFSETS, write_acoustic_model
from tests.tiny_vosk.graph import Sounds, write_graph
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.pronunciation import Pronunciations
from voice.resources import shared_folder

FIXTURE = Path(__file__).parents[1] / "fixtures" / "tiny_vosk"
_WORD = re.compile(r"[a-z0-9][a-z0-9']*")

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


def lexicon(words: Iterable[str]) -> dict[str, Sounds]:
    """The words that can be pronounced, as the product says (CMUdict and `grammars/hearing.yaml`) or the fixture's own list."""
    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    by_hand = load_hearing_words().pronunciations
    product = Pronunciations(path, by_hand)
    listed: dict[str, list[str]] = {word: [] for word in sorted(set(words))}
    # One pass over the dictionary: looked up one by one, thousands of words take a second.
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, phones = line.partition(" ")
        word = name if name in listed else name.partition("(")[0]
        if word in listed:
            listed[word].append(phones)
    own = dict(line.split(" ", 1) for line in _lines("lexicon.txt"))
    known: dict[str, Sounds] = {}
    for word, found in listed.items():
        spelt = [*(by_hand.get(word) or found or product.of(word)), *([own[word]] if word in own else [])]
        if spelt:
            known[word] = tuple(tuple(phones.split()) for phones in spelt)
    return known


def vocabulary() -> tuple[str, ...]:
    """The likely words listed with the fixture, and every word in `grammars/` as it stands."""
    return tuple(sorted({word for text in (*_lines("words.txt"), *_texts()) for word in _WORD.findall(text)}))


def phrases() -> tuple[str, ...]:
    """Phrases of the grammars that are written out, without alternatives."""
    pieces = (piece.strip() for text in _texts() for piece in re.split(r"[,\n]", text))
    return tuple(piece for piece in pieces if piece and all(map(_WORD.fullmatch, piece.split())))


@cache
def _texts() -> tuple[str, ...]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(shared_folder("grammars").glob("*.yaml"))]
    return tuple(text.lower() for text in _strings(files))


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        yield from _strings([*node.keys(), *node.values()])
    elif isinstance(node, Sequence):
        for value in node:
            yield from _strings(value)


def _lines(name: str) -> list[str]:
    return [line for line in (FIXTURE / name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def build_model(folder: Path, words: Iterable[str] | None = None, weights: Path = FIXTURE / "weights.npz") -> Path:
    """Write the model into `folder` and return it. It knows `words` or the `vocabulary()`, if they can be pronounced."""
    for part in ("am", "conf", "graph/phones"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    with np.load(weights) as arrays:
        write_acoustic_model(folder / "am" / "final.mdl", dequantised(arrays), float(arrays["garbage_bias"]))
    (folder / "conf" / "mfcc.conf").write_text(_MFCC_CONF)
    (folder / "conf" / "model.conf").write_text(_MODEL_CONF)
    write_graph(folder / "graph", list(lexicon(words or vocabulary()).items()), phrases())
    return folder


def dequantised(arrays: Mapping[str, np.ndarray]) -> list[tuple[np.ndarray, np.ndarray]]:
    """(matrix, bias) for each layer: int8 rows times their scales."""
    return [
        (arrays[f"matrix{i}"].astype(np.float32) * arrays[f"scale{i}"][:, None], arrays[f"bias{i}"].astype(np.float32))
        for i in range(len(OFFSETS) + 1)
    ]
