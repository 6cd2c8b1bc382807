"""The skill: hands what OVOS heard to the interview, and says what comes of it.

1. It needs no network, and says so: OVOS would wait for one before it loads the skill, and say nothing.
2. An answer reaches us by `converse`. From a client that does not carry its session back, it does as a fallback.
3. A stop is OVOS's own: `stop_session` says the closing sentence. It reports nothing stopped, as OVOS would then silence that
   very sentence, and end turns of ours that are going on.
4. Never silent: a fault of ours is said, with what to do in an emergency, before it is logged.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ovos_bus_client.message import Message, dig_for_message
from ovos_bus_client.session import Session, SessionManager
from ovos_bus_client.util import get_message_lang
from ovos_utils import classproperty
from ovos_utils.log import LOG
from ovos_utils.process_utils import RuntimeRequirements
from ovos_workshop.decorators import fallback_handler, intent_handler
from ovos_workshop.decorators.killable import AbortEvent
from ovos_workshop.skills.converse import ConversationalSkill
from ovos_workshop.skills.fallback import FallbackSkill

from ovos_skill_twitchwise.interview import Interview, Wishes, facts_of
from voice.store.places import state_folder
from voice.surfaces.turn import Turn

PRIORITY = 4
"""Before the guesses of others (OVOS's range 0 to 5): a warning sign that is told is no request for music."""
_TIDY_EVERY = timedelta(minutes=1)


class TwitchwiseSkill(FallbackSkill, ConversationalSkill):
    """Twitchwise in OVOS. Sessions are conversations."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (what OVOS gives its skills)
        # First: handlers are called while the base classes are still at it.
        self.interview = Interview(state_folder() / "ovos", LOG.warning)
        super().__init__(*args, **kwargs)

    @classproperty
    def runtime_requirements(self) -> RuntimeRequirements:
        """Nothing from outside."""
        return RuntimeRequirements(
            internet_before_load=False,
            network_before_load=False,
            gui_before_load=False,
            requires_internet=False,
            requires_network=False,
            requires_gui=False,
            no_internet_fallback=True,
            no_network_fallback=True,
            no_gui_fallback=True,
        )

    def initialize(self) -> None:
        """Heed the settings, and what OVOS tells of utterances that nobody took."""
        self._set()
        self.settings_change_callback = self._set
        self.add_event("recognizer_loop:speech.recognition.unknown", self.handle_nothing_heard, speak_errors=False)
        self.add_event("complete_intent_failure", self.handle_nobody_answered, speak_errors=False)
        self.schedule_repeating_event(self.handle_tidy, None, _TIDY_EVERY.total_seconds(), name="tidy")

    def shutdown(self) -> None:
        """Let another program have what is kept."""
        self.interview.close()

    @intent_handler("call.intent")
    @intent_handler("twitching.intent")
    def handle_call(self, message: Message) -> None:
        """Somebody calls us, or tells of a twitch."""
        self._take(message, lambda session: self.interview.called(session, message.data["utterance"]))

    def can_converse(self, message: Message) -> bool:
        """Whether an utterance answers us."""
        return self._is_ours(message)

    def converse(self, message: Message) -> bool:
        """Take an answer."""
        return self._take(message, lambda session: self.interview.answer(session, message.data["utterances"]))

    def can_answer(self, message: Message) -> bool:
        """Whether an utterance that nobody was sure of is for us."""
        return self._is_ours(message)

    @fallback_handler(priority=PRIORITY)
    def handle_fallback(self, message: Message) -> bool:
        """Take such an utterance."""
        return self._take(message, lambda session: self.interview.answer(session, message.data["utterances"]))

    def handle_nothing_heard(self, message: Message) -> None:
        """Silence, or no words, where an answer was waited for."""
        self._take(message, self.interview.nothing_heard)

    def handle_nobody_answered(self, message: Message) -> None:
        """Words that were left to others, and were for nobody."""
        self._take(message, self.interview.nobody_answered)

    def handle_tidy(self, _message: Message) -> None:
        """Forget who has left, also where nobody says anything any more."""
        self.interview.tidy()

    def can_stop(self, message: Message) -> bool:
        """Whether there is a conversation to be stopped."""
        return self.interview.holds(SessionManager.get(message).session_id)

    def stop_session(self, session: Session) -> bool:
        """Say the closing sentence, in place of what is being said. False (rule 3), also where we have stopped."""
        message = dig_for_message() or Message("", context={"session": session.serialize()})
        if self.interview.holds(session.session_id):
            self.bus.emit(message.forward("mycroft.audio.speech.stop"))
            self._take(message, self.interview.stopped)
        return False

    def _set(self) -> None:
        self.interview.set(Wishes(self.settings.get("region"), self.settings.get("verbosity")))

    def _is_ours(self, message: Message) -> bool:
        session, language = SessionManager.get(message).session_id, get_message_lang(message).partition("-")[0]
        return self.interview.is_ours(session, message.data.get("utterances") or (), language=language)

    def _take(self, message: Message, turn_in: Callable[[str], Turn]) -> bool:
        """Say what comes of it in the message's session, and whether it was for us."""
        session = SessionManager.get(message).session_id
        try:
            turn = turn_in(session)
        except AbortEvent:
            raise
        except Exception:
            self.speak_dialog("failed")
            raise
        if turn.text:
            self.speak(turn.text, expect_response=turn.goes_on, meta={"twitchwise": facts_of(turn)})
        if turn.taken:
            self.interview.passed_on(session)
            (self.activate if self.interview.holds(session) else self.deactivate)()
        return turn.taken
