"""Whose it is that something is said of: the caller's, or somebody's whom the caller speaks for or only tells about.

A clause begins with its subject: "i", "she", "my dad", "a bloke in my class", "mine"; a person who is named elsewhere in one
("with my brother") is none. What is said of others beside the caller's own complaint is a story and no answer ("my uncle went
with the motor neurone, and now my calf flickers"). Signs told of "he" or "she" with nothing of the caller's own beside them
are of somebody whom the caller speaks for. Words: `grammars/context.yaml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.sections import Subjects
from voice.skill.language.tokens import standing
from voice.skill.understanding.matching import OPENING
from voice.skill.understanding.parse import Mention, Parse, Question

_VERB_WITHIN = 2
"""So many words behind a person stands what he does: "my wife has noticed"."""


class _Whose(Enum):
    """Of whom a clause is."""

    CALLER = auto()
    OTHERS = auto()


@dataclass(frozen=True, slots=True)
class _Clause:
    """Words from `start` on, of the caller, of another person (`named` by a noun, and not "he"), or of nobody in particular."""

    start: int
    whose: _Whose | None = None
    named: bool = False


def whose(parse: Parse, question: Question) -> Parse:
    """Without what is a story about others, and with the speaker where somebody else's signs are told."""
    clauses = _clauses(parse, question.grammar)
    parse = _without_those_beside(_without_anothers_age(parse, question, clauses), question, clauses)
    others = [mention for mention in parse.mentions if _clause_of(parse, mention, clauses).whose is _Whose.OTHERS]
    if not others:
        return parse
    if _tells_of_oneself(parse, clauses, question.grammar):
        stories = [mention for mention in others if _is_story(parse, mention, _clause_of(parse, mention, clauses), question)]
        return parse.but(mentions=tuple(mention for mention in parse.mentions if mention not in stories))
    return _spoken_for(parse, question, others)


def _without_anothers_age(parse: Parse, question: Question, clauses: Sequence[_Clause]) -> Parse:
    """Without the age of a person by name, where more is asked than an age or for whom somebody speaks: "my son is nine"."""
    about = question.grammar.about
    told = {about.age, about.role.speaker}
    if not set(question.asked) - {about.role.age, about.role.speaker, OPENING} or not parse.said_of(about.age):
        return parse
    theirs = [c for c in parse.mentions if c.slot in told and _is_of_a_named_person(_clause_of(parse, c, clauses))]
    return parse.but(mentions=tuple(mention for mention in parse.mentions if mention not in theirs)) if theirs else parse


def _is_of_a_named_person(clause: _Clause) -> bool:
    return clause.whose is _Whose.OTHERS and clause.named


def _without_those_beside(parse: Parse, question: Question, clauses: Sequence[_Clause]) -> Parse:
    """Without a speaker who is named only as one who tells or was there: "my wife says i slur", "i did legs with my cousin"."""
    told = any(
        m.slot in question.grammar.symptoms and _clause_of(parse, m, clauses).whose is _Whose.OTHERS for m in parse.mentions
    )
    if told:
        return parse
    speaker = question.grammar.about.role.speaker
    beside = [mention for mention in parse.said_of(speaker) if _only_tells(parse, mention, question.grammar)]
    return parse.but(mentions=tuple(mention for mention in parse.mentions if mention not in beside)) if beside else parse


def _only_tells(parse: Parse, mention: Mention, grammar: Grammar) -> bool:
    """Whether a person is named of whom nothing is said: who says or sees something, or was with the caller."""
    match, subjects = parse.matches[mention.at], grammar.subjects
    of_them = (subjects.others | subjects.spoken_of) & set(parse.words[match.end :])
    tells = any(standing(subjects.tells, parse.words[match.start : match.end + _VERB_WITHIN]))
    was_there = parse.words[match.start - 1 : match.start] in [(word,) for word in subjects.company]
    return mention.value == grammar.about.tells.another.get(mention.slot) and not of_them and (tells or was_there)


def _spoken_for(parse: Parse, question: Question, others: Sequence[Mention]) -> Parse:
    """Somebody else is who it is about, where signs are told of another and nothing of the caller's own."""
    signs = [mention.at for mention in others if mention.slot in question.grammar.symptoms and mention.value is True]
    about = question.grammar.about
    speaker = about.role.speaker
    asked = not question.asked or speaker in question.asked
    if not signs or not asked or parse.said_of(speaker) or _speaks_of_oneself(parse, question.grammar):
        return parse
    theirs = (replace(mention, about="someone_else") if mention in others else mention for mention in parse.mentions)
    return parse.but(mentions=(*theirs, Mention(speaker, about.tells.another.get(speaker), signs[0])))


def _speaks_of_oneself(parse: Parse, grammar: Grammar) -> bool:
    """Whether something of the caller's is named: "my leg", and neither "my dad" nor whom somebody told it ("told me")."""
    persons = grammar.cues.persons
    own = [at for at, word in enumerate(parse.words) if word in persons.owned]
    named = {at for at in own if parse.words[at] in persons.possessive and not _is_own(parse.words, at, grammar.subjects)}
    told = {end for _, end in standing(grammar.subjects.reports, parse.words)}
    return any(at not in named | told for at in own)


def _is_story(parse: Parse, mention: Mention, clause: _Clause, question: Question) -> bool:
    """Whether it is said of a person by name, and is nothing that this person tells, sees or thinks of the caller."""
    if not clause.named or mention.value in (False, ()):
        return False
    if mention.slot == question.grammar.about.role.speaker:
        return True
    about = question.grammar.about
    of_a_person = mention.slot in question.grammar.symptoms | about.person | {about.age, about.role.age, about.role.place}
    said = parse.words[clause.start : parse.matches[mention.at].end]
    return of_a_person and not any(standing(question.grammar.subjects.reports, said))


def _tells_of_oneself(parse: Parse, clauses: Sequence[_Clause], grammar: Grammar) -> bool:
    """Whether the caller's own place or twitch, or what is his ("mine"), is told in a clause of his own."""
    own = [at for at, match in enumerate(parse.matches) if match.kind == "complaint"]
    own += [mention.at for mention in parse.said_of(grammar.about.role.place)]
    starts = [parse.matches[at].start for at in own]
    starts += [at for at, word in enumerate(parse.words) if word in grammar.cues.persons.mine]
    return any(_at(clauses, start).whose is _Whose.CALLER for start in starts)


def _clause_of(parse: Parse, mention: Mention, clauses: Sequence[_Clause]) -> _Clause:
    """The clause that a mention ends in."""
    return _at(clauses, parse.matches[mention.at].end - 1)


def _at(clauses: Sequence[_Clause], position: int) -> _Clause:
    return next((clause for clause in reversed(clauses) if clause.start <= position), _Clause(0))


def _clauses(parse: Parse, grammar: Grammar) -> list[_Clause]:
    """Where a subject begins a clause, in the order of the words."""
    found: list[_Clause] = []
    for at in range(len(parse.words)):
        named = bool(found) and found[-1].named
        if clause := _clause_at(parse.words, at, grammar, named=named):
            found.append(clause)
    return found


def _clause_at(words: Sequence[str], at: int, grammar: Grammar, *, named: bool) -> _Clause | None:
    """The clause that a word begins; `named`: the person spoken of before was named, whom "he" then is."""
    word, before, subjects = words[at], words[at - 1] if at else "", grammar.subjects
    if word in subjects.caller or (word in grammar.cues.persons.possessive and _is_own(words, at, subjects)):
        return _Clause(at, _Whose.CALLER)
    if word in subjects.others:
        return _Clause(at, _Whose.OTHERS, named)
    if (at == 0 or before in subjects.joins) and _names(words, at, subjects):
        return _Clause(at, _Whose.OTHERS, named=True)
    return _Clause(at, named=named) if word in subjects.openers and before in subjects.joins | subjects.conjunctions else None


def _is_own(words: Sequence[str], at: int, subjects: Subjects) -> bool:
    """Whether "my" is of the caller: not of a person ("my dad") or of what he shares with others ("in my class")."""
    return not _names(words, at, subjects) and words[at + 1 : at + 2] not in [(group,) for group in subjects.groups]


def _names(words: Sequence[str], at: int, subjects: Subjects) -> bool:
    """Whether a person is named from here: "my dad", "a young lad"."""
    end = at
    while end < len(words) and words[end] in subjects.before:
        end += 1
    return at < end < len(words) and words[end] in subjects.persons
