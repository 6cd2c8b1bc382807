"""How words are said that a voice reads wrongly, from `grammars/speech/pronunciations.yaml`.

A key is a word or several, matched whole and in any case, the longest first. The sounds are in the alphabet of the natural voice.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from voice.errors import KnowledgeError
from voice.resources import shared_folder
from voice.skill.knowledge.yaml_lines import read_lined

FILE = Path("speech") / "pronunciations.yaml"
ALPHABET = frozenset("AIOQSTWYabcdefhijklmnopqrstuvwxyzæçðøŋœɐɑɒɔɕɖəɚɛɜɟɡɣɤɥɨɪɯɰɲɳɴɸɹɻɽɾʁʂʃʈʊʋʌʎʒʔʝʣʤʥʦʧʨβθχᵊᵻˈˌː,.!?—…; ")  # noqa: RUF001 (phonetic signs)
"""The signs of the alphabet, as hibari and misaki have it: A is the vowel of day, I of my, O of no, W of now, Y of boy."""


@dataclass(frozen=True)
class Pronunciations:
    """The file's content: words and how they are said."""

    phones: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """Another for other pronunciations."""
        return hashlib.sha256(repr(sorted(self.phones.items())).encode()).hexdigest()[:8]

    @cached_property
    def _words(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.phones, key=len, reverse=True)
        listed = "|".join(re.escape(words).replace(r"\ ", r"\s+") for words in longest_first)
        return re.compile(rf"(?<![\w'-])(?:{listed})(?![\w'-])", re.IGNORECASE) if listed else None

    def marked(self, text: str) -> str:
        """`text` with the sound beside each word that has one, as the natural voice's reader takes it: `[word](/sound/)`."""
        if self._words is None:
            return text
        return self._words.sub(lambda found: f"[{found[0]}](/{self.phones[' '.join(found[0].lower().split())]}/)", text)


def load_pronunciations(path: Path | None = None) -> Pronunciations:
    """Read the file. Raises KnowledgeError with every fault in it."""
    path = path or shared_folder("grammars") / FILE
    lined = read_lined(path)
    natural = lined.document.get("natural") if isinstance(lined.document, dict) else None
    if not isinstance(natural, dict):
        raise KnowledgeError([f"{path}:1: holds no section natural; lines `word: sounds` in one would be right"])
    faults = list(lined.faults)
    for words, phones in natural.items():
        place = ("natural", words)
        if not isinstance(phones, str) or not phones.strip():
            faults.append(lined.at(place, f"{words}: should be the sounds of the word"))
        elif unknown := sorted(set(phones) - ALPHABET):
            faults.append(lined.at(place, f"{words}: {' '.join(unknown)} is none of the voice's signs"))
        elif words != words.lower():
            faults.append(lined.at(place, f"{words}: should be written small"))
    if faults:
        raise KnowledgeError(faults)
    return Pronunciations({str(words): str(phones) for words, phones in natural.items()})
