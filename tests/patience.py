"""How long a test waits for what must come: long enough for any machine, so that only what never comes fails it."""

import time

HANG_SECONDS = 500
"""Less than pytest's own limit, which cannot say what was waited for."""


def wait_until(happened, what="what was waited for"):
    """Look until it is so; what it gave."""
    gives_up = time.monotonic() + HANG_SECONDS
    while not (found := happened()):
        assert time.monotonic() < gives_up, f"never came: {what() if callable(what) else what}"
        time.sleep(0.02)
    return found
