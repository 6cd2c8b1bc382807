"""What an utterance means, given what was asked: words to islands, islands to claims, claims to a reading.

A reading is sure when every word is explained, unsure when words are left over, `[unk]` stands in it or polarities meet, and
rejected when nothing in it is an answer, a command or a question. In doubt a symptom is present and unsure, never absent and
sure. Any text gives a reading; nothing raises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from voice.skill.reading import Certainty, Reading, Value, flat
from voice.skill.understanding.addressed import answered, banter, left_over, of_the_caller, to_others
from voice.skill.understanding.anchors import anchored
from voice.skill.understanding.claims import Claim, Findings
from voice.skill.understanding.derive import derived
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.helpings import counted_once
from voice.skill.understanding.islands import OPENING, Island, islands
from voice.skill.understanding.maybe_said import with_maybe_said
from voice.skill.understanding.numbers import numbers_at
from voice.skill.understanding.questioned import Questioned, questioned
from voice.skill.understanding.scope import Walk
from voice.skill.understanding.settling import PART_OF, listed, settled
from voice.skill.understanding.since import of_symptoms
from voice.skill.understanding.spans import MARKERS, spans_of
from voice.skill.understanding.stopping import without_stopped
from voice.skill.understanding.stray import without_stray_replies
from voice.skill.understanding.sudden import with_sudden_loss
from voice.skill.understanding.taking import of_medicines
from voice.skill.understanding.together import weighed
from voice.skill.understanding.turns import refused, refuses, turns_from_no, without_sweeping, without_the_supposed
from voice.skill.understanding.words import UNKNOWN, Utterance, utterance


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
    reading = _understood(grammar.asking(tuple(asked)), text, asked, confirming, now)
    return with_maybe_said(grammar.sign_model, reading, confirming=confirming is not None)


def _understood(
    grammar: Grammar, text: str, asked: Sequence[str], confirming: Mapping[str, Any] | None, now: datetime | None
) -> Reading:
    """The reading by grammar alone."""
    reading, without = _read(grammar, text, tuple(asked), confirming, now)
    denied = {slot for slot, value in reading.answers.items() if value is False}
    if reading.certainty != "sure" or not denied:
        return reading
    # "Not as weak, mate, as it was": what stands in the way of a phrase must not turn its meaning round.
    others = [_read(grammar, " ".join(words), tuple(asked), confirming, now)[0] for words in without[:MOST_FILLERS]]
    present = {slot: True for other in others for slot in denied if other.answers.get(slot) is True}
    return replace(reading, answers={**reading.answers, **present}, certainty="unsure") if present else reading


def _read(
    grammar: Grammar, text: str, asked: tuple[str, ...], confirming: Mapping[str, Any] | None, now: datetime | None
) -> tuple[Reading, tuple[tuple[str, ...], ...]]:
    """The reading, and the words without each of their fillers."""
    said = utterance(text, grammar.same)
    found = islands(grammar, said.words, frozenset(asked or (OPENING,)), now)
    kinds = {m.kind for i in found for m in i.meanings[:1]}
    fillers = [(i.start, i.end) for i in found if i.meanings[0].kind == "filler"]
    plain = tuple((*said.words[:start], *said.words[end:]) for start, end in fillers)
    spans = spans_of(found, said)
    command = _command(found)
    faq = next((i.meanings[0].name for i in reversed(found) if i.meanings[0].kind == "faq"), None)
    findings = _told(grammar, said.words, found, asked)
    doubted = questioned(grammar, said.words, found, findings)
    without_stray_replies(said.words, found, findings)
    if not (command or faq or findings.claims):
        faq = _wondered(doubted, asked)
    left = left_over(said, found)
    without_sweeping(findings, left)
    base = Reading(asked=asked, text=text, spans=spans, certainty="rejected")
    _without_the_unknown(findings, len(found))
    spoken_to = bool(said.words) and of_the_caller(grammar, found, kinds, asked, said)
    nothing = replace(base, certainty="unsure", clarify=True) if spoken_to else base
    aside = not (command or faq) and to_others(grammar, said, found, findings)
    if aside or (banter(grammar, said, found, kinds, findings) and not answered(found, kinds, findings, asked)):
        return nothing, plain
    answers, clarify, doubtful, reply = settled(grammar, findings, asked, confirming is not None)
    answers, contradictory = _in_itself(answers, said)
    doubtful = doubtful or contradictory
    answers = without_the_supposed(said, answers, asked)
    if confirming is None and left and turns_from_no(said, answers, asked, grammar, left):
        answers = {slot: value for slot, value in answers.items() if slot not in asked or value is not False}
        clarify = True
    if confirming is not None and refuses(said, found, findings):
        answers, reply, again = refused(grammar, answers, reply, flat(confirming))
        doubtful = doubtful or again
    if confirming is not None and command == "change":
        command, reply = None, "no"
    taken_back = confirming is not None and not confirming and reply == "no" and _corrects(said, findings, left)
    if taken_back and not (answers or command):
        command, reply = "change", None
    clarify = clarify or bool((doubted.gone or doubted.general) and not answers and not reply)
    if command or faq:
        answers = {k: v for k, v in answers.items() if v is not False} if not doubtful else {}
        clarify = False
    if "complaint" in kinds:
        answers = {k: v for k, v in answers.items() if k != "concern"}  # who names a twitch beside a cold is here for the twitch
    corrected = bool(findings.repairs) or bool(_CORRECTING & set(said.words))
    answers = _to_the_point(grammar, derived(answers), asked) or (derived(answers) if corrected and not left else {})
    if not (answers or clarify or reply or command or faq):
        return (replace(base, command="stop", certainty="unsure") if _is_done(kinds, left) else nothing), plain
    certainty: Certainty = "unsure" if left or doubtful or said.cut or UNKNOWN in said.words else "sure"
    known = answers if certainty == "sure" else _affirmed(grammar, answers, asked)
    clarify = clarify or (bool(answers) and not known and not reply)
    reading = Reading(asked, text, known, reply, command, faq, certainty, clarify and not command and not faq, spans)
    return reading, plain


def _is_done(kinds: set[str], left: int) -> bool:
    """Whether somebody answers nothing and may be done: "that's all"."""
    return not left and "nothing_else" in kinds and kinds <= _DONE


def _command(found: Sequence[Island]) -> str | None:
    """The last command that is given; but a call for help before any other: "an ambulance, as quick as you can"."""
    commands = [i.meanings[0].name for i in reversed(found) if i.meanings[0].kind == "command"]
    return "emergency" if "emergency" in commands else next(iter(commands), None)


def _placed(
    grammar: Grammar, words: tuple[str, ...], found: Sequence[Island], findings: Findings, asked: tuple[str, ...]
) -> list[Claim]:
    """The claims with what they make together, and each time and medicine where it belongs."""
    if "medications" in asked and any(c.slot == "stopping" for c in findings.claims):
        findings.marks.setdefault("vague", 0)
    claims = counted_once(words, found, weighed(grammar, findings.claims, found))
    claims = without_stopped(words, found, claims, asked)
    return of_symptoms(grammar, words, found, claims, asked)


def _told(grammar: Grammar, words: tuple[str, ...], found: Sequence[Island], asked: tuple[str, ...]) -> Findings:
    """What is said, with each time, place and organ beside what it belongs to."""
    findings = Walk(grammar, words, found, asked).run()
    times = [c for c in findings.claims if c.slot == "duration_days"]
    findings.claims[:] = _placed(grammar, words, found, findings, asked)
    findings.claims[:] = of_medicines(grammar, words, found, findings.claims, asked)
    claims = anchored(grammar, words, found, _resolved(grammar, findings, asked, words, found), asked)
    findings.claims[:] = with_sudden_loss(grammar, words, claims, times)
    return findings


def _wondered(doubted: Questioned, asked: tuple[str, ...]) -> str | None:
    """The question about the subject that is meant by one about a sign or a condition."""
    if doubted.general and not doubted.naming:
        return _WORRY
    return _OTHER_CAUSE if doubted.gone and not doubted.gone & set(asked) else None


def _without_the_unknown(findings: Findings, end: int) -> None:
    """Take out what somebody says that he does not know."""
    if "unknown" not in findings.marks or "contrast" in findings.marks:
        return
    since = findings.marks["unknown"]
    supposed = findings.marks.get("maybe", end)  # "it could be numb, i don't know" is not to know
    findings.claims[:] = [
        c
        for c in findings.claims
        if (c.value is not False or c.at < since) and not (c.value is True and c.doubtful and c.at > supposed)
    ]


def _affirmed(grammar: Grammar, answers: dict[str, Value], asked: tuple[str, ...]) -> dict[str, Value]:
    """Without denials that are not sure of signs that nobody asked for: they are left to be asked."""
    return {k: v for k, v in answers.items() if v is not False or k in asked or k not in grammar.alarms}


def _in_itself(answers: dict[str, Value], said: Utterance) -> tuple[dict[str, Value], bool]:
    """The answers with what they may mean besides, and whether they do not fit together."""
    if _in_the_chest(answers, said):
        return {**answers, "chest_pain": True}, True
    apart = ((slot, wider) for slot, wider in PART_OF.items() if slot not in _APART)
    return answers, any(answers.get(slot) is True and answers.get(wider) is False for slot, wider in apart)


def _in_the_chest(answers: Mapping[str, Value], said: Utterance) -> bool:
    """Whether something hurts in a chest that nobody called a muscle: then it may not be the twitch that is told of."""
    places = answers.get("location")
    hurts = answers.get("pain") is True or answers.get("pain_severity") not in (None, "none", "unknown")
    named = isinstance(places, tuple) and "chest" in places and "chest" in said.words
    return named and hurts and "chest_pain" not in answers and not {"muscle", "muscles", "pec", "pecs"} & set(said.words)


def _is_beyond_the_scale(score: Claim) -> bool:
    return isinstance(score.value, float | int) and score.value > _MOST_PAIN


def _numbers_of_things(claims: Sequence[Claim], words: Sequence[str], found: Sequence[Island]) -> set[int]:
    """Where a number counts something else: "awful, and I have had four babies", "like you'd wrung out a hundred towels"."""
    told = any(c.slot == "pain_severity" for c in claims)
    explained = {at for island in found for at in range(island.start, island.end)}
    scores = [c for c in claims if c.slot == "pain_score" and (told or _is_beyond_the_scale(c))]
    ends = {c.at: found[c.at].end for c in scores if not told or found[c.at].end - found[c.at].start == 1}
    return {at for at, end in ends.items() if end < len(words) and end not in explained}


def _bare_numbers(claims: Sequence[Claim], words: Sequence[str], found: Sequence[Island], asked: tuple[str, ...]) -> set[int]:
    """Where a number may be hours of sleep as well as cups, both being asked for."""
    if not set(asked) >= _COUNTABLE:
        return set()
    spans = {c.at: (found[c.at].start, found[c.at].end) for c in claims if c.slot in _COUNTABLE | {"caffeine_mg_approx"}}
    return {
        at
        for at, (start, end) in spans.items()
        if any(reached == end for n in range(start, end) for reached, _ in numbers_at(words, n))
    }


def _of_a_place(claims: Sequence[Claim], found: Sequence[Island]) -> set[int]:
    """Where a bare time stands right beside a place: "right eyelid over a month now", "this past month my thighs"."""
    places = {c.at for c in claims if c.slot == "location"}
    small = {at for at, island in enumerate(found) if island.meanings[0].kind in ("owner", "filler")}
    times = {c.at for c in claims if c.slot == "terse"}
    before = {at for at in times if at - 1 in places and found[at - 1].end == found[at].start}
    after = {at for at in times if at + 1 in small and at + 2 in places and _opens(found, at)}
    return before | after


def _opens(found: Sequence[Island], at: int) -> bool:
    """Whether an "and" or nothing stands before."""
    return at == 0 or found[at - 1].meanings[0].kind == "and"


_MOST_PAIN = 10
_COUNTABLE = frozenset({"sleep", "caffeine"})
"""Both are told by a number: of hours, of cups."""


def _resolved(
    grammar: Grammar, findings: Findings, asked: tuple[str, ...], words: Sequence[str], found: Sequence[Island]
) -> list[Claim]:
    """Claims that lean on others: a place named to find another by, a change that must be a medicine's, a bare time."""
    claims, size = findings.claims, len(words)
    corrected = bool(findings.repairs) or any(reply == "no" for _, reply in findings.replies)
    said = {c.slot: c.value for c in claims}
    beside = {c.at for c in claims if c.slot == "beside"}
    named = {place for c in claims if c.slot == "location" and c.at not in beside for place in listed(c.value)}
    of_medicine = {c.at for c in claims if c.slot == "of_medicine"}
    of_limb = {c.at for c in claims if c.slot == "of_limb"}
    limbless = of_limb if not any(c.slot == "location" for c in claims) and not _OF_MUSCLE & set(asked) else frozenset()
    doubted = {c.at for c in claims if c.slot == "doubted"}
    claims[:] = [replace(c, doubtful=True) if c.at in doubted else c for c in claims]
    bare = {c.at for c in claims if c.slot == "terse"} - _of_a_place(claims, found)
    terse = bare if size > _TERSE else {c.at for c in claims if c.at in bare and c.value is False}
    painless = any(c.slot == "pain_severity" and c.value == "none" for c in claims) and said.get("pain") is not True
    ages = {c.at for c in claims if c.slot == "low_blood_sugar" or (c.slot == "age" and "age_band" not in asked)}
    counted = {at for at in ages if _COUNTED & set(words[found[at].end : found[at].end + 1])}
    counted |= _numbers_of_things(claims, words, found) | _bare_numbers(claims, words, found, asked)
    often = {c.value for c in claims if c.slot == "frequency" and not corrected} - {"intermittent"}
    apart = bare & {c.at for c in claims if c.slot in _APART}
    old = isinstance(days := said.get("duration_days"), float | int) and days > _LONG_TAKEN
    loose = (not said.get("medications") and "medications" in asked) or old
    return [
        c
        for c in claims
        if c.slot not in MARKERS
        and not (named and c.at in beside and not any(grammar.parents.get(p, frozenset()) & named for p in listed(c.value)))
        and not (loose and c.at in of_medicine)
        and not (c.at in limbless and c.slot == "muscle_weakness")
        and c.at not in terse | counted
        and not (often and c.slot == "frequency" and c.value == "intermittent")
        and not (c.at in apart and c.slot == "local_numbness_tingling")
        and not (painless and c.slot == "pain_severity" and c.value == "mild")
    ]


_WORRY = "when_to_worry"
"""The question about the subject that somebody asks who asks whether a sign is bad."""
_OF_MUSCLE = frozenset({"muscle_weakness", "cannot_stand_or_use_limb", "pain", "swelling_or_hard_muscle", "cramp"})
"""While these are asked for, "I can't lift it" is said of the muscle."""
_COUNTED = frozenset("weeks months days hours minutes reps sets stone kilos pounds percent miles kilometres beats".split())
"""What a number counts that is then no age: "I'm thirty two weeks"."""
_OTHER_CAUSE = "is_it_something_else"
"""The question about the subject that somebody asks who asks whether he has a condition."""
_TERSE = 8
"""Words up to which a bare time in an opening is how long it has been: "calf twitch, two days"."""
_LONG_TAKEN = 90
"""Days after which a medicine that was started is no new one."""
MOST_FILLERS = 8
"""So many fillers are doubted one by one; more are no answer to a question."""
_DONE = frozenset({"nothing_else", "no", "deny", "filler"})
"""Beside words that say that it is all."""
_CORRECTING = frozenset({"actually", "my"})
"""Words by which a caller comes back to what was said before, or says that it is about himself: then it is no banter."""
_OF_THE_TWITCH = frozenset(
    (
        "location side duration_days frequency after_exercise onset_timing onset_speed episode_length trend speaker "
        "pain_severity pain_score"
    ).split()
)
_APART = frozenset({"mouth_or_hand_tingling", "saddle_numbness"})
"""Asked beside what they are part of, they are told apart by the place alone."""
_TIMES = frozenset({"duration_days", "after_exercise", "onset_timing", "onset_speed", "frequency", "episode_length", "trend"})


def _to_the_point(grammar: Grammar, answers: dict[str, Value], asked: tuple[str, ...]) -> dict[str, Value]:
    """Without what belongs elsewhere: times said of another symptom, and facts nobody asked for with no answer beside them."""
    severity = answers.get("pain_severity")
    if answers.get("pain") is False and severity == "mild":  # "it does not hurt, it is just annoying"
        if "pain" in asked:
            answers["pain_severity"] = severity = "none"
        else:
            del answers["pain"]
    elif answers.get("pain") is False and "pain_severity" in asked:
        answers.setdefault("pain_severity", "none")
    if "pain" in asked and severity not in (None, "unknown"):
        answers.setdefault("pain", severity != "none")
    for slot, wider in PART_OF.items():
        if answers.get(slot) is True and wider in asked and slot not in _APART & set(asked):
            answers.setdefault(wider, True)
    if not asked:
        return answers
    if "prior_interventions" not in asked:  # "no, I was resting" is no remedy
        answers.pop("prior_interventions", None)
    if answers.get("frequency") == "only_after_exercise" and "after_exercise" in asked:
        answers.setdefault("after_exercise", "yes")
    if answers.get("after_exercise") == "yes" and "frequency" in asked:
        answers.setdefault("frequency", "only_after_exercise")
    kept = answers if _OF_THE_TWITCH & set(asked) else {k: v for k, v in answers.items() if k not in _TIMES or k in asked}
    polar = grammar.symptoms | grammar.flags
    related = polar | (_OF_THE_TWITCH if _OF_THE_TWITCH & set(asked) else frozenset())
    if any(k in asked or k in related or k == "speaker" for k in kept):
        return kept
    return {k: v for k, v in kept.items() if k in _VOLUNTEERED}


_VOLUNTEERED = frozenset(
    (
        "medications medication_change stopped_medicines pregnant kidney_disease sickle_cell thyroid_or_parathyroid diabetes "
        "heart_disease alcohol age_band minor hydration drank_very_large_volume"
    ).split()
)
"""What a caller is like, which counts whenever he says it."""


def _corrects(said: Utterance, findings: Findings, left: int) -> bool:
    """Where nothing is confirmed: whether a no takes something back ("wait, no", "it doesn't") or only declines."""
    denied = any(w in _THINGS and "not" in said.words[at + 1 : at + 3] for at, w in enumerate(said.words))
    return bool(findings.repairs) or (denied and not left)


_THINGS = frozenset({"it", "that", "there"})
