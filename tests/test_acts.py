"""What somebody does by saying it: one thing mainly, and beside it only what may stand there."""

import random

import pytest
from corpus_grading import load_entries
from golden import CORPUS

from grammars import shipped
from voice.skill.reading import BESIDE, Reading
from voice.skill.understanding.understand import understand

JOINTS = ("and", "but", "no", "yes", "because")
ENDS = ("stop", "say that again", "is it serious", "change that", "no", "yes")


SIDE = {"side": "left", "location": ("calf",)}


@pytest.mark.parametrize(
    ("asked", "confirming", "text", "act", "beside"),
    [
        ((), None, "my left calf twitches", "answer", set()),
        (("pain",), None, "what makes muscles twitch", "question", set()),
        (("pain",), None, "stop", "command", set()),
        (("pain", "muscle_weakness"), None, "yes", "vague", set()),
        (("age_band",), None, "old enough to know better", "vague", set()),
        (("age_band",), None, "too old for this", "chatter", set()),
        (("dark_urine",), None, "it looks like coca cola is that bad", "answer", {"question"}),
        (("pain",), {"pain": True}, "yes", "yes", set()),
        (("pain",), {"pain": True}, "no", "no", set()),
        (("side", "location"), SIDE, "no the right one", "answer", {"no"}),
        (("side", "location"), SIDE, "yes the left one", "answer", {"yes"}),
    ],
)
def test_an_utterance_does_one_thing_mainly(asked, confirming, text, act, beside):
    """What it mainly is, and what is done with it."""
    reading = understand(shipped(), text, asked, confirming=confirming)
    assert (reading.act, set(reading.beside)) == (act, beside)


def test_a_command_that_waits_for_nobody_comes_first():
    """Whoever says stop and something else stops; where that is not sure, what was said comes first."""
    assert Reading((), "", answers={"pain": True}, command="stop").act == "command"
    assert Reading((), "", answers={"pain": True}, command="stop", certainty="unsure").act == "answer"
    assert Reading((), "", answers={"pain": True}, command="summary").act == "answer"


def test_beside_an_act_stands_only_what_may():
    """Whatever is joined to whatever: nothing is done with it that is not written down."""
    chance = random.Random(11)
    entries = [entry for path in sorted(CORPUS.glob("*.yaml")) for entry in load_entries(path)[1]]
    for _ in range(1500):
        one, other = chance.choice(entries), chance.choice(entries)
        text = " ".join((one.text, chance.choice(JOINTS), other.text, chance.choice(ENDS)))
        reading = understand(shipped(), text, one.asked, confirming=chance.choice((None, {"pain": True})))
        assert reading.beside <= BESIDE[reading.act], (text, reading)
