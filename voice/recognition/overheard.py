"""Words that we were saying ourselves at the moment at which they were heard do not count.

Where a caller speaks over the end of a prompt, its last words may stand at the beginning of what the recogniser hears.
An engine that does not tell when a word was spoken does not hear that much of the sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice.ports import RATE_HZ, Hypothesis, Recogniser, Samples, Utterance
from voice.skill.grammar.speech_grammar import SpeechGrammar


@dataclass(frozen=True, slots=True)
class Overlap:
    """The first `seconds` of a sound may hold `words` of ours."""

    words: frozenset[str]
    seconds: float

    def after(self, seconds: float) -> "Overlap":
        """What is left of it in sound that begins so much later."""
        return replace(self, seconds=self.seconds - seconds) if self.seconds > seconds else NO_OVERLAP


NO_OVERLAP = Overlap(frozenset(), 0.0)


def overheard(recogniser: Recogniser, overlap: Overlap) -> Recogniser:
    """The recogniser for sound with this overlap; without any, the recogniser as it is."""
    return Overheard(recogniser, overlap) if overlap.words else recogniser


class Overheard:
    """A recogniser that leaves out of its hypotheses what the overlap explains."""

    def __init__(self, recogniser: Recogniser, overlap: Overlap) -> None:
        self._recogniser = recogniser
        self._overlap = overlap
        self.name = recogniser.name
        self.doubts_itself, self.tells_times = recogniser.doubts_itself, recogniser.tells_times

    def utterance(self, grammar: SpeechGrammar) -> Utterance:
        """Begin an utterance. Raises RecogniserError for a grammar that cannot be used."""
        return self._without_ours(self._recogniser.utterance(grammar))

    def second_look(self, grammar: SpeechGrammar) -> Utterance:
        """Begin with a wider model."""
        return self._without_ours(self._recogniser.second_look(grammar))

    def unknown_words(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of `words` that the engine can never hear."""
        return self._recogniser.unknown_words(words)

    def _without_ours(self, utterance: Utterance) -> Utterance:
        """Of an engine that does not say when a word was spoken, the sound that may be ours is not listened to at all."""
        return (
            _Filtered(utterance, self._overlap) if self.tells_times else _Cut(utterance, round(self._overlap.seconds * RATE_HZ))
        )


class _Cut:
    """An utterance without its first `samples`."""

    def __init__(self, utterance: Utterance, samples: int) -> None:
        self._utterance = utterance
        self._left = samples

    def accept(self, block: Samples) -> Hypothesis:
        ours = min(self._left, len(block))
        self._left -= ours
        return self._utterance.accept(block[ours:])

    def finish(self) -> Hypothesis:
        return self._utterance.finish()


class _Filtered:
    def __init__(self, utterance: Utterance, overlap: Overlap) -> None:
        self._utterance = utterance
        self._overlap = overlap

    def accept(self, block: Samples) -> Hypothesis:
        return self._theirs(self._utterance.accept(block))

    def finish(self) -> Hypothesis:
        return self._theirs(self._utterance.finish())

    def _theirs(self, hypothesis: Hypothesis) -> Hypothesis:
        ours, seconds = self._overlap.words, self._overlap.seconds
        words = tuple(word for word in hypothesis.words if word.start >= seconds or word.text not in ours)
        return Hypothesis(words)
