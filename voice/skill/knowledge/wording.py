"""Puts people and places into a text: {you} and its kin by whose symptoms they are, {doctor} and its kin by region.

Texts use plural verbs ("do {you}", "are {you}"), so that "you" and "they" both fit.
"""

import re

from voice.skill.knowledge.model import Knowledge, Region

_SELF = {"you": "you", "your": "your", "yours": "yours", "yourself": "yourself", "you_object": "you"}
_OTHER = {"you": "they", "your": "their", "yours": "theirs", "yourself": "themselves", "you_object": "them"}
_START = re.compile(r"(^|[.?!]\s+)([a-z])")
DEFAULT_REGION = "elsewhere"
PLACES = frozenset({*_SELF, "emergency_number", "same_day_line", "doctor", "emergency_department", "relay", "crisis_line"})


def region_of(knowledge: Knowledge, region: str | None) -> Region:
    """The region's words; those of `elsewhere` when none is set or it is not known."""
    return knowledge.regions.get(region or DEFAULT_REGION, knowledge.regions[DEFAULT_REGION])


def fill(text: str, region: Region, *, other: bool = False) -> str:
    """`text` with its places filled and each sentence beginning with a capital letter."""
    places = {
        **(_OTHER if other else _SELF),
        "emergency_number": region.emergency_number,
        "same_day_line": region.same_day_line,
        "doctor": region.doctor,
        "emergency_department": region.emergency_department,
        "relay": region.relay,
        "crisis_line": region.crisis_line,
    }
    return _START.sub(lambda found: found.group(1) + found.group(2).upper(), text.format_map(places))


def spoken_list(words: list[str], last: str = "and", between: str = ", ") -> str:
    """`a, b and c`; with a `last` such as ", or if" and ", if " `between`, which suit clauses: `a, if b, or if c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{between.join(words[:-1])}{'' if last.startswith(',') else ' '}{last} {words[-1]}"
