"""What is asked about and not said: "am I having a stroke" is a fear, "am I pregnant" is no fact, "do I have to" is no "I have".

A symptom in a question about oneself may be there, and is asked about; anything else in one is nothing that was told. Who asks
about a sign in general ("is dark pee bad", "what is a seizure") has not said that he has it. Who answers himself in the same
breath ("is it numb, no") has said it.
"""

from collections.abc import Sequence
from dataclasses import replace

from voice.skill.grammar.compiled import Grammar
from voice.skill.language.interface import Questions
from voice.skill.understanding.parse import Match, Mention, Parse, Question, Reply, Wondered

_TOLD = frozenset({"complaint", "symptom"})
_ORDERS = frozenset({"command", "faq"})


_HEAD = 2
"""Words of a question's head that say nothing of whose the sign is: "should i", "what is"."""
_OWN = frozenset("i my me mine we our he his she her they their myself".split())
_ASKS = frozenset("is are can could does do did would will might should what which who whose how where when whats".split())
_HAVING = frozenset("a an the having getting some any that this it to be really even just does it mean s is are was".split())
_OF_ONESELF = frozenset({("do", "i"), ("have", "i"), ("am", "i"), ("is", "my"), ("are", "my")})


def questioned(parse: Parse, question: Question) -> Parse:
    """Without what is only asked about, or with doubt about it."""
    grammar = question.grammar
    general, kept = _in_general(grammar, parse)
    naming = bool(general) and parse.words[:2] in _DEFINITIONS
    gone, told = _about_oneself(grammar, parse.but(mentions=kept))
    return told.but(wondered=Wondered(gone, general, naming))


def wondering(parse: Parse, question: Question) -> Parse:
    """With the question about the subject that is meant by one about a sign or a condition, where nothing else is said."""
    if parse.command or parse.faq or parse.mentions:
        return parse
    wondered = parse.wondered
    if wondered.general and not wondered.naming:
        return parse.but(faq=_WORRY)
    return parse.but(faq=_OTHER_CAUSE) if wondered.gone and not wondered.gone & set(question.asked) else parse


_WORRY = "when_to_worry"
"""The question about the subject that somebody asks who asks whether a sign is bad."""
_OTHER_CAUSE = "is_it_something_else"
"""The question about the subject that somebody asks who asks whether he has a condition."""


def _in_general(grammar: Grammar, parse: Parse) -> tuple[frozenset[str], tuple[Mention, ...]]:
    """The signs that are asked about in general, and the mentions without them."""
    words, found, questions = parse.words, parse.matches, grammar.language.questions
    gone: set[str] = set()
    kept = []
    for mention in parse.mentions:
        head = _head_of(questions, parse, mention.at) if mention.slot in grammar.symptoms and mention.value is True else None
        if head is None or _OWN & set(words[_behind(words, head) : found[mention.at].end]):
            kept.append(mention)
        elif _OWN & set(words[found[mention.at].end :]) or _treated(words, head):
            kept.append(replace(mention, doubtful=True))
        else:
            gone.add(mention.slot)
    return frozenset(gone), tuple(kept)


def _treated(words: Sequence[str], head: int) -> bool:
    """Whether it is asked what to do about a sign, which the caller may well have."""
    doing = any(words[at] in ("do", "take") and words[at + 1] in ("about", "for", "with") for at in range(head, len(words) - 1))
    return doing or bool(_TREATED & set(words[head:]))


def _behind(words: Sequence[str], head: int) -> int:
    """Where the words behind a head begin: "who am i …", "should i …"."""
    return head + _HEAD + (words[head] in _WH and words[head + _HEAD : head + _HEAD + 1] == ("i",))


def _head_of(questions: Questions, parse: Parse, at: int) -> int | None:
    """Where the question begins in which a match is asked about in general, if there is one."""
    words, found, start = parse.words, parse.matches, parse.matches[at].start
    faq = next((i for i in reversed(found[:at]) if i.kind == "faq"), None)
    if faq is not None and faq.end <= start and not _OWN & set(words[faq.end : start]):
        return faq.start
    judged = bool(_JUDGED & set(words[found[at].end :]))
    opening = (head for head in range(start + judged) if _opens_question(questions, words, head))
    return next((head for head in opening if _reaches(words, head, start)), None)


def _opens_question(questions: Questions, words: Sequence[str], head: int) -> bool:
    """Whether a question that is not about oneself begins here."""
    opens = head == 0 or words[head - 1] in questions.leads_in
    return opens and words[head] in _ASKS and tuple(words[head : head + _HEAD]) not in _OF_ONESELF


def _reaches(words: Sequence[str], head: int, start: int) -> bool:
    """Whether the question that begins at `head` asks in general about what begins at `start`."""
    if words[head] in _WH and (words[head] in _NAMING or words[head + 1] in _ASKS):
        return words[head + 1] not in _TOLD_OF
    if words[head + 1] in _IT and words[head + 2 : head + 3] and words[head + 2] not in _JUDGED:
        return False  # "could it be a seizure", "is it weak or not": that may be the caller's
    return set(words[head + 1 : start]) <= _HAVING | _JUDGED or (words[head] in _MIGHT and words[head + 1] not in _HIS_OWN)


_IT = frozenset({"it", "this", "that", "these", "they"})
_MIGHT = frozenset("can could does will would might".split())
_HIS_OWN = frozenset("not i it this that my he she his her they the".split())
"""Subjects of a question that may be about the caller: "could it be a stroke", not "can caffeine give you fits"."""
_WH = frozenset("what which who whose how where when whats".split())
_JUDGED = frozenset("bad dangerous serious normal ok fine common worrying harmful urgent important fatal usual".split())
_TREATED = frozenset("help helps treat ease fix".split())
_DEFINITIONS = frozenset({("what", "is"), ("what", "'s"), ("what", "are"), ("what", "does"), ("what", "counts")})
_TOLD_OF = frozenset("came comes i it my we he she they happened happens worries scares".split())
"""Behind "what" they tell of something: "what came out was brown"."""
_NAMING = frozenset("what which who whats".split())


def _about_oneself(grammar: Grammar, parse: Parse) -> tuple[frozenset[str], Parse]:
    """The slots of what a caller only asks of himself, and the parse without them, and with doubt about the signs."""
    questions = grammar.language.questions
    asking = _asking(questions, parse)
    if not asking:
        return frozenset(), parse
    subjects = {head + 1 for head in asking}
    replies = tuple(reply for reply in parse.replies if not _of_the_head(parse.matches[reply.at], subjects))
    answered = _answered(parse, replies)
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


def _asking(questions: Questions, parse: Parse) -> list[int]:
    """Where the questions begin that yes or no would answer."""
    told = frozenset(match.end for match in parse.matches if match.kind in _TOLD)
    return [head for head in questions.heads(parse.words, told) if questions.is_polar(parse.words, head)]


def _answered(parse: Parse, replies: Sequence[Reply]) -> int:
    """Where the last yes or no begins that is not one of two alternatives ("is it numb or not"); -1 where none is said."""
    starts = [parse.matches[reply.at].start for reply in replies]
    return max((start for start in starts if parse.words[start - 1] != "or"), default=-1)


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
