"""The proof by search: every control state, every event in it, every rule of the conversation; and that the search would notice.

The mutants are engines with one mistake each, such as are made in earnest. Each must break a rule.
"""

import random
from contextlib import suppress

import pytest
from dialogue_rules import LIVE, check
from repeating import repeat
from talking import NO, REJECTED, VAGUE, YES, healthy_answers, meaning, small, whole
from walking import Control, Found, walk

from voice.errors import EventError
from voice.skill.dialogue import commands, confirming, doubts, engine, headway, ladder, moves, prompts, returning
from voice.skill.dialogue.commands import COMMANDS, begin
from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.engine import TABLE, Rule, current_listen, step
from voice.skill.dialogue.events import Heard, Key, NoInput, NoMatch, Resumed, Started
from voice.skill.dialogue.kinds import Kind
from voice.skill.dialogue.state import Ladder, Phase
from voice.skill.knowledge.conditions import holds
from voice.skill.triage.interview import facts, open_slots

WALKS, STEPS = 60, 40


@pytest.fixture(scope="module")
def found() -> dict[Control, Found]:
    """Every control state, each step from each of them held against every rule."""
    return walk(check)


def test_every_control_state_keeps_every_rule(found):
    """Breadth first from the first event: each step from each state; and what only the whole graph shows."""
    assert len(found) > 500
    assert {key[0] for key in found} == set(Phase) - {Phase.OFFERED}, "an offer is made on a shared device only"
    for key, here in found.items():
        assert key[0] in ("over", "new") or here.edges, key
    _silence_ends(found)
    _failures_never_go_round(found)
    _the_table_tells_the_truth(found)


def _pending(state):
    return dict(state.pending)


def _turned(state):
    return {slot: value is not True if isinstance(value, bool) else value for slot, value in state.pending.items()}


def _signs(state):
    return {"dark_urine": True, **_pending(state)}


REPEATED = {
    "silence": lambda _: NoInput(),
    "noise": lambda _: NoMatch(),
    "rejected": lambda _: REJECTED,
    "vague": lambda _: VAGUE,
    "yes": lambda _: YES,
    "no": lambda _: NO,
    "perhaps yes": lambda _: meaning(reply="yes", certainty="unsure"),
    "perhaps no": lambda _: meaning(reply="no", certainty="unsure"),
    "a question": lambda _: meaning(faq="what_is_it"),
    **{f"the key {c}": lambda _, c=c: Key(command=c) for c in COMMANDS},
    **{
        f"{name}, {reply}, {certainty}": lambda state, a=answers, r=reply, c=certainty: meaning(
            answers=a(state), reply=r, certainty=c, clarify=not a(state) and r is None
        )
        for name, answers in {
            "what is known": lambda state: state.answers,
            "what is pending": _pending,
            "the opposite of what is pending": _turned,
            "a sign": lambda _: {"dark_urine": True},
            "no sign": lambda _: {"dark_urine": False},
            "a sign and what is pending": _signs,
            "a place": lambda _: {"location": ("calf",), "side": "left"},
            "an age": lambda _: {"age_band": "18_39"},
            "not knowing": lambda _: {"dark_urine": "unknown"},
        }.items()
        for reply in (None, "yes", "no")
        for certainty in ("sure", "unsure")
    },
}
"""What is said for ever, as a function of where the conversation is."""
EVERY = 12
"""Of the states one in so many is tried with each thing that is said."""


@pytest.mark.parametrize("name", REPEATED)
def test_whoever_says_one_thing_for_ever_reaches_an_end(found, name, request):
    """From every state that a search comes to, soon: of the states each time other ones, all with --all."""
    says, every = REPEATED[name], 1 if request.config.getoption("--all") else EVERY
    starts = [key for key, here in found.items() if here.state.phase in LIVE][sorted(REPEATED).index(name) % every :: every]
    assert starts
    for key in starts:
        held = repeat(small(), found[key].state, says)
        assert held.ended, (key, held.turns, held.unchanged, held.state.phase)


def _silence_ends(found: dict[Control, Found]) -> None:
    for key in found:
        here, left = key, 8
        while here[0] in LIVE:
            assert left, f"silence goes on for ever in {key}"
            here, left = next(target for event, target, _ in found[here].edges if isinstance(event, NoInput)), left - 1


def _failures_never_go_round(found: dict[Control, Found]) -> None:
    """No sequence of silences, noises and vague answers comes back to where it was: so the number of prompts is bounded."""
    failures = (NoInput, NoMatch)
    follow = {
        key: {
            target
            for event, target, effects in here.edges
            if (isinstance(event, failures) or event is VAGUE) and any(isinstance(effect, Say) for effect in effects)
        }
        for key, here in found.items()
        if key[0] in LIVE
    }
    depth: dict[Control, int] = {}

    def longest(key: Control, above: frozenset[Control]) -> int:
        assert key not in above, f"failures lead back to {key}"
        if key not in depth:
            depth[key] = 1 + max((longest(target, above | {key}) for target in follow.get(key, ())), default=0)
        return depth[key]

    assert max(longest(key, frozenset()) for key in follow) < 100


def _the_table_tells_the_truth(found: dict[Control, Found]) -> None:
    """Each step leads to a phase that its row of the table names."""
    for key, here in found.items():
        allowed = {phase for rule in TABLE[Phase(str(key[0]))].values() for phase in rule.to}
        assert {target[0] for _, target, _ in here.edges} <= allowed, key


def _events(chance, knowledge, state):
    listening = current_listen(knowledge, state)
    slots = listening.slots if listening and listening.slots else ("location", "dark_urine")
    well = healthy_answers(knowledge, slots)
    flags = [slot for slot in slots if slot in knowledge.symptoms] or ["fever"]
    flag = chance.choice(flags)
    return chance.choice(
        [
            *([meaning(answers=well)] * 12),
            *([YES] * 4),
            NO,
            VAGUE,
            REJECTED,
            NoInput(),
            NoMatch(),
            Resumed(),
            meaning(answers={flag: True}),
            meaning(answers={flag: True}, certainty="unsure"),
            meaning(answers={flag: "unknown"}),
            meaning(answers=well, certainty="unsure"),
            meaning(faq="is_it_normal"),
            *(Key(command=command) for command in COMMANDS if command not in ("stop", "delete_data", "start_over")),
        ]
    )


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_random_conversation_keeps_every_rule(seed):
    """The whole knowledge file, answered by chance."""
    chance = random.Random(seed)
    knowledge = whole()
    state, _ = step(knowledge, begin(knowledge), Started())
    for _ in range(STEPS):
        event = _events(chance, knowledge, state)
        with suppress(EventError):
            after, effects = step(knowledge, state, event)
            check(knowledge, state, event, after, effects)
            state = after


def _repeat_resets(monkeypatch):
    rule = TABLE[Phase.ASKING]["repeat"]
    move = lambda m: (m.state.but(ladder=Ladder()), rule.move(m)[1])  # noqa: E731
    for phase in LIVE:
        monkeypatch.setitem(TABLE[Phase(phase)], "repeat", Rule(move, rule.to))


def _silence_confirms(monkeypatch):
    rule = TABLE[Phase.CONFIRMING]
    yes = rule[Kind.YES]
    monkeypatch.setitem(
        rule, Kind.NO_INPUT, Rule(lambda m: yes.move(moves.Moment(m.knowledge, m.state, m.event, YES.reading)), yes.to)
    )


def _back_keeps(monkeypatch):
    def back(moment):
        after, effects = commands.back(moment)
        return after.but(turns=moment.state.turns), effects

    for phase in ("asking", "confirming", "read_back"):
        monkeypatch.setitem(TABLE[Phase(phase)], "back", Rule(back, TABLE[Phase(phase)]["back"].to))


def _stop_is_ignored_while_confirming(monkeypatch):
    monkeypatch.setitem(TABLE[Phase.CONFIRMING], "stop", TABLE[Phase.CONFIRMING]["repeat"])


def _volunteered_is_dropped(monkeypatch):
    take = confirming.take

    def only_asked(knowledge, state, answers, **more):
        asked = prompts.asked_slots(knowledge, state) or tuple(answers)
        return take(knowledge, state, {slot: value for slot, value in answers.items() if slot in asked}, **more)

    monkeypatch.setattr(confirming, "take", only_asked)


def _read_back_is_skipped(monkeypatch):
    monkeypatch.setattr(moves, "denied", lambda _knowledge, _state: {})


def _unknown_is_no(monkeypatch):
    monkeypatch.setattr(ladder, "unknown", lambda _knowledge, slots: dict.fromkeys(slots, False))


def _off_by_one(monkeypatch):
    no_match = ladder.RUNGS[Phase.ASKING]["no_match"]
    monkeypatch.setitem(ladder.RUNGS[Phase.ASKING], "no_match", (*no_match[1:], no_match[-1]))


def _resume_loses_the_last_answer(monkeypatch):
    def resume(moment):
        return returning.resume(moves.Moment(moment.knowledge, moment.state.but(turns=moment.state.turns[:-1]), moment.event))

    for phase in (*LIVE, "paused"):
        monkeypatch.setitem(TABLE[Phase(phase)], Kind.RESUMED, Rule(resume, TABLE[Phase(phase)][Kind.RESUMED].to))


def _wrong_slot(monkeypatch):
    take = confirming.take

    def shifted(knowledge, state, answers, **more):
        slots = list(answers)
        return take(knowledge, state, dict(zip(slots[1:] + slots[:1], answers.values(), strict=True)), **more)

    monkeypatch.setattr(confirming, "take", shifted)


def _guard_inverted(monkeypatch):
    def inverted(knowledge, answers, closed=frozenset(), **_):
        known = facts(knowledge, answers)
        return tuple(
            q
            for q in knowledge.questions
            if q.id not in closed and open_slots(q, known.values) and (q.id != "spreading") == holds(q.when, known)
        )

    monkeypatch.setattr(moves, "next_questions", inverted)


def _noise_drops_a_red_flag(monkeypatch):
    monkeypatch.setattr(ladder, "perhaps_present", lambda _knowledge, _state: {})


def _an_unsure_yes_confirms_the_read_back(monkeypatch):
    rule = TABLE[Phase.READ_BACK][Kind.YES]
    sure = Rule(lambda m: rule.move(moves.Moment(m.knowledge, m.state, m.event, YES.reading)), rule.to)
    monkeypatch.setitem(TABLE[Phase.READ_BACK], Kind.YES, sure)


def _a_yes_outweighs_what_is_said_with_it(monkeypatch):
    monkeypatch.setattr(confirming, "differing", lambda _answers, _wanted: {})


def _a_question_takes_the_place_of_answers(monkeypatch):
    kind_of = engine.kind_of

    def questions_first(knowledge, state, event, reading, fits):
        kind = kind_of(knowledge, state, event, reading, fits)
        return Kind.QUESTION if reading.faq and reading.reply and kind in (Kind.YES, Kind.NO) else kind

    monkeypatch.setattr(engine, "kind_of", questions_first)


def _everything_is_named(monkeypatch):
    for module in (confirming, prompts):
        monkeypatch.setattr(module, "named", lambda _knowledge, state: dict(state.pending))
    monkeypatch.setattr(confirming, "takes_back", lambda *_: False)


def _back_takes_a_red_flag_along(monkeypatch):
    rule = TABLE[Phase.RESULT]["back"]
    gone_back = Rule(lambda m: commands._gone_back(m.knowledge, m.state), rule.to)
    monkeypatch.setitem(TABLE[Phase.RESULT], "back", gone_back)


def _no_after_an_unnamed_yes_denies_all(monkeypatch):
    monkeypatch.setattr(confirming, "denies_all_perhaps_said", lambda *_: False)


def _one_yes_is_to_all_signs(monkeypatch):
    monkeypatch.setattr(prompts, "is_sign", lambda *_: False)


def _no_to_several_things_is_no_to_all(monkeypatch):
    refused = confirming.refused

    def thrown_away(moment):
        after, effects = refused(moment)
        return after.but(pending=dict(list(after.pending.items())[:1])), effects

    rule = TABLE[Phase.CONFIRMING][Kind.NO]
    monkeypatch.setitem(TABLE[Phase.CONFIRMING], Kind.NO, Rule(thrown_away, rule.to))


def _a_denial_in_passing_counts(monkeypatch):
    monkeypatch.setattr(confirming, "changing", lambda _knowledge, _state, answers, **_: dict(answers))
    for module in (confirming, doubts):
        monkeypatch.setattr(module, "must_confirm", lambda *_, sure: False)


def _what_is_left_of_an_answered_question_is_put(monkeypatch):
    monkeypatch.setattr(ladder, "proceed", lambda _knowledge, state, *before: (state, (*before, *prompts.ask(_knowledge, state))))


def _a_result_is_told_again_and_again(monkeypatch):
    conclude = moves.conclude
    monkeypatch.setattr(moves, "conclude", lambda knowledge, state, *before: conclude(knowledge, state.but(told=None), *before))


MUTANTS = [
    _repeat_resets,
    _silence_confirms,
    _back_keeps,
    _stop_is_ignored_while_confirming,
    _volunteered_is_dropped,
    _read_back_is_skipped,
    _unknown_is_no,
    _off_by_one,
    _resume_loses_the_last_answer,
    _wrong_slot,
    _guard_inverted,
    _noise_drops_a_red_flag,
    _an_unsure_yes_confirms_the_read_back,
    _a_yes_outweighs_what_is_said_with_it,
    _a_question_takes_the_place_of_answers,
    _everything_is_named,
    _back_takes_a_red_flag_along,
    _no_after_an_unnamed_yes_denies_all,
    _one_yes_is_to_all_signs,
    _no_to_several_things_is_no_to_all,
    _a_denial_in_passing_counts,
    _what_is_left_of_an_answered_question_is_put,
    _a_result_is_told_again_and_again,
]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__.strip("_"))
def test_a_mistake_would_be_noticed(monkeypatch, mutant):
    """With this mistake in the engine, the search finds a rule broken."""
    mutant(monkeypatch)
    with pytest.raises(AssertionError):
        walk(check, most=400)


def test_without_a_bound_somebody_would_be_held_for_ever(found, monkeypatch):
    """The search for a caller who never gets away would find one."""
    monkeypatch.setattr(headway, "MOST_TURNS", 10**6)
    monkeypatch.setattr(headway, "MOST_TIMES", 10**6)
    starts = [here.state for here in found.values() if here.state.phase in LIVE]
    assert any(
        not repeat(small(), state, REPEATED[name]).ended for state in starts[::50] for name in ("the key repeat", "a question")
    )


def test_the_small_interview_has_a_guard_and_a_group():
    """What the search walks through is as varied as it has to be."""
    assert any(len(question.slots) > 1 for question in small().questions)
    assert any(question.id == "spreading" for question in small().questions)
    assert isinstance(YES, Heard)
