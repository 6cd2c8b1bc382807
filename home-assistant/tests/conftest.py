"""A Home Assistant in memory, and a service that answers as it is told to, by the protocol's own server.

These tests need Home Assistant and its test tools; `script/check-home-assistant` runs them with both.
"""

import asyncio
from functools import partial

import custom_components.twitchwise  # noqa: F401  (found here, before the test tools' own folder of that name is)
import pytest
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from wyoming.asr import Transcript
from wyoming.handle import Handled
from wyoming.info import Attribution, Describe, HandleProgram, Info
from wyoming.server import AsyncEventHandler, AsyncServer


class ScriptedService:
    """Answers each transcript with the next of `answers`, and keeps the transcripts; `name` is its agent's."""

    def __init__(self):
        self.answers = []
        self.heard = []
        self.name = "twitchwise"
        self.port = 0


class _Client(AsyncEventHandler):
    def __init__(self, service, *arguments):
        super().__init__(*arguments)
        self.service = service

    async def handle_event(self, event):
        if Describe.is_type(event.type):
            us = Attribution("", "")
            agent = HandleProgram(self.service.name, us, installed=True, description="", version="1.2.3", models=[])
            await self.write_event(Info(handle=[agent]).event())
        elif Transcript.is_type(event.type):
            self.service.heard.append(Transcript.from_event(event))
            await self.write_event(self.service.answers.pop(0).event())
        return True


@pytest.fixture(autouse=True)
def custom_integrations(enable_custom_integrations):
    """Home Assistant takes the integration that is tested."""


@pytest.fixture
async def service(socket_enabled, unused_tcp_port):
    """A service on this machine."""
    scripted = ScriptedService()
    scripted.port = unused_tcp_port
    server = AsyncServer.from_uri(f"tcp://127.0.0.1:{unused_tcp_port}")
    await server.start(partial(_Client, scripted))
    yield scripted
    await server.stop()
    await asyncio.sleep(0)


@pytest.fixture
async def house(hass):
    """Home Assistant, able to hold conversations."""
    for part in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, part, {})
    return hass


@pytest.fixture
async def entry(house, service):
    """An entry for that service, set up."""
    made = MockConfigEntry(
        domain="twitchwise", title="Twitchwise", data={"host": "127.0.0.1", "port": service.port, "region": "uk"}
    )
    made.add_to_hass(house)
    assert await house.config_entries.async_setup(made.entry_id)
    await house.async_block_till_done()
    return made


def handled(text, **context):
    """An answer of the service."""
    return Handled(text, context)
