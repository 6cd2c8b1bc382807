"""From the last sample of a caller's answer to the first sample of the reply, on a sound card that leads nowhere.

The whole program talks on a private PulseAudio while a caller answers what is asked, in a synthetic voice. Both what goes into
the microphone and what comes out of the speaker are recorded side by side, with the same delay, so that it cancels. The log
tells the steps between: the decision that the answer is over (endpoint), the words (decode), the first effect (step), and
the sound itself (output). Runs in real time, about eight seconds a turn.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from voice.bench.soundcard import SoundCard, end, missing
from voice.errors import DeviceError
from voice.ports import Synthesiser
from voice.skill.knowledge.model import Knowledge
from voice.talk import risky_questions

STAGES = ("endpoint", "decode", "step", "output")
_LOUD = 300
_RATE_HZ = 16_000
_THINKS_SECONDS = 0.4
REPLIES = {
    "opening": "my left calf has been twitching since yesterday",
    "location": "left calf",
    "duration": "two days",
    "pain": "none",
    "confirm": "yes",
    "read_back": "yes",
    "result": "stop",
    "speaker": "me",
}
"""What the caller says to a question, by its id; no to all others."""
_OTHERWISE = "no"
_REPEAT_EVERY = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer, what kind it is, and the seconds that each stage of the reply to it took."""

    kind: str
    said: str
    seconds: Mapping[str, float]

    @property
    def total(self) -> float:
        """From the last sample of speech to the first of the reply."""
        return sum(self.seconds.values())


class _Tap:
    """Records one source, with the time of each sample: chunks come late now and then, never early."""

    def __init__(self, card: SoundCard, source: str) -> None:
        self._process = card.listen(source)
        self._loud: list[tuple[float, float]] = []
        self._count = 0
        self._began = float("inf")
        self._lock = threading.Lock()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        out = self._process.stdout
        while out is not None and (chunk := os.read(out.fileno(), 640)):
            now = time.monotonic()
            samples = np.frombuffer(chunk[: len(chunk) // 2 * 2], "<i2")
            loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _LOUD)
            with self._lock:
                if len(loud):
                    self._loud.append(((self._count + loud[0]) / _RATE_HZ, (self._count + loud[-1]) / _RATE_HZ))
                self._count += len(samples)
                self._began = min(self._began, now - self._count / _RATE_HZ)

    def first_after(self, moment: float) -> float | None:
        """The first loud sample after `moment`."""
        with self._lock:
            return next((first + self._began for first, last in self._loud if first + self._began > moment), None)

    def last_before(self, moment: float) -> float | None:
        """The last loud sample before `moment`."""
        with self._lock:
            return next((last + self._began for _, last in reversed(self._loud) if last + self._began < moment), None)


def turns(knowledge: Knowledge, voice: Synthesiser, count: int, arguments: Sequence[str] = ()) -> Iterator[Turn]:
    """Hold conversations until `count` turns are measured; `arguments` go to `twitchwise talk`.

    Raises DeviceError where no private sound card can be had.
    """
    lacking = missing()
    if lacking:
        raise DeviceError(f"latency is measured on a private PulseAudio: {lacking}")
    risky = risky_questions(knowledge)
    measured = 0
    with tempfile.TemporaryDirectory(prefix="twitchwise-") as folder, SoundCard(Path(folder)) as card:
        heard, spoken = _Tap(card, "mic"), _Tap(card, "spk.monitor")
        while measured < count:
            log = Path(folder) / f"talk-{measured}.log"
            talk = subprocess.Popen(  # noqa: S603  (this program itself)
                [sys.executable, "-m", "voice", "talk", "--log", str(log), *arguments],
                env={**os.environ, **card.environment, "HOME": folder, "XDG_STATE_HOME": folder},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                for turn in _conversation(_Caller(card, voice, risky), log, talk, heard, spoken):
                    yield turn
                    measured += 1
                    if measured >= count:
                        break
            finally:
                end(talk)


class _Caller:
    """Answers what is asked, and now and then asks for it again."""

    def __init__(self, card: SoundCard, voice: Synthesiser, risky: frozenset[str]) -> None:
        self._card = card
        self._voice = voice
        self._risky = risky
        self._answered = 0

    def answer(self, question: str) -> tuple[str, str]:
        """Speak; the kind of answer, and its words."""
        self._answered += 1
        again = self._answered % _REPEAT_EVERY == 0 and question != "result"
        said = "say that again" if again else REPLIES.get(question, _OTHERWISE)
        sound = self._voice.render(said)
        time.sleep(_THINKS_SECONDS)
        self._card.say(sound.samples // 3, sound.rate_hz).wait(20)
        kind = "a command" if again else "a sentence" if len(said.split()) > 4 else "a short answer"
        return ("a no to a warning sign" if question in self._risky and said == _OTHERWISE else kind), said


def _conversation(caller: _Caller, log: Path, talk: "subprocess.Popen[bytes]", heard: _Tap, spoken: _Tap) -> Iterator[Turn]:
    answered = 0
    while talk.poll() is None:
        lines = _lines(log)
        opened = [at for at, line in enumerate(lines) if line.get("microphone") == "open"]
        if len(opened) <= answered:
            time.sleep(0.02)
            continue
        answered = len(opened)
        kind, said = caller.answer(lines[opened[-1]]["question"])
        turn = _measured(kind, said, log, opened[-1], heard, spoken)
        if turn is not None:
            yield turn


def _measured(kind: str, said: str, log: Path, opened: int, heard: _Tap, spoken: _Tap) -> Turn | None:  # noqa: PLR0913, PLR0917
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        after = _lines(log)[opened:]
        ended = _time(after, "microphone", "ended")
        closed = _time(after, "microphone", "closed")
        stepped = _time(after, "effect", "say")
        if ended and closed and stepped:
            last, first = heard.last_before(ended), spoken.first_after(ended)
            if last and first:
                stages = (ended - last, closed - ended, stepped - closed, first - stepped)
                return Turn(kind, said, dict(zip(STAGES, stages, strict=True)))
        time.sleep(0.05)
    return None


def _time(lines: Sequence[Mapping[str, Any]], key: str, value: str) -> float | None:
    return next((line["t"] for line in lines if line.get(key) == value), None)


def _lines(log: Path) -> list[dict[str, Any]]:
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines(keepends=True) if line.endswith("\n")]


def table(done: Sequence[Turn]) -> str:
    """A row a kind of answer: how many, the median of each stage and of the whole, and the whole's 95th percentile, in ms."""
    head = ["answer", "turns", *STAGES, "whole", "p95", "p95 without endpoint"]
    rows = [head, ["---"] * len(head)]
    for kind in [*sorted({turn.kind for turn in done}), "all"]:
        chosen = [turn for turn in done if kind in (turn.kind, "all")]
        medians = [_ms(median(turn.seconds[stage] for turn in chosen)) for stage in STAGES]
        totals = [turn.total for turn in chosen]
        after = [turn.total - turn.seconds["endpoint"] for turn in chosen]
        tails = [_ms(float(np.quantile(totals, 0.95))), _ms(float(np.quantile(after, 0.95)))]
        rows.append([kind, str(len(chosen)), *medians, _ms(median(totals)), *tails])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f}"


_COLOURS = ("#8da0cb", "#fc8d62", "#66c2a5", "#e78ac3")


def plot(done: Sequence[Turn]) -> str:
    """An SVG: a bar for each turn, slowest last, its stages in colour."""
    ordered = sorted(done, key=lambda turn: (turn.kind, turn.total))
    halves = ceil(2 * max((turn.total for turn in ordered), default=1.0))
    height, scale, left = 14 * len(ordered) + 60, 400.0, 190
    width = left + round(halves * scale / 2) + 20
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, (stage, colour) in enumerate(zip(STAGES, _COLOURS, strict=True)):
        parts.append(f'<rect x="{left + number * 110}" y="8" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{left + 14 + number * 110}" y="17">{stage}</text>')
    for half in range(halves + 1):
        x = left + half * 0.5 * scale
        parts.append(f'<line x1="{x}" x2="{x}" y1="26" y2="{height - 20}" stroke="#ccc"/>')
        parts.append(f'<text x="{x}" y="{height - 6}" text-anchor="middle">{half * 0.5:.1f} s</text>')
    for row, turn in enumerate(ordered):
        x, y = float(left), 30 + 14 * row
        if not row or ordered[row - 1].kind != turn.kind:
            parts.append(f'<text x="{left - 6}" y="{y + 9}" text-anchor="end">{turn.kind}</text>')
        for stage, colour in zip(STAGES, _COLOURS, strict=True):
            long = max(0.0, turn.seconds[stage] * scale)
            parts.append(f'<rect x="{x:.1f}" y="{y}" width="{long:.1f}" height="11" fill="{colour}"/>')
            x += long
    return "\n".join([*parts, "</svg>", ""])
