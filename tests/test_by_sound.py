"""Medicines and places by their sound: asked back where one was said, offered to nobody who named none, never taken."""

from functools import cache
from pathlib import Path

import pytest
from corpus_grading import load_entries
from hypothesis import given
from hypothesis import strategies as st
from talking import Talk, meaning, small, whole

from grammars import NOW, shipped
from voice.errors import KnowledgeError
from voice.ports import Candidate, Hypothesis, Word
from voice.recognition.by_sound import MEDICINES, BySound, Names
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
PLACE = ("location", "side")
PLACES_HEARD = """
left cap: left calf
my left cap / my left can't / my left kept: left calf
it's my right cough: right calf
the left highlight / left highlight: left eyelid
left globe / left glow / west globe: left glute
right button / right but it / write button: right buttock
left me / lefty / left knee: left knee
left tracex / left trisex: left triceps
my left angle / my left ankle: left ankle
my left chess / my left chest / my love chess: left chest
my last night / my left neck: left neck
let's stomach / let's thumb it: left stomach
upper island / upper english: upper eyelid
right then / brighton / write them: right thumb
"""
"""What the ear wrote, string by string, and the place that had been said to it."""
NO_PLACE = """
left
right
left side
my right side
both
left hand side
i don't know
hang on a second
help me
i can't breathe
my chest hurts
i can't feel my left leg
stop
two or three coffees a day
what do you mean
that's it / that's / next / nice
little / later / zero
yeah / yep / death
both packs or cats
"""
LEFT_CALF = meaning(answers={"location": ("calf",), "side": "left"}, certainty="unsure", supposed="left calf")
CRESTOR = meaning(answers={MEDICINES: ("statin",)}, certainty="unsure", supposed="crestor")


@cache
def pronunciations() -> Pronunciations:
    """Those of the dictionary and of the grammars."""
    return shipped_pronunciations(load_hearing_words().pronunciations)


@cache
def by_sound() -> BySound:
    """With what the grammars know."""
    return BySound(shipped())


def read(text: str, asked: tuple[str, ...] = (MEDICINES,)) -> Reading:
    """As an answer to which medicines somebody takes, or another question."""
    return understand(shipped(), text, asked, now=NOW)


def look(text: str, *others: str, asked: tuple[str, ...] = (MEDICINES,)) -> Look:
    """What an ear made of a sound: these strings, the likeliest first."""
    strings = tuple(Candidate(one, 0.0, 0.0) for one in (text, *others)) if others else ()
    return Look(Hypothesis(tuple(Word(word, 0.0, 0.0, 0.5) for word in text.split()), strings), read(text, asked))


def supposed(text: str, *others: str, asked: tuple[str, ...] = (MEDICINES,)) -> Reading:
    """What these strings are taken for."""
    return by_sound().supposing(asked, lambda words: read(words, asked))(look(text, *others, asked=asked))


@pytest.mark.parametrize("line", HEARD.strip().splitlines())
def test_a_medicine_written_as_other_words_is_asked_back(line):
    """The name and its class are found, and are not sure."""
    text, name = line.split(": ")
    reading = supposed(text)
    assert (reading.supposed, reading.certainty) == (name, "unsure")
    assert reading.answers == read(name).answers


@pytest.mark.parametrize("text", OTHERWISE.strip().splitlines())
def test_what_names_no_medicine_stays_as_it_was(text):
    """Nothing is offered for it."""
    assert supposed(text) == read(text)


@pytest.mark.parametrize("text", ["losartan", "no", "none", "stop", "hang on", "i take a statin", "what do you mean"])
def test_what_is_understood_is_left_alone(text):
    """A sure reading and a command need no sound."""
    assert supposed(text) == read(text)


def test_ordinary_answers_are_offered_a_medicine_by_one_in_a_hundred_at_most():
    """Put to this question, answers to every other one."""
    files = [load_entries(CORPUS / f"{name}.yaml")[1] for name in ("interview", "everyday", "location", "pain", "duration")]
    others = [entry.text for file in files for entry in file if MEDICINES not in entry.asked]
    texts = [text for text in dict.fromkeys(others) if MEDICINES not in read(text).answers][::4]
    offered = [text for text in texts if supposed(text).supposed]
    assert len(texts) > 200
    assert len(offered) <= len(texts) / 100


def test_a_name_in_a_less_likely_string_is_found():
    """The ear's own second thoughts count as well."""
    assert supposed("or so in", "law certain").supposed == "losartan"


def test_a_name_is_only_looked_for_where_a_medicine_is_asked_for():
    """At any other question what is meant is what the words mean."""
    asking = asking_for(whole(), shipped())
    pain = asking(Listen(question="pain", slots=("pain",), grammar="pain"))
    medicines = asking(Listen(question="medicines", slots=(MEDICINES,), grammar="medicines"))
    assert pain.suppose(look("law certain")).supposed == ""
    assert medicines.suppose(look("law certain")).supposed == "losartan"


@pytest.mark.parametrize("line", PLACES_HEARD.strip().splitlines())
def test_a_place_written_as_other_words_is_asked_back(line):
    """With its side, and not sure."""
    heard, name = line.split(": ")
    reading = supposed(*heard.split(" / "), asked=PLACE)
    assert (reading.supposed, reading.certainty) == (name, "unsure")
    assert reading.answers == read(name, PLACE).answers


@pytest.mark.parametrize("line", NO_PLACE.strip().splitlines())
def test_what_names_no_place_stays_as_it_was(line):
    """Sides, signs, commands and other talk are what they are."""
    texts = line.split(" / ")
    assert supposed(*texts, asked=PLACE) == read(texts[0], PLACE)


def test_what_sounds_nearly_as_much_like_another_place_is_left():
    """Nobody is asked about one of two that are as likely."""
    (found,) = Names(["left pec", "left back"], pronunciations(), 0.05).in_words("left path")
    assert {found.name, *found.rivals} == {"left pec", "left back"}
    assert supposed("left path", asked=PLACE).supposed == ""


@pytest.mark.parametrize("sign", ["chest_pain", "dark_urine", "one_leg_swollen_warm"])
def test_a_sign_in_doubt_is_not_displaced_by_a_place(sign):
    """It is asked about, whatever the words sound like."""
    doubtful = Reading(asked=PLACE, text="left cap", answers={sign: True}, certainty="unsure")
    perhaps = Reading(asked=PLACE, text="left cap", certainty="unsure", maybe_said=(sign,))
    for reading in (doubtful, perhaps):
        heard = Look(look("left cap", asked=PLACE).hypothesis, reading)
        assert by_sound().supposing(PLACE, lambda text: read(text, PLACE))(heard) == reading


@pytest.mark.parametrize("name", load_hearing_words().places)
def test_every_place_that_is_looked_for_is_a_sure_answer(name):
    """With the side before it, and with nothing else."""
    reading = read(name, PLACE)
    side = {"side": name.split()[0]} if name.split()[0] in {"left", "right", "both"} else {}
    told = {slot: value for slot, value in reading.answers.items() if slot != "location"}
    assert reading.certainty == "sure"
    assert reading.answers["location"]
    assert told == side


def test_other_answers_are_offered_no_place():
    """Put to this question, those to every other one; and of a sound nothing is made but a place and its side."""
    files = [load_entries(CORPUS / f"{name}.yaml")[1] for name in ("interview", "everyday", "pain", "duration")]
    texts = list(dict.fromkeys(entry.text for file in files for entry in file if "location" not in entry.asked))[::4]
    offered = [reading for text in texts if (reading := supposed(text, asked=PLACE)).supposed]
    assert len(texts) > 200
    assert len(offered) <= len(texts) / 100
    assert all(reading.answers.keys() <= {"location", "side"} for reading in offered)


def test_a_place_is_only_looked_for_where_one_is_asked_for():
    """Which side it is, and whether it hurts, is no question for a place."""
    for asked in (("side",), ("pain",), ("location",)):
        assert bool(supposed("left cap", asked=asked).supposed) == (asked == ("location",))


def where() -> Talk:
    """A conversation that has come to ask for the place."""
    return Talk(small(), opening=True).answer(duration_days=1).until("place")


def test_the_place_is_asked_back_and_a_yes_takes_it():
    """By its name and side, and nothing is taken before."""
    talk = where().event(LEFT_CALF)
    assert talk.said == "Did you say left calf?"
    assert not {"location", "side"} & talk.state.answers.keys()
    assert talk.yes().state.answers.items() >= {"location": ("calf",), "side": "left"}.items()


def test_a_no_to_the_place_takes_nothing():
    """And it is asked for again."""
    talk = where().event(LEFT_CALF).no()
    assert not {"location", "side"} & talk.state.answers.keys()


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


def test_places_that_are_no_lines_of_sides_are_a_fault(tmp_path):
    """With the file and what would be right."""
    for content in ("places: [calf, shin]\n", "places:\n  left right: [calf]\n"):
        (tmp_path / "hearing.yaml").write_text(content)
        with pytest.raises(KnowledgeError, match=r"hearing\.yaml:1: places: should be lines"):
            load_hearing_words(tmp_path / "hearing.yaml")
    (tmp_path / "hearing.yaml").write_text("places:\n  left right: calf, big toe\n  both: calves\n")
    expanded = "calf, left calf, right calf, big toe, left big toe, right big toe, calves, both calves"
    assert load_hearing_words(tmp_path / "hearing.yaml").places == tuple(expanded.split(", "))
