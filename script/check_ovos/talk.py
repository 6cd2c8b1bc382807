"""A typed conversation with OVOS as processes: what is said, by whom, and what has to come of it."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from script.check_ovos.assistant import SKILL
from script.check_ovos.processes import CLOCK, Answer, Bus, running
from voice.skill.knowledge.file import load_knowledge
from voice.skill.knowledge.model import Question

STORY = "my left calf keeps twitching since my run this morning"
SIGN = "my pee is dark like cola"
TIME = "what time is it"
_MOST_ANSWERS = 30


class Talk:
    """Says things, prints what comes of it, and remembers what was wrong."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self.faults: list[str] = []

    def say(self, session: str, words: str, *wanted: str, skill: str = SKILL, listens: bool = True) -> Answer | None:
        """Say it: `skill` alone has to answer, with all of these pieces of text; `listens`: it waits for an answer."""
        print(f"[{session}] > {words}")
        answers = self._bus.say(session, words)
        for one in answers:
            print(f"[{session}]   {one.text}" + ("" if one.skill == SKILL else f"   [{one.skill}]"), flush=True)
        if [one.skill for one in answers] != [skill]:
            self._fault(session, words, f"{len(answers)} answers, by {[one.skill for one in answers]}")
            return None
        (answer,) = answers
        for fault in _faults(answer, wanted, listens=listens):
            self._fault(session, words, fault)
        return answer

    def _fault(self, session: str, words: str, what: str) -> None:
        print(f"    FAULT: {what}", flush=True)
        self.faults.append(f"[{session}] {words}: {what}")

    def until(self, session: str, words: str, there: Callable[[str], bool]) -> str:
        """Say it again and again, until a question is asked of which that is true; the question."""
        for _ in range(_MOST_ANSWERS):
            answer = self.say(session, words)
            question = (answer.facts.get("question") or "") if answer is not None else ""
            if there(question):
                return question
        self._fault(session, words, "the question never came")
        return ""


def _faults(answer: Answer, wanted: tuple[str, ...], *, listens: bool) -> Iterator[str]:
    yield from (f"{piece!r} was not said" for piece in wanted if piece.casefold() not in answer.text.casefold())
    if answer.listens != listens:
        yield "OVOS listens" if answer.listens else "OVOS does not listen"
    if not all(sentence in answer.text for sentence in answer.facts.get("must_say_first", [])):
        yield "what must be said was not said whole"


def converse() -> bool:
    """Hold the conversations, print them, and tell whether all went as it should."""
    questions = load_knowledge().questions_by_id
    with tempfile.TemporaryDirectory(prefix="twitchwise-ovos-") as folder, running(Path(folder), {"region": "us"}) as bus:
        talk = Talk(bus)
        for part in (_one, _three):
            part(talk, questions)
            print()
    print(*(talk.faults or ["Everything went as it should."]), sep="\n")
    return not talk.faults


def _one(talk: Talk, questions: Mapping[str, Question]) -> None:
    """The device's own session: others answer what is theirs, a sign counts at once, and a stop says what to do."""
    talk.say("default", TIME, skill=CLOCK, listens=False)
    talk.say("default", STORY, "Hello, this is Twitchwise.", "left calf", "cola")
    talk.say("default", TIME, "Dark pee")
    harmless = {name for name, question in questions.items() if question.risk != "red_flag"}
    asked = talk.until("default", "no", lambda question: question in harmless)
    talk.say("default", TIME, skill=CLOCK, listens=False)
    talk.say("default", "fnord blargh", *([questions[asked].again] if asked else []))
    talk.say("default", SIGN, "Call nine one one now", "Once more: call nine one one now.")
    talk.say("default", "stop", "Please get help now. I cannot call for you.", listens=False)
    talk.say("default", TIME, skill=CLOCK, listens=False)


def _three(talk: Talk, _questions: Mapping[str, Question]) -> None:
    """Three clients that bring no session back, one after another in turn: nobody gets another's answers."""
    for session, words, wanted in _interleaved():
        talk.say(session, words, *wanted)
    talk.say("kitchen", "stop", "OK, I will stop. See a doctor if it gets worse.", listens=False)
    talk.say("bedroom", "stop", "Please get help now.", listens=False)
    talk.say("garage", "stop", "OK, I will stop.", listens=False)


def _interleaved() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield "kitchen", STORY, ("left calf", "cola")
    yield "bedroom", "my right eyelid twitches", ("right eyelid",)
    yield "garage", "ask twitchwise", ("What's going on?",)
    yield "kitchen", "no", ("chest pain",)
    yield "garage", "my left thigh twitches since yesterday", ("left thigh",)
    yield "bedroom", SIGN, ("Call nine one one now",)
    yield "kitchen", "no", ()
    yield "garage", "no", ()
