"""Vosk: the more accurate recogniser beside PocketSphinx, where its model folder is present.

Vosk ends the whole process for mistakes that cannot be caught, so none may reach it:

1. A folder that is no model, or one whose graph is fixed, is refused before Vosk opens it.
2. A grammar is valid JSON of known words and never empty; it is given when a recogniser is made and never changed:
   a change in the middle of an utterance aborts.
3. Words that the model lacks are found with `vosk_model_find_word` and reported; phrases with them are left out whole.

With `strings`, so many of its likeliest word strings are weighed by what they mean. Then it tells neither how sure a word is nor,
of strings that differ, when it was said.
"""

import importlib
import json
import sys
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from voice.errors import RecogniserError
from voice.ports import RATE_HZ, Candidate, Hypothesis, Samples, Utterance, Word
from voice.recognition.strings import in_turn
from voice.skill.grammar.speech_grammar import SpeechGrammar

UNKNOWN = "[unk]"
_NEEDED = ("am/final.mdl", "conf", "graph")
# Listed so often, [unk] costs in a large grammar about what it does in a small one (5.1 once, 3.2 ten times in 20 phrases).
_PHRASES_PER_UNKNOWN = 10
_UNKNOWN_AT_MOST = 40
_QUIET = -2
_DOWNLOADER = "requests"
_RECOGNISERS_KEPT = 24


def check_model_folder(folder: Path) -> None:
    """Raise RecogniserError, in one line, for what is no Vosk model or cannot be told what to expect."""
    if not folder.is_dir():
        raise RecogniserError(f"{folder}: there is no such model folder; give an unpacked Vosk model")
    missing = [name for name in _NEEDED if not (folder / name).exists()]
    if missing:
        raise RecogniserError(f"{folder}: not a Vosk model, it has no {missing[0]}; {_instead_of(folder)}")
    if (folder / _NEEDED[0]).stat().st_size == 0:
        raise RecogniserError(f"{folder}: not a usable Vosk model, am/final.mdl is empty; unpack it again")
    if (folder / "graph" / "HCLG.fst").exists():
        raise RecogniserError(
            f"{folder}: this model's graph is fixed and takes no grammar; use one with graph/HCLr.fst and graph/Gr.fst"
        )
    absent = [name for name in ("HCLr.fst", "Gr.fst") if not (folder / "graph" / name).is_file()]
    if absent:
        raise RecogniserError(f"{folder}: not a usable Vosk model, it has no graph/{absent[0]}; unpack it again")


def _instead_of(folder: Path) -> str:
    """What to give in place of a folder that is no model: one in it that is, if there is one."""
    inner = next((one for one in sorted(folder.iterdir()) if (one / _NEEDED[0]).is_file()), None)
    return f"did you mean {inner}?" if inner else "give an unpacked Vosk model such as vosk-model-small-en-us-0.15"


def grammar_json(grammar: SpeechGrammar, knows: Callable[[str], bool]) -> str:
    """What Vosk is to expect. Raises RecogniserError when no phrase is left that consists of known words only."""
    phrases = _known(grammar.phrases, knows)
    if not phrases:
        raise RecogniserError(f"grammar {grammar.name}: the model knows all words of none of its phrases")
    everything = [*phrases, *(decoy for decoy in _known(grammar.decoys, knows) if decoy not in set(phrases))]
    unknown = min(_UNKNOWN_AT_MOST, 1 + len(everything) // _PHRASES_PER_UNKNOWN)
    return json.dumps([*everything, *[UNKNOWN] * unknown])


def words_of(result: str) -> Hypothesis:
    """A hypothesis from one of Vosk's JSON results, whatever keys it has."""
    document = json.loads(result)
    if document.get("alternatives"):
        return _likeliest(document["alternatives"])
    timed = document.get("result") or document.get("partial_result") or ()
    if timed:
        return Hypothesis(tuple(Word(one["word"], one["start"], one["end"], one.get("conf", 0.0)) for one in timed))
    text = document.get("text") or document.get("partial") or ""
    return Hypothesis(tuple(Word(word, 0.0, 0.0, 0.0) for word in text.split()))


def _likeliest(alternatives: Sequence[Any]) -> Hypothesis:
    """Of several strings, the likeliest first; `confidence` is a string's log likelihood, its language model's part included."""
    strings = tuple(Candidate(one["text"].strip(), one["confidence"], one["confidence"]) for one in alternatives)
    if not any(one.text for one in strings):
        return Hypothesis()
    return Hypothesis(tuple(Word(word, 0.0, 0.0, 0.0) for word in strings[0].text.split()), strings)


def _known(phrases: Iterable[str], knows: Callable[[str], bool]) -> list[str]:
    """Each phrase once, with single spaces, if the model knows all its words."""
    tidy = dict.fromkeys(" ".join(phrase.split()) for phrase in phrases)
    return [phrase for phrase in tidy if phrase and all(knows(word) for word in phrase.split())]


def _without_downloader() -> Any:  # noqa: ANN401 -- vosk has no types
    """Vosk, loaded by need and without the library with which it would fetch models: that one opens a socket on loading."""
    if _DOWNLOADER in sys.modules or "vosk" in sys.modules:
        return importlib.import_module("vosk")
    sys.modules[_DOWNLOADER] = ModuleType(_DOWNLOADER)
    try:
        return importlib.import_module("vosk")
    finally:
        del sys.modules[_DOWNLOADER]


class VoskRecogniser:
    """Vosk with the model in `folder`. Raises RecogniserError for a folder that is no model.

    Unless it is 0, so many `strings` are weighed by meaning: measured with a small model only (docs/recognition.md).
    """

    name = "vosk"
    doubts_itself = False

    def __init__(self, folder: Path, *, strings: int = 0) -> None:
        check_model_folder(folder)
        self._strings = strings
        self.tells_times = not strings
        vosk = _without_downloader()
        vosk.SetLogLevel(_QUIET)
        self._vosk = vosk
        try:
            self._model = vosk.Model(model_path=str(folder))
        except Exception:  # noqa: BLE001 -- Vosk raises bare Exception
            raise RecogniserError(f"{folder}: Vosk cannot load this model; unpack it again") from None
        self._grammars: OrderedDict[SpeechGrammar, str] = OrderedDict()

    def utterance(self, grammar: SpeechGrammar) -> Utterance:
        """Begin with the grammar of the moment. Raises RecogniserError when the model knows none of it."""
        if grammar not in self._grammars:
            self._grammars[grammar] = grammar_json(grammar, self._knows)
            if len(self._grammars) > _RECOGNISERS_KEPT:
                self._grammars.popitem(last=False)
        # Made anew each time (0.4 ms): one that lives long keeps growing.
        return _VoskUtterance(self._vosk.KaldiRecognizer(self._model, float(RATE_HZ), self._grammars[grammar]), self._strings)

    def second_look(self, grammar: SpeechGrammar) -> Utterance:
        """Begin with the model's whole vocabulary."""
        return _VoskUtterance(self._vosk.KaldiRecognizer(self._model, float(RATE_HZ)), self._strings)

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those that the model does not have."""
        return tuple(word for word in dict.fromkeys(words) if not self._knows(word))

    def _knows(self, word: str) -> bool:
        # 0 is "<eps>", the empty word: Vosk aborts when a grammar holds it.
        return bool(self._model.vosk_model_find_word(word) > 0)


class _VoskUtterance:
    """One utterance on a recogniser of its own."""

    def __init__(self, recogniser: Any, strings: int) -> None:  # noqa: ANN401 -- vosk has no types
        recogniser.SetWords(True)
        if strings:
            recogniser.SetMaxAlternatives(strings)
        self._recogniser = recogniser
        self._most = strings
        self._earlier = Hypothesis()
        self._final: Hypothesis | None = None

    def accept(self, block: Samples) -> Hypothesis:
        if self._final is not None:
            return self._final
        if len(block) and self._recogniser.AcceptWaveform(block.tobytes()):
            # Vosk's own endpoint: what it heard is kept, and the utterance goes on until ours.
            self._earlier = in_turn(self._earlier, words_of(self._recogniser.Result()), self._most)
        partial = words_of(self._recogniser.PartialResult())
        return Hypothesis(self._earlier.words + partial.words)

    def finish(self) -> Hypothesis:
        if self._final is None:
            self._final = in_turn(self._earlier, words_of(self._recogniser.FinalResult()), self._most)
        return self._final
