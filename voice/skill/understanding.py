"""What an utterance means, given what was asked: words to islands, islands to claims, claims to a reading.

A reading is sure when every word is explained, unsure when words are left over, `[unk]` stands in it or polarities meet, and
rejected when nothing in it is an answer, a command or a question. In doubt a symptom is present and unsure, never absent and
sure. Any text gives a reading; nothing raises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from voice.skill.derive import SUMMED, derived
from voice.skill.grammar import Grammar
from voice.skill.islands import OPENING, Island, islands
from voice.skill.reading import Certainty, Reading, Span, Value
from voice.skill.scope import ADDED, Claim, Findings, Walk
from voice.skill.words import UNKNOWN, Utterance, utterance

_WEAK = frozenset({"no", "yes", "number", "neg", "deny", "normal", "maybe", "unknown", "all", "first", "second", "other_one"})
_EMPTY = frozenset("topic filler subject and any some join contrast determiner short_yes complaint well".split())
_SCANT = frozenset({"side", "pain_score", "age", "onset_speed", "caffeine_mg_approx"})
_BESIDE_REPLY = 3
_VALUELESS = frozenset({"vague", "complaint", "number", "maybe", "all", "normal", "excluded", "asked_back"})


def understand(
    grammar: Grammar,
    text: str,
    asked: Sequence[str],
    *,
    confirming: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> Reading:
    """The reading of `text` as an answer to a question for `asked` (slots or symptom ids).

    `confirming` set: a bare yes or no is a reply and fills nothing. `now` is what "yesterday" is counted from.
    """
    asked = tuple(asked)
    said = utterance(text, grammar.same)
    found = islands(grammar, said.words, frozenset(asked or (OPENING,)), now)
    kinds = {m.kind for i in found for m in i.meanings[:1]}
    spans = _spans(found, said)
    command = next((i.meanings[0].name for i in reversed(found) if i.meanings[0].kind == "command"), None)
    faq = next((i.meanings[0].name for i in reversed(found) if i.meanings[0].kind == "faq"), None)
    findings = Walk(grammar, said.words, found, asked).run()
    left = _left(said, found)
    base = Reading(asked=asked, text=text, spans=spans, certainty="rejected")
    if "unknown" in findings.marks and "contrast" not in findings.marks:
        since = findings.marks["unknown"]
        findings.claims[:] = [c for c in findings.claims if c.value is not False or c.at < since]
    if _banter(found, kinds, left - said.words.count(UNKNOWN), findings, grammar):
        return replace(base, certainty="unsure", clarify=True) if _of_the_caller(grammar, kinds, asked, said) else base
    answers, clarify, doubtful, reply = _settled(grammar, findings, asked, confirming is not None)
    if confirming is not None and command == "change":
        command, reply = None, "no"
    if command or faq:
        answers = {k: v for k, v in answers.items() if v is not False} if not doubtful else {}
        clarify = False
    if "complaint" in kinds:
        answers = {k: v for k, v in answers.items() if k != "concern"}  # who names a twitch beside a cold is here for the twitch
    corrected = bool(findings.repairs) or bool(_CORRECTING & set(said.words))
    answers = _to_the_point(grammar, derived(answers), asked) or (derived(answers) if corrected and not left else {})
    if not (answers or clarify or reply or command or faq):
        return replace(base, certainty="unsure", clarify=True) if _of_the_caller(grammar, kinds, asked, said) else base
    certainty: Certainty = "unsure" if left or doubtful or said.cut or UNKNOWN in said.words else "sure"
    return Reading(asked, text, answers, reply, command, faq, certainty, clarify and not command and not faq, spans)


_CORRECTING = frozenset({"actually", "my"})
"""Words by which a caller comes back to what was said before, or says that it is about himself: then it is no banter."""
_OF_THE_TWITCH = frozenset(
    (
        "location side duration_days frequency after_exercise onset_timing onset_speed episode_length trend speaker "
        "pain_severity pain_score"
    ).split()
)
_PART_OF = {
    "severe_constant_pain": "pain",
    "recurring_exertional_pain": "pain",
    "weakness_worsening_weeks": "muscle_weakness",
    "weakness_spreading_fast": "muscle_weakness",
}
_TIMES = frozenset({"duration_days", "after_exercise", "onset_timing", "onset_speed", "frequency", "episode_length", "trend"})


def _to_the_point(grammar: Grammar, answers: dict[str, Value], asked: tuple[str, ...]) -> dict[str, Value]:
    """Without what belongs elsewhere: times said of another symptom, and facts nobody asked for with no answer beside them."""
    severity = answers.get("pain_severity")
    if "pain" in asked and severity not in (None, "unknown"):
        answers.setdefault("pain", severity != "none")
    for slot, wider in _PART_OF.items():
        if answers.get(slot) is True and wider in asked:
            answers.setdefault(wider, True)
    if not asked:
        return answers
    kept = answers if _OF_THE_TWITCH & set(asked) else {k: v for k, v in answers.items() if k not in _TIMES or k in asked}
    polar = grammar.symptoms | grammar.flags
    related = polar | (_OF_THE_TWITCH if _OF_THE_TWITCH & set(asked) else frozenset())
    if any(k in asked or k in related or k == "speaker" for k in kept):
        return kept
    return kept if _RELATED & set(asked) and _RELATED & set(kept) else {}


_RELATED = frozenset({"hydration", "drank_very_large_volume", "age", "medications", "medication_change"})


def _spans(found: Sequence[Island], said: Utterance) -> tuple[Span, ...]:
    return tuple(
        Span(said.origin[i.start], said.origin[i.end - 1] + 1, " + ".join(_meant(i)))
        for i in found
        if i.meanings[0].kind != "filler"
    )


def _meant(island: Island) -> list[str]:
    names = []
    for m in island.meanings:
        facts = ", ".join(f"{slot}={value}" for slot, value in m.facts)
        form = "" if m.form == "say" or m.kind != "symptom" else f" ({m.form})"
        names.append(f"{m.kind} {facts or m.name}{form}".strip())
    return names


def _left(said: Utterance, found: Sequence[Island]) -> int:
    """How many words no island explains."""
    return len(said.words) - sum(i.end - i.start for i in found if i.meanings[0].kind != "topic")


def _of_the_caller(grammar: Grammar, kinds: set[str], asked: tuple[str, ...], said: Utterance) -> bool:
    """Whether words that are not understood are about the caller, so that a symptom may hide in them and is asked for again."""
    if (
        "decoy" in kinds
        or len(said.words) > _LONG
        or not any(a in grammar.symptoms or a in grammar.flags for a in asked or (OPENING,))
    ):
        return False
    return bool(kinds & {"topic", "symptom"}) or UNKNOWN in said.words or bool(_OWN & set(said.words))


_LONG = 15
_OWN = frozenset({"i", "my", "me", "it", "he", "she", "his", "her", "myself", "mine"})


def _banter(found: Sequence[Island], kinds: set[str], left: int, findings: Findings, grammar: Grammar) -> bool:
    """Whether this is nobody's answer: a decoy without a symptom, or a scrap of meaning among words left over."""
    symptoms = any(c.slot in grammar.symptoms and c.value is True for c in findings.claims)
    if "decoy" in kinds:
        return not symptoms
    numbers = sum(1 for i in found if i.meanings[0].kind == "number")
    if numbers > 2:
        return not symptoms
    if symptoms or not left:
        return False
    content = sum(i.end - i.start for i in found if i.meanings[0].kind not in _EMPTY)
    strong = any(i.meanings[0].kind not in _WEAK | _EMPTY for i in found)
    slots = {c.slot for c in findings.claims}
    if slots and slots <= _SCANT:
        return not kinds & {"and", "contrast"}
    islands_of_replies = {found[at].meanings[0].kind for at, _ in findings.replies}
    if islands_of_replies == {"short_yes"} and not slots:
        return True
    plain = [at for at, r in findings.replies if found[at].meanings[0].kind in ("yes", "no")]
    if plain and not slots:
        return left > (_BESIDE_REPLY if plain[0] <= 1 or plain[-1] == len(found) - 1 else 1)
    return left > (max(content, 2) if strong else max(content, 1))


def _settled(
    grammar: Grammar, findings: Findings, asked: tuple[str, ...], confirming: bool
) -> tuple[dict[str, Value], bool, bool, Literal["yes", "no"] | None]:
    """Claims and replies as answers; whether to ask back; whether it is doubtful; the reply to a confirmation."""
    answers, doubtful = _merged(grammar, findings)
    doubtful = doubtful or findings.doubtful or "decoy" in findings.marks
    marks = findings.marks
    wanted = [a for a in asked if _answerable(grammar, a)]
    _ellipsis(grammar, findings, wanted, asked, answers)
    reply = findings.replies[-1][1] if findings.replies else None
    earlier = {a for a in wanted if a in grammar.counts_past} if "past" in marks else set()
    if len(wanted) == 1 and earlier and reply == "no" and any(r == "yes" for _, r in findings.replies) and not findings.claims:
        return {wanted[0]: True}, False, True, None
    if reply and len({r for _, r in findings.replies}) > 1 and not answers:
        doubtful = doubtful or "contrast" in marks
    if confirming and not reply and findings.repairs and not findings.claims:
        reply = "no"
    if confirming and reply and "unknown" not in marks:
        return answers, False, doubtful, ("yes" if reply == "yes" else "no")
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
    if not answers and not clarify and set(marks) & _VALUELESS:
        clarify = True
    return answers, clarify, doubtful, None


def _replied(grammar: Grammar, findings: Findings, reply: str, wanted: list[str], answers: dict[str, Value]) -> tuple[bool, bool]:
    """Put a yes or no where it belongs; whether to ask back, and whether it contradicts what else was said."""
    open_slots = [a for a in wanted if a not in answers]
    told = [a for a in wanted if a in answers]
    if open_slots and reply == "no":
        if not told or ("only" in findings.marks and not any(answers[a] is False for a in told)):
            answers.update({slot: _bare(grammar, slot, "no") for slot in open_slots})
    elif open_slots:
        said = _bare(grammar, open_slots[0], "yes") if len(wanted) == 1 else None
        if said is not None:
            answers[open_slots[0]] = said
        return said is None and not told, False
    elif len(told) == 1 and not findings.repairs and isinstance(answers[told[0]], bool):
        said_at = max((c.at for c in findings.claims if c.slot == told[0]), default=-1)
        if _bare(grammar, told[0], reply) != answers[told[0]]:
            return False, not _echo(findings, told[0], findings.replies[-1][0], said_at, answers)
    return False, False


def _echo(findings: Findings, slot: str, reply_at: int, said_at: int, answers: dict[str, Value]) -> bool:
    """ "Weak? No, not at all": the question's word said back, then denied; the answers are changed to it."""
    replies = [r for at, r in findings.replies if at > said_at]
    before = [r for at, r in findings.replies if at < said_at]
    if before and before[-1] == "yes" and reply_at > said_at:
        return False
    said_back = any(c.bare for c in findings.claims if c.slot == slot)
    if said_back and replies and set(replies) == {"no"} and "contrast" not in findings.marks and not before:
        answers[slot] = False
        return True
    return bool(before and set(before) == {"yes", "no"} and not replies and before[-1] == ("yes" if answers[slot] else "no"))


def _merged(grammar: Grammar, findings: Findings) -> tuple[dict[str, Value], bool]:
    """Claims slot by slot: lists and sums add up, after a repair the later counts, else the later counts and is doubtful."""
    answers: dict[str, Value] = {}
    doubtful = False
    at: dict[str, Claim] = {}
    for claim in findings.claims:
        before = at.get(claim.slot)
        turns = [*findings.repairs, *(r for r, said in findings.replies if said == "no" and claim.slot not in grammar.symptoms)]
        repaired = before is not None and any(before.at < turn <= claim.at for turn in turns)
        first_of_all = at.setdefault(claim.slot, claim)
        at[claim.slot] = first_of_all if claim.slot == "duration_days" and not repaired else claim
        doubtful = doubtful or claim.doubtful
        if before is None or repaired:
            answers[claim.slot] = claim.value if claim.slot not in _LISTS else _listed(claim.value)
        elif claim.slot in _LISTS:
            answers[claim.slot] = (
                *_listed(answers[claim.slot]),
                *(v for v in _listed(claim.value) if v not in _listed(answers[claim.slot])),
            )
        elif claim.slot in SUMMED:
            answers[claim.slot] = float(answers[claim.slot] or 0) + float(claim.value)  # type: ignore[arg-type]
        elif claim.slot == "side":
            answers[claim.slot] = claim.value if claim.value in (answers[claim.slot], before.value) else "both"
        elif claim.slot == "duration_days":
            continue  # the first stands: what follows without a correction is the time of something else
        elif claim.value != before.value:
            present_first = claim.slot in grammar.symptoms and before.value is True and claim.value is False
            turns = [
                findings.marks.get("contrast", -1),
                *(at for at, r in findings.replies if r == "no" and claim.value is False),
            ]
            answers[claim.slot] = claim.value
            if claim.slot in grammar.symptoms and not any(before.at < turn < claim.at for turn in turns):
                doubtful = True
                answers[claim.slot] = True if present_first or claim.value is True else claim.value
    return _specific(grammar, answers), doubtful


_LISTS = ADDED - SUMMED


def _listed(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _specific(grammar: Grammar, answers: dict[str, Value]) -> dict[str, Value]:
    """Of "my arm, the biceps" the biceps counts."""
    places = answers.get("location")
    if isinstance(places, tuple):
        wide = {w for p in places for w in grammar.parents.get(p, ())}
        answers["location"] = tuple(p for p in places if p not in wide)
    return answers


def _ellipsis(grammar: Grammar, findings: Findings, wanted: list[str], asked: tuple[str, ...], answers: dict[str, Value]) -> None:
    """ "Both", "neither", "the first one", "the other one", "just the pain": against what was asked."""
    marks = findings.marks
    flags = [w for w in wanted if w not in answers]
    if "none" in marks:
        if "side" in asked and not wanted:
            answers["side"] = "none"
        denied = flags if "some" not in marks or marks["some"] < marks["none"] else []
        answers.update({w: _bare(grammar, w, "no") for w in denied})
    elif "both" in marks and len(wanted) < 2:
        if not wanted or "location" in answers:
            answers["side"] = "both"
        else:
            findings.replies.append((marks["both"], "yes"))
    elif ("all" in marks or "both" in marks) and "only" not in marks and all(r == "yes" for _, r in findings.replies):
        _affirm(grammar, flags, answers)
    for name, index in (("first", 0), ("second", 1), ("last", len(wanted) - 1)):
        if name in marks and 1 < len(wanted) > index:
            _affirm(grammar, wanted[index : index + 1], answers)
    if "other_one" in marks and len(wanted) == 2 and len(flags) == 1:
        known = answers[next(w for w in wanted if w not in flags)]
        answers[flags[0]] = not known
    if "other_one" in marks and "side" in asked and answers.get("side") in _OPPOSITE:
        answers["side"] = _OPPOSITE[str(answers["side"])]
    told = [w for w in wanted if answers.get(w) is True]
    if ("only" in marks or "nothing_else" in marks) and told and len(wanted) > 1:
        for slot in wanted:
            answers.setdefault(slot, _bare(grammar, slot, "no"))


def _affirm(grammar: Grammar, slots: list[str], answers: dict[str, Value]) -> None:
    """What a yes settles of `slots`, where it is not settled."""
    for slot in slots:
        if (value := _bare(grammar, slot, "yes")) is not None:
            answers.setdefault(slot, value)


_OPPOSITE = {"left": "right", "right": "left"}


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
