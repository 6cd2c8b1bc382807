"""Whose it is that something is said of: the caller's, or somebody's whom the caller speaks for or only tells about.

A clause begins with its subject: "i", "she", "my dad", "a bloke in my class", "mine". What is said of others beside the caller's
own complaint is a story and no answer ("my uncle went with the motor neurone, and now my calf flickers"). Signs told of "he" or
"she" with nothing of the caller's own beside them are of somebody whom the caller speaks for. Words: `grammars/context.yaml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from voice.skill.understanding.grammar import Subjects
from voice.skill.understanding.parse import Mention, Parse, Question

_SPEAKER, _OTHER = "speaker", "someone_else"
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
    others = [mention for mention in parse.mentions if _clause_of(parse, mention, clauses).whose == "others"]
    if not others:
        return parse
    if _tells_of_oneself(parse, clauses):
        stories = [mention for mention in others if _is_story(mention, _clause_of(parse, mention, clauses), question)]
        return parse.but(mentions=tuple(mention for mention in parse.mentions if mention not in stories))
    return _spoken_for(parse, question, others)


def _spoken_for(parse: Parse, question: Question, others: Sequence[Mention]) -> Parse:
    """Somebody else is who it is about, where signs are told of another and nothing of the caller's own."""
    signs = [mention.at for mention in others if mention.slot in question.grammar.symptoms and mention.value is True]
    asked = not question.asked or _SPEAKER in question.asked
    if not signs or not asked or parse.said_of(_SPEAKER) or _OWN_WORDS & set(parse.words):
        return parse
    return parse.but(mentions=(*parse.mentions, Mention(_SPEAKER, _OTHER, signs[0])))


def _is_story(mention: Mention, clause: _Clause, question: Question) -> bool:
    """Whether it is told of a person by name, and says nothing of the caller."""
    sign = mention.slot in question.grammar.symptoms and mention.value is True
    like = mention.slot in question.grammar.about.person | {_SPEAKER} and mention.value not in (False, ())
    return clause.named and (sign or like)


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
    words = parse.words
    places = {parse.matches[mention.at].start for mention in parse.said_of("location")}
    found: list[_Clause] = []
    for at, word in enumerate(words):
        if word in subjects.caller or (word == "my" and _opens(words, at, places, subjects)):
            found.append(_Clause(at, "caller"))
        elif word in subjects.others:
            found.append(_Clause(at, "others", named=bool(found) and found[-1].named))
        elif _names(words, at, subjects) and not (at and words[at - 1] in subjects.before):
            found.append(_Clause(at, "others", named=True))
    return found


def _opens(words: Sequence[str], at: int, places: set[int], subjects: Subjects) -> bool:
    """Whether "my" begins a clause: behind a joining word or before a part of the body, and not before a person."""
    begins = at == 0 or words[at - 1] in subjects.joins or at + 1 in places
    return begins and not _names(words, at, subjects)


def _names(words: Sequence[str], at: int, subjects: Subjects) -> bool:
    """Whether a person is named from here: "my dad", "a young lad"."""
    end = at
    while end < len(words) and words[end] in subjects.before:
        end += 1
    return at < end < len(words) and words[end] in subjects.persons
