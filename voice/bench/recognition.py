"""How well an ear hears: recordings from a manifest, each put to a question, counted by what became of its meaning.

A recording is *inside* a question's grammar when its text is a sure answer to it or a command, *outside* when it fixes
nothing there. Inside: right (sure, and the same meaning), asked back (unsure or rejected), wrong (sure of something else).
Outside: refused, or taken for a sure answer.
"""

import resource
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from zlib import crc32

from voice.bench.looks import Heard, Listener
from voice.bench.manifest import Asked, Clip
from voice.recognition.acceptance import ACCEPTANCE, Acceptance
from voice.recognition.look import agree, says
from voice.skill.reading import Reading

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
        low, high = self.interval
        share = self.hits / self.trials if self.trials else 0.0
        return f"{self.hits}/{self.trials} = {share:.1%} ({low:.1%} to {high:.1%})"


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording put to one question, and what it should mean there."""

    heard: Heard
    inside: bool
    meant: Reading
    read: Callable[[str], Reading]

    def outcome(self, acceptance: Acceptance = ACCEPTANCE) -> str:
        """right, asked back, wrong; refused, taken."""
        return self._outcome(self.heard.look(self.read, acceptance).reading)

    def alone(self) -> tuple[str, str]:
        """The same, had there been the first look only, and the second only."""
        first, second = self.heard.looks(self.read)
        return self._outcome(first.reading), self._outcome(second.reading)

    def _outcome(self, reading: Reading) -> str:
        sure = reading.certainty == "sure" and says(reading) and not reading.clarify
        if not self.inside:
            return "taken" if sure else "refused"
        if not sure:
            return "asked back"
        return "right" if agree(self.meant, reading) else "wrong"


def trials(
    listener: Listener, clips: Sequence[Clip], questions: Sequence[Asked] = QUESTIONS, *, every: bool = False
) -> Iterator[Trial]:
    """Each clip put to the questions that it answers; commands, and what answers none, to one of them, or to `every` one.

    A clip that names its question is put to that alone. Raises AudioFileError.
    """
    for asked in dict.fromkeys((*questions, *(clip.asked for clip in clips if clip.asked))):
        read = listener.read(asked)
        chosen: dict[Clip, tuple[bool, Reading]] = {}
        for clip in clips:
            meant = read(clip.text)
            inside = meant.certainty == "sure" and bool(meant.answers.keys() & set(asked) or meant.command)
            mine = asked in questions and questions.index(asked) == crc32(clip.path.name.encode()) % len(questions)
            fits = clip.asked == asked if clip.asked else asked in questions and (every or mine or (inside and not meant.command))
            if fits and (inside or not _fixes(meant)):
                chosen[clip] = inside, meant
        for heard in listener.hear(asked, list(chosen)):
            yield Trial(heard, *chosen[heard.clip], read)


def summary(done: Iterable[Trial], acceptance: Acceptance = ACCEPTANCE) -> dict[str, str | float]:
    """The table of one run, by its line's name."""
    all_ = list(done)
    inside = [one for one in all_ if one.inside]
    counts = Counter((one.inside, one.outcome(acceptance)) for one in all_)
    sound, work = sum(one.heard.seconds for one in all_), sum(one.heard.work for one in all_)
    spoken = [one for one in inside if one.heard.clip.text]
    words = sum(len(one.heard.clip.text.split()) for one in spoken)
    wrong = sum(errors(one.heard.look(one.read, acceptance).reading.text, one.heard.clip.text) for one in spoken)
    outside = len(all_) - len(inside)
    return {
        "answers: right": str(Share(counts[True, "right"], len(inside))),
        "answers: asked back": str(Share(counts[True, "asked back"], len(inside))),
        "answers: silently wrong": str(Share(counts[True, "wrong"], len(inside))),
        "answers: words right": f"{max(0.0, 1 - wrong / words):.1%}" if words else "none spoken",
        "other speech: refused or asked back": str(Share(counts[False, "refused"], outside)),
        "other speech: taken for a sure answer": str(Share(counts[False, "taken"], outside)),
        "with the first look alone": _in_short([one.alone()[0] for one in all_]),
        "with the second look alone": _in_short([one.alone()[1] for one in all_]),
        "phrases in a grammar": round(sum(one.heard.size for one in all_) / len(all_)) if all_ else 0,
        "of real time": round(work / sound, 3) if sound else 0.0,
        "megabytes at most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def errors(heard: str, said: str) -> int:
    """Words to insert, delete or exchange to make one of the other (Levenshtein 1966)."""
    row = list(range(len(said.split()) + 1))
    for at, word in enumerate(heard.split(), 1):
        diagonal, row[0] = row[0], at
        for place, other in enumerate(said.split(), 1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (word != other))
    return row[-1]


def _in_short(outcomes: Sequence[str]) -> str:
    return ", ".join(f"{name} {outcomes.count(name)}" for name in ("right", "asked back", "wrong", "refused", "taken"))


def _fixes(reading: Reading) -> bool:
    return bool(reading.answers or reading.reply or reading.command or reading.faq)
