"""After the result: what is still said, and how it is left."""

import pytest
from talking import Talk, at, meaning, whole

from grammars import read
from voice.skill.dialogue.events import Heard
from voice.skill.dialogue.moves import MOST_RESULTS
from voice.skill.dialogue.prompts import open_to

FAREWELLS = (
    "no thanks",
    "no thanks, that's all",
    "that's all",
    "that's it",
    "bye",
    "goodbye",
    "thank you, bye",
    "nothing else",
    "No, I'm good. Thanks.",
    "that will be all",
    "okay, that's everything, cheers",
    "nope",
)


def _words(talk, text):
    plain = "".join(c for c in text.lower() if c.isalpha() or c in " '")
    asked, confirming = open_to(whole(), talk.state)
    return talk.event(Heard(words=plain, reading=read(plain, *asked, confirming=confirming)))


@pytest.mark.parametrize("text", FAREWELLS)
def test_the_result_is_left_by_saying_goodbye(text):
    """In the words that people use, alone or one after another."""
    assert _words(at("result"), text).outcome == "completed"


@pytest.mark.parametrize("text", FAREWELLS)
@pytest.mark.parametrize("alarmed", [True, False])
def test_an_emergency_is_left_by_saying_goodbye(text, alarmed):
    """Called for, or found: with the word to get help."""
    talk = Talk().key("emergency") if alarmed else Talk().answer(dark_urine=True)
    assert _words(talk, text).outcome == "emergency"
    assert talk.prompts[-1] == "goodbye_emergency"


def test_a_farewell_with_a_sign_is_none():
    """ "No thanks, but my chest hurts"."""
    assert _words(at("result"), "no thanks but my chest hurts").disposition == "emergency"


def test_what_changes_nothing_after_the_result_is_acknowledged():
    """In a sentence, and not by the whole result."""
    talk = at("result").answer(age_band="18_39").answer(stress="high")
    while talk.listening.question != "result":
        talk.healthy()
    assert "same_result" in talk.prompts
    assert "result_action" not in talk.prompts


def test_what_makes_it_more_urgent_is_told_in_full():
    """A sign told after the result counts."""
    talk = at("result").answer(chest_pain=True)
    assert talk.disposition == "emergency"
    assert "result_causes" in talk.prompts


def test_what_makes_it_serious_is_said_before_the_questions_that_are_left():
    """What to do comes at once, with its assessment, and once; what is still to be asked comes next, the whole result last."""
    talk = at("result").answer(tremor=True, sweating_shivering=True)
    assert talk.disposition == "urgent"
    assert talk.listening.question in talk.knowledge.questions_by_id
    assert "urged_action" in talk.prompts
    talk.noise()
    assert (talk.disposition, "urged_action" in talk.prompts) == (None, False)
    while talk.listening.question != "result":
        talk.healthy()
    assert talk.disposition == "urgent"
    assert "result_causes" in talk.prompts


def test_another_sign_of_an_emergency_does_not_repeat_it():
    """It is said that help is needed, and the message is not begun again."""
    talk = Talk().answer(dark_urine=True).answer(chest_pain=True)
    assert talk.disposition == "emergency"
    assert "same_emergency" in talk.prompts
    assert "result_action" not in talk.prompts


def test_a_result_is_told_in_full_three_times_at_most():
    """However often it changes to and fro; what to do is still said."""
    talk = Talk().until("result")
    told = [len([prompt for prompt in talk.prompts if prompt.startswith("result_")])]
    for present in (True, False, True, False, True):
        talk.answer(chest_pain=present)
        while talk.listening.question != "result":
            talk.healthy()
        told.append(len([prompt for prompt in talk.prompts if prompt.startswith("result_")]))
    assert all(told[:MOST_RESULTS])
    assert set(told[MOST_RESULTS:]) == {1}


def test_a_sign_that_was_perhaps_denied_after_the_result_is_asked_about():
    """ "Also I can't stop throwing up", heard as a denial, is not passed over."""
    talk = at("result").unsure(repeated_vomiting=False)
    assert talk.listening.confirming == {"symptoms": {"repeated_vomiting": False}}
    assert talk.no().listening.confirming == {"symptoms": {"repeated_vomiting": True}}
    assert talk.yes().state.answers["repeated_vomiting"] is True


def test_an_unsure_fact_that_changes_nothing_is_not_asked_about():
    """A word that sounds like a place does not keep anybody."""
    talk = at("result").unsure(location=("hand",))
    assert (talk.listening.question, talk.listening.confirming) == ("result", None)


def test_an_unsure_sign_denied_after_the_result_is_not_read_back_once_more():
    """The no was to that sign alone."""
    assert at("result").unsure(dark_urine=True).no().listening.question == "result"


def test_yes_means_more_as_long_as_there_is_more():
    """ "Is that all, or shall I say more?" is never ended by a yes."""
    talk = at("result")
    assert talk.prompts[-1] == "ask_result_more"
    while talk.state.left:
        assert any(prompt.startswith("more_") for prompt in talk.yes().prompts)
    assert talk.prompts[-1] == "ask_result"


def test_yes_to_anything_else_is_told_what_there_is_and_ends():
    """The third time it is over."""
    talk = at("result").yes().yes().yes()
    assert talk.yes().prompts == ["help_result"]
    assert talk.yes().yes().outcome == "completed"


MORE = (
    "yes",
    "yes please",
    "yeah go on",
    "more",
    "say more",
    "tell me more",
    "yes tell me more please",
    "carry on",
    "the rest",
    "please",
)


@pytest.mark.parametrize(
    "text", [*MORE, "is that all", "everything", "all of it", "both", "no that's not all", "i don't know", "maybe"]
)
def test_more_can_be_asked_for_in_many_words(text):
    """Whether they answer the question or give a command."""
    assert any(prompt.startswith("more_") for prompt in _words(at("result"), text).prompts)


@pytest.mark.parametrize("text", ["yes that's all", "yeah that's it", "yes that is all thanks", "yep that's everything"])
def test_yes_that_is_all_leaves_the_result(text):
    """A yes to the first half of the question, in its words."""
    assert _words(at("result"), text).outcome == "completed"


@pytest.mark.parametrize("text", ["mild", "none of that", "a lot", "it depends", "good"])
def test_what_would_only_answer_a_question_changes_nothing_after_the_result(text):
    """ "All of it" is no kidney disease where nothing was asked."""
    talk = at("result")
    before = dict(talk.state.answers)
    _words(talk, text)
    assert talk.state.answers == before


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("it was three weeks", "duration_days", 21),
        ("i take statins", "medications", ("statin",)),
        ("severe", "pain_severity", "severe"),
    ],
)
def test_what_names_one_thing_still_corrects_it(text, slot, value):
    """After the result as before it."""
    assert _words(at("result"), text).state.answers[slot] == value


def test_only_what_was_named_is_not_known():
    """ "Not sure about the chest pain" says nothing of sleep."""
    talk = at("result")
    before = dict(talk.state.answers)
    _words(talk, "not sure about the chest pain")
    assert {slot for slot, value in talk.state.answers.items() if before.get(slot) != value} == {"chest_pain"}


def test_an_unsure_yes_tells_nothing_and_ends_nothing():
    """It may be somebody else's."""
    talk = at("result").event(meaning(reply="yes", certainty="unsure"))
    assert (talk.listening.question, talk.prompts) == ("result", ["help_result"])


def test_what_more_told_last_is_repeated_and_then_the_whole_result():
    """ "Repeat" after "more" says that once more; a second one begins the result anew, and so does "more"."""
    talk = at("result")
    whole_result = talk.prompts[talk.prompts.index("result_action") :]
    first = talk.key("more").prompts
    second = talk.key("more").prompts
    assert talk.key("repeat").prompts == second
    assert talk.key("repeat").prompts == whole_result
    assert talk.key("more").prompts == first


def test_every_farewell_is_heard_as_one():
    """Whatever the grammar makes of its words."""
    for text in whole().prompts["farewells"]:
        assert _words(at("result"), text).outcome == "completed", text


@pytest.mark.parametrize(
    "text",
    ["it is my son not me", "sorry this is about my son he is fourteen", "the same for my girlfriend", "what about my wife"],
)
def test_a_result_is_not_carried_over_to_somebody_else(text):
    """Whoever speaks of another person afterwards begins anew: nothing that was said of the first counts for the second."""
    talk = at("result")
    before = dict(talk.state.answers)
    _words(talk, text)
    assert talk.prompts[0] == "start_over_other"
    kept = {slot for slot, value in talk.state.answers.items() if before.get(slot) == value}
    assert (talk.state.answers["speaker"], kept) == ("someone_else", set())


@pytest.mark.parametrize("text", ["my son says thanks", "my boss will laugh", "my wife told me to ask"])
def test_to_mention_somebody_after_the_result_begins_nothing(text):
    """The result stands."""
    talk = at("result")
    _words(talk, text)
    assert (talk.listening.question, "start_over_other" in talk.prompts) == ("result", False)


def test_an_emergency_is_not_begun_anew_for_somebody_else():
    """Whoever says late whom it is about still needs help now."""
    talk = Talk().answer(dark_urine=True)
    _words(talk, "it is about my dad")
    assert (talk.state.answers["dark_urine"], "start_over_other" in talk.prompts) == (True, False)
