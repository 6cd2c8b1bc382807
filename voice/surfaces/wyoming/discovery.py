"""Announces the service in the network, so that Home Assistant finds it by itself (multicast DNS)."""

import ipaddress
import socket
from types import TracebackType

from zeroconf import IPVersion, NonUniqueNameException
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from voice.errors import TwitchwiseError
from voice.outside import cut

_KIND = "_wyoming._tcp.local."
_MOST_NAME = 63
_OURS = {"app": "twitchwise"}
"""Tells our service from others of that kind, whatever its name."""
_EVERYBODY = ("224.0.0.251", 5353)


class Announcement:
    """The service of that name at `host` and `port`, announced for as long as the context lasts.

    Raises TwitchwiseError for a name that cannot be announced, or that another service has.
    """

    def __init__(self, name: str, host: str, port: int) -> None:
        if not name or len(name.encode()) > _MOST_NAME or "." in name:
            raise TwitchwiseError(
                f"--zeroconf {cut(name)!r}: a name of at most {_MOST_NAME} letters without a dot would be right"
            )
        self._service = AsyncServiceInfo(_KIND, f"{name}.{_KIND}", addresses=[_reached_at(host)], port=port, properties=_OURS)
        self._network: AsyncZeroconf | None = None

    async def __aenter__(self) -> "Announcement":
        # Made here, as it belongs to the loop that is running.
        try:
            network = AsyncZeroconf(ip_version=IPVersion.V4Only)
        except (OSError, RuntimeError) as error:  # the latter where there is no interface
            raise _unannounced(error) from None
        try:
            await network.async_register_service(self._service)
        except NonUniqueNameException:
            await network.async_close()
            raise TwitchwiseError(f"{self._service.name} is announced by another service; give --zeroconf another name") from None
        self._network = network
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._network is not None:
            await self._network.async_unregister_service(self._service)
            await self._network.async_close()
            self._network = None


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
        raise _unannounced(error) from None
    return address.packed


def _unannounced(error: OSError | RuntimeError) -> TwitchwiseError:
    reason = (error.strerror if isinstance(error, OSError) else None) or cut(str(error))
    return TwitchwiseError(f"--zeroconf: no network to announce it in ({reason}); leave it out")
