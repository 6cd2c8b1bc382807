"""The graphs of a Vosk model in OpenFst's vector format, written with `struct`.

1. `HCLr.fst` turns the phones' states into words: a loop of words, each the chain of its phones, with silence allowed between
   any two. Its arcs are sorted by output label, so that Vosk can compose it with the grammar of the moment.
2. `Gr.fst` is the grammar where none is given: words as they follow each other in `sentences`, and any other word at a price.
3. `[unk]` is a word of three garbage phones.
"""

import math
import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tests.tiny_vosk.acoustic import PHONES, phone_ids

UNKNOWN_WORD = "[unk]"
Sounds = tuple[tuple[str, ...], ...]
Lexicon = Sequence[tuple[str, Sounds]]

_Arc = tuple[int, int, float, int]  # input label, output label, cost, next state
_States = list[tuple[float, list[_Arc]]]  # final cost and arcs of each
_EXPANDED_MUTABLE, _INPUT_SORTED, _OUTPUT_SORTED = 0x3, 0x10000000, 0x40000000
_DISCOUNT = 0.5  # of each pair seen, for pairs not seen
_UNKNOWN_SHARE = 0.02
_START, _BACKOFF = 0, 1


def write_graph(folder: Path, words: Lexicon, sentences: Iterable[str]) -> None:
    """Everything in a model's `graph/`."""
    ids = phone_ids()
    number = {(PHONES[phone], place): i for i, phone, place in ids}
    entries = [*words, (UNKNOWN_WORD, (("GARBAGE",) * 3,))]
    labels = {word: i for i, (word, _) in enumerate(entries, 1)}
    (folder / "words.txt").write_text("".join(f"{word} {i}\n" for word, i in {"<eps>": 0, **labels}.items()))
    (folder / "phones" / "word_boundary.int").write_text("".join(f"{i} {place}\n" for i, _, place in ids))
    (folder / "disambig_tid.int").write_text("")
    (folder / "HCLr.fst").write_bytes(_fst(_word_loop(entries, number), _OUTPUT_SORTED))
    (folder / "Gr.fst").write_bytes(_fst(_word_pairs(labels, sentences), _INPUT_SORTED | _OUTPUT_SORTED))


def _fst(states: _States, properties: int) -> bytes:
    def text(value: bytes) -> bytes:
        return struct.pack("<i", len(value)) + value

    arcs = sum(len(state_arcs) for _, state_arcs in states)
    parts = [
        struct.pack("<i", 2125659606),
        text(b"vector"),
        text(b"standard"),
        struct.pack("<iiQqqq", 2, 0, properties | _EXPANDED_MUTABLE, 0, len(states), arcs),
    ]
    arc_layout = struct.Struct("<iifi")
    for final, state_arcs in states:
        parts.append(struct.pack("<fq", final, len(state_arcs)))
        parts.extend(arc_layout.pack(*arc) for arc in state_arcs)
    return b"".join(parts)


def _word_loop(entries: Lexicon, number: Mapping[tuple[str, str], int]) -> _States:
    """State 0 starts, 1 is between words, 2 is silence.

    A phone's first frame is on the arc into its state, the later ones on a loop there.
    """
    half, never = math.log(2), math.inf
    pause = number["SIL", "nonword"]
    start, loop, silence = [(0, 0, half, 1), (2 * pause, 0, half, 2)], [], [(0, 0, 0.0, 1), (2 * pause - 1, 0, 0.0, 2)]
    states: _States = [(never, start), (0.0, loop), (0.0, silence)]
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


def _word_pairs(labels: Mapping[str, int], sentences: Iterable[str]) -> _States:
    """A bigram with absolute discounting. States: 0 the start, 1 any word (backing off), then one for each word.

    Label 0 before a word is the start, after a word the end.
    """
    follows: dict[int, Counter[int]] = defaultdict(Counter)
    for sentence in sentences:
        row = [labels.get(word, labels[UNKNOWN_WORD]) for word in sentence.split()]
        for before, after in zip([_START, *row], [*row, 0], strict=True):
            follows[before][after] += 1
    single = Counter(dict.fromkeys((0, *labels.values()), 1))
    for after in follows.values():
        single.update(after)
    single[labels[UNKNOWN_WORD]] = max(1, int(_UNKNOWN_SHARE * single.total()))
    cost = {label: math.log(single.total() / count) for label, count in single.items()}
    anything = (cost.pop(0), [(label, label, cost[label], label + 1) for label in sorted(cost)])
    states: _States = []
    for before in (_START, *labels.values()):
        seen = follows[before]
        total = seen.total()
        saved = _DISCOUNT * len(seen) / total if total else 1.0
        paid = {after: -math.log((count - _DISCOUNT) / total) for after, count in sorted(seen.items())}
        final = paid.pop(0, math.inf)
        arcs = [(0, 0, -math.log(saved), _BACKOFF), *((after, after, price, after + 1) for after, price in paid.items())]
        states.append((final, arcs))
    return [states[0], anything, *states[1:]]
