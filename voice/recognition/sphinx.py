"""PocketSphinx: the ear that every machine has, as its model comes with its package.

1. The first look follows a network of the question's phrases and the decoys; only a whole parse counts.
2. The second look uses a trigram model of whole answers, in which any word may follow any other.
3. One decoder serves all; a grammar's search is made once and kept, and changing to it takes 2 ms.
4. White noise far below hearing is added first: digital silence, as virtual microphones send, upsets the features.
5. Sound is brought to one level: of 120 digits recorded at 8 kHz 100 were right then and 85 before.
6. A word that the dictionary lacks is given a pronunciation or reported by `unknown_words`, never dropped unsaid.
7. With `strings`, so many different paths through the lattice of the second look are weighed by what they mean.
"""

import os
import re
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from math import inf, log
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import RecogniserError
from voice.ports import RATE_HZ, Candidate, Hypothesis, Samples, Utterance, Word
from voice.recognition.hearing_file import HearingWords
from voice.recognition.level import gain_to, speech_level
from voice.recognition.memory import give_back
from voice.recognition.network import phrase_network
from voice.recognition.ngram import arpa
from voice.recognition.pronunciation import Pronunciations
from voice.skill.grammar.speech_grammar import SpeechGrammar

_SPEECH_LEVEL = 1500.0
# Below this (-56 dBFS) there is nothing yet to tell the level from.
_AUDIBLE_LEVEL = 50.0
_DITHER = 1e-3 * 32768
_LEVEL_SAMPLES = RATE_HZ // 2
_GAIN_OFF = 2.0
_LEADING_SAMPLES = RATE_HZ // 10
_FRAMES_PER_SECOND = 100
KEPT: Mapping[str, int] = {"phrases": 1, "sentences": 2}
"""Searches kept, of each kind: a network takes some 15 MB, as the engine has a table of 3 kB for each state, and is made again
in a quarter of the time that a trigram model is, which takes 2 MB."""
# How much likelier a short answer to the question is than any other phrase: of 23 single words 15 were right with 5, 16 with
# 40, and nothing else that people said was taken for an answer with either.
_FAVOUR = 20.0
# How many of the sentences, the questions' own phrases first, the second look expects after an opener as well.
_OPENED = 2000
# Read when a search is made. The defaults for networks invent words in noise, and the search for a better path through
# the lattice leaves the grammar: of 13 spoken digits 9 came out as whole parses with it, all 13 without.
_FOR_NETWORKS: Mapping[str, float | bool] = {"silprob": 1.0, "fillprob": 1e-2, "bestpath": False}
_FOR_TRIGRAMS: Mapping[str, float | bool] = {"silprob": 0.005, "fillprob": 1e-8, "bestpath": True}
_VARIANT = re.compile(r"\(\d+\)$")
_VARIANTS = re.compile(r"\(\d+\)")
# Paths differ in pauses, too. The scores of whole paths lie close together: of 1, 5, 20 and 60 times their logarithm the last
# heard best.
_PATHS_A_STRING, _PATH_SCALE = 6, 60.0


class SphinxRecogniser:
    """PocketSphinx with its US English model. One utterance at a time: beginning another ends the one before."""

    name = "sphinx"
    doubts_itself = True

    def __init__(self, words: HearingWords, *, kept: Mapping[str, int] = KEPT, strings: int = 0) -> None:
        # Weighing them did not hear better where it was measured (docs/recognition.md).
        self._strings = strings
        self.tells_times = not strings
        import pocketsphinx  # noqa: PLC0415 -- loads a large library that a Vosk user never needs

        model = Path(pocketsphinx.get_model_path("en-us"))
        self._pronunciations = Pronunciations(model / "cmudict-en-us.dict", words.pronunciations)
        with tempfile.TemporaryDirectory(prefix=f"twitchwise-{os.getpid()}-") as folder:
            dictionary = Path(folder) / "words.dict"
            dictionary.write_text("yes Y EH S\nno N OW\n", encoding="utf-8")
            self._decoder = pocketsphinx.Decoder(
                hmm=str(model / "en-us"), dict=str(dictionary), lm=None, cmn="live", loglevel="FATAL", samprate=float(RATE_HZ)
            )
        self._words = {"yes", "no"}
        self._competitors = words.competitors
        self._openers = words.openers
        self._usual = words.usual
        self._searches: OrderedDict[tuple[str, SpeechGrammar], _Search] = OrderedDict()
        self._kept = kept
        self._made = 0
        self._open: _SphinxUtterance | None = None
        self._channel = self._decoder.get_cmn(False)

    def utterance(self, grammar: SpeechGrammar) -> Utterance:
        """Begin with the question's own phrases and decoys. Raises RecogniserError when none can be heard."""
        return self._begin(self._search("phrases", grammar, self._phrase_search))

    def second_look(self, grammar: SpeechGrammar) -> Utterance:
        """Begin with a language model of whole answers. Raises RecogniserError when none can be heard."""
        return self._begin(self._search("sentences", grammar, self._sentence_search), self._strings)

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those without a pronunciation."""
        return tuple(word for word in dict.fromkeys(words) if not self._pronunciations.of(word))

    def _begin(self, search: "_Search", strings: int = 0) -> "_SphinxUtterance":
        if self._open is not None:
            self._open.finish()
        # Each utterance starts from the same channel estimate, so that what was heard before cannot change what is heard now.
        self._open = _SphinxUtterance(self._decoder, search, self._channel, strings)
        return self._open

    def _search(self, kind: str, grammar: SpeechGrammar, make: Callable[[str, SpeechGrammar], "_Search"]) -> "_Search":
        key = (kind, grammar)
        if key in self._searches:
            self._searches.move_to_end(key)
            return self._searches[key]
        if self._open is not None:
            self._open.finish()
        if self._learn(_vocabulary(grammar) | {*self._competitors, *self._openers, *" ".join(self._usual).split()}):
            # A trigram search holds tables as long as the dictionary was: they are made again when it has grown.
            self._forget(self._of("sentences"))
        # Before the new one is made, or both would be in memory at once.
        made = self._of(kind)
        self._forget(made[: max(0, len(made) + 1 - self._kept[kind])])
        give_back()
        self._made += 1
        search = make(f"{kind}-{self._made}", grammar)
        self._searches[key] = search
        give_back()
        return search

    def _of(self, kind: str) -> list[tuple[str, SpeechGrammar]]:
        """The searches of a kind, the one unused for longest first."""
        return [key for key in self._searches if key[0] == kind]

    def _forget(self, keys: Sequence[tuple[str, SpeechGrammar]]) -> None:
        for key in keys:
            self._decoder.remove_search(self._searches.pop(key).name)

    def _learn(self, words: frozenset[str]) -> bool:
        """Give the decoder the pronunciations that it lacks; whether there were any."""
        new = False
        for word in sorted(words - self._words):
            for number, phones in enumerate(self._pronunciations.of(word), 1):
                self._decoder.add_word(word if number == 1 else f"{word}({number})", phones, False)
                new = True
            self._words.add(word)
        return new

    def _sayable(self, phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(phrase for phrase in phrases if phrase and not self.unknown_words(phrase.split()))

    def _likely(self, grammar: SpeechGrammar) -> tuple[str, ...]:
        return self._sayable(tuple(dict.fromkeys((*self._usual, *grammar.likely))))

    def _phrase_search(self, name: str, grammar: SpeechGrammar) -> "_Search":
        phrases = self._sayable(grammar.phrases)
        if not phrases:
            raise RecogniserError(f"grammar {grammar.name}: no phrase in it has only words that PocketSphinx knows")
        likely = self._likely(grammar)
        network = phrase_network(
            [*likely, *phrases, *self._sayable(grammar.decoys)], likely, favour=_FAVOUR, openers=self._sayable(self._openers)
        )
        self._configure(_FOR_NETWORKS)
        arcs = [(arc.source, arc.target, arc.probability, arc.word) for arc in network.arcs]
        self._decoder.add_fsg(name, self._decoder.create_fsg(name, network.start, network.final, arcs))
        return _Search(name, network.accepts)

    def _sentence_search(self, name: str, grammar: SpeechGrammar) -> "_Search":
        sentences = self._sayable(grammar.sentences or grammar.phrases)
        everything = self._sayable([*grammar.phrases, *grammar.decoys, *self._competitors])
        singles = dict.fromkeys(" ".join(everything).split(), 1.0)
        if not sentences:
            raise RecogniserError(f"grammar {grammar.name}: no sentence in it has only words that PocketSphinx knows")
        weighted = [(sentence, 1.0) for sentence in (*sentences, *self._competitors)]
        weighted += [(opened, 1.0) for opened in _opened(sentences[:_OPENED], self._openers)]
        weighted += [(phrase, _FAVOUR) for phrase in self._likely(grammar)]
        self._configure(_FOR_TRIGRAMS)
        with tempfile.TemporaryDirectory(prefix=f"twitchwise-{os.getpid()}-") as folder:
            model = Path(folder) / "sentences.arpa"
            with model.open("w", encoding="utf-8") as file:
                file.writelines(arpa(weighted, singles))
            self._decoder.add_lm_file(name, str(model))
        return _Search(name, lambda words: True)

    def _configure(self, settings: Mapping[str, float | bool]) -> None:
        for name, value in settings.items():
            self._decoder.config[name] = value


class _Search:
    """A grammar made ready: its name in the decoder, and which word sequences are whole parses of it."""

    def __init__(self, name: str, whole: Callable[[Sequence[str]], bool]) -> None:
        self.name = name
        self.whole = whole


class _SphinxUtterance:
    """One utterance on the shared decoder: decoded as it comes, and again should its beginning have misled about its level."""

    def __init__(self, decoder: Any, search: _Search, channel: str, strings: int) -> None:  # noqa: ANN401 -- pocketsphinx has no types
        self._strings = strings
        self._decoder = decoder
        self._search = search
        self._channel = channel
        self._kept: list[Samples] = []
        self._gain: float | None = None
        self._final: Hypothesis | None = None
        self._start()

    def accept(self, block: Samples) -> Hypothesis:
        if self._final is not None:
            return self._final
        self._kept.append(block)
        if self._gain is None and sum(map(len, self._kept)) >= _LEVEL_SAMPLES:
            block = np.concatenate(self._kept)
            if speech_level(block) >= _AUDIBLE_LEVEL:
                self._gain = gain_to(_SPEECH_LEVEL, block)
        if self._gain is not None:
            self._decode(block, self._gain)
        return Hypothesis(self._said())

    def finish(self) -> Hypothesis:
        if self._final is None:
            self._final = Hypothesis(self._whole(), self._likeliest())
            self._kept.clear()
        return self._final

    def _whole(self) -> tuple[Word, ...]:
        sound = np.concatenate(self._kept) if self._kept else np.zeros(0, np.int16)
        gain = gain_to(_SPEECH_LEVEL, sound)
        if self._gain is None:
            self._decode(sound, gain)
        elif not 1 / _GAIN_OFF < self._gain / gain < _GAIN_OFF:
            self._decoder.end_utt()
            self._start()
            self._decode(sound, gain)
        self._decoder.end_utt()
        words = self._said()
        return words if self._search.whole([word.text for word in words]) else ()

    def _start(self) -> None:
        self._noise = np.random.default_rng(0)
        self._decoder.activate_search(self._search.name)
        # The acoustic model begins with the Gaussians that fitted the frame before: always the same ones.
        self._decoder.start_utt()
        self._decode(np.zeros(_LEADING_SAMPLES, np.int16), 1.0)
        self._decoder.end_utt()
        self._noise = np.random.default_rng(0)
        self._decoder.set_cmn(self._channel)
        self._decoder.start_utt()

    def _decode(self, block: Samples, gain: float) -> None:
        if not len(block):
            return
        noisy = block * gain + self._noise.normal(0.0, _DITHER, len(block))
        self._decoder.process_raw(np.clip(np.rint(noisy), -32768, 32767).astype(np.int16).tobytes(), False, False)

    def _said(self) -> tuple[Word, ...]:
        if self._decoder.hyp() is None:
            return ()
        seconds = sum(map(len, self._kept)) / RATE_HZ
        return tuple(
            Word(
                _VARIANT.sub("", segment.word),
                segment.start_frame / _FRAMES_PER_SECOND,
                min(seconds, (segment.end_frame + 1) / _FRAMES_PER_SECOND),
                min(1.0, max(0.0, segment.prob)),
            )
            for segment in self._decoder.seg() or ()
            if segment.word[0] not in "<[+"
        )

    def _likeliest(self) -> tuple[Candidate, ...]:
        """The different strings of the likeliest paths, each with the likeliest of its paths."""
        found: dict[str, float] = {}
        paths = self._decoder.nbest() if self._strings and self._decoder.hyp() is not None else ()
        for path in islice(paths, _PATHS_A_STRING * self._strings):
            text = _VARIANTS.sub("", " ".join(word for word in (path.hypstr or "").split() if word[0] not in "<[+"))
            if path.score > 0 and len(found) < self._strings:
                found[text] = max(found.get(text, -inf), _PATH_SCALE * log(path.score))
        # They come nearly in order.
        listed = sorted(found.items(), key=lambda one: -one[1])
        most = max(found.values(), default=0.0)
        return tuple(Candidate(text, likely - most, likely - most) for text, likely in listed) if any(found) else ()


def _vocabulary(grammar: SpeechGrammar) -> frozenset[str]:
    return frozenset(" ".join([*grammar.phrases, *grammar.decoys, *grammar.sentences]).split())


def _opened(sentences: Sequence[str], openers: Sequence[str]) -> list[str]:
    """The sentences each after an opener, in turn, where they have none."""
    plain = [sentence for sentence in sentences if sentence.split(" ", 1)[0] not in openers]
    return [f"{openers[at % len(openers)]} {sentence}" for at, sentence in enumerate(plain)] if openers else []
