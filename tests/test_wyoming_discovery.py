"""A service that is announced in the network is found there by name, with its address and port, and is gone when it ends."""

import asyncio

import pytest
from patience import HANG_SECONDS
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncZeroconf

from tests.served import DEAF_AND_DUMB, serving
from voice.errors import TwitchwiseError
from voice.surfaces.wyoming import discovery
from voice.surfaces.wyoming.discovery import Announcement

KIND = "_wyoming._tcp.local."


async def found(name):
    """What is told of the service of that name, as Home Assistant asks for it."""
    network = AsyncZeroconf(ip_version=IPVersion.V4Only)
    try:
        return await network.async_get_service_info(KIND, f"{name}.{KIND}", timeout=HANG_SECONDS * 1_000)
    finally:
        await network.async_close()


def test_an_announced_service_is_found():
    """By its name, with its address and port, and with the mark by which it is known as ours."""

    async def find():
        async with Announcement("twitchwise-found-test", "127.0.0.1", 10_710):
            return await found("twitchwise-found-test")

    info = asyncio.run(find())
    assert (info.port, info.parsed_addresses()) == (10_710, ["127.0.0.1"])
    assert info.decoded_properties == {"app": "twitchwise"}


def test_a_service_that_listens_everywhere_is_announced_at_its_network_address(tmp_path):
    """Where it can be reached."""
    options = (*DEAF_AND_DUMB, "--open-to-network", "--zeroconf", "twitchwise-open-test")
    with serving(tmp_path, *options, uri="tcp://0.0.0.0:0") as running:
        info = asyncio.run(found("twitchwise-open-test"))
        assert running.uri == f"tcp://0.0.0.0:{info.port}"
        (address,) = info.parsed_addresses()
        running.uri = f"tcp://{address}:{info.port}"
        assert running.describe().handle
        assert running.end() == 0


@pytest.mark.parametrize("name", ["", "a.b", "long" * 20])
def test_a_name_that_cannot_be_announced_is_told(name):
    """With what would be right."""
    with pytest.raises(TwitchwiseError, match="a name of at most 63 letters without a dot would be right"):
        Announcement(name, "127.0.0.1", 10_710)


def test_a_name_that_is_taken_is_told():
    """Two services in one network need two names."""

    async def twice():
        first, second = (Announcement("twitchwise-twice-test", "127.0.0.1", port) for port in (10_710, 10_711))
        async with first, second:
            pass

    with pytest.raises(TwitchwiseError, match="give --zeroconf another name"):
        asyncio.run(twice())


def test_an_address_that_is_none_is_told():
    """Nothing can be announced of it."""
    with pytest.raises(TwitchwiseError, match="no network to announce it in"):
        Announcement("twitchwise-test", "no.such.host.invalid", 10_710)


@pytest.mark.parametrize(
    "fault", [OSError(97, "Address family not supported by protocol"), RuntimeError("No interfaces to listen on")]
)
def test_a_network_that_may_not_be_used_is_told(monkeypatch, fault):
    """As where the system keeps a service from looking at its interfaces."""

    def no_network(**_):
        raise fault

    async def announce():
        async with Announcement("twitchwise-test", "127.0.0.1", 10_710):
            pass

    monkeypatch.setattr(discovery, "AsyncZeroconf", no_network)
    with pytest.raises(TwitchwiseError, match=r"--zeroconf: no network to announce it in \(.+\); leave it out"):
        asyncio.run(announce())
