"""Is every entry of the grammar files that says what it is there `for` needed for it?

Each utterance is read twice: with all phrases it has to mean what the entry gives it, and without the entry's own phrases it must
not. An utterance that is understood anyway is no reason for an entry.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.phrases import Example, Phrase
from voice.skill.knowledge.yaml_lines import Place
from voice.skill.reading import Reading, Value
from voice.skill.understanding.rewriting import Rewriting
from voice.skill.understanding.understand import understand

_NOW = datetime(2025, 6, 11, 18)
"""A Wednesday evening, from which "on Monday" is counted."""


def check_examples(grammar: Grammar) -> Iterator[str]:
    """Every fault, as `file:line: what; what would be right`."""
    entries: dict[tuple[str, Place], list[Example]] = {}
    for example in grammar.examples:
        entries.setdefault((example.file, example.entry), []).append(example)
    rewriting = Rewriting(grammar)
    for entry, examples in entries.items():
        without = rewriting.without(_phrases_of(entry))
        for example in examples:
            reading = understand(grammar, example.text, example.asked, now=_NOW)
            if not _holds(reading, example.means):
                yield f"{example.at}: '{example.text}' is read as {_shown(reading)}, and not as {example.means or 'nothing'}"
            elif _holds(understand(without, example.text, example.asked, now=_NOW), example.means):
                yield f"{example.at}: '{example.text}' is understood without the entry; one that needs it would be right"


def _phrases_of(entry: tuple[str, Place]) -> Callable[[Phrase], bool]:
    return lambda phrase: (phrase.file, phrase.entry) == entry


def _holds(reading: Reading, means: Mapping[str, Value] | None) -> bool:
    """Whether a reading has what is meant; a list may hold more."""
    if means is None:
        return reading.certainty == "rejected"
    return all(_agrees(_of(reading, name), value) for name, value in means.items())


def _of(reading: Reading, name: str) -> Value:
    return getattr(reading, name) if name in _REPLIES else reading.answers.get(name)


_REPLIES = frozenset({"command", "faq", "reply", "certainty"})


def _agrees(got: Value, value: Value) -> bool:
    if isinstance(value, tuple) and isinstance(got, tuple):
        return set(value) <= set(got) if value else not got
    return got == value and isinstance(got, bool) == isinstance(value, bool)


def _shown(reading: Reading) -> str:
    said = {name: value for name in sorted(_REPLIES) if (value := getattr(reading, name))}
    return str({**said, **reading.answers})
