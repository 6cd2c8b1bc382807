"""Medicines by their sound: asked back where one was said, offered to nobody who named none, never taken."""

from functools import cache
from pathlib import Path

import pytest
from corpus_grading import load_entries
from hypothesis import given
from hypothesis import strategies as st
from talking import Talk, meaning, whole

from grammars import NOW, shipped
from voice.ports import Candidate, Hypothesis, Word
from voice.recognition.by_sound import MEDICINES, Names, medicine_names, supposing
from voice.recognition.hearing_file import load_hearing_words
from voice.recognition.look import Look
from voice.recognition.phones import apart, length, phones_of
from voice.recognition.pronunciation import Pronunciations, shipped_pronunciations
from voice.skill.dialogue.effects import Listen
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand
from voice.talk import asking_for

CORPUS = Path(__file__).parent / "corpus"
HEARD = """
law certain: losartan
i take law certain: losartan
i take lawcertain: losartan
elvince: elvanse
elevance: elvanse
sarex that: seroxat
i take cyroquel: seroquel
i take all praiselam: alprazolam
i take a missile pride: amisulpride
i take bendrafluma the azide: bendroflumethiazide
i take cleanbuterol: clenbuterol
dijoxin: digoxin
echo spin: ecosprin
fruits amide: frusemide
gabby penton: gabapentin
in dappamide: indapamide
lance appraisal: lansoprazole
i take levothyric sign: levothyroxine
listen opera: lisinopril
i take murda's appine: mirtazapine
i take olins upon: olanzapine
oxy's pam: oxazepam
peter vastidin: pitavastatin
i take stomachs: stilnox
copy clone: zopiclone
then lafaxine: venlafaxine
i take i be profan: ibuprofen
i take spire to lacton: spironolactone
"""
"""What the ear wrote, and what had been said to it."""
OTHERWISE = """
i can't catch my breath
she won't wake up
stop talking
hang on a second
can you say that again please
my left calf has been twitching since leg day
i don't know where i am
sorry what was that
i slept badly last night
two or three coffees a day
single later
garden
cam on a second
annius and an ambulance
my briefings gone really bad
"""
CRESTOR = meaning(answers={MEDICINES: ("statin",)}, certainty="unsure", supposed="crestor")


@cache
def pronunciations() -> Pronunciations:
    """Those of the dictionary and of the grammars."""
    return shipped_pronunciations(load_hearing_words().pronunciations)


@cache
def names() -> Names:
    """The medicines that the grammars know."""
    return medicine_names(shipped(), pronunciations())


def read(text: str) -> Reading:
    """As an answer to which medicines somebody takes."""
    return understand(shipped(), text, (MEDICINES,), now=NOW)


def look(text: str, *others: str) -> Look:
    """What an ear made of a sound: these strings, the likeliest first."""
    strings = tuple(Candidate(one, 0.0, 0.0) for one in (text, *others)) if others else ()
    return Look(Hypothesis(tuple(Word(word, 0.0, 0.0, 0.5) for word in text.split()), strings), read(text))


@pytest.mark.parametrize("line", HEARD.strip().splitlines())
def test_a_medicine_written_as_other_words_is_asked_back(line):
    """The name and its class are found, and are not sure."""
    text, name = line.split(": ")
    reading = supposing(names(), read)(look(text))
    assert (reading.supposed, reading.certainty) == (name, "unsure")
    assert reading.answers == read(name).answers


@pytest.mark.parametrize("text", OTHERWISE.strip().splitlines())
def test_what_names_no_medicine_stays_as_it_was(text):
    """Nothing is offered for it."""
    assert supposing(names(), read)(look(text)) == read(text)


@pytest.mark.parametrize("text", ["losartan", "no", "none", "stop", "hang on", "i take a statin", "what do you mean"])
def test_what_is_understood_is_left_alone(text):
    """A sure reading and a command need no sound."""
    assert supposing(names(), read)(look(text)) == read(text)


def test_ordinary_answers_are_offered_a_medicine_by_one_in_a_hundred_at_most():
    """Put to this question, answers to every other one."""
    files = [load_entries(CORPUS / f"{name}.yaml")[1] for name in ("interview", "everyday", "location", "pain", "duration")]
    others = [entry.text for file in files for entry in file if MEDICINES not in entry.asked]
    texts = [text for text in dict.fromkeys(others) if MEDICINES not in read(text).answers][::4]
    offered = [text for text in texts if supposing(names(), read)(look(text)).supposed]
    assert len(texts) > 200
    assert len(offered) <= len(texts) / 100


def test_a_name_in_a_less_likely_string_is_found():
    """The ear's own second thoughts count as well."""
    assert supposing(names(), read)(look("or so in", "law certain")).supposed == "losartan"


def test_a_name_is_only_looked_for_where_a_medicine_is_asked_for():
    """At any other question what is meant is what the words mean."""
    asking = asking_for(whole(), shipped())
    pain = asking(Listen(question="pain", slots=("pain",), grammar="pain"))
    medicines = asking(Listen(question="medicines", slots=(MEDICINES,), grammar="medicines"))
    assert pain.suppose(look("law certain")).supposed == ""
    assert medicines.suppose(look("law certain")).supposed == "losartan"


def test_the_name_is_asked_back_and_a_yes_takes_it():
    """By its name, not by its class, and nothing is taken before."""
    talk = (
        Talk(whole()).until("medicines").event(meaning(answers={MEDICINES: ("statin",)}, certainty="unsure", supposed="crestor"))
    )
    assert talk.said == "Did you say crestor?"
    assert MEDICINES not in talk.state.answers
    assert talk.yes().state.answers[MEDICINES] == ("statin",)


def test_a_no_to_the_name_takes_nothing():
    """And the question is asked again."""
    talk = (
        Talk(whole()).until("medicines").event(meaning(answers={MEDICINES: ("statin",)}, certainty="unsure", supposed="crestor"))
    )
    assert "statin" not in (talk.no().state.answers.get(MEDICINES) or ())


def test_a_class_that_was_only_unsure_is_confirmed_as_before():
    """What did not come by its sound is named as it was understood."""
    talk = Talk(whole()).until("medicines").unsure(medications=("statin",))
    assert talk.said == "I heard: a statin. Is that right?"


SOUNDS = st.lists(st.sampled_from("AA IY ER B P T S Z M N L R K HH".split()), min_size=1, max_size=8).map(tuple)


@given(SOUNDS, SOUNDS)
def test_sounds_are_as_far_apart_either_way(one, other):
    """Nothing apart from themselves, the same way back, and never farther than to leave all out."""
    assert apart(one, one) == 0
    assert apart(one, other) == pytest.approx(apart(other, one))
    assert apart(one, other) <= length(one) + length(other) + 1e-9


@pytest.mark.parametrize(("made_up", "word"), [("phile", "file"), ("kwit", "quit"), ("wance", "once"), ("nife", "knife")])
def test_words_that_are_in_no_dictionary_are_spelt_out(made_up, word):
    """Near enough to be compared."""
    one, other = (phones_of(text, pronunciations())[0] for text in (made_up, word))
    assert apart(one, other) <= 0.4
