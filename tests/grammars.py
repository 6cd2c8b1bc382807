"""The shipped grammar, loaded once for all tests that read words with it, and the moment that they count from."""

from datetime import datetime
from functools import cache

from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand

NOW = datetime(2025, 6, 11, 18)
"""A Wednesday."""


@cache
def shipped() -> Grammar:
    """The grammar files of this checkout."""
    return load_grammar(load_knowledge())


def read(text: str, *asked: str, confirming: dict | None = None) -> Reading:
    """The reading of `text` as an answer to a question for `asked`."""
    return understand(shipped(), text, asked, confirming=confirming, now=NOW)
