"""A rendering without the silence around it, which a caller would wait through: pauses between sentences are the talker's."""

import numpy as np

from voice.ports import Rendered

_SILENT_BELOW = 80
_BEFORE_SECONDS, _AFTER_SECONDS = 0.01, 0.03


def trimmed(rendered: Rendered) -> Rendered:
    """All from shortly before the first sound to shortly after the last; as it is where there is none."""
    loud = np.flatnonzero(np.abs(rendered.samples.astype(np.int32)) > _SILENT_BELOW)
    if not len(loud):
        return rendered
    first = max(0, int(loud[0]) - round(_BEFORE_SECONDS * rendered.rate_hz))
    last = int(loud[-1]) + round(_AFTER_SECONDS * rendered.rate_hz)
    return Rendered(rendered.samples[first:last], rendered.rate_hz)
