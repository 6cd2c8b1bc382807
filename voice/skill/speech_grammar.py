"""What a recogniser is told to expect for one question: data, which each engine builds its own network or model from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechGrammar:
    """What an engine is told to expect: `phrases` are answers and commands, `decoys` are there to be refused.

    `sentences` are weighted whole answers from which an engine may build a language model for its second look.
    """

    name: str
    phrases: tuple[str, ...]
    decoys: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
