"""OVOS as it runs on a device: its message bus, its core and another skill as processes, with a folder of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ovos_bus_client import Message, MessageBusClient
from ovos_bus_client.session import Session

from script.check_ovos.assistant import PIPELINE, SKILL

CLOCK = "clock.check"
_READY_SECONDS = 180.0
_ANSWER_SECONDS = 60.0
_END_SECONDS = 10.0
_QUIET_SECONDS = 1.0
"""So long after what was spoken last, nothing more is expected."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was spoken to a session upon its words, by which skill, and whether OVOS listens then."""

    text: str
    skill: str
    listens: bool
    facts: dict[str, Any]


class Bus:
    """A client on the bus. It does not carry sessions: OVOS itself keeps the one of the device, whose name is "default"."""

    def __init__(self, port: int) -> None:
        self._client = MessageBusClient(host="127.0.0.1", port=port)
        self._client.run_in_thread()
        self._client.connected_event.wait(_READY_SECONDS)
        self._answers: list[tuple[str, Answer]] = []
        self._failed: list[str] = []
        self._client.on("speak", self._note)
        self._client.on("complete_intent_failure", lambda message: self._failed.append(_session(message)))

    def _note(self, message: Message) -> None:
        data = message.data
        facts = data.get("meta", {}).get("twitchwise", {})
        answer = Answer(data["utterance"], message.context.get("skill_id", ""), bool(data.get("expect_response")), facts)
        self._answers.append((_session(message), answer))

    def is_ready(self, what: str) -> bool:
        """Whether a part of OVOS is: `skills`, or a skill by its name."""
        answer = self._client.wait_for_response(Message(f"mycroft.{what}.is_ready"), timeout=1)
        return bool(answer and answer.data.get("status"))

    def say(self, session: str, words: str) -> tuple[Answer, ...]:
        """What is spoken to a session upon words of its own; an answer to anybody else is a fault."""
        self._answers.clear()
        self._failed.clear()
        context = {} if session == "default" else {"session": Session(session).serialize()}
        self._client.emit(Message("recognizer_loop:utterance", {"utterances": [words], "lang": "en-US"}, context))
        since = time.monotonic()
        known, last = 0, since
        while not known or time.monotonic() - last < _QUIET_SECONDS:
            if time.monotonic() - since > _ANSWER_SECONDS:
                break
            time.sleep(0.02)
            told = len(self._answers) + len(self._failed)
            known, last = told, time.monotonic() if told > known else last
        strays = {whose for whose, _ in self._answers} - {session}
        if strays:
            raise RuntimeError(f"{words!r} of {session} was answered to {strays}")
        return tuple(answer for _, answer in self._answers)

    def close(self) -> None:
        """Leave the bus."""
        self._client.close()


def _session(message: Message) -> str:
    return str(message.context.get("session", {}).get("session_id", "default"))


@contextmanager
def running(folder: Path, settings: dict[str, Any]) -> Iterator[Bus]:
    """OVOS with the skill and these settings of it, its files in `folder`; ended on leaving."""
    port = _free_port()
    _write(folder / "mycroft" / "mycroft.conf", {"websocket": {"port": port}, "intents": {"pipeline": PIPELINE}})
    _write(folder / "mycroft" / "skills" / SKILL / "settings.json", settings)
    places = {f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "STATE", "DATA", "CACHE")}
    environment = {**os.environ, **places, "HOME": str(folder)}
    with (folder / "log").open("wb") as log, ExitStack() as stack:

        def start(program: str, *arguments: str) -> None:
            command = [str(Path(sys.executable).parent / program), *arguments]
            process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: S603 (a part of OVOS)
            stack.callback(_end, process)

        start("ovos-messagebus")
        _until(lambda: _listens(port))
        bus = Bus(port)
        stack.callback(bus.close)
        start("ovos-core")
        _until(lambda: bus.is_ready("skills"))
        start("ovos-skill-launcher", CLOCK, str(Path(__file__).parent / "clock"))
        _until(lambda: bus.is_ready(CLOCK))
        yield bus


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _write(path: Path, document: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def _until(true: Callable[[], bool]) -> None:
    since = time.monotonic()
    while not true():
        if time.monotonic() - since > _READY_SECONDS:
            raise TimeoutError(f"OVOS was not ready in {_READY_SECONDS:.0f} s")
        time.sleep(0.2)
