"""Setting it up in a Home Assistant: by hand, by discovery, changing it, and diagnostics."""

from ipaddress import ip_address

from custom_components.twitchwise.diagnostics import async_get_config_entry_diagnostics
from homeassistant.config_entries import SOURCE_USER, SOURCE_ZEROCONF
from homeassistant.helpers.service_info.zeroconf import ZeroconfServiceInfo


def announced(port, name="twitchwise"):
    """What is found in a network."""
    here = ip_address("127.0.0.1")
    return ZeroconfServiceInfo(
        ip_address=here,
        ip_addresses=[here],
        port=port,
        hostname="speaker.local.",
        type="_wyoming._tcp.local.",
        name=f"{name}._wyoming._tcp.local.",
        properties={"app": "twitchwise"},
    )


async def by_hand(house, **filled_in):
    """Where the flow is after the form was filled in."""
    flow = await house.config_entries.flow.async_init("twitchwise", context={"source": SOURCE_USER})
    return await house.config_entries.flow.async_configure(flow["flow_id"], filled_in)


async def by_discovery(house, found):
    """Where the flow is that a discovery begins."""
    return await house.config_entries.flow.async_init("twitchwise", context={"source": SOURCE_ZEROCONF}, data=found)


async def test_a_service_is_set_up_by_hand(house, service):
    """With its address and region."""
    made = await by_hand(house, host="127.0.0.1", port=service.port, region="eu")
    assert (made["type"], made["data"]) == ("create_entry", {"host": "127.0.0.1", "port": service.port, "region": "eu"})


async def test_a_form_that_was_wrong_can_be_mended(house, service, unused_tcp_port_factory):
    """What was filled in stays."""
    wrong = await by_hand(house, host="127.0.0.1", port=unused_tcp_port_factory(), region="eu")
    assert wrong["errors"] == {"base": "cannot_connect"}
    right = {"host": "127.0.0.1", "port": service.port, "region": "eu"}
    made = await house.config_entries.flow.async_configure(wrong["flow_id"], right)
    assert made["type"] == "create_entry"


async def test_another_wyoming_service_is_refused(house, service):
    """By hand, and where it is found."""
    service.name = "piper"
    assert (await by_hand(house, host="127.0.0.1", port=service.port, region="eu"))["errors"] == {"base": "not_twitchwise"}
    assert (await by_discovery(house, announced(service.port)))["reason"] == "not_twitchwise"


async def test_a_service_that_is_found_is_offered(house, service):
    """With where it is, and set up with the region that is chosen."""
    offered = await by_discovery(house, announced(service.port))
    assert (offered["step_id"], offered["description_placeholders"]["port"]) == ("zeroconf_confirm", str(service.port))
    (waiting,) = house.config_entries.flow.async_progress()
    assert waiting["context"]["title_placeholders"] == {"name": "twitchwise (127.0.0.1)"}
    made = await house.config_entries.flow.async_configure(offered["flow_id"], {"region": "japan"})
    assert made["data"] == {"host": "127.0.0.1", "port": service.port, "region": "japan"}


async def test_what_is_found_changes_no_entry(house, service, unused_tcp_port_factory):
    """The name of a service is no proof of whose it is."""
    offered = await by_discovery(house, announced(service.port))
    made = await house.config_entries.flow.async_configure(offered["flow_id"], {"region": "japan"})
    elsewhere = await by_discovery(house, announced(unused_tcp_port_factory()))
    assert elsewhere["reason"] == "already_configured"
    assert made["result"].data["port"] == service.port


async def test_what_is_set_up_by_hand_is_not_offered(house, entry, service):
    """Under whatever name it is announced."""
    assert (await by_discovery(house, announced(service.port, "another")))["reason"] == "already_configured"


async def test_a_service_that_is_found_and_does_not_answer_is_not_offered(house, socket_enabled, unused_tcp_port):
    """It may have been announced by one that is gone."""
    assert (await by_discovery(house, announced(unused_tcp_port)))["reason"] == "cannot_connect"


async def test_the_region_of_the_country_is_proposed(house, service):
    """Whoever sets it up may choose another."""
    house.config.country = "AU"
    flow = await house.config_entries.flow.async_init("twitchwise", context={"source": SOURCE_USER})
    proposed = {str(field): (field.description or {}).get("suggested_value") for field in flow["data_schema"].schema}
    assert proposed == {"host": "127.0.0.1", "port": 10710, "region": "australia"}


async def test_an_entry_can_be_changed(house, entry, service, unused_tcp_port_factory):
    """To an address at which Twitchwise answers."""
    flow = await entry.start_reconfigure_flow(house)
    form = {"host": "127.0.0.1", "port": unused_tcp_port_factory(), "region": "us"}
    wrong = await house.config_entries.flow.async_configure(flow["flow_id"], form)
    assert wrong["errors"] == {"base": "cannot_connect"}
    done = await house.config_entries.flow.async_configure(flow["flow_id"], {**form, "port": service.port})
    assert (done["reason"], entry.data["region"]) == ("reconfigure_successful", "us")


async def test_diagnostics_have_no_host_and_no_answers(house, entry, service):
    """What the service offers, and whether it answers."""
    told = await async_get_config_entry_diagnostics(house, entry)
    assert told == {
        "port": service.port,
        "region": "uk",
        "service": {"answers": True, "version": "1.2.3", "ears": [], "voices": []},
    }
