"""Voices compared on the same sentences of ours: a row for each, measured in a process of its own.

Times are of the processor, that of processes which a voice starts included; memory is the most that one process had.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import mean

from voice.bench.loudness import loudness
from voice.bench.peak import peak_megabytes
from voice.skill.knowledge.file import load_knowledge
from voice.surfaces.ahead import own_sentences
from voice.synthesis.voices import load_voice

HEAD = ("voice", "s to load", "s for the first sentence", "of real time", "words a minute", "LUFS", "MB", "MB of its processes")
_EVERY, _SHORTEST = 8, 15
"""Each so many sentences one is said, of those with so many letters."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a voice costs and how it sounds. `first` is after loading; `real_time` the share of a sentence's own length."""

    voice: str
    loading: float
    first: float
    real_time: float
    words_a_minute: float
    lufs: float
    megabytes: float
    of_processes: float

    def cells(self) -> tuple[str, ...]:
        """The row as it is shown, in the order of HEAD."""
        figures = (f"{self.loading:.2f}", f"{self.first:.2f}", f"{self.real_time:.3f}", f"{self.words_a_minute:.0f}")
        return (self.voice, *figures, f"{self.lufs:.1f}", f"{self.megabytes:.0f}", f"{self.of_processes:.0f}")


def rows(voices: Sequence[str]) -> Iterator[Row]:
    """A row for each voice. Raises ChildProcessError for one that cannot speak here."""
    for voice in voices:
        program = f"from voice.bench import speaking; speaking.measure({voice!r})"
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 (ourselves)
        if done.returncode:
            raise ChildProcessError("".join(done.stderr.strip().splitlines()[-1:]).partition(": ")[2])
        yield Row(**json.loads(done.stdout))


def measure(voice: str) -> None:
    """Print one voice's row as JSON. To be run in a process of its own."""
    texts = [text for text in own_sentences(load_knowledge()) if len(text) >= _SHORTEST][::_EVERY]
    before = _seconds()
    speaking = load_voice(voice)
    speaking.get_ready()
    ready = _seconds()
    sounds = [speaking.render(texts[0])]
    first = _seconds()
    sounds += [speaking.render(text) for text in texts[1:]]
    spent = _seconds() - first
    minutes = sum(sound.seconds for sound in sounds) / 60
    row = Row(
        voice,
        ready - before,
        first - ready,
        spent / sum(sound.seconds for sound in sounds[1:]),
        sum(len(text.split()) for text in texts) / minutes,
        mean(map(loudness, sounds)),
        peak_megabytes(),
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )
    sys.stdout.write(json.dumps(asdict(row)))


def _seconds() -> float:
    """Of the processor, so far, in this process and in those that it started and saw end."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
