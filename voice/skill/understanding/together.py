"""What mentions mean beside each other: several that make a symptom, and those that are not meant to be relied on.

Rows of the grammar's `together` say what several things said make ("it hurt", "my neck", "at once"). A phrase marked
`doubted` (a figure of speech) is never sure; one marked `exerted` ("I just finished a set") casts doubt on what counts
only at rest, one marked `others` ("not me") on everything. Doubt leaves a symptom present: it is asked about, and never
taken away.
"""

from collections.abc import Sequence
from dataclasses import replace

from voice.skill.understanding.claims import Mention
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.matching import Match


def weighed(grammar: Grammar, mentions: Sequence[Mention], found: Sequence[Match]) -> list[Mention]:
    """The mentions with what they make together, and with the doubt that some cast on others."""
    marks = {c.slot for c in mentions}
    figures = {c.at for c in mentions if c.slot == "doubted"}
    exerted = "exerted" in marks or any(c.slot in _OF_EXERCISE and c.value in _OF_EXERCISE[c.slot] for c in mentions)
    weak = grammar.symptoms if "others" in marks else grammar.at_rest if "exerted" in marks else frozenset[str]()
    doubted = [replace(c, doubtful=True) if c.at in figures or (c.slot in weak and c.value is True) else c for c in mentions]
    over = "settled" in marks or any(m.kind == "gone" for match in found for m in match.meanings)
    over = over or any(c.slot == "trend" and c.value == "better" for c in mentions)
    if "others" in marks:
        doubted = _without_others_medicines(doubted, found)
    if exerted and over and "resting" not in marks:
        told = [c.slot for c in doubted if c.value is True]
        doubted = [
            _passed(c) if c.slot in grammar.at_rest and c.value is True and told.count(c.slot) == 1 else c for c in doubted
        ]
    return [*doubted, *_made(grammar, doubted)]


_OF_EXERCISE = {"after_exercise": ("yes",), "frequency": ("only_after_exercise",)}


def _without_others_medicines(mentions: Sequence[Mention], found: Sequence[Match]) -> list[Mention]:
    """ "I take nothing, my mum is on statins": hers, which are named behind her, are not taken; without a denial it is asked."""
    whose = min(c.at for c in mentions if c.slot == "others")
    denied = any(c.slot == "medications" and c.value == () for c in mentions)
    denied = denied or any(m.kind in ("no", "none", "nothing", "deny") for match in found for m in match.meanings)
    theirs = [c for c in mentions if c.slot == "medications" and c.value != () and c.at >= whose]
    if denied:
        return [c for c in mentions if c not in theirs]
    return [replace(c, doubtful=True) if c in theirs else c for c in mentions]


def _passed(mention: Mention) -> Mention:
    return replace(mention, value=False, doubtful=True, denied=True)


def _made(grammar: Grammar, mentions: Sequence[Mention]) -> list[Mention]:
    """The symptoms that several mentions make; as doubtful as the most doubtful of them."""
    stated = {c.slot for c in mentions}
    made = []
    for row in grammar.together:
        if row.means in stated or not {slot for slot, _ in row.of} <= stated:
            continue
        parts = [next((c for c in mentions if c.slot == slot and _holds(c, value)), None) for slot, value in row.of]
        found = [c for c in parts if c is not None]
        if len(found) == len(parts):
            made.append(Mention(row.means, True, max(c.at for c in found), row.doubtful or any(c.doubtful for c in found)))
    return made


def _holds(mention: Mention, value: object) -> bool:
    return value in mention.value if isinstance(mention.value, tuple) else bool(mention.value == value)
