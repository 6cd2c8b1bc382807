"""Only what was named in a question can be read back as denied."""

import pytest
from talking import Talk, healthy_answers, meaning, whole

from voice.skill.dialogue.denials import denied
from voice.skill.dialogue.effects import Say
from voice.skill.dialogue.prompts import red_flags
from voice.skill.knowledge.naming import absence, alike, unnamed, words_of


def test_every_question_names_the_signs_that_it_asks_for():
    """Together and one by one."""
    assert not list(unnamed(whole()))


@pytest.mark.parametrize("key", ["ask", "items"])
def test_a_question_that_names_no_arm_is_reported(key):
    """A sign with an arm in its read-back, and none in its question."""
    knowledge = whole()
    slot = "sudden_face_arm_speech"
    sign = knowledge.symptoms[slot].model_copy(update={"absent": "no drooping face, weak arm or slurred speech"})
    question = next(q for q in knowledge.questions if slot in q.slots)
    full = "did {your} face droop, an arm go weak or speech slur?"
    texts = {"ask": full, "items": {**question.items, slot: full}}
    texts[key] = "did {your} face droop or speech slur?" if key == "ask" else {**question.items, slot: "did {your} face droop?"}
    broken = question.model_copy(update=texts)
    questions = tuple(broken if q is question else q for q in knowledge.questions)
    faults = unnamed(knowledge.model_copy(update={"questions": questions, "symptoms": {**knowledge.symptoms, slot: sign}}))
    assert any("arm" in message and key in place for place, message in faults)


@pytest.mark.parametrize(
    ("one", "other"), [("drooping", "droop"), ("fits", "fit"), ("losing", "lose"), ("confusion", "confused")]
)
def test_forms_of_a_word_are_alike(one, other):
    """However it is bent."""
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), [("weak", "week"), ("hot", "hours"), ("leg", "let"), ("arm", "are")])
def test_other_words_are_not(one, other):
    """However they begin."""
    assert not alike(one, other)


def _denying(talk):
    """Deny all that is asked up to the read-back; the texts that were put since each sign was asked for."""
    put = {}
    while talk.listening.question != "read_back":
        asked = talk.slots
        text = " ".join(effect.text for effect in talk.effects if isinstance(effect, Say))
        put |= {slot: put.get(slot, "") + text.lower() for slot in asked}
        talk.event(meaning(answers=healthy_answers(talk.knowledge, asked)))
    return put


def test_each_word_of_a_read_back_stands_in_the_question_that_settled_it():
    """Whatever was asked together, or by what was left of a question."""
    for known in ({}, {"fainting": False}, {"local_numbness_tingling": False, "dark_urine": False}):
        talk = Talk().answer(**known) if known else Talk()
        put = _denying(talk)
        for slot in denied(talk.knowledge, talk.state):
            if slot in known or slot not in talk.knowledge.symptoms:
                continue
            heard = words_of(talk.knowledge, put[slot])
            missing = [w for w in words_of(talk.knowledge, absence(talk.knowledge, slot)) if not any(alike(w, h) for h in heard)]
            assert not missing, (slot, put[slot])


def test_no_sign_is_denied_with_a_verb_after_no():
    """ "No shortness of breath", and not "no being short of breath"."""
    knowledge = whole()
    said = [absence(knowledge, slot) for slot in red_flags(knowledge) if slot in knowledge.symptoms]
    assert not [text for text in said if text.split()[0] in ("being", "getting", "feeling", "hardly")]
    assert knowledge.absence_of("pregnant") == "not pregnant"
