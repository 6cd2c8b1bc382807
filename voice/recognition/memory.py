"""Giving memory back to the system: what a grammar took while it was made, and large blocks as soon as they are free.

Otherwise it stays with the process: 50 MB after five questions, and 20 to 40 MB after an answer of ten seconds.
"""

import ctypes
import sys


def give_back() -> None:
    """Return what is free to the system, where the C library can (glibc); takes some milliseconds."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


_MMAP_THRESHOLD, _TRIM_THRESHOLD = -3, -1
"""Options of glibc's mallopt (malloc.h)."""
_LARGE = 4 << 20


def give_back_large_blocks() -> None:
    """From now on, return blocks of 4 MB and more when they are freed, where the C library can (glibc).

    By itself it takes the largest block that was ever freed for the limit, such as a model's file while it is loaded.
    """
    option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if option is not None:
        option(_MMAP_THRESHOLD, _LARGE)
        option(_TRIM_THRESHOLD, _LARGE)
