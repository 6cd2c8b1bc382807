"""What can be rendered before anybody has spoken: the product's own sentences, the likeliest next ones first.

Only texts without a caller's answer in them are among these, so that a cache may keep them on disk; and those that tell of
a result are left out, so that what is on a disk tells nothing of what was found.
"""

import re
from collections.abc import Iterator

from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.prompts import FINDING, NOT_SPOKEN
from voice.skill.knowledge.wording import PEOPLE, PLACES, fill, places_of
from voice.surfaces.talker import sentences

_PLACE = re.compile(r"{(\w+)}")
_FIRST = ("welcome", "ask_opening")
_LEFT_OUT = NOT_SPOKEN | frozenset(FINDING) | frozenset(PEOPLE)


def own_sentences(knowledge: Knowledge, region: str | None = None) -> tuple[str, ...]:
    """Each sentence once, as it is spoken to somebody about themselves."""
    words = places_of(knowledge, region)
    spoken = (
        sentence for text in _texts(knowledge) if set(_PLACE.findall(text)) <= PLACES for sentence in sentences(fill(text, words))
    )
    return tuple(dict.fromkeys(spoken))


def _texts(knowledge: Knowledge) -> Iterator[str]:
    for name in _FIRST:
        yield from knowledge.prompts.get(name, ())
    for question in knowledge.questions:
        yield question.ask
    for name, variants in knowledge.prompts.items():
        if name not in _FIRST and name not in _LEFT_OUT:
            yield from variants
    for question in knowledge.questions:
        yield question.again
        yield from question.items.values()
