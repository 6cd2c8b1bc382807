"""The golden readings: what is read today out of thousands of texts stands beside the corpus, and each change of it is seen."""

import golden

from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading

_SHOWN = 30


def test_no_reading_has_changed_unseen():
    """What is read out of each text is what the file says; `script/readings` writes a change down, to be read."""
    changed = golden.changes(golden.recorded(), list(golden.lines(load_grammar(load_knowledge()))))
    assert changed[:_SHOWN] == [], f"{len(changed)} lines differ; run script/readings and read the difference"


def test_a_changed_reading_is_shown_with_what_it_was():
    """Of the lines only those that differ are given, the old one and the new one."""
    was = ["# a", "pain | no | sure pain=false", "pain | yes | sure pain=true"]
    now = ["# a", "pain | no | sure pain=false", "pain | yes | unsure pain=true"]
    assert golden.changes(was, now) == ["-pain | yes | sure pain=true", "+pain | yes | unsure pain=true"]


def test_a_line_says_all_that_a_reading_holds():
    """Answers, reply, command, question, doubt and asking back all stand in the line, in the same order each time."""
    reading = Reading(
        ("pain",), "", {"pain": True, "location": ("calf", "foot"), "duration_days": 2.5, "medications": ()}, "yes", "stop",
        "what_helps", "unsure", True,
    )  # fmt: skip
    said = "duration_days=2.5 location=calf+foot medications=none pain=true"
    assert golden.meaning(reading) == f"unsure reply=yes command=stop faq=what_helps clarify {said}"
