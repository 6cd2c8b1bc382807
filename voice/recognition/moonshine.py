"""The Moonshine ear: a neural model that hears words as people say them, and a question's own sentences to weigh them by.

1. Sound gets half a second of silence on both sides: without it short words come twice or not at all.
2. The likeliest strings of words are kept. Each is weighed by how likely its words are as an answer to this question, with a
   bonus for each word, without which short strings would win; `weighing` does the rest, by meaning.
3. While somebody speaks, the words so far come from a greedy look: after a second, and whenever the sound has grown by a quarter,
   so that these looks together take a few times what the last one takes. A whole look comes at the end.
4. Long answers are looked at more narrowly, and very long ones in pieces: nothing of them is left out.
5. Without a width it is chosen by `pace`, at the first utterance, so that the first words are not kept waiting for it.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from voice.errors import RecogniserError
from voice.ports import RATE_HZ, Candidate, Hypothesis, Samples, Utterance, Word
from voice.recognition.beam import BEHIND, Said, likeliest
from voice.recognition.model_store import installed_model
from voice.recognition.moonshine_files import check_files, packaged_model
from voice.recognition.moonshine_network import Floats, Network
from voice.recognition.ngram import Trigram
from voice.recognition.pace import FULL_WIDTH, Clock, Pace, Rung, answer_seconds, chosen, ladder
from voice.recognition.written import as_spoken
from voice.skill.grammar.speech_grammar import SpeechGrammar

_PADDING = np.zeros(RATE_HZ // 2, np.float32)
_PIECES_A_SECOND, _PIECES_MORE = 6.5, 2
_WIDTHS = ((8.0, FULL_WIDTH), (16.0, 4))
"""Up to so many seconds of sound, a beam so wide at most; beyond the last, greedy."""
_PIECE_SECONDS = 30.0
_PARTIAL_AFTER_SECONDS, _PARTIAL_GROWTH = 1.0, 1.25
_LIKELY_WEIGHT = 3.0
_MODEL_WEIGHT, _WORD_BONUS = 0.5, 3.0
_MODELS_KEPT = 4
_BRINGS_MODEL = "`pip install moonshine-voice==0.0.73` or `twitchwise models fetch moonshine` brings it"


def usable_model() -> Path:
    """The folder of the package's model, or else of the one that was fetched, its files checked.

    Raises RecogniserError where there is none, and for the first one with other files where none is as it should be.
    """
    faults = []
    for folder in (packaged_model(), installed_model(engine="moonshine")):
        if folder is None:
            continue
        try:
            check_files(folder)
        except RecogniserError as error:
            faults.append(error)
        else:
            return folder
    raise faults[0] if faults else RecogniserError("the Moonshine model is not installed", _BRINGS_MODEL)


class MoonshineRecogniser:
    """Fills `ports.Recogniser`. Raises RecogniserError where there is no model, or it or onnxruntime cannot be used.

    `width` is how many strings of words are followed side by side; None leaves it, and the threads, to what this machine can do
    in time by the `clock`.
    """

    doubts_itself = False
    tells_times = False

    def __init__(
        self,
        folder: Path | None = None,
        *,
        width: int | None = FULL_WIDTH,
        cores: int | None = None,
        clock: Clock = time.perf_counter,
    ) -> None:
        if folder is not None:
            check_files(folder)
        self._folder = folder or usable_model()
        self._clock = clock
        self._rungs = ladder(cores or os.cpu_count() or 1)
        # What is given needs no timing; it may as well have the threads.
        self._pace = None if width is None else Pace(width, self._rungs[-1].threads)
        self._threads = self._pace.threads if self._pace else self._rungs[0].threads
        self._network = Network(self._folder, threads=self._threads)
        self._models: dict[str, tuple[SpeechGrammar, Trigram]] = {}
        self.name = "moonshine"

    @property
    def pace(self) -> Pace:
        """How exactly it listens; timed when it is first asked for, unless the width was given."""
        if self._pace is None:
            self._pace = chosen(self._rungs, self._seconds)
        return self._pace

    @property
    def network(self) -> Network:
        """The loaded model, for whoever listens for something else while no answer is expected; the pace is chosen first."""
        _ = self.pace  # which may open the network anew
        return self._network

    def _seconds(self, rung: Rung) -> float:
        if rung.threads != self._threads:
            del self._network  # one at a time, for its memory
            self._network, self._threads = Network(self._folder, threads=rung.threads), rung.threads
        return answer_seconds(self._network, rung.width, self._clock)

    def utterance(self, grammar: SpeechGrammar) -> Utterance:
        """Begin an utterance, its words weighed as an answer to that question."""
        width = self.pace.width  # which may open the network anew
        return _MoonshineUtterance(self._network, self._model(grammar), width)

    def second_look(self, grammar: SpeechGrammar) -> Utterance:
        """The same: this ear looks once."""
        return self.utterance(grammar)

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """None: its pieces spell any word."""
        return ()

    def _model(self, grammar: SpeechGrammar) -> Trigram:
        known, model = self._models.pop(grammar.name, (None, None))
        if model is None or known != grammar:
            listed = ((text, 1.0) for text in (*grammar.sentences, *grammar.phrases))
            model = Trigram([*listed, *((text, _LIKELY_WEIGHT) for text in grammar.likely)])
        self._models[grammar.name] = grammar, model
        while len(self._models) > _MODELS_KEPT:
            del self._models[next(iter(self._models))]
        return model


class _MoonshineUtterance:
    def __init__(self, network: Network, model: Trigram, width: int) -> None:
        self._network = network
        self._model = model
        self._width = width
        self._kept: list[Samples] = []
        self._looked_at = 0
        self._encoded: tuple[int, Floats] = 0, np.zeros(0, np.float32)
        self._partial = Hypothesis()
        self._final: Hypothesis | None = None

    def accept(self, block: Samples) -> Hypothesis:
        if self._final is not None:
            return self._final
        self._kept.append(block)
        samples = sum(map(len, self._kept))
        if samples >= max(self._looked_at * _PARTIAL_GROWTH, self._looked_at + _PARTIAL_AFTER_SECONDS * RATE_HZ):
            self._looked_at = samples
            said = self._said(width=1)
            self._partial = _of_words(as_spoken(said[0].text)) if said else Hypothesis()
        return self._partial

    def finish(self) -> Hypothesis:
        if self._final is None:
            seconds = sum(map(len, self._kept)) / RATE_HZ
            width = next((width for most, width in _WIDTHS if seconds <= most), 1)
            self._final = self._weighed(self._said(width=min(width, self._width)))
            self._kept.clear()
            self._encoded = 0, np.zeros(0, np.float32)
        return self._final

    def _said(self, *, width: int) -> tuple[Said, ...]:
        """The likeliest strings; of a sound that is looked at in pieces, the one that these make together."""
        sound = floats(self._kept)
        size = round(_PIECE_SECONDS * RATE_HZ)
        if not sound.any():
            return ()
        if len(sound) <= size:
            if self._encoded[0] != len(sound):
                self._encoded = len(sound), encoded(self._network, sound)
            return self._said_in(self._encoded[1], len(sound), width)
        return self._said_in_pieces(sound, size)

    def _said_in_pieces(self, sound: Floats, size: int) -> tuple[Said, ...]:
        """The likeliest string of each piece of a sound, put together."""
        pieces = [sound[start : start + size] for start in range(0, len(sound), size)]
        said = [self._said_in(encoded(self._network, piece), len(piece), 1) for piece in pieces if piece.any()]
        best = [piece[0] for piece in said if piece]
        return (Said(" ".join(one.text for one in best), sum(one.log_probability for one in best)),) if best else ()

    def _said_in(self, hidden: Floats, samples: int, width: int) -> tuple[Said, ...]:
        return likeliest(self._network, hidden, width=width, most_pieces=most_pieces(samples))

    def _weighed(self, said: Sequence[Said]) -> Hypothesis:
        least = max((one.log_probability for one in said), default=0.0) - BEHIND
        strings: dict[str, Candidate] = {}
        for one in said:
            text = as_spoken(one.text)
            if not text or one.log_probability < least or text in strings:
                continue
            answer = self._model.score(text) + _WORD_BONUS * len(text.split())
            strings[text] = Candidate(text, one.log_probability, one.log_probability + _MODEL_WEIGHT * answer)
        listed = tuple(sorted(strings.values(), key=lambda one: -one.score))
        return Hypothesis(_of_words(listed[0].text).words, listed) if listed else Hypothesis()


def encoded(network: Network, sound: Floats) -> Floats:
    """What the network makes of a sound with silence around it."""
    return network.encode(np.concatenate([_PADDING, sound, _PADDING]))


def most_pieces(samples: int) -> int:
    """So many pieces of words at most can be in so much sound: without a bound the model may repeat itself for ever."""
    return round((samples + 2 * len(_PADDING)) / RATE_HZ * _PIECES_A_SECOND) + _PIECES_MORE


def floats(blocks: Sequence[Samples]) -> Floats:
    """The sound from -1 to 1, around zero: out of a constant the model makes words."""
    whole = np.concatenate(blocks) if blocks else np.zeros(0, np.int16)
    return ((whole - whole.mean()) / 32768).astype(np.float32) if len(whole) else np.zeros(0, np.float32)


def _of_words(text: str) -> Hypothesis:
    """The words of a look that tells neither when each was said nor how sure it is."""
    return Hypothesis(tuple(Word(word, 0.0, 0.0, 0.0) for word in text.split()))
