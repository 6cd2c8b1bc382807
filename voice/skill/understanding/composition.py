"""Signs that are said in pieces: a quality, and apart from it the place that has it ("like wool … down there").

Rows of the grammar's `compose` name what makes a sign together. Where a word of each part stands in one clause, the sign may be
there, so that it is asked about; a row takes nothing away and makes nothing sure. What is denied in the clause, mentioned
anyway, or explained by other words makes nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from voice.skill.grammar.cues import Denials
from voice.skill.grammar.phrases import Meaning
from voice.skill.grammar.sections import Composition
from voice.skill.language.tokens import standing
from voice.skill.understanding.parse import Match, Mention, Parse, Question

_REACH = 16
"""Words between the first and the last part of a sign."""
_BEFORE = 5
"""Words before the first part in which a denial is of it."""
_Span = tuple[int, int]


def composed(parse: Parse, question: Question) -> Parse:
    """With the signs that parts make together and that nothing else mentions, doubtfully."""
    for row in question.grammar.composed:
        if not any(mention.slot in (row.means, *row.within) for mention in parse.mentions):
            parse = _made(parse, row, question.grammar.cues.denials)
    return parse


def _made(parse: Parse, row: Composition, denials: Denials) -> Parse:
    where = _together(parse.words, row, denials)
    if where is None:
        return parse
    at = next((n for n, match in enumerate(parse.matches) if match.start < where[1] and where[0] < match.end), -1)
    if at < 0:
        at, parse = _with_match(parse, where, row)
    return parse.but(mentions=(*parse.mentions, Mention(row.means, True, at, doubtful=True)))


def _with_match(parse: Parse, where: _Span, row: Composition) -> tuple[int, Parse]:
    """The parse with a match for words that no phrase explains, and where it stands; what is mentioned moves up behind it."""
    at = sum(match.start < where[0] for match in parse.matches)
    match = Match(where[0], where[0] + 1, (Meaning("symptom", row.means),))

    def moved(position: int) -> int:
        return position + (position >= at)

    return at, parse.but(
        matches=(*parse.matches[:at], match, *parse.matches[at:]),
        mentions=tuple(replace(mention, at=moved(mention.at)) for mention in parse.mentions),
        replies=tuple(reply._replace(at=moved(reply.at)) for reply in parse.replies),
        repairs=tuple(moved(repair) for repair in parse.repairs),
        marks={name: moved(mark) for name, mark in parse.marks.items()},
        edges=tuple(replace(edge, by=moved(edge.by), at=moved(edge.at)) for edge in parse.edges),
    )


def _together(words: Sequence[str], row: Composition, denials: Denials) -> _Span | None:
    """Where the parts of a row stand together: the words of its last part; None where they do not."""
    if any(part.keys().isdisjoint(words) for part in row.of):
        return None
    parts = [list(standing(part, words)) for part in row.of]
    if _is_explained(words, row, parts):
        return None
    *others, last_part = parts
    ends = denials.all if row.across else denials.all | denials.turning
    return next((last for last in last_part if _is_one_clause(words, _beside(others, last), ends)), None)


def _is_explained(words: Sequence[str], row: Composition, parts: Sequence[Sequence[_Span]]) -> bool:
    """Whether words are said that explain the parts otherwise, and are none of the parts: "legs" in "between my legs" is one."""
    own = {at for spans in parts for span in spans for at in range(*span)}
    return any(not own.issuperset(range(*span)) for part in row.unless for span in standing(part, words))


def _beside(others: Sequence[Sequence[_Span]], last: _Span) -> tuple[_Span, ...]:
    """Of each other part the nearest place to the last part, and the last part; nothing where one of them is nowhere."""
    spans = [_nearest(spans, last) for spans in others]
    return (*(span for span in spans if span is not None), last) if None not in spans else ()


def _nearest(spans: Sequence[_Span], to: _Span) -> _Span | None:
    """The span that is nearest to another one and shares no word with it."""
    apart = [span for span in spans if span[1] <= to[0] or to[1] <= span[0]]
    return min(apart, key=lambda span: abs(span[0] - to[0]), default=None)


def _is_one_clause(words: Sequence[str], spans: Sequence[_Span], ends: frozenset[str]) -> bool:
    """Whether these words stand near each other, without a word between them that denies or ends what is said."""
    if not spans:
        return False
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    own = {at for span in spans for at in range(*span)}
    between = [word for at, word in enumerate(words[:end]) if at >= max(0, start - _BEFORE) and at not in own]
    return end - start <= _REACH + len(own) and not ends & set(between)
