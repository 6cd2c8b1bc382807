"""What counts as a sign and what does not: the sentences of `definitions.yaml`, and what their definitions rest on.

A sign that counts is present, surely or unsurely; in doubt it is asked about. What does not count is never surely present.
"""

from pathlib import Path

import pytest
import yaml

from grammars import read, shipped

DOCUMENT = yaml.safe_load((Path(__file__).parent / "definitions.yaml").read_text(encoding="utf-8"))
KNOWN = frozenset(text for known in DOCUMENT["known_failures"] for text in known["texts"])
NEW = frozenset(
    (
        "low_blood_sugar cannot_stand_or_use_limb one_arm_swollen double_vision_or_drooping_lid vertigo_or_unsteady "
        "sudden_neck_pain stiffness past_dark_urine allergic_reaction not_breathing_or_unresponsive overdose_or_poisoning "
        "self_harm_thoughts"
    ).split()
)
NAMES = frozenset(
    (
        "hypo hypos hypoing hypoglycemia hypoglycaemia hypoglycemic hypoglycaemic paralysis ptosis diplopia vertigo "
        "unsteadiness paralyzed paralysed "
        "whiplash rigidity anaphylaxis suicidal overdose overdosed overdosing overdoses staggers staggering "
        "staggered stagger lurch lurches lurching lurched self-harm poisoned"
    ).split()
)
"""Words that mean a sign whatever stands beside them."""


def _is_present(text: str, sign: str, asked: tuple[str, ...]) -> str:
    reading = read(text, *asked)
    return reading.certainty if reading.answers.get(sign) is True else "absent"


def _failing(sign: str, kind: str, wrong: frozenset[str]) -> set[str]:
    texts = DOCUMENT["signs"][sign][kind]
    return {t for t in texts for asked in ((), (sign,)) if _is_present(t, sign, asked) in wrong}


@pytest.mark.parametrize("sign", DOCUMENT["signs"])
def test_what_counts_is_present(sign):
    """Told unasked or as an answer, each sentence that counts is read as the sign, but for the failures listed."""
    failing = _failing(sign, "counts", frozenset({"absent"}))
    assert sorted(failing - KNOWN) == []


@pytest.mark.parametrize("sign", DOCUMENT["signs"])
def test_what_does_not_count_is_never_surely_present(sign):
    """No figure of speech, no ordinary word of the gym and nobody else's illness is surely the sign, but for those listed."""
    failing = _failing(sign, "counts_not", frozenset({"sure"}))
    assert sorted(failing - KNOWN) == []


@pytest.mark.parametrize("sign", sorted(NEW))
def test_one_word_is_a_sign_only_when_it_is_asked_for(sign):
    """An unconditional phrase holds its organ or object, or is the very name of the sign."""
    phrases = [p for p in shipped().phrases if p.meaning.kind == "symptom" and p.meaning.name == sign and not p.meaning.asked]
    bare = {text for text in shipped().samples.texts_of(phrases) if " " not in text}
    assert phrases
    assert sorted(bare - NAMES) == []


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i want to die", "self_harm_thoughts"),
        ("i don't want to live any more", "self_harm_thoughts"),
        ("i could hurt myself", "self_harm_thoughts"),
        ("he's not breathing", "not_breathing_or_unresponsive"),
        ("my wife can't be woken", "not_breathing_or_unresponsive"),
        ("i can't wake my husband up", "not_breathing_or_unresponsive"),
        ("my toddler won't walk since this morning", "cannot_stand_or_use_limb"),
        ("she swallowed bleach", "overdose_or_poisoning"),
        ("i came out in hives and i can't breathe", "allergic_reaction"),
        ("my sugar is three point two", "low_blood_sugar"),
        ("sugar's at fifty five", "low_blood_sugar"),
    ],
)
def test_plain_words_are_sure(text, sign):
    """Who says it plainly, of himself or of others, is not asked again."""
    reading = read(text)
    assert (reading.answers.get(sign), reading.certainty) == (True, "sure")


@pytest.mark.parametrize(
    ("text", "sign", "value", "certainty"),
    [
        ("i want to die after that workout", "self_harm_thoughts", True, "unsure"),
        ("this session will kill me", "self_harm_thoughts", None, "rejected"),
        ("i'm dying for a drink", "self_harm_thoughts", None, "rejected"),
        ("my heart's racing i just finished a set", "palpitations", True, "unsure"),
        ("i just finished a set an hour ago and my heart is calm", "palpitations", False, None),
        ("my chest is sore from bench", "chest_pain", True, "unsure"),
        ("my sugar was six this morning", "low_blood_sugar", False, "sure"),
    ],
)
def test_a_figure_of_speech_or_a_pulse_after_a_set_is_no_sure_sign(text, sign, value, certainty):
    """What is mostly no sign is asked about, and what is none is nothing."""
    reading = read(text)
    assert reading.answers.get(sign) is value
    assert certainty in (reading.certainty, None)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("just tight", "swelling_or_hard_muscle"),
        ("just the pump", "swelling_or_hard_muscle"),
        ("just after the gym", "stiffness"),
    ],
)
def test_an_answer_that_denies_by_its_meaning_is_a_denial(text, sign):
    """What the definition leaves out, said when the sign is asked for, says that it is not there."""
    assert read(text, sign).answers[sign] is False


def test_racing_after_a_set_is_asked_about():
    """Asked for a racing heart, one just after a set is neither surely there nor surely not."""
    assert read("racing but i just finished a set", "palpitations").certainty == "unsure"


@pytest.mark.parametrize("text", ["no double vision", "i'm not seeing double"])
def test_one_no_denies_all_that_a_phrase_means(text):
    """A phrase that means two signs is denied as a whole."""
    reading = read(text)
    assert (reading.answers, reading.certainty) == ({"vision_change": False, "double_vision_or_drooping_lid": False}, "sure")


def test_a_bare_word_belongs_to_a_sign_only_where_nothing_else_is_asked():
    """Swollen is one arm where one arm is asked for, and in a list of what may be swollen just that."""
    assert read("swollen", "one_arm_swollen").answers["one_arm_swollen"] is True
    assert "one_arm_swollen" not in read("swollen", "swelling_or_hard_muscle", "one_arm_swollen").answers
