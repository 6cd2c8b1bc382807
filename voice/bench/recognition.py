"""How well an ear hears: recordings from a manifest, each put to a question, counted by what became of its meaning.

A recording is *in* a question's grammar when its text is a sure answer to it or a command, *out* when it means nothing. In: right
(sure, and the same meaning), asked back (unsure or rejected), wrong (sure of something else). Out: refused, or taken for
an answer with certainty. The manifest is CSV with the columns `path` (relative to it) and `text`; an empty text is no words.
"""

import csv
import resource
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from zlib import crc32

from voice.errors import FileError
from voice.ports import Recogniser
from voice.recognition.two_looks import agree, says
from voice.skill.reading import Reading
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.understand import understand
from voice.surfaces.recordings import Recording, RecordingListener

QUESTIONS: tuple[tuple[str, ...], ...] = (("dark_urine",), ("side",), ("pain_score",), ("duration_days",))
"""A bare yes or no, a word out of few, a number, a phrase: what recordings are put to unless told otherwise."""
_NORMAL_95 = 1.96


@dataclass(frozen=True, slots=True)
class Trial:
    """One recording put to one question, and what became of it."""

    path: Path
    text: str
    asked: tuple[str, ...]
    inside: bool
    outcome: str
    recording: Recording


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


def manifest(path: Path) -> list[tuple[Path, str]]:
    """The recordings of a manifest and what is said in each. Raises FileError for one that cannot be used."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            if not {"path", "text"} <= set(rows.fieldnames or ()):
                raise FileError(f"{path}:1: should be CSV with the columns path and text")
            return [(path.parent / row["path"], (row["text"] or "").strip().lower()) for row in rows if row["path"]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FileError(f"{path}: cannot be read as CSV: {error}") from None


def trials(
    recogniser: Recogniser,
    grammar: Grammar,
    recordings: Sequence[tuple[Path, str]],
    questions: Sequence[tuple[str, ...]] = QUESTIONS,
) -> Iterator[Trial]:
    """Each recording put to the questions that it answers, commands and those that answer none to one question.

    Raises AudioFileError.
    """
    for asked in questions:
        listener = RecordingListener(recogniser, grammar, asked)
        for path, text in recordings:
            meant = [understand(grammar, text, question) for question in questions]
            fits = [_inside(reading, question) for reading, question in zip(meant, questions, strict=True)]
            place = questions.index(asked)
            chosen = crc32(path.name.encode()) % len(questions) == place
            if (fits[place] and (chosen or not meant[place].command)) or (chosen and _empty(meant[place]) and not any(fits)):
                recording = listener.hear(path)
                outcome = _outcome(meant[place], recording.look.reading, inside=fits[place])
                yield Trial(path, text, asked, fits[place], outcome, recording)


def summary(done: Iterable[Trial]) -> dict[str, str | float]:
    """The table of one run, by its line's name."""
    all_ = list(done)
    inside, outside = [one for one in all_ if one.inside], [one for one in all_ if not one.inside]
    counts = Counter((one.inside, one.outcome) for one in all_)
    sound = sum(one.recording.seconds for one in all_)
    return {
        "answers: right": str(Share(counts[True, "right"], len(inside))),
        "answers: asked back": str(Share(counts[True, "asked back"], len(inside))),
        "answers: silently wrong": str(Share(counts[True, "wrong"], len(inside))),
        "other speech: refused or asked back": str(Share(counts[False, "refused"], len(outside))),
        "other speech: taken for a sure answer": str(Share(counts[False, "taken"], len(outside))),
        "of real time": round(sum(one.recording.decode_seconds for one in all_) / sound, 3) if sound else 0.0,
        "megabytes at most": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }


def _inside(reading: Reading, asked: tuple[str, ...]) -> bool:
    answered = not reading.answers.keys().isdisjoint(asked)
    return reading.certainty == "sure" and bool(answered or reading.command)


def _empty(reading: Reading) -> bool:
    return reading.certainty == "rejected"


def _outcome(meant: Reading, heard: Reading, *, inside: bool) -> str:
    sure = heard.certainty == "sure" and says(heard) and not heard.clarify
    if not inside:
        return "taken" if sure else "refused"
    if not sure:
        return "asked back"
    return "right" if agree(meant, heard) else "wrong"
