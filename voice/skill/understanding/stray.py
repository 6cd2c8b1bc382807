"""Words of yes and no that answer nothing, because they stand in a command or a question: "why exactly", "that's me done".

Beside a command or a question about the subject only a plain yes or no before it is an answer: "yes, why do you ask".
"""

from collections.abc import Sequence

from voice.skill.understanding.claims import Findings
from voice.skill.understanding.matching import Match

_ORDERS = frozenset({"command", "faq"})
_AGREED_TO = frozenset("resume skip repeat back slower faster louder quieter pause stop start_over summary delete_data".split())
"""What one says yes to when it is given as a command: "yes, please carry on"."""
_BETWEEN = frozenset({"filler", "subject"})
_PLAIN = frozenset("yes yeah yep yup aye no nope nah none neither both definitely".split())


def without_stray_replies(words: Sequence[str], found: Sequence[Match], findings: Findings) -> None:
    """Take the replies that stand in or behind a command or a question out of the findings, and those that are no plain ones."""
    first = next((at for at, i in enumerate(found) if i.meanings[0].kind in _ORDERS), None)
    if first is None:
        return
    agreed = found[first].meanings[0].name in _AGREED_TO and all(i.meanings[0].kind in _BETWEEN for i in found[1:first])
    findings.replies[:] = [
        (at, said)
        for at, said in findings.replies
        if at < first and words[found[at].start] in _PLAIN and not (said == "yes" and agreed)
    ]
    about = next((at for at in range(found[first].end, len(words)) if words[at] == "about"), len(words))
    if found[first].meanings[0].name == "change":  # "can I change what I said about the pain"
        findings.mentions[:] = [c for c in findings.mentions if found[c.at].start < about]
    for mark in ("both", "all", "none", "number", "vague"):
        if findings.marks.get(mark, -1) > first:
            del findings.marks[mark]
