"""Where a service listens: a socket in a folder, or a port of this machine; of the network only where that is asked for.

Wyoming has no password and no encryption: whoever reaches the address can talk to the service, and be told what others have not
finished saying to it.
"""

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from voice.errors import TwitchwiseError
from voice.outside import echoed

USUAL = "tcp://127.0.0.1:10710"
_MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Address:
    """A `path` of a socket, or a `host` and its `port`; port 0 is any that is free."""

    path: Path | None = None
    host: str = ""
    port: int = 0

    @property
    def is_of_this_machine(self) -> bool:
        """Whether no other machine can reach it."""
        if self.path is not None or self.host == "localhost":
            return True
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False

    def __str__(self) -> str:
        if self.path is not None:
            return f"unix://{self.path}"
        return f"tcp://[{self.host}]:{self.port}" if ":" in self.host else f"tcp://{self.host}:{self.port}"


def address_of(uri: str) -> Address:
    """The address that `uri` names. Raises TwitchwiseError, saying what would be right."""
    scheme, found, rest = uri.partition("://")
    if found and scheme == "unix" and rest.startswith("/"):
        return Address(path=Path(rest))
    host, found, port = rest.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if scheme == "tcp" and found and host and port.isdecimal() and int(port) <= _MOST_PORT:
        return Address(host=host, port=int(port))
    raise TwitchwiseError(f"{echoed(uri)}: no address; {USUAL} or unix:///run/user/1000/twitchwise.sock would be right")


@contextlib.contextmanager
def bound(address: Address) -> Iterator[tuple[socket.socket, Address]]:
    """A socket that is bound to the address, and the address with its port. Raises TwitchwiseError where that cannot be had.

    A socket in a folder goes when the context ends.
    """
    try:
        listening = _bound_to_path(address.path) if address.path is not None else _bound_to_port(address.host, address.port)
    except OSError as error:
        raise TwitchwiseError(f"{address}: cannot be listened on ({error.strerror or error}); give another --uri") from None
    except UnicodeError:
        raise TwitchwiseError(f"{echoed(str(address))}: no name of a machine; {USUAL} would be right") from None
    with listening:
        if address.path is None:
            yield listening, replace(address, port=listening.getsockname()[1])
            return
        try:
            yield listening, address
        finally:
            address.path.unlink(missing_ok=True)


def _bound_to_port(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(family, kind, protocol)
    try:
        # A service that was just stopped may be started anew.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
    except OSError:
        made.close()
        raise
    return made


def _bound_to_path(path: Path) -> socket.socket:
    """Its owner's alone. What a service that was killed has left there is taken away; one that lives keeps it."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        if path.is_socket() and not _answers(path):
            path.unlink()
        made.bind(str(path))
        path.chmod(0o600)
    except OSError:
        made.close()
        raise
    return made


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        try:
            caller.connect(str(path))
        except ConnectionRefusedError:
            return False
        return True
