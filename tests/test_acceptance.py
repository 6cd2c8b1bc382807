"""Words that others have heard count as much as our own ear's: one gate for both, in every surface."""

import json

import pytest
from piping import piped
from talking import whole
from test_callers import grammar

from voice.recognition.acceptance import ACCEPTANCE, believed, enough
from voice.session import NoClock, Session
from voice.skill.dialogue.effects import Assessed, Say
from voice.skill.dialogue.events import Heard, Started, event_from_json
from voice.skill.reading import Reading
from voice.store.memory import MemoryStore

SIGN = Reading(asked=(), text="chest pain", answers={"chest_pain": True})
PLACE = Reading(asked=(), text="left calf", answers={"location": ("calf",), "side": "left"})
STOP = Reading(asked=(), text="stop", command="stop")
YES = Reading(asked=(), text="yes", reply="yes")


@pytest.mark.parametrize(
    ("reading", "gate"),
    [
        (SIGN, ACCEPTANCE.agreed_yes_no),
        (YES, ACCEPTANCE.agreed_yes_no),
        (STOP, ACCEPTANCE.agreed_command),
        (PLACE, ACCEPTANCE.agreed),
    ],
)
def test_below_its_gate_a_reading_is_unsure_and_far_below_it_none(reading, gate):
    """At the gate it is believed."""
    assert enough(reading) == gate
    assert believed(reading, gate) == reading
    assert believed(reading, gate - 0.01).certainty == "unsure"
    nothing = believed(reading, gate / 2 - 0.01)
    assert (nothing.certainty, nothing.answers, nothing.command, nothing.reply) == ("rejected", {}, None, None)


def test_what_was_unsure_anyway_stays_so():
    """Confidence makes nothing surer."""
    doubted = believed(SIGN, 0.6)
    assert believed(doubted, 1.0) == doubted


class Quiet:
    """A surface that keeps what is done."""

    def __init__(self):
        self.effects = []

    def perform(self, effect):
        """Keep it."""
        self.effects.append(effect)

    def next_event(self, listen):
        """Nobody."""
        raise EOFError


def session():
    """A conversation that has begun."""
    begun = Session(whole(), grammar(), MemoryStore(), Quiet(), NoClock())
    begun.handle(Started())
    return begun


@pytest.mark.parametrize("confidence", [0.0, 0.01, 0.3, 0.5, 0.79])
def test_a_sign_that_was_hardly_heard_calls_nobody(confidence):
    """As the first words of all, in any surface."""
    effects = session().handle(Heard(words="chest pain", confidence=confidence))
    assert not any(isinstance(effect, Assessed) for effect in effects)


def test_a_sign_that_was_perhaps_heard_of_somebody_known_is_confirmed():
    """As our own ear would have it."""
    held = session()
    held.handle(Heard(words="my left calf twitches since my run yesterday"))
    prompts = [one.prompt for one in held.handle(Heard(words="chest pain", confidence=0.6)) if isinstance(one, Say)]
    assert "ask_confirm" in prompts


def test_what_our_own_ear_has_judged_is_not_judged_twice():
    """Its reading comes with the words."""
    effects = session().handle(Heard(words="chest pain", confidence=0.2, reading=SIGN))
    assert any(isinstance(effect, Assessed) for effect in effects)


def test_the_engine_for_other_programs_has_the_same_gate():
    """Through the command, as JSON."""
    for confidence, believed_at_once in ((0.01, False), (0.95, True)):
        heard = {"event": "heard", "words": "chest pain", "confidence": confidence}
        _, effects = piped([{"event": "started"}, heard])
        assert any(effect["effect"] == "assessment" for effect in effects) is believed_at_once


def test_other_words_for_the_same_sound_are_accepted():
    """Whoever has them may send them; they are not used, and kept nowhere."""
    others = [{"words": "chess pain", "logprob": -1.2}, {"words": "chest plain"}]
    event = event_from_json(json.dumps({"event": "heard", "words": "chest pain", "alternatives": others}))
    assert [one.words for one in event.alternatives] == ["chess pain", "chest plain"]
    assert "chess" not in event.model_dump_json()
