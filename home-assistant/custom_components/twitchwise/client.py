"""The service at its address: a connection for each exchange, a limit of time for each, and two ways to fail.

Nothing that was said is in any error or log.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Final

from wyoming.asr import Transcript
from wyoming.client import AsyncTcpClient
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info

from .told import Told, told_by

_CONNECT_SECONDS: Final = 5.0
_ANSWER_SECONDS: Final = 10.0
_MOST_EVENTS: Final = 20
"""Events that are passed over before the answer; our service sends none."""
_AGENT: Final = "twitchwise"
_NO_ANSWER: Final = (OSError, TimeoutError, EOFError)
_NO_WYOMING: Final = (*_NO_ANSWER, ValueError, KeyError, TypeError, AttributeError)
"""What the protocol's client raises for bytes that are no events."""


class ServiceError(Exception):
    """The service did not answer as it should.

    ServiceError
    ├── CannotConnectError    nothing answers at the address
    └── NotTwitchwiseError    something answers, and it is not a Twitchwise that speaks the protocol
    """


class CannotConnectError(ServiceError):
    """Nothing answers at the address."""


class NotTwitchwiseError(ServiceError):
    """Something answers, and not as Twitchwise does."""


class TwitchwiseClient:
    """The service at a host and port. It holds no connection between calls."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    async def describe(self) -> Info:
        """What the service offers. Raises CannotConnectError, or NotTwitchwiseError where our agent is not among it."""
        event = await self._answer(Describe().event(), Info.is_type)
        try:
            info = Info.from_event(event)
        except _NO_WYOMING as error:
            raise NotTwitchwiseError(f"{self}: what is there does not describe itself as a Wyoming service does") from error
        if not any(program.name == _AGENT for program in info.handle):
            raise NotTwitchwiseError(f"{self}: a Wyoming service without an agent called {_AGENT}")
        return info

    async def ask(self, words: str, context: Mapping[str, str | bool]) -> Told:
        """What the service answers to somebody's words; the context names the conversation. Raises ServiceError."""
        return told_by(await self._answer(Transcript(words, context=dict(context)).event(), Handled.is_type, NotHandled.is_type))

    async def _answer(self, question: Event, *kinds: Callable[[str], bool]) -> Event:
        """The first event of one of these kinds that comes back."""
        client = AsyncTcpClient(self._host, self._port, connect_timeout=_CONNECT_SECONDS)
        try:
            await client.connect()
        except (*_NO_ANSWER, ValueError) as error:  # a host that is no name
            raise CannotConnectError(f"{self}: nothing answers there ({type(error).__name__})") from error
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await client.write_event(question)
                return await self._awaited(client, kinds)
        except _NO_WYOMING as error:
            raise NotTwitchwiseError(f"{self}: no proper answer came ({type(error).__name__})") from error
        finally:
            await _closed(client)

    async def _awaited(self, client: AsyncTcpClient, kinds: tuple[Callable[[str], bool], ...]) -> Event:
        for _ in range(_MOST_EVENTS):
            event = await client.read_event()
            if event is None or event.type == "error":
                break
            if any(is_kind(event.type) for is_kind in kinds):
                return event
        raise NotTwitchwiseError(f"{self}: it ended or refused the exchange")

    def __str__(self) -> str:
        return f"[{self._host}]:{self._port}" if ":" in self._host else f"{self._host}:{self._port}"


async def _closed(client: AsyncTcpClient) -> None:
    """Leave; an end that does not go well is no fault, as the answer is there or has failed already."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(_CONNECT_SECONDS):
            await client.disconnect()
