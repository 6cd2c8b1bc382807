"""Golden readings: what is read today out of thousands of texts, a line a text, in `corpus/readings.txt`.

A change that only moves code leaves the file as it is; one that changes what is understood shows how in its difference. The
texts are every utterance of the corpus, a few samples of each phrase of the grammars, and utterances that are damaged a
little: a word lost, a filler put in, two of them joined. Beside them stand what is said in a room and meant for nobody, the
sentences of `definitions.yaml`, and those of `corpus/also_read.txt`: single cases of the tests that the corpus does not have.
What is done to an utterance is drawn from its own words, so that a new one leaves the lines of the others alone. Nothing here
says that a reading is right: the corpus does.
"""

import hashlib
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from functools import partial
from pathlib import Path

import yaml
from corpus_grading import Entry, load_entries

from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Answers, Reading, Value
from voice.skill.understanding.understand import understand

CORPUS = Path(__file__).parent / "corpus"
GOLDEN = CORPUS / "readings.txt"
DEFINITIONS = Path(__file__).parent / "definitions.yaml"
ALSO_READ, HARMLESS = "also_read.txt", "everyday_harmless.txt"
_NOON, _EVENING = datetime(2025, 6, 11, 12), datetime(2025, 6, 11, 18)
_SAMPLES = 2
_DAMAGED_OF_EACH_FILE = 80
_FILLERS = ("um", "well", "like", "you know", "I think", "to be honest")
_JOINTS = ("and", "but", "or", "no", "because")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be read: where it comes from, and as an answer to what, at which time."""

    source: str
    words: str
    asked: tuple[str, ...]
    now: datetime
    confirming: Answers | None = None


def lines(grammar: Grammar) -> Iterator[str]:
    """The golden file, line by line: a heading for each source, then the text and what is read out of it."""
    source = ""
    for text in (*_of_the_corpus(), *_beside_the_corpus(), *_of_the_phrases(grammar)):
        if text.source != source:
            source = text.source
            yield f"# {source}"
        yield _line(text, understand(grammar, text.words, text.asked, confirming=text.confirming, now=text.now))


def _of_the_corpus() -> Iterator[Text]:
    for path in sorted(CORPUS.glob("*.yaml")):
        now, entries = load_entries(path)
        yield from (Text(path.name, e.text, e.asked, now, e.confirming) for e in entries)
        drawn = sorted(entries, key=lambda e: _drawn(e).random())[:_DAMAGED_OF_EACH_FILE]
        for entry in drawn:
            yield Text(f"{path.name}, damaged", _damaged(entry, entries), entry.asked, now, entry.confirming)


def _beside_the_corpus() -> Iterator[Text]:
    for line in (CORPUS / ALSO_READ).read_text(encoding="utf-8").splitlines():
        asked, _, words = line.partition(" | ")
        yield Text(ALSO_READ, words, tuple(slot for slot in asked.split() if slot != "-"), _EVENING)
    for name, sign in yaml.safe_load(DEFINITIONS.read_text(encoding="utf-8"))["signs"].items():
        for words in (*sign["counts"], *sign["counts_not"]):
            yield from (Text(DEFINITIONS.name, words, asked, _EVENING) for asked in ((), (name,)))
    for words in (CORPUS / HARMLESS).read_text(encoding="utf-8").splitlines():
        yield Text(HARMLESS, words, (), _EVENING)


def _of_the_phrases(grammar: Grammar) -> Iterator[Text]:
    for phrase, texts in grammar.samples.by_phrase(grammar.phrases, _SAMPLES):
        asked = tuple(sorted(phrase.meaning.asked))
        yield from (Text(f"grammars/{phrase.file}", text, asked, _NOON) for text in dict.fromkeys(texts[:_SAMPLES]))


def _drawn(entry: Entry) -> random.Random:
    """Chance that depends on the utterance alone."""
    return random.Random(hashlib.sha256(f"{entry.text} {entry.asked}".encode()).digest())


def _damaged(entry: Entry, others: tuple[Entry, ...]) -> str:
    """The utterance with a word lost, a filler put in, or another one joined to it."""
    chance = _drawn(entry)
    ways = (_without_a_word, partial(_with_a_filler), partial(_joined, others=others))
    return chance.choice(ways)(entry.text.split(), chance)


def _without_a_word(words: list[str], chance: random.Random) -> str:
    lost = chance.randrange(len(words)) if len(words) > 1 else -1
    return " ".join(word for at, word in enumerate(words) if at != lost)


def _with_a_filler(words: list[str], chance: random.Random) -> str:
    at = chance.randrange(len(words) + 1)
    return " ".join([*words[:at], chance.choice(_FILLERS), *words[at:]])


def _joined(words: list[str], chance: random.Random, others: tuple[Entry, ...]) -> str:
    """The other one is drawn by its own words too: the nearest in the order of drawing."""
    mark = chance.random()
    other = min(others, key=lambda o: abs(_drawn(o).random() - mark))
    return " ".join([*words, chance.choice(_JOINTS), *other.text.split()])


def _line(text: Text, reading: Reading) -> str:
    asked = " ".join(text.asked) or "-"
    confirming = f" ({_shown(text.confirming)}?)" if text.confirming is not None else ""
    return f"{asked}{confirming} | {' '.join(text.words.split())} | {meaning(reading)}"


def meaning(reading: Reading) -> str:
    """A reading in one line: how sure, then the reply, the command, the question and the answers."""
    named = (("reply", reading.reply), ("command", reading.command), ("faq", reading.faq))
    said = [f"{name}={value}" for name, value in named if value]
    said += ["clarify"] if reading.clarify else []
    return " ".join([reading.certainty, *said, *([_shown(reading.answers)] if reading.answers else [])])


def _shown(answers: Answers) -> str:
    return " ".join(f"{slot}={_value(value)}" for slot, value in sorted(answers.items()))


def _value(value: Value) -> str:
    if isinstance(value, tuple):
        return "+".join(value) or "none"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def changes(before: list[str], now: list[str]) -> list[str]:
    """The lines that differ, the old ones after a "-" and the new ones after a "+"."""
    return [line for line in unified_diff(before, now, n=0, lineterm="") if line[:1] in "-+" and line[:3] not in ("---", "+++")]


def recorded() -> list[str]:
    """The lines of the golden file."""
    return GOLDEN.read_text(encoding="utf-8").splitlines() if GOLDEN.exists() else []


def main() -> int:
    """Write the golden file anew and print what has changed in it; with `--check` only print, and fail where anything has."""
    now = list(lines(load_grammar(load_knowledge())))
    changed = changes(recorded(), now)
    print("\n".join(changed) or "no reading has changed", file=sys.stderr)
    if "--check" in sys.argv[1:]:
        return bool(changed)
    GOLDEN.write_text("\n".join(now) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
