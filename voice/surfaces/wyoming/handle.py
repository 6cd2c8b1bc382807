"""Words to sentences: a `transcript` event is answered by `handled`, or by `not-handled` where the words were not for us.

Its context says whose conversation it is, and may say how sure a recogniser was; the answer's context says what came of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wyoming.asr import Transcript
from wyoming.handle import Handled, NotHandled

from voice.errors import EventError
from voice.outside import echoed
from voice.recognition.acceptance import doubted
from voice.skill.dialogue.events import Event, Heard
from voice.surfaces.turn import Turn
from voice.surfaces.turns import Conversations
from voice.surfaces.wyoming.recent import Hearing, Recent

MOST_WORDS = 5_000
"""Characters of one answer."""
_KEYS = ("conversation_id", "satellite_id", "device_id")
"""What names a conversation, the first that is there."""


class Agent:
    """Answers words. `recent` is what our own ear heard of them, if it did."""

    def __init__(self, conversations: Conversations, recent: Recent) -> None:
        self._conversations, self._recent = conversations, recent

    def answer(self, transcript: Transcript, connection: str, at: datetime) -> Handled | NotHandled:
        """The answer; `connection` names the conversation where the client does not. Raises EventError for what is no words."""
        words, context = _words(transcript.text), _context(transcript.context)
        key = key_of(transcript, connection)
        said = self._said(key, words, _confidence(context), at)
        turn = self._conversations.turn(key, said, at, invited=_invited(context))
        answer = Handled if turn.taken else NotHandled
        return answer(text=turn.text, context={**context, **told(turn)})

    def _said(self, key: str, words: str, confidence: float, at: datetime) -> Event:
        """What was said, as our ear heard it where that was our ear."""
        listen = self._conversations.listening(key, at)
        hearing = self._recent.take(words, listen, at)
        if hearing is None:
            return Heard(words=words, confidence=confidence)
        if hearing.listen == listen:
            return hearing.account
        return self._in_another_conversation(hearing, key, at)

    def _in_another_conversation(self, hearing: Hearing, key: str, at: datetime) -> Event:
        """What was heard as an answer to another question: the words are read anew, and what was doubted stays doubted."""
        account = hearing.account
        if not isinstance(account, Heard) or account.reading is None or account.reading.certainty == "sure":
            return account if not isinstance(account, Heard) else account.model_copy(update={"reading": None})
        reading = self._conversations.reading(key, account.words, at)
        return account.model_copy(update={"reading": doubted(reading)})


def key_of(transcript: Transcript, connection: str) -> str:
    """Whose conversation it is. Raises EventError."""
    return named_in(_context(transcript.context)) or connection


def named_in(context: Mapping[str, Any]) -> str | None:
    """The conversation that a context names, if it names one."""
    return next((f"{name} {context[name]}" for name in _KEYS if context.get(name)), None)


def told(turn: Turn) -> dict[str, Any]:
    """What the answer's context says of a turn (docs/home-assistant.md)."""
    return {
        "continue_conversation": turn.goes_on,
        "question": turn.question,
        "choices": list(turn.choices),
        "disposition": turn.disposition,
        "emergency": turn.emergency,
        "must_say_first": list(turn.must_say_first),
        "outcome": turn.outcome,
        "assessment": turn.assessment.model_dump(mode="json", exclude={"effect"}) if turn.assessment else None,
        "rate": turn.rate,
        "volume": turn.volume,
    }


def _words(text: object) -> str:
    if not isinstance(text, str):
        raise EventError(f"transcript: text {echoed(text)} is no text")
    if len(text) > MOST_WORDS:
        raise EventError(f"transcript: {len(text):,} characters of text; at most {MOST_WORDS:,} would be right")
    return text


def _context(context: object) -> Mapping[str, Any]:
    if context is not None and not isinstance(context, dict):
        raise EventError(f"transcript: context {echoed(context)} is no object")
    return context or {}


def _confidence(context: Mapping[str, Any]) -> float:
    """How sure the recogniser was, 0 to 1; of words that come without it, 1."""
    confidence = context.get("confidence", 1.0)
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise EventError(f"transcript: confidence {echoed(confidence)} in the context; a number from 0 to 1 would be right")
    return float(confidence)


def _invited(context: Mapping[str, Any]) -> bool:
    """Whether somebody was asked if we may begin, and these words are the answer."""
    invited = context.get("invited", False)
    if not isinstance(invited, bool):
        raise EventError(f"transcript: invited {echoed(invited)} in the context; true or false would be right")
    return invited
