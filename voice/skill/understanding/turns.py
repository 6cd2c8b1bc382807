"""What turns round, or takes away, what an answer seems to say: a condition, a story behind a no, a no to a confirmation.

1. What settles all that was asked for at once does not where much else was said.
2. A no with a story behind it that is not understood denies nothing: people begin with no, and then tell.
3. To "I heard a fever, is that right?" what begins with no is a no, also where the fever is named again.
4. Under a condition ("when I rest it doesn't hurt") nothing is absent.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from voice.skill.reading import Value
from voice.skill.understanding.claims import Findings
from voice.skill.understanding.grammar import Grammar
from voice.skill.understanding.matching import Match
from voice.skill.understanding.settling import PART_OF
from voice.skill.understanding.words import Utterance

_STORY = 8
"""Words that mean nothing, from which on more was told than a no."""
_SUPPOSING = frozenset("when whenever while if unless until once".split())
_TURNING = frozenset("well mind although though except oh actually mention".split())


def without_sweeping(findings: Findings, left: int) -> None:
    """What settles all that was asked for does not where much else was said: "… did not know when I fell"."""
    for mark, most in _SWEEPING.items():
        if left > most and findings.marks.pop(mark, None) is not None:
            findings.marks.setdefault("vague", 0)


_SWEEPING = {"unknown": 5, "all": 2, "both": 4}
"""Words that settle everything, and how many words beside them may mean nothing."""


def without_the_supposed(said: Utterance, answers: dict[str, Value], asked: tuple[str, ...]) -> dict[str, Value]:
    """Without what is said to be absent under a condition, where a part of it is asked for."""
    if not _SUPPOSING & set(said.words):
        return answers
    return {slot: value for slot, value in answers.items() if value is not False or slot not in _wider(asked)}


def _wider(asked: tuple[str, ...]) -> frozenset[str]:
    """What the signs that are asked for are part of; under a condition it is not absent: "when I sit it doesn't hurt"."""
    return frozenset(wider for slot in asked if (wider := PART_OF.get(slot)) and wider not in asked)


def turns_from_no(said: Utterance, answers: Mapping[str, Value], asked: tuple[str, ...], grammar: Grammar, left: int) -> bool:
    """Whether a no is followed by "well" and the like, or by much that is not understood: what follows may take it back."""
    flags = [answers[slot] for slot in asked if slot in grammar.symptoms and slot in answers]
    turns = bool(_TURNING & set(said.words[1:])) or left > _STORY
    return bool(flags) and not any(flags) and said.words[:1] == ("no",) and turns


def refuses(said: Utterance, found: Sequence[Match], findings: Findings) -> bool:
    """Whether what begins with a no is one to what is to be confirmed: that is named again says no more than which it is."""
    turned = bool(findings.repairs) or "contrast" in findings.marks or bool(_TURNING & set(said.words[1:]))
    yes = any(found[at].meanings[0].kind == "yes" for at, reply in findings.replies if reply == "yes")
    return said.words[:1] == ("no",) and findings.replies[:1] != [] and findings.replies[0][1] == "no" and not turned and not yes


def refused(
    grammar: Grammar, answers: dict[str, Value], reply: Literal["yes", "no"] | None, heard: Mapping[str, Value]
) -> tuple[dict[str, Value], Literal["yes", "no"] | None, bool]:
    """The answers without those that name again what is to be confirmed, the reply, and whether it has to be asked again.

    That is so for a sign that counts when it is past: "no, that was last week".
    """
    same = {slot for slot, value in answers.items() if slot in grammar.symptoms and value is True is heard.get(slot)}
    plainly = bool(same) or (bool(heard) and all(value is True for value in heard.values()))
    kept = {slot: value for slot, value in answers.items() if slot not in same - grammar.counts_past}
    return kept, "no" if plainly else reply, bool(same & grammar.counts_past)
