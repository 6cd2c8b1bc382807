"""A sign that may have been said besides: when it is asked about, and what becomes of each reply."""

import pytest
from talking import Talk, meaning, small, whole

from voice.errors import StateError
from voice.skill.dialogue.engine import current_listen, step
from voice.skill.dialogue.events import Heard, Resumed
from voice.skill.dialogue.restored import check_restored
from voice.skill.dialogue.state import state_from_json


def lost(*signs: str, **parts: object) -> Heard:
    """Words that were not wholly understood, and that sound like `signs`."""
    return meaning(**{"certainty": "unsure", "clarify": True, "maybe_said": signs or ("fever",), **parts})


def asked() -> Talk:
    """A conversation in which it was just asked whether a fever was said as well."""
    return Talk().known().event(lost())


def besides(talk: Talk) -> bool:
    """Whether the question of the moment is whether something was said as well."""
    return any(prompt.endswith("_besides") for prompt in talk.prompts)


def test_it_is_asked_instead_of_the_next_question():
    """One question, named after the sign, to which a yes or no is expected."""
    talk = asked()
    assert talk.said.endswith(f"Did you also say: {whole().words_for('fever')}?")
    assert talk.listening.confirming == {"symptoms": {"fever": True}}
    assert talk.state.answers.get("fever") is None


def test_a_yes_is_an_answer():
    """The sign is there, and the question that waited is put."""
    before = Talk().listening.question
    talk = asked().yes()
    assert talk.state.answers["fever"] is True
    assert talk.listening.question == before


@pytest.mark.parametrize("reply", ["no", "vague", "not known", "silence", "noise", "skip"])
def test_nothing_else_settles_it(reply):
    """It is as open as before, and the question that waited is put."""
    events = {
        "no": lambda talk: talk.no(),
        "vague": lambda talk: talk.event(meaning(clarify=True)),
        "not known": lambda talk: talk.answer(fever="unknown"),
        "silence": lambda talk: talk.silence(),
        "noise": lambda talk: talk.noise(),
        "skip": lambda talk: talk.key("skip"),
    }
    talk = asked()
    before = talk.state.answers
    events[reply](talk)
    assert talk.state.answers == before
    assert talk.listening.question == Talk().listening.question
    assert not besides(talk)


def test_a_no_leaves_it_to_its_own_question():
    """Whoever did not say it is asked about it in its ordinary place."""
    talk = asked().no()
    while "fever" not in talk.slots:
        talk.healthy()
    assert talk.listening.confirming is None


def test_an_unsure_yes_is_confirmed():
    """As any unsure answer is."""
    talk = asked().event(meaning(reply="yes", certainty="unsure"))
    assert talk.state.answers.get("fever") is None
    assert talk.state.pending == {"fever": True}


def test_what_is_said_instead_counts():
    """An answer to something else is taken, and so is the sign said in other words."""
    assert asked().answer(pain=True).state.answers["pain"] is True
    assert asked().answer(fever=True).state.answers["fever"] is True
    assert asked().answer(fever=False).state.answers["fever"] is False


def test_it_is_asked_once():
    """However often the words sound like it."""
    talk = asked().no()
    for _ in range(3):
        talk.event(lost())
        assert not besides(talk)


def test_it_is_repeated_and_explained_without_being_lost():
    """What changes nothing leaves the question as it is."""
    for command in ("repeat", "help", "why", "slower"):
        talk = asked().key(command)
        assert talk.listening.confirming == {"symptoms": {"fever": True}}
        assert talk.yes().state.answers["fever"] is True


def test_what_is_unsure_is_confirmed_first():
    """Then the sign is asked about, before the next question."""
    talk = Talk().known().event(lost(clarify=False, answers={"swelling_or_hard_muscle": True}))
    assert not besides(talk)
    assert besides(talk.yes())


def test_an_emergency_is_acted_on_at_once():
    """Nothing is asked besides, neither before nor after it."""
    talk = Talk().known().event(lost(certainty="sure", clarify=False, answers={"chest_pain": True}))
    assert talk.disposition == "emergency"
    assert talk.state.besides is None


def test_a_yes_to_an_emergency_is_acted_on_at_once():
    """The sign counts like one that was said unasked."""
    assert Talk().known().event(lost("chest_pain")).yes().disposition == "emergency"


def test_what_is_known_is_not_asked_again():
    """Whether it is there, denied or not known."""
    for value in (True, False, "unknown"):
        talk = Talk().known().answer(fever=value).event(lost())
        assert not besides(talk)


def test_an_opening_of_which_nothing_was_understood_is_asked_about():
    """And after a no the open question is put again."""
    talk = Talk(opening=True).event(lost(certainty="rejected", clarify=False))
    assert besides(talk)
    assert talk.no().listening.question == "opening"


def test_a_name_that_is_no_sign_is_not_asked_about():
    """Whatever a reading names."""
    assert not besides(Talk().known().event(lost("location", "nothing of ours")))


def test_it_costs_one_question():
    """A conversation with one more question and a no ends as it would have ended."""
    with_it, without = asked().no().until("result"), Talk().known().event(meaning(clarify=True)).until("result")
    assert with_it.disposition == without.disposition


def test_it_survives_a_restart():
    """Taken up again, the same is asked."""
    talk = asked()
    restored = state_from_json(talk.state.to_json())
    check_restored(whole(), restored)
    assert restored == talk.state
    assert current_listen(whole(), restored) == talk.listening
    assert step(whole(), restored, Resumed())[0].besides == "fever"


def test_a_sign_that_is_none_is_no_saved_conversation():
    """A state that somebody changed is refused."""
    for changes in ({"besides": "location"}, {"asked_besides": ("x",)}):
        with pytest.raises(StateError, match="no sign is called"):
            check_restored(whole(), asked().state.but(**changes))


def test_every_sign_can_be_asked_about():
    """Each has words to be asked with."""
    for question in whole().questions:
        for sign in question.slots if question.risk == "red_flag" else ():
            talk = Talk().known().event(lost(sign))
            assert besides(talk) is (sign not in Talk().state.answers), sign


def test_any_reply_anywhere_moves_on():
    """From every question of a small interview, each event is one that the table has room for."""
    for reply in ("yes", "no", "silence", "noise"):
        talk = Talk(small()).known()
        for _ in range(20):
            if talk.state.phase not in ("opening", "asking", "confirming", "read_back"):
                break
            talk.event(lost("muscle_weakness", "dark_urine", "repeated_vomiting"))
            talk = getattr(talk, reply)()
        assert len(talk.state.asked_besides) <= 3
