"""The rows of what words do to each other: each of their keys changes what is understood."""

from dataclasses import replace

import pytest

from grammars import NOW, shipped
from voice.skill.understanding.understand import understand

NOTHING = frozenset()
PAIN, WEAK, NUMB = "pain", "muscle_weakness", "local_numbness_tingling"


def _read(said, kind, **changes):
    """What is answered, and how surely, where the row of a kind of words is another."""
    (text, asked), grammar = said, shipped()
    row = replace(grammar.modifiers[kind], **changes)
    reading = understand(replace(grammar, modifiers={**grammar.modifiers, kind: row}), text, asked, now=NOW)
    return dict(reading.answers), reading.certainty


@pytest.mark.parametrize(
    ("said", "kind", "changes", "before", "after"),
    [
        (("it is never numb", [NUMB]), "neg", {"category": "silent"}, ({NUMB: False}, "sure"), ({NUMB: True}, "sure")),
        (
            ("numb, and weak no", [NUMB, WEAK]),
            "no",
            {"direction": "forward"},
            ({NUMB: True, WEAK: False}, "sure"),
            ({NUMB: True, WEAK: True}, "sure"),
        ),
        (
            ("no hurts a lot", [PAIN]),
            "no",
            {"reaches": {"noun", "statement", "value"}},
            ({PAIN: True}, "unsure"),
            ({PAIN: False}, "sure"),
        ),
        (("no pain, cramp or fever", []), "no", {"over": NOTHING}, ({PAIN: False, "cramp": False, "fever": False}, "sure"), None),
        (
            ("just my sore calf", [PAIN, WEAK]),
            "only",
            {"over": NOTHING},
            ({PAIN: True, WEAK: False, "location": ("calf",)}, "sure"),
            ({PAIN: True, "location": ("calf",)}, "sure"),
        ),
        (("isn't numb, but weak", [NUMB, WEAK]), "neg", {"ended_by": NOTHING}, ({NUMB: False, WEAK: True}, "sure"), None),
        (("not noticed", [NUMB]), "not_noticed", {"alone": "no"}, ({NUMB: "unknown"}, "sure"), ({NUMB: False}, "sure")),
        (("sore but no", [PAIN]), "contrast", {"leaves": ""}, ({PAIN: True}, "unsure"), ({PAIN: False}, "unsure")),
        (("hardly any pain", [PAIN]), "hardly", {"doubtful": False}, ({PAIN: False}, "unsure"), ({PAIN: False}, "sure")),
        (("yes", [PAIN]), "yes", {"alone": "no"}, ({PAIN: True}, "sure"), ({PAIN: False}, "sure")),
        (("it does", [PAIN]), "short_yes", {"alone": "no"}, ({PAIN: True}, "sure"), ({PAIN: False}, "sure")),
        (("not really", [PAIN]), "deny", {"alone": "unknown"}, ({PAIN: False}, "sure"), ({PAIN: "unknown"}, "sure")),
        (("maybe a bit of numbness", [NUMB]), "maybe", {"doubtful": False}, ({NUMB: True}, "unsure"), ({NUMB: True}, "sure")),
        (("suppose I had a cramp", []), "supposed", {"doubtful": False}, ({"cramp": True}, "unsure"), ({"cramp": True}, "sure")),
        (("more sore than weak", [PAIN, WEAK]), "than", {"doubtful": False}, ({PAIN: True}, "unsure"), ({PAIN: True}, "sure")),
        (("never had pain like it", [PAIN]), "beyond", {"doubtful": False}, ({PAIN: True}, "unsure"), ({PAIN: True}, "sure")),
        (("no, I'm afraid", ["fever"]), "afraid", {"doubtful": False}, ({"fever": False}, "unsure"), ({"fever": False}, "sure")),
    ],
)
def test_each_key_of_a_row_counts(said, kind, changes, before, after):
    """With another row the same words mean something else, or no longer so surely."""
    assert _read(said, kind) == before
    other = _read(said, kind, **changes)
    assert other == after if after is not None else other[1] == "unsure"
