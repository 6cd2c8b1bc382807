"""Nothing is presumed: what is unsure counts for nothing before somebody has given a sure answer to a question of ours."""

import pytest
from passers_by import not_meant_for_us, overheard
from talking import NO, REJECTED, VAGUE, Talk, meaning

from grammars import NOW, shipped
from voice.skill.dialogue.events import Heard, Key
from voice.skill.dialogue.leaving import MOST_DOUBTED, MOST_UNHEARD
from voice.skill.dialogue.state import Phase
from voice.skill.reading import Reading, Span
from voice.skill.understanding.understand import understand

FEW, MANY = 60, 400
LONGEST = 100
"""Turns of other people's talk after which nobody is talked to any more."""


def unsure(**parts):
    """Words that were not wholly understood."""
    return meaning(certainty="unsure", **parts)


def test_a_conversation_that_nobody_meant_ends_without_an_alarm_and_leaves_nothing(request):
    """Fed with nothing but what the corpus marks as not meant for us, with silences and noise in between."""
    for seed in range(MANY if request.config.getoption("--all") else FEW):
        held = overheard(not_meant_for_us(), seed)
        assert not held.called, "\n".join(held.transcript)
        assert not held.kept.get("turns"), "\n".join(held.transcript)
        assert len([line for line in held.transcript if line.startswith(">")]) < LONGEST


def test_there_is_enough_that_was_not_meant_for_us():
    """As varied as a room."""
    assert len(not_meant_for_us()) >= MANY


@pytest.mark.parametrize(
    "event",
    [
        unsure(answers={"dark_urine": True}),
        unsure(answers={"location": ("calf",), "side": "left"}),
        unsure(answers={"fever": False}),
        unsure(command="skip"),
        unsure(command="pause"),
        unsure(faq="is_it_normal"),
        unsure(reply="yes"),
    ],
    ids=repr,
)
@pytest.mark.parametrize("asked", ["opening", "speaker"])
def test_an_unsure_reading_is_asked_again(asked, event):
    """It is kept nowhere, and no confirmation of it is put."""
    talk = Talk(opening=True)
    if asked == "speaker":
        talk.noise(2)
    before = talk.state.answers
    talk.event(event)
    assert talk.prompts[-1].startswith("again_")
    assert (talk.state.answers, talk.state.pending) == (before, {})


def test_silence_ends_in_silence():
    """After nothing but unsure signs nobody is told to call."""
    talk = Talk(opening=True).event(unsure(answers={"dark_urine": True})).silence(4)
    assert (talk.outcome, talk.disposition, talk.said) == ("abandoned", None, "")


@pytest.mark.parametrize(
    "answers",
    [{"location": ("calf",)}, {"fever": True}, {"duration_days": 2, "side": "left"}],
    ids=["a place", "a sign", "two things"],
)
def test_one_sure_answer_about_the_subject_is_enough(answers):
    """From then on an unsure sign is confirmed."""
    assert Talk(opening=True).answer(**answers).unsure(dark_urine=True).state.phase is Phase.CONFIRMING


@pytest.mark.parametrize(
    "answers",
    [{"side": "left"}, {"duration_days": 7}, {"speaker": "self"}, {"location": "unknown"}],
    ids=["a side", "a time", "whose", "not known"],
)
def test_what_is_said_to_others_too_is_not(answers):
    """ "The one on the left", "a week ago", "that's mine": it is kept, and nobody is known by it."""
    talk = Talk(opening=True).answer(**answers)
    assert talk.unsure(dark_urine=True).state.phase is not Phase.CONFIRMING


def test_an_answer_to_another_question_than_ours_is_not():
    """A week ago is no answer to whose twitch it is."""
    talk = Talk(opening=True).noise(2).answer(duration_days=7)
    assert talk.unsure(dark_urine=True).state.phase is Phase.ASKING


def test_a_sure_sign_counts_at_once():
    """Whoever says it first of all."""
    assert Talk(opening=True).answer(dark_urine=True).disposition == "emergency"
    assert Talk(opening=True).noise(2).answer(dark_urine=True).disposition == "emergency"


def test_a_first_sign_that_is_not_named_is_confirmed():
    """ "The second one" may be of anything."""
    asked = Talk(opening=True).noise(2).event(Key(command="skip"))
    sign = asked.slots[1]
    pointed = Reading(asked=asked.slots, text="the second one", answers={sign: True}, spans=(Span(0, 3, "second"),))
    talk = asked.event(Heard(words="the second one", reading=pointed))
    assert (talk.state.phase, talk.state.pending) == (Phase.CONFIRMING, {sign: True})
    assert talk.yes().state.answers[sign] is True


def test_a_sure_call_for_help_counts_at_once():
    """Also as the first words."""
    assert Talk(opening=True).event(meaning(command="emergency")).prompts.count("ask_emergency") == 2


def test_an_unsure_call_for_help_is_asked_about_once():
    """And only a sure yes to it counts."""
    call = unsure(command="emergency")
    talk = Talk(opening=True).event(call)
    assert talk.said == "Do you need help now?"
    assert talk.event(unsure(reply="yes")).state.phase is Phase.OPENING
    assert talk.event(call).state.phase is Phase.OPENING
    assert Talk(opening=True).event(call).event(call).state.phase is Phase.OPENING
    assert Talk(opening=True).event(call).yes().state.phase is Phase.ALARM


@pytest.mark.parametrize("event", [REJECTED, unsure(answers={"dark_urine": True}), unsure(command="repeat")], ids=repr)
def test_talk_that_means_nothing_is_soon_talked_to_no_more(event):
    """It says so once, and waits; whoever says something sure is listened to."""
    talk = Talk(opening=True)
    for _ in range(MOST_UNHEARD):
        talk.event(event)
    assert talk.prompts == ["waiting_unheard"]
    for _ in range(3):
        assert talk.event(event).prompts == []
    assert talk.answer(location=("calf",), side="left", speaker="self").prompts
    assert not talk.state.waiting


def test_it_ends_also_without_a_clock():
    """Nobody is waited for without end."""
    talk = Talk(opening=True)
    for _ in range(2 * MOST_UNHEARD + 1):
        if talk.outcome is None:
            talk.noise()
    assert talk.outcome == "abandoned"


def test_a_sign_that_hardly_anybody_said_is_not_known():
    """After one sure answer only, what cannot be confirmed raises no alarm, and is not denied either."""
    talk = Talk(opening=True).noise(2).answer(speaker="self").event(NO)
    talk.state = talk.state.but(answered=1)
    talk.unsure(dark_urine=True).silence(2)
    assert talk.state.answers["dark_urine"] == "unknown"
    assert talk.disposition is None


def test_a_sign_that_somebody_said_whom_we_know_stays():
    """Silence after it may be the reason for it."""
    assert Talk().known().unsure(dark_urine=True).silence(2).disposition == "emergency"


@pytest.mark.parametrize("failure", [REJECTED, VAGUE, unsure(answers={"fever": True})], ids=repr)
def test_who_is_not_understood_for_long_is_known_no_longer(failure):
    """The one who answered may have gone, and others talk."""
    talk = Talk().known()
    for _ in range(MOST_DOUBTED):
        talk.event(failure)
    assert talk.state.answered == 0


def test_a_sure_answer_between_failures_keeps_somebody_known():
    """However many failures in all."""
    talk = Talk().known()
    for _ in range(MOST_DOUBTED):
        talk.noise().healthy()
    assert talk.state.answered > 1


def test_buttons_are_answers():
    """A chosen answer is sure by nature."""
    assert Talk(opening=True).choose(location=["calf"]).unsure(dark_urine=True).state.phase is Phase.CONFIRMING


@pytest.mark.parametrize("said", ["i did murph and my pee is brown", "i overdid it at the gym and now i'm peeing brown"])
def test_a_grave_sign_told_in_a_sentence_is_asked_back(said):
    """It is understood unsurely, and nobody has answered yet; but whoever says so much is talking to us."""
    talk = heard_at_first(said)
    assert (talk.listening.question, talk.listening.confirming) == ("confirm", {"symptoms": {"dark_urine": True}})


@pytest.mark.parametrize("said", ["and then the pain in my chest and left arm on the news", "i did murph and my pee is brown"])
def test_a_grave_sign_that_nobody_confirms_raises_no_alarm(said):
    """A television may say it: it is no answer, nothing is kept with it, and silence or an unsure yes makes nothing of it."""
    talk = heard_at_first(said)
    assert (talk.listening.question, talk.state.answered, talk.state.answers) == ("confirm", 0, {})
    talk.event(Heard(words="yes", reading=Reading(asked=(), text="yes", reply="yes", certainty="unsure")))
    while not talk.outcome:
        talk.silence()
        assert set(talk.state.answers.values()) <= {"unknown"}
    assert talk.outcome == "abandoned"


@pytest.mark.parametrize("said", ["crew sort of chest pain", "chest pain for the patient in room four"])
def test_a_scrap_of_others_talk_is_not_asked_back(said):
    """Too short for a story, or with something in it that nobody says of themselves."""
    assert heard_at_first(said).listening.question == "opening"


def heard_at_first(said):
    """A conversation in which that is the first thing that is heard, as the session would read it."""
    reading = understand(shipped(), said, (), now=NOW)
    assert (reading.certainty, bool(reading.answers)) == ("unsure", True)
    return Talk(opening=True).event(Heard(words=said, reading=reading))
