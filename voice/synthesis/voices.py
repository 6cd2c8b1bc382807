"""Chooses the voice: a natural one where its package is, else eSpeak NG.

What is named and cannot be used is an error. What `auto` finds and cannot be loaded is not: eSpeak NG speaks until it is mended.
"""

from collections.abc import Callable

from voice.errors import SynthesisError
from voice.known_voices import USUAL, VOICES
from voice.ports import Rendered
from voice.synthesis.espeak import load_synthesiser
from voice.synthesis.named import NamedSynthesiser
from voice.synthesis.natural import NaturalSynthesiser, why_not_natural

AUTO, NATURAL, ESPEAK = "auto", "natural", "espeak"


def load_voice(voice: str = AUTO) -> NamedSynthesiser:
    """The voice by name: `auto`, `natural`, `espeak`, one of the natural voices, or one of eSpeak NG's (`en-us+f3`).

    Raises SynthesisError for an unknown voice, and for one that cannot be used here.
    """
    wanted = voice.strip()
    match wanted.lower():
        case "auto":
            return _best()
        case "natural":
            return NaturalSynthesiser(USUAL)
        case "espeak":
            return load_synthesiser()
        case name if name in VOICES:
            return NaturalSynthesiser(VOICES[name])
        case _:
            return load_synthesiser(wanted)


def which_voice(voice: NamedSynthesiser, asked: str, why: Callable[[], str | None] = why_not_natural) -> str:
    """What the screen says at the start about who speaks, and how to have the better voice unless this one was asked for.

    `why` gives the cause that the natural voice does not, with what mends it; None where there is none any more.
    """
    if voice.name.startswith("espeak"):
        if asked.strip().lower() != AUTO:
            return "Speaking with eSpeak NG."
        return f"Speaking with eSpeak NG, as the natural voice cannot be used here: {why() or 'it could not be a moment ago'}."
    return f"Speaking with a natural voice, {voice.name.split(':')[1]}."


def _best() -> NamedSynthesiser:
    if why_not_natural() is not None:
        return load_synthesiser()
    return WithStandIn(NaturalSynthesiser(USUAL), load_synthesiser())


class WithStandIn:
    """A voice, and the one that speaks in its place from the moment when it fails: a program that talks must not fall silent."""

    def __init__(self, voice: NamedSynthesiser, stand_in: NamedSynthesiser) -> None:
        self._voice = voice
        self._stand_in = stand_in

    @property
    def name(self) -> str:
        """Of the one that speaks now."""
        return self._voice.name

    def get_ready(self) -> None:
        """Load it, or take the other one."""
        try:
            self._voice.get_ready()
        except SynthesisError:
            self._voice = self._stand_in

    def render(self, text: str, *, rate: float = 1.0) -> Rendered:
        """The text in the voice, or in the other one. Raises SynthesisError where both fail."""
        try:
            return self._voice.render(text, rate=rate)
        except SynthesisError:
            self._voice = self._stand_in
            return self._voice.render(text, rate=rate)
