"""Diagnostics for a report of a fault: whether the service answers, and what it offers.

Nothing that was said, no ids of conversations, and no host are in it.
"""

from typing import Any

from homeassistant.const import CONF_PORT
from homeassistant.core import HomeAssistant

from . import TwitchwiseConfigEntry
from .client import ServiceError
from .const import CONF_REGION


async def async_get_config_entry_diagnostics(hass: HomeAssistant, entry: TwitchwiseConfigEntry) -> dict[str, Any]:
    """The diagnostics of an entry."""
    return {
        "port": entry.data[CONF_PORT],
        "region": entry.data.get(CONF_REGION),
        "service": await _service(entry),
    }


async def _service(entry: TwitchwiseConfigEntry) -> dict[str, Any]:
    try:
        info = await entry.runtime_data.describe()
    except ServiceError as error:
        return {"answers": False, "fault": type(error).__name__}
    return {
        "answers": True,
        "version": next((program.version for program in info.handle), None),
        "ears": [model.name for program in info.asr for model in program.models],
        "voices": [voice.name for program in info.tts for voice in program.voices],
    }
