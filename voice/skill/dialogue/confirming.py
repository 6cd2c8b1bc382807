"""What becomes of answers: relied on, or confirmed first, by risk and by certainty.

1. A red flag that is surely present counts at once; it can be taken back, but only with a confirmation.
2. A red flag that is unsurely present is confirmed, and only a "no" takes it away.
3. A red flag that is absent is relied on for the next question only: it is read back before any reassurance.
4. Anything else unsure is confirmed; anything else sure is acknowledged in passing.
5. A yes confirms what was named and not said otherwise in the same breath. What is said with a yes or a no counts as said.
6. A yes to several signs at once may mean one of them: a no after it denies none until each was asked by itself.
"""

from voice.skill.dialogue.adding import (
    changing,
    covers,
    denies_all_perhaps_said,
    differing,
    must_confirm,
    new_in,
    recorded,
    rounded,
    takes_back,
    without,
)
from voice.skill.dialogue.denials import denied
from voice.skill.dialogue.doubts import denial_refused, doubts_in, settled_without_asking, with_words_left, worth_asking
from voice.skill.dialogue.effects import Earcon, Effect
from voice.skill.dialogue.ladder import KNOWN, climb, give_up, kept_present, one_by_one, unresolved, unverified
from voice.skill.dialogue.moves import Moment, Step, calmed, notices, proceed, record, same_result, single_out, unconfirming
from voice.skill.dialogue.phrases import phrases
from voice.skill.dialogue.prompts import acknowledged, ask, asked_slots, named, question_of, red_flags, say
from voice.skill.dialogue.state import Ladder, Phase, Put, State
from voice.skill.dialogue.telling import answer_to
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Answers, Reading, Value
from voice.skill.triage.assess import is_emergency
from voice.skill.triage.interview import completed

MOST_REJECTIONS = 2
_CONFIRMED_IN = ("ask", "again")
"""The forms of words that the same confirmation is put in, each once."""
NOTHING: Answers = {}


def answered(moment: Moment) -> Step:
    """Answers were given, to what was asked or unasked."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    if s.phase is Phase.CONFIRMING:
        return _answered_while_confirming(moment)
    if s.phase is Phase.READ_BACK:
        read, sure = denied(k, s), reading.certainty == "sure"
        if covers(reading.answers, read) or (not sure and not differing(reading.answers, read)):
            return affirmed(moment)
    return take(k, s, reading.answers, sure=reading.certainty == "sure", before=_told(moment))


def answered_after_all(moment: Moment) -> Step:
    """Somebody goes on answering in an alarm or a pause: so both are over, and what is said counts."""
    return answered(Moment(moment.knowledge, calmed(moment.state), moment.event, moment.reading))


def noted(knowledge: Knowledge, state: State, reading: Reading) -> State:
    """The state with what was said beside a command that ends or interrupts: all that takes nothing back."""
    said = new_in(knowledge, state, reading.answers)
    sure = reading.certainty == "sure"
    kept = {slot: v for slot, v in said.items() if v is True or not must_confirm(knowledge, state, slot, v, sure=sure)}
    return recorded(knowledge, state.but(pending=without(state.pending, kept)), kept, sure=sure)


def take(  # noqa: PLR0913  # what was said, and what it was said beside
    knowledge: Knowledge,
    state: State,
    answers: Answers,
    *,
    sure: bool,
    before: tuple[Effect, ...] = (),
    unconfirmed: Answers = NOTHING,
    since: State | None = None,
) -> Step:
    """Rely on what can be relied on, and confirm the rest, along with what is still `unconfirmed`.

    `since` is the state before the event, where some of it was recorded already.
    """
    if denies_all_perhaps_said(knowledge, state, answers):
        answers = without(answers, asked_slots(knowledge, state))
        if not answers:
            return one_by_one(knowledge, state, *before)
        state = single_out(knowledge, state)
    earlier = since or state
    fresh = changing(knowledge, state, new_in(knowledge, state, answers), sure=sure)
    doubts = doubts_in(knowledge, state, fresh, sure=sure)
    doubtful = {**unconfirmed, **worth_asking(knowledge, state, doubts)}
    settled = rounded(knowledge, state, {**without(fresh, doubts), **settled_without_asking(knowledge, state, doubts)})
    after = _recorded_if_any(knowledge, state, settled, sure=sure)
    thanks = acknowledged(knowledge, after, settled) if settled else ()
    said = (*before, *thanks, *notices(knowledge, earlier, after))
    if doubtful:
        return _asked_about(knowledge, earlier, after, doubtful, *said)
    replied = bool(settled) or _replies(since, answers)
    if not replied and _stands_still(earlier, after):
        return _nothing_new(knowledge, after, *said)
    if _passes_the_question_by(knowledge, state, after):
        return climb(knowledge, after, "no_match", *said)
    return proceed(knowledge, after, *said)


def _recorded_if_any(knowledge: Knowledge, state: State, settled: Answers, *, sure: bool) -> State:
    """The state with what is `settled`; the open question counts as answered by whatever was said."""
    return recorded(knowledge, state, settled, sure=sure) if settled or state.phase is Phase.OPENING else state


def _replies(since: State | None, answers: Answers) -> bool:
    """Whether they are about something that was to be confirmed."""
    return since is not None and bool(set(answers) & set(since.pending))


def _stands_still(earlier: State, after: State) -> bool:
    """Whether nothing was answered; from the open question it goes on all the same."""
    return after.answers == earlier.answers and after.phase is not Phase.OPENING


def _asked_about(knowledge: Knowledge, earlier: State, after: State, doubtful: Answers, *said: Effect) -> Step:
    """What is `doubtful` is confirmed, unless it has become an emergency."""
    if is_emergency(knowledge, after.answers) and not is_emergency(knowledge, earlier.answers):
        return _act(knowledge, after, doubtful, *said)
    return confirm(knowledge, after, doubtful, *said)


def _passes_the_question_by(knowledge: Knowledge, asking: State, after: State) -> bool:
    """Whether nothing that was asked is known now, and there is no reason to leave it at that."""
    asked = set(asked_slots(knowledge, asking))
    return bool(asked) and not asked & set(completed(knowledge, after.answers)) and not is_emergency(knowledge, after.answers)


def _nothing_new(knowledge: Knowledge, state: State, *said: Effect) -> Step:
    """Said before: that is a failure to answer. Beside a sign that is there, the rest of its question is not asked for again."""
    if any(state.answers.get(slot) is True for slot in _question_slots(knowledge, state)):
        return give_up(knowledge, state, said)
    if state.phase is Phase.RESULT:
        said = (*said, same_result(knowledge, state))
    return climb(knowledge, state, "no_match", *said)


def _question_slots(knowledge: Knowledge, state: State) -> tuple[str, ...]:
    """The signs that the question of the moment asks for together."""
    asking = state.phase is Phase.ASKING and not state.item
    return tuple(s for s in question_of(knowledge, state).slots if s in red_flags(knowledge)) if asking else ()


def affirmed(moment: Moment) -> Step:
    """Yes, to what was to be confirmed or was read back; what was said with it counts, and where it differs it is no yes."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    if s.phase is Phase.READ_BACK:
        return _read_back_accepted(moment)
    question = named(k, s)
    said = differing(reading.answers, question)
    agreed = without(question, said)
    if reading.certainty == "sure":
        return _settled(moment, agreed, said) if agreed else _against(moment, said)
    likely = {slot: value for slot, value in agreed.items() if not takes_back(k, s, slot, value)}
    return _settled(moment, likely, said) if _is_enough(moment, likely) else _beside(moment, said, unsurely_yes=True)


def _is_enough(moment: Moment, likely: Answers) -> bool:
    """Whether an unsure yes is one: to a sign that is there, or the second one: two hearings that agree.

    No number of them takes a red flag back. Of somebody hardly known, only a yes that names what it is to.
    """
    k, s = moment.knowledge, moment.state
    known = s.answered >= KNOWN or covers(moment.reading.answers, likely)
    return known and (_has_a_sign(k, likely) or (s.leaning == "yes" and bool(likely)))


def _has_a_sign(knowledge: Knowledge, answers: Answers) -> bool:
    """Whether a red flag is said to be there."""
    return any(answers.get(slot) is True for slot in red_flags(knowledge))


def _read_back_accepted(moment: Moment) -> Step:
    """Only a sure yes is one, and only to what was not said otherwise in the same breath."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    read = denied(k, s)
    said = differing(reading.answers, read)
    if reading.certainty != "sure":
        return take(k, s, said, sure=False, before=_told(moment)) if said else climb(k, s, "no_match", *_told(moment))
    agreed = without(read, said)
    after = record(s, agreed, question="read_back") if agreed else s
    thanks = () if set(said) & set(read) else (say(k, s, "acknowledge"),)
    if said:
        return take(k, after, said, sure=True, before=(*thanks, *_told(moment)))
    return proceed(k, after, *thanks, *_told(moment))


def _against(moment: Moment, said: Answers) -> Step:
    """All that is to be confirmed was said otherwise: what can replace it does; a red flag that was perhaps said stays."""
    kept = _kept_present(moment, said)
    replaced = without(said, kept)
    return _settled(moment, {}, replaced) if set(replaced) & set(moment.state.pending) else _beside(moment, said)


def _settled(moment: Moment, agreed: Answers, said: Answers) -> Step:
    """What is `agreed` is recorded, what was `said` beside it counts as said; what is left of the pending is asked about next."""
    k, s = moment.knowledge, moment.state
    after = record(s, agreed, question=s.question) if agreed else s
    said = without(said, _kept_present(moment, said))
    left = without(s.pending, {*agreed, *said})
    thanks = (Earcon(name="heard"),) if agreed and not set(said) & set(s.pending) else ()
    back = unconfirming(after)
    if left:
        back = back.but(apart=s.apart)
    if said or left:
        sure = moment.reading.certainty == "sure"
        return take(k, back, said, sure=sure, before=(*thanks, *_told(moment)), unconfirmed=left, since=s)
    return proceed(k, back, *thanks, *_told(moment), *notices(k, s, back))


def _kept_present(moment: Moment, said: Answers) -> frozenset[str]:
    """Red flags that were perhaps said, and that these words do not take away: "yes" beside a denial, or "I don't know"."""
    k, pending, reading = moment.knowledge, moment.state.pending, moment.reading
    unclear = reading.reply == "yes" or reading.certainty != "sure"
    return frozenset(
        slot
        for slot, value in said.items()
        if slot in red_flags(k) and pending.get(slot) is True and value is not True and (unclear or value == "unknown")
    )


def refused(moment: Moment) -> Step:
    """No: it was heard wrongly. What was said instead counts; otherwise the question is put again."""
    k, s, reading = moment.knowledge, moment.state, moment.reading
    if s.phase is Phase.READ_BACK:
        return _read_back_refused(moment)
    back, question = unconfirming(s), named(k, s)
    unnamed = without(s.pending, question)
    if reading.answers:
        return _corrected(moment, unnamed)
    if _is_one_unsure_no(moment, question):
        # A sign is not taken away by one unsure no, as it is not by silence; a second one is two hearings that agree.
        return climb(k, s.but(leaning="no"), "no_match", *_told(moment))
    sorry = say(k, s, "misheard")
    if len(phrases(k, question)) > 1:
        return confirm(k, back, s.pending, sorry, say(k, s, "one_at_a_time"), apart=tuple(question))
    meant = _opposite(k, question)
    checked = "read_back" if s.base is Phase.RESULT and reading.certainty == "sure" else None
    after = record(back, meant, unsure=not checked, question=checked) if meant else back
    if doubted := {**unnamed, **denial_refused(k, s, question)}:
        return confirm(k, after, doubted, sorry, apart=s.apart)
    return proceed(k, after, sorry) if meant else _not_said(k, back, sorry)


def _is_one_unsure_no(moment: Moment, question: Answers) -> bool:
    """Whether it is to a sign, not surely said, and the first one."""
    unsure = moment.reading.certainty != "sure" and moment.state.leaning != "no"
    return unsure and _has_a_sign(moment.knowledge, question)


def _not_said(knowledge: Knowledge, state: State, sorry: Effect) -> Step:
    """What was confirmed was heard wrongly, and nothing is known in its place: on with what was asked."""
    if state.phase is Phase.ASKING:
        return climb(knowledge, state, "no_match", sorry)
    return proceed(knowledge, record(state, {}, closed=True) if state.phase is Phase.OPENING else state, sorry)


def _corrected(moment: Moment, unnamed: Answers) -> Step:
    """No, and what is right: the rest of what was named stands, except for red flags, which are asked about again.

    Where what is said has nothing to do with it, which of several things is wrong is asked about.
    """
    k, s, answers = moment.knowledge, moment.state, moment.reading.answers
    question = named(k, s)
    corrects = bool(set(answers) & set(s.pending))
    rest = without(s.pending, {*answers, *unnamed}) if corrects else {}
    stands = without(rest, red_flags(k))
    unsettled = {slot: value for slot, value in without(rest, stands).items() if value is True}
    unnamed = without(unnamed, answers)
    doubted = not corrects and len(phrases(k, question)) > 1
    left = {**question, **unnamed} if doubted else {**unnamed, **unsettled}
    back = unconfirming(s).but(apart=tuple(question) if doubted else s.apart if left else ())
    sure = moment.reading.certainty == "sure"
    if not sure and covers(s.pending, answers):
        # No, and the same again: which of the two was meant is asked once more.
        return climb(k, s, "no_match", *_told(moment))
    return take(k, back, {**stands, **answers}, sure=sure, before=_told(moment), unconfirmed=left, since=s)


def _read_back_refused(moment: Moment) -> Step:
    """No to the read-back: which sign is it? Asked twice at most; then none of them is known."""
    k, reading = moment.knowledge, moment.reading
    s = moment.state.but(rejected=moment.state.rejected + 1)
    counts = reading.certainty == "sure" or _has_a_sign(k, reading.answers) or s.rejected <= MOST_REJECTIONS
    if reading.answers and counts:
        return take(k, s, reading.answers, sure=reading.certainty == "sure", before=_told(moment))
    if s.rejected > MOST_REJECTIONS:
        return unverified(k, s)
    which = s.but(phase=Phase.AMENDING, origin=Phase.READ_BACK, doubts=Ladder())
    return which, ask(k, which)


def _opposite(knowledge: Knowledge, question: Answers) -> dict[str, Value]:
    """A lone red flag that was perhaps present, and is denied when asked, is absent; the read-back will name it first."""
    ((slot, value),) = question.items() if len(question) == 1 else ((None, None),)
    return {slot: False} if slot in red_flags(knowledge) and value is True else {}


def _told(moment: Moment) -> tuple[Effect, ...]:
    """The answer to a question about the subject that was asked in the same breath."""
    return answer_to(moment) if moment.reading.faq else ()


def _answered_while_confirming(moment: Moment) -> Step:
    """Words in place of yes or no: the same again is a yes, another value replaces, anything else is kept as well."""
    k, s, answers = moment.knowledge, moment.state, moment.reading.answers
    question = named(k, s)
    if moment.reading.certainty == "sure":
        same = {slot: value for slot, value in s.pending.items() if slot in answers and answers[slot] == value}
        said = differing(answers, same)
        return _settled(moment, same, said) if same else _against(moment, said)
    if (
        s.answered >= KNOWN
        and covers(answers, question)
        and not any(takes_back(k, s, slot, value) for slot, value in question.items())
    ):
        # Said twice in the same sense: two hearings that agree.
        return _settled(moment, question, differing(answers, question))
    return _beside(moment, answers)


def _beside(moment: Moment, said: Answers, *, unsurely_yes: bool = False) -> Step:
    """Nothing is settled: what was said beside or against the pending is kept with it, and all of it is asked about again."""
    k, s = moment.knowledge, moment.state
    kept, sure = _kept_present(moment, said), moment.reading.certainty == "sure"
    fresh = new_in(k, s, without(said, kept))
    against = _against_the_pending(s, fresh)
    beside = without(changing(k, s, fresh, sure=sure), s.pending)
    doubts = doubts_in(k, s, beside, sure=sure)
    doubtful = {**against, **with_words_left(k, s, doubts)}
    settled = {**without(beside, doubts), **settled_without_asking(k, s, doubts)}
    after = recorded(k, s, settled, sure=sure) if settled else s
    both = {**s.pending, **doubtful}
    if settled and is_emergency(k, after.answers):
        return _act(k, after, both, *_told(moment))
    return climb(k, after.but(pending=both, leaning="yes" if unsurely_yes and not doubtful else None), "no_match", *_told(moment))


def _against_the_pending(state: State, said: Answers) -> dict[str, Value]:
    """What is said of the pending. What is said against a taking back is known already: that is asked about again."""
    known = state.answers
    return {slot: value for slot, value in said.items() if slot in state.pending and known.get(slot) != value}


def _act(knowledge: Knowledge, state: State, unconfirmed: Answers, *said: Effect) -> Step:
    """Go on at once because of an emergency; signs that nobody has confirmed yet are not known: one yes is for one sign."""
    known = state.answers
    open_still = {slot: "unknown" for slot, value in unconfirmed.items() if value is True and known.get(slot) is not True}
    return proceed(knowledge, record(state, open_still) if open_still else state, *said)


def confirm(
    knowledge: Knowledge,
    state: State,
    doubtful: Answers,
    *said: Effect,
    form: str = "ask",
    apart: tuple[str, ...] = (),
) -> Step:
    """Ask whether `doubtful` is right: one sign or three things at a time, and nothing twice in the same words.

    What there are no other words for has been asked about before: a sign stays present, the rest was not said.
    """
    asking = state.but(
        phase=Phase.CONFIRMING,
        pending=dict(doubtful),
        origin=state.base,
        held=None,
        doubts=Ladder(),
        leaning=None,
        apart=apart or state.apart,
    )
    question = named(knowledge, asking)
    first = "again" if set(question) & set(asking.apart) else form
    new = _not_put_yet(state, question, first)
    if new and phrases(knowledge, question):
        asking = asking.but(put=(*state.put, new))
        return asking, (*said, *ask(knowledge, asking, new.form))
    rest = without(doubtful, question)
    if not rest:
        return unresolved(knowledge, asking, said)
    kept = kept_present(knowledge, state.but(pending=question)).but(pending=state.pending)
    return confirm(knowledge, kept, rest, *said, form=form, apart=apart)


def _not_put_yet(state: State, question: Answers, first: str) -> Put | None:
    """The confirmation in words in which nobody was asked for it, those of the form `first` before others."""
    forms = (first, *(other for other in _CONFIRMED_IN if other != first))
    return next((put for put in (Put(form=form, answers=question) for form in forms) if put not in state.put), None)
