"""An alarm counts where it is asked for, or where it is said what it is an alarm of: "brown" is no dark pee without the pee.

1. A sign with anchors (`grammars/anchors.yaml`) is dropped outside its own question where none of them is said.
2. A word that means a sign of an organ only while it is asked for is doubted where another place is named: "my quad is tight".
3. What happens to a person is dropped where it is said of a muscle: "my tricep is having a fit".

Two proofs for `twitchwise check`: every alarming sign has anchors, and everyday sentences are read as no sign.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.sections import Anchors
from voice.skill.language.tokens import stands
from voice.skill.understanding.parse import Match, Mention, Parse, Question


def anchored(parse: Parse, question: Question) -> Parse:
    """Without the signs that nothing anchors; doubtful where only the question speaks of what they are said of."""
    kept = (_as_anchored(mention, parse, question) for mention in parse.mentions)
    return parse.but(mentions=tuple(mention for mention in kept if mention is not None))


def _as_anchored(mention: Mention, parse: Parse, question: Question) -> Mention | None:
    grammar = question.grammar
    anchors = grammar.anchors.get(mention.slot) if mention.slot in grammar.alarms else None
    if anchors is None:
        return mention
    named = _is_anchored(anchors, parse.words)
    if _is_a_muscles(mention, anchors, parse, grammar, named=named):
        return None
    if named or _is_part_of_question(parse.matches, mention):
        return mention
    if mention.slot in question.asked:
        elsewhere = anchors.of_organ and bool(parse.said_of(grammar.about.role.place)) and mention.value is True
        return replace(mention, doubtful=True) if elsewhere else mention
    return replace(mention, doubtful=True) if _is_spoken_of(anchors, question) else None


def _is_spoken_of(anchors: Anchors, question: Question) -> bool:
    """Whether the question names what a sign is said of."""
    asked = (question.grammar.anchors[slot] for slot in question.asked if slot in question.grammar.anchors)
    return any(not anchors.words.isdisjoint(other.words) for other in asked)


def _is_a_muscles(mention: Mention, anchors: Anchors, parse: Parse, grammar: Grammar, *, named: bool) -> bool:
    """Whether what happens to a person or an organ is said of a muscle."""
    of_muscle = mention.value is True and _of_a_muscle(parse, mention.at, grammar)
    return of_muscle and (anchors.of_person or (anchors.of_organ and not named))


def _is_part_of_question(found: Sequence[Match], mention: Mention) -> bool:
    """Whether the phrase means so only while something is asked for that was asked."""
    return any(m.asked and mention.slot in dict(m.facts) for m in found[mention.at].meanings)


def _is_anchored(anchors: Anchors, words: Sequence[str]) -> bool:
    return not anchors.words.isdisjoint(words) or any(stands(name, words) for name in anchors.names)


def _of_a_muscle(parse: Parse, at: int, grammar: Grammar) -> bool:
    """Whether a part of the body stands right before, as what it happens to."""
    words, found, muscles, place = parse.words, parse.matches, grammar.cues.muscles, grammar.about.role.place
    part = next((i for i in reversed(found[:at]) if any(place in dict(m.facts) for m in i.meanings)), None)
    if part is None or not muscles.organs.isdisjoint(words[part.start : part.end]):
        return False
    return muscles.between.issuperset(words[part.end : found[at].start])


def check_anchors(grammar: Grammar) -> Iterator[str]:
    """Every alarming sign that has phrases and no anchors, as `file: what; what would be right`."""
    said = {p.meaning.name for p in grammar.phrases if p.meaning.kind == "symptom" and not p.meaning.asked}
    for sign in sorted((grammar.alarms & said) - grammar.anchors.keys()):
        yield f"anchors.yaml: no anchors for {sign}; name the organs and words without which no phrase may mean it"
