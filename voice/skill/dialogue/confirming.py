"""What becomes of answers: relied on, or confirmed first, by risk and by certainty.

1. A red flag that is surely present counts at once; it can be taken back, but only with a confirmation.
2. A red flag that is unsurely present is confirmed, and only a "no" takes it away.
3. A red flag that is absent is relied on for the next question only: it is read back before any reassurance.
4. Anything else unsure is confirmed; anything else sure is acknowledged in passing.
"""

from collections.abc import Iterator, Mapping

from voice.skill.dialogue.effects import Effect
from voice.skill.dialogue.ladder import climb, unverified
from voice.skill.dialogue.moves import Moment, Step, calmed, notices, proceed, record
from voice.skill.dialogue.prompts import acknowledged, ask, asked_slots, denied, red_flags, say
from voice.skill.dialogue.state import Ladder, Phase, State
from voice.skill.dialogue.telling import answer_to
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Answers, Reading, Value
from voice.skill.triage.assess import is_emergency
from voice.skill.triage.interview import completed

MOST_REJECTIONS = 2
_ADDED = frozenset({"medications", "prior_interventions"})
"""Lists that a later mention adds to; a place named later replaces the earlier one."""
_RECORDED_AS = {Phase.AMENDING: "change", Phase.READ_BACK: "read_back", Phase.RESULT: "result"}


def answered(moment: Moment) -> Step:
    """Answers were given, to what was asked or unasked."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    if s.phase is Phase.CONFIRMING:
        return _answered_while_confirming(moment)
    if s.phase is Phase.READ_BACK and _covers(reading.answers, denied(k, s)):
        return affirmed(moment)
    return take(k, s, reading.answers, sure=reading.certainty == "sure", before=answer_to(moment) if reading.faq else ())


def answered_in_alarm(moment: Moment) -> Step:
    """Somebody goes on answering: so it was no emergency, or what is said will show it."""
    return answered(Moment(moment.knowledge, calmed(moment.state), moment.event, moment.reading))


def noted(knowledge: Knowledge, state: State, reading: Reading) -> State:
    """The state with what was said beside a command that ends or interrupts: all that takes nothing back."""
    said = _fresh(knowledge, state, reading.answers)
    sure = reading.certainty == "sure"
    kept = {slot: v for slot, v in said.items() if v is True or not _must_confirm(knowledge, state, slot, v, sure=sure)}
    return _recorded(state, kept, sure=sure)


def take(knowledge: Knowledge, state: State, answers: Answers, *, sure: bool, before: tuple[Effect, ...] = ()) -> Step:
    """Rely on what can be relied on, and confirm the rest."""
    fresh = _fresh(knowledge, state, answers)
    doubtful = {slot: value for slot, value in fresh.items() if _must_confirm(knowledge, state, slot, value, sure=sure)}
    settled = _rounded(knowledge, state, {slot: value for slot, value in fresh.items() if slot not in doubtful})
    after = _recorded(state, settled, sure=sure) if settled or state.phase is Phase.OPENING else state
    said = (*before, *(acknowledged(knowledge, after, settled) if settled else ()), *notices(knowledge, state, after))
    if doubtful and is_emergency(knowledge, after.answers) and not is_emergency(knowledge, state.answers):
        return _act(knowledge, after, doubtful, *said)
    if doubtful:
        return _confirm(knowledge, after, doubtful, said)
    stuck = state.phase is Phase.ASKING and not set(asked_slots(knowledge, state)) & set(completed(knowledge, after.answers))
    if stuck and not is_emergency(knowledge, after.answers):
        return climb(knowledge, after, "no_match", *said)
    return proceed(knowledge, after, *said)


def affirmed(moment: Moment) -> Step:
    """Yes, to what was to be confirmed or was read back."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    more = {slot: value for slot, value in reading.answers.items() if slot not in (s.pending or denied(k, s))}
    if s.phase is Phase.READ_BACK:
        if reading.certainty != "sure":
            return climb(k, s, "no_match")
        after = record(s, denied(k, s), question="read_back")
        return _then(k, after, more, (say(k, s, "acknowledge"),))
    present = any(value is True for slot, value in s.pending.items() if slot in red_flags(k))
    if reading.certainty != "sure" and not present:
        return climb(k, s, "no_match")
    return _confirmed(moment)


def _confirmed(moment: Moment) -> Step:
    k, s = moment.knowledge, moment.state
    more = {slot: value for slot, value in moment.reading.answers.items() if slot not in s.pending}
    after = record(s, s.pending, question=s.question)
    back = after.but(phase=s.origin or Phase.ASKING, pending={}, origin=None)
    return _then(k, back, more, (say(k, s, "acknowledge"), *notices(k, s, back)))


def refused(moment: Moment) -> Step:
    """No: it was heard wrongly. What was said instead counts; otherwise the question is put again."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    if s.phase is Phase.READ_BACK:
        return _read_back_refused(moment)
    back = s.but(phase=s.origin or Phase.ASKING, pending={}, origin=None)
    if reading.answers:
        corrected = bool(set(reading.answers) & set(s.pending))
        kept = {slot: value for slot, value in s.pending.items() if corrected and slot not in red_flags(k)}
        return take(k, back, {**kept, **reading.answers}, sure=reading.certainty == "sure")
    sorry = say(k, s, "misheard")
    meant = _opposite(k, s)
    if meant:
        return proceed(k, record(back, meant, unsure=True), sorry)
    if back.phase is Phase.ASKING:
        return climb(k, back, "no_match", sorry)
    if back.phase is Phase.OPENING:
        return proceed(k, record(back, {}, closed=True), sorry)
    return proceed(k, back, sorry)


def _read_back_refused(moment: Moment) -> Step:
    """No to the read-back: which sign is it? Asked twice at most; then none of them is known."""
    k, reading = moment.knowledge, moment.reading
    s = moment.state.but(rejected=moment.state.rejected + 1)
    if reading.answers and (reading.certainty == "sure" or s.rejected <= MOST_REJECTIONS):
        return take(k, s, reading.answers, sure=reading.certainty == "sure")
    if s.rejected > MOST_REJECTIONS:
        return unverified(k, s)
    which = s.but(phase=Phase.AMENDING, origin=Phase.READ_BACK, doubts=Ladder())
    return which, ask(k, which)


def _takes_back(knowledge: Knowledge, state: State) -> bool:
    """Whether a yes would make a red flag that was said absent."""
    return any(
        value is not True and state.answers.get(slot) is True
        for slot, value in state.pending.items()
        if slot in red_flags(knowledge)
    )


def _opposite(knowledge: Knowledge, state: State) -> dict[str, Value]:
    """A lone red flag that was perhaps present, and is denied when asked, is absent; the read-back will name it first."""
    ((slot, value),) = state.pending.items() if len(state.pending) == 1 else ((None, None),)
    return {slot: False} if slot in red_flags(knowledge) and value is True else {}


def _then(knowledge: Knowledge, state: State, more: Answers, said: tuple[Effect, ...]) -> Step:
    return take(knowledge, state, more, sure=True, before=said) if more else proceed(knowledge, state, *said)


def _answered_while_confirming(moment: Moment) -> Step:
    """Words in place of yes or no: the same again is a yes, another value replaces, anything else is kept as well."""
    k, s, answers = moment.knowledge, moment.state, moment.reading.answers
    sure = moment.reading.certainty == "sure"
    if _covers(answers, s.pending) and (sure or not _takes_back(k, s)):
        # Said twice in the same sense: two hearings that agree.
        return _confirmed(moment)
    back = s.but(phase=s.origin or Phase.ASKING, pending={}, origin=None)
    if set(answers) & set(s.pending):
        rest = {slot: value for slot, value in s.pending.items() if slot not in answers}
        if sure and not rest:
            return take(k, back, answers, sure=True)
        if sure:
            after = _recorded(back, _fresh(k, back, answers), sure=True)
            return _act(k, after, rest) if is_emergency(k, after.answers) else _confirm(k, after, rest, ())
        perhaps = {slot: True for slot in answers if slot in red_flags(k) and s.pending.get(slot) is True}
        return climb(k, s.but(pending={**s.pending, **answers, **perhaps}), "no_match")
    fresh = _fresh(k, s, answers)
    doubtful = {slot: value for slot, value in fresh.items() if _must_confirm(k, s, slot, value, sure=sure)}
    settled = {slot: value for slot, value in fresh.items() if slot not in doubtful}
    after = _recorded(s, settled, sure=sure) if settled else s
    both = {**s.pending, **doubtful}
    return _act(k, after, both) if is_emergency(k, after.answers) else climb(k, after.but(pending=both), "no_match")


def _act(knowledge: Knowledge, state: State, unconfirmed: Answers, *said: Effect) -> Step:
    """Go on at once because of an emergency; red flags that nobody has confirmed yet count as present."""
    present = {slot: True for slot, value in unconfirmed.items() if value is True}
    return proceed(knowledge, record(state, present) if present else state, *said)


def _confirm(knowledge: Knowledge, state: State, doubtful: dict[str, Value], said: tuple[Effect, ...]) -> Step:
    asking = state.but(phase=Phase.CONFIRMING, pending=doubtful, origin=state.base, doubts=Ladder())
    return asking, (*said, *ask(knowledge, asking))


def _must_confirm(knowledge: Knowledge, state: State, slot: str, value: Value, *, sure: bool) -> bool:
    risky = slot in red_flags(knowledge)
    if risky and value is not True and state.answers.get(slot) is True:
        return True
    return not sure and value != "unknown" and not (risky and value is False)


def _fresh(knowledge: Knowledge, state: State, answers: Answers) -> dict[str, Value]:
    """What `answers` add: "not known" takes nothing back, a passing "my leg" widens no "calf", lists of medicines grow."""
    known = state.answers
    asked = asked_slots(knowledge, state) if state.phase is Phase.ASKING else tuple(answers)
    fresh: dict[str, Value] = {}
    for slot, value in answers.items():
        before = known.get(slot)
        if value == "unknown" and before not in (None, "unknown"):
            continue
        if slot not in asked and _is_wider(knowledge, slot, value, before):
            continue
        both = slot in _ADDED and isinstance(before, tuple) and isinstance(value, tuple)
        fresh[slot] = tuple(dict.fromkeys((*before, *value))) if both else value  # type: ignore[misc]  # `both` says that they are tuples
    return fresh


def _is_wider(knowledge: Knowledge, slot: str, value: Value, known: Value) -> bool:
    """Whether `value` names only what something known is part of."""
    if not (isinstance(value, tuple) and isinstance(known, tuple) and slot in knowledge.slots):
        return False
    within = knowledge.slots[slot].within
    return all(place in known or any(place in _wholes(within, part) for part in known) for place in value)


def _wholes(within: Mapping[str, str], part: str) -> Iterator[str]:
    while whole := within.get(part):
        yield whole
        part = whole


def _rounded(knowledge: Knowledge, state: State, answers: dict[str, Value]) -> dict[str, Value]:
    """A place told without its side is a side that was not said: nobody is asked again for so little."""
    known = {**state.answers, **answers}
    beside = {slot for question in knowledge.questions if set(question.slots) & set(answers) for slot in question.slots}
    left_out = [s for s in beside - set(known) if s in knowledge.slots and "unspecified" in knowledge.slots[s].values]
    return {**answers, **dict.fromkeys(left_out, "unspecified")}


def _recorded(state: State, answers: Answers, *, sure: bool) -> State:
    question = _RECORDED_AS.get(state.phase, state.question)
    if state.phase is Phase.AMENDING and state.origin is Phase.READ_BACK:
        question = "read_back"
    return record(state, answers, question=question, closed=state.phase is Phase.OPENING, unsure=not sure)


def _covers(answers: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
    return bool(wanted) and all(answers.get(slot) == value for slot, value in wanted.items())
