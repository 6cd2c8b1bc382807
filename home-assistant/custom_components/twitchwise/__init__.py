"""Twitchwise in Home Assistant: a conversation agent that asks back.

The interview is held by the service `twitchwise serve`; this integration carries words there and sentences back, keeps the
microphone open while a question is open, and says whom to call when the service is lost.

`client`, `told`, `emergencies` and `safety` import nothing of Home Assistant.
"""

from typing import TypeAlias

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT, Platform
from homeassistant.core import HomeAssistant

from .client import TwitchwiseClient

_PLATFORMS = (Platform.CONVERSATION,)

TwitchwiseConfigEntry: TypeAlias = ConfigEntry[TwitchwiseClient]


async def async_setup_entry(hass: HomeAssistant, entry: TwitchwiseConfigEntry) -> bool:
    """Set the agent up, also while the service is away: it has to be there to say whom to call."""
    entry.runtime_data = TwitchwiseClient(entry.data[CONF_HOST], entry.data[CONF_PORT])
    await hass.config_entries.async_forward_entry_setups(entry, _PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: TwitchwiseConfigEntry) -> bool:
    """Take the agent away."""
    return await hass.config_entries.async_unload_platforms(entry, _PLATFORMS)
