"""The wake phrases that are offered, what was measured of each, and the one that a small packaged model listens for.

1. A phrase is offered only with what was measured of it, and by whom it was said then, printed wherever it is switched on.
2. Nothing else is decoded, and no sound is kept for longer than the model needs it: about a second.
3. What is missing is told in one line when the phrase is switched on, not when it is first said.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from voice.errors import RecogniserError
from voice.ports import Samples

_PACKAGE = "pymicro_wakeword"
_INSTALL = 'pip install -e ".[wake]"'
WITHOUT = "without it, a key begins a conversation"


@dataclass(frozen=True, slots=True)
class Measured:
    """At one level of noise: of `said` phrases so many were `missed`; so many `alarms` in `hours` of other speech."""

    missed: int
    said: int
    alarms: int
    hours: float


@dataclass(frozen=True, slots=True)
class WakePhrase:
    """A phrase, and what was measured of it by level of noise, `said_by` people or by voices that stand for them.

    `model`: the packaged model that listens for it; none where the recogniser does.
    """

    text: str
    model: str | None
    measured: Mapping[str, Measured]
    said_by: str = "people"

    @property
    def figures(self) -> str:
        """Misses and false alarms, in a line."""
        quiet, noisy = self.measured["quiet"], self.measured["10 dB"]
        hours = sum(one.hours for one in self.measured.values())
        alarms = sum(one.alarms for one in self.measured.values())
        missed = f"missed {quiet.missed / quiet.said:.0%} in quiet and {noisy.missed / noisy.said:.0%} in loud noise"
        by = "" if self.said_by == "people" else f" by {self.said_by}"
        alarmed = f"{alarms / hours:.1f} false alarms an hour of other people's talk ({alarms} in {hours:.0f} hours)"
        return f"{missed}{by}, {alarmed}"

    def __str__(self) -> str:
        return f'"{self.text}", {self.figures}; see docs/wake.md'


ALEXA = WakePhrase(
    "Alexa",
    "alexa",
    {
        "quiet": Measured(6, 315, 1, 3.77),
        "20 dB": Measured(9, 315, 3, 3.77),
        "10 dB": Measured(31, 315, 2, 3.77),
    },
)
_SYNTHETIC = "natural synthetic voices"
OFFERED: Mapping[str, WakePhrase] = {
    "alexa": ALEXA,
    "okay muscle check": WakePhrase(
        "Okay muscle check",
        None,
        {"quiet": Measured(0, 36, 0, 5.55), "20 dB": Measured(0, 36, 0, 1.40), "10 dB": Measured(3, 36, 0, 1.40)},
        _SYNTHETIC,
    ),
    "hey twitchwise": WakePhrase(
        "Hey Twitchwise",
        None,
        {"quiet": Measured(0, 36, 0, 3.45), "20 dB": Measured(0, 36, 0, 0.0), "10 dB": Measured(6, 36, 0, 0.93)},
        _SYNTHETIC,
    ),
}
"""By the value of the setting `wake_phrase`. Measured by `twitchwise bench wake`; docs/wake.md has the intervals, the
recordings, and the phrases that did worse."""


class PackagedWakeWord:
    """Fills `ports.WakeWord` with a model of the package pymicro-wakeword.

    Raises RecogniserError where the package or the model is missing.
    """

    def __init__(self, phrase: WakePhrase = ALEXA) -> None:
        package = _package()
        if not Path(str(package.__file__)).with_name("models").joinpath(f"{phrase.model}.tflite").is_file():
            raise RecogniserError(f"the package pymicro-wakeword has no model {phrase.model!r}: {_INSTALL}; {WITHOUT}")
        self.phrase = phrase.text
        try:
            self._model: Any = package.MicroWakeWord.from_builtin(package.Model(phrase.model))
            self._features: Any = package.MicroWakeWordFeatures()
        except (OSError, ValueError, RuntimeError) as error:
            raise RecogniserError(f"the wake phrase's model cannot be loaded ({error}); {WITHOUT}") from None

    def accept(self, block: Samples) -> bool:
        """Take the next samples; whether the phrase has just been heard."""
        heard = False
        for features in self._features.process_streaming(block.tobytes()):
            heard = bool(self._model.process_streaming(features)) or heard
        return heard

    def forget(self) -> None:
        """Begin anew: what comes has nothing to do with what was heard."""
        self._features.reset()
        self._model.reset()


def _package() -> ModuleType:
    try:
        return importlib.import_module(_PACKAGE)
    except ImportError:
        raise RecogniserError(f"the wake phrase needs the package pymicro-wakeword: {_INSTALL}; {WITHOUT}") from None
