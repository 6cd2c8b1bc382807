"""Joins the parts of a conversation: by voice, or typed where a machine has no sound.

A device, voice or model that was asked for by name and is not there is an error. With nothing asked for, a machine without
sound devices talks by keyboard and says so in one line.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path

from rich.console import Console

from voice.audio.barge_in import BargeIn
from voice.audio.devices import hushed
from voice.audio.headset import Headset
from voice.audio.signal import Complaint
from voice.errors import DeviceError, RecogniserError
from voice.ports import Recogniser, StateStore, Status, Surface, WakeWord
from voice.recognition import load_recogniser, why_no_moonshine
from voice.recognition.any_sound import AnySound
from voice.recognition.by_sound import BySound
from voice.recognition.ear import Asking, Ear
from voice.recognition.endpointing import silero
from voice.recognition.heard_phrase import heard_phrase
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.vosk import check_model_folder
from voice.recognition.wake import OFFERED, PackagedWakeWord
from voice.session import Log, Session, SystemClock, answer_read
from voice.settings import Settings
from voice.skill.dialogue.effects import Fault, Listen, Outcome
from voice.skill.dialogue.state import Manner, Phase
from voice.skill.dialogue.timing import LEFT_SECONDS
from voice.skill.grammar.compiled import Grammar, load_grammar
from voice.skill.grammar.speech_grammar import speech_grammar
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import insert
from voice.skill.reading import Reading
from voice.store.file import FileStore
from voice.store.forgetting import forget_leftovers
from voice.store.history import FileHistory
from voice.store.log import LogFile
from voice.store.places import history_file, logs_list, state_file
from voice.surfaces.ahead import own_sentences
from voice.surfaces.asleep import Asleep, stay_on
from voice.surfaces.captioned import captioned_surface, captions_for
from voice.surfaces.captions_lines import LineCaptions
from voice.surfaces.floor import Floor
from voice.surfaces.headset_keys import HeadsetKeys
from voice.surfaces.indicator import Indicator, WindowTitle
from voice.surfaces.keys import Keys
from voice.surfaces.pins import Button, Lamp
from voice.surfaces.scanning import ScanningSurface
from voice.surfaces.spoken import SpokenSurface
from voice.surfaces.supervisor import Supervisor
from voice.surfaces.switches import SoundSwitch
from voice.surfaces.talker import Talker
from voice.surfaces.typed import TypedSurface
from voice.surfaces.waiting import ReadInPauses, run_through_pauses
from voice.synthesis.cache import PromptCache, cache_folder
from voice.synthesis.named import NamedSynthesiser
from voice.synthesis.voices import load_voice, which_voice

_PATIENCES = 4
"""Whoever asked for more time for an answer is waited for at least so many times as long in silence."""
_READ_THROUGH = 60
"""Answers that somebody may let pass, while they are read out, before they take the last of several choices."""


def manner_of(settings: Settings) -> Manner:
    """What the dialogue itself has to know of the settings."""
    scanning = settings.scanning or settings.scanning_after > 0
    return Manner(
        brief=settings.verbosity == "short",
        keeps=settings.history,
        patience=settings.patience,
        left=max(LEFT_SECONDS, _PATIENCES * settings.patience, _READ_THROUGH * settings.scanning_pace if scanning else 0.0),
        shared=settings.shared or stays(settings),
    )


def stays(settings: Settings) -> bool:
    """Whether the device stays on between conversations: a wake phrase makes it, also where nothing can hear that."""
    return settings.stay or settings.wake_phrase != "off"


def risky_questions(knowledge: Knowledge) -> frozenset[str]:
    """Those in which a hasty "no" could do harm: about warning signs, and the check of what was denied."""
    return frozenset(question.id for question in knowledge.questions if question.risk == "red_flag") | {"read_back"}


def asking_for(
    knowledge: Knowledge, grammar: Grammar, now: Callable[[], datetime | None] = datetime.now
) -> Callable[[Listen], Asking]:
    """What an ear needs for each `Listen` effect: the grammar of the moment, how its words are read, and how careful to be."""
    grammars = lru_cache(maxsize=8)(lambda slots, confirming: speech_grammar(grammar, slots, confirming=confirming))
    risky = risky_questions(knowledge)
    by_sound = BySound(grammar)

    def asking(listen: Listen) -> Asking:
        def read(text: str) -> Reading:
            return answer_read(grammar, listen, text, now())

        return Asking(
            grammars(listen.slots, listen.confirming is not None),
            read,
            risky=listen.question in risky,
            no_input_after=listen.no_input_after,
            suppose=by_sound.supposing(listen.slots, read),
        )

    return asking


def talk_typed(knowledge: Knowledge, settings: Settings, log_file: Path | None = None, *, notice: Callable[[str], None]) -> None:
    """A conversation on keyboard and screen; how to go on with one that was paused is a `notice`."""
    forget_leftovers()
    grammar = load_grammar(knowledge)

    def read(listen: Listen, words: str) -> Reading:
        return answer_read(grammar, listen, words, datetime.now())

    with ExitStack() as stack:
        surface: Surface = TypedSurface(knowledge.screen)
        if settings.captions in ("large", "plain") or settings.scanning:
            scan = partial(_scanning(knowledge, settings), read=read) if settings.scanning or settings.scanning_after else None
            plain = settings.captions == "plain"
            captioned = captioned_surface(knowledge, plain=plain, scan=scan, scans_lines=settings.scanning)
            surface = stack.enter_context(captioned)
        log = _log(stack, log_file, lambda line: surface.perform(Fault(message=line)))
        store = stack.enter_context(FileStore(state_file()))
        if settings.wait_paused:
            surface = ReadInPauses(surface, read, knowledge.screen.back)
        session = _session(store, knowledge, grammar, surface, settings, log, typed=True)
        outcome = run_through_pauses(session, surface) if settings.wait_paused else session.run()
    if outcome == "paused" and session.state.phase is Phase.PAUSED and not settings.wait_paused:
        notice(knowledge.screen.not_saved if session.left().answers == "unsaved" else knowledge.screen.start_again)


def talk_spoken(knowledge: Knowledge, settings: Settings, log_file: Path | None = None, *, notice: Callable[[str], None]) -> None:
    """A conversation on microphone and speaker; typed, with a `notice`, where there are none and none was asked for."""
    forget_leftovers()
    if settings.model is not None:
        check_model_folder(settings.model)
    packaged = _packaged_wake_word(settings)
    barge_in = BargeIn(silero()) if settings.barge_in else None
    with ExitStack() as stack:
        supervisor = Supervisor(os.environ)
        stack.callback(supervisor.stopping)
        headset = stack.enter_context(Headset(settings.microphone, settings.speaker))
        try:
            _open(headset, settings, supervisor, notice)
        except DeviceError as error:
            if settings.microphone or settings.speaker:
                raise
            notice(f"{error}. Until then we talk by keyboard: type your answers.")
            talk_typed(knowledge, settings, log_file, notice=notice)
            return
        stack.enter_context(hushed())
        voice = load_voice(settings.voice)
        ahead = own_sentences(knowledge, settings.region)
        prompts = _prompts(stack, voice, ahead[:1], settings.rate)
        grammar = load_grammar(knowledge)
        recogniser = load_recogniser(settings.recogniser, settings.model, width=settings.width)
        prompts.prepare(ahead, rate=settings.rate)
        notice(which_ear(recogniser.name, settings.recogniser))
        notice(which_voice(voice, settings.voice))
        wake_word = packaged or own_wake_word(settings, recogniser, notice)
        ear = ear_for(recogniser, settings)
        keys = _keys(stack, settings, notice)
        captions = stack.enter_context(captions_for(knowledge, settings.captions))
        log = _log(stack, log_file, captions.note)
        indicator = _indicator(stack, settings, keys, supervisor)
        talker = stack.enter_context(Talker(headset.speaker, prompts, lambda error: captions.note(str(error))))
        talker.sentence_pause = settings.sentence_pause
        surface = SpokenSurface(
            headset,
            prompts,
            talker,
            ear,
            asking_for(knowledge, grammar),
            keys,
            Floor(headset, talker, barge_in),
            knowledge.screen,
            notices=notices_of(knowledge, by_key=keys.there and not isinstance(captions, LineCaptions)),
            lost_text=next(iter(knowledge.prompts.get("sound_lost", ())), ""),
            rate=settings.rate,
            volume=settings.volume,
            trace=_stamped(log),
            indicator=indicator,
            captions=captions,
        )
        indicator.show_on(WindowTitle(Console(), knowledge.screen))
        asleep = Asleep(surface, wake_word) if stays(settings) else None
        store = stack.enter_context(FileStore(state_file()))
        talking = _scanned(surface, knowledge, settings)

        def begin() -> Session:
            return _session(store, knowledge, grammar, talking, settings, log)

        def converse(session: Session) -> Outcome:
            return run_through_pauses(session, surface) if settings.wait_paused else session.run()

        supervisor.ready()
        if asleep is None:
            converse(begin())
            return
        if wake_word is not None:
            captions.note(insert(knowledge.screen.wake_phrase, phrase=str(OFFERED.get(settings.wake_phrase))))
        stay_on(asleep, store, begin, converse)


def _prompts(stack: ExitStack, voice: NamedSynthesiser, first: Sequence[str], rate: float) -> PromptCache:
    """The cache of prompts; what comes `first` is rendered while everything else is loaded, where it was not rendered before."""
    prompts = stack.enter_context(PromptCache(voice, cache_folder()))
    unready = [text for text in first if not prompts.ready(text, rate=rate)]
    if unready:
        prompts.prepare(unready, rate=rate)
    return prompts


def _packaged_wake_word(settings: Settings) -> PackagedWakeWord | None:
    """The wake phrase that has a model of its own, where one is set."""
    phrase = OFFERED.get(settings.wake_phrase)
    return PackagedWakeWord(phrase) if phrase is not None and phrase.model else None


def own_wake_word(settings: Settings, recogniser: Recogniser, notice: Callable[[str], None]) -> WakeWord | None:
    """The wake phrase that the recogniser hears, where one is set; with a `notice` in its place where that recogniser cannot."""
    phrase = OFFERED.get(settings.wake_phrase)
    if phrase is None:
        return None
    try:
        return heard_phrase(phrase, recogniser)
    except RecogniserError as error:
        notice(f"{error}.")
        return None


def notices_of(knowledge: Knowledge, *, by_key: bool) -> dict[str, str]:
    """What is told of the sound, by complaint. `by_key`: whether answers can be given by key."""
    texts = {one: one.value for one in Complaint} | ({Complaint.LOUD: "room_loud_keys"} if by_key else {})
    return {one.value: next(iter(knowledge.prompts.get(name, ())), name) for one, name in texts.items()}


def _scanning(knowledge: Knowledge, settings: Settings) -> Callable[..., ScanningSurface]:
    return partial(
        ScanningSurface,
        knowledge,
        on=settings.scanning,
        pace=settings.scanning_pace,
        confirm=settings.scanning_confirm,
        failures=settings.scanning_after,
    )


def _scanned(surface: SpokenSurface, knowledge: Knowledge, settings: Settings) -> Surface:
    """The surface, with its answers read out one by one where that is wanted, or may become so."""
    if not (settings.scanning or settings.scanning_after):
        return surface
    return _scanning(knowledge, settings)(surface, SoundSwitch(surface, AnySound(silero())))


def _open(headset: Headset, settings: Settings, supervisor: Supervisor, notice: Callable[[str], None]) -> None:
    """Open both devices; where that is wanted, wait until there are any."""
    with hushed():
        try:
            headset.open()
        except DeviceError as error:
            if not settings.wait_for_sound:
                raise
            notice(f"{error}. Waiting for it.")
            supervisor.ready()
            supervisor(Status("trouble"))
            for another in headset.reopen(error):
                supervisor.alive()
                if another is not None:
                    notice(str(another))
            notice("The sound is there.")


def _indicator(stack: ExitStack, settings: Settings, keys: Keys, supervisor: Supervisor) -> Indicator:
    """Who is shown what goes on: the service manager and a lamp; a button is one more key."""
    indicator = Indicator()
    indicator.show_on(supervisor)
    indicator.alive = supervisor.alive
    if settings.lamp_pin is not None:
        indicator.show_on(stack.enter_context(Lamp(settings.lamp_pin)))
    if settings.button_pin is not None:
        keys.listen_to(stack.enter_context(Button(settings.button_pin)).pressed)
    return indicator


def which_ear(recogniser: str, asked: str, why: Callable[[], object] = why_no_moonshine) -> str:
    """What the screen says at the start about who hears, and how to hear better unless this one was asked for.

    `why` gives the cause that Moonshine does not, with what mends it; None where there is none any more.
    """
    if recogniser != "sphinx":
        return f"Hearing with {recogniser.capitalize()}."
    if asked == "sphinx":
        return "Hearing with PocketSphinx."
    cause = why() or "it could not be a moment ago"
    return f"Hearing with PocketSphinx, as Moonshine cannot be used here: {cause}."


def ear_for(recogniser: Recogniser, settings: Settings) -> Ear:
    """The ear that these settings want."""
    return Ear(recogniser, profile=settings.endpointing, unfinished=load_hearing_words().unfinished)


def _keys(stack: ExitStack, settings: Settings, notice: Callable[[str], None]) -> Keys:
    keys = stack.enter_context(Keys())
    if settings.headset_keys:
        try:
            keys.listen_to(stack.enter_context(HeadsetKeys()).pressed)
        except DeviceError as error:
            notice(f"{error}; until then there is the keyboard.")
    return keys


def _session(  # noqa: PLR0913, PLR0917  (the parts that are joined here)
    store: StateStore,
    knowledge: Knowledge,
    grammar: Grammar,
    surface: Surface,
    settings: Settings,
    log: Log | None,
    *,
    typed: bool = False,
) -> Session:
    return Session(
        knowledge,
        grammar,
        store,
        surface,
        SystemClock(),
        log=log,
        region=settings.region,
        manner=manner_of(settings).model_copy(update={"typed": typed}),
        history=FileHistory(history_file()),
    )


def _log(stack: ExitStack, path: Path | None, notice: Callable[[str], None]) -> Log | None:
    return stack.enter_context(LogFile(path, logs_list(), notice)) if path else None


def _stamped(log: Log | None) -> Callable[[Mapping[str, object]], None]:
    return lambda line: log({"t": round(time.monotonic(), 4), **line}) if log else None
