"""What mentions mean beside each other: several that make a symptom, and those that are not meant to be relied on.

Rows of the grammar's `together` say what several things said make ("it hurt", "my neck", "at once"). A phrase marked
`doubted` (a figure of speech) is never sure; one marked `exerted` ("I just finished a set") casts doubt on what counts
only at rest, one marked `others` ("not me") on everything. Doubt leaves a symptom present: it is asked about, and never
taken away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from voice.skill.grammar.about import Tells
from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.sections import Together
from voice.skill.understanding.parse import Match, Mention, Parse, Question


def weighed(parse: Parse, question: Question) -> Parse:
    """With what several mentions make together, and with the doubt that some cast on others."""
    doubted = _doubted(question.grammar, parse.mentions)
    if any(c.slot == "others" for c in doubted):
        doubted = _without_others_medicines(doubted, parse.matches, question.grammar.about.role.medicines)
    if _is_exercise_over(parse, question.grammar.about.tells):
        doubted = _settled_down(question.grammar, doubted)
    return parse.but(mentions=(*doubted, *_made(question.grammar, doubted)))


def _doubted(grammar: Grammar, mentions: Sequence[Mention]) -> list[Mention]:
    """With doubt about figures of speech, about what counts only at rest behind exercise, and about signs beside other people."""
    marks = {c.slot for c in mentions}
    figures = {c.at for c in mentions if c.slot == "doubted"}
    weak = grammar.symptoms if "others" in marks else grammar.at_rest if "exerted" in marks else frozenset[str]()
    return [replace(c, doubtful=True) if c.at in figures or (c.slot in weak and c.value is True) else c for c in mentions]


def _is_exercise_over(parse: Parse, tells: Tells) -> bool:
    """Whether it came with exercise, and has passed."""
    marks = {c.slot for c in parse.mentions}
    exerted = "exerted" in marks or _is_any(tells.exercise, parse.mentions)
    over = "settled" in marks or any(match.means("gone") for match in parse.matches)
    return exerted and (over or _is_any(tells.passing, parse.mentions)) and "resting" not in marks


def _settled_down(grammar: Grammar, mentions: Sequence[Mention]) -> list[Mention]:
    """What counts only at rest, told once of exercise that is over, as doubtfully absent."""
    told = [c.slot for c in mentions if c.value is True]
    once = {slot for slot in told if slot in grammar.at_rest and told.count(slot) == 1}
    return [_passed(c) if c.slot in once and c.value is True else c for c in mentions]


def _is_any(saying: Mapping[str, str], mentions: Sequence[Mention]) -> bool:
    """Whether a slot is mentioned with the value that says something particular."""
    return any(c.slot in saying and c.value == saying[c.slot] for c in mentions)


def _without_others_medicines(mentions: Sequence[Mention], found: Sequence[Match], slot: str) -> list[Mention]:
    """ "I take nothing, my mum is on statins": hers, which are named behind her, are not taken; without a denial it is asked."""
    whose = min(c.at for c in mentions if c.slot == "others")
    theirs = [c for c in _taken(mentions, slot) if c.at >= whose]
    if _is_denied(mentions, found, slot):
        return [c for c in mentions if c not in theirs]
    return [replace(c, doubtful=True) if c in theirs else c for c in mentions]


def _taken(mentions: Sequence[Mention], slot: str) -> list[Mention]:
    """The mentions of medicines, not that there are none."""
    return [c for c in mentions if c.slot == slot and c.value != ()]


def _is_denied(mentions: Sequence[Mention], found: Sequence[Match], slot: str) -> bool:
    """Whether no medicine is taken, or something else is denied."""
    none = any(c.slot == slot and c.value == () for c in mentions)
    return none or any(m.kind in _DENIALS for match in found for m in match.meanings)


_DENIALS = frozenset({"no", "none", "nothing", "deny"})


def _passed(mention: Mention) -> Mention:
    return replace(mention, value=False, doubtful=True, denied=True)


def _made(grammar: Grammar, mentions: Sequence[Mention]) -> list[Mention]:
    """The symptoms that several mentions make; as doubtful as the most doubtful of them."""
    stated = {c.slot for c in mentions}
    rows = [row for row in grammar.together if row.means not in stated and all(slot in stated for slot, _ in row.of)]
    made = (_made_by(row, mentions) for row in rows)
    return [mention for mention in made if mention is not None]


def _made_by(row: Together, mentions: Sequence[Mention]) -> Mention | None:
    """What a row makes, where each of its parts is mentioned."""
    parts = [next((c for c in mentions if c.slot == slot and _holds(c, value)), None) for slot, value in row.of]
    found = [c for c in parts if c is not None]
    if len(found) < len(parts):
        return None
    return Mention(row.means, True, max(c.at for c in found), row.doubtful or any(c.doubtful for c in found))


def _holds(mention: Mention, value: object) -> bool:
    return value in mention.value if isinstance(mention.value, tuple) else bool(mention.value == value)
