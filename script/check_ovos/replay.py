"""Holds every rehearsal of `tests/conversations` with OVOS, and compares what comes of it with the rehearsal's own end.

The caller is the rehearsal's, and is told nothing but what is listened for. What OVOS has no means for is done as its people
would do it: a key is said, a choice is said in its words, noise is heard as words without meaning, and after a pause, or a power
cut that was too long, they call again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from script.check_ovos.assistant import Assistant, Client, scratch_folder
from voice.rehearsal.scripted import (
    MOST_TURNS,
    Played,
    PowerCutError,
    ScriptedCaller,
    VirtualClock,
    caller_returns,
    rehearse,
    spoken_seconds,
)
from voice.rehearsal.scripts import load_script
from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, NoInput
from voice.skill.dialogue.state import Manner
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.surfaces.choices import Menu, possible_answers

CONVERSATIONS = Path(__file__).resolve().parents[2] / "tests" / "conversations"
CALL = "ask twitchwise"
NOISE = "fnord blargh"


@dataclass(frozen=True, slots=True)
class End:
    """What a conversation came to: how urgent it is, and how it ended."""

    disposition: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Row:
    """A rehearsal, its own end, and its ends with a client that carries its session and one that loses it."""

    name: str
    own: End
    carried: End
    lost: End
    deaf: int
    """Questions put to somebody who had just said something, after which OVOS was not told to listen."""
    lines: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether all three are the same, and every question was listened to."""
        return self.own == self.carried == self.lost and not self.deaf


class Replay:
    """One rehearsal, held with OVOS by a client."""

    def __init__(self, assistant: Assistant, script: Mapping[str, Any], client: Client) -> None:
        self._assistant, self._script, self._client = assistant, script, client
        self._knowledge, self._clock = knowledge(), VirtualClock()
        self._caller = ScriptedCaller(self._knowledge, grammar(), script, self._clock, Played(""))
        self._folder = scratch_folder()
        self._disposition: str | None = None
        self.deaf = 0

    def play(self) -> End:
        """Hold it to its end."""
        self._start()
        self._call()
        for _ in range(MOST_TURNS):
            outcome = self._client.told.get("outcome")
            if outcome == "paused" and caller_returns(self._script):
                self._call()
            elif outcome is not None or not self._holds():
                return End(self._disposition, outcome or "abandoned")
            else:
                self._turn()
        return End(self._disposition, "endless")

    def _start(self) -> None:
        self._assistant.start(self._folder, self._clock.now, self._script.get("region"))

    def _call(self) -> None:
        self._client.say(CALL)
        self._note()

    def _holds(self) -> bool:
        return bool(self._assistant.skill.interview.holds(self._client.name))

    def _turn(self) -> None:
        listen = self._assistant.skill.interview.conversations.listening(self._client.name, self._clock.now())
        self._caller.perform(listen)
        try:
            event = self._caller.next_event(listen)
        except PowerCutError as cut:
            self._clock.wait(cut.gone.total_seconds())
            self._start()
            if not self._holds():
                self._call()
            return
        self._do(listen, event)
        self._note()

    def _do(self, listen: Listen, event: Event) -> None:
        match event:
            case Heard(words=words):
                self._client.say(words)
            case NoInput():
                self._client.say_nothing()
            case Key(command=command):
                self._client.say(command.replace("_", " "))
            case Chosen():
                self._client.say(_label(possible_answers(self._knowledge, listen), event))
            case _:
                self._client.say(NOISE)

    def _note(self) -> None:
        told = self._client.told
        self._disposition = told.get("disposition") or self._disposition
        self.deaf += self._client.spoke and bool(told.get("question")) and not told["listens"]
        for line in self._client.lines[-1:]:
            self._clock.wait(spoken_seconds(line))


def _label(menu: Menu, event: Chosen) -> str:
    """The words of a choice; where it is chosen in steps, its value."""
    label = next((option.label for option in menu if option.event == event), None)
    return label or " ".join(f"{value} day" if isinstance(value, int) else " ".join(value) for value in event.answers.values())


@cache
def knowledge() -> Knowledge:
    """What comes with the program."""
    return load_knowledge()


@cache
def grammar() -> Grammar:
    """Of its language."""
    return load_grammar(knowledge())


def rows(assistant: Assistant, paths: Iterable[Path]) -> Iterator[Row]:
    """One for each rehearsal."""
    for number, path in enumerate(paths):
        script = load_script(path, knowledge().regions)
        played = rehearse(knowledge(), grammar(), script, manner=Manner(shared=True))
        own = End(played.assessment.get("disposition"), played.outcome)
        clients = [Client(assistant, f"{number} {carries}", carries=carries) for carries in (True, False)]
        replays = [Replay(assistant, script, client) for client in clients]
        carried, lost = (replay.play() for replay in replays)
        name = str(path.relative_to(CONVERSATIONS).with_suffix(""))
        lines = next((client.lines for client, end in zip(clients, (carried, lost), strict=True) if end != own), [])
        yield Row(name, own, carried, lost, sum(replay.deaf for replay in replays), tuple(lines))


def compare(only: str) -> bool:
    """Replay the rehearsals whose names hold `only`, print the table, and tell whether all came to their own ends."""
    paths = [path for path in sorted(CONVERSATIONS.rglob("*.yaml")) if only in str(path)]
    assistant = Assistant()
    print(f"{'rehearsal':52} {'its own end':24} {'session carried':24} {'session lost':24}")
    wrong = []
    for row in rows(assistant, paths):
        mark = "" if row.is_right else "  <- differs" if not row.deaf else f"  <- {row.deaf} questions without listening"
        print(f"{row.name:52} {_told(row.own):24} {_told(row.carried):24} {_told(row.lost):24}{mark}", flush=True)
        wrong += [] if row.is_right else [row]
    assistant.stop()
    for row in wrong:
        print("", row.name, *row.lines, sep="\n")
    print(f"\n{len(paths)} rehearsals, each with both clients: {len(wrong)} differ")
    return not wrong


def _told(end: End) -> str:
    return f"{end.disposition or '-'}, {end.outcome}"
