"""Yes to several signs, and then no name that is made out: each that is asked for by itself is put as a yes or no."""

import pytest
from talking import NO, REJECTED, YES, Talk, meaning

from voice.skill.dialogue.headway import MOST_TURNS
from voice.skill.dialogue.ladder import KNOWN
from voice.skill.dialogue.state import Phase

ONE = "chest_pain"
REST = ("breathlessness_at_rest", "palpitations")


def mumbled():
    """Somebody who was sure that there is one of these signs, and whose name for it nobody makes out."""
    talk = Talk().known().until("collapse").event(meaning(reply="yes", clarify=True))
    while talk.state.phase is Phase.ASKING and talk.slots in ((ONE, *REST), (ONE,)):
        talk.event(REJECTED)
    return talk


def test_the_sign_is_put_to_whoever_said_yes():
    """Yes and no are made out where names are not."""
    talk = mumbled()
    assert (talk.state.phase, talk.state.pending) == (Phase.CONFIRMING, {ONE: True})
    assert talk.said.endswith("I heard: chest pain. Is that right?")


def test_yes_is_an_emergency():
    """At once."""
    assert mumbled().event(YES).disposition == "emergency"


def test_no_goes_on_with_the_next_sign():
    """That one is absent; yes was said to another, then."""
    talk = mumbled().event(NO)
    assert (talk.state.answers[ONE], talk.slots) == (False, REST[:1])


FAILING = pytest.mark.parametrize("failing", [Talk.silence, Talk.noise], ids=["silence", "noise"])


@FAILING
def test_who_answered_before_and_cannot_say_which_is_taken_to_have_it(failing):
    """One of the signs is there, and nobody denied this one."""
    talk = mumbled()
    talk.state = talk.state.but(answered=KNOWN, unheard=0)
    assert failing(talk, 2).disposition == "emergency"


@FAILING
def test_it_is_never_denied_by_what_is_not_made_out(failing):
    """Where it has become doubtful that the caller is still there, it is not known."""
    assert failing(mumbled(), 2).state.answers[ONE] == "unknown"


def test_without_a_yes_it_is_not_known():
    """A name that is not made out raises no alarm by itself."""
    talk = Talk().known().until("collapse").event(REJECTED)
    while ONE not in talk.state.answers:
        assert talk.state.phase is Phase.ASKING
        talk.event(REJECTED)
    assert (talk.state.answers[ONE], talk.disposition) == ("unknown", None)


def test_what_a_failure_brought_up_is_not_said():
    """Where the conversation ends because nothing leads anywhere, a sign that was only put does not count as there."""
    talk = Talk().known().until("collapse").event(meaning(reply="yes", clarify=True))
    while talk.state.phase is not Phase.CONFIRMING:
        before = talk.state
        talk.event(REJECTED)
    weary = before.but(standstill=before.standstill.model_copy(update={"turns": MOST_TURNS - 1}))
    ended = Talk(state=weary).event(REJECTED)
    assert ended.state.phase is not Phase.CONFIRMING
    assert ended.state.answers.get(ONE) in (None, "unknown")
