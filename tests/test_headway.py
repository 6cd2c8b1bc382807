"""A conversation ends, whoever it is held with: the same words for ever, the same command, the same question."""

from functools import cache
from pathlib import Path

import pytest
from corpus_grading import load_entries
from repeating import repeat
from talking import Talk, at, meaning, whole

from grammars import NOW, shipped
from voice.skill.dialogue.events import Heard
from voice.skill.dialogue.headway import MOST_TIMES, MOST_TURNS
from voice.skill.dialogue.moves import enter
from voice.skill.dialogue.prompts import open_to
from voice.skill.dialogue.state import Phase
from voice.skill.understanding.understand import understand

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.yaml"))
EVERY_FRESH, EVERY_PLACE = 15, 200
"""Of the corpus one text in so many is repeated from the beginning, and one in so many at each question. With --all,
all of them are from the beginning, and each at five questions."""
PLACES = ("opening", "confirm", "read_back", "result", "change", "emergency", "no emergency", "which")


@cache
def texts():
    """Every different text of the corpus."""
    return tuple(dict.fromkeys(entry.text for path in CORPUS for entry in load_entries(path)[1]))


def saying(text):
    """A caller who says `text`, read as the session would read it wherever the conversation is."""

    def says(state):
        asked, confirming = open_to(whole(), state)
        return Heard(words=text, reading=understand(shipped(), text, asked, confirming=confirming, now=NOW))

    return says


@cache
def place(name):
    """A conversation that has come to a question of the interview, or to another place."""
    if name == "change":
        return Talk().key("change").state
    if name == "which":
        return Talk().until("read_back").no().state
    if name == "emergency":
        return Talk().answer(dark_urine=True).state
    if name == "no emergency":
        return Talk().key("emergency").state
    if name in PLACES:
        return at(name).state
    return enter(whole(), Talk().state, Phase.ASKING, question=name)[0]


@pytest.mark.parametrize("part", range(8))
def test_whatever_is_said_for_ever_ends_a_fresh_conversation(part, request):
    """Each text of the corpus, from the opening on."""
    step = 1 if request.config.getoption("--all") else EVERY_FRESH
    for text in texts()[part * step :: 8 * step]:
        held = repeat(whole(), place("opening"), saying(text))
        assert held.ended, (text, held.turns, held.unchanged, held.state.phase)


@pytest.mark.parametrize("name", [*PLACES, *(question.id for question in whole().questions)])
def test_whatever_is_said_for_ever_ends_at_every_question(name, request):
    """At each question of the interview, at a confirmation, the read-back, a correction, an alarm and the results."""
    step = 10 if request.config.getoption("--all") else EVERY_PLACE
    every = [*PLACES, *(question.id for question in whole().questions)]
    for text in texts()[every.index(name) % step :: step]:
        held = repeat(whole(), place(name), saying(text))
        assert held.ended, (text, held.turns, held.unchanged, held.state.phase)


def said(text):
    """Words read where the conversation is."""
    return lambda talk: talk.event(saying(text)(talk.state))


def test_a_reading_that_changes_nothing_is_a_failure_to_answer():
    """What is known already, said again, is answered as what was not understood is."""
    known = {"location": ("calf",), "side": "left"}
    assert Talk().answer(**known).prompts == Talk().noise().prompts


def test_what_is_known_is_not_confirmed():
    """Heard unsurely, it is still nothing new."""
    assert Talk().unsure(location=("calf",), side="left").listening.confirming is None


@pytest.mark.parametrize("command", ["repeat", "help", "why", "explain", "summary", "slower", "louder", "back", "change"])
def test_the_fifth_same_command_is_a_failure(command):
    """Four cost nothing; then the question is put as to somebody who did not answer."""
    talk = Talk(opening=True)
    for _ in range(MOST_TIMES - 1):
        talk.key(command)
    assert (talk.state.ladder.total, talk.state.doubts.total) == (0, 0)
    talk.key(command)
    assert talk.state.ladder.total + talk.state.doubts.total == 1


def test_the_fifth_same_question_is_a_failure():
    """Questions about the subject cost nothing either, for so long."""
    talk = Talk()
    for _ in range(MOST_TIMES):
        talk.event(meaning(faq="is_it_als"))
    assert talk.state.ladder.total == 1


def test_an_answer_between_begins_the_count_anew():
    """Whoever gets on may ask as often as he likes."""
    talk = Talk()
    for _ in range(4):
        talk.key("repeat").key("repeat").healthy()
    assert talk.state.standstill.turns == 0


def test_a_call_for_help_is_obeyed_however_often():
    """It is no failure to answer."""
    talk = Talk()
    for _ in range(MOST_TIMES + 1):
        talk.key("emergency")
        assert talk.prompts.count("ask_emergency") == 2
        talk.key("skip")


def test_what_is_known_leads_to_a_result_when_nothing_more_is_understood():
    """What was not answered is not known, and no reassurance."""
    talk = Talk().answer(dark_urine=False)
    for _ in range(MOST_TURNS):
        talk.noise()
    assert talk.disposition == "doctor"
    assert talk.prompts[0] == "enough"
    assert talk.state.answers["dark_urine"] == "unknown"


def test_nothing_understood_at_all_ends_without_a_result():
    """Words that are never for it are listened to in silence, and then it is over: there is nothing to go by, and no alarm."""
    talk = Talk(opening=True)
    for _ in range(MOST_TURNS):
        talk.noise()
    assert (talk.outcome, talk.prompts) == ("abandoned", [])


def test_the_mumble_that_lost_a_question():
    """ "No zork face", "no zork thigh", "no": each question that is asked names something."""
    talk = Talk()
    for text in ("no zork face", "no zork thigh", "no", "no", "no"):
        said(text)(talk)
        assert talk.slots
        assert "about ?" not in talk.said
