"""Which places each prompt has, beside those that any text may have, and how many texts it is made of.

1. A prompt that is not named here has no place of its own, and as many variants as its author likes.
2. What the program puts into a prompt must have its place in every variant: nothing that was found may go unsaid.
3. `brief_NAME` stands in for NAME and has the same places.
"""

import re
from collections.abc import Iterator, Mapping

from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import PEOPLE, PLACES
from voice.skill.knowledge.yaml_lines import Place

_PLACE = re.compile(r"\{([^{}]*)\}")
_NONE: frozenset[str] = frozenset()
_THING, _THINGS = frozenset({"thing"}), frozenset({"things"})

NOT_SPOKEN = frozenset({"farewells", "wants_more", "bare_stops", "small_words", "articles", "own_names"})
"""Lists of words that are listened for or looked up, and never said."""

VARIED: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("acknowledge_things", "read_back_things", "summary_first", "summary_next", "ask_check_resume"), _THINGS),
    **dict.fromkeys(("which_of", "what_about", "ask_confirm", "again_confirm", "ask_besides"), _THINGS),
    **dict.fromkeys(("the", "present", "absent", "not_known", "option_yes_thing"), _THING),
    **dict.fromkeys(("place_left", "place_right", "place_both"), frozenset({"place"})),
    **dict.fromkeys(("help_question", "choices_question"), frozenset({"choices"})),
    **dict.fromkeys(("ask_supposed", "again_supposed"), frozenset({"name"})),
    **dict.fromkeys(("scan_option", "scan_check"), frozenset({"option"})),
    "source": frozenset({"source"}),
    "earlier": frozenset({"stretch"}),
    "amount": frozenset({"n", "unit"}),
}
"""Prompts with places that are filled from answers, in any number of variants."""

_SINGLE = (_NONE,)
_FINDING_LISTS = (
    *("because", "mentioned", "not_ruled_out", "not_known", "other_causes", "never", "sources"),
    *("watch_emergency", "watch_urgent", "watch_doctor", "watch_waiting"),
)
FINDING: Mapping[str, tuple[frozenset[str], ...]] = {
    **{f"finding_{name}": (_THINGS, _THINGS) for name in _FINDING_LISTS},
    "finding_mentioned_next": _SINGLE,
    "finding_please_check": _SINGLE,
    "finding_cause": (_THING,),
    "finding_cause_because": (_THING | _THINGS,),
}
"""What a result is said in. A list has two texts: the sentence that begins it, and the one that goes on with it."""

FIXED: Mapping[str, tuple[frozenset[str], ...]] = {
    **FINDING,
    **dict.fromkeys(PEOPLE, (_NONE, _NONE)),
    **{f"list_{name}": (_THING | _THINGS,) * 2 for name in ("and", "or", "plain", "and_clauses", "or_clauses", "or_if")},
    **{f"stretch_{unit}": (_NONE, frozenset({"n"})) for unit in ("minutes", "hours", "days", "weeks", "months", "years")},
}
"""Prompts of so many texts, each with its own places."""


def misplaced(knowledge: Knowledge) -> Iterator[tuple[Place, str]]:
    """Prompts that are missing, have too few or too many texts, or lack a place or hold one that nothing fills."""
    for name in (*VARIED, *FIXED):
        if name not in knowledge.prompts:
            yield ("prompts",), f"the prompt `{name}` is missing"
    for name, texts in knowledge.prompts.items():
        wanted = _wanted(name, len(texts))
        if len(wanted) != len(texts):
            yield ("prompts", name), f"{len(texts)} texts; {len(wanted)} would be right"
            continue
        for text, places in zip(texts, wanted, strict=True):
            yield from _faults(name, set(_PLACE.findall(text)), places)


def _wanted(name: str, texts: int) -> tuple[frozenset[str], ...]:
    """The places of each text of the prompt `name`, which has so many texts."""
    full = name.removeprefix("brief_")
    return FIXED[full] if full in FIXED else (VARIED.get(full, _NONE),) * texts


def _faults(name: str, found: set[str], wanted: frozenset[str]) -> Iterator[tuple[Place, str]]:
    for place in sorted(wanted - found):
        yield ("prompts", name), f"{{{place}}} is missing; what is put there would not be said"
    for place in sorted(found - wanted - PLACES):
        known = ", ".join(f"{{{other}}}" for other in sorted(wanted)) or "none of its own"
        yield ("prompts", name), f"{{{place}}} is no place of this prompt; it has {known}"
