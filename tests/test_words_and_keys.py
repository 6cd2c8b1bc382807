"""Conversations for other systems: a key and words in, sentences out; nobody gets another person's answers."""

import json
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from talking import whole

from grammars import shipped
from voice.skill.dialogue.events import Chosen, Heard, Key, NoInput, NoMatch, Started
from voice.skill.dialogue.state import Manner
from voice.skill.reading import Reading
from voice.skill.understanding.understand import understand
from voice.store.folder import StateFolder, name_of
from voice.surfaces.addressed import behind_our_name, concerns_us
from voice.surfaces.turn import Turn
from voice.surfaces.turns import Conversations

MORNING = datetime(2026, 3, 2, 9, 0)
STORY = "my left calf keeps twitching since my run this morning"
HOUSE = (
    *("what time is it", "turn on the kitchen light", "turn off the lights in the back bedroom", "set a timer for ten minutes"),
    *("what's the weather tomorrow", "play some music", "stop the music", "nevermind", "volume up", "good morning", "good night"),
    *("add fish fingers to the shopping list", "is the front door locked", "close the blinds", "how long is left on the timer"),
    *("set the heating to twenty one degrees", "remind me to call mum at five", "what's on my calendar", "open the garage door"),
    *("tell me a joke", "who won the match", "yes", "no", "no thanks", "thanks", "stop", "ok", "yeah", "cancel", "help"),
)
"""What people say to an assistant for the whole house."""


class House:
    """A service and a clock that every turn moves on by some seconds."""

    def __init__(self, **more):
        self.now = MORNING
        self.conversations = Conversations(whole(), shipped(), at=self.now, region="us", **more)

    def say(self, said, key="kitchen", after=5):
        """The turn that comes of it."""
        turn = self.lose(said, key, after)
        self.conversations.passed_on(key)
        return turn

    def lose(self, said, key="kitchen", after=5):
        """The turn that comes of it, of which nobody knows whether it reached anybody."""
        self.now += timedelta(seconds=after)
        return self.conversations.turn(key, said, self.now)

    def all(self, *said, key="kitchen"):
        """The turns, one after another."""
        return [self.say(words, key) for words in said]


@pytest.fixture
def house():
    """A service in which nobody has said anything."""
    return House()


def test_the_sentence_that_wakes_is_the_first_answer(house):
    """It is greeted and taken; the open question, which nobody needs any more, is not put."""
    turn = house.say(STORY)
    assert turn.text.startswith("Hello, this is Twitchwise.")
    assert "left calf" in turn.text
    assert "What's going on" not in turn.text
    assert (turn.goes_on, turn.question) == (True, "urine")


@pytest.mark.parametrize("call", ["twitchwise", "ask Twitchwise", "Hey, Twitch Wise!", "could you please open twitchwise for me"])
def test_our_name_alone_is_no_answer(house, call):
    """The open question is put, and what follows answers it."""
    assert house.say(call).question == "opening"
    assert house.say(STORY).question == "urine"


def test_what_is_said_behind_our_name_is_what_we_are_told(house):
    """As if it had been said without it."""
    called, plain = house.say(f"hey Twitchwise, {STORY}", key="a"), house.say(STORY, key="b")
    assert called == plain


def test_the_name_ends_where_it_ends():
    """Words behind it are kept as they were said; far from the beginning it calls nobody."""
    assert behind_our_name(whole(), "Ask Twitchwise, my 2 calves") == "my 2 calves"
    assert behind_our_name(whole(), "twitchwise") == ""
    assert behind_our_name(whole(), "my calf twitches") is None
    assert behind_our_name(whole(), "one two three four five six seven eight nine twitchwise") is None


@pytest.mark.parametrize("words", HOUSE)
def test_words_that_are_not_for_us_open_nothing(house, words):
    """They are handed back, with what would be for us."""
    turn = house.say(words)
    assert (turn.taken, turn.goes_on) == (False, False)
    assert turn.text == "I can only help with muscles that twitch. Tell me where it twitches."
    assert not house.conversations.is_open(house.now)


@pytest.mark.parametrize(
    "words",
    ["my muscles twitch", "my eyelid is jumping", "i have chest pain", "i fainted", "it's my thigh", "call an ambulance", STORY],
)
def test_a_twitch_a_place_a_sign_and_a_call_for_help_are_for_us(words):
    """Whatever else is said."""
    assert concerns_us(whole(), understand(shipped(), words, ()))


@pytest.mark.parametrize("words", ["no chest pain", "i never fainted"])
def test_a_sign_that_is_denied_out_of_the_blue_is_not_for_us(words):
    """Nobody has asked."""
    assert not concerns_us(whole(), understand(shipped(), words, ()))


def test_a_stray_word_after_the_end_is_answered_with_nothing(house):
    """For a minute; then it is handed back as any other. What is for us opens a conversation at once."""
    house.all(STORY, "stop")
    for word in ("no", "thanks", "no thanks", "okay"):
        assert house.say(word) == Turn()
    late = house.say("no", after=60)
    assert (late.taken, late.goes_on) == (False, False)
    assert house.say("my calf twitches").goes_on


def test_a_sign_right_after_the_end_is_heard(house):
    """The end is no reason to miss it."""
    house.all(STORY, "stop")
    assert house.say("and my pee is dark like cola").emergency


def test_an_answer_has_choices_in_words(house):
    """Those that a screen or an agent can offer."""
    choices = house.say(STORY).choices
    assert "none of these" in choices
    assert "I don't know" in choices


OFFERED = (
    ("a leg or arm too weak to use", "cannot_stand_or_use_limb"),
    ("being short of breath at rest", "breathlessness_at_rest"),
    ("Dark pee.", "dark_urine"),
)


@pytest.mark.parametrize(("choice", "sign"), OFFERED)
def test_a_choice_that_comes_back_in_its_own_words_is_chosen(house, choice, sign):
    """It counts as a press on it, though the same words in a sentence may be read otherwise."""
    pressed = House()
    turn, _ = house.say(STORY), pressed.say(STORY)
    for _ in range(20):
        if choice.strip(".").lower() in turn.choices:
            break
        said = "I'm not sure" if turn.question == "weak_or_swollen" else "no"
        turn, _ = house.say(said), pressed.say(said)
    assert choice.strip(".").lower() in turn.choices
    assert house.say(choice) == pressed.say(Chosen(answers={"symptoms": {sign: True}}))


def test_a_choice_that_was_hardly_heard_is_not_chosen(house):
    """An ear's doubt goes before the form of its words."""
    house.say(STORY)
    assert house.say(Heard(words="dark pee", confidence=0.5)).question == "confirm"


def test_it_is_no_emergency_ends_the_alarm(house):
    """As it is offered."""
    alarm = house.say("call an ambulance")
    assert "it is no emergency" in alarm.choices
    assert house.say("it is no emergency").question == "opening"


def test_an_emergency_says_what_to_do_in_words_that_must_not_be_changed(house):
    """The disposition stays with every turn, the assessment comes once; the farewell says it again."""
    turn = house.all(STORY, "no", "my pee is dark like cola")[-1]
    assert turn.emergency
    assert turn.disposition == turn.assessment.disposition == "emergency"
    assert turn.must_say_first[0].startswith("Call nine one one now")
    assert set(turn.must_say_first) <= set(turn.sentences)
    why, bye = house.all("why", "ok thanks")
    assert (why.disposition, why.assessment, why.must_say_first) == ("emergency", None, ())
    assert (bye.emergency, bye.outcome, bye.goes_on) == (True, "emergency", False)
    assert bye.must_say_first == ("Please get help now. I cannot call for you.",)


def test_an_emergency_that_is_repeated_must_be_said_first_again(house):
    """It is the same to whoever asks for it once more."""
    told = house.all(STORY, "my pee is dark like cola")[-1]
    assert house.say("say that again").must_say_first == told.must_say_first != ()


def test_an_emergency_is_answered_without_a_greeting(house):
    """What to do is the first sentence."""
    turn = house.say("call an ambulance")
    assert turn.sentences[0] == turn.must_say_first[0]
    assert turn.sentences[0].startswith("Call nine one one now")


def test_what_is_harmless_has_nothing_that_must_be_said_first(house):
    """Only what is serious is passed on word for word."""
    turn = house.all("my left calf twitches a bit since my run yesterday", *["no"] * 12)
    last = next(one for one in reversed(turn) if one.sentences)
    assert last.disposition is None or last.must_say_first == ()


def test_silence_and_noise_climb_the_ladder(house):
    """The question comes again; before any conversation they are nothing."""
    assert house.say(NoMatch()).sentences == ()
    assert house.say(NoInput()).goes_on is False
    house.say(STORY)
    again = house.say(NoMatch())
    assert (again.question, again.goes_on) == ("urine", True)
    assert again.sentences


def test_the_confidence_of_a_recogniser_counts(house):
    """A "no" that was hardly heard denies nothing."""
    house.say(STORY)
    assert house.say(Heard(words="no", confidence=0.1)).question == "urine"
    assert house.say(Heard(words="no", confidence=0.95)).question != "urine"


def test_the_reading_of_an_ear_counts(house):
    """What it doubts is asked back, whatever the words alone would mean."""
    house.say(STORY)
    asked = house.conversations.listening("kitchen", house.now).slots
    sure = house.conversations.reading("kitchen", "my pee is dark", house.now)
    assert sure.certainty == "sure"
    doubted = Reading(asked=asked, text=sure.text, answers=sure.answers, certainty="unsure")
    assert house.say(Heard(words="my pee is dark", reading=doubted)).question == "confirm"


def test_two_keys_are_two_people(house):
    """Ten conversations, turn by turn between one another, are the ten that each would have been alone."""
    said = [STORY, "no", "no", "nope", "it is a bit tight"]
    alone = [House().all(*said, key=str(n)) for n in range(10)]
    together = [[house.say(words, str(n), after=1) for n in range(10)] for words in said]
    assert [list(one) for one in zip(*together, strict=True)] == alone


def test_five_minutes_of_silence_begin_anew(house):
    """Nothing of what was said is taken for the next person's; a moment less, and it goes on."""
    house.all(STORY, "no")
    assert house.say("no", after=299).question != "urine"
    late = house.say("my right thigh twitches", after=300)
    assert "right thigh" in late.text
    assert "calf" not in late.text
    assert late.question == "urine"


def test_a_stray_no_after_five_minutes_answers_nothing(house):
    """It is not the answer to a question of before."""
    house.all(STORY)
    assert house.say("no", after=301).taken is False


def test_a_clock_that_was_put_back_begins_anew(house):
    """How long it has been cannot be told."""
    house.say(STORY)
    assert house.say("no", after=-3600).taken is False


def test_a_pause_is_kept_and_offered(house):
    """For a day, and to nobody who does not say yes; words that are not for us change nothing of it."""
    house.all(STORY, "no")
    paused = house.say("hang on")
    assert (paused.outcome, paused.goes_on) == ("paused", False)
    assert house.say("what time is it").taken is False
    offer = house.say("twitchwise", after=3600)
    assert offer.question == "check"
    assert "left calf" in offer.text
    assert house.say("yes").question == "collapse"


def test_what_is_told_after_a_long_pause_begins_anew(house):
    """It may be somebody else who tells it; within five minutes it is the same person, who goes on."""
    house.all(STORY, "no", "hang on")
    soon = house.say("and my thigh twitches too", after=120)
    assert "Hello" not in soon.text
    house.say("hang on")
    late = house.say("my right thigh twitches", after=300)
    assert late.text.startswith("Hello")
    assert "calf" not in house.say("what have i told you").text


def test_a_button_opens_a_conversation(house):
    """Whoever presses it means us: to begin, to choose an answer, to call for help; to stop there is nothing."""
    assert house.say(Started(), "a").question == "opening"
    assert house.say(Chosen(answers={"location": ["calf"]}), "b").question == "urine"
    assert house.say(Key(command="emergency"), "c").emergency
    assert house.say(Key(command="stop"), "d").taken is False


def test_a_pause_of_more_than_a_day_is_over(house):
    """Nothing of it is offered."""
    house.all(STORY, "hang on")
    assert house.say("twitchwise", after=86_400).question == "opening"


def test_the_conversation_that_was_silent_for_longest_gives_way():
    """No more than so many are kept."""
    house = House(most=3)
    for key in "abcd":
        house.say(STORY, key)
    assert house.say("no", "a").taken is False
    assert [house.say("no", key).taken for key in "bcd"] == [True] * 3


def test_turns_from_many_threads_are_one_after_another(house):
    """Eight people at once, and three times eight answers to one question each: each is answered as if nobody else were there."""
    alone = House().all(STORY, *["no"] * 6)
    for n in range(8):
        house.say(STORY, str(n), after=0)
    ready = threading.Barrier(8)

    def answered(n, k):
        turn = house.conversations.turn(str(n), "no", house.now + timedelta(seconds=k))
        house.conversations.passed_on(str(n))
        return turn.text

    def talk(n):
        ready.wait()
        return [answered(n, k) for k in range(1, 7)]

    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(talk, range(8))] == [[turn.text for turn in alone[1:]]] * 8


def test_answers_to_one_key_at_once_wait_for_each_other(house):
    """The first is taken; the others, which were given before its question was heard, are answered by that question."""
    house.say(STORY)
    ready = threading.Barrier(6)

    def answer(_):
        ready.wait()
        return house.conversations.turn("kitchen", "no", house.now + timedelta(seconds=1)).question

    with ThreadPoolExecutor(6) as threads:
        assert [*threads.map(answer, range(6))] == ["collapse"] * 6


def test_what_is_listened_for_is_the_open_question(house):
    """Of the key, or of whoever spoke last; without a conversation it is the opening."""
    listening = house.conversations.listening
    assert listening(None, house.now).question == "opening"
    house.say(STORY, "a")
    house.say("twitchwise", "b")
    assert listening("a", house.now).question == "urine"
    assert listening(None, house.now).question == "opening"
    house.say("stop", "b")
    assert listening(None, house.now).question == "urine"


def ours(house, *words, key="kitchen"):
    """For each of these, whether they would be for us."""
    return [house.conversations.is_ours(key, said, house.now) for said in words]


@pytest.mark.parametrize("words", HOUSE)
def test_where_others_could_answer_words_of_the_house_are_theirs(house, words):
    """With no conversation open; to ask changes nothing."""
    assert ours(house, words) == [False]
    assert not house.conversations.holds("kitchen", house.now)


def test_what_would_open_a_conversation_is_ours(house):
    """A twitch, a sign, a call for help, and our name."""
    assert ours(house, STORY, "my pee is dark like cola", "call an ambulance", "ask twitchwise") == [True] * 4


def test_whatever_is_said_to_a_question_about_a_warning_sign_is_ours(house):
    """What is not understood there is asked again, and never anybody else's."""
    assert house.say(STORY).question == "urine"
    assert ours(house, "no", "what time is it", "brown like a nut") == [True] * 3


def test_what_is_not_understood_elsewhere_is_for_others(house):
    """To a question without danger, and in an emergency, where a door may have to be opened."""
    assert house.say("twitchwise").question == "opening"
    assert ours(house, "what time is it", "open the front door", STORY, "help", "stop") == [False, False, True, True, True]
    assert house.say("my pee is dark like cola").emergency
    assert ours(house, "open the front door", "no", "repeat") == [False, True, True]


def test_a_choice_in_its_own_words_is_ours(house):
    """Also where understanding alone would make nothing of them."""
    house.all("twitchwise", "my pee is dark like cola")
    assert all(ours(house, *house.say("repeat").choices))


def test_a_call_that_somebody_else_knows_opens_a_conversation(house):
    """Whatever is said; a question about the subject is answered with it, and in the middle it is an answer like any other."""

    def call(words, key):
        turn = house.conversations.call(key, words, house.now)
        house.conversations.passed_on(key)
        return turn

    assert call("do the thing", "a").question == "opening"
    why = call("why is my eyelid twitching", "b")
    assert (why.question, why.sentences[0].startswith("Hello")) == ("opening", True)
    assert len(why.sentences) > len(call("twitchwise", "c").sentences)
    assert call(STORY, "d").question == "urine"
    assert call("no", "d").question == "collapse"


def test_signs_that_are_read_back_are_asked_for(house):
    """The check of what was denied is about warning signs, whatever is said to it."""
    house.say(STORY)
    turn = next(turn for turn in (house.say("no") for _ in range(20)) if turn.question == "read_back")
    assert turn.goes_on
    assert ours(house, "what time is it") == [True]


def test_of_a_pause_only_what_ends_it_is_ours(house):
    """Louder music, and a no to somebody else, are not; what tells of danger is."""
    house.all(STORY, "hang on")
    assert ours(house, "louder", "no", "what time is it") == [False] * 3
    assert ours(house, "i'm back", "delete my answers", "my pee is dark like cola", "twitchwise") == [True] * 4


def test_a_conversation_is_held_until_it_is_over_or_was_paused_for_long(house):
    """By its key alone."""
    holds = house.conversations.holds
    house.say(STORY)
    assert (holds("kitchen", house.now), holds("bedroom", house.now)) == (True, False)
    house.say("hang on")
    assert holds("kitchen", house.now + timedelta(minutes=4))
    assert not holds("kitchen", house.now + timedelta(minutes=6))
    house.say("stop")
    assert not holds("kitchen", house.now)


def test_a_region_and_a_manner_count_for_conversations_that_begin_from_then_on(house):
    """Nobody's words change in the middle."""
    house.say(STORY, key="a")
    house.conversations.begin_with("uk", Manner(brief=True))
    assert "nine one one" in house.say("my pee is dark like cola", key="a").text
    brief = house.say("twitchwise", key="b").text
    assert brief.startswith("This is Twitchwise.")
    assert "nine nine nine" in house.say("my pee is dark like cola", key="b").text


def in_folder(path, at=MORNING, **more):
    """A service that keeps conversations there, as if it had just been started."""
    house = House.__new__(House)
    house.now = at
    house.folder = StateFolder(path)
    house.conversations = Conversations(whole(), shipped(), at=at, region="us", folder=house.folder, **more)
    return house


def test_a_service_that_is_started_anew_goes_on(tmp_path):
    """The answer to the question that was open is taken as if nothing had been."""
    said = [STORY, "no", "no"]
    first = in_folder(tmp_path)
    expected = House().all(*said)
    told = first.all(*said[:2])
    first.folder.close()
    second = in_folder(tmp_path, first.now)
    assert [*told, second.say(said[2])] == expected


def test_a_question_that_reached_nobody_is_put_again(house):
    """A "no" is no answer to what was not heard; what tells something by itself counts."""
    house.say(STORY)
    lost = house.lose("no")
    assert lost.question == "collapse"
    again = house.say("no")
    assert (again.question, again.sentences[-1]) == ("collapse", lost.sentences[-1])
    assert house.lose("no").question == "mind"
    assert house.say("my pee is dark like cola").emergency


def test_a_result_that_reached_nobody_is_given_again(house):
    """With its assessment, and with what must be said first."""
    house.say(STORY)
    lost = house.lose("my pee is dark like cola")
    again = house.say("no")
    assert (again.assessment, again.must_say_first, again.question) == (lost.assessment, lost.must_say_first, "result")


def test_a_question_that_may_have_reached_nobody_is_put_again_after_a_restart(tmp_path):
    """The service ended before it knew that its question was heard."""
    first = in_folder(tmp_path)
    first.say(STORY)
    first.lose("no")
    first.folder.close()
    second = in_folder(tmp_path, first.now)
    assert second.say("no").question == "collapse"
    assert second.say("no").question == "mind"


def test_of_a_conversation_that_is_over_nothing_is_passed_on(house):
    """Nor of one that never was."""
    house.say(STORY)
    house.say("stop")
    house.conversations.passed_on("kitchen")
    house.conversations.passed_on("nobody")
    assert house.say("no").taken is True


def test_a_service_that_was_off_for_five_minutes_begins_anew(tmp_path):
    """What was kept is erased at the start."""
    first = in_folder(tmp_path)
    first.all(STORY)
    first.folder.close()
    second = in_folder(tmp_path, first.now + timedelta(minutes=5))
    assert second.folder.files() == ()
    assert second.say("no").taken is False


def test_the_end_leaves_nothing_on_disk(tmp_path):
    """Nor does a conversation that is left, once that is looked for, or one that gave way."""
    house = in_folder(tmp_path, most=2)
    for key in "abc":
        house.say(STORY, key)
    assert {path.stem for path in house.folder.files()} == {name_of("b"), name_of("c")}
    house.say("stop", "b")
    assert {path.stem for path in house.folder.files()} == {name_of("c")}
    house.conversations.tidy(house.now + timedelta(minutes=5))
    assert house.folder.files() == ()


def test_a_kept_conversation_of_another_knowledge_file_is_begun_anew(tmp_path):
    """Whoever answers is told so; the answer counts for nothing, as nobody knows to what."""
    first = in_folder(tmp_path)
    first.say(STORY)
    first.folder.close()
    file = tmp_path / f"{name_of('kitchen')}.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "knowledge": "another"}))
    turn = in_folder(tmp_path, first.now).say("no")
    assert "I have learnt new things since then" in turn.text
    assert turn.question == "opening"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"schema_version": 1, "knowledge": "k", "phase": 7}'])
def test_a_kept_conversation_that_cannot_be_read_is_begun_anew(tmp_path, damage):
    """Whoever answers is told so."""
    first = in_folder(tmp_path)
    first.say(STORY)
    first.folder.close()
    file = tmp_path / f"{name_of('kitchen')}.json"
    file.write_text(damage)
    turn = in_folder(tmp_path, first.now).say("no")
    assert "I could not read what I had kept" in turn.text
    assert turn.question == "opening"


def test_what_cannot_be_saved_is_said_once(tmp_path):
    """And the conversation goes on."""
    house = in_folder(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    first, second = house.all(STORY, "no")
    assert "I cannot keep your answers on this device" in first.text
    assert "I cannot keep" not in second.text
    assert second.question == "collapse"


def test_what_cannot_be_erased_is_told_in_a_line(tmp_path):
    """Its file, and what to do."""
    told = []
    house = in_folder(tmp_path, notice=told.append)
    house.say(STORY)
    file = tmp_path / f"{name_of('kitchen')}.json"
    file.unlink()
    file.mkdir()
    (file / "something").write_text("")
    house.conversations.tidy(house.now + timedelta(minutes=5))
    assert told == [f"{file}: cannot be deleted (Is a directory); delete it by hand"]


def test_nobody_waits_before_the_first_word_and_after_the_last(house):
    """An answer is waited for in between."""
    assert not house.conversations.is_open(house.now)
    house.say(STORY)
    assert house.conversations.is_open(house.now)
    assert not house.conversations.is_open(house.now + timedelta(minutes=5))


def test_noise_alone_ends_the_listening(house):
    """Whoever cannot be understood is not listened to for ever: a microphone that stays open would hear itself."""
    house.say("twitchwise")
    turns = [house.say(NoMatch(), after=1) for _ in range(12)]
    assert any(not turn.goes_on for turn in turns)


def to_the_end(house, lost):
    """Every question that was heard, and the last assessment, where what is said in the turn `lost` reaches nobody."""
    words, heard, assessment = STORY, [], None
    for number in range(60):
        turn = house.lose(words)
        if number == lost:
            continue
        house.conversations.passed_on("kitchen")
        heard.append(turn.question)
        assessment = turn.assessment or assessment
        if turn.question == "result":
            break
        words = "yes" if turn.question in ("confirm", "read_back") else "no"
    return heard, assessment


def test_whichever_answer_is_lost_the_same_questions_are_heard_and_the_result_is_the_same():
    """Whoever was not answered says it again."""
    whole_story = to_the_end(House(), None)
    assert whole_story[1] is not None
    assert [to_the_end(House(), lost) for lost in range(len(whole_story[0]))] == [whole_story] * len(whole_story[0])
