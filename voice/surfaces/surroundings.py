"""What is wrong with what the microphone gives, and with the room around it: told once each, in a conversation.

1. What is seen at once is shown at once; what a caller has to hear is said when nobody is in the middle of an answer.
2. Where it is too loud for answers to be made out with certainty, ways around that are offered: before the first question,
   where the noise alone tells; otherwise after the first answer that does not stand out of it.
"""

from collections import deque
from collections.abc import Callable

import numpy as np

from voice.audio.signal import Complaint, Signal
from voice.ports import RATE_HZ, Samples
from voice.recognition.room_noise import RoomNoise
from voice.skill.dialogue.events import Event, NoInput

_BEFORE_SECONDS = 2.5
"""How much of what was recorded before a conversation the room is judged by."""


class Surroundings:
    """Watches the microphone of one surface, block by block, from one conversation to the next.

    `show` and `say` tell a complaint on the screen and aloud.
    """

    def __init__(self, room: RoomNoise, *, show: Callable[[Complaint], None], say: Callable[[Complaint], None]) -> None:
        self._room, self._show, self._say = room, show, say
        self._signal = Signal()
        self._before: deque[Samples] = deque()
        self._told: set[Complaint] = set()

    def over(self) -> None:
        """Whoever comes next is told again."""
        self._told.clear()

    def idle(self, block: Samples) -> None:
        """A block that came while nobody was asked anything."""
        self._before.append(block)
        while sum(map(len, self._before)) - len(self._before[0]) >= _BEFORE_SECONDS * RATE_HZ:
            self._before.popleft()

    def conversation(self) -> None:
        """A conversation begins: the room is judged by what came before."""
        if self._before:
            self._room.look_at(np.concatenate(self._before))
            self._before.clear()
        self._judge_room()

    def begin(self) -> None:
        """An answer is waited for."""
        self._signal.begin()

    def accept(self, block: Samples) -> None:
        """The next samples while it is."""
        self._show_any(self._signal.accept(block))

    def judged(self, event: Event) -> None:
        """What became of it: the microphone may be dead, the voice faint, or the room too loud for it."""
        if isinstance(event, NoInput):
            if self._signal.dead and self._first_time(Complaint.DEAD):
                self._say(Complaint.DEAD)
            return
        self._show_any(self._signal.spoken())
        self._room.spoken()
        self._judge_room()

    def _judge_room(self) -> None:
        if self._room.loud and self._first_time(Complaint.LOUD):
            self._show(Complaint.LOUD)
            self._say(Complaint.LOUD)

    def _show_any(self, complaint: Complaint | None) -> None:
        if complaint is not None:
            self._show(complaint)

    def _first_time(self, complaint: Complaint) -> bool:
        """Whether it was not told in this conversation yet; from now on it was."""
        first = complaint not in self._told
        self._told.add(complaint)
        return first
