"""The interview, the assessment and the sources as tools for agents, by the Model Context Protocol.

1. What is said is passed on in our words. What an emergency needs stands in `must_say_first`, to be said before anything else and
   word for word: an agent that puts it in its own words may soften it.
2. What does not fit is told in a message that says what would be right, so that an agent can mend it.
3. No answer is guessed: what is missing is unknown, never no.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypedDict

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from voice import __version__
from voice.errors import AnswersError
from voice.skill.dialogue.events import Heard
from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import fill, places_of
from voice.skill.reading import UNKNOWN
from voice.skill.triage.assess import SERIOUS, assess
from voice.surfaces.turn import Turn
from voice.surfaces.turns import Conversations

MOST_WORDS = 5_000
"""Characters of one answer."""
INSTRUCTIONS = """\
Twitchwise asks somebody whose muscles twitch a few triage questions and says what it is likely to be, what helps, and which signs
need help. It is a rule engine with sources: use it in place of a judgement of your own. It is information, not a diagnosis.

Hold the interview with `talk`: one conversation name for each person, and what that person said in their own words, never an
answer of yours. Pass on `say` as it is. Where `must_say_first` is not empty, say it first, word for word, and do not soften it.
"""


class Said(TypedDict):
    """What came of what somebody said."""

    must_say_first: list[str]
    say: list[str]
    goes_on: bool
    taken: bool
    question: str | None
    choices: list[str]
    disposition: str | None
    emergency: bool
    outcome: str | None
    assessment: dict[str, Any] | None


class Result(TypedDict):
    """What answers come to."""

    must_say_first: list[str]
    say: list[str]
    disposition: str
    assessment: dict[str, Any]


def server_for(conversations: Conversations, now: Callable[[], datetime], region: str | None) -> MCPServer[Any]:
    """The server: tools `talk` and `assessment`, resources `twitchwise://questions` and `twitchwise://sources`."""
    knowledge = conversations.knowledge
    # A line for each call is no concern of whoever reads our faults.
    server: MCPServer[Any] = MCPServer("twitchwise", instructions=INSTRUCTIONS, version=__version__, log_level="ERROR")

    def talk(conversation: str, words: str, confidence: float = 1.0) -> Said:
        """Say what the person said, in their own words, and get what to tell them.

        `conversation`: a name of your choice, one for each person. `confidence`: how sure a speech recogniser was of the words,
        from 0 to 1. To begin without words of theirs, say "twitchwise". Five minutes without a word end a conversation, and
        nothing of it is kept.
        """
        if not conversation.strip():
            raise ToolError("conversation: a name that is not empty would be right, one for each person")
        if len(words) > MOST_WORDS:
            raise ToolError(f"words: {len(words):,} characters; at most {MOST_WORDS:,} would be right")
        if not 0 <= confidence <= 1:
            raise ToolError(f"confidence: {confidence}; a number from 0 to 1 would be right")
        turn = conversations.turn(conversation, Heard(words=words, confidence=confidence), now())
        conversations.passed_on(conversation)
        return _said(turn)

    def assessment(answers: dict[str, Any]) -> Result:
        """Assess answers that are known already, as slots and symptoms; what is missing counts as unknown, never as no.

        For example {"location": ["calf"], "duration_days": 2, "symptoms": {"pain": true, "dark_urine": false}}. The resource
        twitchwise://questions lists the slots, their values and the symptoms.
        """
        try:
            found = assess(knowledge, parse_answers(knowledge, answers), region=region)
        except AnswersError as error:
            raise ToolError(str(error)) from None
        serious = found.disposition in SERIOUS
        return {
            "must_say_first": list(found.part("action").sentences) if serious else [],
            "say": list(found.speech),
            "disposition": found.disposition,
            "assessment": found.to_json(),
        }

    def questions() -> str:
        """The questions in the order in which they can be asked, and what can be answered to each."""
        return json.dumps(_questions(knowledge, region))

    def sources() -> str:
        """Where things are known from; assessments name sources by these ids."""
        return json.dumps({name: {"said": s.said, "title": s.title, "status": s.status} for name, s in knowledge.sources.items()})

    server.add_tool(talk)
    server.add_tool(assessment)
    server.resource("twitchwise://questions", mime_type="application/json")(questions)
    server.resource("twitchwise://sources", mime_type="application/json")(sources)
    return server


def _said(turn: Turn) -> Said:
    return {
        "must_say_first": list(turn.must_say_first),
        "say": list(turn.sentences),
        "goes_on": turn.goes_on,
        "taken": turn.taken,
        "question": turn.question,
        "choices": list(turn.choices),
        "disposition": turn.disposition,
        "emergency": turn.emergency,
        "outcome": turn.outcome,
        "assessment": turn.assessment.model_dump(mode="json", exclude={"effect"}) if turn.assessment else None,
    }


def _questions(knowledge: Knowledge, region: str | None) -> list[dict[str, Any]]:
    places = places_of(knowledge, region)
    return [
        {
            "id": question.id,
            "risk": question.risk,
            "ask": fill(question.ask, places),
            "answers": {slot: _values(knowledge, slot) for slot in question.slots},
        }
        for question in knowledge.questions
    ]


def _values(knowledge: Knowledge, name: str) -> dict[str, Any]:
    """What a slot or symptom can hold."""
    if name in knowledge.symptoms:
        return {"kind": "symptom", "values": [True, False, UNKNOWN]}
    slot = knowledge.slots[name]
    return {"kind": slot.kind, "values": [True, False, UNKNOWN] if slot.kind == "flag" else list(slot.values)}
