"""What spoken answers mean: the rules of scope, ellipsis and certainty, each on its plainest example."""

from typing import get_args

import pytest

from grammars import read, shipped
from voice.skill.grammar.modifiers import RowCategory
from voice.skill.understanding.scope import STEPS


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("no pain but it feels weak", ["pain", "muscle_weakness"], {"pain": False, "muscle_weakness": True}),
        ("no pain weakness or anything", ["pain"], {"pain": False, "muscle_weakness": False}),
        ("it isn't weak", ["muscle_weakness"], {"muscle_weakness": False}),
        ("weak no not at all", ["muscle_weakness"], {"muscle_weakness": False}),
        ("can't say i've noticed any weakness", ["muscle_weakness"], {"muscle_weakness": False}),
        ("no yeah it definitely hurts", ["pain"], {"pain": True}),
        ("yeah no i don't think so", ["pain"], {"pain": False}),
        ("no i mean yes it does feel weak", ["muscle_weakness"], {"muscle_weakness": True}),
        ("neither pain nor swelling", ["pain", "swelling_or_hard_muscle"], {"pain": False, "swelling_or_hard_muscle": False}),
        ("nothing hurts", ["pain"], {"pain": False}),
        ("i haven't fainted or blacked out", ["fainting"], {"fainting": False}),
    ],
)  # fmt: skip
def test_no_reaches_as_far_as_it_was_meant(text, asked, answers):
    """What "no" and "not" deny, and where a contrast or a new clause ends it."""
    reading = read(text, *asked)
    assert (dict(reading.answers), reading.certainty) == (answers, "sure")


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("it did yesterday but it's gone now", "pain", False),
        ("it was brown yesterday but it's fine today", "dark_urine", True),
        ("i fainted this morning but i'm ok now", "fainting", True),
    ],
)
def test_the_past_counts_where_it_must(text, slot, value):
    """Pain that is gone is none; dark pee that is gone still counts."""
    assert read(text, slot).answers[slot] is value


FOUR = ("pain", "muscle_weakness", "local_numbness_tingling", "swelling_or_hard_muscle")


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("neither", FOUR[:2], {"pain": False, "muscle_weakness": False}),
        ("both", FOUR[:2], {"pain": True, "muscle_weakness": True}),
        ("all of them", FOUR, dict.fromkeys(FOUR, True)),
        ("none of those", FOUR, dict.fromkeys(FOUR, False)),
        ("just the twitch", FOUR, dict.fromkeys(FOUR, False)),
        ("the first one", FOUR[:2], {"pain": True}),
        ("not the weakness but the other one", FOUR[:2], {"pain": True, "muscle_weakness": False}),
        ("only the pain", FOUR[:2], {"pain": True, "muscle_weakness": False}),
        ("everything except the swelling", FOUR, {**dict.fromkeys(FOUR, True), "swelling_or_hard_muscle": False}),
    ],
)
def test_ellipsis_is_read_against_what_was_asked(text, asked, answers):
    """Answers that name nothing, or only one of the things asked."""
    assert read(text, *asked).answers == answers


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("left no wait right", ["location", "side"], {"side": "right"}),
        ("my left foot not my right", ["location", "side"], {"location": ("foot",), "side": "left"}),
        ("three days no weeks three weeks", ["duration_days"], {"duration_days": 21}),
        ("like a month no actually more like two months", ["duration_days"], {"duration_days": 60}),
        ("a month make that two", ["duration_days"], {"duration_days": 60}),
        ("two weeks no three", ["duration_days"], {"duration_days": 21}),
        ("it hurts oh wait no", ["pain"], {"pain": False}),
        ("yes oh wait dark no no it's normal", ["dark_urine"], {"dark_urine": False}),
        ("fine well not this week", ["sleep"], {"sleep": "poor"}),
        ("both actually no just the left one", ["location", "side"], {"side": "left"}),
        ("it's not a ten it's about an eight", ["pain_severity", "pain_score"], {"pain_score": 8, "pain_severity": "severe"}),
    ],
)
def test_the_later_counts_after_a_correction(text, asked, answers):
    """People correct themselves inside one answer."""
    assert read(text, *asked).answers == answers


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("half an hour", 0.0208),
        ("a week and a half", 10.5),
        ("two or three days", 3),
        ("48 hours", 2),
        ("a couple of weeks", 14),
        ("almost two weeks", 14),
        ("on and off for three months", 90),
        ("an hour and a half", 0.0625),
        ("five and a half hours", 0.2292),
        ("since i was about twenty so ten years", 3650),
        ("since yesterday", 1.25),
        ("since this morning", 0.4167),
        ("since monday", 2.25),
        ("since the first of june", 10.25),
        ("since half seven", 0.4375),
        ("since easter", 52),
        ("since good friday", 54),
        ("since memorial day", 16),
        ("since labor day weekend", 282),
        ("a week last sunday", 10.25),
        ("ten days to a fortnight", 14),
    ],
)
def test_stretches_and_points_of_time_are_days(text, days):
    """How long it lasts, in words, digits and against a given now."""
    assert read(text, "duration_days").answers["duration_days"] == pytest.approx(days, abs=1e-4)


@pytest.mark.parametrize("text", ["ages", "a while", "for years", "not long"])
def test_a_vague_stretch_is_asked_again(text):
    """What cannot be counted invents no number."""
    reading = read(text, "duration_days")
    assert (dict(reading.answers), reading.clarify, reading.certainty) == ({}, True, "sure")


@pytest.mark.parametrize("text", ["right above my knee", "all right in my knee", "what's left of my knee"])
def test_right_and_left_are_not_always_sides(text):
    """Turns of phrase with "right" and "left" in them name no side."""
    assert "side" not in read(text, "location", "side").answers


@pytest.mark.parametrize(
    ("slot", "yes", "no"),
    [
        ("pain", True, False),
        ("pregnant", True, False),
        ("hydration", "ok", "poor"),
        ("stress", "high", "low"),
        ("warm_up", "yes", "no"),
        ("kidney_disease", "ckd", "none"),
    ],
)
def test_a_bare_yes_or_no_means_what_its_slot_says(slot, yes, no):
    """The knowledge file says what a lone yes or no fills in."""
    assert (read("yes", slot).answers[slot], read("no", slot).answers[slot]) == (yes, no)


@pytest.mark.parametrize("asked", [("medications",), ("caffeine", "caffeine_mg_approx"), ("pain", "fever"), ("duration_days",)])
def test_a_bare_yes_that_settles_nothing_is_asked_again(asked):
    """Yes to an open question or to two at once is no answer."""
    reading = read("yes", *asked)
    assert (dict(reading.answers), reading.clarify) == ({}, True)


def test_no_medicines_is_an_empty_list():
    """No to the question for medicines is an answer."""
    assert read("no", "medications", "medication_change").answers["medications"] == ()


@pytest.mark.parametrize(("text", "reply"), [("yes that's right", "yes"), ("no", "no"), ("nope", "no")])
def test_a_confirmation_is_answered_by_a_reply(text, reply):
    """While something is being confirmed, a bare yes or no fills no slot."""
    reading = read(text, "pain", confirming={"pain": True})
    assert (reading.reply, dict(reading.answers)) == (reply, {})


@pytest.mark.parametrize("text", ["i don't know", "no idea", "maybe", "hard to say", "not sure if it's dark"])
def test_not_knowing_is_an_answer_of_its_own(text):
    """Don't know is sure, and is never a no."""
    reading = read(text, "dark_urine")
    assert (reading.answers["dark_urine"], reading.certainty) == ("unknown", "sure")


def test_not_knowing_is_asked_again_where_a_slot_has_no_unknown():
    """A number has no value for unknown."""
    reading = read("i don't know", "duration_days")
    assert (dict(reading.answers), reading.clarify, reading.certainty) == ({}, True, "sure")


@pytest.mark.parametrize(
    ("text", "asked", "answers"),
    [
        ("two coffees", ["caffeine", "caffeine_mg_approx"], {"caffeine_mg_approx": 190, "caffeine": "low"}),
        ("a monster and two coffees", ["caffeine", "caffeine_mg_approx"], {"caffeine_mg_approx": 350, "caffeine": "moderate"}),
        ("thirty four", ["age_band"], {"age_band": "18_39"}),
        ("nearly eighteen", ["age_band"], {"age_band": "16_17"}),
        ("just a statin and my blue inhaler", ["medications"], {"medications": ("statin", "beta_agonist")}),
        ("seven out of ten", ["pain_severity", "pain_score"], {"pain_score": 7, "pain_severity": "severe"}),
    ],
)
def test_what_follows_by_definition_is_filled_in(text, asked, answers):
    """Scores, drinks, ages and names of medicines become the slots' values."""
    assert read(text, *asked).answers == answers


def test_volunteered_facts_are_kept():
    """A whole first sentence fills everything that it says."""
    reading = read("my left calf keeps twitching since my run yesterday and my pee's brown")
    assert {"location": ("calf",), "side": "left", "after_exercise": "yes", "dark_urine": True}.items() <= dict(
        reading.answers
    ).items()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("what", "repeat"), ("hold on", "pause"), ("go back", "back"), ("no stop", "stop"), ("i can't hear you", "louder"),
        ("why are you asking", "why"), ("call an ambulance", "emergency"), ("delete my answers", "delete_data"),
    ],
)  # fmt: skip
def test_commands_work_in_every_question(text, command):
    """Commands are heard whatever is asked."""
    assert {read(text, *asked).command for asked in ((), ("pain",), ("location", "side"), ("medications",))} == {command}


@pytest.mark.parametrize("text", ["my back on the right", "it comes back every evening", "he came off a motorbike"])
def test_a_command_word_in_a_sentence_is_no_command(text):
    """Short commands count only where nothing else is said."""
    assert read(text, "location", "side").command is None


@pytest.mark.parametrize("text", ["is that normal", "could it be als", "should i keep training", "is this private"])
def test_questions_about_the_subject_are_recognised(text):
    """Questions people ask are readings of their own."""
    assert read(text, "pain").faq is not None


@pytest.mark.parametrize("text", ["three two one go", "hey can you spot me", "yeah man good set", "play some drum and bass"])
def test_banter_is_rejected(text):
    """What was meant for somebody else fills nothing."""
    reading = read(text, "muscle_weakness")
    assert (dict(reading.answers), reading.certainty, reading.clarify) == ({}, "rejected", False)


@pytest.mark.parametrize("text", ["yes a glorzy weak leg", "[unk] weak", "my mate fainted and it's weak"])
def test_words_left_over_make_a_reading_unsure(text):
    """A reading is sure only when every word is explained and is the caller's own."""
    assert read(text, "muscle_weakness").certainty == "unsure"


def test_two_polarities_leave_a_symptom_present_and_unsure():
    """In doubt a symptom is there, and asked again."""
    reading = read("no it hurts", "pain")
    assert (reading.answers["pain"], reading.certainty) == (True, "unsure")


@pytest.mark.parametrize("text", ["yes not really", "yes no", "no yes", "yes well no"])
def test_yes_and_no_to_a_confirmation_are_unsure(text):
    """Whichever comes last, it is asked again."""
    reading = read(text, "dark_urine", confirming={"dark_urine": True})
    assert reading.certainty == "unsure"


@pytest.mark.parametrize("text", ["no both", "no both of them", "both of those no"])
def test_no_and_both_of_three_things_is_neither(text):
    """ "None of those" is heard so: nothing is present, and as the count is wrong, nothing is sure."""
    reading = read(text, "palpitations", "confusion", "seizure")
    assert set(reading.answers.values()) <= {False}
    assert reading.certainty == "unsure"


def test_a_reading_says_which_words_gave_what():
    """Spans lead back to the spoken words."""
    reading = read("no it doesn't hurt", "pain")
    words = reading.text.split()
    assert " ".join(words[reading.spans[-1].start : reading.spans[-1].end]) == "hurt"


def test_a_reading_in_its_interface_form_nests_symptoms():
    """JSON keeps symptoms in a place of their own."""
    line = read("no pain", "pain").to_json(shipped().symptoms)
    assert line["answers"] == {"symptoms": {"pain": False}}


def test_readings_are_frozen():
    """A reading cannot be changed once it is given."""
    with pytest.raises(AttributeError):
        read("no", "pain").certainty = "unsure"


@pytest.mark.parametrize(
    ("text", "asked", "present"),
    [
        ("no fever vomiting all night", ["fever", "repeated_vomiting"], "repeated_vomiting"),
        ("i can't say there's none", ["chest_pain"], "chest_pain"),
        ("i've never had pain like it", ["pain"], "pain"),
        ("i'm not saying it doesn't hurt", ["pain"], "pain"),
        ("no and no and yes", ["fainting", "chest_pain", "breathlessness_at_rest"], "breathlessness_at_rest"),
    ],
)
def test_a_doubtful_denial_is_taken_as_present_and_asked_about(text, asked, present):
    """Where a "no" may not mean the symptom, it is there until the caller says otherwise."""
    reading = read(text, *asked)
    assert (reading.answers.get(present), reading.certainty) == (True, "unsure")


DARK, WASTING = ["dark_urine", "bladder_bowel_change", "saddle_numbness"], ["muscle_wasting"]


@pytest.mark.parametrize(
    ("text", "asked", "answers", "certainty"),
    [
        ("it isn't brown any more", ["dark_urine"], {"dark_urine": True}, "sure"),
        ("it isn't brown", ["dark_urine"], {"dark_urine": False}, "sure"),
        ("I can't do any more questions, but it isn't brown", ["dark_urine"], {"dark_urine": False}, "unsure"),
        ("it's not swollen anymore", ["swelling_or_hard_muscle"], {"swelling_or_hard_muscle": False}, "sure"),
        ("it's not weak any longer", ["muscle_weakness"], {"muscle_weakness": False}, "unsure"),
    ],
)
def test_not_any_more_says_that_it_was(text, asked, answers, certainty):
    """The recent past of a sign counts, or is asked about, as after "no longer"."""
    reading = read(text, *asked)
    assert (reading.answers, reading.certainty) == (answers, certainty)


@pytest.mark.parametrize(
    "text", ["nothing except the", "none except the", "no apart from my", "nothing except", "no except yesterday"]
)
def test_an_exception_that_was_lost_denies_nothing(text):
    """Where what is taken out of a no was not understood, none of the signs is denied, and it is asked again."""
    reading = read(text, *DARK)
    assert (reading.answers, reading.clarify) == ({}, True)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("nothing except the numbness", {"saddle_numbness": True}),
        ("none of those except the twitching", dict.fromkeys(DARK, False)),
        ("nothing", dict.fromkeys(DARK, False)),
    ],
)
def test_an_exception_that_was_understood_is_none_to_ask_about(text, answers):
    """A sign is there, the twitch itself is no answer, and a plain no stays one."""
    reading = read(text, *DARK)
    assert (reading.answers, reading.certainty) == (answers, "sure")


@pytest.mark.parametrize(
    ("text", "value", "certainty"),
    [
        ("hadn't noticed it shrinking", True, "unsure"),
        ("haven't noticed any shrinking", False, "sure"),
        ("hadn't noticed", "unknown", "sure"),
        ("hadn't noticed, but it is shrinking", True, "sure"),
    ],
)
def test_what_had_not_been_noticed_may_be_there(text, value, certainty):
    """It is neither a denial nor surely there, so it is asked about."""
    reading = read(text, *WASTING)
    assert (reading.answers, reading.certainty) == ({"muscle_wasting": value}, certainty)


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("no but", "unsure"),
        ("no but when I", "unsure"),
        ("no, well, in the", "unsure"),
        ("no but my", "unsure"),
        ("no", "sure"),
        ("no, well, no", "sure"),
        ("no, but my calf is sore", "sure"),
    ],
)
def test_a_no_behind_which_something_begins_is_asked_about(text, certainty):
    """Somebody who is cut off behind a "but" may have been about to tell of the sign."""
    reading = read(text, "chest_pain")
    assert (reading.answers["chest_pain"], reading.certainty) == (False, certainty)


def test_every_category_of_modifiers_has_a_step_and_a_row():
    """What the grammar loader lets pass is what the walk knows, and nothing is known that no words need."""
    categories = {row.category for row in shipped().modifiers.values()}
    assert categories == set(STEPS) == {*get_args(RowCategory), "sign", "value"}


def test_what_was_said_is_not_kept_for_ever(monkeypatch):
    """The steps through the grammar that were taken are forgotten when they are too many, and readings stay as they were."""
    automaton = shipped().automaton
    before = read("no pain but it feels weak", "pain", "muscle_weakness")
    monkeypatch.setattr("voice.skill.grammar.automaton._MOST_STEPS", 50)
    automaton.tidy()
    counts = []
    for words in ("left calf since monday", "my heart is racing", "about two weeks", "i can't lift my arm", "dark like cola") * 4:
        read(words, "pain")
        counts.append(len(automaton._made))
        automaton.tidy()
    assert max(counts) < 400
    assert len(automaton._made) <= 50
    assert read("no pain but it feels weak", "pain", "muscle_weakness") == before
