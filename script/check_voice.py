"""How well a voice is understood: everything that the program can say, as Moonshine writes it down unprompted.

Both sides are compared as words: numbers spelled out, and what sounds alike or is only written otherwise made the same by
`check_voice.yaml`. The share of wrong words is that of all sentences together; a voice is fit for the product below 3 %.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soxr
import yaml

from voice.ports import RATE_HZ
from voice.recognition.beam import likeliest
from voice.recognition.moonshine import encoded, floats, most_pieces, usable_model
from voice.recognition.moonshine_network import Network
from voice.recognition.written import as_spoken
from voice.rehearsal.scripts import load_script
from voice.rehearsal.stage import rehearse_silently
from voice.settings import Settings
from voice.skill.knowledge.file import knowledge_path, load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.prompts import NOT_SPOKEN
from voice.skill.knowledge.translation import texts_of
from voice.skill.knowledge.wording import fill, places_of
from voice.skill.knowledge.yaml_lines import read_lined
from voice.surfaces.talker import sentences
from voice.synthesis.voices import load_voice

TABLE = Path(__file__).with_suffix(".yaml")
CONVERSATIONS = Path(__file__).resolve().parents[1] / "tests" / "conversations"
TARGET = 0.03
_FEWEST_WORDS = 3
"""A word or two alone say little about a voice: they are looked at inside the sentences of conversations."""
_WIDTH = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence, what was heard of it, and how many of its words were wrong."""

    said: str
    heard: str
    errors: int
    words: int


def all_sentences(knowledge: Knowledge, samples: dict[str, str]) -> tuple[str, ...]:
    """Each sentence once: the knowledge file's texts in each region, and what is said in the rehearsals."""
    return tuple(dict.fromkeys([*_of_texts(knowledge, samples), *_of_conversations(knowledge)]))


def _of_texts(knowledge: Knowledge, samples: dict[str, str]) -> Iterator[str]:
    for place, text in texts_of(read_lined(knowledge_path()).document).items():
        if place[0] == "screen" or (place[0] == "prompts" and place[1] in NOT_SPOKEN):
            continue
        for region in knowledge.regions:
            words = {**samples, **places_of(knowledge, region)}
            for one in _texts(text):
                yield from (part for part in sentences(fill(one, words)) if len(part.split()) >= _FEWEST_WORDS)


def _texts(text: Any) -> Iterator[str]:  # noqa: ANN401 (what YAML may hold)
    match text:
        case str():
            yield text
        case list():
            for one in text:
                yield from _texts(one)
        case dict():
            yield from _texts(list(text.values()))


def _of_conversations(knowledge: Knowledge) -> Iterator[str]:
    for path in sorted(CONVERSATIONS.glob("*.yaml")):
        played = rehearse_silently(knowledge, load_script(path, tuple(knowledge.regions)), Settings())
        for text in played.said:
            yield from (part for part in sentences(text) if len(part.split()) >= _FEWEST_WORDS)


class Alike:
    """What counts as the same, by the table: each form is replaced by the one that it stands under."""

    def __init__(self, table: dict[str, Any]) -> None:
        forms = {as_spoken(form): as_spoken(right) for right, group in table.items() for form in group["heard"]}
        listed = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
        self._forms, self._pattern = forms, re.compile(rf"\b(?:{listed})\b(?!')")

    def words(self, text: str) -> list[str]:
        """The words of a text, as they are compared."""
        once = self._replaced(as_spoken(text.replace("-", " ").replace("&", " and ")))
        # What a form is replaced by may hold another one: "one one two".
        return self._replaced(once).split()

    def _replaced(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._forms[found[0]], text)


def wrong_words(said: Sequence[str], heard: Sequence[str]) -> int:
    """How many words were replaced, lost or added, at the least (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(said, 1):
        before, row[0] = row[0], at
        for other, found in enumerate(heard, 1):
            before, row[other] = row[other], min(row[other] + 1, row[other - 1] + 1, before + (word != found))
    return row[-1]


def check(texts: Sequence[str], voice: str, alike: Alike) -> Iterator[Checked]:
    """Each text said and heard."""
    speaking, network = load_voice(voice), Network(usable_model())
    for text in texts:
        rendered = speaking.render(text)
        sound = np.asarray(soxr.resample(rendered.samples, rendered.rate_hz, RATE_HZ), np.int16)
        found = likeliest(network, encoded(network, floats([sound])), width=_WIDTH, most_pieces=most_pieces(len(sound)))
        heard = found[0].text if found else ""
        said = alike.words(text)
        yield Checked(text, heard, wrong_words(said, alike.words(heard)), len(said))


def main() -> int:
    """Print the worst sentences and the share of wrong words; 1 where that is above the target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice", default="natural")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--worst", type=int, default=20)
    options = parser.parse_args()
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    texts = all_sentences(load_knowledge(), table["samples"])[:: options.every]
    checked = []
    for one in check(texts, options.voice, Alike(table["alike"])):
        checked.append(one)
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{len(checked)} of {len(texts)}")
    for one in sorted(checked, key=lambda one: -one.errors / one.words)[: options.worst]:
        if one.errors:
            print(f"{one.errors} of {one.words}: {one.said}\n   heard: {one.heard}")
    errors, words = sum(one.errors for one in checked), sum(one.words for one in checked)
    whole = sum(not one.errors for one in checked)
    print(
        f"{options.voice}: {errors} of {words} words wrong, {errors / words:.1%}; {whole} of {len(checked)} sentences faultless"
    )
    return int(errors / words > TARGET)


if __name__ == "__main__":
    sys.exit(main())
