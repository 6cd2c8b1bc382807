"""The interview as a voice assistant meets it that has other skills: which words are ours, and what is answered to them.

1. A session is one conversation. Nothing here knows how OVOS carries it.
2. Words that nobody else need answer are left to others, but none that are said to a question about a warning sign.
3. The first of several transcripts is what was said. Where it is not understood another may be, and that one is asked back.
4. An answer is said whole, in the order in which it is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from voice.errors import StateError
from voice.outside import echoed
from voice.recognition.acceptance import doubted
from voice.session import SystemClock
from voice.skill.dialogue.events import Event, Heard, Key, NoInput, NoMatch
from voice.skill.dialogue.state import Manner
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.file import load_knowledge
from voice.skill.reading import Reading
from voice.store.folder import StateFolder
from voice.store.places import folders_list
from voice.surfaces.turn import Turn
from voice.surfaces.turns import Conversations

MOST_WORDS = 5_000
"""Characters of one transcript; what is longer is not for us."""
MOST_TRANSCRIPTS = 12
"""Of one utterance; the rest is not looked at."""
LOCALE = Path(__file__).parent / "locale"
"""A folder for each language that the interview is held in."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody has set, as OVOS keeps it: whatever stands in a file that anybody may edit."""

    region: object = None
    verbosity: object = None


def languages() -> frozenset[str]:
    """The languages that the interview is held in, without their regions."""
    return frozenset(folder.name.partition("-")[0] for folder in LOCALE.iterdir() if folder.is_dir())


def facts_of(turn: Turn) -> dict[str, Any]:
    """What a client is told of an answer besides its text (docs/ovos.md)."""
    return {
        "question": turn.question,
        "choices": list(turn.choices),
        "disposition": turn.disposition,
        "emergency": turn.emergency,
        "must_say_first": list(turn.must_say_first),
        "outcome": turn.outcome,
        "rate": turn.rate,
        "volume": turn.volume,
    }


class Interview:
    """All conversations of one assistant, kept in `folder` while they go on; in memory where that cannot be had.

    `notice` is told, in a line, of what did not fit. `now` gives the local time; the machine's own where it is missing.
    """

    def __init__(self, folder: Path, notice: Callable[[str], None], now: Callable[[], datetime | None] | None = None) -> None:
        self._notice, self._now = notice, now or SystemClock().now
        self._folder = self._opened(folder)
        self._knowledge = load_knowledge()
        grammar = load_grammar(self._knowledge)
        self.conversations = Conversations(self._knowledge, grammar, at=self._at(), folder=self._folder, notice=notice)

    def set(self, wishes: Wishes) -> None:
        """Heed what was set, in conversations that begin from now on; what cannot be used is told and left out."""
        region = self._one_of("region", wishes.region, tuple(self._knowledge.regions))
        verbosity = self._one_of("verbosity", wishes.verbosity, ("full", "short"))
        self.conversations.begin_with(region, Manner(shared=True, brief=verbosity == "short"))

    def is_ours(self, session: str, transcripts: Sequence[str], *, language: str) -> bool:
        """Whether an utterance is for us. In an open conversation it may be what any of its transcripts says."""
        at, said = self._at(), _bounded(transcripts)
        if not self.conversations.holds(session, at):
            return language in languages() and any(self.conversations.is_ours(session, words, at) for words in said[:1])
        return any(self.conversations.is_ours(session, words, at) for words in said)

    def holds(self, session: str) -> bool:
        """Whether a conversation goes on, or has just been paused."""
        return self.conversations.holds(session, self._at())

    def answer(self, session: str, transcripts: Sequence[str]) -> Turn:
        """What is answered to an utterance."""
        at = self._at()
        return self.conversations.turn(session, self._heard(session, _bounded(transcripts), at), at)

    def called(self, session: str, words: str) -> Turn:
        """What is answered to words that OVOS knows as a call for us, whatever we make of them."""
        return self.conversations.call(session, words, self._at())

    def nothing_heard(self, session: str) -> Turn:
        """What is said where a recogniser made no words of what it heard."""
        return self._happened(session, NoInput())

    def nobody_answered(self, session: str) -> Turn:
        """What is said to words that were left to others, and that nobody could answer: our question is put again."""
        return self._happened(session, NoMatch())

    def stopped(self, session: str) -> Turn:
        """What is said last, where OVOS was told to stop."""
        return self._happened(session, Key(command="stop"))

    def passed_on(self, session: str) -> None:
        """The last answer is on its way to whoever gave the words."""
        self.conversations.passed_on(session)

    def tidy(self) -> None:
        """Forget the conversations that were left."""
        self.conversations.tidy(self._at())

    def close(self) -> None:
        """Let another program have the folder."""
        if self._folder is not None:
            self._folder.close()

    def _happened(self, session: str, event: Event) -> Turn:
        """What comes of it in the conversation that is held, if any is."""
        at = self._at()
        return self.conversations.turn(session, event, at) if self.conversations.holds(session, at) else Turn(taken=False)

    def _heard(self, session: str, said: Sequence[str], at: datetime) -> Heard:
        """The utterance: its first transcript, or in doubt the next one that is understood."""
        first, *others = said or ("",)
        if self._reading(session, first, at).certainty != "rejected":
            return Heard(words=first)
        readings = ((words, self._reading(session, words, at)) for words in others)
        understood = (Heard(words=words, reading=doubted(one)) for words, one in readings if one.certainty != "rejected")
        return next(understood, Heard(words=first))

    def _reading(self, session: str, words: str, at: datetime) -> Reading:
        return self.conversations.reading(session, words, at)

    def _at(self) -> datetime:
        return self._now() or datetime.now()

    def _opened(self, folder: Path) -> StateFolder | None:
        try:
            return StateFolder(folder, folders_list())
        except StateError as error:
            self._notice(str(error))
            return None

    def _one_of(self, name: str, wanted: object, allowed: Sequence[str]) -> str | None:
        if wanted is None or wanted == "":
            return None
        if not isinstance(wanted, str) or wanted not in allowed:
            self._notice(f"{name} {echoed(wanted)} is unknown, and not heeded; known are {', '.join(allowed)}")
            return None
        return wanted


def _bounded(transcripts: Sequence[str]) -> tuple[str, ...]:
    return tuple(words for words in transcripts[:MOST_TRANSCRIPTS] if len(words) <= MOST_WORDS)
