"""Short answers that lean on what was asked: "both", "neither", "the first one", "the other one", "just the pain".

Each pass knows one of them. What a mention has settled is left as it is, and only what was asked for is filled in.
"""

from collections.abc import Iterable, Mapping

from voice.skill.reading import Value
from voice.skill.understanding.parse import Parse, Question, Reply

_PAIR = 2
_ORDINALS: Mapping[str, slice] = {
    "first": slice(0, 1),
    "second": slice(1, 2),
    "third": slice(2, 3),
    "last": slice(-1, None),
    "first_two": slice(0, 2),
    "last_two": slice(-2, None),
}


def quantified(parse: Parse, question: Question) -> Parse:
    """ "None", "both", "all of them": said of all that was asked for."""
    marks = parse.marks
    if "none" in marks:
        return _none(parse, question)
    if "both" in marks and _of_places(parse, question):
        return _on_sides(parse, question)
    if "both" in marks and len(question.wanted) < _PAIR:
        replies = parse.replies or (Reply(marks["both"], "yes"),)
        return parse.but(replies=replies, doubtful=True)  # one thing was asked
    return _all(parse, question) if {"all", "both"} & marks.keys() and "only" not in marks else parse


def _on_sides(parse: Parse, question: Question) -> Parse:
    about = question.grammar.about
    side = about.role.side
    return parse.adding(**{side: _narrowed(parse, side) or about.tells.both.get(side)})


def _none(parse: Parse, question: Question) -> Parse:
    """ "None of them"; and "some … none" where nothing is said to be there."""
    answers: dict[str, Value] = {}
    side = question.grammar.about.role.side
    if side in question.asked and not question.wanted:
        answers[side] = question.grammar.about.tells.nothing.get(side)
    present = any(c.value is True for c in parse.mentions)
    marks = parse.marks
    if present or "some" not in marks or marks["some"] < marks["none"]:
        answers |= _settled(question, _open(parse, question), "no")
    return parse.adding(**answers)


def _all(parse: Parse, question: Question) -> Parse:
    """ "Both", "all of them"; behind a "no" they say what is denied, doubtfully: "no, all four"."""
    last = max(parse.marks.get("all", -1), parse.marks.get("both", -1))
    denied = parse.ends("no")
    turned = any(denied < repair <= last for repair in parse.repairs)
    if any(c.value is False and not c.denied and c.at < last for c in parse.mentions):
        return parse.marking("vague", last)  # "could carry it all, the lot"
    if denied < 0 or turned:
        affirmed = _settled(question, _open(parse, question), "yes")
        return parse.adding(**affirmed).but(doubtful=parse.doubtful or denied >= 0)
    if parse.mentions:
        return parse
    return parse.adding(**_settled(question, _open(parse, question), "no")).but(doubtful=True)


def _of_places(parse: Parse, question: Question) -> bool:
    """Whether "both" is said of sides: "both calves", or where no two things were asked for."""
    place = question.grammar.about.role.place
    beside = any(c.at == parse.marks["both"] + 1 for c in parse.said_of(place))
    return beside or (len(question.wanted) < _PAIR and (not question.wanted or place in parse.answers))


def _narrowed(parse: Parse, side: str) -> Value:
    """The side that "both, well, just the right" comes down to, or None."""
    both = parse.marks["both"]
    after = [c for c in parse.said_of(side) if c.at > both]
    turns = [*parse.repairs, *(at for at, said in parse.replies if said == "no")]
    turned = any(both < turn <= c.at for turn in turns for c in after)
    return after[-1].value if after and turned else None


def by_order(parse: Parse, question: Question) -> Parse:
    """ "The first one", "not the last one": by the order in which the question names what it asks for."""
    named = _named(question)
    if len(named) < _PAIR:
        return parse
    for name, which in _ORDINALS.items():
        slots = named[which]
        if f"not_{name}" in parse.marks:
            parse = parse.adding(**_settled(question, slots, "no"))
        elif name in parse.marks:
            parse = parse.adding(**_settled(question, [slot for slot in slots if slot not in parse.answers], "yes"))
    return parse


def _named(question: Question) -> tuple[str, ...]:
    """What the question names one by one; what a sign is called that is over has no words of its own beside it."""
    wanted, over = question.wanted, question.grammar.about.when_over
    past = {over[slot].to for slot in wanted if slot in over}
    return tuple(slot for slot in wanted if slot not in past)


def the_rest(parse: Parse, question: Question) -> Parse:
    """ "The rest": what was not named of what was asked for."""
    if "rest" not in parse.marks or not any(w in parse.answers for w in question.wanted):
        return parse
    return parse.adding(**_settled(question, _open(parse, question), "yes"))


def the_other(parse: Parse, question: Question) -> Parse:
    """ "The other one": the opposite of the one that was named."""
    if "other_one" not in parse.marks:
        return parse
    named = {c.slot for c in parse.mentions}
    unnamed = [slot for slot in question.wanted if slot not in named]
    answers: dict[str, Value] = {}
    if len(question.wanted) == _PAIR and len(unnamed) == 1:
        answers = {unnamed[0]: not parse.answers[next(w for w in question.wanted if w not in unnamed)]}
    return parse.adding(**answers, **_turned(parse, question))


def _turned(parse: Parse, question: Question) -> dict[str, Value]:
    """The opposites of what slots that were asked for were said to be: the other side."""
    opposites = question.grammar.about.opposites
    turned = {slot: opposites[slot].get(parse.answers.get(slot)) for slot in question.asked if slot in opposites}
    return {slot: value for slot, value in turned.items() if value is not None}


def only_those(parse: Parse, question: Question) -> Parse:
    """ "Just the pain", "nothing else": what was not named of what was asked for is not there."""
    marks, wanted = parse.marks, question.wanted
    told = any(parse.answers.get(w) is True for w in wanted)
    alone = told and bool({"only", "nothing_else"} & marks.keys())
    idle = "nothing_else" in marks and bool({"complaint", "figure"} & marks.keys()) and not (parse.answers or parse.replies)
    if len(wanted) < _PAIR or not (alone or idle):
        return parse
    return parse.adding(**_settled(question, _open(parse, question), "no"))


def _open(parse: Parse, question: Question) -> list[str]:
    """What was asked for and is not answered."""
    return [slot for slot in question.wanted if slot not in parse.answers]


def _settled(question: Question, slots: Iterable[str], said: str) -> dict[str, Value]:
    """What a yes or a no makes of slots; a yes settles only those that have a value for it."""
    values = {slot: question.bare(slot, said) for slot in slots}
    return {slot: value for slot, value in values.items() if said == "no" or value is not None}
