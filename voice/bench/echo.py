"""Does it answer itself, and is a caller heard who speaks too soon or over a prompt? In simulated rooms.

1. Every sentence that the product says comes back into the open microphone, and nobody speaks: whatever is taken for an
   answer is a self-answer, whatever cuts the prompt off a false barge-in.
2. A caller speaks over the last moments of a prompt, or in the midst of it: found, and made out, or not.

The floor, the endpointing, the recogniser and the understanding are the product's own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from voice.audio.barge_in import BargeIn
from voice.bench.room import Room
from voice.ports import Rendered, Samples, Synthesiser
from voice.recognition.ear import Asking, Ear
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.surfaces.floor import Early, Floor

WARM_UP = "Hello. Before anything else I will tell you how this goes, so that we begin with the sound of the room."
PROMPTS = (
    "Take your time, and tell me a little about what the muscle has been doing since you noticed it.",
    "I will ask a few short questions now, and any of them can be answered in a word or two.",
    "When you think of the last time that it happened, would you tell me about that in your own words?",
)
"""What callers speak over: nothing in it is an answer."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one prompt: what was taken for the caller's before the floor was theirs, and what was heard in the end."""

    early: Early
    event: Heard | NoInput | NoMatch

    @property
    def words(self) -> str:
        """What was heard."""
        return self.event.words if isinstance(self.event, Heard) else ""

    @property
    def answered(self) -> bool:
        """Whether the dialogue was given an answer."""
        event = self.event
        return isinstance(event, Heard) and event.reading is not None and event.reading.certainty != "rejected"


class Listener:
    """The product's floor and ear in one room. `barge_in` where it is wished for."""

    def __init__(self, ear: Ear, room: Room, barge_in: BargeIn | None = None) -> None:
        self._ear = ear
        self.room = room
        self._floor = Floor(room, room, barge_in, clock=room.now)

    def hear(self, prompt: Rendered, text: str, asking: Asking) -> Outcome:
        """Say a prompt and hear what comes of it, as the spoken surface does."""
        self.room.say(prompt, text)
        early = self._floor.hear_out(lambda: None, interruptible=True)
        blocks = chain([early.sound] if len(early.sound) else [], self.room.blocks())
        return Outcome(early, self._ear.hear(blocks, asking, overlap=early.overlap, torn=lambda: not early.whole))


def self_answers(
    listener: Listener, texts: Iterable[str], voice: Synthesiser, asking: Callable[[str], Asking]
) -> Iterator[tuple[str, Outcome]]:
    """Each text, and what came of it where nobody spoke; a prompt that means nothing first, to learn the room by."""
    for text in chain([WARM_UP], texts):
        outcome = listener.hear(voice.render(text), text, asking(text))
        if text != WARM_UP:
            yield text, outcome


def callers(
    listener: Listener, said: Iterable[tuple[str, Samples]], voice: Synthesiser, asking: Asking, *, before_end: float
) -> Iterator[tuple[str, Outcome]]:
    """Callers who begin so many seconds before a prompt ends: what each said, and what came of it."""
    listener.hear(voice.render(WARM_UP), WARM_UP, asking)
    for number, (words, sound) in enumerate(said):
        text = PROMPTS[number % len(PROMPTS)]
        prompt = voice.render(text)
        listener.room.calls(sound, max(0.0, prompt.seconds - before_end))
        yield words, listener.hear(prompt, text, asking)
