"""Grades a reading of one spoken answer against what an honest listener would have understood.

Outcomes, best first: `right`; `asked` (nothing false was taken, and what is missing is asked again); `unsure` (false, but
the reading said so, and it would be confirmed); `silent` (false and sure: nobody would notice). Rules:

1. What was said and not taken is `asked` when the question comes up again anyway; a symptom that nobody asked about and
   that a sure reading dropped is lost, and therefore wrong.
2. What was taken and not said is wrong, unless it follows from what was said (a score of six is moderate pain).
3. An entry may have several honest readings: the kindest one counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from voice.skill.reading import Reading, symptom_of

RIGHT, ASKED, UNSURE, SILENT = OUTCOMES = ("right", "asked", "unsure", "silent")

KEYS = frozenset({"text", "asked", "confirming", "expect", "unknown", "keep", "may", "not", "accept", "tags"})
GOALS = frozenset({"expect", "command", "faq", "reply", "reject", "clarify", "unknown", "keep"})

# A place may be named by the next larger one: no caller is the worse for "thigh" where the front of it was meant.
LARGER = {
    "thigh_front": "thigh", "thigh_back": "thigh", "inner_thigh": "thigh", "thigh": "leg", "calf": "leg", "shin": "leg",
    "biceps": "upper_arm", "triceps": "upper_arm", "upper_arm": "arm", "foot_arch": "foot", "toe": "foot",
}  # fmt: skip

# What may be read beside a finding, because it is part of it or the milder half of it (`-`: read as absent).
COMES_WITH = {
    "severe_constant_pain": {"pain"},
    "recurring_exertional_pain": {"pain"},
    "weakness_worsening_weeks": {"muscle_weakness"},
    "weakness_spreading_fast": {"muscle_weakness"},
    "sudden_face_arm_speech": {"muscle_weakness"},
    "saddle_numbness": {"local_numbness_tingling"},
    "mouth_or_hand_tingling": {"local_numbness_tingling"},
    "hand_spasm": {"cramp"},
    "cramp": {"pain"},
    "one_leg_swollen_warm": {"swelling_or_hard_muscle"},
    "repeated_vomiting": {"nausea"},
    "fainting": {"dizziness"},
    "cannot_stand_or_use_limb": {"muscle_weakness"},
    "back_pain": {"pain"},
    "vertigo_or_unsteady": {"dizziness"},
    "one_arm_swollen": {"swelling_or_hard_muscle"},
    "drank_very_large_volume": {"hydration"},
    "hydration=over": {"drank_very_large_volume"},
    "pain_severity": {"pain", "pain_score"},
    "pain_severity=none": {"-pain"},
    "pain_score": {"pain", "pain_severity"},
    "pain_score=[0, 0]": {"-pain"},
    "caffeine": {"caffeine_mg_approx"},
    "caffeine_mg_approx": {"caffeine"},
    "frequency=only_after_exercise": {"after_exercise"},
    "location=['whole_body']": {"widespread_twitching"},
    "location=['tongue']": {"tongue_twitching"},
}

# Details of manner and time, and what is taken beside medicines, that cost nothing when read out of an answer.
HARMLESS = frozenset({"onset_timing", "onset_speed", "episode_length", "trend", "frequency", "pain_severity", "supplements"})

# A place named in the answer to another question ("my foot drags") may be read or left.
PLACE = frozenset({"location", "side"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One utterance of the corpus: the `goals` are its honest readings, the first the likeliest."""

    file: str
    text: str
    asked: tuple[str, ...]
    goals: tuple[Mapping[str, Any], ...]
    confirming: Mapping[str, Any] | None = None
    keep: Mapping[str, Any] = field(default_factory=dict)
    may: Mapping[str, Any] = field(default_factory=dict)
    never: Mapping[str, Any] = field(default_factory=dict)
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Grade:
    """An outcome, and what was amiss in a few words."""

    outcome: str
    why: str = ""


def load_entries(path: Path) -> tuple[datetime, tuple[Entry, ...]]:
    """The local time that a corpus file counts from, and its entries."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    return datetime.fromisoformat(str(document["now"])), tuple(_entry(path.stem, e) for e in document["utterances"])


def _entry(file: str, e: Mapping[str, Any]) -> Entry:
    stray = set(e) - KEYS - GOALS
    if stray:
        raise ValueError(f"{file}: {e['text']!r}: unknown {sorted(stray)}")
    first = {k: e[k] for k in ("command", "faq", "reply", "reject", "clarify", "unknown") if k in e} | dict(e.get("expect", {}))
    return Entry(
        file=file,
        text=e["text"],
        asked=tuple(e["asked"]),
        goals=(first, *e.get("accept", ())),
        confirming=e.get("confirming"),
        keep=e.get("keep", {}),
        may=e.get("may", {}),
        never=e.get("not", {}),
        tags=frozenset(e.get("tags", ())),
    )


def grade(entry: Entry, reading: Reading) -> Grade:
    """The outcome of a reading by its kindest honest goal."""
    grades = [_against(goal, entry, reading) for goal in entry.goals]
    return min(grades, key=lambda g: OUTCOMES.index(g.outcome))


def flag_lost(entry: Entry, reading: Reading, outcome: str) -> bool:
    """Whether a red flag was said and passed over without anybody noticing."""
    return "red_flag" in entry.tags and (outcome == SILENT or (outcome != RIGHT and reading.certainty == "rejected"))


def doubt_taken(entry: Entry, outcome: str) -> bool:
    """Whether a don't-know became an answer."""
    return "dont_know" in entry.tags and outcome in (UNSURE, SILENT)


def decoy_taken(entry: Entry, outcome: str) -> bool:
    """Whether something was taken from talk that was not meant for us."""
    return all(goal.get("reject") for goal in entry.goals) and outcome != RIGHT


def _against(goal: Mapping[str, Any], entry: Entry, r: Reading) -> Grade:
    wrong = SILENT if r.certainty == "sure" else UNSURE
    for slot, value in entry.never.items():
        if slot in r.answers and _agrees(slot, value, r.answers[slot]):
            return Grade(wrong, f"must not read {slot}")
    nothing = not (r.answers or r.command or r.faq or r.reply)
    if goal.get("reject"):
        return Grade(RIGHT) if nothing else Grade(wrong, "took something from a decoy")
    for key, got in (("command", r.command), ("faq", r.faq), ("reply", r.reply)):
        if key in goal and not _agrees(key, goal[key], got):
            return Grade(ASKED, f"no {key}") if got is None and (nothing or _in_doubt(r)) else Grade(wrong, f"{key} {got}")
    if "command" in goal or "faq" in goal:
        return Grade(RIGHT)
    if r.command or (r.reply and entry.confirming is None):
        return Grade(wrong, f"took it for {r.command or r.reply}")
    return _answers(goal, entry, r, wrong)


def _answers(goal: Mapping[str, Any], entry: Entry, r: Reading, wrong: str) -> Grade:
    wanted = {k: v for k, v in goal.items() if k not in ("reply", "clarify", "unknown")} | dict(entry.keep)
    false = [
        slot for slot, v in wanted.items() if _known(r, slot) and not _agrees(slot, v, r.answers[slot]) and not _vague(slot, r)
    ]
    false += [slot for slot in r.answers if slot not in wanted and not _allowed(slot, wanted, entry, r)]
    false += [slot for slot in goal.get("unknown", ()) if _known(r, slot)]
    false += [slot for slot, v in wanted.items() if v is True and not _known(r, slot) and _lost(slot, entry, r)]
    if false:
        return Grade(wrong, ", ".join(sorted(set(false))))
    missing = [slot for slot, v in wanted.items() if not _known(r, slot) and not _implied(slot, v, r)]
    missing += [slot for slot, v in wanted.items() if _known(r, slot) and not _agrees(slot, v, r.answers[slot])]
    if missing:
        return Grade(ASKED, ", ".join(missing))
    if (goal.get("clarify") or _all_unsaid(goal, r)) and not (r.clarify or r.certainty == "unsure"):
        return Grade(ASKED, "should ask back")
    return Grade(RIGHT)


def _all_unsaid(goal: Mapping[str, Any], r: Reading) -> bool:
    return any(slot not in r.answers for slot in goal.get("unknown", ()))


def _lost(slot: str, entry: Entry, r: Reading) -> bool:
    return slot not in entry.asked and (slot in entry.keep or not _in_doubt(r))


def _in_doubt(r: Reading) -> bool:
    return r.clarify or r.certainty != "sure"


def _implied(slot: str, want: Any, r: Reading) -> bool:
    """Pain follows from how bad it is said to be."""
    severity = "severe" if r.answers.get("severe_constant_pain") else r.answers.get("pain_severity", "unknown")
    return slot == "pain" and severity != "unknown" and want is (severity != "none")


def _vague(slot: str, r: Reading) -> bool:
    """After exercise, but not how soon: less than was said, and not false."""
    return slot == "onset_timing" and r.answers[slot] == "after_unspecified"


def _known(r: Reading, slot: str) -> bool:
    return r.answers.get(slot, "unknown") not in ("unknown", "unspecified", None)


def _allowed(slot: str, wanted: Mapping[str, Any], entry: Entry, r: Reading) -> bool:
    if (
        not _known(r, slot)
        or slot in HARMLESS
        or r.answers.get(symptom_of(slot) or "") is True
        or (slot == "side" and r.answers[slot] == "none")
    ):
        return True
    if slot in PLACE and not PLACE & (set(entry.asked) | set(wanted)):
        return True
    if slot in entry.may:
        return _agrees(slot, entry.may[slot], r.answers[slot])
    if slot == "speaker":
        return r.answers[slot] == "self"
    got = f"-{slot}" if r.answers[slot] is False else slot
    said = {s: v for s, v in {**wanted, **entry.may}.items() if v is not False}
    return any(got in COMES_WITH.get(key, ()) for s, v in said.items() for key in (s, f"{s}={v}"))


def _agrees(slot: str, want: Any, got: Any) -> bool:
    if isinstance(want, Mapping):
        options = want["any"]
        if slot == "location" and all(isinstance(o, str) for o in options):
            return bool(got) and set(got) <= _grown(options)
        return any(_agrees(slot, o, got) for o in options)
    if isinstance(got, bool) or isinstance(want, bool):
        return got is want
    if isinstance(got, int | float):
        least, most = want
        return least * 0.98 - 0.001 <= got <= most * 1.02 + 0.001
    if slot == "location":
        return len(set(got)) == len(set(want)) and all(w in got or LARGER.get(w) in got for w in want)
    if isinstance(want, list):
        return set(got) - {"other"} == set(want) - {"other"}
    return bool(got == want)


def _grown(places: Iterable[str]) -> set[str]:
    return set(places) | {LARGER[p] for p in places if p in LARGER}
