"""How loud speech is, and bringing it to the level that an acoustic model hears best."""

import numpy as np

from voice.ports import Samples

_FRAME = 400
_LOUDEST_FRAMES = 8
_GAIN_AT_MOST = 50.0


def speech_level(samples: Samples) -> float:
    """The root mean square of the loudest 0.2 s, in sample units: pauses before and after do not count."""
    whole = len(samples) // _FRAME * _FRAME
    if not whole:
        return 0.0
    power = np.mean(samples[:whole].astype(np.float64).reshape(-1, _FRAME) ** 2, axis=1)
    return float(np.sqrt(np.mean(np.sort(power)[-_LOUDEST_FRAMES:])))


def gain_to(level: float, samples: Samples) -> float:
    """What to multiply `samples` by so that their speech level becomes `level`; 50 at most."""
    found = speech_level(samples)
    return min(_GAIN_AT_MOST, level / found) if found > 0 else 1.0
