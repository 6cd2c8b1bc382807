"""Words of yes and no that answer nothing, because they stand in a command or a question: "why exactly", "that's me done".

Beside a command or a question about the subject only a plain yes or no before it is an answer: "yes, why do you ask".
"""

from collections.abc import Sequence

from voice.skill.understanding.claims import Findings
from voice.skill.understanding.islands import Island

_ORDERS = frozenset({"command", "faq"})
_PLAIN = frozenset("yes yeah yep yup aye no nope nah none neither both definitely".split())


def without_stray_replies(words: Sequence[str], found: Sequence[Island], findings: Findings) -> None:
    """Take the replies that stand in or behind a command or a question out of the findings, and those that are no plain ones."""
    first = next((at for at, i in enumerate(found) if i.meanings[0].kind in _ORDERS), None)
    if first is None:
        return
    findings.replies[:] = [(at, said) for at, said in findings.replies if at < first and words[found[at].start] in _PLAIN]
    about = next((at for at in range(found[first].end, len(words)) if words[at] == "about"), len(words))
    if found[first].meanings[0].name == "change":  # "can I change what I said about the pain"
        findings.claims[:] = [c for c in findings.claims if found[c.at].start < about]
    for mark in ("both", "all", "none", "number", "vague"):
        if findings.marks.get(mark, -1) > first:
            del findings.marks[mark]
