"""How somebody wants to be talked to: brief or in full, patiently, with the last result kept."""

from datetime import datetime, timedelta

import pytest
from talking import Talk, whole
from test_callers import grammar

from voice.rehearsal.scripted import VirtualClock
from voice.session import NoClock, Session
from voice.skill.dialogue.commands import begin
from voice.skill.dialogue.effects import Adjust, Say
from voice.skill.dialogue.events import Heard, Key, Started
from voice.skill.dialogue.state import Manner, Phase, state_from_json
from voice.skill.triage.assess import assess
from voice.store.memory import MemoryHistory, MemoryStore

NOON = datetime(2026, 1, 14, 12)


def talk(**manner):
    """A conversation that has begun, held in that manner."""
    return Talk(state=begin(whole(), manner=Manner(**manner))).event(Started(at=NOON))


def texts(effects):
    """What is said."""
    return [effect.text for effect in effects if isinstance(effect, Say)]


def test_brief_questions_are_the_shorter_ones():
    """From the first time they are put, and the words before the first question too."""
    brief, full = talk(brief=True), talk()
    assert sum(map(len, texts(brief.effects))) < sum(map(len, texts(full.effects)))
    for one in (brief, full):
        one.answer(location=("calf",), side="left", duration_days=1.0, after_exercise="yes")
    question = next(q for q in whole().questions if q.id == brief.listening.question)
    assert brief.listening == full.listening
    assert texts(brief.effects)[-1].lower() == question.again.format(you="you", your="your").lower()
    assert texts(full.effects)[-1] != texts(brief.effects)[-1]


def test_a_brief_question_is_repeated_in_full():
    """Whoever asks again wants to understand it."""
    brief = talk(brief=True).answer(location=("calf",), side="left", duration_days=1.0, after_exercise="yes")
    asked = texts(brief.effects)[-1]
    assert len(texts(brief.key("repeat").effects)[-1]) > len(asked)


def test_signs_are_read_back_in_full_however_brief():
    """The check before any reassurance names every sign."""
    full, brief = talk().until("read_back"), talk(brief=True).until("read_back")
    named = [[e.text for e in one.effects if isinstance(e, Say) and e.prompt.startswith("read_back")] for one in (full, brief)]
    assert named[0] == named[1] != []


def test_patience_is_how_long_silence_may_last():
    """In every question; a slower voice makes it longer still."""
    patient = talk(patience=20.0)
    assert patient.listening.no_input_after == 20.0
    assert patient.key("slower").listening.no_input_after > 20.0


@pytest.mark.parametrize("command", ["start_over", "stop"])
def test_the_manner_outlives_the_answers(command):
    """Starting over, and the end, forget what was said and not how it is said."""
    after = talk(brief=True, patience=20.0).answer(location=("calf",)).key(command).state
    assert after.manner == Manner(brief=True, patience=20.0)
    assert state_from_json(after.to_json()) == after


DARK = {"dark_urine": True}


def told_before(**changes):
    """A conversation that begins with a result kept two days ago."""
    manner = Manner(keeps=True)
    earlier = begin(whole(), manner=manner).but(earlier=DARK, earlier_at=NOON - timedelta(days=2), **changes)
    return Talk(state=earlier).event(Started(at=NOON))


def test_the_last_result_is_told_when_asked_for():
    """With how long ago it was, in the words that it has for those answers; then the question stands again."""
    again = told_before()
    assert "earlier_hint" in again.prompts
    again.key("summary")
    assert "2 days" in texts(again.effects)[0]
    spoken = " ".join(texts(again.effects))
    assert assess(whole(), DARK).part("action").sentences[0][5:] in spoken
    assert again.state.phase is Phase.OPENING


def test_a_summary_is_of_this_conversation_once_there_are_answers():
    """What was kept before is no answer now."""
    again = told_before().answer(location=("calf",), side="left").key("summary")
    assert "summary_0" in again.prompts
    assert "earlier" not in again.prompts
    assert "dark_urine" not in again.state.answers


def test_deleted_answers_take_the_last_result_along():
    """What was kept before is among the answers that go."""
    assert told_before().key("delete_data").state.earlier == {}


def test_that_a_result_is_kept_is_said():
    """At the goodbye, to whoever wants results kept, and to nobody else."""
    assert "kept" in talk(keeps=True).until("result").no().prompts
    assert "kept" not in talk().until("result").no().prompts


class Mouth:
    """A surface that says these things, and writes down what it is told."""

    def __init__(self, *said):
        self.said, self.effects = list(said), []

    def perform(self, effect):
        """Write down."""
        self.effects.append(effect)

    def next_event(self, listen):
        """The next thing to say."""
        if not self.said:
            raise EOFError
        return self.said.pop(0)


def held(history, *said, keeps=True):
    """A conversation in a session with that history."""
    mouth = Mouth(*said)
    session = Session(
        whole(), grammar(), MemoryStore(), mouth, VirtualClock(time=NOON), manner=Manner(keeps=keeps), history=history
    )
    session.run()
    return " ".join(texts(mouth.effects))


def test_the_next_conversation_can_tell_the_last_result():
    """It is kept when it is given, and asked for in plain words."""
    history = MemoryHistory()
    first = held(history, Heard(words="my pee is dark like cola"), Heard(words="stop"))
    second = held(history, Heard(words="what did you tell me last time"), Heard(words="stop"))
    assert history.latest().answers == {"symptoms": {"dark_urine": True}}
    assert "muscle breakdown" in first
    assert "muscle breakdown" in second


def test_nothing_is_kept_or_told_unless_it_is_wanted():
    """Results are health answers."""
    history = MemoryHistory()
    held(history, Heard(words="my pee is dark like cola"), Heard(words="stop"), keeps=False)
    assert history.latest() is None
    held(history, Heard(words="my pee is dark like cola"), Heard(words="stop"))
    assert "creatine kinase" not in held(history, Key(command="summary"), Heard(words="stop"), keeps=False)


def test_delete_my_answers_empties_what_was_kept_before():
    """Also in a conversation that keeps nothing itself."""
    history = MemoryHistory()
    held(history, Heard(words="my pee is dark like cola"), Heard(words="stop"))
    held(history, Heard(words="delete my answers"), keeps=False)
    assert history.latest() is None


def test_answers_of_another_knowledge_file_are_not_told(monkeypatch):
    """What can no longer be read as answers is left alone, and the conversation begins."""
    history = MemoryHistory()
    held(history, Heard(words="my pee is dark like cola"), Heard(words="stop"))
    monkeypatch.setattr(history, "_all", [type(history.latest())("emergency", {"symptoms": {"dark_urin": True}}, NOON)])
    assert "What's going on" in held(history)


def test_without_a_clock_the_last_result_is_told_all_the_same():
    """As by other programs, whose events bring no time."""
    history = MemoryHistory()
    held(history, Heard(words="my pee is dark like cola"), Heard(words="stop"))
    mouth = Mouth(Key(command="summary"))
    Session(whole(), grammar(), MemoryStore(), mouth, NoClock(), manner=Manner(keeps=True), history=history).run()
    assert "creatine kinase" in " ".join(texts(mouth.effects))


def test_a_new_start_speaks_as_the_conversation_had_come_to():
    """After a power cut, the pace and loudness that were asked for are set again before the first word."""
    store = MemoryStore()
    for said in ((Key(command="slower"), Key(command="louder")), ()):
        mouth = Mouth(*said)
        session = Session(whole(), grammar(), store, mouth, VirtualClock(time=NOON))
        session.run()
    assert session.state.rate < 1.0 < session.state.volume
    assert mouth.effects[:2] == [Adjust(rate=session.state.rate), Adjust(volume=session.state.volume)]
