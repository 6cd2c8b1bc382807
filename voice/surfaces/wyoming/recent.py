"""What the ear heard a moment ago, for the agent: Home Assistant hands words on as text alone, without the ear's doubt.

The last hypotheses are kept for ten seconds; when the same text arrives at the agent, it counts as it was heard.
"""

import threading
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from voice.skill.dialogue.effects import Listen
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.skill.dialogue.timing import elapsed

_KEPT = timedelta(seconds=10)
_MOST = 16

Account = Heard | NoInput | NoMatch
"""What an ear says of one answer."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard, as an answer to what, and in which text it was handed on."""

    text: str
    account: Account
    listen: Listen
    at: datetime


class Recent:
    """The last hearings, from whatever thread. Times come with each call."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hearings: deque[Hearing] = deque(maxlen=_MOST)

    def keep(self, hearing: Hearing) -> None:
        """One more."""
        with self._lock:
            self._hearings.append(hearing)

    def take(self, text: str, listen: Listen, at: datetime) -> Hearing | None:
        """The newest hearing of that text, which counts once; rather one that answers what is listened for now."""
        with self._lock:
            fresh = [one for one in self._hearings if one.text == text.strip() and _is_fresh(one, at)]
            found = next((one for one in reversed(fresh) if one.listen == listen), fresh[-1] if fresh else None)
            if found is not None:
                self._hearings.remove(found)
            return found


def _is_fresh(hearing: Hearing, at: datetime) -> bool:
    gone = elapsed(hearing.at, at)
    return gone is not None and timedelta() <= gone < _KEPT
