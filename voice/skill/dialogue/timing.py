"""How much time has passed, and how much is too much: the limits that end, restart or age a conversation.

Times come with events. Where one is missing nothing is known of the time, and no limit has passed.
"""

from datetime import datetime, timedelta

LEFT_SECONDS = 300.0
"""After so long in silence a conversation is over."""
STALE = timedelta(minutes=30)
"""A conversation that a power cut broke off longer ago than this is begun again."""
LONG_PAUSE = timedelta(days=1)
"""A sign that was denied longer ago than this is asked about again."""
PUT_BACK = timedelta(minutes=2)
"""A clock that shows so much less than before was put back: how long it has been is not known."""


def elapsed(since: datetime | None, until: datetime | None) -> timedelta | None:
    """The time between the two; None where either is not known. Negative where the clock was put back."""
    if since is None or until is None:
        return None
    if since.tzinfo is None or until.tzinfo is None:
        since, until = since.replace(tzinfo=None), until.replace(tzinfo=None)
    return until - since


def is_put_back(gone: timedelta | None) -> bool:
    """Whether the clock has run backwards by more than clocks do that are merely corrected."""
    return gone is not None and gone < -PUT_BACK
