"""How well an ear hears: recordings from a manifest, each put to a question, and what became of its meaning.

A recording is *inside* a question's grammar when its text is a sure answer to it or a command, *outside* when it fixes
nothing there. Inside: right (sure, and the same meaning), asked back (unsure or rejected), wrong (sure of something else).
Outside: refused, or taken for a sure answer. A whole answer is inside its question when its text is surely understood there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from zlib import crc32

from voice.bench.looks import Heard, Listener
from voice.bench.manifest import ANSWER, Asked, Clip
from voice.recognition.acceptance import Acceptance
from voice.recognition.by_sound import Suppose, as_meant
from voice.recognition.look import agree, says
from voice.skill.dialogue.prompts import named, red_flags
from voice.skill.dialogue.state import State
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading, Value

QUESTIONS: tuple[Asked, ...] = (
    ("dark_urine",),
    ("side",),
    ("pain_score",),
    ("duration_days",),
    ("dark_urine", "bladder_bowel_change", "repeated_vomiting"),
)
"""A bare yes or no, a word out of few, a number, a phrase, several things at once: what recordings are put to."""
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` out of `trials`, with its 95 % interval (Wilson 1927)."""

    hits: int
    trials: int

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the share, 0 to 1."""
        if not self.trials:
            return 0.0, 1.0
        share, square = self.hits / self.trials, _NORMAL_95**2
        middle = (share + square / (2 * self.trials)) / (1 + square / self.trials)
        spread = _NORMAL_95 * sqrt(share * (1 - share) / self.trials + square / (4 * self.trials**2)) / (1 + square / self.trials)
        return max(0.0, middle - spread), min(1.0, middle + spread)

    def __str__(self) -> str:
        if not self.trials:
            return "none"
        low, high = self.interval
        return f"{self.hits}/{self.trials} = {100 * self.hits / self.trials:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def share_of(outcomes: Iterable[bool]) -> Share:
    """How many of them are true."""
    listed = list(outcomes)
    return Share(sum(listed), len(listed))


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording put to one question, and what it should mean there."""

    heard: Heard
    inside: bool
    meant: Reading
    read: Callable[[str], Reading]
    suppose: Suppose = as_meant

    def outcome(self, acceptance: Acceptance | None = None) -> str:
        """right, asked back, wrong; refused, taken."""
        return self._outcome(self.reading(acceptance))

    def alone(self) -> tuple[str, str]:
        """The same, had there been the first look only, and the second only."""
        first, second = self.heard.looks(self.read)
        return self._outcome(first.reading), self._outcome(second.reading)

    def reading(self, acceptance: Acceptance | None = None) -> Reading:
        """What is gone by."""
        return self.suppose(self.heard.look(self.read, acceptance))

    def after_one_yes(self, knowledge: Knowledge, acceptance: Acceptance | None = None) -> bool:
        """Whether it is right at once, or asked back so that one yes makes it right, as all of it is named."""
        reading = self.reading(acceptance)
        outcome = self._outcome(reading)
        if outcome != "asked back" or not _can_be_confirmed(reading):
            return outcome == "right"
        pending = _confirmed_at_once(knowledge, reading)
        return agree(self.meant, reading) and named(knowledge, State(knowledge="", pending=pending)) == pending

    def signs_lost(self, knowledge: Knowledge, acceptance: Acceptance | None = None) -> str | None:
        """Of an answer with a warning sign: kept, where each sign is heard, surely or to be asked back; lost, or silently lost.

        Lost in silence are those that a sure reading leaves out. None for an answer without a warning sign.
        """
        signs = {slot for slot in red_flags(knowledge) if self.meant.answers.get(slot) is True}
        if not self.inside or not signs:
            return None
        reading = self.reading(acceptance)
        if all(reading.answers.get(slot) is True for slot in signs):
            return "kept"
        return "silently lost" if _is_sure(reading) else "lost"

    def _outcome(self, reading: Reading) -> str:
        if not self.inside:
            return "taken" if _is_sure(reading) else "refused"
        if not _is_sure(reading):
            return "asked back"
        return "right" if agree(self.meant, reading) else "wrong"


def trials(
    listener: Listener, clips: Sequence[Clip], questions: Sequence[Asked] = QUESTIONS, *, every: bool = False
) -> Iterator[Trial]:
    """Each clip put to the questions that it answers; commands, and what answers none, to one of them, or to `every` one.

    A clip that names its question is put to that alone, and so is every whole answer. Raises AudioFileError.
    """
    own = (clip.asked for clip in clips if clip.asked or clip.kind == ANSWER)
    for asked in dict.fromkeys((*questions, *own)):
        read, suppose = listener.read(asked), listener.suppose(asked)
        chosen: dict[Clip, tuple[bool, Reading]] = {}
        for clip in clips:
            meant = read(clip.text)
            inside = _is_inside(clip, meant, asked)
            if _fits(clip, asked, questions, every=every, answers=inside and not meant.command) and (inside or not _fixes(meant)):
                chosen[clip] = inside, meant
        for heard in listener.hear(asked, list(chosen)):
            yield Trial(heard, *chosen[heard.clip], read, suppose)


def _is_inside(clip: Clip, meant: Reading, asked: Asked) -> bool:
    if clip.kind == ANSWER:
        return _is_sure(meant)
    return meant.certainty == "sure" and bool(meant.answers.keys() & set(asked) or meant.command)


def _fits(clip: Clip, asked: Asked, questions: Sequence[Asked], *, every: bool, answers: bool) -> bool:
    """Whether a clip is put to that question."""
    if clip.asked or clip.kind == ANSWER:
        return clip.asked == asked
    if asked not in questions:
        return False
    drawn = questions.index(asked) == crc32(clip.path.name.encode()) % len(questions)
    return every or drawn or answers


def _is_sure(reading: Reading) -> bool:
    return reading.certainty == "sure" and says(reading) and not reading.clarify


def _can_be_confirmed(reading: Reading) -> bool:
    """Whether there is something that a yes could be to; an unsure yes or no by itself names nothing."""
    return reading.certainty == "unsure" and bool(reading.answers or reading.command)


def _confirmed_at_once(knowledge: Knowledge, reading: Reading) -> dict[str, Value]:
    """What of it is asked about at once: an unsure denial of a sign that was asked for waits for the read-back, as all do."""
    signs = red_flags(knowledge)
    read_back = {slot for slot, value in reading.answers.items() if value is False and slot in signs and slot in reading.asked}
    return {slot: value for slot, value in reading.answers.items() if slot not in read_back}


def _fixes(reading: Reading) -> bool:
    return bool(reading.answers or reading.reply or reading.command or reading.faq)
