"""What an utterance was taken to mean: answers, a reply, a command or a question about the subject, and how sure.

Answers are flat everywhere inside (`{"side": "left", "pain": False}`, a symptom by its id); only JSON nests the
symptoms under `"symptoms"`. A slot that is missing was not spoken of; `"unknown"` means asked and not known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Value = bool | int | float | str | tuple[str, ...] | None
Answers = Mapping[str, Value]
Certainty = Literal["sure", "unsure", "rejected"]
Act = Literal["command", "answer", "question", "yes", "no", "vague", "chatter"]
"""What somebody does by saying it: `vague` speaks to what was asked and settles nothing, `chatter` is not said to us."""
ALONE = frozenset({"stop", "emergency", "pause", "delete_data", "start_over"})
"""Commands that are obeyed whatever else was surely said with them; with any other, what was said comes first."""
BESIDE: Mapping[Act, frozenset[Act]] = {
    "command": frozenset({"answer", "question", "yes", "no"}),
    "answer": frozenset({"command", "question", "yes", "no", "vague"}),
    "question": frozenset({"yes", "no"}),
    "yes": frozenset({"vague"}),
    "no": frozenset({"vague"}),
    "vague": frozenset(),
    "chatter": frozenset(),
}
"""What may be done beside each act: "no thanks, stop", "yes, since Monday", "no, but is it serious?", "no, not that"."""


@dataclass(frozen=True, slots=True)
class Span:
    """Words `start` to `end` (word positions, end excluded) of the utterance, and what they gave."""

    start: int
    end: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The meaning of one utterance, as `twitchwise understand` prints it.

    `answers` is empty when `certainty` is "rejected". `clarify` says that the caller spoke to what was asked but fixed
    no value; it never stands with "rejected". `supposed` is what was said instead of the words heard, by its sound: a name to
    ask back with ("Did you say losartan?"). `maybe_said` are signs that the words sound like and that `answers` has nothing
    of, the likeliest first: to be asked about, no answers.
    """

    asked: tuple[str, ...]
    text: str
    answers: Answers = field(default_factory=dict)
    reply: Literal["yes", "no"] | None = None
    command: str | None = None
    faq: str | None = None
    certainty: Certainty = "sure"
    clarify: bool = False
    spans: tuple[Span, ...] = ()
    supposed: str = ""
    maybe_said: tuple[str, ...] = ()

    @property
    def act(self) -> Act:
        """The one thing that is done by saying it; `beside` is what is done with it."""
        return self._acts()[0]

    @property
    def beside(self) -> frozenset[Act]:
        """What else is done, of what `BESIDE` allows."""
        return frozenset(self._acts()[1:])

    def _acts(self) -> tuple[Act, ...]:
        """All that is done, what it mainly is first."""
        if self.certainty == "rejected":
            return ("chatter",)
        alone = self.command in ALONE and (self.certainty == "sure" or not self.answers)
        done: tuple[tuple[Act, object], ...] = (
            ("command", alone),
            ("answer", self.answers),
            ("command", self.command and not alone),
            ("question", self.faq),
            (self.reply or "vague", self.reply),
            ("vague", self.clarify),
        )
        return tuple(act for act, is_done in done if is_done) or ("vague",)

    def to_json(self, symptoms: frozenset[str]) -> dict[str, Any]:
        """The interface form; `symptoms` are the ids to nest."""
        return {
            "asked": list(self.asked),
            "text": self.text,
            "answers": nested(self.answers, symptoms),
            "reply": self.reply,
            "command": self.command,
            "faq": self.faq,
            "certainty": self.certainty,
            "act": self.act,
            "clarify": self.clarify,
            "maybe_said": list(self.maybe_said),
        }


UNKNOWN, UNSPECIFIED = "unknown", "unspecified"
"""In the place of any value: asked and not known; and told of without being asked, such as a place without its side."""
NOT_KNOWN = (UNKNOWN, UNSPECIFIED)
SYMPTOM_DAYS = "symptom_days"
"""The mapping of symptoms to the days since each began, where that is not the twitch's own time; flat: `days_key`."""
TWITCH_DAYS = "duration_days"
"""The twitch's own time."""
_DAYS_PREFIX = f"{SYMPTOM_DAYS}."


def days_key(symptom: str) -> str:
    """The flat key under which it stands how many days ago `symptom` began."""
    return _DAYS_PREFIX + symptom


def symptom_of(key: str) -> str | None:
    """The symptom whose days stand under a flat key; None for any other key. The opposite of `days_key`."""
    return key.removeprefix(_DAYS_PREFIX) if key.startswith(_DAYS_PREFIX) else None


def nested(answers: Answers, symptoms: frozenset[str]) -> dict[str, Any]:
    """Flat answers in the form of JSON: symptoms under `"symptoms"`, their days under `"symptom_days"`, tuples as lists."""
    document: dict[str, Any] = {}
    groups: dict[str, dict[str, Value]] = {"symptoms": {}, SYMPTOM_DAYS: {}}
    for key, value in answers.items():
        if key in symptoms:
            groups["symptoms"][key] = value
        elif symptom := symptom_of(key):
            groups[SYMPTOM_DAYS][symptom] = value
        else:
            document[key] = list(value) if isinstance(value, tuple) else value
    return document | {name: group for name, group in groups.items() if group}


def flat(document: Mapping[str, Any]) -> dict[str, Value]:
    """Answers in the form of JSON, flattened; the opposite of `nested`. Checks nothing."""
    plain = {k: v for k, v in document.items() if k not in ("symptoms", SYMPTOM_DAYS)}
    days = {days_key(symptom): value for symptom, value in (document.get(SYMPTOM_DAYS) or {}).items()}
    both = {**plain, **(document.get("symptoms") or {}), **days}
    return {k: tuple(v) if isinstance(v, list) else v for k, v in both.items()}
