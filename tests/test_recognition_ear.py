"""The ear hears a whole answer and no more: from the first sound of it to the silence after it."""

import numpy as np
import pytest

from tests.sounds import blocks, hiss, silence, spoken
from voice.ports import RATE_HZ, Hypothesis, Word
from voice.recognition import load_recogniser
from voice.recognition.ear import Asking, Ear, Endings
from voice.recognition.endpointing import FRAME, PROFILES, Completeness, Endpointer, Moment, silero
from voice.skill.dialogue.events import Heard, NoInput, NoMatch
from voice.skill.grammar.speech_grammar import SpeechGrammar
from voice.skill.reading import Reading, Span

GRAMMAR = SpeechGrammar(
    "duration",
    phrases=("about two days", "about two weeks", "two days", "two weeks", "since monday", "yes", "no", "left calf"),
    sentences=("it has been about two weeks now", "i think it is two days", "since monday"),
)
MEANT = {"two days": 2.0, "two weeks": 14.0, "since monday": 3.0}


def understand(text):
    """Enough of an understanding to tell whole answers from parts of one."""
    found = [days for words, days in MEANT.items() if words in text]
    if found:
        spans = (Span(0, len(text.split()), "duration_days"),)
        return Reading(("duration_days",), text, {"duration_days": found[-1]}, spans=spans)
    if text in ("yes", "no"):
        return Reading(("duration_days",), text, reply=text)
    return Reading(("duration_days",), text, certainty="rejected")


@pytest.fixture(scope="module")
def sphinx():
    """One decoder for the module, as in the program."""
    return load_recogniser("sphinx")


def asking(**changes):
    return Asking(**{"grammar": GRAMMAR, "understand": understand, **changes})


def consumed(ear, sound, **changes):
    """What was heard, and how many seconds of the sound it took."""
    taken = 0

    def stream():
        nonlocal taken
        for block in blocks(sound, 800):
            taken += len(block)
            yield block

    return ear.hear(stream(), asking(**changes)), taken / RATE_HZ


def test_an_answer_is_heard_among_silence(sphinx):
    """Words, their confidence and their reading come together."""
    heard, _ = consumed(Ear(sphinx), np.concatenate([silence(1.0), spoken("about two weeks"), silence(3.0)]))
    assert isinstance(heard, Heard)
    assert heard.words == "about two weeks"
    assert heard.reading.answers == {"duration_days": 14.0}


@pytest.mark.parametrize("voice", ["en-us", "en+m3", "en-us+f3"])
def test_a_bare_no_is_whole(sphinx, voice):
    """The sound before the voice was noticed belongs to the word."""
    heard, _ = consumed(Ear(sphinx), np.concatenate([spoken("no", voice), silence(2.0)]))
    assert isinstance(heard, Heard)
    assert heard.words == "no"


def test_a_complete_answer_ends_the_turn_early(sphinx):
    """Half a second after its end at most, where an answer that is none yet is waited for longer."""
    complete = np.concatenate([spoken("two weeks"), silence(4.0)])
    unfinished = np.concatenate([spoken("about two"), silence(4.0)])
    _, after_complete = consumed(Ear(sphinx), complete)
    _, after_unfinished = consumed(Ear(sphinx), unfinished)
    assert after_complete < len(spoken("two weeks")) / RATE_HZ + 0.1
    assert after_unfinished > len(spoken("about two")) / RATE_HZ + 0.2


def test_a_risky_answer_is_waited_for_longer(sphinx):
    """ "No, but …" must be able to come."""
    sound = np.concatenate([spoken("no"), silence(4.0)])
    (_, plain), (_, risky) = consumed(Ear(sphinx), sound), consumed(Ear(sphinx), sound, risky=True)
    assert risky >= plain + 0.4


def test_a_pause_inside_an_answer_does_not_cut_it_off(sphinx):
    """A slow talker's "about … two weeks" is one answer in the patient profile."""
    sound = np.concatenate([spoken("about"), silence(0.6), spoken("two weeks"), silence(4.0)])
    heard, _ = consumed(Ear(sphinx, profile="patient", unfinished=frozenset({"about"})), sound)
    assert isinstance(heard, Heard)
    assert "two weeks" in heard.words


def test_an_answer_in_other_words_takes_a_second_look(sphinx):
    """What is no phrase of the grammar is still heard."""
    heard, _ = consumed(Ear(sphinx), np.concatenate([spoken("it has been about two weeks now"), silence(3.0)]))
    assert isinstance(heard, Heard)
    assert heard.words.startswith("it has been about two weeks")


@pytest.mark.parametrize(
    "sound",
    [np.zeros(4 * RATE_HZ, np.int16), silence(4.0), hiss(4 * RATE_HZ, 1_500).astype(np.int16)],
    ids=["digital silence", "quiet room", "steady noise"],
)
def test_silence_and_steady_noise_are_no_input(sphinx, sound):
    """The time for an answer passes, and it is over when it has passed."""
    heard, seconds = consumed(Ear(sphinx), sound, no_input_after=2.0)
    assert isinstance(heard, NoInput)
    assert seconds == pytest.approx(2.0, abs=0.1)


def test_speech_without_words_of_the_grammar_is_no_match_or_rejected(sphinx):
    """Somebody spoke, and nothing of it was an answer."""
    grammar = SpeechGrammar("duration", phrases=("two weeks", "two days"), sentences=("two weeks", "two days"))
    speech = spoken("extraordinary photographers philosophise")
    heard, _ = consumed(Ear(sphinx), np.concatenate([speech, silence(2.0)]), grammar=grammar)
    assert isinstance(heard, NoMatch) or heard.reading.certainty != "sure"


def test_a_key_ends_a_manual_utterance(sphinx):
    """In the manual profile silence ends nothing, the key does."""
    sound = np.concatenate([spoken("two weeks"), silence(6.0)])
    pressed_after = 0

    def pressed():
        nonlocal pressed_after
        pressed_after += 1
        return pressed_after > 60

    ear = Ear(sphinx, profile="manual")
    heard = ear.hear(iter(blocks(sound)), asking(), ended=pressed)
    assert isinstance(heard, Heard)
    assert pressed_after == 61
    assert heard.words == "two weeks"


def test_sound_that_breaks_off_is_heard_as_far_as_it_goes(sphinx):
    """A file that ends, or a microphone that goes, ends the utterance."""
    heard, _ = consumed(Ear(sphinx), spoken("two weeks")[: -RATE_HZ // 2])
    assert isinstance(heard, Heard)
    assert heard.words == "two weeks"


@pytest.mark.parametrize("size", [37, 512, 1_000, 16_000])
def test_the_size_of_the_blocks_changes_nothing(size):
    """The end comes at the same sample whatever a device's blocks are."""
    sound = np.concatenate([silence(0.5), spoken("two weeks"), silence(2.0)])
    endpointer = Endpointer(PROFILES["normal"], silero())
    speech = [endpointer.accept(block, Completeness.COMPLETE).speech for block in blocks(sound, size)]
    whole = Endpointer(PROFILES["normal"], silero()).accept(sound, Completeness.COMPLETE).speech
    assert np.array_equal(np.concatenate(speech), whole)


def test_what_comes_before_the_voice_is_kept():
    """Four tenths of a second at most, and never more than there was."""
    frames = [np.full(FRAME, number, np.int16) for number in range(30)]
    endpointer = Endpointer(PROFILES["normal"], lambda frame: 0.9 if frame[0] >= 20 else 0.0)
    speech = np.concatenate([endpointer.accept(frame).speech for frame in frames])
    assert 8 <= 20 - speech[0] <= 12


def test_a_single_doubtful_frame_is_no_speech():
    """A click does not open an utterance."""
    endpointer = Endpointer(PROFILES["normal"], lambda frame: 0.6 if frame[0] == 5 else 0.0)
    moments = {endpointer.accept(np.full(FRAME, number, np.int16)).moment for number in range(30)}
    assert moments == {Moment.WAITING}


@pytest.mark.parametrize(
    ("text", "is_open"),
    [("about two", True), ("two weeks", False), ("since", True), ("", False), ("no", False), ("two weeks and", True)],
)
def test_an_answer_that_goes_on_is_told_by_its_end(text, is_open):
    """The beginning of a phrase, or a word that ends no answer."""
    assert Endings(GRAMMAR, frozenset({"and"})).open(text) is is_open


def test_a_whole_answer_that_more_could_follow_is_not_waited_for_as_a_half_one(sphinx):
    """ "No", where only "no, none of those" is listed: it ends after the silence of an open answer."""
    listed = SpeechGrammar("duration", phrases=("no none of those", "two days"), sentences=("no none of those", "two days"))
    word = spoken("no")[: -RATE_HZ // 2]  # without the silence after it
    heard, seconds = consumed(Ear(sphinx), np.concatenate([word, silence(4.0)]), grammar=listed)
    assert isinstance(heard, Heard)
    assert heard.words == "no"
    assert seconds < len(word) / RATE_HZ + PROFILES["normal"].hangover[Completeness.NOTHING]


class Inventive:
    """An engine that makes "you" of any sound without words, and hears "two weeks" in what is as loud as speech."""

    name, doubts_itself, tells_times = "inventive", False, False

    def utterance(self, grammar):
        self.kept = []
        return self

    second_look = utterance

    def accept(self, block):
        self.kept.append(block)
        return Hypothesis()

    def finish(self):
        loud = any(np.abs(block).max(initial=0) >= 1_000 for block in self.kept)
        words = ("two", "weeks") if loud else ("you",)
        return Hypothesis(tuple(Word(word, 0.0, 0.0, 1.0) for word in words))


@pytest.mark.parametrize(("frames", "heard"), [(4, "two weeks"), (12, "you")])
def test_a_word_made_of_a_click_does_not_take_the_answers_place(frames, heard):
    """What is shorter than a word and means nothing is let pass, and the answer after it is heard; longer speech is not."""
    sound = np.zeros(6 * RATE_HZ, np.int16)
    sound[RATE_HZ : RATE_HZ + frames * FRAME] = 500
    sound[4 * RATE_HZ : 5 * RATE_HZ] = 2_000
    ear = Ear(Inventive(), voice_activity=lambda: lambda frame: 0.6 if np.abs(frame).min() >= 500 else 0.0)
    event, _ = consumed(ear, sound)
    assert event.words == heard
