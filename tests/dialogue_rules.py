"""What must be so of every single step, whatever led to it: the rules of the conversation, written apart from the engine.

`check` looks at one step and raises AssertionError, naming the rule. The search over all control states, the random walks and
the mutants are all held against it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from voice.skill.dialogue.denials import read_back_signs
from voice.skill.dialogue.effects import Assessed, Effect, End, Listen, Say
from voice.skill.dialogue.engine import current_listen
from voice.skill.dialogue.events import BargeIn, Chosen, Event, Heard, Key, NoInput, NoMatch, Resumed, Spoken, Started
from voice.skill.dialogue.headway import MOST_TIMES, MOST_TURNS
from voice.skill.dialogue.ladder import KNOWN
from voice.skill.dialogue.leaving import is_story, tells_of_a_sign
from voice.skill.dialogue.moves import MOST_RESULTS, uncovered
from voice.skill.dialogue.phrases import own, phrases
from voice.skill.dialogue.prompts import asked_slots
from voice.skill.dialogue.state import Phase, State, state_from_json
from voice.skill.knowledge.conditions import because, holds
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import TWITCH_DAYS, Reading, days_key, flat
from voice.skill.triage.assess import is_emergency
from voice.skill.triage.interview import facts

LIVE = frozenset({"opening", "asking", "confirming", "read_back", "amending", "checking", "result", "alarm", "offered"})
HARMLESS = frozenset({"repeat", "help", "why", "explain", "summary", "slower", "faster", "louder", "quieter"})
NO_MATCH_FORMS = ("again_", "choices_")
_HOLE = re.compile(r"\babout\s*\?|:\s*[.?!]|^\s*[,.:?!]|,\s*[,.?!]|[{}]")
"""Where something should have been named: after "about" or a colon, at the beginning, between commas."""
SILENCE_FORMS = ("again_", "are_you_there", "waiting")


@dataclass(frozen=True)
class Step:
    """One step: what was so before, what happened, what is so after."""

    knowledge: Knowledge
    before: State
    event: Event
    after: State
    effects: tuple[Effect, ...]

    @property
    def prompts(self) -> list[str]:
        """The names of what was said."""
        return [effect.prompt for effect in self.effects if isinstance(effect, Say)]

    @property
    def texts(self) -> list[str]:
        """What was said."""
        return [effect.text for effect in self.effects if isinstance(effect, Say)]

    @property
    def command(self) -> str:
        """The key that was pressed, if one was."""
        return self.event.command if isinstance(self.event, Key) else ""

    @property
    def reading(self) -> Reading | None:
        """What was heard or chosen, if anything was."""
        if isinstance(self.event, Chosen):
            return Reading(asked=(), text="", answers=flat(self.event.answers), reply=self.event.reply)
        return self.event.reading if isinstance(self.event, Heard) else None

    @property
    def failed(self) -> bool:
        """Whether nothing usable came."""
        return isinstance(self.event, NoInput | NoMatch)

    @property
    def red_flags(self) -> frozenset[str]:
        """What red-flag questions ask for."""
        return frozenset(slot for q in self.knowledge.questions if q.risk == "red_flag" for slot in q.slots)


def check(knowledge: Knowledge, before: State, event: Event, after: State, effects: tuple[Effect, ...]) -> None:
    """Hold one step against every rule."""
    step = Step(knowledge, before, event, after, effects)
    for rule in RULES:
        assert rule(step), (
            f"{rule.__name__.strip('_')}: {before.phase} {before.question} {event!r} -> {after.phase} {after.question}; "
            f"new {dict(after.answers.items() - before.answers.items())}, pending {dict(before.pending)}, item {before.item}"
        )


def _stop_stops(step: Step) -> bool:
    return step.command != "stop" or step.after.phase == "over"


def _emergency_is_heard_everywhere(step: Step) -> bool:
    return step.command != "emergency" or step.prompts.count("ask_emergency") == 2 or _ran_out(step)


def _harmless_commands_lose_nothing(step: Step) -> bool:
    if step.command not in HARMLESS or step.before.standstill.asked.count(step.command) + 1 >= MOST_TIMES:
        return True
    if step.after.phase in ("over", "result") and _ran_out(step):
        return True
    kept = ("phase", "question", "item", "turns", "pending", "ladder", "doubts")
    return all(getattr(step.before, name) == getattr(step.after, name) for name in kept)


def _nothing_said_is_never_no(step: Step) -> bool:
    if not step.failed and step.command != "skip":
        return True
    new = {slot: value for slot, value in step.after.answers.items() if step.before.answers.get(slot) != value}
    return all(
        value in ("unknown", "unspecified") or (value is True and slot in step.before.pending) for slot, value in new.items()
    )


def _nothing_said_confirms_nothing(step: Step) -> bool:
    if not step.failed or step.before.phase != "confirming":
        return True
    taken = {slot for slot, value in step.before.pending.items() if step.after.answers.get(slot) == value}
    return all(step.before.pending[slot] is True or step.before.answers.get(slot) == step.before.pending[slot] for slot in taken)


def _a_red_flag_perhaps_said_stays(step: Step) -> bool:
    gone = step.before.phase == "confirming" and step.failed and step.after.phase not in ("confirming", "over")
    present = [s for s, v in step.before.pending.items() if v is True and s in step.red_flags]
    return not gone or all(_stays(step, slot) for slot in present)


def _stays(step: Step, slot: str) -> bool:
    """Present; or not known, where hardly anything was surely said before."""
    left = step.after.answers.get(slot)
    return left is True or (left == "unknown" and step.after.answered < KNOWN)


def _only_a_no_takes_away_what_was_perhaps_said(step: Step) -> bool:
    """Or going back to where it is asked again; or the end of everything; or that help is called for because of another."""
    if Phase.CONFIRMING not in (step.before.phase, step.before.held, step.before.beneath) or step.after.phase is Phase.OVER:
        return True
    if _begun_again(step):
        return True
    reading = step.reading or Reading(asked=(), text="")
    commands = {step.command, reading.command}
    if "start_over" in commands:
        return True
    kept = (step.after.answers, step.after.pending)
    lost = {s for s in step.red_flags if step.before.pending.get(s) is True and True not in (known.get(s) for known in kept)}
    again = {slot for slot in lost if "back" in commands and slot not in step.after.answers}
    denied = {slot for slot in lost if reading.certainty == "sure" and reading.answers.get(slot) is False}
    refused = _named(step) | set(reading.answers) if reading.reply == "no" else set()
    lost = {slot for slot in lost if not _stays(step, slot)}
    # Help is called for already: what nobody has confirmed is not known, and no reason for it.
    called = is_emergency(step.knowledge, step.after.answers)
    lost = {slot for slot in lost if not (called and step.after.answers.get(slot) == "unknown")}
    return not lost - again - refused - (denied if reading.reply != "yes" else set())


def _begun_again(step: Step) -> bool:
    """Whether somebody else begins, where whoever was waited for is gone."""
    return isinstance(step.event, Started | Resumed) and step.before.waiting


def _named(step: Step) -> set[str]:
    """What the confirmation before this step asked for by name."""
    listening = current_listen(step.knowledge, step.before)
    return set(flat(listening.confirming or {})) if listening else set()


def _no_red_flag_is_passed_unanswered(step: Step) -> bool:
    moved_on = step.before.phase == "asking" and step.after.question != step.before.question
    if not step.failed or not moved_on or step.after.phase == "over":
        return True
    asked = asked_slots(step.knowledge, step.before)
    return all(step.after.answers.get(slot) == "unknown" for slot in asked if slot in step.red_flags)


def _reassurance_follows_a_read_back(step: Step) -> bool:
    report = next((e for e in step.effects if isinstance(e, Assessed)), None)
    if report is None or report.disposition == "emergency" or step.after.phase is Phase.ASKING:
        return True  # nobody is reassured while something is still asked: what was denied is read back before the result
    checked = {slot for turn in step.after.turns if turn.question == "read_back" for slot in turn.answers}
    denied = {slot for slot in read_back_signs(step.knowledge) if step.after.answers.get(slot) is False}
    meant = facts(step.knowledge, step.after.answers).values
    return all(slot in checked or meant.get(slot) is not False for slot in denied)


def _a_red_flag_said_is_kept(step: Step) -> bool:
    """Whatever is confirmed, read back, asked or commanded in the same breath; only who deletes everything deletes it."""
    reading = step.reading
    if reading is None or (step.after.phase is Phase.OVER and not step.after.turns):
        return True
    if reading.certainty != "sure" and not step.before.answered:
        return True
    said = {slot for slot, value in reading.answers.items() if value is True and slot in step.red_flags | {"chest_pain"}}
    sure, known, pending = reading.certainty == "sure", step.after.answers, step.after.pending
    asked = {slot for put in step.before.put for slot, value in put.answers.items() if value is True}
    # What was unsure twice, and denied when it was asked about, is not known; nor what is unsure beside what help is called for.
    asked = said if is_emergency(step.knowledge, known) else asked
    perhaps = {slot for slot in said if pending.get(slot) is True or (slot in asked and known.get(slot) == "unknown")}
    return all(_stays(step, slot) or (not sure and slot in perhaps) for slot in said)


def _a_yes_confirms_what_was_named(step: Step) -> bool:
    """What becomes known by a yes is what it answered, or was said with it; a red flag can also be presumed, or not be known."""
    if step.reading is None or step.reading.reply != "yes" or step.before.phase not in (Phase.CONFIRMING, Phase.READ_BACK):
        return True
    listening = current_listen(step.knowledge, step.before)
    assert listening is not None
    named = flat(listening.confirming or {})
    said = step.reading.answers
    new = {slot: value for slot, value in step.after.answers.items() if step.before.answers.get(slot) != value}
    return all(
        value in ("unknown", "unspecified")
        or (value is True and slot in step.red_flags)
        or (said[slot] == value if slot in said else slot in named and named[slot] == value)
        or (slot in map(days_key, step.red_flags) and said.get(TWITCH_DAYS) == value)
        for slot, value in new.items()
        if not isinstance(value, tuple)
    )


def _a_red_flag_goes_only_where_that_is_confirmed(step: Step) -> bool:
    """What was present is absent after a sure yes or a no to it, and in no other way but by forgetting everything."""
    had = {slot for slot in step.red_flags if step.before.answers.get(slot) is True}
    gone = {slot for slot in had if step.after.answers.get(slot) is not True}
    forgets = {step.command, step.reading.command if step.reading else ""} & {"start_over", "delete_data"}
    if _begun_again(step):
        return True
    if not gone or forgets or Phase.OVER in (step.before.phase, step.after.phase) or step.before.phase is Phase.OFFERED:
        return True
    surely = step.reading is not None and (step.reading.certainty == "sure" or step.reading.reply == "no")
    return (
        Phase.CONFIRMING in (step.before.phase, step.before.held, step.before.beneath)
        and surely
        and gone <= set(step.before.pending)
    )


def _what_is_sure_is_recorded_where_it_belongs(step: Step) -> bool:
    reading = step.reading
    if reading is None or reading.certainty != "sure" or step.before.phase not in ("opening", "asking"):
        return True
    if reading.command in ("start_over", "delete_data") or (step.after.phase == "result" and _ran_out(step)):
        return True
    known = step.before.answers
    plain = {s: v for s, v in reading.answers.items() if known.get(s) is not True and not (v == "unknown" and s in known)}
    if TWITCH_DAYS in known and True in plain.values():
        plain.pop(TWITCH_DAYS, None)  # a time told with a sign is the sign's own
    doubted = _asked_together_after_something_unnamed(step)
    denied = {slot for slot in doubted if plain.get(slot) is False}
    return all(step.after.answers.get(slot) == value for slot, value in plain.items() if denied != doubted or slot not in doubted)


def _back_erases_what_it_goes_over(step: Step) -> bool:
    if step.command != "back" or step.after.phase != "asking":
        return True
    return not set(asked_slots(step.knowledge, step.after)) & set(step.after.answers) and bool(
        asked_slots(step.knowledge, step.after)
    )


def _rungs_come_one_by_one(step: Step) -> bool:
    if step.before.phase != "asking" or step.before.item or step.before.ladder.total >= 4 or _ran_out(step):
        return True
    if step.before.waiting or not step.before.answered:
        return True
    if isinstance(step.event, NoMatch) and step.before.ladder.no_match < 2:
        return step.prompts[-1].startswith(NO_MATCH_FORMS[step.before.ladder.no_match])
    if isinstance(step.event, NoInput) and step.before.ladder.no_input < 3:
        return any(prompt.startswith(SILENCE_FORMS[step.before.ladder.no_input]) for prompt in step.prompts)
    return True


def _guards_hold(step: Step) -> bool:
    asked = step.after.phase == "asking" and step.after.question != step.before.question
    if not asked or step.command:
        return True
    known = facts(step.knowledge, step.after.answers)
    question = step.knowledge.questions_by_id[step.after.question or ""]
    return holds(question.when, known) or _could_complete_an_emergency(step, question.slots)


def _could_complete_an_emergency(step: Step, slots: Iterable[str]) -> bool:
    """Whether one answer to one of the slots would be the last that a rule for an emergency wants, of which a sign is there."""
    knowledge = step.knowledge
    known = facts(knowledge, step.after.answers)
    rules = [rule for rule in knowledge.rules.values() if rule.level == "emergency" and because(rule.when, known)]
    told = ({**step.after.answers, slot: value} for slot in slots for value in (True, *_values(knowledge, slot)))
    return any(holds(rule.when, facts(knowledge, answers)) for answers in told for rule in rules)


def _values(knowledge: Knowledge, slot: str) -> tuple[Any, ...]:
    known = knowledge.slots.get(slot)
    if known is None:
        return ()
    return tuple((value,) for value in known.values) if known.kind == "list" else tuple(known.values)


def _coming_back_loses_nothing(step: Step) -> bool:
    if not isinstance(step.event, Resumed) or step.before.phase in ("new", "over", "offered") or step.before.waiting:
        return True
    if step.before.manner.shared and step.before.turns:
        return step.after.phase is Phase.OFFERED and step.after.answers == step.before.answers
    new = Phase.OPENING in (step.before.phase, step.before.beneath) and not step.before.turns
    return step.after.answers == step.before.answers and ("welcome" if new else "welcome_back") in step.prompts


def _it_listens_or_it_ends(step: Step) -> bool:
    if isinstance(step.event, Spoken | BargeIn):
        return not step.effects
    last = step.effects[-1]
    return isinstance(last, Listen if step.after.phase in LIVE else End)


def _states_survive_json(step: Step) -> bool:
    return State.model_validate_json(step.after.model_dump_json()) == step.after


def _no_means_no(step: Step) -> bool:
    if step.reading is None or step.before.phase is not Phase.CONFIRMING:
        return True
    if step.reading.reply != "no" or set(step.reading.answers) & set(step.before.pending):
        return True
    if step.reading.certainty == "unsure" and "keep_red_flag" in step.prompts:
        return True  # one unsure no, after which nothing more can be asked, takes no sign away
    named = {slot: value for slot, value in step.before.pending.items() if slot in _named(step)}
    return all(step.after.answers.get(slot) != v or step.before.answers.get(slot) == v for slot, v in named.items())


def _an_unsure_yes_confirms_no_read_back(step: Step) -> bool:
    if step.before.phase is not Phase.READ_BACK or step.reading is None or step.reading.certainty == "sure":
        return True
    return _checked(step.after) <= _checked(step.before)


def _checked(state: State) -> set[str]:
    turns = (turn for turn in state.turns if turn.question == "read_back" and not turn.unsure)
    return {slot for turn in turns for slot, value in turn.answers.items() if value is False}


def _no_after_an_unnamed_yes_denies_nothing_together(step: Step) -> bool:
    """Each of the signs that it was said to is absent only when asked or named alone."""
    before = step.before
    if before.phase is not Phase.ASKING or before.item or before.perhaps != before.question:
        return True
    asked = [slot for slot in asked_slots(step.knowledge, before) if slot in step.red_flags]
    return len(asked) < 2 or not all(step.after.answers.get(slot) is False for slot in asked)


def _nothing_unsure_counts_before_a_sure_answer(step: Step) -> bool:
    """Nobody knows yet whether anybody is talking to us: nothing is kept, nothing confirmed but a grave sign, no alarm raised."""
    if step.before.answered or step.reading is None or step.reading.certainty != "unsure":
        return True
    if is_story(step.knowledge, step.before, step.reading):
        return True  # whoever tells where it twitches is talking to us
    kept = step.after.answers == step.before.answers or step.after.phase in (Phase.OVER, Phase.OPENING)
    unmoved = set(step.after.answers.values()) <= {*step.before.answers.values(), "unknown", "unspecified"}
    confirms = step.after.phase is Phase.CONFIRMING and Phase.CONFIRMING not in (step.before.phase, step.before.beneath)
    confirms = confirms and not tells_of_a_sign(step.knowledge, step.before, step.reading)
    confirms = confirms and set(step.after.pending) != {step.before.item}  # one sign, for which a yes to several was asked
    alarmed = step.after.phase is Phase.ALARM and Phase.ALARM not in (step.before.phase, step.before.beneath)
    return (kept or unmoved) and not confirms and not alarmed


def _what_was_offered_is_told_to_its_owner_only(step: Step) -> bool:
    """Anything but a sure yes leads to a conversation that knows nothing."""
    if step.before.phase is not Phase.OFFERED or step.after.phase is Phase.OFFERED:
        return True
    reading = step.reading
    owned = reading is not None and reading.certainty == "sure" and (reading.reply == "yes" or reading.command == "resume")
    return owned or step.command == "resume" or not any(turn in step.after.turns for turn in step.before.turns)


def _an_abandoned_conversation_leaves_nothing(step: Step) -> bool:
    ends = [effect for effect in step.effects if isinstance(effect, End) and effect.outcome == "abandoned"]
    return not ends or (not step.after.turns and not step.after.pending and step.prompts == [])


def _asked_together_after_something_unnamed(step: Step) -> set[str]:
    """Signs that were asked for together, where something was said (yes, some of them) that named none of them."""
    before = step.before
    if before.phase is not Phase.ASKING or before.item or before.perhaps != before.question:
        return set()
    asked = asked_slots(step.knowledge, before)
    return set(asked) if len(asked) > 1 and set(asked) <= step.red_flags else set()


def _nothing_is_said_with_a_hole(step: Step) -> bool:
    """No "What about ?" and no "I heard: . Is that right?"."""
    return not [text for text in step.texts if _HOLE.search(text)]


def _what_is_asked_is_there_to_answer(step: Step) -> bool:
    """A question of the interview asks for something, and a confirmation names something."""
    asked = next((effect for effect in step.effects if isinstance(effect, Listen)), None)
    if asked is None:
        return True
    if asked.question == "confirm":
        return bool(phrases(step.knowledge, flat(asked.confirming or {})))
    return bool(asked.slots) or asked.question not in step.knowledge.questions_by_id


def _one_yes_is_to_one_sign(step: Step) -> bool:
    listening = current_listen(step.knowledge, step.after)
    if step.after.phase is not Phase.CONFIRMING or listening is None:
        return True
    confirmed = own(step.knowledge, flat(listening.confirming or {}))
    signs = [slot for slot, value in confirmed.items() if isinstance(value, bool) and slot in step.red_flags]
    return len(signs) < 2


def _nothing_is_confirmed_twice_in_the_same_words(step: Step) -> bool:
    return all(put not in step.after.put[:n] for n, put in enumerate(step.after.put))


def _no_to_several_things_loses_none(step: Step) -> bool:
    reading = step.reading
    bare = reading is not None and reading.reply == "no" and not reading.answers and not reading.command and not reading.faq
    if step.before.phase is not Phase.CONFIRMING or not bare or _ran_out(step):
        return True
    several = len(phrases(step.knowledge, {s: v for s, v in step.before.pending.items() if s in _named(step)})) > 1
    return not several or step.after.pending == step.before.pending


def _a_denial_in_passing_is_not_recorded_unsurely(step: Step) -> bool:
    """A sign that was not asked for, and is perhaps denied, is asked about or left to its own question.

    Where a command is to be confirmed, what is said instead answers the question beneath.
    """
    asking = uncovered(step.before) if step.before.phase is Phase.CHECKING else step.before
    reading, listening = step.reading, current_listen(step.knowledge, asking)
    if reading is None or reading.certainty != "unsure" or listening is None or reading.reply or step.before.held:
        return True
    denied = {s for s, value in reading.answers.items() if value is False and s in step.red_flags - set(listening.slots)}
    return all(step.after.answers.get(slot) is not False or step.before.answers.get(slot) is False for slot in denied)


def _a_result_is_spoken_again_only_where_it_changed(step: Step) -> bool:
    spoken = [prompt for prompt in step.prompts if prompt.startswith("result_")]
    asked_for = {step.command, step.reading.command if step.reading else ""} & {"repeat", "more", "skip", "summary", "resume"}
    asked_for |= {"yes"} if step.before.base is Phase.RESULT and step.reading and step.reading.reply == "yes" else set()
    if not spoken or asked_for or step.before.told is None or (step.reading and step.reading.faq):
        return True
    told, now = step.before.told, step.after.told
    return now is not None and now.level != told.level and (len(spoken) == 1 or now.times <= MOST_RESULTS)


def _where_it_stands_can_be_taken_up_again(step: Step) -> bool:
    """Every field of the state is one that there is, and of its type: what is saved is read back as it was."""
    return state_from_json(step.after.to_json()) == step.after


def _ran_out(step: Step) -> bool:
    """Whether it ended, or may have ended, as nothing had changed for so long; what is asked a second time counts twice."""
    return step.before.standstill.turns + 2 >= MOST_TURNS


RULES: tuple[Callable[[Step], bool], ...] = (
    _where_it_stands_can_be_taken_up_again,
    _stop_stops,
    _emergency_is_heard_everywhere,
    _harmless_commands_lose_nothing,
    _nothing_said_is_never_no,
    _nothing_said_confirms_nothing,
    _a_red_flag_perhaps_said_stays,
    _only_a_no_takes_away_what_was_perhaps_said,
    _no_red_flag_is_passed_unanswered,
    _reassurance_follows_a_read_back,
    _a_red_flag_said_is_kept,
    _a_yes_confirms_what_was_named,
    _a_red_flag_goes_only_where_that_is_confirmed,
    _what_is_sure_is_recorded_where_it_belongs,
    _back_erases_what_it_goes_over,
    _rungs_come_one_by_one,
    _guards_hold,
    _coming_back_loses_nothing,
    _it_listens_or_it_ends,
    _states_survive_json,
    _no_means_no,
    _an_unsure_yes_confirms_no_read_back,
    _no_after_an_unnamed_yes_denies_nothing_together,
    _nothing_is_said_with_a_hole,
    _what_is_asked_is_there_to_answer,
    _one_yes_is_to_one_sign,
    _nothing_is_confirmed_twice_in_the_same_words,
    _no_to_several_things_loses_none,
    _a_denial_in_passing_is_not_recorded_unsurely,
    _a_result_is_spoken_again_only_where_it_changed,
    _nothing_unsure_counts_before_a_sure_answer,
    _what_was_offered_is_told_to_its_owner_only,
    _an_abandoned_conversation_leaves_nothing,
)
