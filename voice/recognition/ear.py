"""The ear of a live conversation: blocks of sound in, what was heard out.

Joins the endpointer (when), the recogniser (words while they are spoken) and the two looks (which words to go by).
The sound of an utterance is kept only until it is heard.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from voice.ports import RATE_HZ, Hypothesis, Recogniser, Samples, Utterance
from voice.recognition.endpointing import PROFILES, Completeness, Endpointer, Moment, VoiceActivity, silero
from voice.recognition.overheard import NO_OVERLAP, Overheard, Overlap
from voice.recognition.two_looks import Look, TwoLooks, Understand
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.skill.reading import Reading
from voice.skill.understanding.speech_grammar import SpeechGrammar

_STABLE_SECONDS = 0.3
_SILENCE_KEPT_SECONDS = 0.4
_NO_SPEECH_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Asking:
    """What is listened for: the question's grammar, how its words are read, and whether a hasty no could do harm."""

    grammar: SpeechGrammar
    understand: Understand
    risky: bool = False
    no_input_after: float = 8.0


class Ear:
    """Hears one answer at a time. `ended` is asked after every block whether a key has ended the utterance."""

    def __init__(
        self,
        recogniser: Recogniser,
        *,
        profile: str = "normal",
        unfinished: frozenset[str] = frozenset(),
        voice_activity: Callable[[], VoiceActivity] = silero,
    ) -> None:
        self._recogniser = recogniser
        self._profile = PROFILES[profile]
        self._unfinished = unfinished
        self._voice_activity = voice_activity

    def prepare(self, grammar: SpeechGrammar) -> None:
        """Make the grammar ready ahead, while the question is still being spoken. Raises RecogniserError."""
        self._recogniser.utterance(grammar).finish()
        self._recogniser.second_look(grammar).finish()

    def hear(
        self,
        blocks: Iterable[Samples],
        asking: Asking,
        *,
        ended: Callable[[], bool] = lambda: False,
        decided: Callable[[], None] = lambda: None,
        overlap: Overlap = NO_OVERLAP,
    ) -> Heard | NoInput | NoMatch:
        """Listen to `blocks` until an answer has ended or the time for one has passed, and no further.

        Blocks that run out end the utterance. `decided` is told when it has ended, before it is made out; `overlap` is what
        of the first blocks may be ours. Raises RecogniserError for a grammar that cannot be used.
        """
        recogniser = Overheard(self._recogniser, overlap) if overlap.words else self._recogniser
        looks = TwoLooks(recogniser)
        endpointer = Endpointer(self._profile, self._voice_activity(), no_input_after=asking.no_input_after)
        self.prepare(asking.grammar)
        endings = Endings(asking.grammar, self._unfinished)
        answer: _Answer | None = None
        for block in blocks:
            completeness = answer.completeness if answer is not None else Completeness.NOTHING
            decision = endpointer.accept(block, completeness)
            if decision.moment is Moment.SILENT:
                break
            if decision.moment is not Moment.WAITING:
                answer = answer or _Answer(recogniser.utterance(asking.grammar), asking, endings)
                answer.accept(decision.speech, endpointer.silence)
            if decision.moment is Moment.ENDED or ended():
                if answer is None:
                    break
                decided()
                heard = _heard(answer, asking, looks)
                if isinstance(heard, Heard) or endpointer.voiced >= _NO_SPEECH_SECONDS:
                    return heard
                # A click or a cough: go on listening for the time that is left.
                answer = None
                if endpointer.forget() is Moment.SILENT:
                    break
        return _heard(answer, asking, looks) if answer is not None else NoInput()


def _heard(answer: "_Answer", asking: Asking, looks: TwoLooks) -> Heard | NoMatch:
    hypothesis = answer.finish()
    first = Look(hypothesis, asking.understand(hypothesis.text))
    look = looks.second(answer.samples, asking.grammar, asking.understand, first)
    if not look.hypothesis.words:
        return NoMatch()
    return Heard(words=look.hypothesis.text, confidence=look.hypothesis.confidence, reading=look.reading)


class _Answer:
    """An answer while it is being spoken: its sound, its words so far, and how complete they are."""

    def __init__(self, utterance: Utterance, asking: Asking, endings: "Endings") -> None:
        self._utterance = utterance
        self._asking = asking
        self._endings = endings
        self._kept: list[Samples] = []
        self._text = ""
        self._reading: Reading | None = None
        self._stable = 0.0
        self._silence = 0.0

    @property
    def samples(self) -> Samples:
        """Its sound, with no more than a breath of the silence after it: in a long one words are found that nobody said."""
        sound = np.concatenate(self._kept) if self._kept else np.zeros(0, np.int16)
        surplus = round((self._silence - _SILENCE_KEPT_SECONDS) * RATE_HZ)
        return sound[:-surplus] if surplus > 0 else sound

    def accept(self, speech: Samples, silence: float) -> None:
        self._kept.append(speech)
        text = self._utterance.accept(speech).text
        self._stable = self._stable + len(speech) / RATE_HZ if text == self._text else 0.0
        if text != self._text or self._reading is None:
            self._text, self._reading = text, self._asking.understand(text)
        self._silence = silence

    def finish(self) -> Hypothesis:
        return self._utterance.finish()

    @property
    def completeness(self) -> Completeness:
        if not self._text or self._reading is None:
            return Completeness.NOTHING
        if self._endings.open(self._text):
            return Completeness.UNFINISHED
        if self._reading.certainty != "sure" or self._reading.clarify or self._stable < _STABLE_SECONDS:
            return Completeness.OPEN
        return Completeness.RISKY if self._asking.risky else Completeness.COMPLETE


class Endings:
    """Tells from its end whether an answer goes on: a word that ends none, or the beginning of a phrase that is no whole one."""

    def __init__(self, grammar: SpeechGrammar, unfinished: frozenset[str]) -> None:
        self._unfinished = unfinished
        self._whole = frozenset(grammar.phrases)
        self._begun = frozenset(phrase.rsplit(" ", cut)[0] for phrase in self._whole for cut in range(1, phrase.count(" ") + 1))

    def open(self, text: str) -> bool:
        """Whether more is to come after `text`. The longest piece at its end that is in the grammar decides."""
        words = text.split()
        if words and words[-1] in self._unfinished:
            return True
        tails = (" ".join(words[start:]) for start in range(len(words)))
        known = next((tail for tail in tails if tail in self._whole or tail in self._begun), "")
        return bool(known) and known not in self._whole
