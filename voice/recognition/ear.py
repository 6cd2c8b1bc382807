"""The ear of a live conversation: blocks of sound in, what was heard out.

Joins the endpointer (when), the recogniser (words while they are spoken) and the two looks (which words to go by).
The sound of an utterance is kept only until it is heard.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from voice.ports import RATE_HZ, Recogniser, Samples
from voice.recognition.by_sound import Suppose, as_meant
from voice.recognition.endpointing import PROFILES, Completeness, Endpointer, Moment, VoiceActivity, silero
from voice.recognition.look import Understand, says
from voice.recognition.memory import give_back
from voice.recognition.overheard import NO_OVERLAP, Overlap, overheard
from voice.recognition.room_noise import RoomNoise
from voice.recognition.two_looks import TwoLooks
from voice.recognition.weighing import look_of
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.reading import Reading

_STABLE_SECONDS = 0.3
_SILENCE_KEPT_SECONDS = 0.4
_NO_SPEECH_SECONDS = 0.25
_AHEAD_SECONDS = 0.2
"""Silence after which an answer is made out ahead: long enough to be its end as a rule, short of the shortest hangover."""
_TIMES_AHEAD = 4
"""In one answer; whoever pauses more often is made out at the end."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is listened for: the question's grammar, how its words are read, and whether a hasty no could do harm.

    `suppose` gives the meaning to go by: what the words mean, or a name that they sound like.
    """

    grammar: SpeechGrammar
    understand: Understand
    risky: bool = False
    no_input_after: float = 8.0
    suppose: Suppose = as_meant


class Ear:
    """Hears one answer at a time. `room` is how loud it has been around them."""

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
        self.room = RoomNoise(voice_activity)

    def prepare(self, grammar: SpeechGrammar) -> None:
        """Make the grammar ready ahead, while the question is still being spoken. Raises RecogniserError."""
        self._recogniser.utterance(grammar).finish()
        self._recogniser.second_look(grammar).finish()
        give_back()  # what making it took, and what the answer before left

    def hear(  # noqa: PLR0913  (what there is to know of the sound)
        self,
        blocks: Iterable[Samples],
        asking: Asking,
        *,
        ended: Callable[[], bool] = lambda: False,
        decided: Callable[[], None] = lambda: None,
        overlap: Overlap = NO_OVERLAP,
        torn: Callable[[], bool] = lambda: False,
    ) -> Heard | NoInput | NoMatch:
        """Listen to `blocks` until an answer has ended or the time for one has passed, and no further.

        Blocks that run out end the utterance. `decided` is told when it has ended, before it is made out; `overlap` is what
        of the first blocks may be ours. `torn` is asked when an answer has been made out whether any of the sound was lost:
        such an answer is never sure. Raises RecogniserError for a grammar that cannot be used.
        """
        endpointer = Endpointer(self._profile, self.room.listening(), no_input_after=asking.no_input_after)
        self.prepare(asking.grammar)
        endings = Endings(asking.grammar, self._unfinished)
        answer: _Answer | None = None
        for block in blocks:
            decision = endpointer.accept(block, _completeness(answer))
            if decision.moment is Moment.SILENT:
                break
            if decision.moment is not Moment.WAITING:
                if answer is None:
                    # Whoever thinks before they speak begins long after the overlap.
                    before = endpointer.heard - len(decision.speech) / RATE_HZ
                    answer = _Answer(overheard(self._recogniser, overlap.after(before)), asking, endings)
                answer.accept(decision.speech, endpointer.silence)
            if decision.moment is Moment.ENDED or ended():
                if answer is None:
                    break
                decided()
                heard = _made_out(answer, torn=torn())
                if _is_spoken(heard, endpointer.voiced):
                    return heard
                # Go on listening for the time that is left.
                answer = None
                if endpointer.forget() is Moment.SILENT:
                    break
        return NoInput() if answer is None else _made_out(answer, torn=torn())


def _completeness(answer: "_Answer | None") -> Completeness:
    """How complete an answer is, of which nothing may have been said yet."""
    return Completeness.NOTHING if answer is None else answer.completeness


def _made_out(answer: "_Answer", *, torn: bool) -> Heard | NoMatch:
    """What an answer is; one that lost some of its sound is never sure."""
    return _doubted(answer.heard()) if torn else answer.heard()


def _is_spoken(heard: Heard | NoMatch, voiced_seconds: float) -> bool:
    """Whether it is an answer, and no click or cough, of which some engines make a word."""
    return _means(heard) or voiced_seconds >= _NO_SPEECH_SECONDS


def _means(heard: Heard | NoMatch) -> bool:
    return isinstance(heard, Heard) and heard.reading is not None and says(heard.reading)


def _doubted(heard: Heard | NoMatch) -> Heard | NoMatch:
    """The same, to be asked back: with words lost out of it, it may mean the opposite."""
    if isinstance(heard, NoMatch) or heard.reading is None or heard.reading.certainty != "sure":
        return heard
    return heard.model_copy(update={"reading": replace(heard.reading, certainty="unsure")})


class _Answer:
    """An answer while it is being spoken: its sound, its words so far, and how complete they are.

    It is made out ahead, in the silence that is waited for anyway, and once more where the caller goes on after all.
    """

    def __init__(self, recogniser: Recogniser, asking: Asking, endings: "Endings") -> None:
        self._recogniser = recogniser
        self._looks = TwoLooks(recogniser)
        self._utterance = recogniser.utterance(asking.grammar)
        self._asking = asking
        self._endings = endings
        self._kept: list[Samples] = []
        self._text = ""
        self._reading: Reading | None = None
        self._stable = 0.0
        self._silence = 0.0
        self._heard: Heard | NoMatch | None = None
        self._times_ahead = 0

    @property
    def samples(self) -> Samples:
        """Its sound, with no more than a breath of the silence after it: in a long one words are found that nobody said."""
        sound = np.concatenate(self._kept) if self._kept else np.zeros(0, np.int16)
        surplus = round((self._silence - _SILENCE_KEPT_SECONDS) * RATE_HZ)
        return sound[:-surplus] if surplus > 0 else sound

    def accept(self, speech: Samples, silence: float) -> None:
        self._kept.append(speech)
        if self._heard is not None and silence < self._silence:
            self._heard = None
            self._utterance = self._recogniser.utterance(self._asking.grammar)
            speech = np.concatenate(self._kept)
        text = self._utterance.accept(speech).text if self._heard is None else self._text
        # Of an engine that looks now and then, words that stay the same are perhaps not the last ones.
        steady = text == self._text and (self._heard is not None or self._recogniser.tells_times)
        self._stable = self._stable + len(speech) / RATE_HZ if steady else 0.0
        if text != self._text or self._reading is None:
            self._text, self._reading = text, self._asking.understand(text)
        self._silence = silence
        if self._may_have_ended():
            self._times_ahead += 1
            self.heard()

    def _may_have_ended(self) -> bool:
        """Whether it is to be made out ahead, in this silence."""
        return self._heard is None and self._silence >= _AHEAD_SECONDS and self._times_ahead < _TIMES_AHEAD

    def heard(self) -> Heard | NoMatch:
        """What it is, as far as it goes."""
        if self._heard is None:
            first = look_of(self._utterance.finish(), self._asking.understand)
            look = self._looks.second(self.samples, self._asking.grammar, self._asking.understand, first)
            words, confidence = look.hypothesis.text, look.hypothesis.confidence
            if look.hypothesis.strings:
                # A whole look is as stable as words get.
                self._text, self._reading, self._stable = words, look.reading, _STABLE_SECONDS
            reading = self._asking.suppose(look)
            self._heard = Heard(words=words, confidence=confidence, reading=reading) if words else NoMatch()
        return self._heard

    @property
    def completeness(self) -> Completeness:
        if not self._text or self._reading is None:
            return Completeness.NOTHING
        sure = self._reading.certainty == "sure" and not self._reading.clarify
        if self._endings.open(self._text):
            # "None", which "of those" may follow, is an answer as it stands.
            return Completeness.OPEN if sure and not self._endings.dangling(self._text) else Completeness.UNFINISHED
        if not sure or self._stable < _STABLE_SECONDS:
            return Completeness.OPEN
        return Completeness.RISKY if self._asking.risky else Completeness.COMPLETE


class Endings:
    """Tells from its end whether an answer goes on: a word that ends none, or the beginning of a phrase that is no whole one."""

    def __init__(self, grammar: SpeechGrammar, unfinished: frozenset[str]) -> None:
        self._unfinished = unfinished
        self._whole = frozenset(grammar.phrases)
        self._begun = frozenset(phrase.rsplit(" ", cut)[0] for phrase in self._whole for cut in range(1, phrase.count(" ") + 1))

    def dangling(self, text: str) -> bool:
        """Whether its last word ends no answer."""
        return bool(text) and text.rsplit(maxsplit=1)[-1] in self._unfinished

    def open(self, text: str) -> bool:
        """Whether more is to come after `text`. The longest piece at its end that is in the grammar decides."""
        words = text.split()
        if self.dangling(text):
            return True
        tails = (" ".join(words[start:]) for start in range(len(words)))
        known = next((tail for tail in tails if tail in self._whole or tail in self._begun), "")
        return bool(known) and known not in self._whole
