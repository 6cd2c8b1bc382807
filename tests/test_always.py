"""What is expected whatever is asked: it reaches every question's ear, and the check tells what is not understood there."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from grammars import read, shipped
from voice.skill.grammar.notation import Row, Word
from voice.skill.grammar.phrases import Meaning, Phrase
from voice.skill.grammar.speech_grammar import speech_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.understanding.always import check_always

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
MOMENTS = [
    ((), False),
    ((), True),
    (("dark_urine", "past_dark_urine", "bladder_bowel_change", "saddle_numbness"), False),
    (("chest_pain", "breathlessness_at_rest"), True),
    (("location", "side"), False),
    (("duration_days",), False),
    (("pain", "pain_severity"), False),
    (("medications",), False),
]


def shown_in_the_readme() -> list[str]:
    """What the README says that one may say at any moment, and while training."""
    anywhere = re.search(r"^At any moment you may say.*?\n\n", README, re.MULTILINE | re.DOTALL)
    training = re.search(r"^\| \*\*training\*\*.*$", README, re.MULTILINE)
    assert anywhere
    assert training
    said = re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", f"{anywhere[0]} {training[0]}")
    return [" ".join(re.sub(r"[^a-z' ]", " ", text.lower()).split()) for text in said]


def phrase(text: str, meaning: Meaning) -> Phrase:
    """A line of the file."""
    return Phrase(text, Row(tuple(map(Word, text.split()))), meaning, "always.yaml")


@pytest.mark.parametrize(("asked", "confirming"), MOMENTS)
def test_every_line_reaches_the_ear(asked, confirming):
    """Whatever is asked or confirmed, a recogniser is told of every line, for both of its looks."""
    expected = speech_grammar(shipped(), asked, confirming=confirming)
    lines = set(shipped().samples.texts_of(shipped().always))
    assert len(lines) > 300
    assert lines <= set(expected.phrases)
    assert lines <= set(expected.sentences)


@pytest.mark.parametrize(("asked", "confirming"), MOMENTS)
def test_what_the_readme_shows_is_expected(asked, confirming):
    """Every example of the README can be said at every question, every confirmation and in the result."""
    shown = shown_in_the_readme()
    assert {"go back", "could it be als", "hang on i'm mid set"} <= set(shown)
    assert set(shown) <= set(speech_grammar(shipped(), asked, confirming=confirming).phrases)


def test_a_line_that_is_not_understood_everywhere_is_told():
    """A line that one question takes for its answer is no line for all of them."""
    line = phrase("just a second", Meaning("command", "pause"))
    faults = list(check_always(replace(shipped(), always=(line,)), load_knowledge()))
    assert any("'just a second'" in fault and "`place_and_time`" in fault for fault in faults)


def test_a_sign_that_is_expected_nowhere_is_told():
    """Every sign that means an emergency, and every command, has to stand there."""
    faults = list(check_always(replace(shipped(), always=()), load_knowledge()))
    assert any("symptom chest_pain" in fault for fault in faults)
    assert any("command emergency" in fault for fault in faults)
    assert not any("symptom cramp" in fault for fault in faults)


@pytest.mark.parametrize("asked", [(), ("sleep", "caffeine", "stress"), ("dark_urine", "saddle_numbness")])
@pytest.mark.parametrize("text", ["he's passed out", "she has passed out", "he's collapsed", "i've just passed out"])
def test_who_has_passed_out_has_fainted(text, asked):
    """What has passed is gone; who has passed out has not."""
    reading = read(text, *asked)
    assert reading.answers.get("fainting") is True
    assert reading.certainty == "sure"


def test_a_death_is_no_faint():
    """Grief stays what it was."""
    assert read("my husband has passed away", "sleep", "caffeine", "stress").answers == {"stress": "high"}
    assert "stress" not in read("my husband has passed out", "sleep", "caffeine", "stress").answers


@pytest.mark.parametrize(
    ("text", "asked", "command", "certainty"),
    [
        ("that's all", ("medications",), "stop", "unsure"),
        ("that will be all", ("dark_urine", "saddle_numbness"), "stop", "unsure"),
        ("nothing else thanks", ("caffeine",), "stop", "unsure"),
        ("that's all thanks", ("caffeine",), "stop", "sure"),
        ("thanks for your help bye", ("location", "side"), "stop", "sure"),
    ],
)
def test_who_may_be_done_is_asked(text, asked, command, certainty):
    """Words that answer nothing and may mean a goodbye are asked back as one; a goodbye is one."""
    reading = read(text, *asked)
    assert (reading.command, reading.certainty, dict(reading.answers)) == (command, certainty, {})


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("just a bit sore that's all", ("pain",), {"pain": True}),
        ("losartan and that's all", ("medications",), {"medications": ("other",)}),
        ("no that's all", ("medications",), {"medications": ()}),
    ],
)
def test_an_answer_stays_one_beside_that_is_all(text, asked, answers):
    """Who answers and says that it is all is not asked whether to stop."""
    reading = read(text, *asked)
    assert (dict(reading.answers), reading.command) == (answers, None)


@pytest.mark.parametrize(
    "text",
    [
        "can you send an ambulance",
        "please can someone help me",
        "i need somebody to help me now",
        "please send help",
        "get me a doctor",
        "would you get us an ambulance please",
    ],
)
def test_a_call_for_help_is_one_at_every_question(text):
    """However it is put, who asks for help gets the number."""
    for asked in ((), ("caffeine",), ("dark_urine",)):
        reading = read(text, *asked)
        assert (reading.command, reading.certainty) == ("emergency", "sure")


@pytest.mark.parametrize("text", ["can you help me with this question", "help me out here", "i need some help with this"])
def test_help_with_a_question_is_no_call_for_help(text):
    """Who is stuck is told what to say."""
    assert read(text, "caffeine").command == "help"
