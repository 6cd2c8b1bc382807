"""The engine beside an independent interpreter of an independent chart, over thousands of random conversations.

`fixtures/dialogue.scxml` was written by hand from the rules; python-statemachine runs it. After each event both must be in the
same phase, at the same question, and have done the same kinds of things. The caller is somebody who is known to be there.
"""

import random
from pathlib import Path

import pytest
from statemachine.io.scxml.processor import SCXMLProcessor
from talking import NO, REJECTED, VAGUE, YES, healthy_answers, meaning, small

from voice.errors import EventError
from voice.skill.dialogue.commands import begin
from voice.skill.dialogue.effects import Adjust, Assessed, End, Erase
from voice.skill.dialogue.engine import current_listen, step
from voice.skill.dialogue.events import Key, NoInput, Resumed, Started
from voice.skill.dialogue.headway import MOST_TIMES, MOST_TURNS
from voice.skill.dialogue.ladder import KNOWN
from voice.skill.dialogue.state import Phase

CHART = (Path(__file__).parent / "fixtures" / "dialogue.scxml").read_text(encoding="utf-8")
BATCHES, WALKS, STEPS = 20, 100, 18
COMMANDS = ("repeat", "help", "why", "slower", "skip", "stop", "change", "emergency", "pause", "start_over", "delete_data")
QUESTIONS = ("urine", "weak", "place", "duration")
REPLIED = ("confirming", "read_back", "amending", "result", "alarm")
WEIGHTS = {
    "well": 14,
    "yes": 8,
    "no": 4,
    "noise": 8,
    "silence": 6,
    "vague": 5,
    "doubt": 5,
    "half": 4,
    "flag": 1,
    "resumed": 3,
    "stop": 1,
    "delete_data": 1,
}


def _chart():
    # A second instance of a loaded chart has no data: each run loads its own.
    processor = SCXMLProcessor(trusted=True)
    processor.parse_scxml("interview", CHART)
    return processor.start()


def _phase(chart):
    return next(state.id for state in chart.configuration if state.id != "live")


def _fits(name, phase):
    """Whether the chart speaks of this event here; what it leaves out is left out of the walk."""
    if phase in ("new", "over"):
        return name == "started"
    if phase == "paused":
        return name in ("resumed", "start_over", "delete_data", "flag", "emergency", "stop")
    fits = {"started": False, "well": phase in ("opening", "asking"), "yes": phase in REPLIED, "no": phase in REPLIED}
    fits["half"] = phase in ("confirming", "read_back")
    fits["doubt"] = phase not in ("confirming", "alarm")
    return fits.get(name, True)


def _repeated(name, state):
    """The chart counts neither how often the same is asked nor what is left to tell, and knows of no sign said twice."""
    if name == "yes" and state.phase is Phase.RESULT and (state.left or state.interrupted):
        return True
    if name == "flag" and state.answers.get("chest_pain") is True:
        return state.phase.value in ("alarm", "paused")
    return state.standstill.asked.count(name) >= MOST_TIMES - 1


def _is_put_as_the_one(state):
    """The chart leaves out that a sign is put as a yes or no after a yes to several: `test_which_sign.py` has that."""
    return state.phase is Phase.CONFIRMING and state.perhaps == state.question and True in state.pending.values()


def _event(name, state):
    knowledge = small()
    listening = current_listen(knowledge, state)
    plain = {
        "started": Started(),
        "resumed": Resumed(),
        "silence": NoInput(),
        "noise": REJECTED,
        "vague": VAGUE,
        "yes": YES,
        "no": NO,
        "half": meaning(reply="yes", certainty="unsure"),
        "flag": meaning(answers={"chest_pain": True}),
        "doubt": meaning(answers={"age_band": "18_39"}, certainty="unsure"),
    }
    if name == "well":
        slots = listening.slots if listening else ()
        return meaning(answers=healthy_answers(knowledge, slots) if slots else {"speaker": "self"})
    return plain.get(name) or Key(command=name)


def _done(effects):
    names = []
    for effect in effects:
        match effect:
            case Assessed():
                names.append("assessment")
            case Adjust():
                names.append("adjust")
            case Erase():
                names.append("erase")
            case End(outcome=outcome):
                names.append(f"end-{outcome}")
            case _:
                pass
    return names


@pytest.mark.parametrize("batch", range(BATCHES))
def test_engine_and_chart_agree(batch):
    """Phase, question and effects, after every event of two thousand walks in all."""
    chance = random.Random(batch)
    names = [*WEIGHTS, *(c for c in COMMANDS if c not in WEIGHTS), "started"]
    weights = [WEIGHTS.get(name, 2) for name in names]
    for _ in range(WALKS):
        chart, state, path = _chart(), begin(small()), []
        for _ in range(STEPS):
            phase = state.phase.value
            name = chance.choices(names, weights)[0]
            if not _fits(name, phase) or _repeated(name, state):
                continue
            if state.standstill.turns >= MOST_TURNS - 1:
                break
            path.append(name)
            state, effects = step(small(), state.but(answered=KNOWN, unheard=0), _event(name, state))
            if _is_put_as_the_one(state):
                break
            chart.model.out = ""
            chart.send(name)
            assert _phase(chart) == state.phase.value, " ".join(path)
            assert chart.model.out.split() == _done(effects), path
            if state.phase.value == "asking":
                assert QUESTIONS[chart.model.q] == state.question, path


@pytest.mark.parametrize("name", ["repeat", "yes", "silence", "noise", "vague"])
def test_what_the_chart_does_not_know_in_a_pause_is_an_error(name):
    """In a pause nothing is asked."""
    state, _ = step(small(), begin(small()), Started())
    paused, _ = step(small(), state, Key(command="pause"))
    with pytest.raises(EventError):
        step(small(), paused, _event(name, paused))
