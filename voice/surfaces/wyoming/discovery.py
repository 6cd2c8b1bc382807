"""Announces the service in the network, so that Home Assistant finds it by itself (multicast DNS)."""

import ipaddress
import socket
from types import TracebackType

from voice.errors import TwitchwiseError
from voice.outside import cut
from voice.surfaces.extras import needed

_KIND = "_wyoming._tcp.local."
_MOST_NAME = 63
_EVERYBODY = ("224.0.0.251", 5353)


class Announcement:
    """The service of that name at `host` and `port`, announced for as long as the context lasts."""

    def __init__(self, name: str, host: str, port: int) -> None:
        needed("home-assistant", "zeroconf", "zeroconf", at_least="0.132", below="1")
        from zeroconf import IPVersion, NonUniqueNameException  # noqa: PLC0415 (only whoever announces needs it)
        from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf  # noqa: PLC0415

        if not name or len(name.encode()) > _MOST_NAME or "." in name:
            raise TwitchwiseError(
                f"--zeroconf {cut(name)!r}: a name of at most {_MOST_NAME} letters without a dot would be right"
            )
        self._taken = NonUniqueNameException
        self._network = AsyncZeroconf(ip_version=IPVersion.V4Only)
        self._service = AsyncServiceInfo(_KIND, f"{name}.{_KIND}", addresses=[_reached_at(host)], port=port)

    async def __aenter__(self) -> "Announcement":
        try:
            await self._network.async_register_service(self._service)
        except self._taken:
            await self._network.async_close()
            raise TwitchwiseError(f"{self._service.name} is announced by another service; give --zeroconf another name") from None
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._network.async_unregister_service(self._service)
        await self._network.async_close()


def _reached_at(host: str) -> bytes:
    """Where others reach what listens on `host`: where that is every address, at the one in this machine's network."""
    try:
        address = ipaddress.IPv4Address(socket.gethostbyname(host))
        if address.is_unspecified:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outwards:
                # Nothing is sent by this.
                outwards.connect(_EVERYBODY)
                address = ipaddress.IPv4Address(outwards.getsockname()[0])
    except OSError as error:
        raise TwitchwiseError(f"--zeroconf: no network to announce it in ({error.strerror}); leave it out") from None
    return address.packed
