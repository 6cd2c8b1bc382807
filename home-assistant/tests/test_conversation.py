"""The agent in a Home Assistant: what it passes on, what it says, when it listens on, and what it announces."""

import pytest
from conftest import handled
from homeassistant.components import conversation
from homeassistant.core import Context
from homeassistant.helpers import chat_session
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from wyoming.handle import NotHandled

AGENT = "conversation.twitchwise"


async def say(house, words, conversation_id=None, **more):
    """What the agent answers."""
    return await conversation.async_converse(house, words, conversation_id, Context(), language="en", agent_id=AGENT, **more)


def speech(result):
    """What is spoken."""
    return result.response.speech["plain"]["speech"]


async def test_the_conversation_and_the_place_are_passed_on(house, entry, service):
    """So that each place has its own, and nobody another's."""
    service.answers = [handled("Hello.", continue_conversation=True)]
    result = await say(house, "my calf twitches", device_id="a device", satellite_id="assist_satellite.kitchen")
    assert (service.heard[0].text, service.heard[0].context) == (
        "my calf twitches",
        {"conversation_id": result.conversation_id, "device_id": "a device", "satellite_id": "assist_satellite.kitchen"},
    )


@pytest.mark.parametrize("open_question", [True, False])
async def test_it_listens_on_while_a_question_is_open(house, entry, service, open_question):
    """And not after the last sentence."""
    service.answers = [handled("Hello.", continue_conversation=open_question)]
    result = await say(house, "my calf twitches")
    assert (speech(result), result.continue_conversation) == ("Hello.", open_question)


async def test_words_for_others_are_an_intent_that_did_not_match(house, entry, service):
    """With what the service says of it."""
    service.answers = [NotHandled("I can only help with muscles.", {"continue_conversation": False})]
    result = await say(house, "what time is it")
    assert (result.response.error_code, speech(result)) == ("no_intent_match", "I can only help with muscles.")


async def test_an_emergency_is_an_event_once(house, entry, service):
    """With the ids of the conversation, and nothing of what was said."""
    events = async_capture_events(house, "twitchwise_emergency")
    service.answers = [handled("Call now.", emergency=True, continue_conversation=True)] * 2
    first = await say(house, "my secret", satellite_id="assist_satellite.kitchen")
    await say(house, "yes", first.conversation_id)
    await house.async_block_till_done()
    assert [event.data for event in events] == [
        {
            "agent_id": AGENT,
            "conversation_id": first.conversation_id,
            "device_id": None,
            "satellite_id": "assist_satellite.kitchen",
        }
    ]


async def test_a_lost_service_is_told_with_the_number(house, entry, service, unused_tcp_port_factory):
    """Also where it was away when Home Assistant started: the agent is there all the same."""
    away = MockConfigEntry(
        domain="twitchwise", title="Away", data={"host": "127.0.0.1", "port": unused_tcp_port_factory(), "region": "us"}
    )
    away.add_to_hass(house)
    assert await house.config_entries.async_setup(away.entry_id)
    result = await conversation.async_converse(house, "hello", None, Context(), language="en", agent_id="conversation.away")
    assert speech(result) == "I cannot reach Twitchwise. If somebody is in danger, call nine one one."
    assert result.continue_conversation is False


async def test_the_first_words_after_a_satellites_own_message_answer_an_invitation(house, entry, service):
    """The second are the conversation's own."""
    service.answers = [handled("Hello.", continue_conversation=True)] * 2
    with (
        chat_session.async_get_chat_session(house) as session,
        conversation.async_get_chat_log(house, session) as chat_log,
    ):
        message = conversation.AssistantContent(agent_id="assist_satellite.kitchen", content="May I ask?")
        chat_log.async_add_assistant_content_without_tools(message)
    await say(house, "yes", session.conversation_id)
    await say(house, "my calf twitches", session.conversation_id)
    assert [one.context.get("invited") for one in service.heard] == [True, None]


async def test_the_answer_is_in_the_chat_that_home_assistant_shows(house, entry, service):
    """Under the agent's name; silence is not."""
    service.answers = [handled("Hello.", continue_conversation=True), handled("", continue_conversation=False)]
    first = await say(house, "my calf twitches")
    last = await say(house, "thanks", first.conversation_id)
    with (
        chat_session.async_get_chat_session(house, last.conversation_id) as session,
        conversation.async_get_chat_log(house, session) as chat_log,
    ):
        shown = [content.content for content in chat_log.content if content.role == "assistant"]
    assert shown[0] == "Hello."


async def test_the_agent_goes_with_its_entry(house, entry, service):
    """Unloaded, and loaded again."""
    assert await house.config_entries.async_unload(entry.entry_id)
    assert house.states.get(AGENT).state == "unavailable"
    assert await house.config_entries.async_setup(entry.entry_id)
    assert house.states.get(AGENT).state != "unavailable"
