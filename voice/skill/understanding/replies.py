"""What a yes, a no or a "don't know" answers: which of several counts, to what, and whether it contradicts what else was said."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from voice.skill.grammar.compiled import Grammar
from voice.skill.understanding.parse import Mention, Parse, Polarity, Question, Reply

_VALUELESS = frozenset({"vague", "complaint", "number", "maybe", "all", "normal", "excluded", "asked_back"})
_SWEEPING = frozenset({"all", "both"})
_THREE = 3
_OTHER: Mapping[Polarity, Polarity] = {"yes": "no", "no": "yes"}


def agreeing(parse: Parse, question: Question) -> Parse:
    """To "no chest pain, no fever, is that right?" "I'm fine" is a yes, and "mostly" or "all of it" is no sure one."""
    if not question.confirms_denials:
        return parse
    normal = {at for at, match in enumerate(parse.matches) if match.means("normal")}
    replies = tuple(Reply(at, _OTHER[said]) if at in normal else Reply(at, said) for at, said in parse.replies)
    return _halfway(_of_all(_but_for_some(parse.but(replies=replies))), question)


def _but_for_some(parse: Parse) -> Parse:
    """ "Everything but the fainting" is right: what is taken out of a yes to denials may be there."""
    taken_out = {edge.at for edge in parse.edges if edge.category == "excepted"}
    mentions = (replace(c, value=True, doubtful=True) if c.at in taken_out and c.value is False else c for c in parse.mentions)
    return parse.but(mentions=tuple(mentions))


def _of_all(parse: Parse) -> Parse:
    """ "All of it" may mean that all is right, or that all of the signs are there: it is no sure yes, and names no sign."""
    swept = _SWEEPING & parse.marks.keys()
    if not swept or "no" in {reply.said for reply in parse.replies}:
        return parse
    answer = () if parse.mentions else (Reply(max(parse.marks[name] for name in swept), "yes"),)
    marks = {name: at for name, at in parse.marks.items() if name not in swept and not name.startswith("not_")}
    return parse.but(replies=parse.replies or answer, marks=marks, doubtful=True)


def _halfway(parse: Parse, question: Question) -> Parse:
    """ "Mostly", "kind of", "yes, more or less": a yes that leaves something open; no such word is a sign by itself."""
    partly = question.grammar.cues.turns.partly
    if not parse.says(partly) or "no" in {reply.said for reply in parse.replies}:
        return parse
    mentions = tuple(mention for mention in parse.mentions if not partly.issuperset(parse.of(mention.at)))
    if any(mention.value is True for mention in mentions) or not (parse.replies or mentions != parse.mentions):
        return parse
    return parse.but(mentions=mentions, replies=parse.replies or (Reply(0, "yes"),), doubtful=True)


def in_turn(parse: Parse, question: Question) -> Parse:
    """ "No, no and yes" to three things asked: the replies in their order."""
    said = [reply.said for reply in parse.replies]
    counted = len(said) == len(question.wanted) > 1
    if not counted or parse.answers or parse.repairs or "contrast" in parse.marks:
        return parse
    both = set(said) == {"yes"} and "and" in parse.marks
    if not both and (len(said) < _THREE or len(set(said)) == 1):
        return parse
    answers = {slot: question.bare(slot, one) for slot, one in zip(question.wanted, said, strict=True)}
    return parse.adding(**answers).but(doubtful=True, settled=True)


def decided(parse: Parse, question: Question) -> Parse:
    """With the yes or no that counts: the last one, and none where it is torn ("yes no maybe")."""
    torn = "maybe" in parse.marks and parse.is_torn
    polar = parse.replies[-1].said if parse.replies and not torn else None
    if not polar and _is_only_other(parse, question):
        return parse.but(polar="no", doubtful=True)  # "weak?" "just sore"
    mixed = polar is not None and parse.is_torn and not parse.answers
    return parse.but(polar=polar, doubtful=parse.doubtful or (mixed and "contrast" in parse.marks))


def _is_only_other(parse: Parse, question: Question) -> bool:
    """Whether only another symptom is said to be there than the one that was asked for."""
    wanted = question.wanted
    other = any(value is True and slot in question.grammar.symptoms for slot, value in parse.answers.items())
    return "only" in parse.marks and len(wanted) == 1 and wanted[0] not in parse.answers and other


def earlier(parse: Parse, question: Question) -> Parse:
    """ "Yes, no, that was last week": a sign that counts when it is past is there; a no that only says when denies none."""
    if _only_says_when(parse, question):
        return parse.but(clarify=True, settled=True)
    wanted, said = question.wanted, {reply.said for reply in parse.replies}
    counts = "past" in parse.marks and len(wanted) == 1 and wanted[0] in question.grammar.counts_past
    if not counts or parse.settled or parse.polar != "no" or "yes" not in said or parse.mentions:
        return parse
    return parse.but(answers={wanted[0]: True}, doubtful=True, settled=True)


def _only_says_when(parse: Parse, question: Question) -> bool:
    """ "No, that was yesterday", where something that was asked for counts, or is asked about, when it is past."""
    past = (question.grammar.counts_past | question.grammar.asks_past) & set(question.wanted)
    is_no = parse.polar == "no" and not (parse.is_torn or parse.settled) and parse.answers.keys().isdisjoint(question.wanted)
    if not (past and is_no) or question.confirming is not None:
        return False
    then = [at for at, pair in enumerate(pairwise(parse.words)) if pair in question.grammar.cues.times.was_then]
    return bool(then) and any(_is_a_time(parse, question, at) for at in range(then[0], len(parse.words)))


def _is_a_time(parse: Parse, question: Question, at: int) -> bool:
    """Whether a time begins at a word: "last week", "on Monday", "years ago", "earlier"."""
    language, words = question.grammar.language, parse.words
    if words[at] in question.grammar.cues.times.ago or language.dates.at(words, at, question.now):
        return True
    if language.durations.at(words, at):
        return True
    return any(match.kind == "past" and match.start == at for match in parse.matches)


def confirmed(parse: Parse, question: Question) -> Parse:
    """With the reply to what is to be confirmed: a correction is a no, and what begins with one stays one."""
    if question.confirming is None or parse.settled:
        return parse
    if not parse.polar and parse.repairs and not parse.mentions:
        parse = parse.but(polar="no")
    if parse.polar == "yes" and _begins_with_no(parse):
        parse = parse.but(
            polar="no", doubtful=True
        )  # "no, it thumped in the sprints, sure that's what they're for, but not since"
    if not parse.polar or "unknown" in parse.marks:
        return parse
    return parse.but(reply=parse.polar, doubtful=parse.doubtful or parse.is_torn, settled=True)


def _begins_with_no(parse: Parse) -> bool:
    """Whether a "no" comes first of all, nothing takes it back, and the "yes" stands in the middle of what follows."""
    if not parse.replies:
        return False
    first, last = parse.replies[0], parse.replies[-1]
    ends = max((mention.at for mention in parse.mentions), default=0)
    told = max(ends, *(at for name, at in parse.marks.items() if name in ("contrast", "and")), 0)
    return first == Reply(0, "no") and not parse.repairs and last.at < told


def placed(parse: Parse, question: Question) -> Parse:
    """With "don't know", yes and no where they belong."""
    if parse.settled:
        return parse
    unknown = "unknown" in parse.marks
    if unknown and parse.answers.keys().isdisjoint((*question.asked, question.grammar.about.age)):
        return _unknown(parse, question)
    if unknown and not parse.polar and len(question.wanted) > 1:
        return parse.adding(**{slot: "unknown" for slot in question.wanted if slot not in parse.answers})
    return _replied(parse, question) if parse.polar else parse


def asking_back(parse: Parse, question: Question) -> Parse:
    """With the wish to ask back, where somebody spoke to the question and fixed no value."""
    if parse.settled:
        return parse
    if "maybe" in parse.marks and not (parse.answers or parse.clarify or parse.polar):
        parse = _unknown(parse, question)
    if parse.answers or parse.clarify:
        return parse.but(settled=True)
    nothing = "none" in parse.marks and bool(question.asked) and not question.wanted
    return parse.but(clarify=nothing or bool(parse.marks.keys() & _VALUELESS), settled=True)


def _unknown(parse: Parse, question: Question) -> Parse:
    """With unknown where it can stand, or asked back because it can stand nowhere."""
    unknown = {slot: "unknown" for slot in question.asked if _may_be_unknown(slot, question)}
    answers = {**unknown, **parse.answers}
    return parse.but(answers=answers, clarify=not any(a in answers for a in question.asked))


def _may_be_unknown(slot: str, question: Question) -> bool:
    if slot in question.grammar.symptoms:
        return True
    known = question.grammar.slots.get(slot)
    return known is not None and (known.kind == "flag" or "unknown" in (known.values or ()))


def _replied(parse: Parse, question: Question) -> Parse:
    """With a yes or no where it belongs; asked back where it can belong to nothing that was asked for."""
    if not question.wanted:
        return parse.but(clarify=parse.clarify or _is_idle(parse, question))
    told = [slot for slot in question.wanted if slot in parse.answers]
    if taken := _taken_back(parse, question, told):
        return taken
    if _corrects_a_no(parse, told):
        return parse.but(doubtful=parse.doubtful or parse.replies[-1].at > parse.repairs[-1])
    unsettled = _unsettled(parse, question)
    if not unsettled:
        return _against(parse, question, told[0]) if len(told) == 1 else parse
    place = _denied if parse.polar == "no" else _affirmed
    return place(parse, question, told, unsettled)


def _is_idle(parse: Parse, question: Question) -> bool:
    """Whether nothing that was asked for is answered."""
    return bool(question.asked) and parse.answers.keys().isdisjoint(question.asked)


def _corrects_a_no(parse: Parse, told: Sequence[str]) -> bool:
    """Whether a yes stands beside a correction that says that nothing of it is there."""
    return bool(told and parse.repairs) and parse.polar == "yes" and not any(parse.answers[slot] for slot in told)


def _unsettled(parse: Parse, question: Question) -> list[str]:
    """What was asked for and is neither answered nor there because a part of it is."""
    implied = {question.grammar.about.part_of.get(slot) for slot, value in parse.answers.items() if value is True}
    return [slot for slot in question.wanted if slot not in parse.answers and slot not in implied]


def _taken_back(parse: Parse, question: Question, told: Sequence[str]) -> Parse | None:
    """ "It hurts, oh wait, no": what was said last is a reply behind a correction; None where it is not."""
    if not told or len(question.wanted) > 1 or not parse.replies or not parse.repairs:
        return None
    slot, value = told[0], question.bare(told[0], parse.polar or "")
    if value is None or not _said_at(parse, slot) < parse.repairs[-1] < parse.replies[-1].at:
        return None
    contradicted = value is False and parse.answers[slot] is not False
    return parse.adding(**{slot: value}).but(doubtful=parse.doubtful or contradicted)


def _denied(parse: Parse, question: Question, told: Sequence[str], unsettled: Sequence[str]) -> Parse:
    """A no to what is not answered; beside an answer only where "only" says that there is nothing more."""
    if told and ("only" not in parse.marks or any(parse.answers[a] is False for a in told)):
        return parse
    return parse.adding(**{slot: question.bare(slot, "no") for slot in unsettled})


def _affirmed(parse: Parse, question: Question, told: Sequence[str], unsettled: Sequence[str]) -> Parse:
    """A yes to the one thing that was asked for; to several it has to be asked which."""
    wanted = question.wanted
    if len(wanted) == 1 and _is_of_another(parse, question, wanted[0]):
        denied = any(said == "no" for _, said in parse.replies)  # "no, but I keep throwing up, yeah"
        return parse.adding(**({wanted[0]: False} if denied else {})).but(clarify=not denied)
    value = question.bare(unsettled[0], "yes") if len(wanted) == 1 else None
    if value is not None:
        return parse.adding(**{unsettled[0]: value})
    return parse.but(clarify=not told)


def _against(parse: Parse, question: Question, slot: str) -> Parse:
    """A reply beside a statement of the same: the word of the question said back, or a contradiction."""
    said_at = _said_at(parse, slot)
    corrected = bool(parse.repairs and parse.replies) and parse.replies[-1].at < said_at
    known = parse.answers[slot]
    if corrected or not isinstance(known, bool) or question.bare(slot, parse.polar or "") == known:
        return parse
    if _is_said_back(parse, slot, said_at):
        return parse.adding(**{slot: False})
    return parse if _comes_to(parse, said_at, known) else parse.but(doubtful=True)


def _said_at(parse: Parse, slot: str) -> int:
    """Where a slot is mentioned last; -1 where it is not."""
    return max((mention.at for mention in parse.said_of(slot)), default=-1)


def _before(parse: Parse, said_at: int) -> list[str]:
    """The replies before a mention, back to where one was taken back."""
    turned = max((at for at in parse.repairs if at < said_at), default=-1)
    return [said for at, said in parse.replies if turned < at < said_at]


def _after(parse: Parse, said_at: int) -> set[str]:
    return {said for at, said in parse.replies if at > said_at}


def _is_said_back(parse: Parse, slot: str, said_at: int) -> bool:
    """ "Weak? No, not at all": whether the word of the question is said back, and then denied."""
    said_back = any(mention.bare for mention in parse.said_of(slot))
    denied = _after(parse, said_at) == {"no"} and not _before(parse, said_at)
    return said_back and denied and "contrast" not in parse.marks


def _comes_to(parse: Parse, said_at: int, value: bool) -> bool:
    """ "Yes, well, no, it isn't": whether the replies before a mention come to what it says."""
    before = _before(parse, said_at)
    return set(before) == {"yes", "no"} and before[-1] == ("yes" if value else "no") and not _after(parse, said_at)


def _is_of_another(parse: Parse, question: Question, slot: str) -> bool:
    """Whether a yes affirms something else that is stated: "I keep throwing up, yeah", "yes, I take a statin"."""
    grammar = question.grammar
    if slot not in grammar.symptoms | grammar.flags and not _can_be_nothing(grammar, slot):
        return False
    said_at = parse.replies[-1].at
    turns = {parse.marks.get("and", -1), parse.marks.get("contrast", -1), *parse.repairs}
    told = [c for c in parse.mentions if c.slot not in (slot, grammar.about.part_of.get(slot)) and c.value not in (False, ())]
    return any(not c.doubtful and _can_be_meant(c, parse, question) and not _is_between(turns, said_at, c.at) for c in told)


def _can_be_nothing(grammar: Grammar, slot: str) -> bool:
    """Whether a bare no to a slot says that there is nothing of it."""
    nothing = grammar.about.tells.nothing
    return slot in nothing and grammar.slots[slot].bare_no == nothing[slot]


def _can_be_meant(mention: Mention, parse: Parse, question: Question) -> bool:
    """Whether a yes can affirm it: a sign or what somebody is like, what was said before, and where it twitches."""
    about = question.grammar.about
    if mention.slot == about.role.place and "complaint" in parse.marks:
        return True  # "yeah, my calf's the bit that twitches"
    before = mention.at < parse.replies[-1].at and mention.slot not in about.manner
    return before or mention.slot in question.grammar.symptoms | about.person | {about.age}


def _is_between(turns: set[int], one: int, other: int) -> bool:
    """Whether one of these stands between two matches."""
    return any(min(one, other) < turn < max(one, other) for turn in turns)
