"""Short sounds that say what is going on, made here from a table: pitch in hertz and seconds, one after the other.

Rising means "go on", falling means "that was it"; all are soft, and shorter than a sixth of a second, so as not to be waited for.
"""

import numpy as np

from voice.ports import Rendered

_RATE_HZ = 48_000
_PEAK = 0.12
_NOTES: dict[str, tuple[tuple[float, float], ...]] = {
    "listening": ((660, 0.05), (880, 0.06)),
    "woken": ((523, 0.04), (660, 0.04), (880, 0.06)),
    "heard": ((880, 0.04),),
    "not_understood": ((392, 0.06), (330, 0.09)),
    "done": ((880, 0.05), (660, 0.05), (440, 0.06)),
    "muted": ((440, 0.05), (220, 0.08)),
    "lost": ((330, 0.07), (220, 0.09)),
}


def earcon_names() -> tuple[str, ...]:
    """All that there are."""
    return tuple(_NOTES)


def earcon(name: str) -> Rendered:
    """The sound of that name, mono int16 at 48 kHz; no samples for a name that has none."""
    notes = [_note(hertz, seconds) for hertz, seconds in _NOTES.get(name, ())]
    sound = np.concatenate(notes) if notes else np.zeros(0)
    return Rendered(np.asarray(np.round(sound * _PEAK * 32767), np.int16), _RATE_HZ)


def _note(hertz: float, seconds: float) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    count = round(seconds * _RATE_HZ)
    # A raised-cosine edge of 8 ms on either side: no clicks.
    edge = np.minimum(1.0, np.minimum(np.arange(count), np.arange(count)[::-1]) / (0.008 * _RATE_HZ))
    wave: np.ndarray[tuple[int], np.dtype[np.float64]] = np.sin(2 * np.pi * hertz * np.arange(count) / _RATE_HZ)
    return wave * (0.5 - 0.5 * np.cos(np.pi * edge))
