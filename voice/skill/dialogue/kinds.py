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
_ENDING = frozenset({Phase.RESULT, Phase.ALARM})
"""Phases that a yes, a no or a goodbye ends."""
_REPLIED_TO = frozenset({Phase.CONFIRMING, Phase.READ_BACK})
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
    if at_the_end := _said_at_the_end(knowledge, state, reading.text):
        return at_the_end
    if reading.certainty == "rejected":
        return Kind.NO_MATCH
    if state.phase is Phase.OFFERED:
        return _meaning_to_an_offer(reading)
    if _repeats_the_command(state, reading):
        return Kind.YES
    if checks.doubtful(knowledge, state, reading):
        if _is_to_be_checked(knowledge, state, reading):
            return Kind.CHECK
        reading = replace(reading, command=None)
        if _is_empty(reading):
            return Kind.NO_MATCH
    return _taken_as(state, reading, fits) if _is_said_to_us(knowledge, state, reading) else Kind.NO_MATCH


def _said_at_the_end(knowledge: Knowledge, state: State, text: str) -> str:
    """What words come to where a conversation ends, whatever the grammar makes of them: a goodbye, or more; empty for others."""
    if state.phase in _ENDING and is_farewell(knowledge, text):
        return Kind.NO
    return "more" if state.phase is Phase.RESULT and _is_made_of(knowledge, "wants_more", text) else ""


def _is_known(state: State, reading: Reading) -> bool:
    """Whether it is surely said, or said by somebody who has answered before."""
    return reading.certainty == "sure" or bool(state.answered)


def _repeats_the_command(state: State, reading: Reading) -> bool:
    """Whether the command that is checked is said again: two hearings that agree."""
    again = state.phase is Phase.CHECKING and reading.command == state.command
    return again and (_is_known(state, reading) or reading.command == "stop")


def _is_to_be_checked(knowledge: Knowledge, state: State, reading: Reading) -> bool:
    """Whether the caller is asked about the command: it was not put before, and no known caller names a sign with it."""
    sign = _is_known(state, reading) and checks.names_a_sign(knowledge, reading)
    return not sign and reading.command not in state.checked


def _is_empty(reading: Reading) -> bool:
    """Whether nothing is left of it beside a command."""
    return not (reading.answers or reading.reply or reading.faq)


def _is_said_to_us(knowledge: Knowledge, state: State, reading: Reading) -> bool:
    """Whether it counts: surely said, by a known caller, a story, or of a grave sign; or it answers nothing where all ends."""
    if _is_known(state, reading) or leaving.is_story(knowledge, state, reading):
        return True
    if leaving.tells_of_a_sign(knowledge, state, reading):
        return True
    return not reading.answers and state.phase in _ENDING


def _meaning_to_an_offer(reading: Reading) -> str:
    """Only a sure yes, or to be taken back, is one."""
    if reading.certainty == "sure" and (reading.reply == "yes" or reading.command == "resume"):
        return Kind.YES
    return reading.command if reading.command and reading.certainty == "sure" and not reading.answers else Kind.NO


def _taken_as(state: State, reading: Reading, fits: Container[str]) -> str:
    if reading.act == "answer":
        # With a yes or no to something, the reply's move takes them.
        return Kind(reading.reply) if reading.reply and state.phase in _REPLIED_TO else Kind.ANSWER
    if reading.act == "command" and reading.command is not None:
        implied = reading.reply and reading.command in _IMPLIED and state.phase is Phase.CONFIRMING
        return Kind(str(reading.reply)) if implied else reading.command
    if reading.act == "question":
        return Kind.QUESTION
    return _bare_reply(state, reading, fits)


def _bare_reply(state: State, reading: Reading, fits: Container[str]) -> str:
    """A yes or no alone, where there can be one: vague where it fits nothing, or might end the conversation by mistake."""
    counts = reading.certainty == "sure" or state.phase not in _ENDING
    return Kind(reading.reply) if reading.reply and Kind(reading.reply) in fits and counts else Kind.VAGUE


def is_farewell(knowledge: Knowledge, text: str) -> bool:
    """Whether `text` is one or more farewells and nothing else: "no thanks, that's all"."""
    return _is_made_of(knowledge, "farewells", text)


def _is_made_of(knowledge: Knowledge, listed: str, text: str) -> bool:
    """Whether `text` is one or more texts of the list `listed`, which stands among the prompts, and nothing else."""
    words = tuple("".join(c for c in text.lower() if c.isalpha() or c in " '").split())
    expected = {tuple(one.split()) for one in knowledge.prompts[listed]}
    ends = {0}
    for start in range(len(words)):
        if start in ends:
            ends |= {start + len(said) for said in expected if words[start : start + len(said)] == said}
    return bool(words) and len(words) in ends
