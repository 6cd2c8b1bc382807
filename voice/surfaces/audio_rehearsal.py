"""Whole conversations as sound: a scripted caller with a voice of their own, heard by the real recogniser. No device needed.

Our side is rendered as for a speaker; the caller's replies are rendered in another voice (or read from a WAV: a reply of
`wav: FILE`), noise is mixed in where the script asks for it, and what comes out goes block by block through endpointing,
recognition and understanding into the real session. Time is that of the samples. Both sides end up on one tape.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from voice.audio.earcons import earcon
from voice.audio.wav import read_wav
from voice.errors import FileError
from voice.ports import RATE_HZ, Rendered, Samples, Synthesiser
from voice.recognition.ear import Asking, Ear
from voice.skill.dialogue.effects import Adjust, Earcon, Effect, Listen, Say
from voice.skill.dialogue.events import Event, Heard
from voice.surfaces.rehearsal import ScriptedCaller
from voice.surfaces.talker import sentences
from voice.surfaces.tape import Tape

_BLOCK = 320
_THINKS_SECONDS = 0.45
_WAITS_SECONDS = 6.0
"""How long the caller stays silent after a reply at most; the endpointer ends the turn long before."""
_GAP_SECONDS = 0.16
_LISTENING_FLOOR = 200.0


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
    noise: "Noise | None" = None
    folder: Path = field(default_factory=Path)
    """Where `wav:` replies lie."""


class Noise:
    """A recording that goes round and round, at a distance in decibels below the caller's voice."""

    def __init__(self, recording: Samples, snr_db: float) -> None:
        self._recording = recording.astype(np.float32)
        self._snr_db = snr_db
        self._at = 0

    def over(self, sound: Samples, voice_rms: float) -> Samples:
        """`sound` with the next piece of the noise added."""
        piece = np.take(self._recording, range(self._at, self._at + len(sound)), mode="wrap")
        self._at = (self._at + len(sound)) % len(self._recording)
        level = float(np.sqrt(np.mean(self._recording**2))) or 1.0
        gain = voice_rms / level * 10 ** (-self._snr_db / 20)
        return np.asarray(np.clip(sound + gain * piece, -32768, 32767), np.int16)


def noise_of(script: Mapping[str, Any], folder: Path) -> Noise | None:
    """The script's `noise: {wav: FILE, snr_db: N}`, its file beside the script. Raises FileError."""
    wanted = script.get("noise")
    if not wanted:
        return None
    try:
        return Noise(read_wav(folder / str(wanted["wav"])), float(wanted.get("snr_db", 20)))
    except (KeyError, TypeError, ValueError):
        raise FileError(f"{script.get('title', folder)}: noise should read {{wav: FILE, snr_db: 10}}") from None


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
                    self.tape.program(self.voices.ours.render(sentence, rate=self._own_rate * self._pace))
                    self.tape.pause(_GAP_SECONDS)
            case Earcon(name=name):
                self.tape.program(earcon(name))
            case Adjust(rate=rate):
                self._pace = rate or self._pace
            case _:
                pass

    def next_event(self, listen: Listen) -> Event:
        """The script's reply, as far as it was understood. Raises what the base raises."""
        event = super().next_event(listen)
        if not isinstance(event, Heard):
            self.tape.pause(1.0)
            return event
        said = event.words
        voice = self._sound_of(said)
        rms = float(np.sqrt(np.mean(voice.astype(np.float32) ** 2))) if len(voice) else 0.0
        listened = Listened(self._stream(voice, rms))
        asking = self.voices.asking(listen)
        heard = self.voices.ear.hear(listened, asking)
        self.tape.caller(Rendered(listened.sound(), RATE_HZ))
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
        if said.startswith("wav:"):
            return read_wav(self.voices.folder / said.removeprefix("wav:").strip())
        rendered = self.voices.caller.render(said)
        # As loud as a voice half a metre from a microphone: 12 dB below what the synthesiser gives.
        quiet = np.asarray(rendered.samples * 0.25, np.int16)
        return np.asarray(soxr.resample(quiet, rendered.rate_hz, RATE_HZ), np.int16)

    def _stream(self, voice: Samples, rms: float) -> Iterator[Samples]:
        silence = np.zeros(round(_THINKS_SECONDS * RATE_HZ), np.int16)
        after = np.zeros(round(_WAITS_SECONDS * RATE_HZ), np.int16)
        whole = np.concatenate([silence, voice, after])
        for start in range(0, len(whole), _BLOCK):
            block = whole[start : start + _BLOCK]
            yield self.voices.noise.over(block, max(rms, _LISTENING_FLOOR)) if self.voices.noise else block


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
