"""Checks that need no sound: shared files, settings, recogniser and model, voice, disk, permissions."""

import importlib
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import soxr

from voice.errors import DeviceError, KnowledgeError, RecogniserError, SettingsError, StateError, SynthesisError
from voice.ports import RATE_HZ, Recogniser
from voice.recognition import load_recogniser, why_no_moonshine
from voice.recognition.endpointing import spoken_part
from voice.recognition.heard_phrase import heard_phrase
from voice.recognition.moonshine import MoonshineRecogniser
from voice.recognition.pace import BUDGET_SECONDS, Pace
from voice.recognition.wake import OFFERED
from voice.selftest.findings import REINSTALL, Finding, fault, ok, warning
from voice.settings import Layer, Settings
from voice.settings_file import settings_for, settings_path
from voice.skill.grammar.compiled import load_grammar
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.knowledge.file import load_knowledge
from voice.store.file import FileStore
from voice.store.places import state_file, state_folder
from voice.surfaces.headset_keys import HeadsetKeys, unreadable
from voice.synthesis.cache import cache_folder
from voice.synthesis.espeak import load_synthesiser
from voice.synthesis.voices import load_voice, which_voice

_ROOM_BYTES = 150_000_000
"""What rendered prompts, the kept conversation and a log may take together, generously."""
_SLOW_RENDERING_SECONDS = 2.0
_SLOW_HEARING = 0.8
"""Of real time: above it, answers are waited for."""
_SPOKEN, _OTHER_VOICE = "left calf", "en-us"
_GRAMMAR = SpeechGrammar("selftest", (_SPOKEN, "right calf", "yes", "no"))


def shared_files(_: Settings) -> Iterator[Finding]:
    """Whether what is said and understood is there and whole."""
    try:
        knowledge = load_knowledge()
        load_grammar(knowledge)
    except KnowledgeError as error:
        yield fault("shared files", str(error).splitlines()[0], "mend what `twitchwise check` names, or install again")
        return
    yield ok("shared files", f"knowledge {knowledge.version}: {len(knowledge.questions)} questions")


def settings_found(variables: Mapping[str, str], flags: Layer) -> tuple[Settings, Finding]:
    """What is in force; the defaults, with a finding that says so, where file, variables or flags cannot be used."""
    path = settings_path(variables)
    try:
        found = settings_for(flags, variables, tuple(load_knowledge().regions))
    except SettingsError as error:
        do = f"mend {'it' if len(error.faults) == 1 else 'them'}; `twitchwise settings example` prints a right file"
        return Settings(), fault("settings", "; ".join(error.faults), do)
    except KnowledgeError:
        return Settings(), ok("settings", "not read, as the shared files cannot be")
    changed = sum(source != "default" for source in found.sources.values())
    file = str(path) if path.exists() else "no file"
    return found.settings, ok("settings", f"{file}; {changed} differ from the defaults", profile=found.profile or "none")


def ear(settings: Settings) -> Iterator[Finding]:
    """Whether the recogniser loads and hears a rendered word, and how fast."""
    try:
        started = time.process_time()
        recogniser = load_recogniser(settings.recogniser, settings.model, width=settings.width)
        loading = time.process_time() - started
    except RecogniserError as error:
        yield fault("recogniser", str(error), "name another model or recogniser, or leave both out: PocketSphinx needs no model")
        return
    figures: dict[str, float | str] = {"loading_seconds": round(loading, 2)}
    if recogniser.name != "sphinx" or settings.recogniser == "sphinx":
        yield ok("recogniser", f"{recogniser.name} is loaded", **figures)
        if isinstance(recogniser, MoonshineRecogniser):
            yield _pace(recogniser.pace)
    else:
        cause = why_no_moonshine() or RecogniserError("Moonshine can be used now", "begin again")
        yield warning("recogniser", f"PocketSphinx hears, which needs no model: {cause.said}", cause.do, **figures)
    yield from _hearing(recogniser)


def _pace(pace: Pace) -> Finding:
    """How exactly Moonshine listens here, and whether it is in time."""
    figures: dict[str, float | str] = {"width": pace.width, "threads": pace.threads}
    if pace.seconds is None:
        return ok("pace", f"Moonshine: {pace}", **figures)
    figures["answer_seconds"] = round(pace.seconds, 3)
    if pace.seconds <= BUDGET_SECONDS:
        return ok("pace", f"Moonshine: {pace}", **figures)
    return warning("pace", f"Moonshine: {pace}", "use --recogniser sphinx if it answers too late", **figures)


def _hearing(recogniser: Recogniser) -> Iterator[Finding]:
    try:
        rendered = load_synthesiser(_OTHER_VOICE).render(_SPOKEN)
    except SynthesisError:
        # Which the check of the voice reports.
        return
    sound = np.asarray(soxr.resample(rendered.samples, rendered.rate_hz, RATE_HZ), np.int16)
    started = time.process_time()
    speech = spoken_part(sound)
    utterance = recogniser.utterance(_GRAMMAR)
    utterance.accept(speech)
    heard = utterance.finish().text
    share = (time.process_time() - started) / rendered.seconds
    figures: dict[str, float | str] = {"share_of_real_time": round(share, 2), "heard": heard}
    if not len(speech):
        yield fault("hearing", "no speech is found in a rendered word", REINSTALL, **figures)
    elif heard != _SPOKEN:
        yield warning(
            "hearing", f"a rendered {_SPOKEN!r} was heard as {heard!r}", "use another model: `twitchwise models`", **figures
        )
    elif share > _SLOW_HEARING:
        yield warning(
            "hearing", f"it takes {share:.2f} of the speech's own time", "use --recogniser sphinx, or a smaller model", **figures
        )
    else:
        yield ok("hearing", f"a rendered {_SPOKEN!r} is heard, in {share:.2f} of its own time", **figures)


def voice(settings: Settings) -> Iterator[Finding]:
    """Whether a sentence can be rendered, and how long that takes."""
    started = time.monotonic()
    try:
        speaking = load_voice(settings.voice)
        speaking.get_ready()
        rendered = speaking.render("Is that right?", rate=settings.rate)
    except SynthesisError as error:
        yield fault("voice", str(error), f"choose another voice, or {REINSTALL}")
        return
    seconds = time.monotonic() - started
    measured: dict[str, float | str] = {"rendering_seconds": round(seconds, 2), "speech_seconds": round(rendered.seconds, 2)}
    measured["voice"] = speaking.name
    if seconds > _SLOW_RENDERING_SECONDS:
        yield warning(
            "voice", f"a short sentence took {seconds:.1f} s", "close other programs; a Raspberry Pi 4 is fast enough", **measured
        )
    else:
        said = which_voice(speaking, settings.voice).removesuffix(".")
        yield ok("voice", f"{said[0].lower()}{said[1:]}; a sentence is rendered in {seconds:.1f} s", **measured)


def disk(_: Settings) -> Iterator[Finding]:
    """Whether answers can be kept through a power cut, and whether there is room."""
    for name, folder in (("answers", state_folder()), ("rendered prompts", cache_folder())):
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if not os.access(there, os.W_OK | os.X_OK):
            yield warning(
                "disk", f"{name} cannot be kept: {there} cannot be written", f"make it yours: sudo chown -R $USER {there}"
            )
            continue
        free = shutil.disk_usage(there).free
        room = f"{free / 1e6:,.0f} MB free for {name}"
        if free < _ROOM_BYTES:
            yield warning("disk", room, "make room; without it a power cut loses answers", free_megabytes=round(free / 1e6))
        else:
            yield ok("disk", room, free_megabytes=round(free / 1e6))


def permissions(_: Settings) -> Iterator[Finding]:
    """Whether others can read what was kept, and whether a conversation is going on."""
    folder = state_folder()
    open_to_others = [path for path in (folder, *folder.glob("*")) if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_to_others:
        shown = ", ".join(str(path) for path in open_to_others)
        yield warning("permissions", f"others may read {shown}", f"chmod -R go= {folder}")
    else:
        yield ok("permissions", "what is kept is yours alone")
    devices = list(Path("/dev/snd").glob("pcm*"))
    if devices and not any(os.access(device, os.R_OK | os.W_OK) for device in devices):
        yield warning("permissions", "you may not use the sound card", "sudo usermod -aG audio $USER, then log in again")
    if not folder.exists():
        return
    try:
        with FileStore(state_file()):
            pass
    except StateError as error:
        yield warning("permissions", str(error), "end the other conversation before you begin one")


def headset_keys(settings: Settings) -> Iterator[Finding]:
    """Whether a headset's keys are to be had, where they are wanted."""
    if not settings.headset_keys:
        return
    try:
        with HeadsetKeys() as keys:
            there = keys.there
    except DeviceError as error:
        said, _, do = str(error).partition(": ")
        yield warning("headset keys", said, do)
        return
    if there:
        yield ok("headset keys", "there is a headset or remote with keys")
    elif unreadable():
        yield warning("headset keys", "you may not read input devices", "sudo usermod -aG input $USER, then log in again")
    else:
        yield warning(
            "headset keys", "no headset or remote with keys was found", "plug it in or connect it; it may come later, too"
        )


EXTRAS: Mapping[str, tuple[str, str]] = {
    # setting: (module, extra that brings it)
    "barge_in": ("pywebrtc_audio", "barge-in"),
    "lamp_pin": ("gpiozero", "gpio"),
    "button_pin": ("gpiozero", "gpio"),
}
"""What settings need that is not installed with everything else; without it a conversation does not begin."""
WAKE = ("pymicro_wakeword", "wake")
"""The same for the wake phrase that a packaged model listens for."""


def extras(settings: Settings) -> Iterator[Finding]:
    """Whether what the settings in force need beyond the rest is installed."""
    wake = {"wake_phrase": WAKE} if settings.wake_phrase == "alexa" else {}
    for setting, (module, extra) in {**EXTRAS, **wake}.items():
        if getattr(settings, setting) in (None, False):
            continue
        try:
            importlib.import_module(module)
        except (ImportError, OSError) as error:
            do = f'pip install -e ".[{extra}]", or leave {setting} out: `twitchwise settings` says where it is set'
            yield fault("extras", f"{setting} is set, and {module} cannot be loaded ({error})", do)
        else:
            yield ok("extras", f"{module} is there for {setting}")


def wake_phrase(settings: Settings) -> Iterator[Finding]:
    """Whether a wake phrase of our own can be heard, where one is set."""
    phrase = OFFERED.get(settings.wake_phrase)
    if phrase is None or phrase.model:
        return
    try:
        heard_phrase(phrase, load_recogniser(settings.recogniser, settings.model))
    except RecogniserError as error:
        said, _, otherwise = str(error).partition("; ")
        cause = why_no_moonshine()
        do = f'{cause.do if cause else "leave out the setting recogniser, so that Moonshine hears"}, or wake_phrase = "alexa"'
        yield warning("wake phrase", said, f"{do}; {otherwise}" if otherwise else do)
    else:
        yield ok("wake phrase", f'Moonshine listens for "{phrase.text}"')


CHECKS: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    shared_files,
    ear,
    voice,
    disk,
    permissions,
    headset_keys,
    extras,
    wake_phrase,
)
"""In the order in which they are told."""
