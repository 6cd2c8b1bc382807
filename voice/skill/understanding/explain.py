"""How a reading comes about: what each pass changed, for those who want to see which words gave what."""

from collections.abc import Iterator

from voice.skill.reading import Value
from voice.skill.understanding.parse import Edge, Mention, Parse, Question
from voice.skill.understanding.spans import shown, spans_of
from voice.skill.understanding.understand import passing

_SINGLE = ("command", "faq", "polar", "reply", "clarify", "doubtful", "certainty")
"""Fields that hold one value each."""


def explained(text: str, question: Question) -> Iterator[str]:
    """The words that a phrase explains, then a line for each thing that a pass added (+) or took away (-)."""
    before: Parse | None = None
    for name, parse in passing(text, question):
        if before is None:
            yield f"words: {' '.join(parse.words)}"
        else:
            title = f"{name.strip('_').replace('_', ' ')}:"
            for change in (*_of_matches(before, parse, text), *_of_sets(before, parse), *_of_values(before, parse)):
                yield f"{title:26} {change}"
        before = parse


def _of_matches(before: Parse, after: Parse, text: str) -> Iterator[str]:
    if before.matches == after.matches:
        return
    words = text.split()
    for span in spans_of(after.matches, after.said):
        yield f"{' '.join(words[span.start : span.end])!r}: {span.meaning}"


def _of_sets(before: Parse, after: Parse) -> Iterator[str]:
    """What was added to, and taken from, mentions, edges, replies, marks and answers."""
    for one, other in zip(_things(before), _things(after), strict=True):
        yield from (f"- {thing}" for thing in one if thing not in other)
        yield from (f"+ {thing}" for thing in other if thing not in one)


def _things(parse: Parse) -> tuple[list[str], ...]:
    return (
        [_mention(mention, parse) for mention in parse.mentions],
        [_edge(edge, parse) for edge in parse.edges],
        [f"reply {said}{_by(at, parse)}" for at, said in parse.replies],
        [f"correction{_by(at, parse)}" for at in parse.repairs],
        [f"{name}{_by(at, parse)}" for name, at in parse.marks.items()],
        [f"answer {slot}={_shown(value)}" for slot, value in parse.answers.items()],
    )


def _edge(edge: Edge, parse: Parse) -> str:
    """A modifier, how it changes a mention, and the words of the mention; its slot where the modifier itself stands for it."""
    target = " ".join(parse.of(edge.at)) if edge.at != edge.by else edge.slot
    return f"{' '.join(parse.of(edge.by))} ─{edge.category}→ {target}"


def _mention(mention: Mention, parse: Parse) -> str:
    doubt = ", doubtful" if mention.doubtful else ""
    time = f", {mention.time}" if mention.time != "now" else ""
    denied = ", denied" if mention.denied else ""
    return f"{mention.slot}={_shown(mention.value)}{denied}{doubt}{time}{_by(mention.at, parse)}"


def _by(at: int, parse: Parse) -> str:
    """The words that say it."""
    return f"  [{' '.join(parse.of(at))}]" if 0 <= at < len(parse.matches) else ""


def _of_values(before: Parse, after: Parse) -> Iterator[str]:
    for name in _SINGLE:
        if getattr(before, name) != getattr(after, name):
            yield f"{name}: {_shown(getattr(after, name))}"


def _shown(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) or value is None else shown(value)
