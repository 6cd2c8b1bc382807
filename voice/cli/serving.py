"""Joins the parts of a Wyoming service. Needs the extra `home-assistant`."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from voice.ports import Recogniser
from voice.recognition import load_recogniser
from voice.session import SystemClock
from voice.settings import Settings
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.model import Knowledge
from voice.store.folder import StateFolder
from voice.store.places import folders_list
from voice.surfaces.extras import needed
from voice.surfaces.supervisor import Supervisor
from voice.surfaces.turns import Conversations
from voice.surfaces.wyoming.address import Address, bound
from voice.surfaces.wyoming.asr import Listener
from voice.surfaces.wyoming.handle import Agent
from voice.surfaces.wyoming.info import info_of
from voice.surfaces.wyoming.parts import Service
from voice.surfaces.wyoming.recent import Recent
from voice.surfaces.wyoming.service import serve
from voice.surfaces.wyoming.tts import Speaker
from voice.synthesis.named import NamedSynthesiser
from voice.synthesis.voices import load_voice
from voice.talk import asking_for, ear_for, manner_of

Notice = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a service is wanted, and where. Conversations are kept in `folder`, without which they live in memory."""

    address: Address
    ear: bool = True
    voice: bool = True
    announced_as: str | None = None
    folder: Path | None = None


def serve_until_stopped(knowledge: Knowledge, settings: Settings, wanted: Wanted, notice: Notice) -> None:
    """Serve until the program is told to stop. Raises TwitchwiseError for an address, folder, ear or voice that cannot be had."""
    supervisor = Supervisor(os.environ)
    clock = SystemClock()
    with ExitStack() as stack:
        stack.callback(supervisor.stopping)
        folder = stack.enter_context(StateFolder(wanted.folder, folders_list())) if wanted.folder is not None else None
        listening, address = stack.enter_context(bound(wanted.address))
        grammar = load_grammar(knowledge)
        now = partial(_now, clock)
        manner = manner_of(settings).model_copy(update={"shared": True, "keeps": False})
        conversations = Conversations(
            knowledge, grammar, at=now(), region=settings.region, manner=manner, folder=folder, notice=notice
        )
        recent = Recent()
        recogniser = load_recogniser(settings.recogniser, settings.model, width=settings.width) if wanted.ear else None
        voice = _ready(load_voice(settings.voice)) if wanted.voice else None
        asking = asking_for(knowledge, grammar, now)
        service = Service(
            info=info_of(ear=recogniser.name if recogniser else None, voice=_called(voice) if voice else None),
            conversations=conversations,
            agent=Agent(conversations, recent),
            now=now,
            notice=notice,
            listener=Listener(ear_for(recogniser, settings), asking, conversations, recent, now) if recogniser else None,
            speaker=Speaker(voice, settings.rate, settings.volume) if voice else None,
            alive=supervisor.alive,
            announced=_announced(wanted.announced_as, address),
        )

        def ready() -> None:
            supervisor.ready()
            notice(f"Listening on {address}: {_parts(recogniser, voice)}.")

        asyncio.run(serve(service, listening, ready=ready))


def _now(clock: SystemClock) -> datetime:
    return clock.now() or datetime.now()


def _ready(voice: NamedSynthesiser) -> NamedSynthesiser:
    """The voice, loaded: the first sentence is not to wait for it."""
    voice.get_ready()
    return voice


def _called(voice: NamedSynthesiser) -> str:
    """The voice's own name, without what a cache needs to tell it from others."""
    return voice.name.split(":")[1]


def _announced(name: str | None, address: Address) -> AbstractAsyncContextManager[object]:
    """The service's announcement in the network, where one is wanted. Raises TwitchwiseError where it cannot be made."""
    if name is None:
        return nullcontext()
    needed("home-assistant", "zeroconf", "zeroconf", at_least="0.132", below="1")
    from voice.surfaces.wyoming.discovery import Announcement  # noqa: PLC0415 (only whoever announces needs the package)

    return Announcement(name, address.host, address.port)


def _parts(recogniser: Recogniser | None, voice: NamedSynthesiser | None) -> str:
    """What the start says of who answers, hears and speaks."""
    ear = [f"ear ({recogniser.name})"] if recogniser is not None else []
    mouth = [f"voice ({_called(voice)})"] if voice is not None else []
    return ", ".join(["agent", *ear, *mouth])
