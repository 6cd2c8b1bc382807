"""What an utterance means, given what was asked: words to islands, islands to claims, claims to a reading.

A reading is sure when every word is explained, unsure when words are left over, `[unk]` stands in it or polarities meet, and
rejected when nothing in it is an answer, a command or a question. In doubt a symptom is present and unsure, never absent and
sure. Any text gives a reading; nothing raises.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from voice.skill.reading import Certainty, Reading, Value
from voice.skill.understanding.claims import Claim, Findings
from voice.skill.understanding.derive import derived
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.islands import OPENING, Island, islands
from voice.skill.understanding.questioned import questioned
from voice.skill.understanding.scope import Walk
from voice.skill.understanding.settling import listed, settled
from voice.skill.understanding.spans import MARKERS, spans_of
from voice.skill.understanding.words import UNKNOWN, Utterance, utterance

_WEAK = frozenset({"no", "yes", "number", "neg", "deny", "normal", "maybe", "unknown", "all", "first", "second", "other_one"})
_EMPTY = frozenset("topic filler subject owner and any some join contrast determiner short_yes complaint well".split())
_SCANT = frozenset({"side", "pain_score", "age", "onset_speed", "caffeine_mg_approx"})
_BESIDE_REPLY, _LEFT_BESIDE_AGE = 3, 2


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
    command = next((i.meanings[0].name for i in reversed(found) if i.meanings[0].kind == "command"), None)
    faq = next((i.meanings[0].name for i in reversed(found) if i.meanings[0].kind == "faq"), None)
    findings = Walk(grammar, said.words, found, asked).run()
    findings.claims[:] = _resolved(grammar, findings, asked, len(said.words))
    doubted = questioned(grammar, said.words, found, findings)
    if doubted and not (command or faq or findings.claims or doubted & set(asked)):
        faq = _OTHER_CAUSE
    left = _left(said, found)
    base = Reading(asked=asked, text=text, spans=spans, certainty="rejected")
    if "unknown" in findings.marks and "contrast" not in findings.marks:
        since = findings.marks["unknown"]
        supposed = findings.marks.get("maybe", len(found))  # "it could be numb, i don't know" is not to know
        findings.claims[:] = [
            c
            for c in findings.claims
            if (c.value is not False or c.at < since) and not (c.value is True and c.doubtful and c.at > supposed)
        ]
    spoken_to = bool(said.words) and _of_the_caller(grammar, found, kinds, asked, said)
    nothing = replace(base, certainty="unsure", clarify=True) if spoken_to else base
    aside = not (command or faq) and _to_others(grammar, said, found, findings)
    if aside or (_banter(grammar, said, found, kinds, findings) and not _answered(found, kinds, findings, asked)):
        return nothing, plain
    answers, clarify, doubtful, reply = settled(grammar, findings, asked, confirming is not None)
    if any(answers.get(slot) is True and answers.get(wider) is False for slot, wider in _PART_OF.items() if slot not in _APART):
        doubtful = True
    if confirming is not None and command == "change":
        command, reply = None, "no"
    taken_back = confirming is not None and not confirming and reply == "no" and _corrects(said, findings, left)
    if taken_back and not (answers or command):
        command, reply = "change", None
    clarify = clarify or bool(doubted and not answers and not reply)
    if command or faq:
        answers = {k: v for k, v in answers.items() if v is not False} if not doubtful else {}
        clarify = False
    if "complaint" in kinds:
        answers = {k: v for k, v in answers.items() if k != "concern"}  # who names a twitch beside a cold is here for the twitch
    corrected = bool(findings.repairs) or bool(_CORRECTING & set(said.words))
    answers = _to_the_point(grammar, derived(answers), asked) or (derived(answers) if corrected and not left else {})
    if not (answers or clarify or reply or command or faq):
        return nothing, plain
    certainty: Certainty = "unsure" if left or doubtful or said.cut or UNKNOWN in said.words else "sure"
    reading = Reading(asked, text, answers, reply, command, faq, certainty, clarify and not command and not faq, spans)
    return reading, plain


def _resolved(grammar: Grammar, findings: Findings, asked: tuple[str, ...], size: int) -> list[Claim]:
    """Claims that lean on others: a place named to find another by, a change that must be a medicine's, a bare time."""
    claims = findings.claims
    corrected = bool(findings.repairs) or any(reply == "no" for _, reply in findings.replies)
    said = {c.slot: c.value for c in claims}
    beside = {c.at for c in claims if c.slot == "beside"}
    named = {place for c in claims if c.slot == "location" and c.at not in beside for place in listed(c.value)}
    of_medicine = {c.at for c in claims if c.slot == "of_medicine"}
    bare = {c.at for c in claims if c.slot == "terse"}
    terse = bare if size > _TERSE else {c.at for c in claims if c.at in bare and c.value is False}
    painless = any(c.slot == "pain_severity" and c.value == "none" for c in claims) and said.get("pain") is not True
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
        and c.at not in terse
        and not (often and c.slot == "frequency" and c.value == "intermittent")
        and not (c.at in apart and c.slot == "local_numbness_tingling")
        and not (painless and c.slot == "pain_severity" and c.value == "mild")
    ]


_OTHER_CAUSE = "is_it_something_else"
"""The question about the subject that somebody asks who asks whether he has a condition."""
_TERSE = 8
"""Words up to which a bare time in an opening is how long it has been: "calf twitch, two days"."""
_LONG_TAKEN = 90
"""Days after which a medicine that was started is no new one."""
MOST_FILLERS = 8
"""So many fillers are doubted one by one; more are no answer to a question."""
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
    "mouth_or_hand_tingling": "local_numbness_tingling",
    "saddle_numbness": "local_numbness_tingling",
}
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
    for slot, wider in _PART_OF.items():
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
    return kept if _RELATED & set(asked) and _RELATED & set(kept) else {}


_RELATED = frozenset({"hydration", "drank_very_large_volume", "age", "medications", "medication_change"})


def _corrects(said: Utterance, findings: Findings, left: int) -> bool:
    """Where nothing is confirmed: whether a no takes something back ("wait, no", "it doesn't") or only declines."""
    denied = any(w in _THINGS and "not" in said.words[at + 1 : at + 3] for at, w in enumerate(said.words))
    return bool(findings.repairs) or (denied and not left)


_THINGS = frozenset({"it", "that", "there"})


def _left(said: Utterance, found: Sequence[Island]) -> int:
    """How many words no island explains."""
    return len(said.words) - sum(i.end - i.start for i in found if i.meanings[0].kind != "topic")


def _of_the_caller(grammar: Grammar, found: Sequence[Island], kinds: set[str], asked: tuple[str, ...], said: Utterance) -> bool:
    """Whether words that are not understood are about the caller, so that a symptom may hide in them and is asked for again."""
    if (
        any(m.kind == "decoy" for i in found for m in i.meanings)
        or len(said.words) > _LONG
        or not any(a in grammar.symptoms or a in grammar.flags for a in asked or (OPENING,))
    ):
        return False
    own = bool(_OWN & set(said.words)) or (len(said.words) <= _SHORT and not _OTHERS & set(said.words))
    return bool(kinds & {"topic", "symptom"}) or UNKNOWN in said.words or own


_LONG = 15
_SHORT = 6
_OWN = frozenset({"i", "my", "me", "it", "he", "she", "his", "her", "myself", "mine"})


def _to_others(grammar: Grammar, said: Utterance, found: Sequence[Island], findings: Findings) -> bool:
    """Words said to somebody else: "you" or "we" among what is not understood, or a bare length of time among unknown words."""
    if any(c.slot in grammar.symptoms for c in findings.claims):
        return False
    known = {at for i in found for at in range(i.start, i.end)}
    unknown = [word for at, word in enumerate(said.words) if at not in known and word != UNKNOWN]
    if findings.replies:
        return bool(_OTHERS & set(unknown)) and len(unknown) > 1 and UNKNOWN not in said.words and not findings.claims
    if _OTHERS & set(unknown):
        return True
    timed = bool(findings.claims) and all(c.slot in _LENGTHS for c in findings.claims)
    return timed and len(unknown) > ("it" in said.words) and not _OF_A_TIME & set(said.words)


_OTHERS = frozenset("you we us our".split())
_OF_A_TIME = frozenset("since ago started start starting began begun noticed notice first".split())
_LENGTHS = frozenset({"duration_days", "frequency", "episode_length"})


def _answered(found: Sequence[Island], kinds: set[str], findings: Findings, asked: tuple[str, ...]) -> bool:
    """Whether what was asked for is said in so many words that it is the answer, whatever stands beside it.

    A medicine by its name; a score in full, "ten out of ten", or before anything else: "eight, and I have had four kids".
    """
    if "decoy" in kinds:
        return False
    if "medications" in asked and any(c.slot == "medications" and c.value for c in findings.claims):
        return True
    scores = [i for i in found if any("pain_score" in dict(m.facts) for m in i.meanings)]
    if not scores or not {"pain_score", "pain_severity"} & set(asked) or sum(i.meanings[0].kind == "number" for i in found) > 2:
        return False
    return any(i.end - i.start > _DIGITS for i in scores) or (scores[0].start == 0 and {"and", "contrast"} & kinds != set())


_DIGITS = 2
"""Words that can be a bare number, which may count anything."""


def _banter(grammar: Grammar, said: Utterance, found: Sequence[Island], kinds: set[str], findings: Findings) -> bool:
    """Whether this is nobody's answer: a decoy without a symptom, or a scrap of meaning among words left over."""
    left = _left(said, found) - said.words.count(UNKNOWN)
    symptoms = any(c.slot in grammar.symptoms and c.value is True for c in findings.claims)
    if "decoy" in kinds:
        return not symptoms
    if "complaint" in kinds and "subject" in kinds and any(c.slot == "location" for c in findings.claims):
        return False
    numbers = sum(1 for i in found if i.meanings[0].kind == "number")
    if numbers > 2:
        return not symptoms
    if symptoms or not left:
        return False
    content = sum(i.end - i.start for i in found if i.meanings[0].kind not in _EMPTY)
    strong = any(i.meanings[0].kind not in _WEAK | _EMPTY for i in found)
    slots = {c.slot for c in findings.claims}
    if slots and slots <= _SCANT:
        return not kinds & {"and", "contrast"} and not (left <= _LEFT_BESIDE_AGE and slots == {"age"} and "i" in said.words)
    islands_of_replies = {found[at].meanings[0].kind for at, _ in findings.replies}
    if islands_of_replies == {"short_yes"} and not slots:
        return True
    plain = [at for at, r in findings.replies if found[at].meanings[0].kind in ("yes", "no")]
    if plain and not slots:
        return left > (_BESIDE_REPLY if plain[0] <= 1 or plain[-1] == len(found) - 1 else 1)
    return left > (max(content, 2) if strong else max(content, 1))
