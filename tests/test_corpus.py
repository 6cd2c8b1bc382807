"""The spoken answers of `corpus/`: are they well formed, and how many of them are understood.

The floors in `corpus_gates.yaml` hold what is reached, file by file; they are raised as more is understood. The safety
gates have no floor: a red flag lost, a don't-know taken for an answer or a decoy accepted fails, unless it is listed
there by its text, with a reason.
"""

from collections import Counter
from pathlib import Path

import pytest
import yaml
from corpus_grading import ASKED, RIGHT, SILENT, UNSURE, Entry, decoy_taken, doubt_taken, flag_lost, grade, load_entries

from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading, days_key
from voice.skill.understanding.understand import understand

HERE = Path(__file__).parent
FILES = sorted((HERE / "corpus").glob("*.yaml"))
GATES = yaml.safe_load((HERE / "corpus_gates.yaml").read_text(encoding="utf-8"))


def _vocabulary():
    document = yaml.safe_load((HERE.parent / "knowledge" / "muscle_twitching.yaml").read_text(encoding="utf-8"))
    return document["slots"], set(document["symptoms"])


def _entry(expect=None, *, asked=("pain",), **more):
    return Entry(file="here", text="", asked=asked, goals=(expect or {},), **more)


def _reading(answers=None, **more):
    return Reading(asked=("pain",), text="", answers=answers or {}, **more)


def _faults(path, slots, symptoms):
    seen = set()
    for entry in load_entries(path)[1]:
        named = set(entry.asked) | set(entry.keep) | set(entry.may) | set(entry.never) | set(entry.confirming or ())
        for goal in entry.goals:
            named |= set(goal) - {"command", "faq", "reply", "reject", "clarify", "unknown"} | set(goal.get("unknown", ()))
            for slot, value in goal.items():
                if slot in slots and slots[slot]["kind"] == "choice":
                    options = value["any"] if isinstance(value, dict) else [value]
                    yield from (f"{entry.text}: {slot} {o}" for o in options if o not in slots[slot]["values"])
                if slot in symptoms and not isinstance(value, bool):
                    yield f"{entry.text}: {slot} must be true or false"
        known = {*slots, *symptoms, *map(days_key, symptoms)}
        yield from (f"{entry.text}: unknown id {n}" for n in named - known)
        if (entry.text, entry.asked) in seen:
            yield f"{entry.text}: twice"
        seen.add((entry.text, entry.asked))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_entries_use_the_vocabulary(path):
    """Every id and value in a corpus file stands in the knowledge file, and no utterance stands there twice."""
    assert list(_faults(path, *_vocabulary())) == []


def _ideal(entry, goal, slots):
    """The reading that says what the goal says, and nothing more."""

    def value(slot, want):
        want = want["any"][0] if isinstance(want, dict) else want
        if slots.get(slot, {}).get("kind") == "number":
            return want[-1]
        if slots.get(slot, {}).get("kind") == "list":
            return tuple(want) if isinstance(want, list) else (want,)
        return want

    meant = {k: v for k, v in goal.items() if k not in ("command", "faq", "reply", "reject", "clarify", "unknown")}
    heard = {k: value(k, goal[k]) for k in ("command", "faq", "reply") if k in goal}
    doubt = bool(goal.get("clarify") or goal.get("unknown"))
    answers = {} if heard.keys() & {"command", "faq"} else {k: value(k, v) for k, v in {**meant, **entry.keep}.items()}
    return Reading(
        entry.asked, entry.text, answers, clarify=doubt, certainty="rejected" if goal.get("reject") else "sure", **heard
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_goal_can_be_met(path):
    """For each honest reading of an entry there is a reading that is graded right."""
    slots, _ = _vocabulary()
    unmet = [(e.text, g) for e in load_entries(path)[1] for g in e.goals if grade(e, _ideal(e, g, slots)).outcome != RIGHT]
    assert unmet == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_a_denied_red_flag_never_passes(path):
    """An answer that denies everything asked is never graded right where a red flag was said outright."""
    said = [e for e in load_entries(path)[1] if "red_flag" in e.tags and all(True in {**g, **e.keep}.values() for g in e.goals)]
    denials = [(e, Reading(e.asked, e.text, {k: False for k, v in {**e.goals[0], **e.keep}.items() if v is True})) for e in said]
    assert [e.text for e, denial in denials if grade(e, denial).outcome == RIGHT] == []


@pytest.mark.parametrize(
    ("expect", "answers", "outcome"),
    [
        ({"pain": True}, {"pain": True}, RIGHT),
        ({"pain": True}, {"pain": False}, SILENT),
        ({"pain": True}, {}, ASKED),
        ({"pain": True, "dark_urine": True}, {"pain": True}, SILENT),
        ({"pain": True}, {"pain": True, "cramp": True}, SILENT),
        ({"pain_score": [6, 6]}, {"pain_score": 6, "pain_severity": "moderate", "pain": True}, RIGHT),
        ({"pain_severity": "none"}, {"pain_severity": "none", "pain": False}, RIGHT),
        ({"pain_severity": "mild"}, {"pain_severity": "mild", "pain": False}, SILENT),
        ({"location": ["thigh_front"], "side": "left"}, {"location": ("thigh",), "side": "left"}, RIGHT),
        ({"location": ["thigh"]}, {"location": ("thigh",), "side": "right"}, SILENT),
        ({"location": {"any": ["calf", "shin"]}}, {"location": ("shin",)}, RIGHT),
        ({"duration_days": [2, 3]}, {"duration_days": 3}, RIGHT),
        ({"duration_days": [2, 3]}, {"duration_days": 14}, SILENT),
        ({"reject": True}, {"pain": False}, SILENT),
        ({"reject": True}, {}, RIGHT),
        ({"unknown": ["pain"]}, {"pain": "unknown"}, RIGHT),
        ({"unknown": ["pain"]}, {"pain": False}, SILENT),
        ({"clarify": True}, {"pain": False}, SILENT),
    ],
)
def test_a_sure_reading_is_graded(expect, answers, outcome):
    """A sure reading is right, leaves something to ask, or is silently wrong."""
    assert grade(_entry(expect), _reading(answers)).outcome == outcome


def test_a_wrong_reading_that_says_so_is_not_silent():
    """A wrong reading that is unsure would be confirmed, and is graded apart."""
    assert grade(_entry({"pain": True}), _reading({"pain": False}, certainty="unsure")).outcome == UNSURE


def test_the_kindest_honest_reading_counts():
    """An utterance that can be taken in two ways is right in either."""
    entry = Entry(file="here", text="", asked=("pain",), goals=({"pain": True}, {"clarify": True}))
    assert grade(entry, _reading(clarify=True)).outcome == RIGHT


def test_a_dropped_volunteered_symptom_is_wrong_even_when_unsure():
    """A symptom that had to be kept is not made good by doubt about the rest."""
    entry = _entry({"pain": False}, keep={"dark_urine": True})
    assert grade(entry, _reading({"pain": False}, certainty="unsure")).outcome == UNSURE


def test_a_red_flag_that_is_rejected_is_lost():
    """A red flag that nobody heard counts as lost, not as asked back."""
    entry = _entry({"pain": True}, tags=frozenset({"red_flag"}))
    reading = _reading(certainty="rejected")
    assert flag_lost(entry, reading, grade(entry, reading).outcome)


@pytest.fixture(scope="module")
def graded():
    """Every entry with its reading and grade."""
    grammar = load_grammar(load_knowledge())
    rows = []
    for path in FILES:
        now, entries = load_entries(path)
        for entry in entries:
            reading = understand(grammar, entry.text, entry.asked, confirming=entry.confirming, now=now)
            rows.append((entry, reading, grade(entry, reading)))
    return rows


def _known_failures(gate):
    return {text for k in GATES["known_failures"] if k["gate"] == gate for text in k["texts"]}


@pytest.mark.parametrize(
    ("gate", "failed"),
    [
        ("red_flag_lost", lambda e, r, g: flag_lost(e, r, g.outcome)),
        ("dont_know_taken", lambda e, _, g: doubt_taken(e, g.outcome)),
        ("decoy_taken", lambda e, _, g: decoy_taken(e, g.outcome)),
    ],
)
def test_safety_gate_holds(graded, gate, failed):
    """No red flag is lost, no don't-know becomes an answer, no decoy is taken, but for the failures listed with a reason."""
    found, known = {e.text for e, r, g in graded if failed(e, r, g)}, _known_failures(gate)
    print(f"\n{gate}: {len(found)}; to be struck off the list: {sorted(known - found)}")
    assert sorted(found - known) == []


def test_each_file_keeps_its_floor(graded):
    """Each file is understood at least as well as its floors say."""
    tables = {path.stem: Counter() for path in FILES}
    for entry, _, g in graded:
        tables[entry.file][g.outcome] += 1
    print(f"\n{'file':22s} right asked unsure silent    n")
    below = []
    for file, t in {**tables, "ALL": sum(tables.values(), Counter())}.items():
        print(f"{file:22s} {t[RIGHT]:5d} {t[ASKED]:5d} {t[UNSURE]:6d} {t[SILENT]:6d} {t.total():4d}")
        floor = GATES["floors"][file]
        if 100 * t[RIGHT] < floor["right_percent"] * t.total() or t[SILENT] > floor["silent"]:
            below.append(file)
    assert below == []
