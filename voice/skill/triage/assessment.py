"""What was decided, in ids, and the sentences that say it: a value, made in `assess.py` and put into words in `result.py`."""

from dataclasses import dataclass
from typing import Any

from voice.skill.knowledge.fields import Level

_MORE = (("safety_net", "never", "tips"), ("action", "causes"), ("sources",))
"""The parts of which each "more" tells what is left."""


@dataclass(frozen=True, slots=True)
class Because:
    """A rule or cause, the ids that speak for it, and the reasons in words. `name` is what a cause is called more exactly."""

    id: str
    because: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    name: str = ""

    def to_json(self) -> dict[str, Any]:
        """The interface form."""
        return {"id": self.id, "because": list(self.because)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was decided, in ids.

    `action` are the sentences that say what to do, `to_check` those of `red_flags` that are unknown. `further_signs` are to be
    watched for like the `safety_net`, and are told to whoever wants more. `unrelated`: it is not about twitching. `worrying`: no
    reassurance is due.
    """

    disposition: Level
    rules: tuple[Because, ...] = ()
    red_flags: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()
    causes: tuple[Because, ...] = ()
    tips: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    safety_net: tuple[str, ...] = ()
    further_signs: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    unrelated: bool = False
    worrying: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the result that can be interrupted and repeated by itself.

    Its `name` is action, causes, tips, never, safety_net, again or sources. `short` is spoken unasked, and `more` is told to
    whoever wants more; with the `rest`, which is some or all of that, everything that was found is said.
    """

    name: str
    short: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All that says what was found."""
        return (*self.short, *self.rest)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A finding with the sentences that say it. `first_step` is the first of those that say what to do."""

    finding: Finding
    parts: tuple[Part, ...] = ()
    sources: tuple[str, ...] = ()
    first_step: str = ""

    @property
    def disposition(self) -> Level:
        """How urgent."""
        return self.finding.disposition

    @property
    def speech(self) -> tuple[str, ...]:
        """Every sentence that says what was found, in order, whether it is spoken unasked or not."""
        return tuple(sentence for part in self.parts if part.name != "sources" for sentence in part.sentences)

    @property
    def more(self) -> tuple[tuple[Part, ...], ...]:
        """What is left for whoever wants more, in turns of some parts each."""
        turns = (tuple(part for part in map(self.part, names) if part.more) for names in _MORE)
        return tuple(turn for turn in turns if turn)

    def part(self, name: str) -> Part:
        """The part called `name`; empty when there is nothing to say in it."""
        return next((part for part in self.parts if part.name == name), Part(name))

    def to_json(self) -> dict[str, Any]:
        """The interface form."""
        finding = self.finding
        return {
            "disposition": finding.disposition,
            "rules": [rule.to_json() for rule in finding.rules],
            "red_flags": list(finding.red_flags),
            "to_check": list(finding.to_check),
            "causes": [cause.to_json() for cause in finding.causes],
            "tips": list(finding.tips),
            "never": list(finding.never),
            "safety_net": list(finding.safety_net),
            "speech": list(self.speech),
            "sources": list(self.sources),
        }
