"""Puts people, places and lists into a text: {you} and its kin by whose symptoms they are, {doctor} and its kin by region.

1. The words are the knowledge file's: a region's entries, and among the prompts those named after a place ("your") and the
   patterns of lists ("list_and").
2. Texts use plural verbs ("do {you}", "are {you}"), so that "you" and "they" both fit.
"""

import re
from collections.abc import Iterable, Mapping

from voice.skill.knowledge.model import Knowledge, Region

PEOPLE = ("you", "your", "yours", "yourself", "you_object")
"""Places for whose symptoms they are. The prompt of that name holds two words: for the caller, and for somebody else."""
_REGIONAL = ("emergency_number", "same_day_line", "doctor", "emergency_department", "relay", "crisis_line")
PLACES = frozenset({*PEOPLE, *_REGIONAL})
"""What any text may hold in braces."""
DEFAULT_REGION = "elsewhere"
_START = re.compile(r"(^|[.?!]\s+)([a-z])")


def region_of(knowledge: Knowledge, region: str | None) -> Region:
    """The region's words; those of `elsewhere` when none is set or it is not known."""
    return knowledge.regions.get(region or DEFAULT_REGION, knowledge.regions[DEFAULT_REGION])


def places_of(knowledge: Knowledge, region: str | None, *, other: bool = False) -> Mapping[str, str]:
    """What stands for each of PLACES in `region`, when the symptoms are the caller's or (`other`) somebody else's."""
    words = region_of(knowledge, region)
    people = {name: knowledge.prompts[name][1 if other else 0] for name in PEOPLE}
    return people | {name: getattr(words, name) for name in _REGIONAL}


def fill(text: str, places: Mapping[str, str]) -> str:
    """`text` with its places filled and each sentence beginning with a capital letter."""
    return _START.sub(lambda found: found.group(1) + found.group(2).upper(), text.format_map(places))


def insert(text: str, **words: str) -> str:
    """`text` with the named places filled by `words`; other places stay for `fill`."""
    for place, said in words.items():
        text = text.replace(f"{{{place}}}", said)
    return text


def one(knowledge: Knowledge, name: str) -> str:
    """The only text, or the first, of the prompt `name`."""
    return knowledge.prompts[name][0]


def joined(knowledge: Knowledge, things: Iterable[str], by: str = "list_and") -> str:
    """`things` as a list for the ear, by the prompt `by`: how another one is added, and how the last one is."""
    between, last = knowledge.prompts[by]
    text, *rest = [*things] or [""]
    for n, thing in enumerate(rest, start=1):
        text = insert(last if n == len(rest) else between, things=text, thing=thing)
    return text
