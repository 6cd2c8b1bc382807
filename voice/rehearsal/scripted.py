"""Whole conversations with a scripted caller, through the real session, in virtual time: silence costs nothing.

    title: Calf twitch after a long run
    region: uk                       # optional
    replies:                         # by question id, or by slot; a list is used in turn
      opening: my left calf keeps twitching since my run this morning
      severe_constant_pain: "no"
    otherwise: "no"                  # any question without a reply of its own
    expect: {disposition: self_care, causes: [muscle_fatigue], questions_at_most: 12, spoken_seconds_at_most: 90}

Confirmations and read-backs are answered yes unless what they confirm contradicts a reply. A reply in brackets is not spoken:
(silence), (noise), (key back), (chosen side left), (power cut), (power cut for 45 minutes), (wait 45 minutes). Further
expectations: outcome; said and not_said (pieces of what we say); asked and not_asked (question ids); answers; effects (kinds,
in order, among the others).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from voice.errors import FileError, KnowledgeError
from voice.outside import cut
from voice.session import Session
from voice.skill.dialogue.effects import Assessed, Effect, End, Fault, Listen, Say
from voice.skill.dialogue.events import Chosen, Event, Heard, Key, NoInput, NoMatch
from voice.skill.dialogue.state import Manner
from voice.skill.grammar.compiled import Grammar
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.yaml_lines import parse_yaml
from voice.skill.reading import flat
from voice.skill.understanding.understand import understand
from voice.store.memory import MemoryHistory, MemoryStore

MOST_TURNS = 120
_APART = frozenset({"opening", "read_back"})
"""What is not counted among the questions to a result."""
_BREAKS = re.compile(r"[,:;]|[.?!](?=\s)")


class PowerCutError(Exception):
    """The scripted end of the electricity, for so long."""

    def __init__(self, gone: timedelta) -> None:
        self.gone = gone
        super().__init__(str(gone))


@dataclass
class VirtualClock:
    """A clock that moves only when something is said or waited for."""

    time: datetime = datetime(2026, 1, 14, 18, 0)
    seconds: float = 0.0
    boot: str | None = None

    def now(self) -> datetime:
        """The local time."""
        return self.time

    def monotonic(self) -> float:
        """Seconds since the rehearsal began."""
        return self.seconds

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.seconds += seconds
        self.time += timedelta(seconds=seconds)


def spoken_seconds(text: str, rate: float = 1.0) -> float:
    """How long our voice takes for `text`: fitted to renderings of the questions, 0.2 s off at most."""
    letters = sum(c.isalpha() for c in text)
    return (0.3 + 0.058 * letters + 0.34 * len(_BREAKS.findall(text))) / rate if letters else 0.0


@dataclass
class Played:
    """What happened: the lines of the conversation as a person would read them, and what the expectations look at."""

    title: str
    lines: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    assessment: Mapping[str, Any] = field(default_factory=dict)
    questions: int = 0
    seconds: float = 0.0
    outcome: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


class ScriptedCaller:
    """Fills `ports.Surface`: answers from the script, and keeps what is said."""

    def __init__(  # noqa: PLR0913  (who plays what, when)
        self,
        knowledge: Knowledge,
        grammar: Grammar,
        script: Mapping[str, Any],
        clock: VirtualClock,
        played: Played,
        *,
        rate: float = 1.0,
    ) -> None:
        """`rate` is what 1.0 of the conversation stands for."""
        self._knowledge, self._grammar, self.clock, self.played = knowledge, grammar, clock, played
        replies = script.get("replies") or {}
        self._replies = {name: list(r) if isinstance(r, list) else [r] for name, r in replies.items()}
        self._given = {name: list(listed) for name, listed in self._replies.items()}
        self._otherwise = str(script.get("otherwise", "no"))
        self._own_rate = rate
        self._rate = 1.0

    def perform(self, effect: Effect) -> None:
        """Hear, remember, and let the time pass that speaking takes."""
        self.played.effects.append(effect)
        match effect:
            case Say(text=text):
                seconds = spoken_seconds(text, self._own_rate * self._rate)
                self.clock.wait(seconds)
                if not self.played.assessment:
                    self.played.seconds += seconds
                self.played.said.append(text)
                self.played.lines.append(f"  {text}")
            case Assessed():
                self.played.assessment = effect.model_dump()
            case Listen(question=question):
                self.played.asked.append(question)
                if not self.played.assessment and question not in _APART:
                    self.played.questions += 1
            case Fault(message=message):
                # The question stands, and counts as put again: a reply that never fits comes to an end as well.
                self.played.asked.append("")
                self.played.lines.append(f"  [does not fit: {message}]")
            case End(outcome=outcome):
                self.played.outcome = outcome
                self.played.lines.append(f"  [{outcome}]")
            case _:
                self._rate = getattr(effect, "rate", None) or self._rate

    def next_event(self, listen: Listen) -> Event:
        """The script's reply. Raises PowerCutError where the script says so."""
        if len(self.played.asked) > MOST_TURNS:
            raise EOFError
        reply = self._reply(listen)
        self.played.lines.append(f"> {reply}")
        if not reply.startswith("("):
            self.clock.wait(spoken_seconds(reply))
            return Heard(words=reply)
        return self._unspoken(reply.strip("()"), listen)

    def _unspoken(self, what: str, listen: Listen) -> Event:
        words = what.split()
        minutes = float(words[-2]) if words[-1:] in (["minute"], ["minutes"]) and words[-2].isdecimal() else 0.0
        match words:
            case ["silence"]:
                self.clock.wait(listen.no_input_after)
                return NoInput()
            case ["noise"]:
                return NoMatch()
            case ["key", command]:
                return Key(command=command)
            case ["chosen", slot, *values]:
                return Chosen(answers=_chosen(f"{{{slot}: {' '.join(values)}}}"))
            case ["power", "cut", *_]:
                raise PowerCutError(timedelta(minutes=minutes))
            case ["wait", *_]:
                self.clock.wait(60 * minutes)
                return NoInput()
            case _:
                raise FileError(f"{cut(self.played.title)}: a reply that nobody knows: ({cut(what)})")

    def _reply(self, listen: Listen) -> str:
        for name in (listen.question, *listen.slots):
            if name in self._replies and (self._given[name] or name == listen.question or len(listen.slots) == 1):
                return self._take(name)
        if listen.confirming is not None:
            return "no" if self._contradicted(listen.confirming) else "yes"
        return "stop" if listen.question in ("result", "emergency") else self._otherwise

    def _take(self, name: str) -> str:
        left = self._given[name]
        if not self._replies[name]:
            return self._otherwise
        # The last reply of a list stands for all later times.
        return str(left.pop(0) if left else self._replies[name][-1])

    def _contradicted(self, confirming: Mapping[str, Any]) -> bool:
        for slot, value in flat(confirming).items():
            for reply in self._replies.get(slot, []):
                if not str(reply).startswith("("):
                    meant = understand(self._grammar, str(reply), (slot,), now=self.clock.now()).answers.get(slot, value)
                    if meant != value:
                        return True
        return False


def _chosen(flow: str) -> dict[str, Any]:
    try:
        return dict(parse_yaml(flow, "(chosen …)"))
    except (ValueError, TypeError, KnowledgeError):
        raise FileError(f"a choice that nobody can read: {cut(flow)}") from None


def rehearse(
    knowledge: Knowledge,
    grammar: Grammar,
    script: Mapping[str, Any],
    caller: ScriptedCaller | None = None,
    *,
    manner: Manner = Manner(),  # noqa: B008 (frozen)
) -> Played:
    """Play one conversation to its end, through power cuts and pauses, with a `caller` of one's own or a silent one."""
    caller = caller or ScriptedCaller(knowledge, grammar, script, VirtualClock(), Played(str(script.get("title", ""))))
    clock, played, store, history = caller.clock, caller.played, MemoryStore(), MemoryHistory()
    for _ in range(MOST_TURNS):
        session = Session(knowledge, grammar, store, caller, clock, region=script.get("region"), manner=manner, history=history)
        try:
            session.run()
        except PowerCutError as cut:
            clock.wait(cut.gone.total_seconds())
            continue
        played.answers = session.state.answers
        if played.outcome != "paused" or not caller_returns(script):
            break
    return played


def caller_returns(script: Mapping[str, Any]) -> bool:
    """Whether the caller comes back after a pause: only when the script expects another end."""
    return bool((script.get("expect") or {}).get("outcome", "paused") != "paused")


def failures(script: Mapping[str, Any], played: Played) -> Iterator[str]:
    """What is not as expected."""
    expect: Mapping[str, Any] = script.get("expect") or {}
    spoken = " ".join(played.said).lower()
    causes = [cause["id"] for cause in played.assessment.get("causes", [])]
    kinds = [effect.effect for effect in played.effects]
    checks: dict[str, tuple[bool, object]] = {
        "disposition": (played.assessment.get("disposition") == expect.get("disposition"), played.assessment.get("disposition")),
        "causes": (set(expect.get("causes", [])) <= set(causes), causes),
        "questions_at_most": (played.questions <= expect.get("questions_at_most", 0), played.questions),
        "spoken_seconds_at_most": (played.seconds <= expect.get("spoken_seconds_at_most", 0), round(played.seconds, 1)),
        "outcome": (played.outcome == expect.get("outcome"), played.outcome),
        "said": (all(piece.lower() in spoken for piece in expect.get("said", [])), "not all of it was said"),
        "not_said": (not any(piece.lower() in spoken for piece in expect.get("not_said", [])), "some of it was said"),
        "asked": (set(expect.get("asked", [])) <= set(played.asked), played.asked),
        "not_asked": (not set(expect.get("not_asked", [])) & set(played.asked), played.asked),
        "answers": (flat(expect.get("answers", {})).items() <= dict(played.answers).items(), dict(played.answers)),
        "effects": (_in_order(expect.get("effects", []), kinds), kinds),
    }
    for name in expect:
        right, found = checks[name]
        if not right:
            yield f"{name}: expected {expect[name]}, found {found}"


def _in_order(wanted: Sequence[str], found: Sequence[str]) -> bool:
    rest = iter(found)
    return all(kind in rest for kind in wanted)


def played_text(played: Played) -> str:
    """The conversation as a person would read it; `>` is the caller."""
    found = (
        f"{played.assessment.get('disposition', 'no result')}, {played.questions} questions, {played.seconds:.0f} s to the result"
    )
    return "\n".join([played.title, *played.lines, f"  [{found}]", ""])
