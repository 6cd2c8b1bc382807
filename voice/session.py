"""The one loop: an event comes, words are read, the dialogue steps, the state is saved, and only then the effects are performed.

1. Save, then speak: whatever a person heard acknowledged is on disk.
2. An event that does not fit changes nothing; the surface gets a Fault, and the next event is awaited.
3. A state or result that cannot be kept is said once, and the conversation goes on. One that cannot be read is said, and begun
   afresh. What cannot be deleted is said in place of "deleted".
4. Nothing is said to be kept that is not: where the last state could not be saved, a prompt NAME that promises it gives way to
   NAME_unsaved; and no older state stays in its place, which would lack what was said since.
5. A conversation that is over leaves nothing on disk, and so does one that was left; a paused one does. Results are kept only
   where a history was asked for, and go when the person says so.
6. Words that somebody else has heard count as much as their confidence: the same gate as our own ear's.
7. Within one conversation time is the machine's own count, so that a clock that is set meanwhile moves nothing.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from voice.errors import AnswersError, EventError, StateError
from voice.ports import History, Kept, StateStore, Surface
from voice.recognition.acceptance import believed
from voice.skill.dialogue.effects import Adjust, Assessed, Effect, End, Erase, Fault, Left, Listen, Outcome, Say
from voice.skill.dialogue.engine import begin, current_listen, step
from voice.skill.dialogue.events import Event, Heard, Resumed, Started
from voice.skill.dialogue.prompts import open_to, say
from voice.skill.dialogue.restored import check_restored
from voice.skill.dialogue.state import Manner, Phase, State, state_from_json
from voice.skill.grammar.compiled import Grammar
from voice.skill.knowledge.answers import parse_answers
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading, nested
from voice.skill.understanding.understand import understand
from voice.store.boot import boot_id

_BARE_REPLIES = frozenset({"result", "emergency"})
"""Questions without slots that a bare yes or no replies to."""
Log = Callable[[Mapping[str, Any]], None]


class Clock(Protocol):
    """Where the time of events comes from. `boot` names the run of the machine that counts it, if that is known."""

    boot: str | None

    def now(self) -> datetime | None:
        """The local time, or None where events bring their own."""

    def monotonic(self) -> float:
        """Seconds that never go back, for the log."""


class SystemClock:
    """The machine's own clocks. The local time goes on evenly from when this was made, also when the machine's is set."""

    def __init__(self) -> None:
        self.boot = boot_id()
        self._began, self._counted = datetime.now(), self._count()

    def now(self) -> datetime | None:
        """The local time."""
        return self._began + timedelta(seconds=self._count() - self._counted)

    def monotonic(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()

    @staticmethod
    def _count() -> float:
        """Seconds, with those in which the machine slept, where it can tell."""
        return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class NoClock:
    """Events bring their own time, or have none."""

    boot: str | None = None

    def now(self) -> datetime | None:
        """No time."""
        return None

    def monotonic(self) -> float:
        """Seconds since some moment in the past."""
        return time.monotonic()


class Session:
    """One conversation on `surface`, kept in `store`; `log` takes every event and effect with its time `t` in seconds."""

    def __init__(  # noqa: PLR0913  # the parts that are joined here
        self,
        knowledge: Knowledge,
        grammar: Grammar,
        store: StateStore,
        surface: Surface,
        clock: Clock,
        *,
        log: Log | None = None,
        region: str | None = None,
        manner: Manner = Manner(),  # noqa: B008 (frozen)
        history: History | None = None,
    ) -> None:
        grammar.automaton.tidy()
        self._history = history
        self.knowledge, self._grammar, self._store, self._surface, self._clock = knowledge, grammar, store, surface, clock
        self._log = log
        self._unsaid: list[str] = []
        self._unset: tuple[Effect, ...] = ()
        self._can_save = True
        self._begun = False
        self._listen: Listen | None = None
        self.state = self._remembering(self._loaded(region).but(manner=manner))
        self._unset = voice_of(self.state)

    def run(self, *first: Event) -> Outcome:
        """Hold the conversation to its end, from the events that begin it. When nobody is there any more it is left as paused."""
        effects: tuple[Effect, ...] = ()
        for event in first or (Started(),):
            effects = self.handle(event)
        while not any(isinstance(effect, End) for effect in effects):
            if self._listen is None:
                raise EventError("nothing is listened for")
            try:
                event = self._surface.next_event(self._listen)
            except EOFError:
                left = self.left()
                self._note(left.model_dump(mode="json"))
                self._surface.perform(left)
                return "paused"
            effects = self.handle(event)
        return next(effect.outcome for effect in effects if isinstance(effect, End))

    def handle(self, event: Event) -> tuple[Effect, ...]:
        """One turn of the loop; the effects as performed."""
        event = self._completed(event)
        self._note(event.model_dump(mode="json", exclude_none=True))
        effects = self._stepped(event)
        for effect in effects:
            self._note(effect.model_dump(mode="json", exclude_none=True))
            self._surface.perform(effect)
            if isinstance(effect, Listen):
                self._listen = effect
        return effects

    def left(self) -> Left:
        """What becomes of the answers when nobody goes on."""
        told = self.state.phase is not Phase.OVER and bool(self.state.answers or self.state.pending)
        return Left(answers="none" if not told else "saved" if self._can_save else "unsaved")

    def fault(self, message: str) -> None:
        """Tell the surface of an input that is no event."""
        effect = Fault(message=message)
        self._note(effect.model_dump(mode="json"))
        self._surface.perform(effect)

    def _loaded(self, region: str | None) -> State:
        fresh = begin(self.knowledge, region=region)
        try:
            document = self._store.load()
            if document is None:
                return fresh
            saved = state_from_json(document)
            if saved.knowledge == self.knowledge.hash:
                check_restored(self.knowledge, saved)
            return saved.but(region=region) if region else saved
        except StateError:
            self._unsaid.append("restart_unreadable")
            return fresh

    def _completed(self, event: Event) -> Event:
        """The event with its time, and words with their meaning."""
        now, boot = event.at or self._clock.now(), event.boot or self._clock.boot
        event = event.model_copy(update={"at": now, "boot": boot})
        if isinstance(event, Started) and not self._begun and self.state.phase not in (Phase.NEW, Phase.OVER):
            event = Resumed(at=now, boot=boot)
        self._begun = True
        if isinstance(event, Heard) and event.reading is None:
            return event.model_copy(update={"reading": self._read(event)})
        return event

    def _read(self, event: Heard) -> Reading | None:
        if current_listen(self.knowledge, self.state) is None and self.state.phase is not Phase.PAUSED:
            return None
        asked, confirming = open_to(self.knowledge, self.state)
        return believed(understand(self._grammar, event.words, asked, confirming=confirming, now=event.at), event.confidence)

    def _stepped(self, event: Event) -> tuple[Effect, ...]:
        try:
            state, effects = step(self.knowledge, self.state, event)
        except EventError as error:
            return (Fault(message=str(error)),)
        self.state = state
        erase = any(isinstance(effect, Erase) for effect in effects)
        remains = (*self._keep(effects, erase=erase), *self._save(erase=erase, over=state.phase is Phase.OVER))
        effects = self._truly(effects, remains)
        notices = tuple(say(self.knowledge, state, name) for name in self._unsaid)
        self._unsaid.clear()
        voice, self._unset = self._unset, ()
        return (*voice, *notices, *effects)

    def _remembering(self, state: State) -> State:
        """With the last result that was kept; without it where it cannot be read, or is of answers that nobody asks for now."""
        try:
            kept = self._history.latest() if self._history and state.manner.keeps else None
            earlier = parse_answers(self.knowledge, kept.answers) if kept else {}
        except (StateError, AnswersError):
            return state.but(earlier={}, earlier_at=None)
        return state.but(earlier=earlier, earlier_at=kept.at if kept else None)

    def _truly(self, effects: tuple[Effect, ...], remains: tuple[str, ...]) -> tuple[Effect, ...]:
        """The effects without promises that cannot be kept; with what `remains` said in place of "deleted", or before the end."""
        if not self._can_save:
            effects = tuple(self._without_promise(effect) for effect in effects)
        if not remains:
            return effects
        told = tuple(say(self.knowledge, self.state, name) for name in remains)
        places = [n for n, effect in enumerate(effects) if isinstance(effect, Say) and effect.prompt == "deleted"]
        at = places[0] if places else 0
        return (*effects[:at], *told, *effects[at + len(places) :])

    def _without_promise(self, effect: Effect) -> Effect:
        unsaved = f"{effect.prompt}_unsaved" if isinstance(effect, Say) else ""
        return say(self.knowledge, self.state, unsaved) if unsaved in self.knowledge.prompts else effect

    def _keep(self, effects: tuple[Effect, ...], *, erase: bool) -> tuple[str, ...]:
        """Keep results, or delete them; the prompt that says that they are still there."""
        if self._history is None:
            return ()
        try:
            if erase:
                self._history.erase()
        except StateError:
            return ("remains_results",)
        try:
            for assessed in (effect for effect in effects if isinstance(effect, Assessed) and self.state.manner.keeps):
                answers = nested(self.state.answers, self.knowledge.symptom_ids)
                self._history.keep(Kept(assessed.disposition, answers, self.state.at))
        except StateError:
            self._unsaid.append("cannot_save")
            # Nothing is tried, and nothing is said to be kept, for the rest of the conversation.
            self.state = self.state.but(manner=self.state.manner.model_copy(update={"keeps": False}))
        return ()

    def _save(self, *, erase: bool, over: bool) -> tuple[str, ...]:
        """Keep the state, or delete it; the prompt that says that it is still there."""
        try:
            if erase or over:
                self._store.erase()
            else:
                self._store.save(self.state.to_json())
                self._can_save = True
        except StateError:
            if erase or over:
                return ("remains_answers",)
            self._lost()
        return ()

    def _lost(self) -> None:
        """The state could not be saved: an older one is no help, and this is said once."""
        told = "cannot_save"
        try:
            self._store.erase()
        except StateError:
            told = "cannot_save_remains"
        if self._can_save:
            self._unsaid.append(told)
        self._can_save = False

    def _note(self, line: Mapping[str, Any]) -> None:
        if self._log:
            self._log({"t": round(self._clock.monotonic(), 4), **line})


def voice_of(state: State) -> tuple[Effect, ...]:
    """The pace and loudness that a saved conversation had come to, for a voice that knows nothing of it yet."""
    rate = (Adjust(rate=state.rate),) if state.rate != 1.0 else ()
    volume = (Adjust(volume=state.volume),) if state.volume != 1.0 else ()
    return (*rate, *volume)


def answer_read(grammar: Grammar, listen: Listen, words: str, now: datetime | None) -> Reading:
    """What `words` mean as an answer to what is listened for."""
    confirming = {} if listen.question in _BARE_REPLIES else listen.confirming
    return understand(grammar, words, listen.slots, confirming=confirming, now=now)
