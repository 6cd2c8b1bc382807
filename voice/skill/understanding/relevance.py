"""Answers as far as they belong here: what follows from them, and without what belongs elsewhere or was not asked for."""

from collections.abc import Mapping

from voice.skill.grammar.about import About
from voice.skill.grammar.compiled import Grammar
from voice.skill.grammar.measures import derived
from voice.skill.grammar.sections import Instead
from voice.skill.reading import UNKNOWN, Value
from voice.skill.understanding.parse import Parse, Question

_Answers = dict[str, Value]
_GOING_ON = "skip"
_BESIDE_A_NO = frozenset("no contrast only filler subject command faq".split())


def in_itself(parse: Parse, question: Question) -> Parse:
    """With what the answers may mean besides, doubtfully; doubtful too where a part is there and the whole is not."""
    if sign := _pain_elsewhere(parse, question.grammar):
        return parse.adding(**{sign: True}).but(doubtful=True)
    about = question.grammar.about
    apart = ((slot, wider) for slot, wider in about.part_of.items() if slot not in about.told_by_place)
    torn = any(parse.answers.get(slot) is True and parse.answers.get(wider) is False for slot, wider in apart)
    return parse.but(doubtful=parse.doubtful or torn)


def _pain_elsewhere(parse: Parse, grammar: Grammar) -> str | None:
    """The sign that it may be that something hurts in a place: a chest that nobody called a muscle may not be what twitches."""
    places = parse.answers.get(grammar.about.role.place)
    if not isinstance(places, tuple) or not _hurts(parse.answers, grammar):
        return None
    rows = (grammar.hurting[place] for place in places if place in grammar.hurting)
    return next((row.means for row in rows if row.means not in parse.answers and _is_said(row, parse)), None)


def _is_said(row: Instead, parse: Parse) -> bool:
    return parse.says(row.say) and not parse.says(row.unless)


def _hurts(answers: Mapping[str, Value], grammar: Grammar) -> bool:
    severity = grammar.about.role.severity
    painless = grammar.about.tells.nothing.get(severity)
    return answers.get(grammar.degree_of) is True or answers.get(severity) not in (None, painless, UNKNOWN)


def beside_a_command(parse: Parse, question: Question) -> Parse:
    """Beside a command or a question only what is there counts; where it is doubtful, only what can be serious.

    A plain no stays an answer before a fear that is told ("no, I'm just scared") and before the wish to go on ("no, next").
    """
    if not (parse.command or parse.faq):
        return parse
    if _is_a_plain_no(parse) and _leaves_it_an_answer(parse, question):
        return parse.but(command=None)
    counting = question.grammar.alarms if parse.doubtful else parse.answers.keys()
    told = {slot: value for slot, value in parse.answers.items() if value is not False and slot in counting}
    return parse.but(answers=told, clarify=False)


def _is_a_plain_no(parse: Parse) -> bool:
    """Whether it begins with a no, and nothing follows but a command or a question with small words."""
    begins = bool(parse.replies) and parse.replies[0].at == 0 and parse.polar == "no"
    return begins and not (parse.left or parse.doubtful) and parse.kinds <= _BESIDE_A_NO


def _leaves_it_an_answer(parse: Parse, question: Question) -> bool:
    """Whether it is the wish to go on, or a fear that is told and not asked about."""
    cues = question.grammar.cues
    if parse.command:
        return parse.command == _GOING_ON and parse.says(cues.orders.going_on)
    return not any(match.kind == "faq" and parse.words[match.start] in cues.questions.openers for match in parse.matches)


def of_the_twitch(parse: Parse, question: Question) -> Parse:
    """Who names a twitch beside a cold is here for the twitch."""
    concern = question.grammar.about.role.concern
    if "complaint" not in parse.kinds or concern not in parse.answers:
        return parse
    return parse.but(answers={slot: value for slot, value in parse.answers.items() if slot != concern})


def to_the_point(parse: Parse, question: Question) -> Parse:
    """With what follows from the answers, and without what belongs elsewhere; a plain correction keeps all of it."""
    said = derived(parse.answers, question.grammar.measures)
    corrected = bool(parse.repairs) or parse.says(question.grammar.cues.turns.correcting)
    kept = _relevant(dict(said), question)
    return parse.but(answers=kept or (said if corrected and not parse.left else {}))


def _relevant(answers: _Answers, question: Question) -> _Answers:
    """Without times said of another symptom, and facts nobody asked for with no answer beside them."""
    asked = frozenset(question.asked)
    about = question.grammar.about
    answers = _with_wider(_with_severity(answers, asked, question.grammar), asked, about)
    if not asked:
        return answers
    answers = _with_exercise(answers, asked, about)
    of_twitch = question.grammar.about.twitch & question.grammar.slots.keys()
    told_of = bool(of_twitch & asked)
    kept = answers if told_of else {k: v for k, v in answers.items() if k not in about.timing or k in asked}
    polar = question.grammar.symptoms | question.grammar.flags
    related = asked | polar | {about.role.speaker} | (of_twitch if told_of else frozenset())
    return kept if related & kept.keys() else {k: v for k, v in kept.items() if k in about.person | about.habit}


def _with_severity(answers: _Answers, asked: frozenset[str], grammar: Grammar) -> _Answers:
    """Pain and how bad it is, each as the other says: "it does not hurt, it is just annoying"."""
    pain, slot, tells = grammar.degree_of, grammar.about.role.severity, grammar.about.tells
    severity, nothing = answers.get(slot), tells.nothing.get(slot)
    if answers.get(pain) is False and severity == tells.least.get(slot):
        if pain not in asked:
            return {name: value for name, value in answers.items() if name != pain}
        return {**answers, slot: nothing}
    if answers.get(pain) is False and slot in asked:
        answers = _besides(answers, {slot: nothing})
    if pain in asked and severity not in (None, UNKNOWN):
        answers = _besides(answers, {pain: severity != nothing})
    return answers


def _besides(answers: _Answers, more: _Answers) -> _Answers:
    """With more answers, where they are not given."""
    return answers | {slot: value for slot, value in more.items() if slot not in answers}


def _with_wider(answers: _Answers, asked: frozenset[str], about: About) -> _Answers:
    """With what was asked for and a part of which is there."""
    apart = about.told_by_place & asked
    wider: _Answers = {whole: True for part, whole in about.part_of.items() if answers.get(part) is True and part not in apart}
    return _besides(answers, {whole: there for whole, there in wider.items() if whole in asked})


def _with_exercise(answers: _Answers, asked: frozenset[str], about: About) -> _Answers:
    """How often and whether after exercise, each as the other says; "no, I was resting" is no remedy."""
    kept = {slot: value for slot, value in answers.items() if slot not in about.asked_only or slot in asked}
    exercise = about.tells.exercise
    if not any(kept.get(slot) == value for slot, value in exercise.items()):
        return kept
    return _besides(kept, {slot: value for slot, value in exercise.items() if slot in asked})


def affirmed(answers: Mapping[str, Value], question: Question) -> _Answers:
    """Without denials of signs that nobody asked for: where it is not sure, they are left to be asked."""
    asked, alarms = question.asked, question.grammar.alarms
    return {slot: value for slot, value in answers.items() if value is not False or slot in asked or slot not in alarms}
