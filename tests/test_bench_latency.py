"""The caller whose answers are timed says what answers the question."""

import pytest

from voice.bench.latency import REPLIES
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.understand import understand

KNOWLEDGE = load_knowledge()
THE_DIALOGUES_OWN = {"opening", "confirm", "read_back", "result"}


@pytest.mark.parametrize("question", sorted(REPLIES.keys() - THE_DIALOGUES_OWN))
def test_each_reply_answers_its_question(question):
    """A question of the knowledge file, answered in words that are surely understood."""
    slots = KNOWLEDGE.questions_by_id[question].slots
    reading = understand(load_grammar(KNOWLEDGE), REPLIES[question], slots)
    assert reading.certainty == "sure"
    assert set(slots) & reading.answers.keys()
