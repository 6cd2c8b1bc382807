"""A conversation that nobody meant: a false wake in a room where others talk, with silences and noise in between."""

import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml
from talking import whole
from test_callers import grammar

from voice.rehearsal.scripted import VirtualClock
from voice.session import Session
from voice.skill.dialogue.effects import Assessed, Effect, End, Listen, Say
from voice.skill.dialogue.events import Event, Heard, NoInput, NoMatch, Started
from voice.store.memory import MemoryStore

CORPUS = Path(__file__).parent / "corpus"
SPEAKING_SECONDS = 3.0
MOST_EVENTS = 300
"""After so many the others have left the room: only silence follows."""


@cache
def not_meant_for_us() -> tuple[str, ...]:
    """Every text that the corpus marks to be rejected."""
    files = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("*.yaml")))
    return tuple(entry["text"] for file in files for entry in file["utterances"] if entry.get("reject"))


@dataclass
class Room:
    """Fills `ports.Surface`: what is heard in the room is drawn from `texts`, in the same order for the same `seed`."""

    texts: tuple[str, ...]
    seed: int
    clock: VirtualClock = field(default_factory=VirtualClock)
    transcript: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Choose what will be heard."""
        self._chance = random.Random(self.seed)  # an order of words, not a secret
        self._events = 0

    def perform(self, effect: Effect) -> None:
        """Write it down."""
        self.effects.append(effect)
        if isinstance(effect, Say):
            self.clock.wait(SPEAKING_SECONDS)
            self.transcript.append(f"  {effect.prompt}: {effect.text}")

    def next_event(self, listen: Listen) -> Event:
        """Mostly words; now and then silence or noise."""
        self._events += 1
        kind = self._chance.random() if self._events <= MOST_EVENTS else 0.0
        if kind < 0.1:
            self.clock.wait(listen.no_input_after)
            self.transcript.append("> (silence)")
            return NoInput()
        self.clock.wait(SPEAKING_SECONDS)
        if kind < 0.2:
            self.transcript.append("> (noise)")
            return NoMatch()
        words = self._chance.choice(self.texts)
        self.transcript.append(f"> {words}")
        return Heard(words=words)


@dataclass(frozen=True)
class Overheard:
    """How it went: the outcome, the prompts that were said, what is on disk, and the transcript."""

    outcome: str
    prompts: tuple[str, ...]
    kept: dict[str, object]
    transcript: tuple[str, ...]
    called: bool
    """Whether anybody was told to call for help."""


def overheard(texts: tuple[str, ...], seed: int) -> Overheard:
    """Hold the conversation to its end."""
    room, store = Room(texts, seed), MemoryStore()
    session = Session(whole(), grammar(), store, room, room.clock)
    outcome = session.run(Started())
    prompts = tuple(effect.prompt for effect in room.effects if isinstance(effect, Say))
    assert any(isinstance(effect, End) for effect in room.effects)
    found = [effect.disposition for effect in room.effects if isinstance(effect, Assessed)]
    called = "ask_emergency" in prompts or "emergency" in found
    return Overheard(outcome, prompts, dict(store.load() or {}), tuple(room.transcript), called)
