"""The server: hands each connection to the parts of a service, until it is stopped.

1. Turns, hearing and speaking have a thread each: a long answer holds up nobody's words.
2. A turn that has begun is finished and kept, also where the client or the service leaves meanwhile.
"""

import asyncio
import contextlib
import itertools
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from voice.surfaces.wyoming.connection import Connection, Threads
from voice.surfaces.wyoming.parts import Service
from voice.surfaces.wyoming.wire import MOST_HEADER

_LOOK_SECONDS = 5.0
"""Between two looks whether a conversation was left, and two signs of life to a service manager."""


async def serve(service: Service, listening: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve whoever connects to the socket, until the program is told to stop. `ready` is called when clients can come."""
    stopped = asyncio.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, stopped.set)
    clients: set[asyncio.Task[None]] = set()
    numbers = itertools.count(1)
    with _threads() as threads:

        async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 (this is one)
            clients.add(task)
            task.add_done_callback(clients.discard)
            # Cancelled by nobody but us, below.
            with contextlib.suppress(asyncio.CancelledError):
                await Connection(service, threads, reader, writer, f"client {next(numbers)}").run()

        begin = asyncio.start_unix_server if listening.family == socket.AF_UNIX else asyncio.start_server
        server = await begin(client, sock=listening, limit=MOST_HEADER)
        async with service.announced:
            ready()
            await _until(stopped, service)
        server.close()
        for task in clients:
            task.cancel()
        await asyncio.gather(*clients, return_exceptions=True)


async def _until(stopped: asyncio.Event, service: Service) -> None:
    """Look after what nobody asks for, until it is over."""
    while not stopped.is_set():
        service.alive()
        service.conversations.tidy(service.now())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), _LOOK_SECONDS)


@contextlib.contextmanager
def _threads() -> Iterator[Threads]:
    """A thread for turns, one for the ear and one for the voice; what they are at is finished on leaving."""
    with (
        ThreadPoolExecutor(1, "turns") as turns,
        ThreadPoolExecutor(1, "ear") as ear,
        ThreadPoolExecutor(1, "voice") as voice,
    ):
        yield Threads(turns, ear, voice)
