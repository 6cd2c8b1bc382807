"""Conversations for other systems: a key and words in, sentences out.

A home's assistant, an agent or a page hands over what somebody said and whose conversation it is, and wants to know what to say,
whether to listen on, and what came of it.

1. The sentence that wakes us is the first answer already ("my left calf keeps twitching"); our name alone is not. An emergency
   is answered without a greeting. Where somebody was asked whether we may begin (`invited`), a sure yes opens one, too.
2. Words that are not for us open nothing (`addressed`), and neither does a stray "no" or "thanks" after the end.
3. Nobody gets another person's answers: a key is one conversation, and one that was silent for five minutes is over and
   forgotten. A pause that was asked for is kept for a day, and offered to whoever calls; what is told instead begins anew.
4. At most so many conversations: the one that was silent for longest gives way.
5. A choice that was offered in words, and comes back in the same words, is chosen: sure, whatever the words would mean otherwise.
6. A question that reached nobody is put again: a "no" that follows is no answer to what was not heard. That it did reach
   somebody is told by `passed_on`, also to a service that is started anew.
7. One turn at a time, from whatever thread: another waits. `alone` makes others wait who use the grammar beside us.
8. In a folder, every turn is on disk before it is answered, and a program that is started anew goes on from there.
9. Where others could answer as well, `is_ours` says beforehand whether we would; it changes nothing.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ParamSpec, TypeVar

from voice.errors import StateError
from voice.ports import StateStore
from voice.recognition.acceptance import believed
from voice.session import NoClock, Session
from voice.skill.dialogue.effects import Assessed, Effect, Fault, Listen
from voice.skill.dialogue.engine import TABLE, begin, current_listen
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, Started
from voice.skill.dialogue.prompts import open_to, put_in_words, say
from voice.skill.dialogue.state import Manner, Phase, State
from voice.skill.dialogue.timing import LEFT_SECONDS, elapsed, is_put_back
from voice.skill.grammar.compiled import Grammar
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading
from voice.skill.triage.assess import assess
from voice.skill.understanding.understand import understand
from voice.store.folder import StateFolder, name_of
from voice.store.memory import MemoryStore
from voice.surfaces.addressed import asks_for_a_sign, behind_our_name, concerns_us
from voice.surfaces.choices import possible_answers
from voice.surfaces.turn import Turn, needs_help, turn_of, waits

MOST = 200
"""Conversations that are open at once."""
_LEFT = timedelta(seconds=LEFT_SECONDS)
_PAUSE_KEPT = timedelta(days=1)
_JUST_ENDED = timedelta(seconds=60)
"""For so long after the end, a stray word is answered with nothing."""
_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Silent:
    """Fills `ports.Surface`: the effects are given back by the turn, and events come one a turn."""

    def perform(self, effect: Effect) -> None:
        """Nothing to do."""

    def next_event(self, listen: Listen) -> Event:
        """Nobody waits here."""
        raise EOFError


@dataclass(slots=True)
class _Open:
    """A conversation, where it is kept, when it was last spoken to, and whether what was said last has reached nobody."""

    session: Session
    store: StateStore
    at: datetime
    unheard: bool = False

    def is_left(self, at: datetime) -> bool:
        """Whether nobody has said anything for so long that it is over."""
        gone = elapsed(self.at, at) or timedelta()
        return is_put_back(gone) or gone >= (_PAUSE_KEPT if self.is_paused else _LEFT)

    def is_of_another(self, at: datetime) -> bool:
        """Whether what is told now may be somebody else's story: so long after somebody has asked to wait."""
        return self.is_paused and not _within(self.at, at, _LEFT)

    @property
    def is_paused(self) -> bool:
        """Whether somebody has asked to wait."""
        return self.session.state.phase is Phase.PAUSED


class Conversations:
    """All conversations of one service: those kept in `folder` are taken up at the time `at`; without one they live in memory.

    `notice` is told, in a line, of what could not be erased. Times are local, and come with each turn.
    """

    def __init__(  # noqa: PLR0913  (the parts that are joined here)
        self,
        knowledge: Knowledge,
        grammar: Grammar,
        *,
        at: datetime,
        region: str | None = None,
        manner: Manner = Manner(shared=True),  # noqa: B008 (frozen)
        folder: StateFolder | None = None,
        most: int = MOST,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.knowledge, self._grammar, self._region, self._manner = knowledge, grammar, region, manner
        self._folder, self._most, self._notice = folder, most, notice
        self._lock = threading.RLock()
        self._ended: dict[str, datetime] = {}
        kept = folder.names() if folder is not None else ()
        found = [(name, self._taken_up(name, folder, at)) for name in kept if folder is not None]
        self._open: OrderedDict[str, _Open] = OrderedDict((name, one) for name, one in sorted(found, key=lambda pair: pair[1].at))
        self.tidy(at)

    def begin_with(self, region: str | None, manner: Manner) -> None:
        """Hold conversations that begin from now on in the words of this region, and in this manner."""
        with self._lock:
            self._region, self._manner = region, manner

    def turn(self, key: str, said: str | Event, at: datetime, *, invited: bool = False) -> Turn:
        """What comes of it that somebody said this, or of another event, in the conversation of `key`.

        `invited`: it answers somebody else's question whether we may begin.
        """
        name, event = name_of(key), Heard(words=said) if isinstance(said, str) else said
        with self._lock:
            self.tidy(at)
            one = self._open.get(name)
            if one is None:
                return self._invited(name, event, at) if invited else self._first(name, event, at)
            return self._next(name, one, event, at)

    def call(self, key: str, words: str, at: datetime) -> Turn:
        """What comes of words by which others know that we are meant: they open a conversation, whatever we make of them."""
        name, event = name_of(key), Heard(words=words)
        with self._lock:
            self.tidy(at)
            if name in self._open or self._told(event, at) != (None, False):
                return self.turn(key, event, at)
            about_us = understand(self._grammar, words, (), now=at).faq is not None
            return self._opened(name, event if about_us else None, at)

    def passed_on(self, key: str) -> None:
        """The sentences of the last turn have reached whoever answers."""
        with self._lock:
            name = name_of(key)
            one = self._open.get(name)
            if one is None:
                return
            one.unheard = False
            if self._folder is not None:
                self._folder.note_heard(name, _moment(one))

    def listening(self, key: str | None, at: datetime) -> Listen:
        """What is listened for in the conversation of `key`; without a key, in the one that spoke last; else in a new one."""
        with self._lock:
            self.tidy(at)
            open_ones = [self._open.get(name_of(key))] if key is not None else list(reversed(self._open.values()))
            states = [one.session.state for one in open_ones if one is not None]
            listens = (current_listen(self.knowledge, state) for state in states)
            return next((listen for listen in listens if listen is not None), self._opening())

    def is_open(self, at: datetime) -> bool:
        """Whether anybody's answer is waited for."""
        with self._lock:
            self.tidy(at)
            return any(waits(one.session.state) for one in self._open.values())

    def holds(self, key: str, at: datetime) -> bool:
        """Whether the conversation of `key` goes on, or has just been paused by whoever holds it."""
        with self._lock:
            self.tidy(at)
            one = self._open.get(name_of(key))
            return one is not None and not one.is_of_another(at)

    def is_ours(self, key: str, words: str, at: datetime) -> bool:
        """Whether these words are for us, where others could answer them: they open a conversation, or answer in one.

        In one that is open, what is not understood is for others, unless a warning sign is asked about.
        """
        with self._lock:
            self.tidy(at)
            one = self._open.get(name_of(key))
            told, called = self._told(Heard(words=words), at)
            if told is not None or called or one is None:
                return told is not None or called
            state, reading = one.session.state, self.reading(key, words, at)
            if one.is_paused:
                return reading.command in TABLE[Phase.PAUSED] and reading.certainty == "sure"
            listen = current_listen(self.knowledge, state)
            if listen is not None and asks_for_a_sign(self.knowledge, listen):
                return True
            return reading.certainty != "rejected" or isinstance(self._chosen(state, Heard(words=words)), Chosen)

    def reading(self, key: str, words: str, at: datetime) -> Reading:
        """What the words would mean if they were said now in the conversation of `key`."""
        with self._lock:
            one = self._open.get(name_of(key))
            state = one.session.state if one is not None else self._before_the_first_word()
            asked, confirming = open_to(self.knowledge, state) if current_listen(self.knowledge, state) else ((), None)
            return understand(self._grammar, words, asked, confirming=confirming, now=at)

    def alone(self, function: Callable[_P, _T]) -> Callable[_P, _T]:
        """The function, made to wait for a turn that is going on, and turns for it."""

        def waits(*arguments: _P.args, **named: _P.kwargs) -> _T:
            with self._lock:
                return function(*arguments, **named)

        return waits

    def tidy(self, at: datetime) -> None:
        """Forget the conversations that were left, and those that are too many."""
        with self._lock:
            left = [name for name, one in self._open.items() if one.is_left(at)]
            surplus = len(self._open) - len(left) - self._most
            stay = [name for name in self._open if name not in left]
            for name in (*left, *stay[: max(0, surplus)]):
                self._forget(name)
            self._ended = {name: since for name, since in self._ended.items() if _within(since, at, _JUST_ENDED)}

    def _made(self, name: str, at: datetime) -> _Open:
        """A conversation that is taken up from where it is kept, or is none yet."""
        store: StateStore = self._folder.store(name) if self._folder is not None else MemoryStore()
        session = Session(self.knowledge, self._grammar, store, _Silent(), NoClock(), region=self._region, manner=self._manner)
        return _Open(session, store, session.state.at or at)

    def _taken_up(self, name: str, folder: StateFolder, at: datetime) -> _Open:
        one = self._made(name, at)
        one.unheard = folder.heard(name) != _moment(one)
        return one

    def _forget(self, name: str) -> None:
        one = self._open.pop(name)
        if self._folder is not None:
            self._folder.forget_heard(name)
        try:
            one.store.erase()
        except StateError as error:
            self._notice(str(error))

    def _first(self, name: str, event: Event, at: datetime) -> Turn:
        """No conversation is open: what is for us opens one."""
        told, called = self._told(event, at)
        if told is None and not called:
            return Turn() if name in self._ended else self._not_ours(event)
        return self._opened(name, told, at)

    def _opened(self, name: str, told: Event | None, at: datetime) -> Turn:
        one = self._made(name, at)
        self._open[name] = one
        self.tidy(at)
        return self._begun(name, one, told, at)

    def _invited(self, name: str, event: Event, at: datetime) -> Turn:
        """Somebody was asked whether we may begin: a sure yes opens a conversation, and a sure no or "stop" needs no answer."""
        if not isinstance(event, Heard):
            return self._first(name, event, at)
        reading = believed(understand(self._grammar, event.words, (), confirming={}, now=at), event.confidence)
        if reading.certainty == "sure" and (reading.reply == "yes" or reading.command == "resume"):
            return self._first(name, Started(at=at), at)
        refused = reading.certainty == "sure" and (reading.reply == "no" or reading.command == "stop")
        return Turn() if refused else self._first(name, event, at)

    def _begun(self, name: str, one: _Open, told: Event | None, at: datetime) -> Turn:
        """The greeting, and what comes of what was told with it; what was told is no answer to a question that nobody heard."""
        before = one.session.state
        greeting = one.session.handle(Started(at=at))
        if told is None:
            return self._turned(name, one, before, greeting, at)
        question = put_in_words(self.knowledge, one.session.state, "ask")
        effects = one.session.handle(_at(told, at))
        if not needs_help(self.knowledge, one.session.state):
            effects = (*(effect for effect in greeting if effect not in question), *effects)
        return self._turned(name, one, before, effects, at)

    def _next(self, name: str, one: _Open, event: Event, at: datetime) -> Turn:
        """The conversation goes on, or begins anew where what was kept of it is of no use."""
        before = one.session.state
        told, called = self._told(event, at)
        if self._is_unusable(before) or (called and one.is_paused and told is None):
            return self._begun(name, one, told, at)
        if told is not None and one.is_of_another(at):
            self._forget(name)
            return self._first(name, event, at)
        if one.unheard and told is None:
            return self._turned(name, one, before, self._again(one, at), at)
        effects = one.session.handle(_at(self._chosen(before, event), at))
        if all(isinstance(effect, Fault) for effect in effects):
            return self._not_ours(event)
        return self._turned(name, one, before, effects, at)

    def _again(self, one: _Open, at: datetime) -> tuple[Effect, ...]:
        """The question that reached nobody, or the result, once more."""
        effects = one.session.handle(Key(command="repeat", at=at))
        state = one.session.state
        if state.phase is not Phase.RESULT:
            return effects
        return (Assessed(**assess(self.knowledge, state.answers, region=state.region).to_json()), *effects)

    def _is_unusable(self, state: State) -> bool:
        """Whether what was kept could not be read, or belongs to another knowledge file."""
        return state.phase is Phase.NEW or state.knowledge != self.knowledge.hash

    def _told(self, event: Event, at: datetime) -> tuple[Event | None, bool]:
        """What is told to us out of the blue, if anything is, and whether we are called."""
        if not isinstance(event, Heard):
            pressed = isinstance(event, Chosen) or (isinstance(event, Key) and event.command == "emergency")
            return event if pressed else None, isinstance(event, Started)
        behind = behind_our_name(self.knowledge, event.words)
        for words in (event.words,) if behind is None else (behind, event.words):
            told = event if words == event.words else Heard(words=words, confidence=event.confidence)
            if concerns_us(self.knowledge, told.reading or understand(self._grammar, told.words, (), now=at)):
                return told, behind is not None
        return None, behind is not None

    def _chosen(self, state: State, event: Event) -> Event:
        """The choice that the words are, where they are one and nobody doubts them; else the event as it is."""
        listen = current_listen(self.knowledge, state)
        if listen is None or not isinstance(event, Heard) or event.reading is not None or event.confidence < 1:
            return event
        offered = {_plain(option.label): option.event for option in possible_answers(self.knowledge, listen)}
        return offered.get(_plain(event.words)) or event

    def _turned(self, name: str, one: _Open, before: State, effects: tuple[Effect, ...], at: datetime) -> Turn:
        """What the effects come to; a conversation that is over is one no more."""
        one.at, one.unheard = at, waits(one.session.state)
        self._open.move_to_end(name)
        turn = turn_of(self.knowledge, before, one.session.state, effects)
        if turn.outcome is not None and turn.outcome != "paused":
            self._forget(name)
            self._ended[name] = at
        return turn

    def _not_ours(self, event: Event) -> Turn:
        """The answer to words that are not for us; silence needs none."""
        said = say(self.knowledge, self._before_the_first_word(), "not_ours").text
        return Turn(sentences=(said,) if isinstance(event, Heard) else (), taken=False)

    def _before_the_first_word(self) -> State:
        return begin(self.knowledge, region=self._region, manner=self._manner)

    def _opening(self) -> Listen:
        opening = current_listen(self.knowledge, self._before_the_first_word().but(phase=Phase.OPENING))
        assert opening is not None  # noqa: S101 (an opening is listened to)
        return opening


def _moment(one: _Open) -> str:
    """The moment of a conversation's last turn."""
    return str(one.session.state.at)


def _plain(words: str) -> str:
    return words.strip(" .!?").casefold()


def _at(event: Event, at: datetime) -> Event:
    return event.model_copy(update={"at": at})


def _within(since: datetime, at: datetime, stretch: timedelta) -> bool:
    gone = elapsed(since, at)
    return gone is not None and not is_put_back(gone) and gone < stretch
