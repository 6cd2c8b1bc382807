"""The service, started as people start it, and its own voice for the words of a caller."""

import asyncio
import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from house import Sound
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import Synthesize

START_SECONDS = 180
_REST_SECONDS = (0.4, 2.0)
"""Silence before and after a caller's words."""


@dataclass
class Service:
    """`twitchwise serve` at a port, with a folder in which its conversations are kept; started and ended as needed."""

    repository: Path
    home: Path
    port: int
    process: subprocess.Popen[str] | None = None

    async def start(self, *options: str) -> None:
        """Start it, and wait until it can be talked to."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_", "NOTIFY_"))}
        kept = ("--state-folder", str(self.home / "conversations"), "--region", "uk")
        command = [str(self.repository / ".venv" / "bin" / "twitchwise"), "serve", "--uri", self.uri, *kept, *options]
        environment = {**plain, "HOME": str(self.home)}
        with (self.home / "service.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True)
        async with asyncio.timeout(START_SECONDS):
            while not await self._answers():
                if self.process.poll() is not None:
                    raise RuntimeError((self.home / "service.log").read_text(encoding="utf-8"))
                await asyncio.sleep(0.2)

    @property
    def uri(self) -> str:
        """Where it listens."""
        return f"tcp://127.0.0.1:{self.port}"

    async def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            async with AsyncTcpClient("127.0.0.1", self.port):
                return True
        return False

    def kill(self) -> None:
        """End it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    async def spoken(self, words: str) -> Sound:
        """The words in the service's own voice, with silence around them."""
        pcm, rate = b"", 16_000
        async with AsyncTcpClient("127.0.0.1", self.port) as client:
            await client.write_event(Synthesize(words).event())
            while (event := await client.read_event()) is not None and not AudioStop.is_type(event.type):
                if AudioChunk.is_type(event.type):
                    chunk = AudioChunk.from_event(event)
                    pcm, rate = pcm + chunk.audio, chunk.rate
        before, after = (b"\0\0" * int(seconds * rate) for seconds in _REST_SECONDS)
        return Sound(before + pcm + after, rate)
