"""What came of words, for a system that carries text: what to say, whether to listen on, how urgent it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from voice.skill.dialogue.effects import Assessed, Effect, End, Outcome, Say
from voice.skill.dialogue.engine import current_listen
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.model import Knowledge
from voice.skill.triage.assess import SERIOUS, is_emergency
from voice.surfaces.choices import possible_answers

_WHAT_TO_DO = frozenset({"urged_action", "stop_action", "ask_emergency", "same_emergency", "goodbye_emergency"})
"""Prompts that say what to do about something serious; the result's own does where it is."""
_E = TypeVar("_E", bound=Effect)


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of words.

    `sentences` are to be said, in this order, and those in `must_say_first` before anything else and in these very words.
    `goes_on`: an answer is waited for, to `question`, of which `choices` are possible ones in words. `taken`: the words were for
    us; where they were not, nothing has changed. `assessment` is given in the turn in which there is a new one, and
    `disposition` is how urgent the last one was. `emergency`: help is needed now. `outcome` is how the conversation ended.
    `rate` and `volume` are how it is to be spoken; 1.0 is as usual.
    """

    sentences: tuple[str, ...] = ()
    goes_on: bool = False
    taken: bool = True
    question: str | None = None
    choices: tuple[str, ...] = ()
    assessment: Assessed | None = None
    disposition: str | None = None
    emergency: bool = False
    must_say_first: tuple[str, ...] = ()
    outcome: Outcome | None = None
    rate: float = 1.0
    volume: float = 1.0

    @property
    def text(self) -> str:
        """All sentences in one text."""
        return " ".join(self.sentences)


def turn_of(knowledge: Knowledge, before: State, after: State, effects: Iterable[Effect]) -> Turn:
    """The turn that `effects` make, by which a conversation came from one state to another."""
    done = tuple(effects)
    outcome = _last(End, done)
    listen = current_listen(knowledge, after)
    assessment = _last(Assessed, done)
    spoken = tuple(effect for effect in done if isinstance(effect, Say))
    return Turn(
        sentences=tuple(effect.text for effect in spoken),
        goes_on=waits(after),
        question=listen.question if listen else None,
        choices=tuple(option.label for option in possible_answers(knowledge, listen)) if listen else (),
        assessment=assessment,
        disposition=_level(after) or _level(before),
        emergency=needs_help(knowledge, before if outcome else after),
        must_say_first=_what_to_do(spoken, _level(after)),
        outcome=outcome.outcome if outcome else None,
        rate=after.rate,
        volume=after.volume,
    )


def waits(state: State) -> bool:
    """Whether an answer is waited for, and somebody may be there to give it."""
    return state.phase not in (Phase.NEW, Phase.PAUSED, Phase.OVER) and not state.waiting


def needs_help(knowledge: Knowledge, state: State) -> bool:
    """Whether it is an emergency, as far as is known."""
    return state.phase is Phase.ALARM or is_emergency(knowledge, state.answers)


def _last(kind: type[_E], effects: tuple[Effect, ...]) -> _E | None:
    return next((effect for effect in reversed(effects) if isinstance(effect, kind)), None)


def _level(state: State) -> str | None:
    """How urgent the last result was."""
    return (state.told.urged or state.told.level) if state.told else None


def _what_to_do(spoken: Iterable[Say], level: str | None) -> tuple[str, ...]:
    """The sentences about something serious that nobody may leave out or put in other words."""
    acts = _WHAT_TO_DO | {"result_action"} if level in SERIOUS else _WHAT_TO_DO
    return tuple(dict.fromkeys(effect.text for effect in spoken if effect.prompt in acts))
