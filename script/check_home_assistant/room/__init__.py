"""A room without walls: a satellite that says what is in sound files, for checks of conversations that Home Assistant begins."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Set the satellite up."""
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.ASSIST_SATELLITE])
    return True
