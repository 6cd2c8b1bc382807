"""How people really talk, kind by kind: what settled after exertion, a "no" that means "not", numbers side by side, irony."""

import pytest

from grammars import read

HEART = ("palpitations", "chest_pain", "breathlessness_at_rest")


@pytest.mark.parametrize(
    "text",
    [
        "it was thumping during the last song but it came right down after",
        "my heart was hammering after the sprints and back to normal in two minutes",
        "it races when i climb the stairs then it settles",
        "it was racing on the treadmill but it's fine now",
    ],
)
def test_a_heart_that_settled_after_exertion_is_none_at_rest(text):
    """It is denied, and not surely: the read-back names it."""
    reading = read(text, *HEART)
    assert (reading.answers.get("palpitations"), reading.certainty) == (False, "unsure")


@pytest.mark.parametrize(
    "text",
    [
        "my heart was racing after class and it has not settled",
        "it was racing at the gym and it still is",
        "it skips when i run and never settles",
        "it pounded all night and settled this morning",
        "it raced while i sat on the sofa and then it settled",
        "it was racing after the sprints and settled in two minutes but it races in bed too",
    ],
)
def test_a_heart_that_did_not_settle_or_raced_at_rest_is_there(text):
    """Whatever exercise it began with."""
    assert read(text, *HEART).answers["palpitations"] is True


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i've no passed out", "fainting"),
        ("he has no been confused", "confusion"),
        ("no it's no sore", "pain"),
        ("i am no dizzy at all", "dizziness"),
    ],
)
def test_no_behind_a_verb_means_not(text, sign):
    """As it is said in Scotland."""
    assert read(text, sign).answers[sign] is False


def test_no_before_an_answer_stays_the_answer():
    """ "No, I have fainted" corrects."""
    assert read("no i have fainted", "fainting").answers["fainting"] is True


@pytest.mark.parametrize(("text", "sign"), [("no numb", "local_numbness_tingling"), ("no dizzy", "dizziness")])
def test_no_before_a_bare_word_for_what_is_felt_is_not_sure(text, sign):
    """It may deny it, or answer with it: it is asked back."""
    assert read(text, sign).certainty == "unsure"


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("no power is same", "muscle_weakness"),
        ("no force is normal", "muscle_weakness"),
        ("no strength is there", "muscle_weakness"),
        ("no sensation and all is proper", "local_numbness_tingling"),
        ("no feeling is same", "local_numbness_tingling"),
    ],
)
def test_no_and_a_statement_that_all_is_well_is_a_denial(text, sign):
    """The "no" answers; the noun behind it begins the statement."""
    assert read(text, sign).answers[sign] is False


@pytest.mark.parametrize(("text", "sign"), [("no power", "muscle_weakness"), ("no sensation", "local_numbness_tingling")])
def test_none_of_what_should_be_there_is_the_sign(text, sign):
    """ "No power" is weakness."""
    assert read(text, sign).answers[sign] is True


@pytest.mark.parametrize(
    ("text", "milligrams"),
    [
        ("three four cups", 380),
        ("couple three coffees", 285),
        ("filter coffee i take two small cups or three some days", 285),
        ("coffee three cups a day", 285),
        ("coffee and three cups of tea", 230),
        ("two coffees and a tea", 235),
    ],
)
def test_amounts_that_are_counted_twice_count_once(text, milligrams):
    """A range is its upper end, and a drink is not one more than its cups; but two drinks add up."""
    assert read(text, "caffeine").answers["caffeine_mg_approx"] == milligrams


@pytest.mark.parametrize("text", ["one two three four", "five six seven eight and push"])
def test_to_count_aloud_is_no_amount(text):
    """An instructor counts repetitions."""
    assert read(text, "caffeine").answers == {}


@pytest.mark.parametrize(
    ("text", "score"), [("two on ten", 2), ("one or two on ten", 2), ("nine on ten", 9), ("four five maybe", 5)]
)
def test_a_score_on_ten_is_the_first_number(text, score):
    """The ten is the scale."""
    assert read(text, "pain", "pain_severity", "pain_score").answers["pain_score"] == score


@pytest.mark.parametrize(
    "text", ["little bit sore", "likkle bit sore when i sit", "sore like everyone but a mild sore", "slightly achy"]
)
def test_a_little_sore_is_mild(text):
    """Whatever "sore" alone would be."""
    assert read(text, "pain", "pain_severity", "pain_score").answers["pain_severity"] == "mild"


@pytest.mark.parametrize("text", ["lost weight me i wish", "losing weight i wish"])
def test_a_wish_takes_back_what_stands_before_it(text):
    """Irony."""
    sign = "weight_loss_or_heat_intolerance"
    assert read(text, sign, "muscle_wasting").answers[sign] is False


def test_the_age_of_somebody_else_is_not_the_callers():
    """ "My son is nine" says nothing of who asks, unless that is what was asked."""
    assert "age_band" not in read("no my son is nine", "pregnant", "minor", "diabetes").answers
    assert read("my son is nine", "age_band").answers["age_band"] == "under_16"


@pytest.mark.parametrize("text", ["i got tested when i was pregnant with my son", "since i was pregnant with my youngest"])
def test_a_pregnancy_that_is_over_is_none(text):
    """It was with somebody who is born."""
    assert read(text, "pregnant").answers["pregnant"] is False


@pytest.mark.parametrize("text", ["no she's shaking her head", "he just shook his head no"])
def test_to_shake_the_head_is_no_tremor(text):
    """It is a no."""
    assert "tremor" not in read(text, "tremor", "dizziness").answers or read(text, "tremor").answers["tremor"] is False


@pytest.mark.parametrize(
    "text",
    [
        "sometimes i hope i won't wake up",
        "nobody would miss me",
        "i've saved up my tablets for when it gets too much",
        "there's no point in going on",
        "i lie there working out how i'd do it",
    ],
)
def test_to_want_to_die_is_heard_when_it_is_said_otherwise(text):
    """At any question, if not surely."""
    for asked in ((), ("sleep", "stress"), ("tremor", "dizziness")):
        assert read(text, *asked).answers.get("self_harm_thoughts") is True, asked


@pytest.mark.parametrize(
    "text", ["nobody would miss me at football", "thinking about how to do the next set", "i hope i don't wake up the kids"]
)
def test_what_only_sounds_like_it_is_not_surely_to_want_to_die(text):
    """Everyday talk is asked back at most."""
    reading = read(text)
    assert reading.certainty != "sure" or "self_harm_thoughts" not in reading.answers


@pytest.mark.parametrize("text", ["we went up the mountain and her leg is hopping", "i raised my arm and it twitched"])
def test_what_goes_up_and_is_no_dose_changes_no_medicine(text):
    """A dose is spoken of, or was asked for."""
    assert "medication_change" not in read(text).answers


@pytest.mark.parametrize("text", ["i haven't noticed anything", "heart's fine i did not notice anything"])
def test_to_have_noticed_nothing_is_a_denial(text):
    """And not to know it."""
    assert "unknown" not in read(text, *HEART).answers.values()


@pytest.mark.parametrize(
    "text", ["leave off i'm six foot four", "i'm ninety kilos mate", "he's just picked up my three year old"]
)
def test_a_measure_is_no_age(text):
    """Nor is the age of a child that was carried."""
    assert "age_band" not in read(text, "fainting").answers


@pytest.mark.parametrize("text", ["it wasn't hot out it was forty degrees", "it was only ten degrees outside"])
def test_the_weather_is_no_fever(text):
    """However hot it is."""
    assert "fever" not in {slot for slot, value in read(text, "overheated", "fever").answers.items() if value is True}


@pytest.mark.parametrize(
    "text",
    [
        "he don't take anything it's mum who's on the statins",
        "my wife takes statins i don't",
        "nothing my mum takes statins",
        "nothing my husband is the one on insulin",
    ],
)
def test_the_medicine_of_somebody_else_is_not_taken(text):
    """Where the one who asks takes none."""
    assert read(text, "medications").answers["medications"] == ()


@pytest.mark.parametrize(
    "text", ["no i take statins my mum takes them too", "no change i take statins and my mum takes them too"]
)
def test_the_medicine_of_the_one_who_asks_stays(text):
    """Where somebody else takes it as well."""
    assert read(text, "medications").answers["medications"] == ("statin",)


@pytest.mark.parametrize(
    "text", ["i'm coming off sertraline", "i am slowly coming off my sertraline", "just came off citalopram"]
)
def test_a_medicine_that_one_comes_off_is_stopped(text):
    """With or without a word that says whose it is."""
    assert read(text).answers["medication_change"] == "stopped"


@pytest.mark.parametrize("text", ["i'm coming now mum", "coming in a minute"])
def test_somebody_who_is_called_comes_off_nothing(text):
    """It is said to others."""
    assert not read(text, "medications").answers


@pytest.mark.parametrize(
    "text", ["my neck hurts and it came on suddenly", "neck pain that came on suddenly", "all of a sudden my neck hurts"]
)
def test_a_neck_that_hurts_all_at_once_is_a_sign_said_anywhere(text):
    """Whatever was asked."""
    assert read(text).answers["sudden_neck_pain"] is True


@pytest.mark.parametrize("text", ["my neck hurts and it built up slowly", "my neck is sore and the twitch came on suddenly"])
def test_a_neck_that_got_sore_is_no_sudden_pain(text):
    """Nor is one beside a twitch that came suddenly."""
    assert "sudden_neck_pain" not in read(text).answers


@pytest.mark.parametrize(("text", "there"), [("my eyelid went funny", False), ("my eyelid suddenly went droopy", True)])
def test_an_eyelid_that_went_funny_hangs_only_where_that_is_said(text, there):
    """It twitches, as a rule."""
    assert read(text).answers.get("sudden_face_arm_speech", False) is there


@pytest.mark.parametrize(
    "text", ["just tylenol most of the bottle last night", "i had way more of my tablets than it says on the box"]
)
def test_most_of_a_bottle_is_an_overdose(text):
    """Told as an answer to which medicines are taken."""
    assert read(text, "medications").answers["overdose_or_poisoning"] is True


@pytest.mark.parametrize(
    "text", ["still the same still hot", "it never came down", "not better after thirty minutes", "hardly any cooler"]
)
def test_heat_that_stays_is_not_better(text):
    """After cooling."""
    slot = "heat_not_better_after_30_min_cooling"
    assert read(text, slot).answers[slot] is True


def test_it_hurts_if_i_press_it_but_else_nothing_denies_the_rest():
    """A condition that was tried supposes nothing."""
    answers = read("the muscle is sore if i press it but inside my chest nothing", *HEART).answers
    assert {answers[slot] for slot in HEART} == {False}


@pytest.mark.parametrize(
    "text",
    [
        "no it was thumping in the sprints sure that's what they're for but not a bother since",
        "no sure it was pounding after the run",
    ],
)
def test_a_no_that_comes_first_refuses_whatever_follows(text):
    """A "sure" or a "yeah" in the middle of the reason makes no yes of it."""
    assert read(text, "palpitations", confirming={"symptoms": {"palpitations": True}}).reply == "no"


@pytest.mark.parametrize("text", ["no wait yes", "no i mean yes", "no yes that's right"])
def test_a_no_that_is_taken_back_is_a_yes(text):
    """Where it is corrected, or the yes comes last."""
    assert read(text, "palpitations", confirming={"symptoms": {"palpitations": True}}).reply == "yes"


@pytest.mark.parametrize("text", ["strength is in place", "my power is complete"])
def test_strength_that_is_there_is_no_weakness(text):
    """Whatever word says that it is there."""
    assert read(text, "muscle_weakness").answers["muscle_weakness"] is False


def test_a_number_of_things_is_no_score():
    """A hundred towels are not a hundred out of ten."""
    assert (
        "pain_severity" not in read("aching like i'd wrung out a hundred towels", "pain", "pain_severity", "pain_score").answers
    )
    assert read("a hundred out of ten", "pain", "pain_severity", "pain_score").answers["pain_severity"] == "severe"


@pytest.mark.parametrize("text", ["yes in september two months ago like cola for two days", "two months ago it was like cola"])
def test_dark_pee_of_months_ago_is_over(text):
    """A doctor should know; nobody need call for help."""
    answers = read(text, "dark_urine", "past_dark_urine").answers
    assert (answers.get("dark_urine"), answers["past_dark_urine"]) == (None, True)


@pytest.mark.parametrize(
    "text", ["it started going dark two months ago", "it went dark two weeks ago and still is", "dark like cola two days ago"]
)
def test_dark_pee_that_goes_on_or_is_recent_is_there(text):
    """Whenever it began."""
    assert read(text, "dark_urine", "past_dark_urine").answers["dark_urine"] is True


@pytest.mark.parametrize(
    "text", ["can you get an ambulance here as quick as you can", "get me an ambulance faster", "i'm scared i need help"]
)
def test_a_call_for_help_comes_before_any_other_command(text):
    """Whatever else is in the sentence."""
    assert read(text, "sleep", "stress").command == "emergency"


@pytest.mark.parametrize("text", ["i don't need an ambulance", "no need to call an ambulance"])
def test_help_that_is_not_needed_is_not_called_for(text):
    """ "Not" stands before it."""
    assert read(text, "sleep", "stress").command is None


def test_weather_that_made_somebody_ill_is_no_mere_weather():
    """Who was in the heat and is ill got too hot, perhaps: it is asked."""
    answers = read("it was boiling out at the race and i went dizzy and i have been throwing up since").answers
    assert (answers["overheated"], answers["repeated_vomiting"]) == (True, True)


def test_a_temperature_that_is_too_low_says_nothing_of_a_fever():
    """Neither that there is one nor that there is none."""
    assert "fever" not in read("i reckon my body temperature is too low").answers


@pytest.mark.parametrize("text", ["no but i'm so frightened", "no i'm just scared", "no just frightened"])
def test_a_plain_no_before_a_fear_is_an_answer(text):
    """The fear is heard as well."""
    reading = read(text, *HEART)
    assert ({reading.answers.get(slot) for slot in HEART}, reading.faq) == ({False}, "am_i_in_danger")


def test_a_no_before_a_question_denies_nothing():
    """What is asked may be about what was asked for."""
    assert dict(read("no is it serious", *HEART).answers) == {}


@pytest.mark.parametrize(("text", "command"), [("no next", None), ("no next question please", None), ("no skip this", "skip")])
def test_no_and_on_to_the_next_question_is_a_no(text, command):
    """Who skips a question has not answered it."""
    reading = read(text, *HEART)
    assert (reading.command, set(reading.answers.values())) == (command, set() if command else {False})


def test_yes_and_on_to_the_next_question_is_a_yes():
    """The sign that was asked for is there."""
    assert read("yes next", "dark_urine").answers["dark_urine"] is True


@pytest.mark.parametrize("text", ["no that was last week", "no that was yesterday", "no it was years ago", "no not since monday"])
def test_a_no_that_only_says_when_is_asked_again(text):
    """It denies no sign that counts when it is past."""
    for asked in (HEART, ("chest_pain",)):
        reading = read(text, *asked)
        assert (dict(reading.answers), reading.clarify) == ({}, True)


def test_a_fever_of_last_week_is_none_now():
    """A sign that counts only while it lasts is denied."""
    assert read("no that was last week", "fever").answers["fever"] is False


@pytest.mark.parametrize("text", ["not any more", "no not any more", "no longer", "all gone"])
def test_what_is_over_of_several_signs_is_asked_again(text):
    """One of them was there, and which was not said."""
    reading = read(text, "fever", "repeated_vomiting", "chest_pain")
    assert (dict(reading.answers), reading.clarify) == ({}, True)


def test_what_is_over_of_one_sign_is_over():
    """Where its past does not count."""
    assert read("not any more", "fever").answers["fever"] is False
