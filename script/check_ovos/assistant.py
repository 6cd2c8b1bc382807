"""OVOS in this process (ovoscope's MiniCroft), with the skill, in virtual time; and a client that talks to it."""

import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from ovos_bus_client.message import Message
from ovos_bus_client.session import Session
from ovoscope import CONVERSE_PIPELINE, FALLBACK_PIPELINE, PADACIOSO_PIPELINE, STOP_PIPELINE, get_minicroft

from ovos_skill_twitchwise.interview import Interview, Wishes

SKILL = "ovos-skill-twitchwise.twitchwise"
PIPELINE = [
    *(*STOP_PIPELINE[:1], *CONVERSE_PIPELINE, *PADACIOSO_PIPELINE[:1], *FALLBACK_PIPELINE[:1]),
    *(*STOP_PIPELINE[1:2], *FALLBACK_PIPELINE[1:]),
]
"""As OVOS has it by default, as far as nothing has to be compiled for it."""
_HANG_SECONDS = 30.0
_ENDS = ("ovos.utterance.handled", f"{SKILL}.stop.response")


class Assistant:
    """OVOS with the skill. What is said to it is answered before `say` returns."""

    def __init__(self) -> None:
        self._croft = get_minicroft([SKILL], default_pipeline=PIPELINE)
        self.skill = self._croft.plugin_skills[SKILL].instance
        self._answers: list[Message] = []
        for name in ("speak", "mycroft.audio.speech.stop", *_ENDS):
            self._croft.bus.on(name, self._answers.append)

    def start(self, folder: Path, now: Callable[[], datetime], region: str | None) -> None:
        """Start the skill anew at the time `now` gives, with what is kept in `folder`."""
        self.skill.interview.close()
        self.skill.interview = Interview(folder, print, now)
        self.skill.interview.set(Wishes(region=region))

    def emit(self, kind: str, data: dict[str, Any], session: Session, *, ends: bool = True) -> list[Message]:
        """What a client is told upon a message of its own; `ends`: OVOS tells when it has been handled."""
        self._answers.clear()
        since = time.monotonic()
        self._croft.bus.emit(Message(kind, data, {"session": session.serialize(), "source": "client", "destination": "skills"}))
        while ends and not any(answer.msg_type in _ENDS for answer in list(self._answers)):
            if time.monotonic() - since > _HANG_SECONDS:
                raise TimeoutError(f"{kind} {data}: not handled in {_HANG_SECONDS:.0f} s")
            time.sleep(0.002)
        # What is spoken may come from another thread than the end of the utterance.
        time.sleep(0.01)
        return list(self._answers)

    def say_as(self, session: Session, words: str, language: str = "en-US") -> list[Message]:
        """What is told to a client with this session upon words of its own."""
        session.pipeline = PIPELINE
        return self.emit("recognizer_loop:utterance", {"utterances": [words], "lang": language}, session)

    def stop(self) -> None:
        """End it."""
        self._croft.stop()


class Client:
    """Somebody with a session of their own. `carries`: what OVOS has made of the session is brought back with the next words."""

    def __init__(self, assistant: Assistant, name: str, *, carries: bool) -> None:
        self._assistant, self.name, self._carries = assistant, name, carries
        self._session = self._new()
        self.told: dict[str, Any] = {}
        self.lines: list[str] = []
        self.spoke = False

    def _new(self) -> Session:
        return Session(self.name)

    def say(self, words: str) -> None:
        """Say it, and hear what comes of it."""
        self.lines.append(f"> {words}")
        self.spoke = True
        self._heard(self._assistant.say_as(self._session, words))

    def say_nothing(self) -> None:
        """Be listened to, and not be heard."""
        self.lines.append("> (nothing)")
        self.spoke = False
        self._heard(self._assistant.emit("recognizer_loop:speech.recognition.unknown", {}, self._session, ends=False))

    def _heard(self, answers: list[Message]) -> None:
        self.told = {}
        for message in answers:
            if self._carries:
                self._session = Session.deserialize(message.context["session"])
            if message.msg_type == "speak":
                self.lines.append(f"  {message.data['utterance']}")
                self.told = {**message.data["meta"].get("twitchwise", {}), "listens": message.data["expect_response"]}


def scratch_folder() -> Path:
    """An empty folder for what is kept."""
    return Path(tempfile.mkdtemp(prefix="twitchwise-ovos-")) / "conversations"
