"""Commands that were not plainly given are asked about before they do what cannot be undone."""

import pytest
from talking import Talk, at, meaning, whole
from test_callers import grammar

from voice.session import NoClock, Session
from voice.skill.dialogue.effects import Erase, Say
from voice.skill.dialogue.events import Heard, Key, NoInput, NoMatch, Started
from voice.skill.dialogue.state import Phase
from voice.skill.reading import Reading
from voice.store.memory import MemoryStore

ALREADY_CALLED = frozenset({"result", "emergency"})
INTERVIEW = ["opening", "confirm", "read_back", "pain"]


def command(name, text="…", **more):
    """Words that give a command."""
    return Heard(words=text, reading=Reading(asked=(), text=text, command=name, **more))


@pytest.mark.parametrize("question", INTERVIEW)
@pytest.mark.parametrize("words", ["stop", "please stop", "stop stop"])
def test_a_bare_and_sure_stop_ends_at_once(question, words):
    """In every question, and without another."""
    assert at(question).event(command("stop", words)).outcome == "stopped"


@pytest.mark.parametrize("question", INTERVIEW)
@pytest.mark.parametrize(
    "event", [command("stop", "stop", certainty="unsure"), command("stop", "bye"), command("stop", "no off")], ids=repr
)
def test_anything_else_that_sounds_like_stop_is_asked_about(question, event):
    """Nothing is lost meanwhile."""
    talk = at(question)
    turns = talk.state.turns
    talk.event(event)
    assert talk.said == "Shall I stop?"
    assert (talk.listening.question, talk.listening.confirming, talk.state.turns) == ("check", {}, turns)


@pytest.mark.parametrize("question", INTERVIEW)
def test_yes_stops_and_no_goes_on(question):
    """With the question that it was."""
    talk = at(question)
    before = talk.listening
    assert at(question).event(command("stop", "bye")).yes().outcome == "stopped"
    talk.event(command("stop", "bye")).no()
    assert (talk.listening, talk.outcome) == (before, None)


PAUSE = command("pause", "just wait", certainty="unsure")


@pytest.mark.parametrize("question", [*INTERVIEW[1:], "result"])
def test_nobody_is_left_alone_by_words_that_were_perhaps_misheard(question):
    """ "Chest pain" heard as "just wait" is asked about, and no goes on with the question that it was."""
    talk = at(question)
    before = talk.listening
    assert talk.event(PAUSE).said == "Shall I wait?"
    assert (talk.no().listening, talk.outcome) == (before, None)
    assert at(question).event(PAUSE).yes().state.phase is Phase.PAUSED
    assert at(question).event(command("pause", "hang on")).state.phase is Phase.PAUSED


def test_a_sign_in_place_of_yes_or_no_counts():
    """Whoever was misheard says it again."""
    assert Talk().event(PAUSE).answer(chest_pain=True).disposition == "emergency"


@pytest.mark.parametrize("event", [NoMatch(), meaning(clarify=True), meaning(reply="no", certainty="unsure")], ids=repr)
def test_what_is_no_yes_goes_on(event):
    """It is asked once only."""
    talk = Talk()
    before = talk.listening
    assert talk.event(command("stop", "bye")).event(event).listening == before


def test_it_is_asked_once():
    """Said again where it was declined it is not understood, until something was answered."""
    talk = Talk().event(command("stop", "bye")).no().event(command("stop", "bye"))
    assert talk.state.phase is Phase.ASKING
    assert talk.healthy().event(command("stop", "bye")).state.phase is Phase.CHECKING


def test_said_again_when_asked_it_is_meant():
    """ "Bye." "Shall I stop?" "Bye." """
    assert Talk().event(command("stop", "bye")).event(command("stop", "bye")).outcome == "stopped"


def test_silence_waits():
    """Nothing is said, nothing is done; and after five minutes it is over."""
    talk = Talk().event(command("stop", "bye")).event(NoInput())
    assert (talk.prompts, talk.listening.question, talk.listening.no_input_after) == ([], "check", 300)
    assert talk.event(NoInput()).outcome == "abandoned"


def test_an_answer_in_place_of_yes_or_no_is_an_answer():
    """The interview goes on with it."""
    talk = Talk()
    asked = talk.slots
    talk.event(command("stop", "bye")).answer(**dict.fromkeys(asked, False))
    assert all(talk.state.answers[slot] is False for slot in asked)


def test_what_was_surely_said_beside_it_is_known():
    """ "No, bye": the signs are denied, and then it is asked; no goes on with the next question."""
    talk = Talk()
    asked = talk.slots
    talk.event(command("stop", "no bye", answers=dict.fromkeys(asked, False))).no()
    assert all(talk.state.answers[slot] is False for slot in asked)
    assert talk.slots != asked


def test_a_sign_beside_it_counts_more():
    """ "My chest hurts, bye" is no goodbye."""
    assert Talk().event(command("stop", "my chest hurts bye", answers={"chest_pain": True})).disposition == "emergency"


@pytest.mark.parametrize("question", ["result"])
def test_after_the_result_goodbye_leaves(question):
    """Nothing is lost by it."""
    assert at(question).event(command("stop", "bye")).outcome == "completed"


@pytest.mark.parametrize("question", [*INTERVIEW, "result"])
def test_help_that_was_surely_called_for_is_told_at_once(question):
    """Wherever, and whoever calls."""
    assert at(question).event(command("emergency")).prompts.count("ask_emergency") == 2


@pytest.mark.parametrize("question", [*INTERVIEW, "result"])
def test_help_that_was_perhaps_called_for_is_asked_about(question):
    """Yes tells what to do, no goes on."""
    unsure = command("emergency", certainty="unsure")
    talk = at(question).event(unsure)
    assert talk.said == "Do you need help now?"
    assert talk.yes().prompts.count("ask_emergency") == 2
    assert at(question).event(unsure).no().listening.question == at(question).listening.question


@pytest.mark.parametrize("name", ["delete_data", "start_over"])
def test_what_erases_is_asked_about_unless_it_is_sure(name):
    """Only a sure yes erases."""
    talk = Talk().event(command(name, certainty="unsure"))
    assert (talk.listening.question, bool(talk.state.turns)) == ("check", True)
    assert talk.event(meaning(reply="yes", certainty="unsure")).state.turns
    talk = Talk().event(command(name, certainty="unsure")).yes()
    assert talk.state.turns == ()
    assert any(isinstance(effect, Erase) for effect in talk.effects) is (name == "delete_data")


def test_a_key_is_always_plain():
    """Nobody presses a wrong word."""
    assert Talk().key("stop").outcome == "stopped"
    assert Talk().key("delete_data").outcome == "stopped"


def test_in_a_pause_help_that_was_perhaps_called_for_is_asked_about_and_the_pause_goes_on():
    """Whoever talks to others in a pause is not talked to for long."""
    talk = Talk().key("pause").event(command("emergency", certainty="unsure"))
    assert talk.said == "Do you need help now?"
    talk.no()
    assert (talk.outcome, talk.state.phase) == ("paused", Phase.PAUSED)


class Words:
    """A surface with these words, and then nobody."""

    def __init__(self, *words):
        self.words, self.said = list(words), []

    def perform(self, effect):
        """Keep the prompts."""
        self.said += [effect.prompt] if isinstance(effect, Say) else []

    def next_event(self, listen):
        """The next words."""
        if not self.words:
            raise EOFError
        return Heard(words=self.words.pop(0))


@pytest.mark.parametrize("words", ["no off", "bye", "off", "goodbye", "i'm done", "that's all thanks"])
def test_in_the_words_that_people_and_noise_use(words):
    """Read by the grammar as it is: none of these ends an interview unasked."""
    surface = Words("my left calf twitches since my run yesterday", words)
    session = Session(whole(), grammar(), MemoryStore(), surface, NoClock())
    assert session.run(Started()) == "paused"
    assert session.state.phase is not Phase.OVER


def test_whoever_says_stop_is_not_asked():
    """Read by the grammar as it is."""
    surface = Words("my left calf twitches since my run yesterday", "stop")
    assert Session(whole(), grammar(), MemoryStore(), surface, NoClock()).run(Started()) == "stopped"
    assert "ask_check_stop" not in surface.said


def test_a_check_survives_a_power_cut():
    """It is dropped, and the question is asked again."""
    talk = Talk().event(command("stop", "bye"))
    back = Talk(state=talk.state).event(Key(command="repeat"))
    assert back.listening.question == "check"
