"""Can a conversation go on from a state that somebody or something may have changed on disk?

A state is looked at as a whole before the first word, not by chance in the middle of a conversation: its answers are ones that
the slots can hold, and every kind of event can be stepped from it.
"""

from collections.abc import Iterator

from voice.errors import AnswersError, EventError, StateError
from voice.outside import echoed
from voice.skill.dialogue.commands import COMMANDS
from voice.skill.dialogue.engine import step
from voice.skill.dialogue.events import BargeIn, Chosen, Event, Heard, Key, NoInput, NoMatch, Resumed, Spoken, Started
from voice.skill.dialogue.moves import NOTHING_SAID
from voice.skill.dialogue.prompts import red_flags
from voice.skill.dialogue.state import State
from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Answers, nested, symptom_of


def check_restored(knowledge: Knowledge, state: State) -> None:
    """Raise StateError for a state of this knowledge that no conversation could have come to."""
    _check_names(knowledge, state)
    for answers in (*(turn.answers for turn in state.turns), state.pending, state.earlier):
        _check_answers(knowledge, answers)
    for event in _everything():
        _check_step(knowledge, state, event)


def _check_names(knowledge: Knowledge, state: State) -> None:
    if state.item is not None and state.item not in knowledge.slots and state.item not in knowledge.symptoms:
        raise StateError(f"not a saved conversation: nothing is called {echoed(state.item)}")
    _check_besides(knowledge, state)
    if state.region is not None and state.region not in knowledge.regions:
        raise StateError(f"not a saved conversation: no region is called {echoed(state.region)}")
    if stray := [name for name in state.untold if name not in knowledge.statements]:
        raise StateError(f"not a saved conversation: there is no statement {echoed(stray[0])}")


def _check_step(knowledge: Knowledge, state: State, event: Event) -> None:
    try:
        step(knowledge, state, event)
    except EventError:
        # What does not fit the phase changes nothing, and is no fault of the state.
        return
    except Exception as error:  # noqa: BLE001 (whatever a changed state brings about, it is not to be gone on with)
        raise StateError(f"not a saved conversation: nothing follows from it ({type(error).__name__})") from None


def _check_besides(knowledge: Knowledge, state: State) -> None:
    asked = (*state.asked_besides, *((state.besides,) if state.besides is not None else ()))
    if stray := [sign for sign in asked if sign not in red_flags(knowledge)]:
        raise StateError(f"not a saved conversation: no sign is called {echoed(stray[0])}")


def _check_answers(knowledge: Knowledge, answers: Answers) -> None:
    stray = [slot for slot in answers if slot not in knowledge.slots and (symptom_of(slot) or slot) not in knowledge.symptoms]
    try:
        parsed = parse_answers(knowledge, nested(answers, knowledge.symptom_ids))
    except AnswersError as error:
        raise StateError(f"not a saved conversation: {error}") from None
    if stray or parsed != answers:
        raise StateError("not a saved conversation: answers that are none")


def _everything() -> Iterator[Event]:
    """An event of each kind, and each command."""
    yield from (Started(), Resumed(), NoInput(), NoMatch(), BargeIn(), Spoken(prompt=""), Chosen(answers={}))
    yield from (Chosen(answers={}, reply=reply) for reply in ("yes", "no"))
    yield Heard(words="", reading=NOTHING_SAID)
    yield from (Key(command=command) for command in COMMANDS)
