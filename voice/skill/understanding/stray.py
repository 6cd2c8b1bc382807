"""Words of yes and no that answer nothing, because they stand in a command or a question: "why exactly", "that's me done".

Beside a command or a question about the subject only a plain yes or no before it is an answer: "yes, why do you ask".
"""

from voice.skill.grammar.cues import Orders
from voice.skill.understanding.parse import Match, Mention, Parse, Question, Reply

_ORDERS = frozenset({"command", "faq"})
_AGREED_TO = frozenset("resume skip repeat back slower faster louder quieter pause stop start_over summary delete_data".split())
"""What one says yes to when it is given as a command: "yes, please carry on"."""
_BETWEEN = frozenset({"filler", "subject"})


def without_stray_replies(parse: Parse, question: Question) -> Parse:
    """Without the replies that stand in or behind a command or a question, and those that are no plain ones."""
    first = next((at for at, i in enumerate(parse.matches) if i.kind in _ORDERS), None)
    if first is None:
        return parse
    cues = question.grammar.cues.orders
    return parse.but(
        replies=tuple(reply for reply in parse.replies if _is_plain(reply, first, parse, cues)),
        mentions=_of_no_change(parse, parse.matches[first], cues),
        marks={name: at for name, at in parse.marks.items() if name not in _SWEEPING or at <= first},
    )


def _of_no_change(parse: Parse, order: Match, cues: Orders) -> tuple[Mention, ...]:
    """The mentions, but for what is to be changed: "can I change what I said about the pain"."""
    if order.meanings[0].name != "change":
        return parse.mentions
    about = next((at for at in range(order.end, len(parse.words)) if parse.words[at] in cues.about), len(parse.words))
    return tuple(c for c in parse.mentions if parse.matches[c.at].start < about)


_SWEEPING = frozenset({"both", "all", "none", "number", "vague"})


def _is_plain(reply: Reply, order_at: int, parse: Parse, cues: Orders) -> bool:
    """Whether a yes or no before an order is an answer, and not what the order is agreed to with."""
    order = parse.matches[order_at]
    agreed = order.meanings[0].name in _AGREED_TO and cues.going_on.isdisjoint(parse.words[order.start : order.end])
    agreed = agreed and all(i.kind in _BETWEEN for i in parse.matches[1:order_at])
    plain = reply.at < order_at and parse.of(reply.at)[0] in cues.plain_replies
    return plain and not (reply.said == "yes" and agreed)
