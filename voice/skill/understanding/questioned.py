"""What is asked about and not said: "am I having a stroke" is a fear, "am I pregnant" is no fact, "do I have to" is no "I have".

A symptom in a question about oneself may be there, and is asked about; anything else in one is nothing that was told. Who asks
about a sign in general ("is dark pee bad", "what is a seizure") has not said that he has it. Who answers himself in the same
breath ("is it numb, no") has said it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice.skill.understanding.asking import LEADS_IN, asked_about, heads, is_polar
from voice.skill.understanding.claims import Findings
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.matching import Match

_TOLD = frozenset({"complaint", "symptom"})
_ORDERS = frozenset({"command", "faq"})


_HEAD = 2
"""Words of a question's head that say nothing of whose the sign is: "should i", "what is"."""
_OWN = frozenset("i my me mine we our he his she her they their myself".split())
_ASKS = frozenset("is are can could does do did would will might should what which who whose how where when whats".split())
_HAVING = frozenset("a an the having getting some any that this it to be really even just does it mean s is are was".split())
_OF_ONESELF = frozenset({("do", "i"), ("have", "i"), ("am", "i"), ("is", "my"), ("are", "my")})


@dataclass(frozen=True, slots=True)
class Questioned:
    """The slots that were only asked about, and the signs that were asked about in general.

    `naming`: what such a sign is, which the question's own words explain.
    """

    gone: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    naming: bool = False


def questioned(grammar: Grammar, words: Sequence[str], found: Sequence[Match], findings: Findings) -> Questioned:
    """Take what is only asked about out of the findings, or doubt it."""
    general = _in_general(grammar, words, found, findings)
    naming = bool(general) and words[:2] in _DEFINITIONS
    return Questioned(_about_oneself(grammar, words, found, findings), general, naming)


def _in_general(grammar: Grammar, words: Sequence[str], found: Sequence[Match], findings: Findings) -> frozenset[str]:
    """Take the signs that are asked about in general out of the findings."""
    gone: set[str] = set()
    kept = []
    for mention in findings.mentions:
        head = _head_of(words, found, mention.at) if mention.slot in grammar.symptoms and mention.value is True else None
        if head is None or _OWN & set(words[_behind(words, head) : found[mention.at].end]):
            kept.append(mention)
        elif _OWN & set(words[found[mention.at].end :]) or _treated(words, head):
            kept.append(replace(mention, doubtful=True))
        else:
            gone.add(mention.slot)
    findings.mentions[:] = kept
    return frozenset(gone)


def _treated(words: Sequence[str], head: int) -> bool:
    """Whether it is asked what to do about a sign, which the caller may well have."""
    doing = any(words[at] in ("do", "take") and words[at + 1] in ("about", "for", "with") for at in range(head, len(words) - 1))
    return doing or bool(_TREATED & set(words[head:]))


def _behind(words: Sequence[str], head: int) -> int:
    """Where the words behind a head begin: "who am i …", "should i …"."""
    return head + _HEAD + (words[head] in _WH and words[head + _HEAD : head + _HEAD + 1] == ("i",))


def _head_of(words: Sequence[str], found: Sequence[Match], at: int) -> int | None:
    """Where the question begins in which a match is asked about in general, if there is one."""
    start = found[at].start
    faq = next((i for i in reversed(found[:at]) if i.meanings[0].kind == "faq"), None)
    if faq is not None and faq.end <= start and not _OWN & set(words[faq.end : start]):
        return faq.start
    for head in range(start + bool(_JUDGED & set(words[found[at].end :]))):
        opens = head == 0 or words[head - 1] in LEADS_IN
        if not opens or words[head] not in _ASKS or tuple(words[head : head + _HEAD]) in _OF_ONESELF:
            continue
        if words[head] in _WH and (words[head] in _NAMING or words[head + 1] in _ASKS):
            return head
        if words[head + 1] in _IT and words[head + 2 : head + 3] and words[head + 2] not in _JUDGED:
            continue  # "could it be a seizure", "is it weak or not": that may be the caller's
        if set(words[head + 1 : start]) <= _HAVING | _JUDGED or (words[head] in _MIGHT and words[head + 1] not in _HIS_OWN):
            return head
    return None


_IT = frozenset({"it", "this", "that", "these", "they"})
_MIGHT = frozenset("can could does will would might".split())
_HIS_OWN = frozenset("not i it this that my he she his her they the".split())
"""Subjects of a question that may be about the caller: "could it be a stroke", not "can caffeine give you fits"."""
_WH = frozenset("what which who whose how where when whats".split())
_JUDGED = frozenset("bad dangerous serious normal ok fine common worrying harmful urgent important fatal usual".split())
_TREATED = frozenset("help helps treat ease fix".split())
_DEFINITIONS = frozenset({("what", "is"), ("what", "'s"), ("what", "are"), ("what", "does"), ("what", "counts")})
_NAMING = frozenset("what which who whats".split())


def _about_oneself(grammar: Grammar, words: Sequence[str], found: Sequence[Match], findings: Findings) -> frozenset[str]:
    """Take what a caller asks of himself out of the findings, or doubt it; the slots of what was taken out."""
    told = frozenset(i.end for i in found if i.meanings[0].kind in _TOLD)
    asking = [head for head in heads(words, told) if is_polar(words, head)]
    if not asking:
        return frozenset()
    subjects = {head + 1 for head in asking}
    findings.replies[:] = [(at, said) for at, said in findings.replies if not _of_the_head(found[at], subjects)]
    answered = max((found[at].start for at, _ in findings.replies if words[found[at].start - 1] != "or"), default=-1)
    gone: set[str] = set()
    kept = []
    for mention in findings.mentions:
        head = next((h for h in reversed(asking) if h <= found[mention.at].start), None)
        stated = head is None or answered >= head or _within(found, head)
        if stated or not asked_about(words, head or 0, found[mention.at].start) or not _polar(grammar, mention.slot):
            kept.append(mention)
        elif mention.slot in grammar.symptoms and mention.value is True:
            kept.append(replace(mention, doubtful=True))
        else:
            gone.add(mention.slot)
    findings.mentions[:] = kept
    return frozenset(gone)


def _of_the_head(match: Match, subjects: set[int]) -> bool:
    """The "I have" of "do I have to", which is no yes."""
    return match.start in subjects and match.meanings[0].kind == "short_yes"


def _within(found: Sequence[Match], head: int) -> bool:
    """Whether a known question or a command holds the head, so that it asks for something else."""
    return any(i.start <= head < i.end and i.meanings[0].kind in _ORDERS for i in found)


def _polar(grammar: Grammar, slot: str) -> bool:
    """Whether it can be asked about by a yes-or-no question alone."""
    known = grammar.slots.get(slot)
    return slot in grammar.symptoms | grammar.flags or (known is not None and (known.bare_yes or known.bare_no) is not None)
