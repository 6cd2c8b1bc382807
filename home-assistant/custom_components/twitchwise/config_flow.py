"""Setting it up: an address and a region, by hand or found in the network, and changing them later.

What is found in the network never changes an entry by itself: whoever can announce a name could have answers sent elsewhere.
"""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigFlow, ConfigFlowResult
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig, SelectSelectorMode
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo

from .client import CannotConnectError, NotTwitchwiseError, TwitchwiseClient
from .const import CONF_REGION, DEFAULT_HOST, DEFAULT_PORT, DOMAIN
from .safety import REGIONS, region_of

_REGION = SelectSelector(SelectSelectorConfig(options=list(REGIONS), translation_key="region", mode=SelectSelectorMode.DROPDOWN))
# By its version, Home Assistant means one package or another by `voluptuous`, and their types differ.
_FORM: Any = vol.Schema({vol.Required(CONF_HOST): str, vol.Required(CONF_PORT): cv.port, vol.Required(CONF_REGION): _REGION})
_FOUND_FORM: Any = vol.Schema({vol.Required(CONF_REGION): _REGION})


class TwitchwiseConfigFlow(ConfigFlow, domain=DOMAIN):
    """How an entry comes to be, and is changed."""

    VERSION = 1

    def __init__(self) -> None:
        """Begin with nothing found."""
        self._found: dict[str, Any] = {}

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the address."""
        if user_input is None:
            usual = {CONF_HOST: DEFAULT_HOST, CONF_PORT: DEFAULT_PORT, CONF_REGION: self._usual_region()}
            return self._form("user", usual, None)
        if fault := await self._fault(user_input):
            return self._form("user", user_input, fault)
        return self.async_create_entry(title="Twitchwise", data=user_input)

    async def async_step_reconfigure(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Change the address or the region."""
        entry = self._get_reconfigure_entry()
        if user_input is None:
            return self._form("reconfigure", entry.data, None)
        fault = await self._fault(user_input)
        return (
            self._form("reconfigure", user_input, fault) if fault else self.async_update_reload_and_abort(entry, data=user_input)
        )

    async def async_step_zeroconf(self, discovery_info: ZeroconfServiceInfo) -> ConfigFlowResult:
        """Look at what announces itself."""
        await self.async_set_unique_id(discovery_info.name)
        self._abort_if_unique_id_configured()
        self._found = {CONF_HOST: discovery_info.host, CONF_PORT: discovery_info.port or DEFAULT_PORT}
        if fault := await self._fault(self._found):
            return self.async_abort(reason=fault)
        name = discovery_info.name.removesuffix(f".{discovery_info.type}")
        self.context["title_placeholders"] = {"name": f"{name} ({discovery_info.host})"}
        return await self.async_step_zeroconf_confirm()

    async def async_step_zeroconf_confirm(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether what was found is wanted."""
        if user_input is not None:
            return self.async_create_entry(title="Twitchwise", data={**self._found, **user_input})
        form = self.add_suggested_values_to_schema(_FOUND_FORM, {CONF_REGION: self._usual_region()})
        placeholders = {"host": self._found[CONF_HOST], "port": str(self._found[CONF_PORT])}
        return self.async_show_form(step_id="zeroconf_confirm", data_schema=form, description_placeholders=placeholders)

    async def _fault(self, address: Mapping[str, Any]) -> str | None:
        """The error of an address, None where Twitchwise answers there. Aborts where another entry has it."""
        self._async_abort_entries_match({CONF_HOST: address[CONF_HOST], CONF_PORT: address[CONF_PORT]})
        try:
            await TwitchwiseClient(address[CONF_HOST], address[CONF_PORT]).describe()
        except CannotConnectError:
            return "cannot_connect"
        except NotTwitchwiseError:
            return "not_twitchwise"
        return None

    def _form(self, step: str, filled_in: Mapping[str, Any], fault: str | None) -> ConfigFlowResult:
        form = self.add_suggested_values_to_schema(_FORM, filled_in)
        return self.async_show_form(step_id=step, data_schema=form, errors={"base": fault} if fault else {})

    def _usual_region(self) -> str:
        """The region of the country that Home Assistant is set to."""
        return region_of(self.hass.config.country)
