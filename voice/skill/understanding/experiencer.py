"""Whose it is that something is said of: the caller's, or somebody's whom the caller speaks for or only tells about.

A clause begins with its subject: "i", "she", "my dad", "a bloke in my class", "mine"; a person who is named elsewhere in one
("with my brother") is none. What is said of others beside the caller's
own complaint is a story and no answer ("my uncle went with the motor neurone, and now my calf flickers"). Signs told of "he" or
"she" with nothing of the caller's own beside them are of somebody whom the caller speaks for. Words: `grammars/context.yaml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.skill.grammar.compiled import Subjects
from voice.skill.language.tokens import standing
from voice.skill.understanding.parse import Mention, Parse, Question

_SPEAKER, _OTHER = "speaker", "someone_else"
_VERB_WITHIN = 2
"""So many words behind a person stands what he does: "my wife has noticed"."""
_OWN_WORDS = frozenset({"my", "mine", "me", "myself"})


@dataclass(frozen=True, slots=True)
class _Clause:
    """Words from `start` on, of the caller, of another person (`named` by a noun, and not "he"), or of nobody in particular."""

    start: int
    whose: str
    named: bool = False


def whose(parse: Parse, question: Question) -> Parse:
    """Without what is a story about others, and with the speaker where somebody else's signs are told."""
    clauses = _clauses(parse, question.grammar.subjects)
    parse = _without_those_beside(parse, question, clauses)
    others = [mention for mention in parse.mentions if _clause_of(parse, mention, clauses).whose == "others"]
    if not others:
        return parse
    if _tells_of_oneself(parse, clauses):
        stories = [mention for mention in others if _is_story(parse, mention, _clause_of(parse, mention, clauses), question)]
        return parse.but(mentions=tuple(mention for mention in parse.mentions if mention not in stories))
    return _spoken_for(parse, question, others)


def _without_those_beside(parse: Parse, question: Question, clauses: Sequence[_Clause]) -> Parse:
    """Without a speaker who is named only as one who tells or was there: "my wife says i slur", "i did legs with my cousin"."""
    told = any(m.slot in question.grammar.symptoms and _clause_of(parse, m, clauses).whose == "others" for m in parse.mentions)
    if told:
        return parse
    beside = [mention for mention in parse.said_of(_SPEAKER) if _only_tells(parse, mention, question.grammar.subjects)]
    return parse.but(mentions=tuple(mention for mention in parse.mentions if mention not in beside)) if beside else parse


def _only_tells(parse: Parse, mention: Mention, subjects: Subjects) -> bool:
    """Whether a person is named of whom nothing is said: who says or sees something, or was with the caller."""
    match = parse.matches[mention.at]
    of_them = subjects.others & set(parse.words[match.end :])
    tells = any(standing(subjects.tells, parse.words[match.start : match.end + _VERB_WITHIN]))
    was_there = parse.words[match.start - 1 : match.start] in [(word,) for word in subjects.company]
    return mention.value == _OTHER and not of_them and (tells or was_there)


def _spoken_for(parse: Parse, question: Question, others: Sequence[Mention]) -> Parse:
    """Somebody else is who it is about, where signs are told of another and nothing of the caller's own."""
    signs = [mention.at for mention in others if mention.slot in question.grammar.symptoms and mention.value is True]
    asked = not question.asked or _SPEAKER in question.asked
    if not signs or not asked or parse.said_of(_SPEAKER) or _OWN_WORDS & set(parse.words):
        return parse
    return parse.but(mentions=(*parse.mentions, Mention(_SPEAKER, _OTHER, signs[0])))


def _is_story(parse: Parse, mention: Mention, clause: _Clause, question: Question) -> bool:
    """Whether it is said of a person by name, and is nothing that this person tells, sees or thinks of the caller."""
    if not clause.named or mention.value in (False, ()):
        return False
    if mention.slot == _SPEAKER:
        return True
    of_a_person = mention.slot in question.grammar.symptoms | question.grammar.about.person
    said = parse.words[clause.start : parse.matches[mention.at].end]
    return of_a_person and not any(standing(question.grammar.subjects.reports, said))


def _tells_of_oneself(parse: Parse, clauses: Sequence[_Clause]) -> bool:
    """Whether the caller's own place or twitch, or what is his ("mine"), is told in a clause of his own."""
    own = [at for at, match in enumerate(parse.matches) if match.kind == "complaint"]
    own += [mention.at for mention in parse.mentions if mention.slot == "location"]
    starts = [parse.matches[at].start for at in own] + [at for at, word in enumerate(parse.words) if word == "mine"]
    return any(_at(clauses, start).whose == "caller" for start in starts)


def _clause_of(parse: Parse, mention: Mention, clauses: Sequence[_Clause]) -> _Clause:
    """The clause that a mention ends in."""
    return _at(clauses, parse.matches[mention.at].end - 1)


def _at(clauses: Sequence[_Clause], position: int) -> _Clause:
    return next((clause for clause in reversed(clauses) if clause.start <= position), _Clause(0, ""))


def _clauses(parse: Parse, subjects: Subjects) -> list[_Clause]:
    """Where a subject begins a clause, in the order of the words."""
    found: list[_Clause] = []
    for at in range(len(parse.words)):
        named = bool(found) and found[-1].named
        if clause := _clause_at(parse.words, at, subjects, named=named):
            found.append(clause)
    return found


def _clause_at(words: Sequence[str], at: int, subjects: Subjects, *, named: bool) -> _Clause | None:
    """The clause that a word begins; `named`: the person spoken of before was named, whom "he" then is."""
    word, before = words[at], words[at - 1] if at else ""
    if word in subjects.caller or (word == "my" and _is_own(words, at, subjects)):
        return _Clause(at, "caller")
    if word in subjects.others:
        return _Clause(at, "others", named)
    if (at == 0 or before in subjects.joins) and _names(words, at, subjects):
        return _Clause(at, "others", named=True)
    return _Clause(at, "", named) if word in subjects.openers and before in subjects.joins | subjects.conjunctions else None


def _is_own(words: Sequence[str], at: int, subjects: Subjects) -> bool:
    """Whether "my" is of the caller: not of a person ("my dad") or of what he shares with others ("in my class")."""
    return not _names(words, at, subjects) and words[at + 1 : at + 2] not in [(group,) for group in subjects.groups]


def _names(words: Sequence[str], at: int, subjects: Subjects) -> bool:
    """Whether a person is named from here: "my dad", "a young lad"."""
    end = at
    while end < len(words) and words[end] in subjects.before:
        end += 1
    return at < end < len(words) and words[end] in subjects.persons
