"""Whole conversations as sound: a scripted caller with a voice of their own, heard by the real recogniser. No device needed.

Our side is rendered as for a speaker; the caller's replies are rendered in another voice (or read from a WAV: a reply of
`wav: FILE`), noise and our own voice are mixed in where the script asks for them. What comes out goes block by block through
endpointing, recognition and understanding into the real session. Time is that of the samples. Both sides end up on one tape.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soxr

from voice.audio.earcons import earcon
from voice.audio.wav import read_wav
from voice.limiter import limited
from voice.ports import RATE_HZ, Rendered, Samples, Synthesiser
from voice.recognition.ear import Asking, Ear
from voice.rehearsal.room import Leak, Noise
from voice.rehearsal.scripted import ScriptedCaller
from voice.rehearsal.tape import Tape
from voice.skill.dialogue.effects import Adjust, Earcon, Effect, Listen, Say
from voice.skill.dialogue.events import Event, Heard, NoInput, NoMatch
from voice.surfaces.talker import sentences

_BLOCK = 320
_THINKS_SECONDS = 0.45
_WAITS_SECONDS = 6.0
"""How long the caller stays silent after a reply at most; the endpointer ends the turn long before."""
_GAP_SECONDS = 0.16
_AWAY = 0.25
"""As loud as a voice half a metre from a microphone: 12 dB below what the synthesiser gives."""
_USUAL_LEVEL = 800.0
"""How loud a caller is, taken for the surroundings of one who says nothing."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the caller said to a question, what was heard of it, and what that was taken to mean."""

    question: str
    said: str
    heard: str
    meant: str
    seconds: float
    """From the end of the caller's last word to the decision that the answer is over."""


@dataclass
class Voices:
    """Who speaks and who hears: our voice, the caller's, the ear, what it listens for, and the noise around."""

    ours: Synthesiser
    caller: Synthesiser
    ear: Ear
    asking: Callable[[Listen], Asking]
    noise: Noise | None = None
    leak: Leak | None = None
    folder: Path = field(default_factory=Path)
    """Where `wav:` replies lie."""


class AudibleCaller(ScriptedCaller):
    """Fills `ports.Surface` as its base does, with every spoken reply said aloud and heard."""

    def attach(self, voices: Voices) -> "AudibleCaller":
        """Give the caller and the program their voices; to be called once, before the session runs."""
        self.voices = voices
        self.tape = Tape()
        self.turns: list[Turn] = []
        self._pace = 1.0
        return self

    def perform(self, effect: Effect) -> None:
        """As in a silent rehearsal, and on tape."""
        super().perform(effect)
        match effect:
            case Say(text=text):
                for sentence in sentences(text):
                    rendered = self.voices.ours.render(sentence, rate=self._own_rate * self._pace)
                    self.tape.program(rendered)
                    self.tape.pause(_GAP_SECONDS)
                    if self.voices.leak:
                        self.voices.leak.said(rendered)
            case Earcon(name=name):
                self.tape.program(earcon(name))
            case Adjust(rate=rate):
                self._pace = rate or self._pace
            case _:
                pass

    def next_event(self, listen: Listen) -> Event:
        """The script's reply, as far as it was understood. Raises what the base raises."""
        event = super().next_event(listen)
        if isinstance(event, Heard):
            return self._listen(listen, event.words, self._sound_of(event.words))
        return event

    def _unspoken(self, what: str, listen: Listen) -> Event:
        event = super()._unspoken(what, listen)
        if what == "silence":
            return self._listen(listen, "", np.zeros(0, np.int16), listen.no_input_after)
        self.tape.pause(1.0)
        return event

    def _listen(self, listen: Listen, said: str, voice: Samples, waits: float = _WAITS_SECONDS) -> Heard | NoInput | NoMatch:
        """What the ear makes of `voice` in its surroundings, with `waits` seconds of them after it."""
        listened = Listened(self._stream(voice, waits))
        asking = self.voices.asking(listen)
        heard = self.voices.ear.hear(listened, asking)
        # On tape both sides are as loud as one another.
        self.tape.caller(Rendered(limited(listened.sound(), RATE_HZ, 1.0 if _recorded(said) else 1 / _AWAY), RATE_HZ))
        reading = heard.reading if isinstance(heard, Heard) else None
        words = heard.words if isinstance(heard, Heard) else f"({heard.event})"
        late = listened.seconds - _THINKS_SECONDS - len(voice) / RATE_HZ
        turn = Turn(
            listen.question, said, words, meaning(reading.answers, reading.reply, reading.command) if reading else "", late
        )
        self.turns.append(turn)
        self.played.lines += [f"    heard: {turn.heard}", f"    meant: {turn.meant or 'nothing'}"]
        return heard

    def _sound_of(self, said: str) -> Samples:
        if _recorded(said):
            return read_wav(self.voices.folder / said.removeprefix("wav:").strip())
        rendered = self.voices.caller.render(said)
        quiet = np.asarray(rendered.samples * _AWAY, np.int16)
        return np.asarray(soxr.resample(quiet, rendered.rate_hz, RATE_HZ), np.int16)

    def _stream(self, voice: Samples, waits: float) -> Iterator[Samples]:
        silence = np.zeros(round(_THINKS_SECONDS * RATE_HZ), np.int16)
        after = np.zeros(round(waits * RATE_HZ), np.int16)
        rms = float(np.sqrt(np.mean(voice.astype(np.float32) ** 2))) if len(voice) else _USUAL_LEVEL
        whole = np.concatenate([silence, voice, after])
        if self.voices.leak:
            whole = self.voices.leak.over(whole, rms)
        for start in range(0, len(whole), _BLOCK):
            block = whole[start : start + _BLOCK]
            yield self.voices.noise.over(block, rms) if self.voices.noise else block


def _recorded(said: str) -> bool:
    return said.startswith("wav:")


class Listened:
    """Blocks as they are asked for, remembered."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        self._blocks = blocks
        self._taken: list[Samples] = []

    def __iter__(self) -> Iterator[Samples]:
        for block in self._blocks:
            self._taken.append(block)
            yield block

    @property
    def seconds(self) -> float:
        """How much was listened to."""
        return sum(len(block) for block in self._taken) / RATE_HZ

    def sound(self) -> Samples:
        """All of it."""
        return np.concatenate(self._taken) if self._taken else np.zeros(0, np.int16)


def meaning(answers: Mapping[str, object], reply: str | None, command: str | None) -> str:
    """A reading in one line."""
    parts = [f"{slot}: {_plain(value)}" for slot, value in answers.items()]
    parts += [f"reply: {reply}"] if reply else []
    parts += [f"command: {command}"] if command else []
    return "; ".join(parts)


def _plain(value: object) -> str:
    match value:
        case True | False:
            return "yes" if value else "no"
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)
