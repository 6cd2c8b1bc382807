"""A real Home Assistant without a screen: started in its folder, set up by its own REST and websocket interfaces.

Its state is new each time. It listens on this machine alone.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp

START_SECONDS = 300
ANSWER_SECONDS = 120
CHUNK_BYTES = 2_048
_CONFIGURATION = """
homeassistant:
  name: The house
  country: GB
  language: en
  time_zone: Europe/London
  internal_url: http://127.0.0.1:{port}
http:
  server_host: 127.0.0.1
  server_port: {port}
conversation:
assist_pipeline:
diagnostics:
zeroconf:
tts:
stt:
input_datetime:
  check_due:
    has_date: true
    has_time: true
automation:
  - alias: A sentence of the house that is also an answer
    triggers:
      - trigger: conversation
        command: ["no", "nope"]
    actions:
      - set_conversation_response: The house took that answer.
  - alias: check in
    id: check_in
    use_blueprint:
      path: twitchwise/check_in.yaml
      input:
        due: input_datetime.check_due
        satellite: assist_satellite.check_room
logger:
  default: warning
  logs:
    custom_components.twitchwise: debug
"""


def free_port() -> int:
    """A port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Turn:
    """What one run of the assist pipeline brought: its words, its answer, who gave it, and the sound of it."""

    heard: str
    said: str
    goes_on: bool
    locally: bool
    conversation: str | None
    sound: str = ""
    sound_bytes: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sound:
    """PCM of 16 bits in one channel, at so many hertz."""

    pcm: bytes
    rate: int


@dataclass
class House:
    """The running Home Assistant. `events` are those of the integration and of the room, in their order."""

    port: int
    config: Path
    process: subprocess.Popen[bytes]
    web: aiohttp.ClientSession
    token: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _number: int = 0
    _waiting: dict[int, asyncio.Queue[dict[str, Any]]] = field(default_factory=dict)

    async def rest(self, method: str, path: str, **content: Any) -> Any:
        """An answer of the REST interface."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.web.request(method, f"http://127.0.0.1:{self.port}{path}", headers=headers, **content) as answer:
            return await answer.json()

    async def ask(self, kind: str, **content: Any) -> dict[str, Any]:
        """The result of one command of the websocket interface."""
        with self._asking() as (number, answers):
            await self._send(number, kind, content)
            while (answer := await asyncio.wait_for(answers.get(), ANSWER_SECONDS))["type"] != "result":
                pass
            return answer

    async def flow(self, handler: str, *answers: dict[str, Any], entry: str | None = None) -> dict[str, Any]:
        """Where a config flow is after these answers to its forms; with `entry`, a flow that changes it."""
        begin = {"handler": handler} | ({"entry_id": entry} if entry else {})
        step = await self.rest("POST", "/api/config/config_entries/flow", json=begin)
        for answer in answers:
            step = await self.rest("POST", f"/api/config/config_entries/flow/{step['flow_id']}", json=answer)
        found: dict[str, Any] = step
        return found

    async def entities(self, *domains: str) -> list[str]:
        """The ids of all entities of these domains."""
        return sorted(
            one["entity_id"] for one in await self.rest("GET", "/api/states") if one["entity_id"].split(".")[0] in domains
        )

    async def talk(self, pipeline: str, said: str | Sound, conversation: str | None) -> Turn:
        """One run of a pipeline, with words or with sound."""
        run = {"pipeline": pipeline, "conversation_id": conversation}
        if isinstance(said, str):
            run |= {"start_stage": "intent", "end_stage": "intent", "input": {"text": said}}
        else:
            run |= {"start_stage": "stt", "end_stage": "tts", "input": {"sample_rate": said.rate}, "timeout": ANSWER_SECONDS}
        seen: dict[str, dict[str, Any]] = {}
        with self._asking() as (number, answers):
            await self._send(number, "assist_pipeline/run", run)
            while not {"run-end", "refused"} & set(seen):
                answer = await asyncio.wait_for(answers.get(), ANSWER_SECONDS)
                kind, happened = _happened(answer)
                seen[kind] = happened
                if kind == "stt-start" and isinstance(said, Sound):
                    await self._play(said, seen["run-start"]["runner_data"]["stt_binary_handler_id"])
        turn = _turn(seen, conversation)
        return replace(turn, sound_bytes=await self._taken(turn.sound)) if turn.sound else turn

    async def _taken(self, path: str) -> int:
        """How many bytes of sound there are, which a speaker would play."""
        async with self.web.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return len(await answer.read()) if answer.ok else 0

    async def _play(self, sound: Sound, handler: int) -> None:
        assert self._socket is not None
        for start in range(0, len(sound.pcm), CHUNK_BYTES):
            await self._socket.send_bytes(bytes([handler]) + sound.pcm[start : start + CHUNK_BYTES])
        await self._socket.send_bytes(bytes([handler]))

    @contextlib.contextmanager
    def _asking(self) -> Iterator[tuple[int, asyncio.Queue[dict[str, Any]]]]:
        self._number += 1
        self._waiting[self._number] = asyncio.Queue()
        try:
            yield self._number, self._waiting[self._number]
        finally:
            del self._waiting[self._number]

    async def _send(self, number: int, kind: str, content: dict[str, Any]) -> None:
        assert self._socket is not None
        await self._socket.send_json({"id": number, "type": kind, **content})

    async def onboard(self) -> None:
        """Make the first user, and come in as that user."""
        client = f"http://127.0.0.1:{self.port}/"
        user = {"client_id": client, "name": "Check", "username": "check", "password": "check it all", "language": "en"}
        code = await self.rest("POST", "/api/onboarding/users", json=user)
        form = {"grant_type": "authorization_code", "code": code["auth_code"], "client_id": client}
        self.token = (await self.rest("POST", "/auth/token", data=form))["access_token"]
        self._socket = await self.web.ws_connect(f"http://127.0.0.1:{self.port}/api/websocket")
        await self._socket.receive_json()
        await self._socket.send_json({"type": "auth", "access_token": self.token})
        assert (await self._socket.receive_json())["type"] == "auth_ok"
        self._reading = asyncio.create_task(self._read())
        for kind in ("twitchwise_emergency", "check_room"):
            await self._listen(kind)

    async def _listen(self, kind: str) -> None:
        self._number += 1
        queue = self._waiting[self._number] = _Kept(self.events)
        await self._send(self._number, "subscribe_events", {"event_type": kind})
        await asyncio.wait_for(queue.get(), ANSWER_SECONDS)

    async def _read(self) -> None:
        assert self._socket is not None
        async for message in self._socket:
            document = message.json()
            if document.get("id") in self._waiting:
                self._waiting[document["id"]].put_nowait(document)

    async def until(self, happened: Callable[[], bool], seconds: float = ANSWER_SECONDS) -> bool:
        """Whether it has come to be so within that time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not happened():
                    await asyncio.sleep(0.1)
        return happened()

    @property
    def emergencies(self) -> list[dict[str, Any]]:
        """The content of the events for an emergency."""
        return [event["data"] for event in self.events if event["event_type"] == "twitchwise_emergency"]

    @property
    def log(self) -> str:
        """What it wrote about itself."""
        return (self.config / "check.log").read_text(encoding="utf-8", errors="replace")


class _Kept(asyncio.Queue[dict[str, Any]]):
    """Keeps events in a list, and passes other answers on."""

    def __init__(self, events: list[dict[str, Any]]) -> None:
        super().__init__()
        self._events = events

    def put_nowait(self, item: dict[str, Any]) -> None:
        """One more."""
        if item["type"] == "event":
            self._events.append(item["event"])
        else:
            super().put_nowait(item)


def _happened(answer: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """An event of a run by its name; a command that was refused ends it."""
    if answer["type"] == "event":
        return answer["event"]["type"], answer["event"].get("data") or {}
    return ("accepted", {}) if answer.get("success") else ("refused", answer.get("error") or {})


def _turn(seen: dict[str, dict[str, Any]], conversation: str | None) -> Turn:
    fault = seen.get("error") or seen.get("refused") or {}
    output = seen.get("intent-end", {}).get("intent_output", {})
    speech = output.get("response", {}).get("speech", {}).get("plain", {}).get("speech", "")
    return Turn(
        heard=seen.get("stt-end", {}).get("stt_output", {}).get("text", ""),
        said=speech,
        goes_on=bool(output.get("continue_conversation")),
        locally=bool(seen.get("intent-end", {}).get("processed_locally")),
        conversation=output.get("conversation_id", conversation),
        sound=seen.get("tts-end", {}).get("tts_output", {}).get("url", ""),
        fault=f"{fault.get('code')}: {fault.get('message')}" if fault else "",
    )


@contextlib.asynccontextmanager
async def at_home(root: Path, repository: Path) -> AsyncIterator[House]:
    """A house with our integration, our blueprint and the room of this check; stopped on leaving."""
    config, port = root / "config", free_port()
    _furnish(config, repository, port)
    command = ["chroot", str(root), "/home-assistant/bin/hass", "--config", "/config"]
    environment = {
        **os.environ,
        "PATH": f"/home-assistant/bin:{os.environ['PATH']}",
        "VIRTUAL_ENV": "/home-assistant",
        "HOME": "/config",
    }
    with (config / "check.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    try:
        async with aiohttp.ClientSession() as web:
            house = House(port, config, process, web)
            await _answering(house)
            await house.onboard()
            yield house
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        process.wait()


def _furnish(config: Path, repository: Path, port: int) -> None:
    shutil.rmtree(config, ignore_errors=True)
    ours = repository / "home-assistant"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ours / "custom_components", config / "custom_components", ignore=ignored)
    shutil.copytree(ours / "blueprints", config / "blueprints")
    shutil.copytree(Path(__file__).parent / "room", config / "custom_components" / "check_room", ignore=ignored)
    (config / "configuration.yaml").write_text(_CONFIGURATION.format(port=port), encoding="utf-8")


async def _answering(house: House) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            if house.process.poll() is not None:
                raise RuntimeError(f"Home Assistant ended at once:\n{house.log[-3000:]}")
            with contextlib.suppress(aiohttp.ClientError, OSError):
                await house.rest("GET", "/api/onboarding")
                return
            await asyncio.sleep(0.5)
