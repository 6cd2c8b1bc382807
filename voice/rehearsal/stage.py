"""Plays rehearsals: in words alone, or through synthesis, noise and the real recogniser."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from voice.known_voices import VOICES
from voice.ports import Recogniser
from voice.recognition import load_recogniser
from voice.recognition.pace import FULL_WIDTH
from voice.rehearsal.audible import AudibleCaller, Voices
from voice.rehearsal.room import leak_of, noise_of
from voice.rehearsal.scripted import Played, ScriptedCaller, VirtualClock, rehearse
from voice.settings import Settings
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.model import Knowledge
from voice.synthesis.cache import PromptCache, cache_folder
from voice.synthesis.named import NamedSynthesiser
from voice.synthesis.natural import why_not_natural
from voice.synthesis.voices import load_voice
from voice.talk import asking_for, ear_for, manner_of

DEMO = Path(__file__).with_name("demo.yaml")
"""The rehearsal that `twitchwise demo` plays."""
CALLER_VOICE = "en-us"
"""Who answers in a rehearsal that names no voice; never our own."""


def rehearse_silently(knowledge: Knowledge, script: Mapping[str, Any], settings: Settings) -> Played:
    """Play a rehearsal in words alone, in virtual time."""
    grammar = load_grammar(knowledge)
    played = Played(str(script.get("title", "")))
    caller = ScriptedCaller(knowledge, grammar, script, VirtualClock(), played, rate=settings.rate)
    return rehearse(knowledge, grammar, script, caller, manner=manner_of(settings))


def _caller(name: str) -> NamedSynthesiser:
    """The caller's voice by name; the usual one where a natural voice is named and cannot be used here."""
    natural = VOICES.get(name)
    return load_voice(CALLER_VOICE if natural is not None and why_not_natural(natural) is not None else name)


class Stage:
    """Plays rehearsals through synthesis, noise and the real recogniser, with one ear for all of them. Use as a context.

    A `recogniser` that is loaded already takes the place of the one that the settings name.
    """

    def __init__(self, knowledge: Knowledge, settings: Settings, recogniser: Recogniser | None = None) -> None:
        self._knowledge, self._grammar, self._settings = knowledge, load_grammar(knowledge), settings
        # In virtual time nothing is late: what is heard is the same on every machine.
        width = settings.width or FULL_WIDTH
        self._ear = ear_for(recogniser or load_recogniser(settings.recogniser, settings.model, width=width), settings)
        self._ours = PromptCache(load_voice(settings.voice), cache_folder())
        self._clock = VirtualClock()
        self._asking = asking_for(knowledge, self._grammar, self._now)

    def _now(self) -> datetime:
        return self._clock.now()

    def __enter__(self) -> "Stage":
        return self

    def __exit__(self, *_: object) -> None:
        self._ours.close()

    def play(self, script: Mapping[str, Any], folder: Path) -> AudibleCaller:
        """Play one; `folder` is where the files it names lie. Raises FileError for what a script cannot hold."""
        self._clock = VirtualClock()
        caller = AudibleCaller(
            self._knowledge, self._grammar, script, self._clock, Played(str(script.get("title", ""))), rate=self._settings.rate
        )
        caller.attach(
            Voices(
                ours=self._ours,
                caller=_caller(str(script.get("voice", CALLER_VOICE))),
                ear=self._ear,
                asking=self._asking,
                noise=noise_of(script, folder),
                leak=leak_of(script),
                folder=folder,
            )
        )
        rehearse(self._knowledge, self._grammar, script, caller, manner=manner_of(self._settings))
        return caller
