"""An assessment, and how it is said: what to do now; what it may be; what helps; what not to do; when to get help.

Everything listed is said and nothing else is: each list of ids becomes sentences here and only here. An emergency says
its action first, and once more at the end. Where it all comes from is a part of its own, for those who ask.

There are no words here: they are the knowledge file's, and what holds them together are its prompts named `finding_…`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voice.skill.knowledge.fields import Level, Sourced
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import fill, insert, joined, one, places_of

_TOGETHER = 3  # items of a list that an ear can hold
_MOST_WORDS = 20
_PLACE = 3  # words of an emergency number beyond the first
_EXPLAINED = ("self_care", "doctor")  # with the time to say how the first cause works
_LISTS: Mapping[str, str] = {
    "finding_because": "list_and_clauses",
    "finding_mentioned": "list_and_clauses",
    "finding_not_ruled_out": "list_or_clauses",
    "finding_not_known": "list_or_clauses",
    "finding_other_causes": "list_or_clauses",
    "finding_never": "list_or_clauses",
    "finding_watch_emergency": "list_or_if",
    "finding_watch_urgent": "list_or_if",
    "finding_watch_doctor": "list_or_if",
    "finding_watch_waiting": "list_or_if",
    "finding_sources": "list_and",
}
"""The sentences that list something, and how each joins what it lists; both are prompts."""
_WATCHED: tuple[Level, ...] = ("emergency", "urgent", "doctor")  # the most urgent signs first


@dataclass(frozen=True, slots=True)
class Because:
    """A rule or cause, the ids that speak for it, and the reasons in words."""

    id: str
    because: tuple[str, ...]
    reasons: tuple[str, ...] = ()

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

    Its `name` is action, causes, tips, never, safety_net or sources.
    """

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """A finding with the sentences that say it."""

    finding: Finding
    parts: tuple[Part, ...] = ()
    sources: tuple[str, ...] = ()
    more: tuple[str, ...] = field(default=())

    @property
    def disposition(self) -> Level:
        """How urgent."""
        return self.finding.disposition

    @property
    def speech(self) -> tuple[str, ...]:
        """Every sentence that is spoken unasked, in order."""
        return tuple(sentence for part in self.parts if part.name != "sources" for sentence in part.sentences)

    def part(self, name: str) -> Part:
        """The part called `name`; empty when there is nothing to say in it."""
        return next((part for part in self.parts if part.name == name), Part(name, ()))

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


def compose(knowledge: Knowledge, finding: Finding, *, region: str | None, other: bool) -> Assessment:
    """The finding in words, in `region`'s, about the caller or (`other`) somebody else."""
    places = places_of(knowledge, region, other=other)
    sources = _sources(knowledge, finding)
    parts = {
        "action": _action(knowledge, finding),
        "causes": _causes(knowledge, finding),
        "tips": [knowledge.tips[name].text for name in _later_tips(knowledge, finding)],
        "never": _never(knowledge, finding),
        "safety_net": _safety_net(knowledge, finding),
        "sources": _said_sources(knowledge, sources),
    }
    explained = 1 if finding.disposition in _EXPLAINED else 0
    more = [knowledge.causes[cause.id].says for cause in finding.causes[explained:]]
    more += _signs(knowledge, finding.disposition, finding.further_signs)
    return Assessment(
        finding,
        tuple(Part(name, tuple(fill(text, places) for text in texts)) for name, texts in parts.items() if texts),
        sources,
        tuple(fill(text, places) for text in more),
    )


def _tip_of(knowledge: Knowledge, finding: Finding) -> str | None:
    """The tip that the action itself says."""
    return knowledge.dispositions[finding.disposition].tip


def _first_aid(knowledge: Knowledge, finding: Finding) -> list[str]:
    return [name for name in finding.tips if knowledge.tips[name].first_aid]


def _later_tips(knowledge: Knowledge, finding: Finding) -> list[str]:
    """The tips that neither the action nor first aid has said."""
    said = {_tip_of(knowledge, finding), *_first_aid(knowledge, finding)}
    return [name for name in finding.tips if name not in said]


def _action(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What to do now, first aid, and why. What could not be ruled out comes first, except before a call for help."""
    disposition = knowledge.dispositions[finding.disposition]
    serious = finding.disposition in ("emergency", "urgent")
    open_signs = _open_signs(knowledge, finding)
    said = [*_opening_words(knowledge, finding), *([] if serious else open_signs), *_what_to_do(knowledge, finding)]
    said.extend(knowledge.tips[name].text for name in _first_aid(knowledge, finding))
    certain = [knowledge.clause_for(name) for name in finding.red_flags if name not in finding.to_check]
    if finding.disposition == "self_care" and certain:
        said.extend([*_sentences(knowledge, "finding_mentioned", certain), one(knowledge, "finding_mentioned_next")])
    else:
        said.extend(_sentences(knowledge, "finding_because", certain))
    if not finding.worrying:
        said.extend(disposition.reassurance)
    return [*said, *(open_signs if serious else [])]


def _opening_words(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What a rule that decides wants said before all else."""
    rules = (knowledge.rules[rule.id] for rule in finding.rules if rule.id in knowledge.rules)
    return [rule.says for rule in rules if rule.says and rule.level == finding.disposition]


def _what_to_do(knowledge: Knowledge, finding: Finding) -> tuple[str, ...]:
    unrelated = knowledge.scope.says
    if not finding.unrelated or finding.disposition == "emergency":
        return finding.action
    return unrelated if finding.disposition == "self_care" else (*finding.action, unrelated[0])


def _open_signs(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What could not be ruled out."""
    signs = [knowledge.words_for(name) for name in finding.to_check if name not in knowledge.slots]
    facts = [knowledge.words_for(name) for name in finding.to_check if name in knowledge.slots]
    please_check = [one(knowledge, "finding_please_check")] if signs else []
    said = [*_sentences(knowledge, "finding_not_ruled_out", signs), *please_check]
    return [*said, *_sentences(knowledge, "finding_not_known", facts)]


def _sentences(knowledge: Knowledge, name: str, items: list[str]) -> list[str]:
    """`items` in sentences of the prompt `name`, three at most in each, and fewer where one would grow too long for the ear."""
    first, following = knowledge.prompts[name]
    joining = len(_between(knowledge, _LISTS[name]).split())
    groups: list[list[str]] = []
    for item in items:
        words = _length(insert(first, things=" ".join([*groups[-1], item]))) + joining if groups else 0
        if groups and len(groups[-1]) < _TOGETHER and words <= _MOST_WORDS:
            groups[-1].append(item)
        else:
            groups.append([item])
    said = (joined(knowledge, group, _LISTS[name]) for group in groups)
    return [insert(following if n else first, things=things) for n, things in enumerate(said)]


def _between(knowledge: Knowledge, join: str) -> str:
    """What stands before the last of a list."""
    return insert(knowledge.prompts[join][-1], things="", thing="")


def _causes(knowledge: Knowledge, finding: Finding) -> list[str]:
    """The first cause with its reason, how it works where there is time for that, and the others in a breath."""
    names = [knowledge.causes[cause.id].name for cause in finding.causes]
    if not names:
        return []
    first = finding.causes[0]
    # The action has just given its reasons: they are not said twice, and an emergency is kept short.
    told = finding.disposition == "emergency" or set(first.because) <= set(finding.red_flags)
    reasons = () if told else first.reasons
    said = [_why(knowledge, names[0], reasons) if reasons else insert(one(knowledge, "finding_cause"), thing=names[0])]
    if finding.disposition in _EXPLAINED:
        said.append(knowledge.causes[first.id].says)
    return [*said, *_sentences(knowledge, "finding_other_causes", names[1:])]


def _never(knowledge: Knowledge, finding: Finding) -> list[str]:
    return _sentences(knowledge, "finding_never", [knowledge.tips[name].never for name in finding.never])


def _why(knowledge: Knowledge, cause: str, reasons: tuple[str, ...]) -> str:
    """The best reason, and the next one where the sentence stays short and neither has an "and" of its own."""
    linked = insert(one(knowledge, "finding_cause_because"), thing=cause)
    one_reason, two = (insert(linked, things=joined(knowledge, reasons[:most])) for most in (1, 2))
    return two if _length(two) <= _MOST_WORDS and two.count(_between(knowledge, "list_and")) == 1 else one_reason


def _length(text: str) -> int:
    """In words, with a place in braces as long as what can stand there."""
    return len(text.split()) + _PLACE * text.count("{emergency_number}")


def _safety_net(knowledge: Knowledge, finding: Finding) -> list[str]:
    said = _signs(knowledge, finding.disposition, finding.safety_net)
    if finding.further_signs and finding.disposition != "emergency":
        said.append(one(knowledge, "finding_more_signs"))
    if finding.disposition == "emergency" and knowledge.dispositions["emergency"].again:
        said.append(knowledge.dispositions["emergency"].again)
    return said


def _signs(knowledge: Knowledge, level: Level, names: tuple[str, ...]) -> list[str]:
    """Signs to watch for, by whom they should bring the caller to."""
    items = [knowledge.safety_net[name] for name in names]
    if level == "emergency":
        return _sentences(knowledge, "finding_watch_waiting", [item.text for item in items])
    watched = ((f"finding_watch_{urgency}", [i.text for i in items if i.level == urgency]) for urgency in _WATCHED)
    return [sentence for name, signs in watched for sentence in _sentences(knowledge, name, signs)]


def _sources(knowledge: Knowledge, finding: Finding) -> tuple[str, ...]:
    """The articles and authorities behind what is said, each once, claims resolved to their articles."""
    entries: list[Sourced] = [
        *(knowledge.rules[rule.id] for rule in finding.rules if rule.id in knowledge.rules),
        knowledge.dispositions[finding.disposition],
        *(knowledge.causes[cause.id] for cause in finding.causes),
        *(knowledge.tips[name] for name in (*finding.tips, *finding.never)),
        *(knowledge.safety_net[name] for name in finding.safety_net),
    ]
    found: dict[str, None] = {}
    for entry in entries:
        for source in entry.sources:
            found.update(dict.fromkeys(knowledge.claims[source].articles if source in knowledge.claims else (source,)))
    return tuple(found)


def _said_sources(knowledge: Knowledge, sources: tuple[str, ...]) -> list[str]:
    names = list(dict.fromkeys(knowledge.sources[source].said for source in sources))
    return _sentences(knowledge, "finding_sources", names)
