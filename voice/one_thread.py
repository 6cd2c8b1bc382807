"""Loading a library that would share its work among threads, so that it uses one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_LIMIT = "OMP_THREAD_LIMIT"


@contextmanager
def one_thread() -> Iterator[None]:
    """What is loaded meanwhile and works with OpenMP uses one thread, unless the user has said otherwise.

    OpenMP reads the limit when it is loaded, and only then. Threads that share little work wait for one another at full speed:
    the voice-activity model takes a tenth of a millisecond a frame in one thread, and ten times that in one for each core.
    """
    before = os.environ.get(_LIMIT)
    os.environ[_LIMIT] = before or "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_LIMIT]
