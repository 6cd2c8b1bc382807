"""How an assessment is said: what to do now; what it may be; what helps; what not to do; when to get help.

1. Everything listed is said and nothing else is: each list of ids becomes sentences here and only here.
2. What is spoken unasked is short: what nobody may miss, and of the rest what matters most, as far as the words go round
   (MOST_WORDS). Everything else is there for whoever wants more: first what keeps safe, then why, then where it comes from.
3. An emergency says its action first, and once more at the end. What could not be ruled out, and a sign to call for, is never
   left to whoever wants more.

There are no words here: they are the knowledge file's, and what holds them together are its prompts named `finding_…`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from voice.skill.knowledge.fields import Level, Sourced
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import fill, insert, joined, one, places_of
from voice.skill.triage.assessment import Assessment, Because, Finding, Part

MOST_WORDS: Mapping[Level, int] = {"emergency": 72, "urgent": 92, "doctor": 102, "self_care": 82}
"""Words that are spoken unasked, first aid beside an emergency apart; the question after them takes eight more."""
_TOGETHER = 3  # items of a list that an ear can hold
_DECISIVE = 2  # reasons that are given unasked
_IN_A_BREATH = 2  # sentences
_FEW_WORDS = 4
_MOST_IN_A_SENTENCE = 20
_MOST_BEFORE_THE_ACTION, _MOST_WHILE_WAITING = 16, 15
_PLACE = 3  # words of an emergency number beyond the first
_EXPLAINED = ("self_care", "doctor")  # with the time to say how the first cause works
_LISTS: Mapping[str, str] = {
    "finding_because": "list_and_clauses",
    "finding_mentioned": "list_and_clauses",
    "finding_not_ruled_out": "list_or_clauses",
    "finding_not_known": "list_or_clauses",
    "finding_other_causes": "list_or_clauses",
    "finding_never": "list_or",
    "finding_watch_emergency": "list_or_if",
    "finding_watch_urgent": "list_or_if",
    "finding_watch_doctor": "list_or_if",
    "finding_watch_waiting": "list_or_if",
    "finding_sources": "list_and",
}
"""The sentences that list something, and how each joins what it lists; both are prompts."""
_WATCHED: tuple[Level, ...] = ("emergency", "urgent", "doctor")  # the most urgent signs first
_AT_ONCE, _REST, _FURTHER = 0, 90, 91
"""Ranks of a sentence: spoken unasked whatever the length; never spoken unasked; and beyond that not in `Assessment.speech`.

Those between are spoken unasked as far as the words go round, the lowest first."""
_RANKS: Mapping[str, tuple[int, ...]] = {
    "tips": (1, 5),
    "causes": (2, 8),
    "never": (3, 6),
    "safety_net": (_AT_ONCE, 4),
    "again": (_AT_ONCE,),
    "comfort": (7, 9),
}
"""The ranks of the first sentences of each part, and of what comforts beside the action; those behind them are the rest.

No rank between the two ends is given twice."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A sentence, and its rank among those that may be spoken unasked. First aid is not `counted` beside an emergency."""

    text: str
    rank: int = _AT_ONCE
    counted: bool = True

    @property
    def words(self) -> int:
        return len(self.text.split()) if self.counted else 0


def compose(knowledge: Knowledge, finding: Finding, *, region: str | None, other: bool) -> Assessment:
    """The finding in words, in `region`'s, about the caller or (`other`) somebody else."""
    places = places_of(knowledge, region, other=other)
    sources = _sources(knowledge, finding)
    parts = {
        "action": _action(knowledge, finding),
        "causes": _causes(knowledge, finding),
        "tips": _ranked("tips", [knowledge.tips[name].text for name in _later_tips(knowledge, finding)]),
        "never": _ranked("never", _never(knowledge, finding)),
        "safety_net": _safety_net(knowledge, finding),
        "again": _ranked("again", _again(knowledge, finding)),
        "sources": _ranked("sources", _said_sources(knowledge, sources)),
    }
    filled = {name: [replace(line, text=fill(line.text, places)) for line in lines] for name, lines in parts.items() if lines}
    unasked = _unasked([line for lines in filled.values() for line in lines], MOST_WORDS[finding.disposition])
    return Assessment(
        finding,
        tuple(_part(name, lines, unasked) for name, lines in filled.items()),
        sources,
        fill(_what_to_do(knowledge, finding)[0], places),
    )


def _ranked(part: str, texts: Iterable[str]) -> list[_Line]:
    """The sentences of a part, with its ranks."""
    ranks = _RANKS.get(part, ())
    return [_Line(text, ranks[n] if n < len(ranks) else _REST) for n, text in enumerate(texts)]


def _unasked(lines: list[_Line], most: int) -> frozenset[int]:
    """The ranks that are spoken unasked: those that have to be, and of the others the lowest that `most` words leave room for."""
    room = most - sum(line.words for line in lines if line.rank == _AT_ONCE)
    chosen = {_AT_ONCE}
    for line in sorted((line for line in lines if _AT_ONCE < line.rank < _REST), key=lambda line: line.rank):
        if line.words <= room:
            chosen.add(line.rank)
            room -= line.words
    return frozenset(chosen)


def _part(name: str, lines: list[_Line], unasked: frozenset[int]) -> Part:
    later = [line for line in lines if line.rank not in unasked]
    return Part(
        name,
        tuple(line.text for line in lines if line.rank in unasked),
        tuple(line.text for line in later if line.rank != _FURTHER),
        tuple(line.text for line in later),
    )


def _tip_of(knowledge: Knowledge, finding: Finding) -> str | None:
    """The tip that the action itself says."""
    return knowledge.dispositions[finding.disposition].tip


def _first_aid(knowledge: Knowledge, finding: Finding) -> list[str]:
    return [name for name in finding.tips if knowledge.tips[name].first_aid]


def _first_tip(knowledge: Knowledge, finding: Finding) -> list[str]:
    """Where the action says no tip, the weightiest one: what to do first."""
    others = [name for name in finding.tips if not knowledge.tips[name].first_aid]
    return [] if _tip_of(knowledge, finding) else others[:1]


def _later_tips(knowledge: Knowledge, finding: Finding) -> list[str]:
    """The tips that the action does not say."""
    said = {_tip_of(knowledge, finding), *_first_aid(knowledge, finding), *_first_tip(knowledge, finding)}
    return [name for name in finding.tips if name not in said]


def _action(knowledge: Knowledge, finding: Finding) -> list[_Line]:
    """What to do now, first aid, and why. What could not be ruled out comes first, except before a call for help today."""
    before, after = _open_signs_around(knowledge, finding)
    said = [*_opening_words(knowledge, finding), *before, *_what_to_do(knowledge, finding)]
    said.extend(knowledge.tips[name].text for name in _first_tip(knowledge, finding))
    first_aid = [
        _Line(knowledge.tips[name].text, counted=finding.disposition != "emergency") for name in _first_aid(knowledge, finding)
    ]
    return [
        *map(_Line, said),
        *first_aid,
        *_reasons(knowledge, finding),
        *_comfort(knowledge, finding),
        *map(_Line, after),
    ]


def _open_signs_around(knowledge: Knowledge, finding: Finding) -> tuple[list[str], list[str]]:
    """What could not be ruled out, before what to do and after it: of much, the first sentence, so that nobody waits for long."""
    signs, facts = _open_signs(knowledge, finding), _open_facts(knowledge, finding)
    if finding.disposition != "doctor":
        said = [*signs, *facts]
        return (said, []) if finding.disposition == "self_care" else ([], said)
    first = len(signs) if len(signs) <= _IN_A_BREATH else 1
    return signs[:first], [*signs[first:], *facts]


def _reasons(knowledge: Knowledge, finding: Finding) -> list[_Line]:
    """Why: the signs that decided, and the others for whoever wants more."""
    if finding.disposition == "self_care":
        return _mentioned(knowledge, finding)
    because = _sentences(knowledge, "finding_because", _clauses(knowledge, finding), first=_decisive(knowledge, finding))
    return [_Line(text, _REST if n else _AT_ONCE) for n, text in enumerate(because)]


def _mentioned(knowledge: Knowledge, finding: Finding) -> list[_Line]:
    """What was told beside it at home: signs, and when to ask about them; facts about the caller for whoever wants more."""
    named = _certain(finding)
    signs = [knowledge.clause_for(name) for name in named if name not in knowledge.flags]
    facts = [knowledge.clause_for(name) for name in named if name in knowledge.flags]
    when_to_ask = [one(knowledge, "finding_mentioned_next")] if signs else []
    said = [*_sentences(knowledge, "finding_mentioned", signs), *when_to_ask]
    return [*map(_Line, said), *(_Line(text, _REST) for text in _sentences(knowledge, "finding_mentioned", facts))]


def _decisive(knowledge: Knowledge, finding: Finding) -> int:
    """How many reasons are given unasked: one sign is enough to call for help, a fact about the caller alone is not."""
    first = next(iter(finding.red_flags), "")
    return 1 if finding.disposition == "emergency" and first not in knowledge.flags else _DECISIVE


def _clauses(knowledge: Knowledge, finding: Finding) -> list[str]:
    """The reasons in words: those of the rules that decide, then the signs.

    A sign that alarms nobody by itself is told by the words of its rule, and a sign that is more exact tells both of them.
    """
    certain = _certain(finding)
    rules = [rule for rule in _deciding(knowledge, finding) if knowledge.rules[rule.id].because]
    told = {name for rule in rules for name in rule.because if not knowledge.is_named(name)}
    wider = {knowledge.symptoms[name].part_of for name in certain if name in knowledge.symptoms}
    signs = [knowledge.clause_for(name) for name in certain if name not in told]
    return list(dict.fromkeys([*_in_words_of(knowledge, rules, wider), *signs]))


def _in_words_of(knowledge: Knowledge, rules: list[Because], wider: set[str | None]) -> list[str]:
    """The reasons of rules in words, but for those about a sign that a more exact one is told for."""
    return [knowledge.rules[rule.id].because for rule in rules if wider.isdisjoint(rule.because)]


def _certain(finding: Finding) -> list[str]:
    """What is named and known to be so."""
    return [name for name in finding.red_flags if name not in finding.to_check]


def _deciding(knowledge: Knowledge, finding: Finding) -> list[Because]:
    """The rules that decide."""
    rules = (rule for rule in finding.rules if rule.id in knowledge.rules)
    return [rule for rule in rules if knowledge.rules[rule.id].level == finding.disposition]


def _opening_words(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What a rule that decides wants said before all else."""
    return [says for rule in _deciding(knowledge, finding) if (says := knowledge.rules[rule.id].says)]


def _what_to_do(knowledge: Knowledge, finding: Finding) -> tuple[str, ...]:
    return knowledge.scope.says if finding.unrelated and finding.disposition == "self_care" else finding.action


def _comfort(knowledge: Knowledge, finding: Finding) -> list[_Line]:
    """That it is no twitch, where somebody should look at it all the same; and what else can be said to reassure."""
    unrelated = finding.unrelated and finding.disposition in ("urgent", "doctor")
    said = [*(knowledge.scope.says[:1] if unrelated else ()), *_reassurance(knowledge, finding)]
    return _ranked("comfort", said)


def _reassurance(knowledge: Knowledge, finding: Finding) -> tuple[str, ...]:
    return () if finding.worrying else knowledge.dispositions[finding.disposition].reassurance


def _open_signs(knowledge: Knowledge, finding: Finding) -> list[str]:
    """The signs that could not be ruled out."""
    signs = [knowledge.words_for(name) for name in finding.to_check if name not in knowledge.slots]
    please_check = [one(knowledge, "finding_please_check")] if signs else []
    return [*_sentences(knowledge, "finding_not_ruled_out", signs, most_words=_MOST_BEFORE_THE_ACTION), *please_check]


def _open_facts(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What else could not be made out."""
    return _sentences(
        knowledge, "finding_not_known", [knowledge.words_for(name) for name in finding.to_check if name in knowledge.slots]
    )


def _sentences(
    knowledge: Knowledge, name: str, items: list[str], *, first: int = _TOGETHER, most_words: int = _MOST_IN_A_SENTENCE
) -> list[str]:
    """`items` in sentences of the prompt `name`, three at most in each and `first` in the first of them.

    There are fewer where a sentence would grow too long for the ear.
    """
    beginning, _ = knowledge.prompts[name]
    joining = len(_between(knowledge, _LISTS[name]).split())
    groups: list[list[str]] = []
    for item in items:
        most = first if len(groups) == 1 else _TOGETHER
        words = _length(insert(beginning, things=" ".join([*groups[-1], item]))) + joining if groups else 0
        if groups and len(groups[-1]) < most and words <= most_words:
            groups[-1].append(item)
        else:
            groups.append([item])
    return _told(knowledge, name, groups)


def _told(knowledge: Knowledge, name: str, groups: list[list[str]]) -> list[str]:
    """Each group in a sentence of the prompt `name`."""
    beginning, following = knowledge.prompts[name]
    said = (joined(knowledge, group, _LISTS[name]) for group in groups)
    return [insert(following if n else beginning, things=things) for n, things in enumerate(said)]


def _between(knowledge: Knowledge, join: str) -> str:
    """What stands before the last of a list."""
    return insert(knowledge.prompts[join][-1], things="", thing="")


def _causes(knowledge: Knowledge, finding: Finding) -> list[_Line]:
    """The first cause with its reason, the others in a breath, and how each of them works."""
    if not finding.causes:
        return []
    first, *_ = finding.causes
    names = [cause.name or knowledge.causes[cause.id].name for cause in finding.causes]
    # The action has just given its reasons: they are not said twice, and an emergency is kept short.
    told = finding.disposition == "emergency" or set(first.because) <= set(finding.red_flags)
    reasons = () if told else first.reasons
    said = [_why(knowledge, names[0], reasons) if reasons else insert(one(knowledge, "finding_cause"), thing=names[0])]
    works = [knowledge.causes[cause.id].says for cause in finding.causes]
    explained = 1 if finding.disposition in _EXPLAINED else 0
    return [
        *_ranked("causes", [*said, *_sentences(knowledge, "finding_other_causes", names[1:])]),
        *(_Line(text, _REST if n < explained else _FURTHER) for n, text in enumerate(works)),
    ]


def _never(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What not to do: what takes few words together, anything longer in a sentence of its own."""
    groups: list[list[str]] = []
    short: list[str] = []
    for text in (knowledge.tips[name].never for name in finding.never):
        if len(text.split()) > _FEW_WORDS:
            groups.append([text])
        elif short:
            short.append(text)
        else:
            groups.append(short := [text])
    return _told(knowledge, "finding_never", groups)


def _why(knowledge: Knowledge, cause: str, reasons: tuple[str, ...]) -> str:
    """The best reason, and the next one where the sentence stays short and neither has an "and" of its own."""
    linked = insert(one(knowledge, "finding_cause_because"), thing=cause)
    one_reason, two = (insert(linked, things=joined(knowledge, reasons[:most])) for most in (1, 2))
    return two if _length(two) <= _MOST_IN_A_SENTENCE and two.count(_between(knowledge, "list_and")) == 1 else one_reason


def _length(text: str) -> int:
    """In words, with a place in braces as long as what can stand there."""
    return len(text.split()) + _PLACE * text.count("{emergency_number}")


def _safety_net(knowledge: Knowledge, finding: Finding) -> list[_Line]:
    """Signs to watch for, by whom they should bring the caller to; further ones behind those that are as urgent."""
    kinds = ("waiting",) if finding.disposition == "emergency" else _WATCHED
    ranks, lines = iter(_RANKS["safety_net"]), list[_Line]()
    for kind in kinds:
        lines.extend(_Line(text, next(ranks, _REST)) for text in _signs(knowledge, kind, finding.safety_net))
        lines.extend(_Line(text, _FURTHER) for text in _signs(knowledge, kind, finding.further_signs))
    return lines


def _signs(knowledge: Knowledge, kind: str, names: tuple[str, ...]) -> list[str]:
    """The signs of one kind: as urgent as that, or any that can come while somebody is "waiting" for help."""
    items = [knowledge.safety_net[name] for name in names]
    if kind == "waiting":
        return _sentences(knowledge, "finding_watch_waiting", [item.text for item in items], most_words=_MOST_WHILE_WAITING)
    return _sentences(knowledge, f"finding_watch_{kind}", [item.text for item in items if item.level == kind])


def _again(knowledge: Knowledge, finding: Finding) -> list[str]:
    """What to do, at the end."""
    again = knowledge.dispositions[finding.disposition].again
    return [again] if again else []


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
