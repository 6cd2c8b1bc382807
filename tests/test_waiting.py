"""Pauses of any length, waited out by a program that stays."""

import pytest
from talking import whole
from test_callers import grammar

from voice.rehearsal.scripted import VirtualClock
from voice.session import Session, answer_read
from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.events import Heard, Key, NoInput, NoMatch
from voice.skill.dialogue.state import Phase
from voice.skill.reading import Reading
from voice.store.memory import MemoryStore
from voice.surfaces.waiting import run_through_pauses

LATER = [Heard(words="my left calf"), Key(command="pause")]
BANTER = [Heard(words="five more reps come on"), NoMatch(), Heard(words="yes"), Heard(words="left calf"), Heard(words="stop")]


class Gym:
    """A surface where these things happen, in turn; words are read as a spoken surface's ear reads them."""

    def __init__(self, *happening):
        self.happening, self.effects = list(happening), []

    def perform(self, effect):
        """Write down."""
        self.effects.append(effect)

    def next_event(self, listen):
        """The next thing; when there is none, they leave."""
        if not self.happening:
            raise EOFError
        event = self.happening.pop(0)
        if isinstance(event, Heard) and listen.question == "paused" and event.reading is None:
            return event.model_copy(update={"reading": answer_read(grammar(), listen, event.words, None)})
        return event


def held(*happening):
    """How a conversation with pauses goes: its outcome, its end state and what was said."""
    gym = Gym(*happening)
    session = Session(whole(), grammar(), MemoryStore(), gym, VirtualClock())
    outcome = run_through_pauses(session, gym)
    return outcome, session, [effect.prompt for effect in gym.effects if isinstance(effect, Say)], gym


@pytest.mark.parametrize(
    "words", ["i'm back", "ok i'm back", "resume", "carry on", "let's go on", "continue", "i've finished my set"]
)
def test_somebody_who_says_so_is_back(words):
    """The conversation goes on where it was, in the words that people use for it."""
    _, session, said, _ = held(*LATER, *BANTER, Heard(words=words))
    assert "welcome_back" in said
    assert session.state.phase is Phase.ASKING
    assert session.state.answers["location"] == ("calf",)


def test_a_return_that_was_not_heard_surely_counts():
    """An engine that doubts itself is seldom sure of so few words."""
    back = Heard(words="i'm back", reading=Reading(asked=(), text="i'm back", command="resume", certainty="unsure"))
    assert "welcome_back" in held(*LATER, back)[2]


@pytest.mark.parametrize("key", [NoInput(), Key(command="repeat"), Key(command="resume")])
def test_any_key_ends_a_pause(key):
    """The space or play key ends an answer, which shows as no input; others are commands."""
    assert "welcome_back" in held(*LATER, key)[2]


def test_what_is_said_to_others_is_let_pass():
    """However much of it: nothing is taken for an answer, a command or a return."""
    outcome, session, said, gym = held(*LATER, *BANTER * 3)
    assert outcome == "paused"
    assert "welcome_back" not in said
    assert gym.happening == []
    assert session.state.phase is Phase.PAUSED


def test_the_stop_key_leaves_a_pause():
    """Kept for the next start."""
    outcome, _, said, gym = held(*LATER, Key(command="stop"), Heard(words="i'm back"))
    assert outcome == "paused"
    assert len(gym.happening) == 1
    assert "welcome_back" not in said


def test_several_pauses_are_waited_out():
    """Each as long as it likes."""
    _, _, said, _ = held(*LATER, Heard(words="i'm back"), Heard(words="hang on, i'm mid set"), *BANTER, Heard(words="i'm back"))
    assert said.count("paused") == said.count("welcome_back") == 2


def test_silences_are_no_pause():
    """Somebody who has gone back to the bar without a word is waited for, and not for longer than five minutes."""
    outcome, session, said, _ = held(*LATER[:1], *[NoInput()] * 3)
    assert (outcome, said[-1], session.state.phase) == ("paused", "waiting_told", Phase.ASKING)


def test_a_conversation_that_ends_is_not_waited_for():
    """Nor one that was left in the middle."""
    assert held(Heard(words="stop"), Heard(words="i'm back"))[0] == "stopped"
    assert held(Heard(words="my left calf"))[0] == "paused"


@pytest.mark.parametrize("words", ["emergency", "call an ambulance"])
def test_a_call_for_help_ends_a_pause(words):
    """It is answered at once, without a welcome."""
    _, session, said, _ = held(*LATER, *BANTER, Heard(words=words))
    assert said.count("ask_emergency") == 2
    assert "welcome_back" not in said
    assert session.state.phase is Phase.ALARM


def test_the_emergency_key_is_not_lost_in_a_pause():
    """It does what it does everywhere."""
    assert held(*LATER, Key(command="emergency"))[2].count("ask_emergency") == 2


def test_a_red_flag_ends_a_pause():
    """What was told before stays, and the sign is acted on."""
    outcome, session, said, _ = held(*LATER, *BANTER, Heard(words="i have chest pain"), Key(command="stop"))
    assert "result_action" in said
    assert outcome == "emergency"
    assert session.state.answers["location"] == ("calf",)


def test_a_red_flag_that_is_not_sure_is_asked_about_in_a_pause():
    """Neither let pass nor taken for certain."""
    perhaps = Reading(asked=(), text="…", answers={"chest_pain": True}, certainty="unsure")
    assert held(*LATER, Heard(words="…", reading=perhaps))[2][-1] == "ask_confirm"


def test_what_is_denied_to_others_ends_no_pause():
    """Only a sign that is there does."""
    assert held(*LATER, Heard(words="no chest pain"))[1].state.phase is Phase.PAUSED


def test_a_key_that_ends_a_pause_does_what_it_says():
    """Louder is louder."""
    _, session, said, _ = held(*LATER, Key(command="louder"))
    assert "welcome_back" in said
    assert session.state.volume > 1
