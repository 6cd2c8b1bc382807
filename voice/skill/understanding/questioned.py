"""What is asked about and not said: "am I having a stroke" is a fear, "am I pregnant" is no fact, "do I have to" is no "I have".

A symptom in a question about oneself may be there, and is asked about; anything else in one is nothing that was told. Who asks
about a sign in general ("is dark pee bad", "what is a seizure") has not said that he has it. Who answers himself in the same
breath ("is it numb, no") has said it.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.cues import Cues, Questions
from voice.skill.understanding.parse import Match, Mention, Parse, Question, Reply, Wondered

_TOLD = frozenset({"complaint", "symptom"})
_ORDERS = frozenset({"command", "faq"})


_HEAD = 2
"""Words of a question's head that say nothing of whose the sign is: "should i", "what is"."""


def questioned(parse: Parse, question: Question) -> Parse:
    """Without what is only asked about, or with doubt about it."""
    grammar = question.grammar
    general, kept = _in_general(grammar, parse)
    naming = bool(general) and parse.words[:_HEAD] in grammar.cues.questions.definitions
    gone, told = _about_oneself(grammar, parse.but(mentions=kept))
    return told.but(wondered=Wondered(gone, general, naming))


def wondering(parse: Parse, question: Question) -> Parse:
    """With the question about the subject that is meant by one about a sign or a condition, where nothing else is said."""
    if parse.command or parse.faq or parse.mentions:
        return parse
    wondered, about = parse.wondered, question.grammar.about
    if wondered.general and not wondered.naming:
        return parse.but(faq=about.asked_of_signs)
    return parse.but(faq=about.asked_of_conditions) if wondered.gone and not wondered.gone & set(question.asked) else parse


def _in_general(grammar: Grammar, parse: Parse) -> tuple[frozenset[str], tuple[Mention, ...]]:
    """The signs that are asked about in general, and the mentions without them."""
    words, found, owners = parse.words, parse.matches, grammar.cues.persons.owners
    gone: set[str] = set()
    kept = []
    for mention in parse.mentions:
        sign = mention.slot in grammar.symptoms and mention.value is True
        head = _head_of(grammar, parse, mention.at) if sign else None
        if head is None or not owners.isdisjoint(words[_behind(words, head, grammar.cues) : found[mention.at].end]):
            kept.append(mention)
        elif not owners.isdisjoint(words[found[mention.at].end :]) or _treated(words, head, grammar.cues.questions):
            kept.append(replace(mention, doubtful=True))
        else:
            gone.add(mention.slot)
    return frozenset(gone), tuple(kept)


def _treated(words: Sequence[str], head: int, cues: Questions) -> bool:
    """Whether it is asked what to do about a sign, which the caller may well have."""
    return any(pair in cues.doing for pair in pairwise(words[head:])) or not cues.treating.isdisjoint(words[head:])


def _behind(words: Sequence[str], head: int, cues: Cues) -> int:
    """Where the words behind a head begin: "who am i …", "should i …"."""
    speaks = not cues.persons.speaking.isdisjoint(words[head + _HEAD : head + _HEAD + 1])
    return head + _HEAD + (words[head] in cues.questions.interrogatives and speaks)


def _head_of(grammar: Grammar, parse: Parse, at: int) -> int | None:
    """Where the question begins in which a match is asked about in general, if there is one."""
    words, found, cues = parse.words, parse.matches, grammar.cues
    start = found[at].start
    faq = next((i for i in reversed(found[:at]) if i.kind == "faq"), None)
    if faq is not None and faq.end <= start and cues.persons.owners.isdisjoint(words[faq.end : start]):
        return faq.start
    heads = range(start + (not cues.questions.judging.isdisjoint(words[found[at].end :])))
    opening = (head for head in heads if _opens_question(grammar, words, head))
    return next((head for head in opening if _reaches(words, head, start, cues.questions)), None)


def _opens_question(grammar: Grammar, words: Sequence[str], head: int) -> bool:
    """Whether a question that is not about oneself begins here."""
    cues = grammar.cues.questions
    opens = head == 0 or words[head - 1] in grammar.language.questions.leads_in
    return opens and words[head] in cues.openers and tuple(words[head : head + _HEAD]) not in cues.of_oneself


def _reaches(words: Sequence[str], head: int, start: int, cues: Questions) -> bool:
    """Whether the question that begins at `head` asks in general about what begins at `start`."""
    if words[head] in cues.interrogatives and (words[head] in cues.naming or words[head + 1] in cues.openers):
        return words[head + 1] not in cues.telling
    if words[head + 1] in cues.pronouns and words[head + 2 : head + 3] and words[head + 2] not in cues.judging:
        return False  # "could it be a seizure", "is it weak or not": that may be the caller's
    asked = (cues.having | cues.judging).issuperset(words[head + 1 : start])
    return asked or (words[head] in cues.possible and words[head + 1] not in cues.own_subjects)


def _about_oneself(grammar: Grammar, parse: Parse) -> tuple[frozenset[str], Parse]:
    """The slots of what a caller only asks of himself, and the parse without them, and with doubt about the signs."""
    asking = _asking(grammar, parse)
    if not asking:
        return frozenset(), parse
    subjects = {head + 1 for head in asking}
    replies = tuple(reply for reply in parse.replies if not _of_the_head(parse.matches[reply.at], subjects))
    answered = _answered(parse, replies, grammar.cues.questions)
    gone: set[str] = set()
    kept = []
    for mention in parse.mentions:
        if not _is_asked(grammar, parse, mention, asking, answered):
            kept.append(mention)
        elif mention.slot in grammar.symptoms and mention.value is True:
            kept.append(replace(mention, doubtful=True))
        else:
            gone.add(mention.slot)
    return frozenset(gone), parse.but(mentions=tuple(kept), replies=replies)


def _asking(grammar: Grammar, parse: Parse) -> list[int]:
    """Where the questions begin that yes or no would answer."""
    told = frozenset(match.end for match in parse.matches if match.kind in _TOLD)
    questions = grammar.language.questions
    return [head for head in questions.heads(parse.words, told) if questions.is_polar(parse.words, head)]


def _answered(parse: Parse, replies: Sequence[Reply], cues: Questions) -> int:
    """Where the last yes or no begins that is not one of two alternatives ("is it numb or not"); -1 where none is said."""
    starts = [parse.matches[reply.at].start for reply in replies]
    return max((start for start in starts if parse.words[start - 1] not in cues.alternative), default=-1)


def _is_asked(grammar: Grammar, parse: Parse, mention: Mention, asking: Sequence[int], answered: int) -> bool:
    """Whether a mention stands in the last question before it, can be asked about by one, and is not answered behind it."""
    head = next((head for head in reversed(asking) if head <= parse.matches[mention.at].start), None)
    if head is None or answered >= head:
        return False
    asked = grammar.language.questions.asked_about(parse.words, head, parse.matches[mention.at].start)
    return asked and not _within(parse.matches, head) and _polar(grammar, mention.slot)


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
