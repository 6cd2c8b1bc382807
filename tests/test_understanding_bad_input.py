"""Whatever a recogniser or a program sends, understanding gives a reading, in time that grows with the words."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grammars import NOW, read, shipped
from voice.skill.understanding import matching
from voice.skill.understanding.parse import Question
from voice.skill.understanding.understand import understand
from voice.surfaces.readings import readings

ASKED = [[], ["pain"], ["pain", "muscle_weakness"], ["location", "side"], ["duration_days"], ["medications", "medication_change"]]
KNOWN_WORDS = st.sampled_from(
    "no not yes but pain weak it my left right two weeks since monday all both none i mean sorry maybe dark [unk] or and gone "
    "a half sixty hundred point".split()
)


def _holds(reading) -> bool:
    return not (reading.certainty == "rejected" and (reading.answers or reading.clarify or reading.command))


@settings(max_examples=300, deadline=None)
@given(st.text(), st.sampled_from(ASKED))
def test_any_text_gives_a_reading(text, asked):
    """No text raises, and a rejected reading is empty."""
    assert _holds(understand(shipped(), text, asked, now=NOW))


@settings(max_examples=300, deadline=None)
@given(st.lists(KNOWN_WORDS, max_size=30), st.sampled_from(ASKED), st.booleans())
def test_any_row_of_known_words_gives_a_reading(words, asked, confirming):
    """Words of the grammar in any order give a reading."""
    assert _holds(understand(shipped(), " ".join(words), asked, confirming={"pain": True} if confirming else None, now=None))


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\x00", "\ud800", "🦵🔥", "нет боли", "没有疼痛", "<b>no</b> pain", "{{ 7 * 7 }}", "no; drop table", "'''",
        "\u2019s n't",        "a" * 5000, "9" * 400, "1e999", "²³", "no\u200b pain",
        "½ an hour", "-1", "twenty twenty twenty", "٣ ايام",
    ],
)  # fmt: skip
def test_strange_texts_give_a_reading(text):
    """Other scripts, emoji, markup, control characters and huge numbers are no reason to fail."""
    assert _holds(read(text, "pain"))
    assert _holds(read(text, "duration_days"))


def test_ten_thousand_words_give_an_unsure_or_rejected_reading():
    """An endless text is cut and never sure."""
    assert read("no pain " * 5000, "pain").certainty != "sure"


@pytest.mark.parametrize("phrase", ["no pain and ", "two or ", "i do not think i have not ", "maybe a few hundred and "])
def test_work_grows_in_step_with_the_words(monkeypatch, phrase):
    """Twice the words take no more than about twice the steps."""
    steps = 0
    node = type(shipped().automaton.root)
    step = node.step

    def counted(self, word):
        nonlocal steps
        steps += 1
        return step(self, word)

    monkeypatch.setattr(node, "step", counted)

    def taken(times: int) -> int:
        nonlocal steps
        steps = 0
        words = tuple((phrase * times).split())
        matching.cover(matching.heard(words, Question(shipped(), ("pain",), now=NOW)))
        return steps

    assert taken(80) <= 2.2 * taken(40)


@pytest.mark.parametrize(
    ("key", "told"), [("askd", "no key is called 'askd'; did you mean 'asked'?"), ("Confirming", "did you mean 'confirming'?")]
)
def test_a_slip_in_a_key_is_an_error_in_its_line(key, told):
    """What was asked would be lost without a word; a key of the program's own is let pass."""
    lines = io.StringIO(json.dumps({"text": "left", key: []}) + "\n" + json.dumps({"text": "left", "id": 7}) + "\n")
    slip, read_all_the_same = readings(shipped(), lines, NOW)
    assert slip.question is None
    assert slip.document["error"].startswith("line 1: ")
    assert told in slip.document["error"]
    assert read_all_the_same.question is not None
