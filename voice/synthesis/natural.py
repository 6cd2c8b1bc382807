"""A natural voice: hibari's network, opened by onnxruntime, with hibari's own reading of text and its signal processing.

1. The package's files are checked by their hashes before anything of it is imported. Only what reads text and what makes sound
   of the network's spectrum is used; its class that fetches voices from the network is not.
2. Networks are opened with our options: one thread, no arena. Its lists of words are kept packed, at a tenth of their size.
3. It is loaded when it first speaks, or by `get_ready`: half a second of work, after which a sentence takes a hundredth of its
   own time. Several threads may render at once.
4. The same text always sounds the same: the noise in it begins from the same seed.
"""

import gzip
import importlib
import importlib.util
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from numpy.typing import NDArray

from voice.checked_files import fault_in, remembered_in
from voice.errors import SynthesisError
from voice.known_voices import NETWORK, PACKAGE, USUAL, VERSION, NaturalVoice
from voice.limiter import limited
from voice.ports import Rendered, Samples
from voice.resources import model_folder
from voice.synthesis.faster import faster
from voice.synthesis.packed import PackedObject
from voice.synthesis.pronunciations import Pronunciations, load_pronunciations
from voice.synthesis.trimming import trimmed

RATE_HZ = 24_000
PACES = {0.5: 0.50, 0.6: 0.593, 0.7: 0.69, 0.8: 0.79, 0.9: 0.845, 1.0: 0.93}
"""Our rate, and the network's own speed for it; at 1.0 a sentence takes as long as eSpeak NG takes for it at 170 words a minute.

They are not in proportion, because the network rounds each sound's length to whole frames.
"""
_SLOWEST, _FASTEST = 0.5, 2.0
GAIN = 1.92
"""As loud as eSpeak NG: 5.6 LU more than the network gives, the mean of 40 of our sentences (`twitchwise bench voice`)."""
_MOST_PHONES = 400
"""What the network is given at once; longer sentences are parted at a comma, or where they must be."""
_PAUSE_SECONDS = 0.16
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_CLAUSE_END = re.compile(r"(?<=[,;:—])\s+")
_REINSTALL = "`pip install --force-reinstall hibari-tts==0.2.1`, or `script/setup` in a checkout, brings it"


def packaged_voice() -> Path | None:
    """The folder of the package, whatever is in it; None where it is not installed. It is not imported."""
    found = importlib.util.find_spec(PACKAGE)
    return Path(found.origin).parent if found is not None and found.origin else None


def why_not_natural(voice: NaturalVoice = USUAL, remembered: Path | None = None, *, read_again: bool = False) -> str | None:
    """Why this voice cannot speak here, and what mends it, in a line; None where nothing is known against it."""
    folder = packaged_voice()
    if folder is None:
        return f"hibari-tts is not installed; {_REINSTALL}"
    if importlib.util.find_spec("onnxruntime") is None:
        return "onnxruntime is not installed; `pip install 'onnxruntime>=1.20,<1.29'`, or `script/setup` in a checkout, brings it"
    name = f"{PACKAGE}-british" if voice.british else PACKAGE
    fault = fault_in(folder, voice.files, "the voice", remembered or remembered_in(name), read_again=read_again)
    if fault is not None:
        return f"{fault}; {_REINSTALL}"
    if not voice.file:
        return None
    fault = fault_in(
        model_folder() / voice.name, {voice.file: voice.sha256}, "the voice", remembered_in(f"{PACKAGE}-{voice.name}")
    )
    return f"{fault}; `twitchwise models fetch {voice.name}` brings it" if fault is not None else None


class NaturalSynthesiser:
    """Fills `ports.Synthesiser` with one natural voice. Raises SynthesisError where it cannot be had."""

    def __init__(self, voice: NaturalVoice = USUAL, pronunciations: Pronunciations | None = None) -> None:
        fault = why_not_natural(voice)
        if fault is not None:
            raise SynthesisError(f"the natural voice {voice.name} cannot be used: {fault}")
        self.voice = voice
        self._pronunciations = load_pronunciations() if pronunciations is None else pronunciations
        self._lock = threading.Lock()
        self._speech: _Speech | None = None

    @property
    def name(self) -> str:
        """What a cache needs to tell this voice from another, or from itself with other pronunciations."""
        return f"{PACKAGE}-{VERSION}:{self.voice.name}:{PACES[1.0]}:{GAIN}:{self._pronunciations.version}"

    def get_ready(self) -> None:
        """Load it now, if it is not yet. Raises SynthesisError."""
        with self._lock:
            if self._speech is None:
                self._speech = _loaded(self.voice)

    def render(self, text: str, *, rate: float = 1.0) -> Rendered:
        """`text` as mono int16 at 24,000 Hz; without anything to speak in it, no samples. Raises SynthesisError."""
        if not any(character.isalnum() for character in text):
            return Rendered(np.zeros(0, np.int16), RATE_HZ)
        self.get_ready()
        pace = min(max(rate, _SLOWEST), _FASTEST)
        try:
            parts = [self._spoken(sentence, pace) for sentence in _SENTENCE_END.split(_plain(text).strip())]
        except Exception as error:  # noqa: BLE001 (whatever a sentence did to it, the talker needs to know in a line)
            raise SynthesisError(f"the natural voice could not say this: {type(error).__name__}: {error}") from None
        return Rendered(_joined([part for part in parts if len(part)]), RATE_HZ)

    def phones(self, text: str) -> str:
        """How `text` is said, in the voice's own alphabet. Raises SynthesisError."""
        self.get_ready()
        return self._phones(_plain(text))

    def _phones(self, sentence: str) -> str:
        return str(self._ready.reading(self._pronunciations.marked(sentence)))

    @property
    def _ready(self) -> "_Speech":
        if self._speech is None:
            raise SynthesisError("the natural voice is not loaded")
        return self._speech

    def _spoken(self, sentence: str, pace: float) -> Samples:
        # A lower pitch is the sound played more slowly, hence made faster before.
        pace /= self.voice.pitch
        speed = float(np.interp(pace, tuple(PACES), tuple(PACES.values())))
        waves = [self._ready.wave(part, speed) for part in _parted(self._phones(sentence))]
        if not waves:
            return np.zeros(0, np.int16)
        whole = faster(np.concatenate(waves), RATE_HZ, pace)
        if self.voice.pitch != 1.0:
            whole = np.asarray(soxr.resample(whole, RATE_HZ * self.voice.pitch, RATE_HZ), np.float32)
        # What the network overshoots is brought down by the limiter, not cut off.
        scale = max(1.0, float(np.abs(whole).max()))
        return trimmed(Rendered(limited(np.asarray(whole / scale * 32767, np.int16), RATE_HZ, GAIN * scale), RATE_HZ)).samples


@dataclass(frozen=True, slots=True)
class _Speech:
    """What is loaded: how text is read, the network, its alphabet, and what makes sound of its spectrum."""

    reading: Any
    network: Any
    alphabet: dict[str, int]
    sound: Any

    def wave(self, phones: str, speed: float) -> NDArray[np.float32]:
        """The sound of one string of phones, from -1 to 1."""
        known = [self.alphabet[one] for one in phones if one in self.alphabet]
        if not known:
            return np.zeros(0, np.float32)
        ids = np.array([[0, *known, 0]], np.int64)
        spectrum = self.network.run(None, {"ids": ids, "speed": np.array([speed], np.float32)})
        return np.asarray(self.sound.synth(*(one[0] for one in spectrum), np.random.default_rng(0)), np.float32)


def _loaded(voice: NaturalVoice) -> _Speech:
    folder = packaged_voice()
    if folder is None:
        raise SynthesisError(f"hibari-tts is not installed; {_REINSTALL}")
    assets = folder / "assets"
    try:
        network = _network(model_folder() / voice.name / voice.file if voice.file else folder / NETWORK)
        alphabet = json.loads((assets / "vocab.json").read_text(encoding="utf-8"))
        return _Speech(_reading(assets, voice), network, alphabet, importlib.import_module(f"{PACKAGE}.dsp"))
    except Exception as error:  # noqa: BLE001 (onnxruntime's own faults share no base class but this one)
        first = next(iter(str(error).strip().splitlines()), type(error).__name__)
        raise SynthesisError(f"the natural voice cannot be loaded ({first}); {_REINSTALL}") from None


def _network(path: Path) -> Any:  # noqa: ANN401 (onnxruntime has no types)
    import onnxruntime  # noqa: PLC0415 (typed conversations do without it)

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _reading(assets: Path, voice: NaturalVoice) -> Any:  # noqa: ANN401 (hibari has no types)
    """Its reader of text, with the lists of words packed: as they are, they would take 100 MB."""
    g2p, oov = (importlib.import_module(f"{PACKAGE}.g2p{module}") for module in ("", ".oov"))
    accent = "gb" if voice.british else "us"
    gold, silver = (PackedObject(_unzipped(assets / f"lexicon_{accent}_{kind}.json.gz")) for kind in ("gold", "silver"))
    tagger = _unzipped(assets / "tagger.json.gz")
    lists, _, weights = tagger.partition(b',"weights":')
    # Its own constructor would read the lists in full.
    reader = g2p.G2P.__new__(g2p.G2P)
    reader.lexicon = g2p.Lexicon(gold, silver, voice.british)
    reader.tokenizer = g2p.Tokenizer(json.loads((assets / "tokenizer_exceptions.json").read_text(encoding="utf-8")))
    reader.tagger = g2p.Tagger({**json.loads(lists + b"}"), "weights": PackedObject(weights.removesuffix(b"}"))})
    unknown = str(assets / ("oov_gb.onnx" if voice.british else "oov.onnx"))
    reader._oov = oov.OOV(unknown, _network(Path(unknown)))
    reader.unk, reader.british = "", voice.british
    return reader


def _unzipped(path: Path) -> bytes:
    with gzip.open(path) as file:
        return file.read()


def _plain(text: str) -> str:
    """Without what is not printed, and without brackets, which would be read as marks of a pronunciation."""
    return "".join(" " if character in "[]" or not character.isprintable() else character for character in text)


def _parted(phones: str) -> Iterator[str]:
    """Pieces of at most so many phones as the network takes, at commas where there are any."""
    piece = ""
    for clause in _CLAUSE_END.split(phones):
        if piece and len(piece) + len(clause) >= _MOST_PHONES:
            yield piece
            piece = ""
        piece = f"{piece} {clause}" if piece else clause
        while len(piece) > _MOST_PHONES:
            yield piece[:_MOST_PHONES]
            piece = piece[_MOST_PHONES:]
    if piece:
        yield piece


def _joined(parts: list[Samples]) -> Samples:
    """Sentences one after the other, with a pause between two."""
    pause = np.zeros(round(_PAUSE_SECONDS * RATE_HZ), np.int16)
    apart = [sound for part in parts for sound in (pause, part)][1:]
    return np.concatenate(apart) if apart else np.zeros(0, np.int16)
