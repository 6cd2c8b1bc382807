"""Which emergencies are new: each conversation announces one once, however long it goes on.

1. A conversation counts as the same until it is over, or nobody has said anything in it for as long as the service keeps it.
2. Only ids and times are kept here, and of a bounded number of conversations.
"""

from collections import OrderedDict
from typing import Final

_LEFT_SECONDS: Final = 300.0
"""As long as the service keeps a silent conversation."""
_MOST: Final = 200


class Emergencies:
    """The emergencies that were announced. Times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._announced: OrderedDict[str, float] = OrderedDict()

    def is_new(self, conversation: str, at: float, *, emergency: bool, is_over: bool) -> bool:
        """Whether a turn of the conversation has to announce an emergency."""
        since = self._announced.pop(conversation, None)
        known = since is not None and at - since < _LEFT_SECONDS
        if (known or emergency) and not is_over:
            self._announced[conversation] = at
            while len(self._announced) > _MOST:
                self._announced.popitem(last=False)
        return emergency and not known
