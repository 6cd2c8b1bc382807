"""How urgent it is, what it may be, what helps: a table of rules over the answers, with three truth values.

1. The most urgent rule that holds decides; every rule that holds is reported. Adding a finding never makes it milder.
2. Unknown is never no: a rule on something unknown does not fire by itself, and what is unknown and serious is named. What
   no reassurance can do without (rules that are about what is `missing`) is asked for or sends to a doctor.
3. Everything said is chosen from the knowledge file by conditions; this module holds the order, and the limits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from voice.skill.knowledge.conditions import Facts, because, holds
from voice.skill.knowledge.fields import LEVELS, Level
from voice.skill.knowledge.model import Cause, Choice, Disposition, Evidence, Knowledge
from voice.skill.reading import UNKNOWN, Answers
from voice.skill.triage.assessment import Assessment, Because, Finding
from voice.skill.triage.interview import facts
from voice.skill.triage.result import compose

# What an ear can keep of a result: the action counts as a tip. Beside a call for help, the rest is short.
MOST_CAUSES: Mapping[Level, int] = {"emergency": 3, "urgent": 3, "doctor": 4, "self_care": 4}
MOST_TIPS: Mapping[Level, int] = {"emergency": 5, "urgent": 6, "doctor": 5, "self_care": 5}
MOST_SAFETY_NET = 3  # and a sign of an emergency, where these are none
MOST_FURTHER_SIGNS = 6  # to watch for, told to whoever wants more
MOST_NEVER: Mapping[Level, int] = {"emergency": 2, "urgent": 3, "doctor": 2, "self_care": 2}
NO_OTHER_RULE = "S01"  # what is reported when no rule of the knowledge file holds
_WEAK, _ENOUGH = 2.1, 3  # weight of a link that could be named to anyone; it is left out where this many better ones are
_OUTCOME = frozenset({"disposition", "causes", "rules"})  # what evidence may look at beside the answers
SERIOUS = ("emergency", "urgent")


def assess(knowledge: Knowledge, answers: Answers, *, region: str | None = None) -> Assessment:
    """What to say of these (flat) answers, in the words of `region`. Missing answers count as unknown."""
    known = facts(knowledge, answers)
    rules = {name: because(rule.when, known) for name, rule in knowledge.rules.items() if holds(rule.when, known)}
    level = _most_urgent(knowledge, rules)
    unrelated = holds(knowledge.scope.unrelated, known)
    everyday = level != "emergency" and not unrelated and not _is_outweighed(knowledge, known)
    causes = _causes(knowledge, known, level, tuple(rules), everyday=everyday)
    seen = _with_outcome(known, level, tuple(cause.id for cause in causes), tuple(rules))
    tips, never = _tips(knowledge, seen, level)
    if unrelated and level not in SERIOUS:
        tips, never = _only(knowledge.dispositions[level].tip, tips), ()
    to_check = _to_check(knowledge, known, rules, level)
    watch_for = _watch_for(knowledge, seen)
    safety_net = _foremost(knowledge, watch_for)
    finding = Finding(
        disposition=level,
        rules=tuple(Because(name, ids) for name, ids in rules.items()) or (Because(NO_OTHER_RULE, ()),),
        red_flags=(*_red_flags(knowledge, known, rules), *to_check),
        to_check=to_check,
        causes=causes,
        tips=tips,
        never=never,
        safety_net=safety_net,
        further_signs=_without(safety_net, watch_for)[:MOST_FURTHER_SIGNS],
        unrelated=unrelated,
        action=_action(knowledge.dispositions[level], known, to_check),
        worrying=bool(to_check) or holds(knowledge.dispositions[level].worrying, known),
    )
    return compose(knowledge, finding, region=region, other=knowledge.is_of_another(known.values))


def _most_urgent(knowledge: Knowledge, rules: Iterable[str]) -> Level:
    return max((knowledge.rules[name].level for name in rules), key=LEVELS.index, default=LEVELS[0])


def _is_outweighed(knowledge: Knowledge, known: Facts) -> bool:
    """Whether a sign is there beside which an everyday cause would comfort wrongly."""
    return any(symptom.outweighs and known.truth(name) is True for name, symptom in knowledge.symptoms.items())


def _without(told: tuple[str, ...], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in told)


def _only(wanted: str | None, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name == wanted)


def level_of(knowledge: Knowledge, answers: Answers) -> Level:
    """The disposition alone, for those who ask at every turn."""
    known = facts(knowledge, answers)
    return next((level for level in reversed(LEVELS) if _holds_at(knowledge, known, level)), LEVELS[0])


def is_emergency(knowledge: Knowledge, answers: Answers) -> bool:
    """Whether an emergency rule holds already, so that nothing more need be asked."""
    return _holds_at(knowledge, facts(knowledge, answers), "emergency")


def _holds_at(knowledge: Knowledge, known: Facts, level: Level) -> bool:
    return any(rule.level == level and holds(rule.when, known) for rule in knowledge.rules.values())


def _action(disposition: Disposition, known: Facts, to_check: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences that say what to do."""
    instead = next((other.action for other in disposition.instead if holds(other.when, known)), disposition.action)
    return disposition.left_open if to_check and disposition.left_open else instead


def _red_flags(knowledge: Knowledge, known: Facts, rules: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The symptoms and flags that made a rule hold, the most urgent rule's first, then the other alarming ones.

    Of rules that are as urgent, a sign that outweighs others comes first; then, where help is urgent, a fact about the caller
    before any sign; for a doctor, a sign before how long it has lasted.
    """
    alarms = knowledge.alarms
    found = [(knowledge.rules[rule].level, name) for rule, ids in rules.items() for name in ids if name in alarms]
    found.sort(key=lambda pair: (-LEVELS.index(pair[0]), _place_as_reason(knowledge, *pair)))
    deciding = [name for _, name in found]
    others = [name for name in alarms if knowledge.is_named(name)]
    return tuple(dict.fromkeys(name for name in [*deciding, *others] if known.truth(name) is True))


def _place_as_reason(knowledge: Knowledge, level: Level, name: str) -> int:
    if name in knowledge.flags:
        return 1 if level in SERIOUS else 3
    return 0 if knowledge.symptoms[name].outweighs else 2


def _to_check(knowledge: Knowledge, known: Facts, rules: Mapping[str, tuple[str, ...]], level: Level) -> tuple[str, ...]:
    """What a rule misses, and what was asked, is not known and could be serious: the most serious first.

    Beside a call for help nothing is named that was never asked: the interview ended there.
    """
    alarms = knowledge.alarms
    missed = [
        name for ids in rules.values() for name in ids if known.values.get(name) in (None, UNKNOWN) and not known.truth(name)
    ]
    serious = [name for name, alarm in alarms.items() if alarm in SERIOUS and known.values.get(name) == UNKNOWN]
    found = dict.fromkeys([*missed, *serious])
    if level == "emergency":
        found = {name: None for name in found if known.values.get(name) == UNKNOWN}
    return tuple(sorted(found, key=lambda name: -LEVELS.index(alarms.get(name, LEVELS[0]))))


@dataclass(frozen=True, slots=True)
class _Weighed:
    id: str
    kind: str
    weight: float
    because: tuple[str, ...]
    reasons: tuple[str, ...]
    name: str


def _causes(knowledge: Knowledge, known: Facts, level: Level, rules: tuple[str, ...], *, everyday: bool) -> tuple[Because, ...]:
    """Ranked by weighed evidence; nothing everyday unless `everyday`.

    Where the outcome is urgent, dangers come first; where a doctor should look, what explains the reason for that does.
    """
    seen = _with_outcome(known, level, (), rules)
    possible = {name: cause for name, cause in knowledge.causes.items() if everyday or cause.kind != "everyday"}
    weighed = [_weigh(name, cause, seen) for name, cause in possible.items() if holds(cause.needs, seen)]
    enough = [cause for cause in weighed if cause.weight >= knowledge.causes[cause.id].least]
    deciding = frozenset(i for rule in rules for i in because(knowledge.rules[rule].when, known))
    enough.sort(key=lambda w: (_place(w, level, deciding), -w.weight))
    return tuple(Because(w.id, w.because, w.reasons, w.name) for w in _telling(enough)[: MOST_CAUSES[level]])


def _telling(ranked: list[_Weighed]) -> list[_Weighed]:
    """Without weak causes where there are enough better ones."""
    return [cause for n, cause in enumerate(ranked) if n < _ENOUGH or cause.weight >= _WEAK]


def _weigh(name: str, cause: Cause, seen: Facts) -> _Weighed:
    """All the evidence there is, and in words the part that speaks for the cause."""
    found = [evidence for evidence in cause.evidence if holds(evidence.when, seen)]
    speaking = sorted((e for e in found if e.weight > 0), key=lambda e: -e.weight)
    ids = dict.fromkeys(i for e in speaking for i in because(e.when, seen) if i not in _OUTCOME)
    reasons = dict.fromkeys(e.because for e in speaking if e.because)
    weight = sum(evidence.weight for evidence in found)
    return _Weighed(name, cause.kind, weight, tuple(ids), tuple(reasons), _called(speaking))


def _called(speaking: Iterable[Evidence]) -> str:
    """What the weightiest evidence that has a name for it calls the cause."""
    return next((evidence.name for evidence in speaking if evidence.name), "")


def _place(cause: _Weighed, level: Level, deciding: frozenset[str]) -> int:
    """Where a cause stands before any weighing, 0 first; `deciding` are the ids that made rules hold."""
    if level in SERIOUS:
        return ("danger", "medical", "everyday").index(cause.kind)
    return 0 if cause.kind != "everyday" and deciding.intersection(cause.because) else 1


def _with_outcome(known: Facts, level: Level, causes: tuple[str, ...], rules: tuple[str, ...]) -> Facts:
    return Facts({**known.values, "disposition": level, "causes": causes, "rules": rules}, known.flags)


def _best(choices: Iterable[Choice], seen: Facts) -> float:
    return max((choice.weight for choice in choices if holds(choice.when, seen)), default=0)


def _tips(knowledge: Knowledge, seen: Facts, level: Level) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tips to offer and things to advise against, no more than an ear can keep."""
    withheld = {name for name, tip in knowledge.tips.items() if holds(tip.withheld, seen)}
    offered = {name: _best(tip.offered, seen) for name, tip in knowledge.tips.items() if name not in withheld}
    kept = sorted((name for name in offered if offered[name] > 0), key=lambda name: -offered[name])[: MOST_TIPS[level]]
    forbidden = {name: _best(tip.forbidden, seen) for name, tip in knowledge.tips.items() if name not in kept}
    warned = sorted((name for name in forbidden if forbidden[name] > 0), key=lambda name: -forbidden[name])[: MOST_NEVER[level]]
    return tuple(kept), tuple(warned)


def _watch_for(knowledge: Knowledge, seen: Facts) -> tuple[str, ...]:
    """What should bring the caller back, the weightiest first: nothing that is there already."""
    weights = {name: _best(item.offered, seen) for name, item in knowledge.safety_net.items() if seen.truth(name) is not True}
    return tuple(sorted((name for name in weights if weights[name] > 0), key=lambda name: -weights[name]))


def _foremost(knowledge: Knowledge, names: tuple[str, ...]) -> tuple[str, ...]:
    """The weightiest of what is watched for; a sign of an emergency is always among them, where there is one."""
    first, others = names[:MOST_SAFETY_NET], names[MOST_SAFETY_NET:]
    grave = [name for name in names if knowledge.safety_net[name].level == "emergency"]
    return (*first, *(name for name in grave[:1] if name in others))
