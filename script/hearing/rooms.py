"""Whole conversations in noisy rooms, on a private sound card: `python -m script.hearing.rooms FOLDER MANIFEST [ROOM …]`.

The program talks as `twitchwise talk` does. Callers are truthful: "yes" and "no" are said by real people in turn, all else by
flite, at a usual voice's level; what is in the room, other people's talk or a machine, goes on all along. MANIFEST lists the
recordings (`voice/bench/manifest.py`): the words "yes" and "no" with their speakers, others' talk as `other_speech`, noise as
`noise`. FOLDER keeps a transcript and the log of each conversation. Nothing of this is ever part of the repository.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import click
import numpy as np
import soundfile
import soxr

from voice.audio.wav import read_wav
from voice.bench.manifest import NOISE, Clip, clips
from voice.bench.soundcard import SoundCard, end
from voice.ports import RATE_HZ, Samples
from voice.recognition.acceptance import believed
from voice.recognition.level import FULL_SCALE, active_level
from voice.recognition.room_noise import USUAL_VOICE_DBFS
from voice.rehearsal.audible import meaning
from voice.session import answer_read
from voice.skill.dialogue.effects import Listen
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading

Line = Mapping[str, Any]
_LOOKS_SECONDS, _THINKS_SECONDS, _LONGEST_SECONDS = 0.05, 0.4, 480.0
_HISS_DBFS, _TALK_DBFS, _TALK_GAP_SECONDS, _ROOM_SECONDS = -75.0, -30.0, 0.6, 600
_SPOKEN = ("yes", "no")
_NOT_JUDGED = frozenset({"symptoms", "duration_days", "onset_timing", "episode_length", "frequency"})
_AGAIN = ("again_", "choices_", "one_at_a_time", "what_about")
Read = Callable[[Listen, Line], Reading]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody truthful: `facts` by slot, flags that are not named being false; what they say to questions of which neither
    yes nor no is the answer, in other words each time it is asked again; how they name their sign; and what is to come of it."""

    facts: Mapping[str, Any]
    answers: Mapping[str, tuple[str, ...]]
    disposition: str = "self_care"
    sign: str = ""


_SORE = {
    "speaker": "self",
    "location": ["calf"],
    "side": "left",
    "after_exercise": "yes",
    "pain": True,
    "pain_severity": "mild",
    "hydration": "ok",
}
_SAYS = {
    "opening": (
        "my left calf has been twitching and a bit sore since yesterday, after my run",
        "it's my left calf, it twitches since my run yesterday",
    ),
    "speaker": ("it's about me", "me"),
    "location": ("the left calf", "my lower leg, on the left", "in the left leg"),
    "side": ("the left one", "left"),
    "duration": ("since yesterday", "one day"),
    "after_exercise": ("after exercise", "yes, after my run"),
    "pain": ("mild", "it's mild pain"),
    "drinking": ("enough", "I drink enough"),
    "too_much_water": ("just enough",),
    "caffeine": ("one coffee", "one cup of coffee a day"),
    "trend": ("about the same",),
    "frequency": ("now and then", "it comes and goes"),
    "cramp": ("it only flickers",),
    "stiffness": ("just sore after training",),
    "outside_exercise": ("just after I train",),
    "amending": ("it is the left calf",),
}
HEALTHY = Person(_SORE, _SAYS)
CHEST = Person(_SORE | {"chest_pain": True}, _SAYS, "emergency", "chest pain")
DARK = Person(_SORE | {"dark_urine": True}, _SAYS, "emergency", "dark pee")


@dataclass(frozen=True, slots=True)
class Room:
    """What is heard besides the caller: a recorded noise, `decibels` below the voice, or others who `talk`; and who is there."""

    person: Person | None = HEALTHY
    noise: str | None = None
    decibels: float = 0.0
    talk: bool = False
    hiss: bool = True


ROOMS: Mapping[str, Room] = {
    "quiet": Room(),
    "bike_20": Room(noise="exercise_bike", decibels=20),
    "bike_12": Room(noise="exercise_bike", decibels=12),
    "kitchen_12": Room(noise="kitchen", decibels=12),
    "chest_pain_bike_12": Room(CHEST, noise="exercise_bike", decibels=12),
    "dark_pee_bike_12": Room(DARK, noise="exercise_bike", decibels=12),
    "television": Room(None, talk=True),
    "bike_alone": Room(None, noise="exercise_bike", decibels=12),
    "silence": Room(None, hiss=False),
}


@dataclass
class Heard:
    """One conversation as it went: its lines for reading, and what is counted."""

    transcript: list[str] = field(default_factory=list)
    answers: int = 0
    again: int = 0
    wrong: list[str] = field(default_factory=list)
    doubted: list[str] = field(default_factory=list)
    """What was taken for something else by the last answer; it counts unless it is asked back."""
    dispositions: list[str] = field(default_factory=list)
    outcome: str = "not ended"
    seconds: float = 0.0


class Voices:
    """What callers say, as sound at a usual voice's level: people's yes and no, each time somebody else's, and flite."""

    def __init__(self, recordings: Sequence[Clip], folder: Path) -> None:
        self._people = {word: cycle([one.path for one in recordings if one.text == word]) for word in _SPOKEN}
        self._folder = folder

    def say(self, text: str) -> tuple[str, Samples]:
        """Who says it, and its sound."""
        if text in self._people:
            path = next(self._people[text])
            return path.stem, _levelled(read_wav(path), USUAL_VOICE_DBFS)
        path = self._folder / "said.wav"
        subprocess.run(["flite", "-voice", "rms", "-t", text, "-o", path], check=True, capture_output=True)  # noqa: S603, S607 (no shell, our words)
        samples, rate_hz = soundfile.read(path, dtype="float32")
        return "rms", _levelled(soxr.resample(samples, rate_hz, RATE_HZ) * FULL_SCALE, USUAL_VOICE_DBFS)


def _levelled(sound: Any, level_dbfs: float) -> Samples:  # noqa: ANN401 (an array of any kind)
    ints = np.asarray(np.clip(sound, -32768, 32767), np.int16)
    gain = FULL_SCALE * 10 ** (level_dbfs / 20) / active_level(ints)
    return np.asarray(np.clip(ints * gain, -32768, 32767), np.int16)


def around(room: Room, recordings: Sequence[Clip]) -> Samples:
    """Ten minutes of what is heard in the room besides callers."""
    length = _ROOM_SECONDS * RATE_HZ
    draw = np.random.default_rng(5)
    sound = np.zeros(length)
    if room.hiss:
        sound += draw.normal(0.0, FULL_SCALE * 10 ** (_HISS_DBFS / 20), length)
    if room.noise:
        noise = read_wav(next(one.path for one in recordings if one.path.stem == room.noise)).astype(np.float64)
        wanted = FULL_SCALE * 10 ** ((USUAL_VOICE_DBFS - room.decibels) / 20)
        sound += np.resize(noise * wanted / np.std(noise), length)
    if room.talk:
        others = [one.path for one in recordings if one.kind == "other_speech"]
        gap = round(_TALK_GAP_SECONDS * RATE_HZ)
        pieces = [np.pad(_levelled(read_wav(others[at]), _TALK_DBFS), (0, gap)) for at in draw.permutation(len(others))]
        sound += np.resize(np.concatenate(pieces), length)
    return np.asarray(np.clip(sound, -32768, 32767), np.int16)


def truth(person: Person, told: Mapping[str, Any]) -> bool:
    """Whether all of it is so. How long it has been is known to nobody to the hour, so any time is."""
    flat = {**told, **told.get("symptoms", {})}
    return all(person.facts.get(slot, False) == value for slot, value in flat.items() if slot not in _NOT_JUDGED)


def reply(person: Person, listen: Listen, asked: int) -> str:
    """What a truthful person says when this is asked, the `asked`th time from 0."""
    if listen.confirming:
        return "yes" if truth(person, listen.confirming) else "no"
    if listen.question in person.answers:
        return person.answers[listen.question][: asked + 1][-1]
    if not any(person.facts.get(slot) is True for slot in listen.slots):
        return "no"
    return person.sign if asked and len(listen.slots) > 1 else "yes"


def converse(room: Room, recordings: Sequence[Clip], kept: Path, read: Read, arguments: Sequence[str]) -> Heard:
    """Hold one conversation to its end; its log and screen go to `kept`.*."""
    went, log = Heard(), kept.with_suffix(".log")
    log.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="twitchwise-") as name, SoundCard(Path(name)) as card:
        folder = Path(name)
        voices = Voices(recordings, folder)
        card.say(around(room, recordings), RATE_HZ)
        places = {f"XDG_{kind}_HOME": name for kind in ("STATE", "CACHE", "DATA")}
        began = time.monotonic()
        with kept.with_suffix(".screen").open("w") as screen:
            program = subprocess.Popen(  # noqa: S603 (this program itself)
                [sys.executable, "-m", "voice", "talk", "--log", str(log), "--captions", "plain", *arguments],
                env={**os.environ, **card.environment, "HOME": name, **places},
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
            )
            try:
                times: Counter[str] = Counter()
                asked, said = Listen(question="", slots=(), grammar=""), ""
                for line in _lines(log, program, began + _LONGEST_SECONDS):
                    asked = _listen(line) or asked
                    if line.get("event") == "heard":
                        _note_heard(went, line, read(asked, line), room.person, said)
                    _note(went, line)
                    if line.get("microphone") == "open" and room.person is not None:
                        said = reply(room.person, asked, times[asked.question])
                        times[asked.question] += 1
                        who, sound = voices.say(said)
                        went.transcript.append(f"> {said}   ({who}, to {line['question']})")
                        time.sleep(_THINKS_SECONDS)
                        card.say(sound, RATE_HZ)
            finally:
                end(program)
        went.seconds = time.monotonic() - began
    return went


def _listen(line: Line) -> Listen | None:
    """What is listened for, where the line says so."""
    if line.get("effect") != "listen":
        return None
    return Listen.model_validate({key: value for key, value in line.items() if key != "t"})


def _lines(log: Path, program: "subprocess.Popen[bytes]", deadline: float) -> Iterator[Line]:
    """The lines of a log as they come, until the program has ended."""
    seen, over = 0, False
    while not over:
        over = program.poll() is not None or time.monotonic() > deadline
        lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if log.exists() else []
        whole = [line for line in lines if line.endswith("\n")]
        yield from map(json.loads, whole[seen:])
        seen = max(seen, len(whole))
        time.sleep(_LOOKS_SECONDS)


def _note(went: Heard, line: Line) -> None:
    """Write down what a line of the log tells."""
    if line.get("effect") in {"listen", "end"}:
        asked_back = line.get("confirming") or line.get("question") == "check"
        went.wrong += [] if asked_back else went.doubted
        went.doubted.clear()
    if line.get("effect") == "say":
        went.transcript.append(f"  {line['text']}")
        went.again += line["prompt"].startswith(_AGAIN)
    elif line.get("effect") == "assessment":
        went.dispositions.append(line["disposition"])
    elif line.get("effect") == "end":
        went.outcome = line["outcome"]
    elif line.get("event") in {"no_match", "no_input"}:
        went.transcript.append(f"      [{line['event']}]")


def _note_heard(went: Heard, line: Line, reading: Reading, person: Person | None, said: str) -> None:
    """Write down what was heard, and whether something was taken for sure that was not said."""
    went.answers += 1
    meant = meaning(reading.answers, reading.reply, reading.command) or "nothing"
    went.transcript.append(f"      [heard {line['words']!r}, {line['confidence']:.2f}, {reading.certainty}: {meant}]")
    if reading.certainty == "sure" and _wrong(reading, person, said):
        went.doubted.append(f"{line['words']!r} for {said!r}: {meant}")


def _wrong(reading: Reading, person: Person | None, said: str) -> bool:
    if person is None or reading.command:
        return True
    if said in _SPOKEN:
        said_yes = reading.reply == "yes" or True in reading.answers.values()
        return said_yes != (said == "yes") and bool(reading.reply or reading.answers)
    return not truth(
        person, {slot: list(value) if isinstance(value, tuple) else value for slot, value in reading.answers.items()}
    )


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("manifest", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("rooms", nargs=-1, type=click.Choice(list(ROOMS)))
@click.option("--argument", "arguments", multiple=True, help="For `twitchwise talk`; several.")
def main(folder: Path, manifest: Path, rooms: tuple[str, ...], arguments: tuple[str, ...]) -> None:
    """Hold a conversation in each ROOM (in all, where none is named), and tell how it went."""
    folder.mkdir(parents=True, exist_ok=True)
    recordings = [one for one in clips(manifest) if one.kind in {"words", "other_speech", NOISE}]
    grammar = load_grammar(load_knowledge())

    def read(listen: Listen, line: Line) -> Reading:
        reading = answer_read(grammar, listen, line["words"], datetime.fromisoformat(line["at"]))
        return believed(reading, line["confidence"])

    for name in rooms or ROOMS:
        kept = folder / name
        went = converse(ROOMS[name], recordings, kept, read, arguments)
        kept.with_suffix(".txt").write_text("\n".join(went.transcript) + "\n", encoding="utf-8")
        level = ", then ".join(went.dispositions) or "none"
        counts = f"{went.answers} answers, {went.again} asked again, {went.seconds:.0f} s, {len(went.wrong)} surely wrong"
        person = ROOMS[name].person
        right = went.dispositions[:1] == ([person.disposition] if person else [])
        click.echo(f"{name}: {'right' if right else 'WRONG'}, {level} ({went.outcome}); {counts}")
        for wrong in went.wrong:
            click.echo(f"  {wrong}")


if __name__ == "__main__":
    main()
