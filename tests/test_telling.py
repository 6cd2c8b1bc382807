"""Questions about the subject: answered at once, with more in store, and the interview goes on where it was."""

import pytest
from talking import Talk

from voice.skill.dialogue.effects import Effect, Listen, Say
from voice.skill.dialogue.engine import begin, step
from voice.skill.dialogue.events import BargeIn, Heard, Key, Spoken, Started
from voice.skill.dialogue.state import State, state_from_json
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Knowledge
from voice.skill.reading import Reading, Value


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The knowledge file as it is shipped."""
    return load_knowledge()


def _asked(knowledge: Knowledge, question: str) -> tuple[State, tuple[Effect, ...]]:
    started, _ = step(knowledge, begin(knowledge), Started())
    reading = Reading(asked=(), text=question, faq=question)
    return step(knowledge, started, Heard(words=question, confidence=1.0, reading=reading))


def _prompts(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.prompt for effect in effects if isinstance(effect, Say)]


def test_a_question_is_answered_and_the_interview_goes_on(knowledge: Knowledge) -> None:
    """The answer is spoken whole, and then the question of the moment is asked again."""
    _, effects = _asked(knowledge, "is_it_als")
    answer = next(effect for effect in effects if isinstance(effect, Say))
    assert "one hundred and eighty people" in answer.text
    assert isinstance(effects[-1], Listen)


def test_more_tells_what_else_is_known_of_it(knowledge: Knowledge) -> None:
    """After an answer, "more" tells its further statements, each once, two at a time."""
    state, _ = _asked(knowledge, "why_does_it_happen")
    heard: list[str] = []
    while state.untold:
        state, effects = step(knowledge, state, Key(command="more"))
        new = [prompt for prompt in _prompts(effects) if prompt.startswith("told_")]
        assert 1 <= len(new) <= 2
        heard += new
    assert heard == [f"told_{name}" for name in knowledge.frequent_questions["why_does_it_happen"].more]


def test_with_nothing_in_store_more_explains_the_question(knowledge: Knowledge) -> None:
    """Where no question about the subject was asked, "more" says what the question of the moment means."""
    started, _ = step(knowledge, begin(knowledge), Started())
    _, effects = step(knowledge, started, Key(command="more"))
    assert not [prompt for prompt in _prompts(effects) if prompt.startswith("told_")]


def test_what_is_in_store_does_not_outlive_its_moment(knowledge: Knowledge) -> None:
    """Once the conversation has gone on to another question, "more" is about that one."""
    state, _ = _asked(knowledge, "what_is_it")
    moved, _ = step(knowledge, state, Key(command="start_over"))
    assert state.untold
    assert not moved.untold


def test_what_is_in_store_survives_a_power_cut(knowledge: Knowledge) -> None:
    """A saved state still knows what else there is to tell."""
    state, _ = _asked(knowledge, "what_to_drink")
    assert state_from_json(state.to_json()).untold == state.untold


def test_no_question_tells_a_statement_twice(knowledge: Knowledge) -> None:
    """The statements that a question has in store are all different."""
    assert all(len(set(question.more)) == len(question.more) for question in knowledge.frequent_questions.values())


def test_a_confirmation_of_many_things_names_the_most_serious(knowledge: Knowledge) -> None:
    """Where not all that was heard can be named, the warning sign is."""
    started, _ = step(knowledge, begin(knowledge), Started())
    answers: dict[str, Value] = {"location": ("thigh",), "after_exercise": "yes", "pain": True, "cramp": True, "dark_urine": True}
    reading = Reading(asked=(), text="…", answers=answers, certainty="unsure")
    _, effects = step(knowledge, started, Heard(words="…", reading=reading))
    assert "dark pee" in " ".join(effect.text for effect in effects if isinstance(effect, Say))


def _result() -> tuple[Talk, list[str]]:
    talk = Talk().until("read_back").yes()
    return talk, [prompt for prompt in talk.prompts if prompt.startswith("result_")]


def _heard_out(talk: Talk, prompts: list[str]) -> Talk:
    for prompt in prompts:
        talk.event(Spoken(prompt=prompt))
    return talk


def _parts(talk: Talk) -> list[str]:
    return [prompt for prompt in talk.prompts if prompt.startswith("result_")]


def test_speaking_over_the_question_after_a_result_interrupts_nothing() -> None:
    """ "Repeat" over "anything else?" says all of it again, and "more" what was left out."""
    talk, parts = _result()
    over = _heard_out(talk, parts).event(BargeIn()).state
    assert _parts(Talk(state=over).key("repeat")) == parts
    assert any(prompt.startswith("more_") for prompt in Talk(state=over).key("more").prompts)


def test_a_repeated_result_is_counted_from_its_beginning() -> None:
    """Cut off in its second part the second time, it goes on there."""
    talk, parts = _result()
    _heard_out(talk, parts).key("repeat")
    cut = _heard_out(talk, parts[:1]).event(BargeIn()).state
    assert _parts(Talk(state=cut).key("more")) == parts[1:]
    assert _parts(Talk(state=cut).key("repeat")) == parts[1:2]


def test_no_more_parts_are_heard_than_there_are() -> None:
    """Whatever is said again."""
    talk, parts = _result()
    assert _heard_out(talk, [*parts, *parts]).state.part == len(parts)


def test_the_last_part_heard_again_leaves_the_whole_to_repeat() -> None:
    """After the part that was cut off has been heard, nothing of the result is left."""
    talk, parts = _result()
    _heard_out(talk, parts[:-1]).event(BargeIn())
    assert _parts(talk.key("repeat")) == parts[-1:]
    assert _parts(_heard_out(talk, parts[-1:]).key("repeat")) == parts


def test_whoever_is_afraid_is_met_before_the_facts(knowledge: Knowledge) -> None:
    """ "Am I dying?" is answered with a kind word first; it promises nothing."""
    _, effects = _asked(knowledge, "when_to_worry")
    answer = next(effect for effect in effects if isinstance(effect, Say))
    assert answer.text.startswith("You are right to ask.")
