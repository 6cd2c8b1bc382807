"""Both looks at many recordings, kept: heard once, which takes minutes, and judged as often as one likes, which takes none."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from time import process_time
from typing import Any
from zlib import crc32

from voice.bench.manifest import Asked, Clip
from voice.bench.peak import peak_megabytes
from voice.errors import FileError
from voice.ports import RATE_HZ, Candidate, Hypothesis, Recogniser, Samples, Utterance, Word
from voice.recognition.acceptance import ACCEPTANCE, SHARES, Acceptance
from voice.recognition.by_sound import BySound, Suppose
from voice.recognition.endpointing import spoken_part
from voice.recognition.look import Look
from voice.recognition.two_looks import decided
from voice.recognition.weighing import look_of
from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.speech_grammar import speech_grammar
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand


@dataclass(frozen=True, slots=True)
class Heard:
    """What both looks made of a clip put to a question.

    Seconds are of sound, `work` is processor time, `size` is in phrases; `megabytes` is the most memory that the process had
    until then, 0 where nobody knows.
    """

    clip: Clip
    asked: Asked
    first: Hypothesis
    second: Hypothesis
    seconds: float
    speech_seconds: float
    work: float
    doubts: bool
    size: int
    megabytes: float = 0.0

    @property
    def in_force(self) -> Acceptance:
        """The confidences that such an engine is believed from."""
        return SHARES if self.first.strings else ACCEPTANCE

    def look(self, read: Callable[[str], Reading], acceptance: Acceptance | None = None) -> Look:
        """What would be gone by, with the confidences in force or others."""
        if self.first.strings:
            return look_of(self.first, read, acceptance or SHARES)
        first, second = self.looks(read)
        return decided(first, lambda: second, self.speech_seconds, doubts=self.doubts, acceptance=acceptance or ACCEPTANCE)

    def looks(self, read: Callable[[str], Reading]) -> tuple[Look, Look]:
        """Each by itself."""
        return look_of(self.first, read), look_of(self.second, read)


class Listener:
    """Puts clips to questions. What was heard is appended to the file `kept`, and not heard again unless the grammar changed.

    It is kept under `label`, by default the recogniser's name.
    """

    def __init__(
        self, recogniser: Recogniser, grammar: Grammar, kept: Path | None = None, *, model: Path | None = None, label: str = ""
    ) -> None:
        self._recogniser, self._grammar, self._kept = recogniser, grammar, kept
        self._engine = f"{label or recogniser.name}{f' with {model}' if model else ''}"
        self._known = dict(_lines(kept)) if kept is not None and kept.exists() else {}
        self._by_sound = BySound(grammar)

    def hear(self, asked: Asked, chosen: Sequence[Clip]) -> Iterator[Heard]:
        """One question's clips. Raises AudioFileError for a file that cannot be read."""
        expected = speech_grammar(self._grammar, asked)
        stamp = crc32("\n".join([*expected.phrases, *expected.decoys, *expected.sentences, *expected.likely]).encode())
        warm = False
        for clip in chosen:
            around = f" {clip.noise} {clip.snr_db}" if clip.noise else ""
            key = f"{self._engine} {stamp} {'+'.join(asked)} {clip.path}{around}"
            if key not in self._known:
                if not warm:
                    # Both made ready first, so that the first clip is heard as every later one is.
                    self._recogniser.utterance(expected).finish()
                    self._recogniser.second_look(expected).finish()
                    warm = True
                sound = clip.sound()
                began = process_time()
                speech = spoken_part(sound)
                first = _heard(self._recogniser.utterance(expected), speech)
                # What is weighed among several strings is looked at once.
                looked = not first.strings
                second = _heard(self._recogniser.second_look(expected), speech) if looked else first
                self._known[key] = Heard(
                    clip,
                    asked,
                    first,
                    second,
                    len(sound) / RATE_HZ,
                    len(speech) / RATE_HZ,
                    process_time() - began,
                    self._recogniser.doubts_itself,
                    len(expected.phrases),
                    peak_megabytes(),
                )
                if self._kept is not None:
                    with self._kept.open("a", encoding="utf-8") as file:
                        file.write(json.dumps({"key": key, **asdict(self._known[key])}, default=str) + "\n")
            yield self._known[key]

    def suppose(self, asked: Asked) -> Suppose:
        """What a look at an answer to that question is taken for: what it means, or a name that it sounds like."""
        return self._by_sound.supposing(asked, self.read(asked))

    def read(self, asked: Asked) -> Callable[[str], Reading]:
        """How words are read as an answer to that question."""
        return lru_cache(maxsize=None)(lambda text: understand(self._grammar, text, asked))


def _heard(utterance: Utterance, speech: Samples) -> Hypothesis:
    utterance.accept(speech)
    return utterance.finish()


def _lines(path: Path) -> Iterator[tuple[str, Heard]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found = json.loads(line)
            clip = found["clip"]
            yield (
                str(found.pop("key")),
                Heard(
                    **{
                        **found,
                        "clip": _clip(clip),
                        "asked": tuple(found["asked"]),
                        "first": _hypothesis(found["first"]),
                        "second": _hypothesis(found["second"]),
                    }
                ),
            )
        except (ValueError, KeyError, TypeError):
            raise FileError(f"{path}:{number}: is no line of looks that were kept; remove the file") from None


def _clip(kept: dict[str, Any]) -> Clip:
    noise = kept.get("noise")
    places = {"path": Path(kept["path"]), "noise": Path(noise) if noise else None}
    return Clip(**{**kept, **places, "asked": tuple(kept["asked"])})


def _hypothesis(kept: dict[str, Any]) -> Hypothesis:
    return Hypothesis(tuple(Word(**word) for word in kept["words"]), tuple(Candidate(**one) for one in kept.get("strings", ())))
