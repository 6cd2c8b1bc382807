"""What is asked about and not said: "am I having a stroke" is a fear, "am I pregnant" is no fact, "do I have to" is no "I have".

A symptom in a question may be there, and is asked about; anything else in one is nothing that was told. Who answers himself in
the same breath ("is it numb, no") has said it.
"""

from collections.abc import Sequence
from dataclasses import replace

from voice.skill.understanding.asking import asked_about, heads, is_polar
from voice.skill.understanding.claims import Findings
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.islands import Island

_TOLD = frozenset({"complaint", "symptom"})
_ORDERS = frozenset({"command", "faq"})


def questioned(grammar: Grammar, words: Sequence[str], found: Sequence[Island], findings: Findings) -> frozenset[str]:
    """Take what is only asked about out of the findings, or doubt it; the slots of what was taken out."""
    told = frozenset(i.end for i in found if i.meanings[0].kind in _TOLD)
    asking = [head for head in heads(words, told) if is_polar(words, head)]
    if not asking:
        return frozenset()
    subjects = {head + 1 for head in asking}
    findings.replies[:] = [(at, said) for at, said in findings.replies if not _of_the_head(found[at], subjects)]
    answered = max((found[at].start for at, _ in findings.replies if words[found[at].start - 1] != "or"), default=-1)
    gone: set[str] = set()
    kept = []
    for claim in findings.claims:
        head = next((h for h in reversed(asking) if h <= found[claim.at].start), None)
        stated = head is None or answered >= head or _within(found, head)
        if stated or not asked_about(words, head or 0, found[claim.at].start) or not _polar(grammar, claim.slot):
            kept.append(claim)
        elif claim.slot in grammar.symptoms and claim.value is True:
            kept.append(replace(claim, doubtful=True))
        else:
            gone.add(claim.slot)
    findings.claims[:] = kept
    return frozenset(gone)


def _of_the_head(island: Island, subjects: set[int]) -> bool:
    """The "I have" of "do I have to", which is no yes."""
    return island.start in subjects and island.meanings[0].kind == "short_yes"


def _within(found: Sequence[Island], head: int) -> bool:
    """Whether a known question or a command holds the head, so that it asks for something else."""
    return any(i.start <= head < i.end and i.meanings[0].kind in _ORDERS for i in found)


def _polar(grammar: Grammar, slot: str) -> bool:
    """Whether it can be asked about by a yes-or-no question alone."""
    known = grammar.slots.get(slot)
    return slot in grammar.symptoms | grammar.flags or (known is not None and (known.bare_yes or known.bare_no) is not None)
