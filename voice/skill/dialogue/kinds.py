"""What an event amounts to: the kind of happening, or the command, by which the engine finds its move.

Signs count before commands, a command that was not plainly given is asked about, and what nobody surely said was not said.
"""

from collections.abc import Container
from dataclasses import replace
from enum import StrEnum

from voice.errors import EventError
from voice.outside import echoed
from voice.skill.dialogue import checks, commands, leaving
from voice.skill.dialogue.events import BargeIn, Chosen, Event, Heard, Key, NoInput, NoMatch, Resumed, Spoken, Started
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading


class Kind(StrEnum):
    """What an event amounts to, commands apart (those go by their own names)."""

    STARTED = "started"
    RESUMED = "resumed"
    ANSWER = "answer"
    YES = "yes"
    NO = "no"
    QUESTION = "question"
    CHECK = "check"
    VAGUE = "vague"
    NO_MATCH = "no_match"
    NO_INPUT = "no_input"
    SPOKEN = "spoken"
    BARGE_IN = "barge_in"


_PLAIN: dict[type, str] = {
    Started: Kind.STARTED,
    Resumed: Kind.RESUMED,
    NoInput: Kind.NO_INPUT,
    NoMatch: Kind.NO_MATCH,
    BargeIn: Kind.BARGE_IN,
    Spoken: Kind.SPOKEN,
}
ALONE = frozenset({"stop", "emergency", "pause", "delete_data", "start_over"})
"""Commands that are obeyed whatever else was surely said with them; with any other, what was said comes first."""
_IMPLIED = frozenset({"change", "skip"})
"""Commands that add nothing to a yes or no to a confirmation: "no, change that", "yes, next"."""


def kind_of(knowledge: Knowledge, state: State, event: Event, reading: Reading, fits: Container[str]) -> str:
    """What the event amounts to in this state, where kinds in `fits` can happen: a Kind, or a command's name."""
    if isinstance(event, Heard | Chosen):
        return _meaning(knowledge, state, reading, fits)
    if isinstance(event, Key):
        if event.command not in commands.COMMANDS:
            raise EventError(
                f"key: there is no command {echoed(event.command)}; one of {', '.join(commands.COMMANDS)} would be right"
            )
        return event.command
    return _PLAIN[type(event)]


def _meaning(knowledge: Knowledge, state: State, reading: Reading, fits: Container[str]) -> str:
    if state.phase in (Phase.RESULT, Phase.ALARM) and is_farewell(knowledge, reading.text):
        return Kind.NO
    if reading.certainty == "rejected":
        return Kind.NO_MATCH
    sure = reading.certainty == "sure"
    if state.phase is Phase.OFFERED:
        return _meaning_to_an_offer(reading)
    if (
        state.phase is Phase.CHECKING
        and reading.command == state.command
        and (sure or state.answered or reading.command == "stop")
    ):
        # Said again when asked: two hearings that agree.
        return Kind.YES
    if checks.doubtful(knowledge, state, reading):
        known = (sure or state.answered) and bool(reading.answers)
        if not (known and checks.names_a_sign(knowledge, reading)) and reading.command not in state.checked:
            return Kind.CHECK
        if not (reading.answers or reading.reply or reading.faq):
            return Kind.NO_MATCH
        reading = replace(reading, command=None)
    heard = sure or state.answered or leaving.is_story(knowledge, state, reading)
    if not heard and (reading.answers or state.phase not in (Phase.RESULT, Phase.ALARM)):
        return Kind.NO_MATCH
    return _taken_as(state, reading, fits)


def _meaning_to_an_offer(reading: Reading) -> str:
    """Only a sure yes, or to be taken back, is one."""
    if reading.certainty == "sure" and (reading.reply == "yes" or reading.command == "resume"):
        return Kind.YES
    return reading.command if reading.command and reading.certainty == "sure" and not reading.answers else Kind.NO


def _taken_as(state: State, reading: Reading, fits: Container[str]) -> str:
    sure = reading.certainty == "sure"
    if reading.command in ALONE and (sure or not reading.answers):
        return reading.command
    if reading.answers:
        # With a yes or no to something, the reply's move takes them.
        return Kind(reading.reply) if reading.reply and state.phase in (Phase.CONFIRMING, Phase.READ_BACK) else Kind.ANSWER
    if reading.reply and reading.command in _IMPLIED and state.phase is Phase.CONFIRMING:
        return Kind(reading.reply)
    if reading.command:
        return reading.command
    if reading.faq:
        return Kind.QUESTION
    if reading.reply and Kind(reading.reply) in fits and (sure or state.phase not in (Phase.RESULT, Phase.ALARM)):
        return Kind(reading.reply)
    return Kind.VAGUE


def is_farewell(knowledge: Knowledge, text: str) -> bool:
    """Whether `text` is one or more farewells and nothing else: "no thanks, that's all"."""
    words = tuple("".join(c for c in text.lower() if c.isalpha() or c in " '").split())
    farewells = {tuple(farewell.split()) for farewell in knowledge.prompts["farewells"]}
    ends = {0}
    for start in range(len(words)):
        if start in ends:
            ends |= {start + len(said) for said in farewells if words[start : start + len(said)] == said}
    return bool(words) and len(words) in ends
