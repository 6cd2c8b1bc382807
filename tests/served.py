"""A service that is started as people start it, and Wyoming's own client to talk to it."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

from patience import HANG_SECONDS, wait_until
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize

from voice.ports import RATE_HZ

FORM = {"rate": RATE_HZ, "width": 2, "channels": 1}
DEAF_AND_DUMB = ("--no-ear", "--no-voice")
BEGINS = "Listening on "


class Served:
    """A running service: its address, its process, and what it has told so far."""

    def __init__(self, process):
        self.process = process
        self.lines = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        wait_until(lambda: self.lines or process.poll() is not None, "the first line of the service")
        first = next(iter(self.lines), "")
        assert first.startswith(BEGINS), self.lines
        self.uri = first.removeprefix(BEGINS).partition(": ")[0]

    def _read(self):
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    @property
    def complaints(self):
        """What it told beyond that it has begun."""
        return self.lines[1:]

    def end(self, how=signal.SIGTERM):
        """Stop it, and wait; its exit status."""
        self.process.send_signal(how)
        status = self.process.wait(HANG_SECONDS)
        self._reader.join(HANG_SECONDS)
        return status

    def exchange(self, *events, answers=1):
        """The answers to these events on one connection; what comes before the connection ends, where that is earlier."""
        return asyncio.run(self._exchanged(events, answers))

    async def _exchanged(self, events, answers):
        async with AsyncClient.from_uri(self.uri, read_timeout=HANG_SECONDS) as client:
            for event in events:
                await client.write_event(event if isinstance(event, Event) else event.event())
            return [answer for _ in range(answers) if (answer := await client.read_event()) is not None]

    def say(self, words, key="kitchen"):
        """What is answered to words."""
        (answer,) = self.exchange(Transcript(words, context={"conversation_id": key}))
        return answer

    def describe(self):
        """What it says that there is."""
        (answer,) = self.exchange(Describe())
        return Info.from_event(answer)

    def hear(self, samples, **context):
        """The words that it hears."""
        (answer,) = self.exchange(Transcribe(language="en", context=context or None), *sound_of(samples), AudioStop())
        return Transcript.from_event(answer).text if Transcript.is_type(answer.type) else Error.from_event(answer)

    def speak(self, text):
        """The chunks of sound in which it speaks a text, between their start and stop."""
        return asyncio.run(self._spoken(text))

    async def _spoken(self, text):
        async with AsyncClient.from_uri(self.uri, read_timeout=HANG_SECONDS) as client:
            await client.write_event(Synthesize(text).event())
            events = []
            while not events or not AudioStop.is_type(events[-1].type):
                events.append(await client.read_event())
        assert AudioStart.is_type(events[0].type)
        return [AudioChunk.from_event(event) for event in events[1:-1]]


def sound_of(samples, size=1_024):
    """The events that carry the sound, but for its end."""
    sound = samples.astype("<i2").tobytes()
    return [AudioStart(**FORM), *(AudioChunk(audio=sound[at : at + 2 * size], **FORM) for at in range(0, len(sound), 2 * size))]


def command(*options):
    """How people start it."""
    return [sys.executable, "-m", "voice", "serve", *map(str, options)]


@contextmanager
def serving(folder, *options, uri="tcp://127.0.0.1:0", **environment):
    """A service of a user whose home is `folder`; ended on leaving."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_", "NOTIFY_"))}
    process = subprocess.Popen(
        command("--uri", uri, *options),
        env={**plain, "HOME": str(folder), **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process.stderr:
        try:
            yield Served(process)
        finally:
            process.kill()
            process.wait()


def refused(folder, *options):
    """What a service that cannot begin is told, and its exit status."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "TWITCHWISE_"))}
    done = subprocess.run(
        command(*options), env={**plain, "HOME": str(folder)}, capture_output=True, text=True, timeout=HANG_SECONDS, check=False
    )
    return done.stderr, done.returncode
