"""Answers as far as they belong here: what follows from them, and without what belongs elsewhere or was not asked for."""

from collections.abc import Mapping

from voice.skill.grammar.compiled import About
from voice.skill.grammar.formulas import derived
from voice.skill.reading import Value
from voice.skill.understanding.parse import Parse, Question

_CORRECTING = frozenset({"actually", "my"})
"""Words by which a caller comes back to what was said before, or says that it is about himself: then it is no banter."""
_MUSCLES = frozenset({"muscle", "muscles", "pec", "pecs"})
_Answers = dict[str, Value]


def in_itself(parse: Parse, question: Question) -> Parse:
    """With what the answers may mean besides, doubtfully; doubtful too where a part is there and the whole is not."""
    if _is_in_the_chest(parse):
        return parse.adding(chest_pain=True).but(doubtful=True)
    about = question.grammar.about
    apart = ((slot, wider) for slot, wider in about.part_of.items() if slot not in about.told_by_place)
    torn = any(parse.answers.get(slot) is True and parse.answers.get(wider) is False for slot, wider in apart)
    return parse.but(doubtful=parse.doubtful or torn)


def _is_in_the_chest(parse: Parse) -> bool:
    """Whether something hurts in a chest that nobody called a muscle: then it may not be the twitch that is told of."""
    places = parse.answers.get("location")
    if not isinstance(places, tuple) or "chest" not in places or "chest_pain" in parse.answers:
        return False
    hurts = parse.answers.get("pain") is True or parse.answers.get("pain_severity") not in (None, "none", "unknown")
    return hurts and parse.has("chest") and not _MUSCLES & set(parse.words)


def beside_a_command(parse: Parse, question: Question) -> Parse:
    """Beside a command or a question only what is there counts; where it is doubtful, only what can be serious."""
    if not (parse.command or parse.faq):
        return parse
    counting = question.grammar.alarms if parse.doubtful else parse.answers.keys()
    told = {slot: value for slot, value in parse.answers.items() if value is not False and slot in counting}
    return parse.but(answers=told, clarify=False)


def of_the_twitch(parse: Parse, question: Question) -> Parse:
    """Who names a twitch beside a cold is here for the twitch."""
    if "complaint" not in parse.kinds or "concern" not in parse.answers:
        return parse
    return parse.but(answers={slot: value for slot, value in parse.answers.items() if slot != "concern"})


def to_the_point(parse: Parse, question: Question) -> Parse:
    """With what follows from the answers, and without what belongs elsewhere; a plain correction keeps all of it."""
    said = derived(dict(parse.answers))
    corrected = bool(parse.repairs) or bool(_CORRECTING & set(parse.words))
    kept = _relevant(dict(said), question)
    return parse.but(answers=kept or (said if corrected and not parse.left else {}))


def _relevant(answers: _Answers, question: Question) -> _Answers:
    """Without times said of another symptom, and facts nobody asked for with no answer beside them."""
    asked = frozenset(question.asked)
    about = question.grammar.about
    answers = _with_wider(_with_severity(answers, asked), asked, about)
    if not asked:
        return answers
    answers = _with_exercise(answers, asked)
    of_twitch = question.grammar.about.twitch & question.grammar.slots.keys()
    told_of = bool(of_twitch & asked)
    kept = answers if told_of else {k: v for k, v in answers.items() if k not in about.timing or k in asked}
    polar = question.grammar.symptoms | question.grammar.flags
    related = asked | polar | {"speaker"} | (of_twitch if told_of else frozenset())
    return kept if related & kept.keys() else {k: v for k, v in kept.items() if k in about.person | about.habit}


def _with_severity(answers: _Answers, asked: frozenset[str]) -> _Answers:
    """Pain and how bad it is, each as the other says: "it does not hurt, it is just annoying"."""
    severity = answers.get("pain_severity")
    if answers.get("pain") is False and severity == "mild":
        if "pain" not in asked:
            return {slot: value for slot, value in answers.items() if slot != "pain"}
        return {**answers, "pain_severity": "none"}
    if answers.get("pain") is False and "pain_severity" in asked:
        answers = _besides(answers, {"pain_severity": "none"})
    if "pain" in asked and severity not in (None, "unknown"):
        answers = _besides(answers, {"pain": severity != "none"})
    return answers


def _besides(answers: _Answers, more: _Answers) -> _Answers:
    """With more answers, where they are not given."""
    return answers | {slot: value for slot, value in more.items() if slot not in answers}


def _with_wider(answers: _Answers, asked: frozenset[str], about: About) -> _Answers:
    """With what was asked for and a part of which is there."""
    apart = about.told_by_place & asked
    wider: _Answers = {whole: True for part, whole in about.part_of.items() if answers.get(part) is True and part not in apart}
    return _besides(answers, {whole: there for whole, there in wider.items() if whole in asked})


def _with_exercise(answers: _Answers, asked: frozenset[str]) -> _Answers:
    """How often and whether after exercise, each as the other says; "no, I was resting" is no remedy."""
    kept = {slot: value for slot, value in answers.items() if slot != "prior_interventions" or slot in asked}
    if kept.get("frequency") == "only_after_exercise" and "after_exercise" in asked:
        kept.setdefault("after_exercise", "yes")
    if kept.get("after_exercise") == "yes" and "frequency" in asked:
        kept.setdefault("frequency", "only_after_exercise")
    return kept


def affirmed(answers: Mapping[str, Value], question: Question) -> _Answers:
    """Without denials of signs that nobody asked for: where it is not sure, they are left to be asked."""
    asked, alarms = question.asked, question.grammar.alarms
    return {slot: value for slot, value in answers.items() if value is not False or slot in asked or slot not in alarms}
