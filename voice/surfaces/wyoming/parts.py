"""The parts of a service, which all its connections share."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from wyoming.info import Info

from voice.surfaces.turns import Conversations
from voice.surfaces.wyoming.asr import Listener
from voice.surfaces.wyoming.handle import Agent
from voice.surfaces.wyoming.tts import Speaker


@dataclass(frozen=True, slots=True)
class Service:
    """What serves; without a listener or speaker it does not hear or speak.

    `now` gives the local time. `notice` is told, in a line, of what did not fit. `alive` is called every few seconds. `announced`
    lasts for as long as clients can come.
    """

    info: Info
    conversations: Conversations
    agent: Agent
    now: Callable[[], datetime]
    notice: Callable[[str], None]
    listener: Listener | None = None
    speaker: Speaker | None = None
    alive: Callable[[], None] = lambda: None
    announced: AbstractAsyncContextManager[object] = field(default_factory=nullcontext)
