"""What a prompt cache needs of a voice besides its sound."""

from typing import Protocol

from voice.ports import Synthesiser


class NamedSynthesiser(Synthesiser, Protocol):
    """A synthesiser that says which voice it is, so that two voices share no entry."""

    @property
    def name(self) -> str:
        """Voice, engine and normal pace."""

    def get_ready(self) -> None:
        """Load what the first rendering would wait for. Raises SynthesisError."""
