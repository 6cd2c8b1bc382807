"""A wake phrase of our own, heard by the Moonshine model that hears the answers as well.

1. Only short speech that stands by itself is looked at (`short_speech`); whatever else is said is dropped as it comes,
   and what was looked at is dropped with the look. No words of it are kept or told.
2. It is the phrase where the model may as well have heard that as what it would write by itself: how likely the phrase's letters
   are (`spelling`), beside how likely its own words are.
3. The model is the one that is loaded already. Without it one line says so, and a key begins a conversation.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf

from voice.errors import RecogniserError
from voice.ports import Recogniser, Samples
from voice.recognition.beam import likeliest
from voice.recognition.endpointing import VoiceActivity, silero
from voice.recognition.moonshine import MoonshineRecogniser, encoded, floats, most_pieces
from voice.recognition.moonshine_network import Network
from voice.recognition.short_speech import ShortSpeech
from voice.recognition.spelling import Spelling
from voice.recognition.wake import WITHOUT, WakePhrase


@dataclass(frozen=True, slots=True)
class Spelt:
    """How a phrase may be written, and how much less likely than the model's own words it may be (natural logarithm)."""

    spellings: tuple[str, ...]
    behind: float


SPELT: Mapping[str, Spelt] = {
    "okay muscle check": Spelt(("okay muscle check", "ok muscle check"), 10.0),
    "hey twitchwise": Spelt(("hey twitchwise", "hate which wise"), 10.0),
}
"""By phrase in small letters. A word that the model does not know is also spelt with the words that it writes instead."""


class HeardPhrase:
    """Fills `ports.WakeWord`."""

    def __init__(
        self,
        phrase: WakePhrase,
        network: Network,
        voice_activity: Callable[[], VoiceActivity] = silero,
        spelt: Spelt | None = None,
    ) -> None:
        self.phrase = phrase.text
        self._spelt = spelt or SPELT[phrase.text.lower()]
        self._network = network
        self._spelling = Spelling(self._spelt.spellings, network.pieces)
        self._speech = ShortSpeech(voice_activity)

    def accept(self, block: Samples) -> bool:
        """Take the next samples; whether the phrase has just been heard."""
        heard = False
        for sound in self._speech.accept(block):
            heard = self.behind(sound) <= self._spelt.behind or heard
        return heard

    def forget(self) -> None:
        """Begin anew: what comes has nothing to do with what was heard."""
        self._speech.forget()

    def behind(self, sound: Samples) -> float:
        """How much less likely the phrase is than the model's own words for that sound; infinity where it is far from it."""
        speech = floats([sound])
        hidden = encoded(self._network, speech)
        own = likeliest(self._network, hidden, width=1, most_pieces=most_pieces(len(speech)))
        if not own:
            return inf
        most = own[0].log_probability
        return most - self._spelling.log_probability(self._network, hidden, most - 2 * self._spelt.behind)


def heard_phrase(phrase: WakePhrase, recogniser: Recogniser) -> HeardPhrase:
    """The phrase, heard by that recogniser. Raises RecogniserError where it is not Moonshine."""
    if not isinstance(recogniser, MoonshineRecogniser):
        raise RecogniserError(f'the wake phrase "{phrase.text}" is heard by Moonshine alone, which does not hear here; {WITHOUT}')
    return HeardPhrase(phrase, recogniser.network)
