"""Who words are meant for: an answer of the caller's, something said to others, or banter."""

from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.cues import Persons
from voice.skill.language.tokens import UNKNOWN
from voice.skill.understanding.matching import OPENING
from voice.skill.understanding.parse import Parse, Question

_WEAK = frozenset({"no", "yes", "number", "neg", "deny", "normal", "maybe", "unknown", "all", "first", "second", "other_one"})
_EMPTY = frozenset("topic filler subject owner and any some join contrast determiner short_yes complaint well hurry".split())
_BESIDE_REPLY, _LEFT_BESIDE_AGE = 3, 2
_COUNTING = 2
"""More bare numbers than that are counted aloud, and answer nothing."""


def addressed(parse: Parse, question: Question) -> Parse:
    """Ended as rejected where the words are meant for others or for nobody; asked back where a sign may hide in them."""
    aside = not (parse.command or parse.faq) and _is_to_others(question.grammar, parse)
    banter = aside or (_is_banter(question.grammar, parse) and not _is_answered(parse, question))
    return nothing_said(parse, question) if banter else parse


def nothing_said(parse: Parse, question: Question) -> Parse:
    """The end of an utterance that answers nothing: rejected, or asked back where it is about the caller."""
    if parse.words and _is_of_the_caller(parse, question):
        return parse.but(answers={}, reply=None, command=None, faq=None, certainty="unsure", clarify=True)
    return parse.but(answers={}, reply=None, command=None, faq=None, certainty="rejected", clarify=False)


def _is_of_the_caller(parse: Parse, question: Question) -> bool:
    """Whether words that are not understood are about the caller, so that a symptom may hide in them and is asked for again."""
    polar = not (question.grammar.symptoms | question.grammar.flags).isdisjoint(question.asked or (OPENING,))
    if not polar or len(parse.words) > _LONG or any(match.means("decoy") for match in parse.matches):
        return False
    persons = question.grammar.cues.persons
    return bool(parse.kinds & {"topic", "symptom"}) or parse.unheard or _speaks_of_oneself(parse.words, persons)


def _speaks_of_oneself(words: tuple[str, ...], persons: Persons) -> bool:
    return not persons.concerned.isdisjoint(words) or (len(words) <= _SHORT and persons.addressed.isdisjoint(words))


_LONG = 15
_SHORT = 6


def _tells_of_a_twitch(grammar: Grammar, parse: Parse) -> bool:
    """Whether somebody says of a part of his body that it twitches: "sorry to bother you, my calf keeps jumping"."""
    own = "complaint" in parse.kinds and parse.says(grammar.cues.persons.caller)
    return own and any(c.slot == grammar.about.role.place for c in parse.mentions)


def _is_to_others(grammar: Grammar, parse: Parse) -> bool:
    """Words said to somebody else: "you" or "we" among what is not understood, or a bare length of time among unknown words."""
    if any(c.slot in grammar.symptoms for c in parse.mentions) or _tells_of_a_twitch(grammar, parse):
        return False
    unknown = [word for word in parse.unexplained if word != UNKNOWN]
    addresses = not grammar.cues.persons.addressed.isdisjoint(unknown)
    if parse.replies:
        return addresses and len(unknown) > 1 and not (parse.unheard or parse.mentions)
    return addresses or _is_a_bare_time(grammar, parse, unknown)


def _is_a_bare_time(grammar: Grammar, parse: Parse, unknown: list[str]) -> bool:
    """Whether nothing but a length of time is understood, which may be of anything."""
    timed = bool(parse.mentions) and all(c.slot in grammar.about.length for c in parse.mentions)
    cues = grammar.cues
    return timed and len(unknown) > parse.says(cues.persons.thing) and not parse.says(cues.times.beginning)


def _is_answered(parse: Parse, question: Question) -> bool:
    """Whether what was asked for is said in so many words that it is the answer, whatever stands beside it.

    A medicine by its name; a score in full, "ten out of ten", or before anything else: "eight, and I have had four kids".
    """
    if "decoy" in parse.kinds:
        return False
    role = question.grammar.about.role
    if role.medicines in question.asked and any(c.value for c in parse.said_of(role.medicines)):
        return True
    return not {role.score, role.severity}.isdisjoint(question.asked) and _tells_a_score(parse, role.score)


def _tells_a_score(parse: Parse, slot: str) -> bool:
    scores = [i for i in parse.matches if any(slot in dict(m.facts) for m in i.meanings)]
    if not scores or _numbers(parse) > _COUNTING:
        return False
    first = scores[0].start == 0 and bool({"and", "contrast"} & parse.kinds)
    return first or any(i.end - i.start > _DIGITS for i in scores)


_DIGITS = 2
"""Words that can be a bare number, which may count anything."""


def _numbers(parse: Parse) -> int:
    return sum(match.kind == "number" for match in parse.matches)


def _is_banter(grammar: Grammar, parse: Parse) -> bool:
    """Whether this is nobody's answer: a decoy without a symptom, or a scrap of meaning among words left over."""
    left = parse.left - parse.words.count(UNKNOWN)
    symptoms = any(c.slot in grammar.symptoms | grammar.flags and c.value is True for c in parse.mentions)
    if symptoms or _tells_of_a_twitch(grammar, parse):
        return False
    if "decoy" in parse.kinds or _numbers(parse) > _COUNTING:
        return True
    return bool(left) and _is_scrap(grammar, parse, left)


def _is_scrap(grammar: Grammar, parse: Parse, left: int) -> bool:
    """Whether what is understood is too little beside the words that mean nothing."""
    slots, about = {c.slot for c in parse.mentions}, grammar.about
    if slots and slots <= about.scant | {about.age} and (parse.replies or _is_short(parse)):
        age = left <= _LEFT_BESIDE_AGE and slots == {about.age} and parse.says(grammar.cues.persons.speaking)
        return not (parse.kinds & {"and", "contrast"} or age)
    return left > (_most_beside_replies(parse) if parse.replies and not slots else _most_left(parse))


def _is_short(parse: Parse) -> bool:
    """Whether no phrase that says something is longer than a number with what it counts: "two coffees"."""
    return all(parse.matches[c.at].end - parse.matches[c.at].start <= _DIGITS for c in parse.mentions)


def _most_beside_replies(parse: Parse) -> int:
    """How many words may mean nothing beside a yes or a no; none beside an "it does"."""
    kinds = {at: parse.matches[at].kind for at, _ in parse.replies}
    if set(kinds.values()) == {"short_yes"}:
        return 0
    plain = [at for at, kind in kinds.items() if kind in ("yes", "no")]
    if not plain:
        return _most_left(parse)
    return _BESIDE_REPLY if plain[0] <= 1 or plain[-1] == len(parse.matches) - 1 else 1


def _most_left(parse: Parse) -> int:
    """How many words may mean nothing beside what is understood."""
    content = sum(i.end - i.start for i in parse.matches if i.kind not in _EMPTY)
    strong = any(i.kind not in _WEAK | _EMPTY for i in parse.matches)
    return max(content, 2 if strong else 1)
