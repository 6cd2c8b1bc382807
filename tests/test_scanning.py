"""A whole conversation with one switch."""

from functools import cache
from pathlib import Path

import pytest
import yaml
from talking import whole

from voice.session import NoClock, Session, answer_read
from voice.skill.dialogue.effects import Assessed, End, Listen
from voice.skill.dialogue.events import Chosen, Heard, Key, NoInput, NoMatch
from voice.skill.grammar.compiled import load_grammar
from voice.skill.knowledge.answers import parse_answers
from voice.skill.reading import Reading, flat
from voice.skill.triage.interview import completed
from voice.store.memory import MemoryStore
from voice.surfaces.scanning import ScanningSurface

CASES = yaml.safe_load((Path(__file__).parent / "fixtures" / "cases.yaml").read_text(encoding="utf-8"))


@cache
def grammar():
    return load_grammar(whole())


UNKNOWN = (None, "unknown")
MOST_TURNS = 400


def facts_of(case):
    plain = dict.fromkeys(whole().symptoms, False)
    return completed(whole(), parse_answers(whole(), {**plain, **CASES["healthy"], **case["facts"]}))


class Finger:
    """Fills `Switch` for somebody who knows these facts and can do nothing but press once; counts what it takes."""

    def __init__(self, facts):
        self.facts, self.listen, self.offered = facts, None, None
        self.said, self.presses, self.heard = [], 0, 0
        self.turns = []

    def say(self, text):
        self.said.append(text)

    def offer(self, menu, place, text):
        self.said.append(text)
        self.offered = menu[place]
        self.heard += 1

    def taken(self, seconds):
        pressed = self.wants(self.offered)
        self.presses += pressed
        return pressed

    def turn_over(self, event):
        self.turns.append((self.listen.question, event))

    def wants(self, option, deep=2):
        if option.label == whole().prompts["option_keep"][0]:
            return True
        if option.opens is not None:
            return deep > 0 and any(self.wants(further, deep - 1) for further in option.opens())
        if isinstance(option.event, Key):
            unknown = all(self.facts.get(slot) in UNKNOWN for slot in self.listen.slots)
            return option.event.command == {"result": "stop"}.get(self.listen.question, "skip" if unknown else "")
        if not isinstance(option.event, Chosen):
            return False
        if option.event.reply:
            true = all(self.facts.get(slot) == value for slot, value in flat(self.listen.confirming).items())
            return option.event.reply == ("yes" if true else "no")
        return all(self.fits(slot, value) for slot, value in flat(option.event.answers).items())

    def fits(self, slot, value):
        fact = self.facts.get(slot)
        if slot == "duration_days":
            return value == min(whole().slots[slot].offers.values(), key=lambda days: abs(days - fact))
        return fact == value or (fact in UNKNOWN and value in UNKNOWN)


class Nobody:
    """Fills `ports.Surface` as far as scanning needs it: keeps what is performed, and what is to be heard next."""

    def __init__(self, *events):
        self.events, self.performed = list(events), []
        self.finger = None

    def perform(self, effect):
        self.performed.append(effect)
        if isinstance(effect, Listen) and self.finger:
            self.finger.listen = effect

    def next_event(self, listen):
        return self.events.pop(0)


def hold(facts, **more):
    """A whole conversation by scanning: the finger, and the effects."""
    inner, finger = Nobody(), Finger(facts)
    inner.finger = finger
    surface = ScanningSurface(whole(), inner, finger, on=True, **more)
    session = Session(whole(), grammar(), MemoryStore(), surface, NoClock())
    outcome = session.run()
    return finger, inner.performed, outcome


def disposition(performed):
    return [effect for effect in performed if isinstance(effect, Assessed)][-1].disposition


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_one_switch_reaches_what_spoken_answers_reach(case):
    """Whoever only presses, or only makes a sound, ends where the triage of their facts does."""
    finger, performed, _ = hold(facts_of(case), confirm="nothing")
    assert disposition(performed) == case["disposition"], finger.turns
    assert not any(isinstance(event, NoInput) for _, event in finger.turns), finger.turns


def test_typed_words_count_as_not_understood_where_they_are_read():
    """A surface without an ear tells nobody what words mean; the reader given does."""
    words = [Heard(words="xyzzy"), Heard(words="plugh")]

    class Typed:
        def next_event(self, listen):
            return words.pop(0)

    scanning = ScanningSurface(
        whole(), Typed(), None, failures=2, read=lambda listen, text: answer_read(grammar(), listen, text, None)
    )
    listen = Listen(question="opening", slots=(), grammar="opening")
    assert [(scanning.next_event(listen).words, scanning.on) for _ in range(2)] == [("xyzzy", False), ("plugh", True)]


def test_every_question_is_met_by_some_scanned_conversation():
    """All the cases together go through every kind of question: groups, places, times, lists, single signs, the read-back."""
    met = {question for case in CASES["cases"] for question, _ in hold(facts_of(case), confirm="nothing")[0].turns}
    assert met >= {"opening", "urine", "pain", "place_and_time", "duration", "medicines", "health", "habits"}
    assert met >= {"read_back", "medication_change", "cooling", "spreading_weakness", "trend", "result"}


def test_red_flags_are_confirmed_and_the_rest_is_not():
    """Each answer on a red flag takes a second sign; a place does not."""
    finger, performed, _ = hold(facts_of(CASES["cases"][0]))
    assert disposition(performed) == "self_care"
    assert "None of these: is that right?" in finger.said
    assert not any("Left: is that right?" in text for text in finger.said)
    everything, _, _ = hold(facts_of(CASES["cases"][0]), confirm="all")
    assert any("Left: is that right?" in text for text in everything.said)
    assert everything.presses > finger.presses


class Script:
    """Fills `Switch`: presses at the offers of these texts, in turn, and at nothing else."""

    def __init__(self, *wanted):
        self.wanted, self.said, self.turns = list(wanted), [], []

    def say(self, text):
        self.said.append(text)

    def offer(self, menu, place, text):
        self.said.append(text)

    def taken(self, seconds):
        pressed = bool(self.wanted) and self.said[-1].lower() == self.wanted[0] + "?"
        if pressed:
            self.wanted.pop(0)
        return pressed

    def turn_over(self, event):
        self.turns.append(event)


LOCATION = Listen(question="location", slots=("location", "side"), grammar="location")
URINE = Listen(question="urine", slots=("dark_urine", "bladder_bowel_change"), grammar="urine")


def scanned(listen, *wanted, **more):
    script = Script(*wanted)
    surface = ScanningSurface(whole(), Nobody(), script, on=True, **more)
    return surface.next_event(listen), script


def test_a_place_is_taken_in_steps_with_a_way_back():
    """A region that was wrong is left by "something else"."""
    event, script = scanned(LOCATION, "thigh or hip", "something else", "the leg below the thigh", "calf", "left")
    assert event == Chosen(answers={"location": ["calf"], "side": "left"})
    assert script.wanted == []


def test_none_both_not_knowing_and_the_commands_are_all_read_out():
    """Everything that could be said can be taken."""
    _, script = scanned(URINE)
    assert {"Neither of these?", "Both of these?", "I don't know?", "Say it again?", "Go back?", "Stop?", "I need help now?"} <= {
        *script.said
    }


def test_one_time_through_without_a_sign_is_silence():
    """The dialogue's own ladder then decides, as for a silent caller."""
    assert scanned(URINE)[0] == NoInput()
    assert scanned(LOCATION, "thigh or hip")[0] == NoInput()


def test_what_is_not_confirmed_is_not_taken():
    """ "No" reads the answers again; no sign at all is silence."""
    event, _ = scanned(URINE, "dark pee", "no, read them again", "both of these", "yes, that one")
    assert event.answers == {"symptoms": {"dark_urine": True, "bladder_bowel_change": True}}
    assert scanned(URINE, "dark pee")[0] == NoInput()


def test_stopping_is_confirmed_and_help_is_not():
    """A cough ends nothing; a cry for help is not asked about."""
    assert scanned(URINE, "stop")[0] == NoInput()
    assert scanned(URINE, "stop", "yes, that one")[0] == Key(command="stop")
    assert scanned(URINE, "i need help now")[0] == Key(command="emergency")


def test_nobody_there_is_waited_for_and_then_left():
    """After three times through without a sign, the conversation is over."""
    inner, script = Nobody(), Script()
    surface = ScanningSurface(whole(), inner, script, on=True)
    assert Session(whole(), grammar(), MemoryStore(), surface, NoClock()).run() == "abandoned"
    assert script.turns == [NoInput()] * 4
    assert [effect.outcome for effect in inner.performed if isinstance(effect, End)] == ["abandoned"]


REJECTED = Heard(words="the bus is late", reading=Reading(asked=(), text="the bus is late", certainty="rejected"))
UNDERSTOOD = Heard(words="no", reading=Reading(asked=(), text="no", answers={"dark_urine": False}))


def test_it_begins_by_itself_when_words_fail_again_and_again():
    """Three answers in a row that were not understood, and it says so and begins; others begin the count anew."""
    inner, script = (
        Nobody(REJECTED, NoMatch(), UNDERSTOOD, NoMatch(), NoMatch(), NoInput(), REJECTED),
        Script("dark pee", "yes, that one"),
    )
    surface = ScanningSurface(whole(), inner, script, failures=3)
    for _ in range(7):
        assert not surface.on
        surface.next_event(URINE)
    assert surface.on
    assert surface.next_event(URINE) == Chosen(answers={"symptoms": {"dark_urine": True}})
    assert script.said[0].startswith("I find it hard to hear you. I will read the answers.")


def test_what_began_by_itself_can_be_left():
    """ "Let me speak again" puts the question again and listens to words; who chose scanning is not offered it."""
    inner, script = Nobody(NoMatch(), UNDERSTOOD), Script("let me speak again")
    surface = ScanningSurface(whole(), inner, script, failures=1)
    surface.next_event(URINE)
    assert surface.next_event(URINE) == Key(command="repeat")
    assert surface.next_event(URINE) == UNDERSTOOD
    assert "Let me speak again?" not in scanned(URINE)[1].said
    assert not ScanningSurface(whole(), Nobody(NoMatch()), Script()).on
