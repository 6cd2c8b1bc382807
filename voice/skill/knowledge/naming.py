"""Whether a question names what its answer denies: only what was named in it can be read back as denied.

The words that say that a symptom is absent each have to stand in the question for it, in whatever form ("drooping", "droop").
`small_words` among the prompts are those that name nothing by themselves.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

from voice.skill.knowledge.model import Knowledge, Question
from voice.skill.knowledge.references import Fault
from voice.skill.knowledge.yaml_lines import Place

_LEAST_ALIKE = 3
_MOST_ENDING = 2
_WORD = re.compile(r"[a-z]+")
_PLACE = re.compile(r"\{[^{}]*\}")


def unnamed(knowledge: Knowledge) -> Iterator[Fault]:
    """Red-flag questions that do not name a symptom that they ask for, together or by itself."""
    for n, question in enumerate(knowledge.questions):
        for slot in question.slots if question.risk == "red_flag" else ():
            for key, text in _put(question, slot):
                missing = sorted(words_of(knowledge, absence(knowledge, slot)) - _found(knowledge, slot, text))
                if missing and slot in knowledge.symptoms:
                    place: Place = ("questions", n, *key)
                    yield (
                        place,
                        f"`{slot}` is not named: {', '.join(missing)} is read back; in the question, or other words in `absent`",
                    )


def absence(knowledge: Knowledge, slot: str) -> str:
    """What is read back where it was denied."""
    return knowledge.absence_of(slot) or knowledge.words_for(slot)


def words_of(knowledge: Knowledge, text: str) -> set[str]:
    """The words of `text` that name something."""
    return set(_WORD.findall(_PLACE.sub(" ", text.lower()))) - set(knowledge.prompts["small_words"])


def alike(one: str, other: str) -> bool:
    """Whether these are forms of the same word."""
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return one == other or shared >= max(_LEAST_ALIKE, min(len(one), len(other)) - _MOST_ENDING)


def _found(knowledge: Knowledge, slot: str, text: str) -> set[str]:
    asked = words_of(knowledge, text)
    return {word for word in words_of(knowledge, absence(knowledge, slot)) if any(alike(word, other) for other in asked)}


def _put(question: Question, slot: str) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("ask",), question.ask
    if slot in question.items:
        yield ("items", slot), question.items[slot]
