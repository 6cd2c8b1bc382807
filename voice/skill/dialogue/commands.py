"""What can be said in every question, and what it does there.

1. Repeating, explaining and changing the voice cost no strike and lose nothing: the question is put again.
2. Going back erases the answer that it goes back over and all that followed from it; a red flag only with a confirmation.
3. Skipping a red flag leaves it unknown, never absent.
4. Stop stops, at once; what is already known to be serious is said in one sentence on the way out, also when all is deleted.
5. A red flag said in the same breath is not forgotten when everything else is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from voice.skill.dialogue.confirming import confirm, take
from voice.skill.dialogue.effects import Adjust, Earcon, Effect, End, Erase, Say
from voice.skill.dialogue.ladder import give_up, kept_present, leave, perhaps_present, unresolved, unverified
from voice.skill.dialogue.moves import Moment, Move, Step, calmed, enter, finish, pause, proceed, put_again, record
from voice.skill.dialogue.phrases import phrases, stretch
from voice.skill.dialogue.prompts import THREE, ask, put_in_words, red_flags, say, speak
from voice.skill.dialogue.state import Ladder, Manner, Phase, State, Turn
from voice.skill.dialogue.telling import tell_more
from voice.skill.knowledge.model import Knowledge
from voice.skill.knowledge.wording import joined
from voice.skill.reading import Answers
from voice.skill.triage.assess import SERIOUS, assess
from voice.skill.triage.interview import completed, open_slots

DAY_SECONDS = 86_400
RATES = (0.55, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7)
VOLUMES = (0.4, 0.55, 0.75, 1.0, 1.3, 1.6, 2.0)


def begin(knowledge: Knowledge, *, region: str | None = None, manner: Manner = Manner()) -> State:  # noqa: B008 (frozen)
    """A conversation before its first word."""
    return State(knowledge=knowledge.hash, region=region, manner=manner)


def opening(knowledge: Knowledge, state: State, *before: Effect) -> Step:
    """The first words, and the open question."""
    return enter(knowledge, state.fresh(), Phase.OPENING, *before, question="opening")


def start(moment: Moment) -> Step:
    """Greet, say what this is, and ask."""
    k, s = moment.knowledge, moment.state
    return opening(k, s, *welcome(k, s))


def welcome(knowledge: Knowledge, state: State) -> tuple[Say, ...]:
    """The greeting, and that an earlier result can be asked for."""
    hint = (say(knowledge, state, "earlier_hint"),) if state.earlier else ()
    return (say(knowledge, state, "welcome"), *hint)


def start_over(moment: Moment) -> Step:
    """Forget the answers and begin again; voice settings stay, and so does a red flag that is said with it."""
    k, reading = moment.knowledge, moment.reading
    said = say(k, moment.state, "start_over")
    begun, effects = opening(k, moment.state, said)
    flags = {slot: True for slot in red_flags(k) if reading.answers.get(slot) is True}
    return take(k, begun, flags, sure=reading.certainty == "sure", before=(said,)) if flags else (begun, effects)


def repeat(moment: Moment) -> Step:
    """The question of the moment, in full."""
    return moment.state, ask(moment.knowledge, moment.state, "full")


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting of the voice: its `steps`, and how a state and an effect hold it.

    Whoever wants it faster is asked in fewer words, too.
    """

    steps: tuple[float, ...]
    now: Callable[[State], float]
    changed: Callable[[State, float], State]
    effect: Callable[[float], Adjust]


def _at_rate(state: State, rate: float) -> State:
    brief = state.manner.brief or rate > state.rate
    return state.but(rate=rate, manner=state.manner.model_copy(update={"brief": brief}))


_RATE = _Setting(RATES, lambda s: s.rate, _at_rate, lambda rate: Adjust(rate=rate))
_VOLUME = _Setting(VOLUMES, lambda s: s.volume, lambda s, volume: s.but(volume=volume), lambda volume: Adjust(volume=volume))


def _adjusted(setting: _Setting, direction: int) -> Move:
    """A move that makes the voice one step slower, faster, louder or quieter, and puts the question again."""

    def move(moment: Moment) -> Step:
        k, s, steps = moment.knowledge, moment.state, setting.steps
        nearest = min(range(len(steps)), key=lambda i: abs(steps[i] - setting.now(s)))
        index = max(0, min(len(steps) - 1, nearest + direction))
        after = setting.changed(s, steps[index])
        said = say(k, after, "adjusted" if index != nearest else "adjusted_enough")
        return put_again(k, after, setting.effect(steps[index]), said)

    return move


def told(form: str) -> Move:
    """A move that tells something about the question, then puts it again, shorter."""

    def move(moment: Moment) -> Step:
        k, s = moment.knowledge, moment.state
        return s, (*put_in_words(k, s, form), *ask(k, s, "again"))

    return move


def back(moment: Moment) -> Step:
    """Erase the answer before this question, and ask for it again; a red flag goes only if that is right."""
    k, s = moment.knowledge, moment.state
    after, effects = _gone_back(k, s)
    known, left = s.answers, after.answers
    erased = {slot: False for slot in red_flags(k) if known.get(slot) is True and left.get(slot) is not True}
    # What was perhaps said is asked again where its question is; where that is answered, nobody would ask.
    unasked = any(value is True and slot in left and left[slot] is not True for slot, value in perhaps_present(k, s).items())
    if not erased and not unasked:
        return after, effects
    return confirm(k, s, {**s.pending, **erased}, say(k, s, "back"), form="again")


def _gone_back(k: Knowledge, s: State) -> Step:
    turns = list(s.turns)
    while s.base is Phase.ASKING and turns and turns[-1].question == s.question:
        turns.pop()
    if s.phase is Phase.CONFIRMING:
        return _reopened(k, s.but(turns=tuple(turns)), s.question or "opening")
    if not turns:
        return opening(k, s, say(k, s, "back_start"))
    question = turns[-1].question
    while turns and turns[-1].question == question:
        turns.pop()
    return _reopened(k, s.but(turns=tuple(turns)), question)


def _reopened(knowledge: Knowledge, state: State, question: str) -> Step:
    said = say(knowledge, state, "back")
    if question == "opening":
        return enter(knowledge, state, Phase.OPENING, said, question=question)
    if question in knowledge.questions_by_id:
        erased = state.but(turns=tuple(t for t in state.turns if t.question != question or not t.closed), question=None)
        slots = knowledge.questions_by_id[question].slots
        if not open_slots(knowledge.questions_by_id[question], completed(knowledge, erased.answers)):
            erased = erased.but(turns=tuple(_without(turn, slots) for turn in erased.turns))
        return enter(knowledge, erased, Phase.ASKING, said, question=question)
    return proceed(knowledge, state.but(question=None), said)


def _without(turn: Turn, slots: tuple[str, ...]) -> Turn:
    return turn.model_copy(update={"answers": {slot: value for slot, value in turn.answers.items() if slot not in slots}})


def skip(moment: Moment) -> Step:
    """Go on without an answer."""
    k, s = moment.knowledge, moment.state
    return give_up(k, s.but(item=None))


def skip_opening(moment: Moment) -> Step:
    """Go straight to the questions."""
    return proceed(moment.knowledge, record(moment.state, {}, closed=True), say(moment.knowledge, moment.state, "step_by_step"))


def hold(moment: Moment) -> Step:
    """Pause: everything is kept until somebody comes back."""
    return pause(moment.knowledge, moment.state, say(moment.knowledge, moment.state, "paused"))


def go_on(moment: Moment) -> Step:
    """The question again; whoever was afraid that the conversation had stopped hears that it has not."""
    return put_again(moment.knowledge, moment.state)


def summary(moment: Moment) -> Step:
    """What was said so far, three things to a sentence, then the question again; before the first answer, the last result."""
    k, s = moment.knowledge, moment.state
    said = told_earlier(k, s) if s.earlier and not s.turns else recap(k, s)
    if not s.earlier and not s.turns:
        said = (*said, say(k, s, "earlier_none"))
    return put_again(k, s, *said)


def told_earlier(knowledge: Knowledge, state: State) -> tuple[Say, ...]:
    """The result of the conversation before this one, and how long ago that was."""
    ago = (state.at - state.earlier_at).total_seconds() / DAY_SECONDS if state.at and state.earlier_at else 0.0
    about = state.but(turns=(Turn(question="", answers=state.earlier),))
    parts = assess(knowledge, state.earlier, region=state.region).parts
    said = (speak(knowledge, about, f"result_{p.name}", " ".join(p.sentences)) for p in parts if p.name != "sources")
    return (say(knowledge, state, "earlier", stretch=stretch(knowledge, max(0.0, ago))), *said)


def recap(knowledge: Knowledge, state: State, most: int = 12) -> tuple[Say, ...]:
    """The answers so far: what is so first, then what is not."""
    answers = state.answers
    positive: Answers = {slot: value for slot, value in answers.items() if value is not False and value != "unknown"}
    negative: Answers = {slot: value for slot, value in answers.items() if value is False}
    things = [*phrases(knowledge, positive), *phrases(knowledge, negative)]
    if not things:
        return (say(knowledge, state, "summary_empty"),)
    groups = [things[n : n + THREE] for n in range(0, min(len(things), most), THREE)]
    said = [
        say(
            knowledge,
            state,
            "summary_first" if n == 0 else "summary_next",
            as_prompt=f"summary_{n}",
            things=joined(knowledge, group),
        )
        for n, group in enumerate(groups)
    ]
    rest = [say(knowledge, state, "summary_rest")] if len(things) > most else []
    return (*said, *rest)


def change(moment: Moment) -> Step:
    """Ask what is to be corrected, or take it at once when it was said along."""
    k, s = moment.knowledge, moment.state
    after = kept_present(k, s)
    doubts = s.doubts if s.phase is Phase.AMENDING else Ladder()
    asking = after.but(phase=Phase.AMENDING, origin=s.base, held=None, pending={}, doubts=doubts)
    return asking, ask(k, asking)


def delete(moment: Moment) -> Step:
    """Erase everything, here and on disk, and end; with the one sentence that must not go unsaid."""
    k, s = moment.knowledge, moment.state
    urged = urge(k, s)
    gone = begin(k, region=s.region, manner=s.manner).but(phase=Phase.OVER, outcome="stopped")
    return gone, (Erase(), say(k, gone, "deleted"), *urged, Earcon(name="done"), End(outcome="stopped"))


def stop(moment: Moment) -> Step:
    """End now, with the one sentence that must not go unsaid."""
    k, s = moment.knowledge, moment.state
    urged = urge(k, s)
    return finish(s, "stopped", say(k, s, "stopped_serious" if urged else "stopped"), *urged)


def urge(knowledge: Knowledge, state: State) -> tuple[Say, ...]:
    """What to do first, where something serious was said, surely or not."""
    assessment = assess(knowledge, {**state.answers, **perhaps_present(knowledge, state)}, region=state.region)
    serious = assessment.disposition in SERIOUS
    return (speak(knowledge, state, "stop_action", assessment.first_step),) if serious else ()


def alarm(moment: Moment) -> Step:
    """Somebody called for help: what to do, said twice, and listening on."""
    k, s = moment.knowledge, moment.state
    alarmed = s.but(phase=Phase.ALARM, held=s.held if s.phase in (Phase.ALARM, Phase.PAUSED) else s.phase, ladder=Ladder())
    return alarmed, (say(k, alarmed, "ask_emergency"), say(k, alarmed, "ask_emergency"), *ask(k, alarmed, "help"))


def false_alarm(moment: Moment) -> Step:
    """It was no emergency: on with the conversation."""
    return put_again(moment.knowledge, calmed(moment.state))


def skip_confirming(moment: Moment) -> Step:
    """Go on without confirming."""
    return unresolved(moment.knowledge, moment.state)


def skip_read_back(moment: Moment) -> Step:
    """Go on without the read-back."""
    return unverified(moment.knowledge, moment.state)


def skip_amending(moment: Moment) -> Step:
    """Change nothing after all."""
    return leave(moment.knowledge, moment.state)


def more_or_explain(moment: Moment) -> Step:
    """More on what was asked about the subject; else what the question means."""
    return (tell_more if moment.state.untold else told("explain"))(moment)


COMMANDS: dict[str, Move] = {
    "repeat": repeat,
    "slower": _adjusted(_RATE, -1),
    "faster": _adjusted(_RATE, 1),
    "louder": _adjusted(_VOLUME, 1),
    "quieter": _adjusted(_VOLUME, -1),
    "help": told("help"),
    "why": told("why"),
    "explain": told("explain"),
    "more": more_or_explain,
    "back": back,
    "skip": skip,
    "pause": hold,
    "resume": go_on,
    "start_over": start_over,
    "summary": summary,
    "change": change,
    "delete_data": delete,
    "stop": stop,
    "emergency": alarm,
}
"""What each command does where its phase has nothing of its own for it."""
