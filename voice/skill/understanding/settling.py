"""Claims and replies as answers: which of two mentions counts, what a bare yes, "both" or "the other one" fills in.

Slot by slot, lists and sums add up; after a correction the later mention counts, without one two polarities make it doubtful.
"""

from collections.abc import Mapping
from typing import Literal

from voice.skill.reading import Value
from voice.skill.understanding.claims import ADDED, Findings, Mention
from voice.skill.understanding.derive import SUMMED
from voice.skill.understanding.grammar import Grammar

PART_OF: Mapping[str, str] = {
    "severe_constant_pain": "pain",
    "recurring_exertional_pain": "pain",
    "weakness_worsening_weeks": "muscle_weakness",
    "weakness_spreading_fast": "muscle_weakness",
    "mouth_or_hand_tingling": "local_numbness_tingling",
    "saddle_numbness": "local_numbness_tingling",
}
"""What is part of something wider, and there with it."""
_FIRST_STANDS = frozenset({"duration_days"})
"""Of several without a correction the first counts."""
_VALUELESS = frozenset({"vague", "complaint", "number", "maybe", "all", "normal", "excluded", "asked_back"})
_ALTERNATIVES = frozenset({"hydration", "drank_very_large_volume"})
"""Asked together, as "too little, enough or far too much": a bare yes or no chooses none of them."""


def settled(
    grammar: Grammar, findings: Findings, asked: tuple[str, ...], confirming: bool
) -> tuple[dict[str, Value], bool, bool, Literal["yes", "no"] | None]:
    """Claims and replies as answers; whether to ask back; whether it is doubtful; the reply to a confirmation."""
    answers, doubtful = _merged(grammar, findings)
    miscounted = "both" in findings.marks and len(asked) > 2
    doubtful = doubtful or findings.doubtful or "decoy" in findings.marks or miscounted
    marks = findings.marks
    wanted = [a for a in asked if _answerable(grammar, a) and not (a in _ALTERNATIVES and set(asked) >= _ALTERNATIVES)]
    _ellipsis(grammar, findings, wanted, asked, answers)
    doubtful = doubtful or findings.doubtful
    if in_turn := _in_turn(findings, wanted, answers):
        answers.update({slot: _bare(grammar, slot, said) for slot, said in zip(wanted, in_turn, strict=True)})
        return answers, False, True, None
    torn = "maybe" in marks and len({r for _, r in findings.replies}) > 1  # "yes no maybe"
    reply = findings.replies[-1][1] if findings.replies and not torn else None
    if "only" in marks and not reply and len(wanted) == 1 and wanted[0] not in answers and _other(grammar, answers):
        reply, doubtful = "no", True  # "weak?" "just sore"
    earlier = {a for a in wanted if a in grammar.counts_past} if "past" in marks else set()
    if len(wanted) == 1 and earlier and reply == "no" and any(r == "yes" for _, r in findings.replies) and not findings.mentions:
        return {wanted[0]: True}, False, True, None
    if reply and len({r for _, r in findings.replies}) > 1 and not answers:
        doubtful = doubtful or "contrast" in marks
    if confirming and not reply and findings.repairs and not findings.mentions:
        reply = "no"
    if confirming and reply == "yes" and _begins_with_no(findings):
        reply, doubtful = "no", True  # "no, it thumped in the sprints, sure that's what they're for, but not since"
    if confirming and reply and "unknown" not in marks:
        torn = len({said for _, said in findings.replies}) > 1
        return answers, False, doubtful or torn, ("yes" if reply == "yes" else "no")
    clarify = False
    if "unknown" in marks and not any(a in answers for a in (*asked, "age")):
        clarify = _unknown(grammar, asked, answers)
    elif "unknown" in marks and not reply and len(wanted) > 1:
        answers.update({slot: "unknown" for slot in wanted if slot not in answers})
    elif reply:
        clarify, contradicted = _replied(grammar, findings, reply, wanted, answers)
        doubtful = doubtful or contradicted
        clarify = clarify or (not wanted and bool(asked) and not any(a in answers for a in asked))
    if "maybe" in marks and not answers and not clarify and not reply:
        clarify = _unknown(grammar, asked, answers)
    if not answers and not clarify and (set(marks) & _VALUELESS or ("none" in marks and asked and not wanted)):
        clarify = True
    return answers, clarify, doubtful, None


def _begins_with_no(findings: Findings) -> bool:
    """Whether a "no" comes first of all, nothing takes it back, and the "yes" stands in the middle of what follows."""
    first, last = findings.replies[0], findings.replies[-1]
    ends = max((mention.at for mention in findings.mentions), default=0)
    told = max(ends, *(at for name, at in findings.marks.items() if name in ("contrast", "and")), 0)
    return first == (0, "no") and not findings.repairs and last[0] < told


def _in_turn(findings: Findings, wanted: list[str], answers: Mapping[str, Value]) -> list[str]:
    """ "No, no and yes" to three things asked: the replies in their order, else nothing."""
    said = [r for _, r in findings.replies]
    if len(said) != len(wanted) or len(said) < 2 or answers or findings.repairs or "contrast" in findings.marks:
        return []
    both = set(said) == {"yes"} and "and" in findings.marks
    return said if both or (len(said) > 2 and len(set(said)) > 1) else []


def _other(grammar: Grammar, answers: Mapping[str, Value]) -> bool:
    """Whether another symptom than was asked for is present."""
    return any(value is True and slot in grammar.symptoms for slot, value in answers.items())


def _replied(grammar: Grammar, findings: Findings, reply: str, wanted: list[str], answers: dict[str, Value]) -> tuple[bool, bool]:
    """Put a yes or no where it belongs; whether to ask back, and whether it contradicts what else was said."""
    implied = {PART_OF.get(slot) for slot, value in answers.items() if value is True}
    open_slots = [a for a in wanted if a not in answers and a not in implied]
    told = [a for a in wanted if a in answers]
    if told and wanted == told[:1] and _taken_back(findings, told[0]) and (value := _bare(grammar, told[0], reply)) is not None:
        contradicted = value is False and answers[told[0]] is not False
        answers[told[0]] = value
        return False, contradicted
    if told and reply == "yes" and findings.repairs and not any(answers[a] for a in told):
        return False, findings.replies[-1][0] > findings.repairs[-1]
    if open_slots and reply == "no":
        if not told or ("only" in findings.marks and not any(answers[a] is False for a in told)):
            answers.update({slot: _bare(grammar, slot, "no") for slot in open_slots})
    elif open_slots:
        if len(wanted) == 1 and _of_another(grammar, findings, wanted[0]):
            denied = any(said == "no" for _, said in findings.replies)  # "no, but I keep throwing up, yeah"
            answers.update({wanted[0]: False} if denied else {})
            return not denied, False
        said = _bare(grammar, open_slots[0], "yes") if len(wanted) == 1 else None
        if said is not None:
            answers[open_slots[0]] = said
        return said is None and not told, False
    elif len(told) == 1 and isinstance(answers[told[0]], bool):
        said_at = max((c.at for c in findings.mentions if c.slot == told[0]), default=-1)
        if findings.repairs and findings.replies[-1][0] < said_at:
            return False, False
        if _bare(grammar, told[0], reply) != answers[told[0]]:
            return False, not _echo(findings, told[0], findings.replies[-1][0], said_at, answers)
    return False, False


def _of_another(grammar: Grammar, findings: Findings, slot: str) -> bool:
    """Whether a yes affirms something else that is stated: "I keep throwing up, yeah", "yes, I take a statin"."""
    asked_about = grammar.slots.get(slot)
    if slot not in grammar.symptoms | grammar.flags and (asked_about is None or asked_about.bare_no != "none"):
        return False
    said_at = findings.replies[-1][0]
    told = [c for c in findings.mentions if c.slot not in (slot, PART_OF.get(slot)) and c.value not in (False, ())]
    others = [c for c in told if c.slot in grammar.symptoms | _OF_A_PERSON or (c.at < said_at and c.slot not in _HOW)]
    if "complaint" in findings.marks:  # "yeah, my calf's the bit that twitches"
        others += [c for c in told if c.slot == "location"]
    turns = {findings.marks.get(mark, -1) for mark in ("and", "contrast")} | set(findings.repairs)
    return any(not any(min(said_at, c.at) < turn < max(said_at, c.at) for turn in turns) for c in others)


_HOW = frozenset({"frequency", "location", "side"})
"""What a yes can be said of a sign with: "on and off, yes"."""
_OF_A_PERSON = frozenset("medications medication_change pregnant kidney_disease age diabetes heart_disease sickle_cell".split())


def _taken_back(findings: Findings, slot: str) -> bool:
    """ "It hurts, oh wait, no": what was said last is a reply behind a correction."""
    said_at = max((c.at for c in findings.mentions if c.slot == slot), default=-1)
    return bool(findings.repairs) and said_at < findings.repairs[-1] < findings.replies[-1][0]


def _echo(findings: Findings, slot: str, reply_at: int, said_at: int, answers: dict[str, Value]) -> bool:
    """ "Weak? No, not at all": the question's word said back, then denied; the answers are changed to it."""
    replies = [r for at, r in findings.replies if at > said_at]
    turned = max((at for at in findings.repairs if at < said_at), default=-1)
    before = [r for at, r in findings.replies if turned < at < said_at]
    if before and before[-1] == "yes" and reply_at > said_at:
        return False
    said_back = any(c.bare for c in findings.mentions if c.slot == slot)
    if said_back and replies and set(replies) == {"no"} and "contrast" not in findings.marks and not before:
        answers[slot] = False
        return True
    return bool(before and set(before) == {"yes", "no"} and not replies and before[-1] == ("yes" if answers[slot] else "no"))


def _merged(grammar: Grammar, findings: Findings) -> tuple[dict[str, Value], bool]:
    """Claims slot by slot: lists and sums add up, after a repair the later counts, else the later counts and is doubtful."""
    answers: dict[str, Value] = {}
    doubtful = False
    at: dict[str, Mention] = {}
    for mention in findings.mentions:
        before = at.get(mention.slot)
        turns = [*findings.repairs, *(r for r, said in findings.replies if said == "no" and mention.slot not in grammar.symptoms)]
        repaired = before is not None and any(before.at < turn <= mention.at for turn in turns)
        first_of_all = at.setdefault(mention.slot, mention)
        at[mention.slot] = first_of_all if mention.slot in _FIRST_STANDS and not repaired else mention
        doubtful = doubtful or mention.doubtful
        if before is None or repaired:
            answers[mention.slot] = (
                mention.value if mention.slot not in _LISTS or mention.value == _UNKNOWN else listed(mention.value)
            )
        elif mention.slot in _LISTS:
            answers[mention.slot] = _added(answers[mention.slot], mention.value)
        elif mention.slot in SUMMED:
            answers[mention.slot] = float(answers[mention.slot] or 0) + float(mention.value)  # type: ignore[arg-type]
        elif mention.slot == "caffeine":
            answers[mention.slot] = max(str(answers[mention.slot]), str(mention.value), key=_AMOUNTS.index)
        elif mention.slot == "side":
            answers[mention.slot] = mention.value if mention.value in (answers[mention.slot], before.value) else "both"
        elif mention.slot in _FIRST_STANDS:
            continue  # the first stands: what follows without a correction is the time of something else
        elif mention.slot == "onset_timing" and any(before.at < other.at < mention.at for other in findings.mentions):
            doubtful = True  # so it may be here: "right after yoga, and I drank six litres in the class"
        elif mention.value != before.value or (mention.value is False and answers[mention.slot] is True):
            present_first = mention.slot in grammar.symptoms and answers[mention.slot] is True and mention.value is False
            turns = [
                findings.marks.get("contrast", -1),
                *(at for at, r in findings.replies if r == "no" and mention.value is False),
            ]
            answers[mention.slot] = mention.value
            if mention.slot in grammar.symptoms and not any(before.at < turn < mention.at for turn in turns):
                doubtful = True
                answers[mention.slot] = True if present_first or mention.value is True else mention.value
    return _specific(grammar, answers), doubtful


_AMOUNTS = ("unknown", "low", "moderate", "high", "very_high")
"""Of two drinks that are told the stronger says how much it is."""
_LISTS = ADDED - SUMMED
_UNKNOWN = "unknown"


def _added(value: Value, more: Value) -> Value:
    """Two lists as one, each thing once; what is known stands against what is not."""
    known = [part for part in (value, more) if part != _UNKNOWN]
    return tuple(dict.fromkeys(v for part in known for v in listed(part))) if known else _UNKNOWN


def listed(value: Value) -> tuple[str, ...]:
    """A value as a list."""
    return value if isinstance(value, tuple) else (str(value),)


def _specific(grammar: Grammar, answers: dict[str, Value]) -> dict[str, Value]:
    """Of "my arm, the biceps" the biceps counts."""
    places = answers.get("location")
    if isinstance(places, tuple):
        wide = {w for p in places for w in grammar.parents.get(p, ())}
        everywhere = _EVERYWHERE in places
        answers["location"] = (_EVERYWHERE,) if everywhere else tuple(p for p in places if p not in wide)
    return answers


_EVERYWHERE = "whole_body"


def _ellipsis(grammar: Grammar, findings: Findings, wanted: list[str], asked: tuple[str, ...], answers: dict[str, Value]) -> None:
    """ "Both", "neither", "the first one", "the other one", "just the pain": against what was asked."""
    marks = findings.marks
    flags = [w for w in wanted if w not in answers]
    if "none" in marks:
        if "side" in asked and not wanted:
            answers["side"] = "none"
        said = any(c.value is True for c in findings.mentions)
        denied = flags if said or "some" not in marks or marks["some"] < marks["none"] else []
        answers.update({w: _bare(grammar, w, "no") for w in denied})
    elif "both" in marks and _of_places(findings, wanted, answers):
        answers["side"] = _narrowed(findings) or "both"
    elif "both" in marks and len(wanted) < 2:
        findings.doubtful = True  # one thing was asked
        if not findings.replies:
            findings.replies.append((marks["both"], "yes"))
    elif ("all" in marks or "both" in marks) and "only" not in marks:
        _affirm_all(grammar, findings, flags, answers)
    _by_order(grammar, marks, wanted, answers)
    if "rest" in marks and any(w in answers for w in wanted):
        _affirm(grammar, wanted, answers)
    if "other_one" in marks and len(wanted) == 2 and len(flags) == 1:
        known = answers[next(w for w in wanted if w not in flags)]
        answers[flags[0]] = not known
    if "other_one" in marks and "side" in asked and answers.get("side") in _OPPOSITE:
        answers["side"] = _OPPOSITE[str(answers["side"])]
    told = [w for w in wanted if answers.get(w) is True]
    if ("only" in marks or "nothing_else" in marks) and told and len(wanted) > 1:
        for slot in wanted:
            answers.setdefault(slot, _bare(grammar, slot, "no"))
    elif (
        "nothing_else" in marks and {"complaint", "figure"} & set(marks) and len(wanted) > 1 and not (answers or findings.replies)
    ):
        answers.update({slot: _bare(grammar, slot, "no") for slot in wanted})


def _of_places(findings: Findings, wanted: list[str], answers: Mapping[str, Value]) -> bool:
    """Whether "both" is said of sides: "both calves", or where no two things were asked for."""
    beside = any(c.slot == "location" and c.at == findings.marks["both"] + 1 for c in findings.mentions)
    return beside or (len(wanted) < 2 and (not wanted or "location" in answers))


def _affirm_all(grammar: Grammar, findings: Findings, slots: list[str], answers: dict[str, Value]) -> None:
    """ "Both", "all of them"; behind a "no" they say what is denied, doubtfully: "no, all four"."""
    last = max(findings.marks.get("all", -1), findings.marks.get("both", -1))
    denials = [at for at, said in findings.replies if said == "no"]
    turned = any(max(denials, default=-1) < repair <= last for repair in findings.repairs)
    if any(c.value is False and not c.denied and c.at < last for c in findings.mentions):
        findings.marks["vague"] = last  # "could carry it all, the lot"
    elif not denials or turned:
        findings.doubtful = findings.doubtful or bool(denials)
        _affirm(grammar, slots, answers)
    elif not findings.mentions:
        findings.doubtful = True
        answers.update({slot: _bare(grammar, slot, "no") for slot in slots})


def _narrowed(findings: Findings) -> Value:
    """The side that "both, well, just the right" comes down to, or None."""
    after = [c for c in findings.mentions if c.slot == "side" and c.at > findings.marks["both"]]
    turns = [*findings.repairs, *(at for at, said in findings.replies if said == "no")]
    turned = any(findings.marks["both"] < turn <= c.at for turn in turns for c in after)
    return after[-1].value if after and turned else None


def _affirm(grammar: Grammar, slots: list[str], answers: dict[str, Value]) -> None:
    """What a yes settles of `slots`, where it is not settled."""
    for slot in slots:
        if (value := _bare(grammar, slot, "yes")) is not None:
            answers.setdefault(slot, value)


_OPPOSITE = {"left": "right", "right": "left"}
_ORDINALS: Mapping[str, slice] = {
    "first": slice(0, 1),
    "second": slice(1, 2),
    "third": slice(2, 3),
    "last": slice(-1, None),
    "first_two": slice(0, 2),
    "last_two": slice(-2, None),
}


def _by_order(grammar: Grammar, marks: Mapping[str, int], wanted: list[str], answers: dict[str, Value]) -> None:
    """ "The first one", "not the last one": by the order in which they were asked for."""
    if len(wanted) < 2:
        return
    for name, which in _ORDINALS.items():
        if f"not_{name}" in marks:
            answers.update({slot: _bare(grammar, slot, "no") for slot in wanted[which]})
        elif name in marks:
            _affirm(grammar, wanted[which], answers)


def _answerable(grammar: Grammar, slot: str) -> bool:
    """Whether a bare yes or no can settle it."""
    if slot in grammar.symptoms:
        return True
    known = grammar.slots.get(slot)
    return known is not None and (known.kind == "flag" or known.bare_yes is not None or known.bare_no is not None)


def _bare(grammar: Grammar, slot: str, reply: str) -> Value:
    if slot in grammar.symptoms or grammar.slots[slot].kind == "flag":
        return reply == "yes"
    value = grammar.slots[slot].bare_yes if reply == "yes" else grammar.slots[slot].bare_no
    return tuple(value) if isinstance(value, list | tuple) else value


def _unknown(grammar: Grammar, asked: tuple[str, ...], answers: dict[str, Value]) -> bool:
    """Fill unknown where it can stand; whether to ask back because it can stand nowhere."""
    for slot in asked:
        known = grammar.slots.get(slot)
        if slot in grammar.symptoms or (known is not None and (known.kind == "flag" or "unknown" in (known.values or ()))):
            answers.setdefault(slot, "unknown")
    return not any(a in answers for a in asked)
