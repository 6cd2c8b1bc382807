"""What answers add to a state: what is new in them, what must be confirmed before it is relied on, and how it is recorded."""

from collections.abc import Collection, Iterator, Mapping

from voice.skill.dialogue.denials import denied
from voice.skill.dialogue.moves import record
from voice.skill.dialogue.prompts import asked_slots, is_sign, listen, red_flags
from voice.skill.dialogue.state import Phase, State
from voice.skill.knowledge.fields import LEVELS
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import TWITCH_DAYS, UNKNOWN, UNSPECIFIED, Answers, Value, days_key
from voice.skill.triage.interview import completed, open_questions, open_slots
from voice.skill.triage.worth import settled_rules

MOST_PUT = 2
_RECORDED_AS = {Phase.AMENDING: "change", Phase.READ_BACK: "read_back", Phase.RESULT: "result"}


def takes_back(knowledge: Knowledge, state: State, slot: str, value: Value) -> bool:
    """Whether this would make a red flag that was said absent."""
    return slot in red_flags(knowledge) and value is not True and state.answers.get(slot) is True


def must_confirm(knowledge: Knowledge, state: State, slot: str, value: Value, *, sure: bool) -> bool:
    """Whether this is asked about before it is relied on: what takes a sign back, and what is unsure and could change something.

    An unsure denial of what is being asked is not: the read-back will ask about it.
    """
    if takes_back(knowledge, state, slot, value):
        return True
    if sure or value == UNKNOWN:
        return False
    if value is False:
        return slot not in _asked(knowledge, state)
    if state.supposed:
        return True
    return not (_is_taken(knowledge, state, slot, value) and _changes_no_rule(knowledge, state, slot, value))


def _is_taken(knowledge: Knowledge, state: State, slot: str, value: Value) -> bool:
    """Whether it is taken as it was understood, where no rule hangs on it: it is said back in passing.

    So is whatever answers what is asked with nothing, or the least there can be, or with what alarms nobody of a muscle.
    """
    asked = slot in _asked(knowledge, state)
    if slot not in knowledge.slots:
        return asked and knowledge.symptoms[slot].of_muscle and knowledge.alarms[slot] == LEVELS[0]
    known = knowledge.slots[slot]
    least = value == () or known.tells.get(str(value)) in ("nothing", "least")
    slight = (least and slot != knowledge.roles.medicine_change) or _is_of_no_class(knowledge, value)
    return known.unsure == "take" or (asked and (slight or known.unsure == "leave"))


def _is_of_no_class(knowledge: Knowledge, value: Value) -> bool:
    """Whether it is a medicine of which nothing is known."""
    return isinstance(value, tuple) and bool(value) and all(knowledge.medicines.get(str(name)) == () for name in value)


def _changes_no_rule(knowledge: Knowledge, state: State, slot: str, value: Value) -> bool:
    """Whether the same rules hold with it as without, but for those that only wait for an answer."""
    others = {name: other for name, other in state.answers.items() if name != slot}
    return settled_rules(knowledge, {**others, slot: value}) == settled_rules(knowledge, others)


def _asked(knowledge: Knowledge, state: State) -> tuple[str, ...]:
    """What a bare no would be about."""
    return listen(knowledge, state).slots if state.phase is not Phase.PAUSED else ()


def changing(knowledge: Knowledge, state: State, answers: Answers, *, sure: bool) -> dict[str, Value]:
    """Those of `answers` that change what is known, or that have to be asked about.

    A sign that its own question will ask for is not settled by an unsure denial of it in passing. One that was denied already
    is asked about when somebody speaks of it unasked and is not well understood; but no confirmation is put twice.
    """
    known = state.answers
    in_passing = set() if sure else set(answers) - set(_asked(knowledge, state))
    passing = in_passing & _denied_signs(knowledge, answers)
    later = ((passing - set(known)) & still_open(knowledge, state)) | (in_passing & _left(knowledge, answers))
    doubted = {slot for slot in passing - later if known.get(slot) is False and not was_put(state, slot, False)}
    checked = set(denied(knowledge, state)) if sure and _reads_back(state) else set()
    return {slot: v for slot, v in answers.items() if slot not in later and (known.get(slot) != v or slot in doubted | checked)}


def _denied_signs(knowledge: Knowledge, answers: Answers) -> set[str]:
    return {slot for slot, value in answers.items() if is_sign(knowledge, slot, value) and value is False}


def _left(knowledge: Knowledge, answers: Answers) -> set[str]:
    """The slots of `answers` whose unsure values are left to their own question."""
    return {slot for slot in answers if slot in knowledge.slots and knowledge.slots[slot].unsure == "leave"}


def _reads_back(state: State) -> bool:
    return state.phase is Phase.READ_BACK or (state.phase is Phase.AMENDING and state.origin is Phase.READ_BACK)


def still_open(knowledge: Knowledge, state: State) -> set[str]:
    """What questions that are still to come, or the one of the moment, will ask for."""
    values = completed(knowledge, state.answers)
    return {slot for q in open_questions(knowledge, state.answers, state.closed) for slot in open_slots(q, values)}


def was_put(state: State, slot: str, value: Value) -> int:
    """How often somebody was asked whether this is right."""
    return sum(put.answers.get(slot) == value for put in state.put)


def can_be_put(knowledge: Knowledge, state: State, slot: str, value: Value) -> bool:
    """Whether there are words left to ask about it: a sign is asked about twice at most, anything else once."""
    return was_put(state, slot, value) < (MOST_PUT if is_sign(knowledge, slot, value) else 1)


def denies_all_perhaps_said(knowledge: Knowledge, state: State, answers: Answers) -> bool:
    """Whether somebody who said yes to several signs, and then did not say which, now denies them all in one breath."""
    asked = asked_slots(knowledge, state)
    together = state.perhaps is not None and state.perhaps == state.question and len(asked) > 1
    return together and all(slot in red_flags(knowledge) and answers.get(slot) is False for slot in asked)


def new_in(knowledge: Knowledge, state: State, answers: Answers) -> dict[str, Value]:
    """What `answers` add: "not known" takes back no more than a denial, "my leg" widens no "calf", lists of medicines grow."""
    known = state.answers
    asked = asked_slots(knowledge, state) if state.phase is Phase.ASKING else tuple(answers)
    risky = red_flags(knowledge)
    fresh: dict[str, Value] = {}
    for slot, value in _times_of_signs(knowledge, state, answers).items():
        before = known.get(slot)
        if value == UNKNOWN and _outlasts_not_knowing(before, risky=slot in risky):
            continue
        if slot not in asked and _is_wider(knowledge, slot, value, before):
            continue
        both = _grows(knowledge, slot) and isinstance(before, tuple) and isinstance(value, tuple)
        fresh[slot] = tuple(dict.fromkeys((*before, *value))) if both else value  # type: ignore[misc]  # `both` says that they are tuples
    return fresh


def _grows(knowledge: Knowledge, slot: str) -> bool:
    """Whether a later mention adds to a list; a place named later replaces the earlier one."""
    return slot in knowledge.slots and knowledge.slots[slot].grows


def _outlasts_not_knowing(known: Value, *, risky: bool) -> bool:
    """Whether it stays known when somebody says that they do not know: anything does but the denial of a sign."""
    return known not in (None, UNKNOWN) and not (risky and known is False)


def _times_of_signs(knowledge: Knowledge, state: State, answers: Answers) -> Answers:
    """`answers`, where a time told with a new sign is that sign's: the twitch's is known, and nobody asked for it."""
    days = answers.get(TWITCH_DAYS)
    if days is None or state.answers.get(TWITCH_DAYS) is None or TWITCH_DAYS in _asked(knowledge, state):
        return answers
    new = [
        s for s, value in answers.items() if value is True and is_sign(knowledge, s, value) and state.answers.get(s) is not True
    ]
    others = {slot: value for slot, value in answers.items() if slot != TWITCH_DAYS}
    return {**dict.fromkeys(map(days_key, new), days), **others} if new else answers


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


def rounded(knowledge: Knowledge, state: State, answers: dict[str, Value]) -> dict[str, Value]:
    """A place told without its side is a side that was not said: nobody is asked again for so little."""
    known = {**state.answers, **answers}
    beside = {slot for question in knowledge.questions if set(question.slots) & set(answers) for slot in question.slots}
    left_out = [s for s in beside - set(known) if s in knowledge.slots and UNSPECIFIED in knowledge.slots[s].values]
    return {**answers, **dict.fromkeys(left_out, UNSPECIFIED)}


def recorded(knowledge: Knowledge, state: State, answers: Answers, *, sure: bool) -> State:
    """The state with `answers`, as a turn of the question that the phase stands for.

    The open question counts as answered by whatever was said, and one about several causes by any of them.
    """
    question = _RECORDED_AS.get(state.phase, state.question)
    if state.phase is Phase.AMENDING and state.origin is Phase.READ_BACK:
        question = "read_back"
    closed = state.phase is Phase.OPENING or _is_enough_of_causes(knowledge, state, answers)
    return record(state, answers, question=question, closed=closed, unsure=not sure)


def _is_enough_of_causes(knowledge: Knowledge, state: State, answers: Answers) -> bool:
    """Whether one of several causes that are asked for together is told: nobody is asked for the rest."""
    asked = asked_slots(knowledge, state)
    return bool(set(asked) & set(answers)) and knowledge.questions_by_id[state.question or ""].risk == "cause"


def covers(answers: Mapping[str, Value], wanted: Mapping[str, Value]) -> bool:
    """Whether everything wanted is among the answers, with the same value."""
    return bool(wanted) and all(answers.get(slot) == value for slot, value in wanted.items())


def without(answers: Answers, slots: Collection[str]) -> dict[str, Value]:
    """Those of `answers` that are to none of `slots`."""
    return {slot: value for slot, value in answers.items() if slot not in slots}


def differing(answers: Answers, wanted: Answers) -> dict[str, Value]:
    """What of `answers` is not already in `wanted`: another value, or of something else."""
    return {slot: value for slot, value in answers.items() if slot not in wanted or wanted[slot] != value}
