"""Setting it up asks for nothing."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult


class RoomConfigFlow(ConfigFlow, domain="check_room"):
    """How the room comes to be."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """At once."""
        return self.async_create_entry(title="check room", data={})
