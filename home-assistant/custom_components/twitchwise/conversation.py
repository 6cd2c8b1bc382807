"""The agent: words to the service and its sentences back, with the microphone open while a question is open.

1. What the service says is spoken whole and unchanged.
2. While an answer is waited for, Home Assistant is told to listen on; it then hands the next words to this agent alone.
3. A service that is lost is told at once, with the emergency number, and never ends in silence.
4. An emergency is announced to the house by an event, once in a conversation. Nothing that was said is in it, nor in any log.
"""

import logging
import time
from typing import Literal

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import TwitchwiseConfigEntry
from .client import ServiceError
from .const import CONF_REGION, DOMAIN, EVENT_EMERGENCY
from .emergencies import Emergencies
from .safety import ELSEWHERE, unreachable
from .told import Told

_LOGGER = logging.getLogger(__name__)


async def async_setup_entry(
    hass: HomeAssistant, entry: TwitchwiseConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the agent."""
    async_add_entities([TwitchwiseAgent(entry)])


class TwitchwiseAgent(conversation.ConversationEntity):
    """One service as a conversation agent."""

    _attr_has_entity_name = True
    _attr_name = None

    def __init__(self, entry: TwitchwiseConfigEntry) -> None:
        """Make the agent of an entry."""
        self._entry = entry
        self._emergencies = Emergencies()
        self._attr_unique_id = entry.entry_id
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, entry.entry_id)}, name=entry.title, entry_type=DeviceEntryType.SERVICE
        )

    @property
    def supported_languages(self) -> list[str] | Literal["*"]:
        """The languages that the service speaks."""
        return ["en"]

    async def _async_handle_message(
        self, user_input: conversation.ConversationInput, chat_log: conversation.ChatLog
    ) -> conversation.ConversationResult:
        """Answer somebody's words."""
        response = intent.IntentResponse(language=user_input.language)
        try:
            told = await self._entry.runtime_data.ask(user_input.text, _context(user_input, chat_log))
        except ServiceError as error:
            _LOGGER.warning("Twitchwise is lost: %s", error)
            told = Told(speech=unreachable(self._entry.data.get(CONF_REGION, ELSEWHERE)))
            response.async_set_error(intent.IntentResponseErrorCode.FAILED_TO_HANDLE, told.speech)
        else:
            self._announce(told, user_input, chat_log.conversation_id)
            _put(told, response)
        if told.speech:
            chat_log.async_add_assistant_content_without_tools(
                conversation.AssistantContent(agent_id=user_input.agent_id, content=told.speech)
            )
        return conversation.ConversationResult(
            response=response, conversation_id=chat_log.conversation_id, continue_conversation=told.goes_on
        )

    def _announce(self, told: Told, user_input: conversation.ConversationInput, conversation_id: str) -> None:
        """Fire the event of an emergency that is new; it says where, and nothing of what was said."""
        now = time.monotonic()
        if not self._emergencies.is_new(conversation_id, now, emergency=told.emergency, is_over=told.is_over):
            return
        where = {
            "agent_id": self.entity_id,
            "conversation_id": conversation_id,
            "device_id": user_input.device_id,
            "satellite_id": user_input.satellite_id,
        }
        self.hass.bus.async_fire(EVENT_EMERGENCY, where, context=user_input.context)


def _put(told: Told, response: intent.IntentResponse) -> None:
    """What was told as Home Assistant's own kind of response; words that were not for us are an intent that did not match."""
    if told.is_ours:
        response.async_set_speech(told.speech)
    else:
        response.async_set_error(intent.IntentResponseErrorCode.NO_INTENT_MATCH, told.speech)


def _context(user_input: conversation.ConversationInput, chat_log: conversation.ChatLog) -> dict[str, str | bool]:
    """Whose conversation it is, and whether somebody else has just asked if it may begin."""
    ids = {
        "conversation_id": chat_log.conversation_id,
        "satellite_id": user_input.satellite_id,
        "device_id": user_input.device_id,
    }
    context: dict[str, str | bool] = {name: value for name, value in ids.items() if value}
    if _answers_an_announcement(user_input, chat_log):
        context["invited"] = True
    return context


def _answers_an_announcement(user_input: conversation.ConversationInput, chat_log: conversation.ChatLog) -> bool:
    """Whether these are the first words after a message with which a satellite began (`assist_satellite.start_conversation`)."""
    said = [content for content in chat_log.content if content.role in ("user", "assistant")]
    if [content.role for content in said] != ["assistant", "user"]:
        return False
    (announced, _) = said
    return isinstance(announced, conversation.AssistantContent) and announced.agent_id != user_input.agent_id
