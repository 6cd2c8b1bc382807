"""One client's connection: its events are answered one after another, in their order.

An event that nobody knows is passed over, as the protocol wants. One that does not fit is answered by `error` and told in a
line; the next is read. Neither ends anything for others.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TypeVar

from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk
from wyoming.error import Error
from wyoming.event import Event, async_write_event
from wyoming.ping import Ping, Pong
from wyoming.tts import Synthesize

from voice.errors import EventError, SynthesisError, TwitchwiseError
from voice.outside import cut
from voice.surfaces.wyoming.asr import Sound
from voice.surfaces.wyoming.handle import key_of, named_in
from voice.surfaces.wyoming.parts import Service
from voice.surfaces.wyoming.wire import LostError, read_event

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Threads:
    """On which the parts of a service work."""

    turns: Executor
    ear: Executor
    voice: Executor


class Connection:
    """A client called `name` in what is told of it. Use `run` once."""

    def __init__(
        self, service: Service, threads: Threads, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, name: str
    ) -> None:
        self._service, self._threads, self._reader, self._writer, self._name = service, threads, reader, writer, name
        self._key: str | None = None
        self._sound: Sound | None = None
        self._hearing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Answer the client until it leaves."""
        try:
            with contextlib.suppress(ConnectionError):
                while await self._served():
                    pass
        finally:
            await self._stop_hearing()
            self._writer.close()

    async def _served(self) -> bool:
        """Take one event; whether more can come."""
        try:
            event = await read_event(self._reader)
            if event is not None and event.type in _ANSWERS:
                await _ANSWERS[event.type](self, event)
        except TwitchwiseError as error:
            await self._refuse(error)
            # Whoever waits for sound that does not come would wait for ever.
            return not isinstance(error, LostError | SynthesisError)
        return event is not None

    async def _refuse(self, error: TwitchwiseError) -> None:
        """Tell both sides what did not fit."""
        self._service.notice(f"{self._name}: {error}")
        await self._write(Error(text=str(error), code=type(error).__name__).event())

    async def describe(self, _: Event) -> None:
        """What there is."""
        await self._write(self._service.info.event())

    async def ping(self, event: Event) -> None:
        """A sign of life."""
        await self._write(Pong(text=_parsed(Ping.from_event, event).text).event())

    async def transcript(self, event: Event) -> None:
        """Words: what there is to say to them."""
        said = _parsed(Transcript.from_event, event)
        now = self._service.now()
        answer = await self._on(self._threads.turns, lambda: self._service.agent.answer(said, self._name, now))
        if self._service.speaker is not None and answer.context is not None:
            self._service.speaker.remember(answer.text or "", answer.context["rate"], answer.context["volume"])
        # Writing to a client that has just left would be no error yet.
        if not self._reader.at_eof():
            await self._write(answer.event())
            self._service.conversations.passed_on(key_of(said, self._name))

    async def transcribe(self, event: Event) -> None:
        """Sound is to come, in a conversation that may be named."""
        context = _parsed(Transcribe.from_event, event).context
        self._key = named_in(context) if isinstance(context, dict) else None
        if self._service.listener is None:
            raise EventError("transcribe: the ear of this service is off; start it without --no-ear")

    async def audio_start(self, _: Event) -> None:
        """The sound begins, and so does the hearing."""
        await self._stop_hearing()
        if self._service.listener is not None:
            self._sound = Sound()
            self._hearing = asyncio.create_task(self._hear(self._sound))

    async def audio_chunk(self, event: Event) -> None:
        """More sound, of which some may come after the answer."""
        if self._sound is not None:
            self._sound.take(_parsed(AudioChunk.from_event, event))

    async def audio_stop(self, _: Event) -> None:
        """That was all of the sound."""
        if self._sound is not None:
            self._sound.end()

    async def synthesize(self, event: Event) -> None:
        """A text is to be spoken."""
        speaker = self._service.speaker
        if speaker is None:
            raise EventError("synthesize: the voice of this service is off; start it without --no-voice")
        sound = speaker.speak(_parsed(Synthesize.from_event, event))
        while (piece := await self._on(self._threads.voice, lambda: next(sound, None))) is not None:
            await self._write(piece)

    async def _hear(self, sound: Sound) -> None:
        listener = self._service.listener
        assert listener is not None  # noqa: S101 (it began the hearing)
        key = self._key or self._own()
        try:
            text = await self._on(self._threads.ear, lambda: listener.hear(sound, key))
        except TwitchwiseError as error:
            await self._refuse(error)
            self._writer.close()
            return
        self._sound = None
        await self._write(Transcript(text=text).event())

    def _own(self) -> str | None:
        """The connection's own conversation, where one goes on."""
        return self._name if self._service.conversations.holds(self._name, self._service.now()) else None

    async def _stop_hearing(self) -> None:
        """End the sound, and wait for what is still made of it."""
        if self._sound is not None:
            self._sound.end()
        if self._hearing is not None:
            with contextlib.suppress(ConnectionError):
                await self._hearing
        self._sound = self._hearing = None

    async def _on(self, thread: Executor, work: Callable[[], _T]) -> _T:
        return await asyncio.get_running_loop().run_in_executor(thread, work)

    async def _write(self, event: Event) -> None:
        await async_write_event(event, self._writer)


def _parsed(parse: Callable[[Event], _T], event: Event) -> _T:
    """What an event holds. Raises EventError where it lacks something, or holds something else."""
    try:
        return parse(event)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EventError(f"{event.type}: it does not fit the protocol ({cut(type(error).__name__)}: {cut(str(error))})") from None


_ANSWERS: Mapping[str, Callable[[Connection, Event], Awaitable[None]]] = {
    "describe": Connection.describe,
    "ping": Connection.ping,
    "transcript": Connection.transcript,
    "transcribe": Connection.transcribe,
    "audio-start": Connection.audio_start,
    "audio-chunk": Connection.audio_chunk,
    "audio-stop": Connection.audio_stop,
    "synthesize": Connection.synthesize,
}
"""What is done with each event that a client can send."""
